"""Two records side by side in the window: from the list, from the badge of a code that stands twice, from a pair."""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame

from desktop.store import records
from desktop.ui.dialogs.merge_records import MergeSheet
from tests.ui import books, walking
from tests.ui.books_lock import give
from tests.ui.opened import press, until


def with_twins(profile):
    """Return a book in which one device was written down twice, and an incident names the second."""
    store = books.a_chosen_book(profile)
    give(store, "device", name="Dell Vostro", asset_code="PC-021", status="broken", location="Tầng 1")
    other = give(store, "device", name="Dell Vostro 3471", asset_code="PC-021", serial="FG770", location="Tầng 2")
    give(store, "incident", title="Máy chậm", device=other, type="technical", status="new")
    store.finish_indexing()
    return store


def sheet_of(it) -> MergeSheet:
    until(lambda: [each for each in it.window.findChildren(MergeSheet) if each.isVisible()])
    return next(each for each in it.window.findChildren(MergeSheet) if each.isVisible())


def test_two_of_a_list_are_made_one_by_the_keyboard_and_undone(opened):
    it = opened(with_twins)
    page = it.page("devices")
    page.table.selectAll()
    it.settle()
    press(page, "Gộp hai bản ghi…")
    sheet = sheet_of(it)
    assert walking.nameless(sheet) == [] and walking.rich_text(sheet) == []
    said = " ".join(walking.words(sheet))
    assert "Tầng 1" in said and "Tầng 2" in said and "1 bản ghi khác nhắc tới" in said
    cell = next(each for each in sheet.findChildren(QFrame, "choiceCard")
                if each.accessibleName() == "Nơi đặt: Tầng 2")
    cell.setFocus()
    QTest.keyClick(cell, Qt.Key.Key_Space)
    assert cell.accessibleName() == "Nơi đặt: Tầng 2, giữ lại"
    press(sheet, "Gộp")
    until(lambda: "Đã gộp hai bản ghi." in it.window._message.text())
    [kept] = records.page(it.store.read(), records.Search(kind="device"), 0, 10)
    assert (kept.fields["location"], kept.fields["serial"]) == ("Tầng 2", "FG770")
    [incident] = records.page(it.store.read(), records.Search(kind="incident"), 0, 10)
    assert incident.fields["device"] == kept.id
    it.window.undo()
    until(lambda: records.count(it.store.read(), records.Search(kind="device")) == 2)


def test_the_badge_of_a_code_that_stands_twice_leads_there(opened):
    it = opened(with_twins)
    page = it.page("devices")
    page.table.choose(0)
    press(page.panel, "Gộp hai bản ghi…")
    sheet = sheet_of(it)
    press(sheet, "Thôi")
    assert not sheet.isVisible()
    assert records.count(it.store.read(), records.Search(kind="device")) == 2


def test_three_records_or_those_in_the_trash_are_not_offered(opened):
    def with_three(profile):
        store = with_twins(profile)
        give(store, "device", name="Máy in Canon")
        return store

    it = opened(with_three)
    page = it.page("devices")
    page.table.selectAll()
    it.settle()
    assert page._selection._merge.isHidden()


def test_a_hostile_pair_is_shown_as_it_is(opened):
    it = opened(books.a_hostile_book)
    two = [each.id for each in records.page(it.store.read(), records.Search(kind="device"), 0, 2)]
    sheet = MergeSheet(it.window, it.program.desk, it.window)
    sheet.open(*two)
    until(lambda: sheet.isVisible())
    assert walking.rich_text(sheet) == [] and walking.nameless(sheet) == []
    sheet.hide()


def test_two_accounts_of_one_person_in_one_system_are_told(opened):
    from desktop.ui.records.duplicates import duplicates_of
    from protocol.kinds import account
    it = opened(books.a_chosen_book)
    person, system = give(it.store, "person", full_name="Lò Thị Mẫu"), give(it.store, "system", name="TD Office")
    one, other = (give(it.store, "account", person=person, system=system, status=status)
                  for status in ("in_use", "locked"))
    give(it.store, "account", person=person, system=give(it.store, "system", name="Thư công vụ"), status="in_use")
    [found] = duplicates_of(it.store, account.KIND, records.get(it.store.read(), one))
    assert (found.other, found.field) == (other, "Cán bộ + Hệ thống, phần mềm")
