"""A record of a kind without a list, such as an office: read, edited, its history, into the trash and back."""
from PySide6.QtWidgets import QLineEdit

from desktop.services import record_keeping
from desktop.store import records
from desktop.ui.dialogs.record_sheet import RecordSheet
from desktop.ui.records.form import RecordForm
from tests.ui import books, walking
from tests.ui.books_lock import give
from tests.ui.opened import press, until


def opened_sheet(it, record_id: str) -> RecordSheet:
    it.window.open_record("office", record_id)
    until(lambda: [each for each in it.window.findChildren(RecordSheet) if each.isVisible()])
    return next(each for each in it.window.findChildren(RecordSheet) if each.isVisible())


def test_an_office_is_edited_from_its_sheet_and_its_history_is_told(opened):
    it = opened(books.a_chosen_book)
    office = give(it.store, "office", name="Phòng Kinh tế")
    record_keeping.save(it.store, "office", office, {"seats": 12})
    sheet = opened_sheet(it, office)
    sheet._tabs.setCurrentIndex(1)
    until(lambda: any("12" in each for each in walking.words(sheet._past)))
    assert walking.nameless(sheet) == [] and walking.rich_text(sheet) == []
    press(sheet, "Sửa")
    form = next(each for each in it.window.findChildren(RecordForm) if each.isVisible())
    it.settle()
    field = form.editors["name"].findChild(QLineEdit)
    field.setText("Phòng Kinh tế và Hạ tầng")
    field.textEdited.emit(field.text())
    form.save()
    until(lambda: records.title(it.store.read(), office) == "Phòng Kinh tế và Hạ tầng")
    until(lambda: sheet.isVisible())


def test_an_office_goes_into_the_trash_after_a_question_and_comes_back(opened):
    it = opened(books.a_chosen_book)
    office = give(it.store, "office", name="Phòng Kinh tế")
    give(it.store, "person", full_name="Lò Thị Mẫu", office=office)
    sheet = opened_sheet(it, office)
    press(sheet, "Bỏ vào thùng rác")
    until(lambda: any("Lò Thị Mẫu" in each for each in walking.words(sheet)))
    assert records.count(it.store.read(), records.Search(kind="office")) == 1
    press(sheet._removal.itemAt(0).widget(), "Bỏ vào thùng rác")
    until(lambda: records.count(it.store.read(), records.Search(kind="office")) == 0)
    sheet = opened_sheet(it, office)
    press(sheet, "Lấy ra khỏi thùng rác")
    until(lambda: records.count(it.store.read(), records.Search(kind="office")) == 1)


def test_what_the_province_publishes_is_only_read(opened):
    it = opened(books.a_chosen_book)
    notice = give(it.store, "notice", title="Bảo trì TD Office", text="22 giờ")
    it.window.open_record("notice", notice)
    until(lambda: [each for each in it.window.findChildren(RecordSheet) if each.isVisible()])
    sheet = next(each for each in it.window.findChildren(RecordSheet) if each.isVisible())
    assert sheet.edit.isHidden() and sheet.throw.isHidden() and sheet.back.isHidden()
