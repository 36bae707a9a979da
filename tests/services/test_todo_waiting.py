"""Who owes an answer and since when; what is put off, and when it comes back; bars that never guess."""
from datetime import date, datetime, timedelta

import pytest

from desktop.services.todo import putting_off
from desktop.services.todo import today as page
from desktop.services.value_text import VIETNAM
from tests.services.putting import put

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=VIETNAM)
TODAY = NOW.date()


def seen(store, days=0):
    return page.today(store.read(), store.profile, now=NOW + timedelta(days=days))


def keys(store, days=0):
    return [task.key for task in seen(store, days).tasks]


def owed(store):
    return [(debt.who, debt.what, debt.since) for debt in seen(store).waiting]


# -- who owes an answer ------------------------------------------------------------------------------

def test_an_incident_that_was_passed_on(book):
    put(book, "incident", title="Chập chờn", status="waiting", sent_to="carrier", sent_at="2026-11-19T08:00")
    put(book, "incident", title="Mới", status="in_progress")
    assert owed(book) == [("Nhà mạng", "Chập chờn", "2 ngày")]


def test_a_request_that_went_out_and_one_that_waits_for_its_number(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa")
    put(book, "certificate", person=hoa, provider="Ban Cơ yếu Chính phủ", request="renew",
        request_sent_on="2026-11-17", status="valid")
    put(book, "certificate", title="UBND xã", provider="Ban Cơ yếu Chính phủ", request="renew",
        request_sent_on="2026-11-18", status="valid")
    put(book, "certificate", person=hoa, request="issue", status="pending")
    put(book, "certificate", person=hoa, request="issue", request_sent_on="2026-10-01",
        request_answered_on="2026-10-09")
    told = {(who, what) for who, what, _ in owed(book)}
    assert told == {("Ban Cơ yếu Chính phủ", "Gia hạn chữ ký số (2 người)"),
                    ("Văn thư xã", "Cấp mới chữ ký số, chờ số và ngày: Lê Thị Hoa")}
    assert ("Ban Cơ yếu Chính phủ", "Gia hạn chữ ký số (2 người)", "4 ngày") in owed(book)


def test_accounts_that_were_asked_for_are_owed_by_the_owner_of_the_system(book):
    register = put(book, "system", name="Hộ tịch điện tử", owner="Sở Tư pháp")
    for name in ("Lê Thị Hoa", "Bùi Văn Sơn", "Hà Văn Pó"):
        put(book, "account", person=put(book, "person", full_name=name), system=register, status="pending")
    [(who, what, _)] = owed(book)
    assert (who, what) == ("Sở Tư pháp", "Cấp tài khoản Hộ tịch điện tử (3 người)")


def test_an_account_is_waited_for_since_it_became_pending_not_since_its_last_edit(book):
    account = put(book, "account", person=put(book, "person", full_name="Lê Thị Hoa"),
                  system=put(book, "system", name="TD Office"), status="missing")
    with book.write() as unit:
        unit.edit("account", account, {"status": "pending"})
    with book.write() as unit:
        unit.db.execute("UPDATE history SET clock = '019a1c2f10aa-0000' WHERE record = ?", (account,))
        unit.edit("account", account, {"note": "đã gọi nhắc"})
    [debt] = page.today(book.read(), book.profile, now=datetime(2025, 11, 1, tzinfo=VIETNAM)).waiting
    assert debt.days == (date(2025, 11, 1) - date(2025, 10, 25)).days


def test_a_hand_over_waits_for_the_one_who_is_to_sign(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa")
    put(book, "handover", title="Giao máy PC-043", status="to_sign", to_person=hoa, held_on="2026-11-20")
    put(book, "handover", title="Đang soạn", status="draft")
    put(book, "handover", title="Đã ký", status="signed")
    assert owed(book) == [("Lê Thị Hoa", "Ký biên bản: Giao máy PC-043", "1 ngày")]
    [task] = seen(book).tasks
    assert (task.key, task.title) == ("handovers", "2 biên bản bàn giao chưa ký")


def test_accounts_nobody_issued_and_those_asked_for_a_week_ago_are_things_to_do(book):
    office = put(book, "system", name="TD Office", required_for=["mọi cán bộ"])
    for at, status in enumerate(("missing", "missing", "in_use", "pending")):
        put(book, "account", person=put(book, "person", full_name=f"Người {at}", status="active"), system=office,
            status=status)
    told = {task.key: task for task in seen(book).tasks}
    assert told["accounts-missing"].title == "2 tài khoản cần có chưa được cấp"
    assert told["accounts-missing"].detail == "TD Office (2)"
    assert "accounts-pending" not in told
    with book.write() as unit:
        unit.db.execute("UPDATE k_account SET changed_at = ?", (round((NOW - timedelta(days=7)).timestamp() * 1000),))
    assert "accounts-pending" in keys(book)


# -- "để đến ngày…" ----------------------------------------------------------------------------------

@pytest.fixture
def twins(book):
    for name in ("Dell", "HP"):
        put(book, "device", name=name, asset_code="PC-014")
    return book


def test_what_is_put_off_comes_back_on_its_day(twins):
    [task] = seen(twins).tasks
    putting_off.put_off(twins, task, TODAY + timedelta(days=3))
    now = seen(twins)
    assert now.tasks == ()
    assert [(left.task.title, left.until) for left in now.left] == [(task.title, "2026-11-24")]
    assert keys(twins, days=2) == []
    assert keys(twins, days=3) == [task.key]
    assert seen(twins, days=3).left == ()


def test_it_comes_back_at_once_when_it_says_more_and_stays_away_when_it_says_less(twins):
    put(twins, "device", name="Asus", asset_code="PC-014")
    [task] = seen(twins).tasks
    putting_off.put_off(twins, task, TODAY + timedelta(days=30))
    asus = twins.read().execute("SELECT id FROM record WHERE title LIKE 'Asus%'").fetchone()[0]
    with twins.write() as unit:
        unit.edit("device", asus, {"asset_code": "PC-015"})
    assert keys(twins) == []
    for name in ("Acer", "Sony"):
        put(twins, "device", name=name, asset_code="PC-014")
    assert keys(twins) == [task.key]


def test_an_urgent_incident_that_moves_is_not_left_alone(book):
    incident = put(book, "incident", title="Mất mạng", severity="urgent", status="new")
    [task] = seen(book).tasks
    putting_off.put_off(book, task, TODAY + timedelta(days=1))
    assert keys(book) == []
    with book.write() as unit:
        unit.edit("incident", incident, {"status": "in_progress"})
    assert keys(book) == [task.key]


def test_it_is_brought_back_by_one_click(twins):
    [task] = seen(twins).tasks
    putting_off.put_off(twins, task, TODAY + timedelta(days=30))
    [left] = seen(twins).left
    putting_off.bring_back(twins, left.keys)
    assert keys(twins) == [task.key]


def test_what_was_settled_meanwhile_is_left_no_longer(twins):
    [task] = seen(twins).tasks
    putting_off.put_off(twins, task, TODAY + timedelta(days=30))
    with twins.write() as unit:
        unit.edit("device", task.target.id, {"asset_code": "PC-099"})
    assert (seen(twins).tasks, seen(twins).left) == ((), ())


def test_putting_off_is_of_this_pc_alone(twins):
    before = twins.read().execute("SELECT count(*) FROM outbox").fetchone()[0]
    [task] = seen(twins).tasks
    putting_off.put_off(twins, task, TODAY + timedelta(days=3))
    assert twins.read().execute("SELECT count(*) FROM outbox").fetchone()[0] == before


@pytest.mark.parametrize(("text", "day"), [
    ("05/12", date(2026, 12, 5)), ("5/12/2026", date(2026, 12, 5)), ("5-1", date(2027, 1, 5)),
    ("05012027", date(2027, 1, 5)), ("05/01/26", date(2026, 1, 5)), ("12/2026", None), ("mai", None), ("31/02", None)])
def test_a_day_is_typed_as_people_type_it(text, day):
    assert putting_off.typed_day(text, TODAY) == day


def test_a_day_to_come_within_a_year_is_possible():
    assert [putting_off.is_possible(TODAY + timedelta(days=days), TODAY) for days in (0, 1, 366, 367)] == [
        False, True, True, False]


def test_next_week_is_never_tomorrow():
    assert putting_off.next_days(date(2026, 11, 21)) == (date(2026, 11, 22), date(2026, 11, 23))
    assert putting_off.next_days(date(2026, 11, 22)) == (date(2026, 11, 23), date(2026, 11, 30))


# -- the bars ----------------------------------------------------------------------------------------

def bars(store):
    return {measure.name: (measure.part, measure.whole, measure.known) for measure in seen(store).situation}


def test_a_bar_says_nothing_where_less_than_80_percent_is_known(book):
    people = [put(book, "person", full_name=f"Người {at}", status="active") for at in range(5)]
    for at in range(10):
        used = {f"users.{people[at % 5]}": True} if at < 7 else {}
        put(book, "device", name=f"Máy {at}", kind="desktop", status="in_use", **used,
            **({"ram_gb": 8, "os": "Windows 11", "in_use_year": 2024, "disk": "SSD"} if at < 7 else {}))
    assert bars(book)["Cán bộ có máy tính (riêng hoặc dùng chung)"][2] is False
    assert bars(book)["Máy cấu hình đạt yêu cầu"][2] is False
    with book.write() as unit:
        unit.create("device", {"name": "In", "kind": "printer", "status": "broken"})    # no computer: no part of it
    for at in range(7, 10):
        device = book.read().execute("SELECT id FROM record WHERE title = ?", (f"Máy {at}",)).fetchone()[0]
        with book.write() as unit:
            unit.edit("device", device, {f"users.{people[0]}": True, "ram_gb": 2})
    assert bars(book)["Cán bộ có máy tính (riêng 5, dùng chung 0)"] == (5, 5, True)
    assert bars(book)["Máy cấu hình đạt yêu cầu"] == (7, 10, True)
    before_the_rule = {each.name: each.known for each in seen(book, days=-1000).situation}
    assert before_the_rule["Máy cấu hình đạt yêu cầu"] is False


def test_accounts_are_counted_against_what_the_duties_need(book):
    office = put(book, "system", name="TD Office", required_for=["văn thư"])
    people = [put(book, "person", full_name=f"Người {at}", status="active", duties=["văn thư"]) for at in range(5)]
    for at, status in enumerate(("in_use", "in_use", "missing")):
        put(book, "account", person=people[at], system=office, status=status)
    assert bars(book)["Tài khoản cần có theo nhiệm vụ"][2] is False
    put(book, "account", person=people[3], system=office, status="in_use")
    assert bars(book)["Tài khoản cần có theo nhiệm vụ"] == (3, 5, True)


def test_outlets_are_counted_for_each_head_office(book):
    put(book, "site", name="Trụ sở UBND", type="head_office", lan_outlets=24, seats=49)
    assert bars(book)["Nút mạng LAN / vị trí làm việc (trụ sở chính)"] == (24, 49, True)
    site = put(book, "site", name="Trụ sở Đảng ủy", type="head_office")
    put(book, "office", name="Văn phòng Đảng ủy", site=site, lan_outlets=6, seats=10)
    assert bars(book)["Nút mạng LAN / vị trí làm việc (Trụ sở Đảng ủy)"] == (6, 10, True)
    assert bars(book)["Nút mạng LAN / vị trí làm việc (Trụ sở UBND)"] == (24, 49, True)
    put(book, "site", name="Trụ sở 3", type="head_office", seats=10)
    assert bars(book)["Nút mạng LAN / vị trí làm việc (Trụ sở 3)"][2] is False


def test_without_a_site_the_offices_are_enough_when_most_are_counted(book):
    for at in range(5):
        counted = {"lan_outlets": 4, "seats": 8} if at < 4 else {}
        put(book, "office", name=f"Phòng {at}", **counted)
    assert bars(book)["Nút mạng LAN / vị trí làm việc"] == (16, 32, True)
