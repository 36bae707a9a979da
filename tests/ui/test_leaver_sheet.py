"""The leaver's page: opened from a person, closed one by one or together, offered after somebody has left."""
import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton

from desktop.services import record_keeping
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.dialogs.leaver_sheet import LeaverSheet
from protocol.field import element_key
from tests.ui import books
from tests.ui.opened import press, until
from tests.ui.walking import cut, nameless, rich_text


def a_book_with_a_leaver(profile):
    """Lê Thị Hoa has an account, a signature, a shared PC in her custody and an open incident."""
    store = books.a_chosen_book(profile)
    with store.write() as unit:
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active", "title": "Chuyên viên"})
        unit.create("person", {"full_name": "Phạm Văn Nam", "status": "active"})
        system = unit.create("system", {"name": "TD Office"})
        unit.create("account", {"person": hoa, "system": system, "status": "in_use", "login": "hoa.lt"})
        unit.create("certificate", {"person": hoa, "kind": "personal", "status": "valid", "serial": "0A",
                                    "title": "Chuyên viên", "expires_on": "2099-01-01"})
        unit.create("device", {"name": "HP 280", "asset_code": "PC-1", "custodian": hoa, "status": "in_use",
                               element_key("users", hoa): True})
        unit.create("incident", {"title": "Kẹt giấy", "status": "waiting", "handler": hoa})
    return store


@pytest.fixture
def bench(opened):
    it = opened(a_book_with_a_leaver)
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    sheet = LeaverSheet(it.window, it.program.desk, it.window)
    sheet.open(hoa)
    until(sheet.isVisible)
    it.settle()    # the lines come a moment later
    return it, sheet, hoa


def one(it, kind):
    return records.page(it.store.read(), Search(kind=kind), 0, 1)[0].fields


def words(sheet):
    return {each.text() for each in sheet.findChildren(QPushButton) if each.isVisible()}


def test_one_thing_is_closed_and_the_page_says_how_far_it_is(bench):
    it, sheet, _ = bench
    assert sheet._progress.text() == "Đã xong 0/5 việc"
    press(sheet, "Ghi đã thu hồi")
    until(lambda: one(it, "account")["status"] == "revoked")
    until(lambda: sheet._progress.text() == "Đã xong 1/5 việc")
    it.window.undo()
    until(lambda: sheet._progress.text() == "Đã xong 0/5 việc")


def test_without_a_successor_nothing_can_be_passed_on(bench):
    it, sheet, _ = bench
    passing = [each for each in sheet.findChildren(QPushButton) if each.text() == "Chuyển giao"]
    assert passing
    assert not any(each.isEnabled() for each in passing)
    nam = books.person_named(it.store.read(), "Phạm Văn Nam")
    sheet._successor.choose(nam, "Phạm Văn Nam")
    it.settle()
    assert all(each.isEnabled() for each in sheet.findChildren(QPushButton) if each.text() == "Chuyển giao")
    sheet.close_all()
    until(lambda: one(it, "incident").get("handler") == nam)
    assert one(it, "account")["status"] == "revoked"
    assert one(it, "certificate")["request"] == "revoke"
    assert one(it, "device")["users"] == [nam]
    assert one(it, "device")["custodian"] != nam    # the machine itself goes by its hand-over
    until(lambda: "Lập biên bản bàn giao 1 thiết bị" in words(sheet))


def test_the_hand_over_is_prepared_and_shown(bench):
    it, sheet, hoa = bench
    sheet._successor.choose(books.person_named(it.store.read(), "Phạm Văn Nam"), "Phạm Văn Nam")
    press(sheet, "Lập biên bản bàn giao 1 thiết bị")
    until(lambda: records.count(it.store.read(), Search(kind="handover")) == 1)
    made = one(it, "handover")
    assert (made["reason"], made["from_person"], made["status"]) == ("leaver", hoa, "draft")
    assert records.count(it.store.read(), Search(kind="handover_item")) == 1
    until(lambda: not shiboken6.isValid(sheet))


def test_the_day_and_what_happens_are_written_together(bench):
    it, sheet, hoa = bench
    sheet._status.group.button(1).click()
    sheet._left_on.input().setText("30/11/2026")
    press(sheet, "Ghi vào sổ")
    until(lambda: records.get(it.store.read(), hoa).fields["status"] == "retired")
    assert records.get(it.store.read(), hoa).fields["left_on"] == "2026-11-30"


def test_a_day_that_is_none_is_said_beside_the_field_and_nothing_is_written(bench):
    it, sheet, hoa = bench
    sheet._left_on.input().setText("31/02/2026")
    press(sheet, "Ghi vào sổ")
    it.settle()
    assert "Tháng này không có ngày" in sheet._left_on.problem.text() or sheet._left_on.problem.text()
    assert records.get(it.store.read(), hoa).fields["status"] == "active"


def test_who_left_with_things_open_is_told_about_and_the_checklist_is_offered(opened):
    it = opened(a_book_with_a_leaver)
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    it.window.open_record("person", hoa)
    page = it.page("people")
    assert "Mở danh mục bàn giao" not in words(page)
    record_keeping.save(it.store, "person", hoa, {"status": "transferred"})
    until(lambda: "Mở danh mục bàn giao" in words(page))
    press(page, "Mở danh mục bàn giao")
    until(lambda: [each for each in it.window.findChildren(LeaverSheet) if each.isVisible()])


def test_the_page_is_plain_named_and_whole(bench):
    it, sheet, _ = bench
    assert rich_text(it.window) == []
    assert nameless(it.window) == []
    assert cut(sheet) == []


def test_what_was_typed_and_not_written_is_there_again(bench):
    """1. Retired, on the 30th. 2. Esc. 3. Opened again."""
    it, sheet, hoa = bench
    sheet._status.group.button(1).click()
    sheet._left_on.input().setText("30/11/2026")
    sheet._left_on._tell_edited()
    sheet.hide()
    until(lambda: not shiboken6.isValid(sheet))
    it.settle()
    again = LeaverSheet(it.window, it.program.desk, it.window)
    again.open(hoa)
    until(again.isVisible)
    assert again._status.at() == 1
    assert again._left_on.input().text() == "30/11/2026"
    assert records.get(it.store.read(), hoa).fields["status"] == "active"
