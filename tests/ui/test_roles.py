"""Ctrl+U on a shared PC: in the seat of a colleague nothing else is present; leaving it asks for the code, if any."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.services import opening_code, roles
from desktop.services.roles import Role
from desktop.store import records, setting
from desktop.ui import navigation, window_reading
from desktop.ui.dialogs.record_sheet import RecordSheet
from desktop.ui.dialogs.shortcut_list import ShortcutList
from desktop.vault import opening_code as vault
from protocol.folding import fold
from tests.ui import books, walking
from tests.ui.books_lock import CODE, a_book_with_a_code, a_book_with_keys, give
from tests.ui.opened import press, until


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(vault, "PASSES", 1)
    monkeypatch.setattr(vault, "MEMORY_BYTES", 8192 * 1024)


def choose(it, name: str):
    """Choose a person in the sheet by typing, as one does."""
    it.window.choose_person()
    it.settle()
    sheet = it.window._person_sheet
    QTest.keyClicks(sheet.search, fold(name))    # typed without accents
    until(lambda: [each.name for each in sheet.model.people] == [name])
    QTest.keyClick(sheet.search, Qt.Key.Key_Return)
    return sheet


def filled(profile):
    """Return a book in which a colleague has a machine, and others have more."""
    store = a_book_with_keys(profile)
    fill(store)
    return store


def filled_with_a_code(profile):
    store = a_book_with_a_code(profile)
    fill(store)
    return store


def fill(store) -> None:
    lo, vang = (books.person_named(store.read(), name) for name in ("Lò Thị Mẫu", "Vàng A Mẫu"))
    give(store, "device", name="Dell Vostro", asset_code="PC-001", users=[lo], status="in_use")
    give(store, "device", name="Dell Latitude", asset_code="PC-002", users=[vang], status="in_use")
    system = give(store, "system", name="TD Office")
    give(store, "account", person=lo, system=system, status="in_use")
    give(store, "account", person=vang, system=system, status="locked")
    store.finish_indexing()


def test_in_the_seat_of_a_colleague_nothing_else_is_present(opened):
    it = opened(filled)
    it.page("devices")
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    it.settle()
    assert [each.key for each in it.window._navigation.entries()] == ["own", "guides", "settings"]
    assert it.window.page().key == "own"
    until(lambda: "Dell Vostro PC-001" in set(walking.words(it.window)))
    said = " ".join(walking.words(it.window))
    assert "TD Office" in said and "Đang dùng" in said
    assert "Latitude" not in said and "Vàng A Mẫu" not in said
    for page in (entry.key for entry in navigation.ENTRIES):
        it.page(page)
        assert it.window.page().key in ("own", "guides", "settings")
    for at in range(1, 10):
        it.window._go_to(at)
        assert it.window.page().key in ("own", "guides", "settings")
    assert walking.nameless(it.window) == [] and walking.rich_text(it.window) == []


def test_the_settings_of_a_colleague_are_language_and_text_size(opened):
    it = opened(filled)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    page = it.page("settings")
    said = set(walking.words(page))
    assert {"Hiển thị", "Ngôn ngữ", "Cỡ chữ"} <= said
    assert not said & {"Sao lưu", "Kết nối với tỉnh", "Phiếu khôi phục", "Mã mở sổ", "Sao lưu ngay"}
    assert page.findChildren(QLineEdit) == [it.window._tools.search] or not [
        each for each in page.findChildren(QLineEdit) if each is not it.window._tools.search]


def test_what_a_colleague_asks_for_beside_that_is_refused_in_a_sentence(opened):
    it = opened(filled)
    store = it.store
    other = records.page(store.read(), records.Search(kind="device", text="Latitude"), 0, 1)[0].id
    own = records.page(store.read(), records.Search(kind="device", text="Vostro"), 0, 1)[0].id
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    for ask in (it.window.import_workbook, it.window._new_record, lambda: it.window.open_record("device", other),
                lambda: it.window.open_record("person", books.person_named(store.read(), "Vàng A Mẫu"))):
        it.window._message.hide()
        ask()
        until(lambda: "đồng nghiệp không có mục này" in it.window._message.text())
    assert not it.window.findChildren(RecordSheet)
    it.window.open_record("device", own)
    until(lambda: it.window.findChild(RecordSheet) is not None and it.window.findChild(RecordSheet).isVisible())


def test_the_search_of_a_colleague_brings_their_own_records_only(opened):
    it = opened(filled)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    it.settle()
    search = it.window._tools.search
    search.setFocus()
    QTest.keyClicks(search, "dell")
    until(lambda: search.results())
    assert [each.title for each in search.results()] == ["Dell Vostro PC-001"]


def test_the_way_back_asks_for_the_code_and_a_wrong_one_leaves_the_seat(opened):
    it = opened(filled_with_a_code)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    sheet = choose(it, "Hà Văn Pó")
    until(lambda: sheet._asking.isVisible())
    sheet.code.field.setText("so-cua-xa-28")
    QTest.keyClick(sheet.code.field, Qt.Key.Key_Return)
    until(lambda: "không đúng" in sheet._remark.text())
    assert it.window._is_colleague
    sheet.code.field.setText(CODE)
    QTest.keyClick(sheet.code.field, Qt.Key.Key_Return)
    until(lambda: not it.window._is_colleague)
    it.settle()
    assert it.window.page().key == "today"
    assert roles.role(it.store.read()) is Role.CHIEF
    assert walking.nameless(it.window) == []


def test_without_a_code_the_way_back_is_open_and_the_sheet_says_it_is_courtesy(opened):
    it = opened(filled)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    sheet = choose(it, "Thao Thị Súa")
    until(lambda: not it.window._is_colleague)
    assert any("không phải bảo vệ" in each for each in walking.words(sheet))
    assert "phó đầu mối" in it.window._message.text()


def test_the_seat_is_remembered_when_the_program_starts_again(opened, qapp):
    it = opened(filled)
    roles.sit_down(it.store, books.person_named(it.store.read(), "Lò Thị Mẫu"))
    from desktop.ui.main_window import MainWindow
    again = MainWindow(it.program.desk)
    again.start()
    assert again._is_colleague and again.page().key == "own"
    again.hide()
    again.deleteLater()


def test_an_undo_of_the_focal_point_is_not_left_for_the_colleague(opened):
    it = opened(filled)
    page = it.page("devices")
    page.table.choose(0)
    it.settle()
    page.delete()
    until(lambda: it.window._message._undo.isVisible())
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    assert not it.window._message._undo.isVisible()
    it.window.undo()
    until(lambda: "Không có gì để hoàn tác" in it.window._message.text() or "hoàn tác" in it.window._message.text())
    assert records.count(it.store.read(), records.Search(kind="device")) == 1


def test_a_half_written_form_waits_for_the_focal_point_to_come_back(opened):
    it = opened(filled)
    page = it.page("devices")
    page.edit(page.table.current_id())
    it.settle()
    field = page.form().editors["location"].findChild(QLineEdit)
    QTest.keyClicks(field, "Kho tang 2")
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    it.settle()
    assert "Kho tang 2" not in " ".join(walking.words(it.window))
    choose(it, "Hà Văn Pó")
    until(lambda: not it.window._is_colleague)
    page = it.page("devices")
    press(page, "Gõ tiếp")
    it.settle()
    assert page.form().editors["location"].value() == "Kho tang 2"
    page.escape()


def test_a_code_is_offered_once_when_two_persons_use_the_login(opened):
    it = opened(filled)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    choose(it, "Hà Văn Pó")
    until(lambda: not it.window._is_colleague)
    it.window.choose_person()
    sheet = it.window._person_sheet
    until(lambda: not sheet._offer.isHidden() or not opening_code.is_to_be_offered(it.store.read(), it.store.profile))
    it.settle()
    sheet.hide()
    it.window.choose_person()
    it.settle()
    assert sheet._offer.isHidden()
    assert not opening_code.is_set(it.store.profile)


def test_each_edit_is_signed_by_whoever_sits_here(opened):
    it = opened(filled)
    for name in ("Lò Thị Mẫu", "Vàng A Mẫu"):
        choose(it, name)
        until(lambda name=name: records.title(it.store.read(), setting.text(it.store.read(), setting.WHO)) == name)
        with it.store.write() as unit:
            unit.create("incident", {"title": f"Báo bởi {name}", "type": "technical", "status": "new"})
    found = records.page(it.store.read(), records.Search(kind="incident"), 0, 10)
    assert {(each.fields["title"], records.title(it.store.read(), each.changed_by)) for each in found} == {
        ("Báo bởi Lò Thị Mẫu", "Lò Thị Mẫu"), ("Báo bởi Vàng A Mẫu", "Vàng A Mẫu")}


def test_what_the_focal_point_left_unsaved_is_not_laid_before_a_colleague(opened):
    it = opened(filled)
    it.page("today")
    it.window.report_incident()
    QTest.keyClicks(it.window._incident_sheet.line, "may chu tich hong")
    it.settle()
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    it.window.report_incident()
    it.settle()
    assert it.window._incident_sheet.line.text() == ""
    QTest.keyClicks(it.window._incident_sheet.line, "PC-001 khong len")
    it.settle()
    choose(it, "Hà Văn Pó")
    until(lambda: not it.window._is_colleague)
    it.window.report_incident()
    it.settle()
    assert it.window._incident_sheet.line.text() == "may chu tich hong"


def test_the_list_of_keys_names_nothing_that_a_colleague_does_not_have(opened):
    it = opened(filled)
    choose(it, "Lò Thị Mẫu")
    until(lambda: it.window._is_colleague)
    it.settle()
    it.window.show_keys()
    it.settle()
    said = set(walking.words(it.window.findChild(ShortcutList)))
    assert "Ctrl N" in said and "Ctrl 1 … Ctrl 3" in said
    assert not said & {"Ctrl Shift N", "F2", "Tìm trong cả sổ, không cần gõ dấu"}


def test_whoever_answers_at_the_province_is_not_offered_a_seat_here(opened):
    it = opened(filled)
    with it.store.write() as unit:
        clerk = unit.create("person", {"full_name": "Hoàng Văn Tỉnh", "status": "active"})
        unit.db.execute("INSERT INTO provincial (record) VALUES (?)", (clerk,))
    it.store.finish_indexing()
    assert [each.name for each in window_reading.people(it.store, "", 20)].count("Hoàng Văn Tỉnh") == 0
    assert window_reading.people(it.store, "hoang van tinh", 20) == []
