"""The trash of all kinds: what has no list of its own comes out too, and what was merged is its own again."""
from PySide6.QtTest import QTest

from desktop.services import merging, record_keeping, record_removal
from desktop.store import records
from desktop.ui.dialogs.trash_sheet import TrashSheet
from tests.ui import books, walking
from tests.ui.books_lock import give
from tests.ui.opened import press, until


def with_trash(profile):
    """Return a book with a deleted office, a deleted device and a device that was merged."""
    store = books.a_chosen_book(profile)
    office, device = give(store, "office", name="Văn phòng Đảng ủy"), give(store, "device", name="Máy hủy tài liệu")
    one, other = (give(store, "device", name=name) for name in ("Dell Vostro", "Dell Vostro 3471"))
    record_keeping.delete(store, [office])
    record_keeping.delete(store, [device])
    merging.apply(store, merging.preview(store.read(), one, other), {})
    return store


def test_everything_deleted_is_listed_found_without_accents_and_taken_out_in_one_step(opened):
    it = opened(with_trash)
    press(it.page("settings"), "Xem thùng rác…")
    sheet = it.window.findChild(TrashSheet)
    until(lambda: len(sheet.model.lines) == 3)
    assert sheet.model.lines[0].title == "Dell Vostro 3471"
    assert "đã gộp vào Dell Vostro" in sheet.model.lines[0].detail
    assert walking.nameless(sheet) == [] and walking.rich_text(sheet) == []
    QTest.keyClicks(sheet.search, "van phong dang")
    until(lambda: [each.title for each in sheet.model.lines] == ["Văn phòng Đảng ủy"])
    press(sheet, "Lấy ra khỏi thùng rác")
    until(lambda: records.count(it.store.read(), records.Search(kind="office")) == 1)
    until(lambda: not sheet.isVisible())
    it.window.undo()
    until(lambda: records.count(it.store.read(), records.Search(kind="office")) == 0)


def test_what_was_merged_and_comes_out_is_a_record_of_its_own_again(opened):
    it = opened(with_trash)
    [gone] = [each for each in record_removal.in_trash(it.store.read()) if each.title == "Dell Vostro 3471"]
    record_removal.restore(it.store, [gone.id])
    back = records.get(it.store.read(), gone.id)
    assert (back.deleted, back.merged_into) == (False, None)
    assert records.title(it.store.read(), gone.id) == "Dell Vostro 3471"


def test_an_empty_trash_says_what_comes_here(opened):
    it = opened(books.a_chosen_book)
    press(it.page("settings"), "Xem thùng rác…")
    sheet = it.window.findChild(TrashSheet)
    until(lambda: "Thùng rác trống" in sheet._nothing.text())
    assert not sheet.back.isEnabled()
