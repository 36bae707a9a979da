"""Hôm nay is computed from the records: what waits, who owes an answer, and no number that is not known."""
import os
from datetime import datetime, timedelta

from desktop.services import first_start, profiles, recovery_slip
from desktop.services.todo import today as page
from desktop.services.todo import trial
from desktop.services.todo.task import Target, amount
from desktop.services.value_text import VIETNAM
from desktop.store import setting
from tests.services.putting import put
from tests.ui import books

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=VIETNAM)


def today(store):
    return page.today(store.read(), store.profile, now=NOW)


def titles(store):
    return [(task.state, task.title) for task in today(store).tasks]


# -- the empty book ----------------------------------------------------------------------------------

def test_an_empty_book_does_not_cry(book):
    seen = today(book)
    assert (seen.tasks, seen.left, seen.waiting) == ((), (), ())
    assert [step.title for step in seen.steps] == [
        "Ghi máy này vào sổ", "Nhập file Excel đang có", "Báo thử một sự cố", "Cất mã khôi phục", "Rà soát tài khoản"]
    assert len(seen.situation) == 5
    assert not any(measure.known for measure in seen.situation)


def test_the_first_steps_are_ticked_as_they_are_done_and_go_away_by_themselves(book):
    def done():
        return [step.done for step in today(book).steps]

    with book.write() as unit:
        unit.set_setting(setting.RECOVERY_CODE, "N684-5MQM-KC3G-NCB6-8RN0-PZPJ-QXHR-PTX2-H56M")
    person = first_start.add_person(book, "Hà Văn Pó", "")
    assert done() == [False] * 5
    put(book, "device", name="Máy này", kind="desktop", reading={"os": "Windows 11"})
    assert done() == [True, False, False, False, False]
    trial.keep(book, text="may in ket giay", understood="Máy in, máy quét", seconds=7)
    assert done() == [True, False, True, False, False]
    recovery_slip.keep(book)
    put(book, "account", person=person, system=put(book, "system", name="TD Office"), status="in_use")
    assert done() == [True, False, True, True, True]
    for at in range(5):
        put(book, "device", name=f"Máy {at}")
        put(book, "person", full_name=f"Người {at}")
    assert done() == [True, True, True, True, False]    # six people now, one account reviewed
    put(book, "incident", title="Mất mạng")
    assert today(book).steps == ()


def test_a_try_out_says_so_goes_with_one_click_and_is_in_no_outbox(book):
    trial.keep(book, text="máy in tầng 2 kẹt giấy", understood="Máy in, máy quét", seconds=7)
    [task] = today(book).tasks
    assert (task.state, task.title, task.target) == ("Thử", "máy in tầng 2 kẹt giấy", Target(page="drop-trial"))
    assert "không gửi đi" in task.detail
    assert book.read().execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
    assert book.read().execute("SELECT count(*) FROM k_incident").fetchone()[0] == 0
    trial.drop(book)
    assert today(book).tasks == ()
    assert trial.read(book.read()) is not None    # the first step stays done


# -- incidents ---------------------------------------------------------------------------------------

def test_an_open_urgent_incident_comes_first_with_its_device(book):
    printer = put(book, "device", name="Máy in Canon", asset_code="TB-001")
    incident = put(book, "incident", title="Không in được", severity="urgent", device=printer,
                   detected_at="2026-11-21T09:05", status="escalated", sent_to="warranty", sent_at="2026-11-21T09:20")
    put(book, "incident", title="Xong rồi", severity="urgent", status="resolved")
    [task] = today(book).tasks
    assert (task.state, task.title, task.target) == (
        "Khẩn cấp", "Không in được", Target(kind="incident", id=incident))
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


def test_a_security_incident_shows_what_its_clock_asks_next_and_is_not_told_twice(book):
    incident = put(book, "incident", title="Máy bị mã hóa dữ liệu", type="security", severity="urgent",
                   security_level="serious", status="new", detected_at="2026-11-21T09:00")
    put(book, "incident", title="Đã xong", type="security", severity="high", status="closed",
        detected_at="2026-11-20T09:00")
    [task] = today(book).tasks
    assert (task.state, task.title, task.target) == (
        "An ninh mạng", "Máy bị mã hóa dữ liệu", Target(kind="incident", id=incident))
    assert "Báo ngay khi phát hiện" in task.detail
    assert "09:00 22/11/2026" in task.detail    # 24 hours


def test_who_left_with_things_open_is_named_until_they_are_closed(book):
    di = put(book, "person", full_name="Lò Thị Di", status="retired")
    account = put(book, "account", person=di, system=put(book, "system", name="TD Office"), status="in_use")
    [task] = today(book).tasks
    assert (task.title, task.detail) == ("1 người đã nghỉ, chuyển công tác còn việc chưa đóng", "Lò Thị Di (1)")
    assert task.target == Target(page="leaver", id=di)
    with book.write() as unit:
        unit.edit("account", account, {"status": "revoked"})
    assert today(book).tasks == ()


# -- the book itself ---------------------------------------------------------------------------------

def test_the_same_code_twice_is_saved_and_told(book):
    put(book, "device", name="Dell", asset_code="PC-014")
    put(book, "device", name="HP", asset_code="PC-014")
    [task] = today(book).tasks
    assert task.title == "Mã tài sản PC-014 ghi ở 2 bản ghi"
    assert task.detail == "Dell PC-014 · HP PC-014"


def test_what_is_more_than_five_is_counted_not_dropped(book):
    with book.write() as unit:
        for at in range(8):
            unit.create("incident", {"title": f"Sự cố {at}", "severity": "urgent", "status": "new"})
            for name in ("Dell", "HP"):
                unit.create("device", {"name": name, "asset_code": f"PC-{at:03}"})
    told = {task.key: task for task in today(book).tasks}
    assert told["urgent-rest"].title == "3 sự cố khẩn cấp khác chưa xử lý xong"
    assert len(told["urgent-rest"].target.ids) == 3
    assert told["twice:device:asset_code"].title == "3 giá trị khác của Mã tài sản ghi ở nhiều bản ghi"


def test_a_deleted_twin_is_no_twin(book):
    put(book, "device", name="Dell", asset_code="PC-014")
    with book.write() as unit:
        twin = unit.create("device", {"name": "HP", "asset_code": "PC-014"})
        unit.edit("device", twin, {}, special="delete")
    assert today(book).tasks == ()


def test_two_accounts_of_one_person_in_one_system_are_told(book):
    hoa, office = put(book, "person", full_name="Lê Thị Hoa"), put(book, "system", name="TD Office")
    for status in ("in_use", "locked"):
        put(book, "account", person=hoa, system=office, status=status)
    assert ("Ghi hai lần", "Lê Thị Hoa có 2 tài khoản trong TD Office") in titles(book)


def test_conflicts_and_refusals_lead_to_the_sync_page(tmp_path):
    with books.a_busy_book(tmp_path / "busy") as store:
        tasks = {task.state: task for task in page.today(store.read(), store.profile, now=NOW).tasks}
        assert tasks["Cần chọn"].title == "2 nội dung hai máy ghi khác nhau"
        assert tasks["Chưa nhận"].target == Target(page="sync")


def test_the_recovery_slip_is_asked_for_after_three_days_and_once(tmp_path):
    made = profiles.create_book(tmp_path / "book", commune="00000")
    with profiles.open_book(made.profile, write=True) as store:
        now = datetime.now(VIETNAM)
        assert page.today(store.read(), made.profile, now=now).tasks == ()
        old = (now - timedelta(days=4)).timestamp()
        os.utime(made.profile / "keys.json", (old, old))
        [task] = page.today(store.read(), made.profile, now=now).tasks
        assert task.target == Target(page="recovery")
        slip = recovery_slip.slip(store.read())
        assert slip is not None
        assert "-".join(slip.groups) == made.recovery_code
        recovery_slip.keep(store)
        assert page.today(store.read(), made.profile, now=now).tasks == ()


def test_the_sample_commune_has_something_of_each_sort_and_no_task_twice(tmp_path):
    with books.a_busy_book(tmp_path / "busy") as store:
        seen = page.today(store.read(), store.profile, now=NOW)
        keys = [task.key for task in seen.tasks]
        assert len(keys) == len(set(keys)) >= 8
        assert all(task.title and task.action and task.says for task in seen.tasks)
        assert all(task.target.page or (task.target.kind and task.target.id) for task in seen.tasks)


def test_one_more_is_a_new_fact_until_only_hundreds_count():
    assert amount(3) < amount(4)
    assert amount(12_340) == amount(12_360)
    assert amount(12_340) < amount(12_500)


def test_a_new_security_incident_is_told_however_many_older_ones_are_open(book):
    for at in range(1, 8):
        put(book, "incident", title=f"Thư lạ {at}", type="security", status="new",
            detected_at=f"2026-11-{at:02}T09:00")
    newest = put(book, "incident", title="Máy bị mã hóa dữ liệu", type="security", status="new",
                 detected_at="2026-11-21T09:00")
    tasks = [task for task in today(book).tasks if task.state == "An ninh mạng"]
    assert tasks[0].target.id == newest
    assert tasks[-1].title == "Còn 3 sự cố an ninh mạng khác chưa báo cáo đủ" and len(tasks[-1].target.ids) == 3


def test_a_security_incident_without_its_time_has_its_clock_all_the_same(book):
    incident = put(book, "incident", title="Tài khoản bị chiếm", type="security", status="new")
    assert [task.target.id for task in today(book).tasks if task.state == "An ninh mạng"] == [incident]


def test_a_pc_whose_battery_forgot_the_year_is_told_so_without_a_network(book):
    long_ago = datetime(2010, 1, 1, 8, 0, tzinfo=VIETNAM)
    [task] = page.today(book.read(), book.profile, now=long_ago).tasks
    assert task.title == "Ngày của máy này không thể đúng: 01/01/2010"
    assert "Chỉnh lại ngày giờ" in task.detail
