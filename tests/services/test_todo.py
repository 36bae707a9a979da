"""Hôm nay is computed from the records: what waits, who owes an answer, and no number that is not known."""
import os
from datetime import datetime, timedelta

import pytest

from desktop.services import first_start, profiles, recovery_slip, todo
from desktop.services.value_text import VIETNAM
from desktop.store import setting
from desktop.store.store import Store
from tests.ui import books

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=VIETNAM)


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None, settings={setting.COMMUNE: "00000"}) as store:
        yield store


def put(store, of, /, **fields):
    with store.write() as unit:
        return unit.create(of, fields)


def today(store):
    return todo.today(store.read(), store.profile, now=NOW)


def titles(store):
    return [(task.state, task.title) for task in today(store).tasks]


def test_an_empty_book_has_nothing_to_do_and_five_first_steps(book):
    seen = today(book)
    assert seen.tasks == ()
    assert [step.done for step in seen.steps] == [False] * 5
    assert not any(measure.known for measure in seen.situation)


def test_the_first_steps_are_ticked_as_they_are_done_and_go_away_by_themselves(book):
    first_start.add_person(book, "Hà Văn Pó", "")
    assert [step.done for step in today(book).steps] == [True, False, False, False, False]
    for at in range(5):
        put(book, "device", name=f"Máy {at}")
        put(book, "person", full_name=f"Người {at}")
    assert [step.done for step in today(book).steps] == [True, True, True, False, False]
    put(book, "incident", title="Mất mạng")
    assert today(book).steps == ()


def test_an_open_urgent_incident_comes_first_with_its_device(book):
    printer = put(book, "device", name="Máy in Canon", asset_code="TB-001")
    incident = put(book, "incident", title="Không in được", severity="urgent", device=printer,
                   detected_at="2026-11-21T09:05", status="escalated", sent_to="warranty", sent_at="2026-11-21T09:20")
    put(book, "incident", title="Xong rồi", severity="urgent", status="resolved")
    [task] = today(book).tasks
    assert (task.state, task.title, task.target) == (
        "Khẩn cấp", "Không in được", todo.Target(kind="incident", id=incident))
    assert "Máy in Canon TB-001" in task.detail
    assert "09:20 hôm nay" in task.detail


def test_an_answer_of_the_province_is_shown_until_it_is_replied_to(book):
    incident = put(book, "incident", title="TD Office treo", status="escalated")
    put(book, "incident_note", incident=incident, written_at="2026-11-21T07:41", kind="reply",
        text="Cài lại plugin 2.4")
    [task] = today(book).tasks
    assert task.state == "Tỉnh trả lời"
    assert "Cài lại plugin 2.4" in task.detail
    put(book, "incident_note", incident=incident, written_at="2026-11-21T08:00", text="Đã cài lại", kind="note")
    assert today(book).tasks == ()


def test_who_owes_an_answer_and_since_when(book):
    put(book, "incident", title="Chập chờn", status="waiting", sent_to="carrier", sent_at="2026-11-19T08:00")
    put(book, "incident", title="Mới", status="in_progress")
    [debt] = today(book).waiting
    assert (debt.who, debt.what, debt.since) == ("Nhà mạng", "Chập chờn", "2 ngày")


def test_certificates_that_end_soon_and_those_that_have_ended_are_two_things(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa")
    put(book, "certificate", person=hoa, expires_on="2026-12-09", status="valid")
    put(book, "certificate", title="UBND xã", expires_on="2026-11-01")
    put(book, "certificate", title="Đã thu hồi", expires_on="2026-11-25", status="revoked")
    put(book, "certificate", title="Còn lâu", expires_on="2027-11-25")
    assert titles(book) == [("Hết hạn", "1 chứng thư chữ ký số đã hết hạn"),
                            ("Sắp hết hạn", "1 chứng thư chữ ký số còn dưới 60 ngày")]
    assert "Lê Thị Hoa (09/12/2026)" in today(book).tasks[1].detail


def test_the_same_code_twice_is_saved_and_told(book):
    put(book, "device", name="Dell", asset_code="PC-014")
    put(book, "device", name="HP", asset_code="PC-014")
    [task] = today(book).tasks
    assert task.title == "Mã tài sản PC-014 ghi ở 2 bản ghi"
    assert task.detail == "Dell PC-014 · HP PC-014"


def test_warranties_that_end_within_a_month(book):
    put(book, "device", name="UPS", warranty_until="2026-12-01")
    put(book, "device", name="Cũ", warranty_until="2026-11-01")
    put(book, "device", name="Đã thanh lý", warranty_until="2026-12-01", status="disposed")
    assert titles(book) == [("Sắp hết bảo hành", "1 thiết bị hết bảo hành trong 30 ngày tới")]


def test_a_bar_says_nothing_where_less_than_80_percent_is_known(book):
    people = [put(book, "person", full_name=f"Người {at}", status="active") for at in range(5)]
    for at in range(10):
        with book.write() as unit:
            unit.create("device", {"name": f"Máy {at}", "kind": "desktop"}
                        | ({f"users.{people[at % 5]}": True, "status": "in_use"} if at < 7 else {}))
    whole = {measure.name: measure for measure in today(book).situation}
    staff, usable = list(whole.values())[:2]
    assert not staff.known
    assert not usable.known
    with book.write() as unit:
        unit.create("device", {"name": "Máy 11", "kind": "printer", "status": "broken"})    # no computer: no part of it
    for at in range(7, 10):
        device = book.read().execute("SELECT id FROM record WHERE title = ?", (f"Máy {at}",)).fetchone()[0]
        with book.write() as unit:
            unit.edit("device", device, {f"users.{people[0]}": True, "status": "broken"})
    staff, usable = today(book).situation[:2]
    assert (staff.known, staff.part, staff.whole) == (True, 5, 5)
    assert (usable.known, usable.part, usable.whole) == (True, 7, 10)


def test_the_commune_reads_how_many_incidents_are_settled_not_how_many_there_were(book):
    for status in ("closed", "resolved", "new"):
        put(book, "incident", title="x", status=status)
    settled = today(book).situation[3]
    assert (settled.name, settled.part, settled.whole) == ("Sự cố đã xử lý", 2, 3)


def test_conflicts_and_refusals_lead_to_the_sync_page(tmp_path):
    with books.a_busy_book(tmp_path / "busy") as store:
        tasks = {task.state: task for task in todo.today(store.read(), store.profile, now=NOW).tasks}
        assert tasks["Cần chọn"].title == "2 nội dung hai máy ghi khác nhau"
        assert tasks["Chưa nhận"].target == todo.Target(page="sync")


def test_the_recovery_slip_is_asked_for_after_three_days_and_once(tmp_path):
    made = profiles.create_book(tmp_path / "book", commune="00000")
    with profiles.open_book(made.profile, write=True) as store:
        now = datetime.now(VIETNAM)
        assert todo.today(store.read(), made.profile, now=now).tasks == ()
        old = (now - timedelta(days=4)).timestamp()
        os.utime(made.profile / "keys.json", (old, old))
        [task] = todo.today(store.read(), made.profile, now=now).tasks
        assert task.target == todo.Target(page="recovery")
        slip = recovery_slip.slip(store.read())
        assert slip is not None
        assert "-".join(slip.groups) == made.recovery_code
        recovery_slip.keep(store)
        assert todo.today(store.read(), made.profile, now=now).tasks == ()
