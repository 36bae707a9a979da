"""What is typed into a small sheet outlives Esc, a closed window and a power cut until it is saved."""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import drafts, records
from desktop.store.store import Store
from desktop.ui.dialogs.handover_sign import HandoverSign
from desktop.ui.dialogs.stocktake_surplus import StocktakeSurplus
from desktop.ui.pages.infrastructure_outages import MeasureSheet
from desktop.ui.pages.infrastructure_room_test import RoomTest
from tests.ui import books, books_signatures
from tests.ui.opened import Opened, until


def again(it: Opened, profile) -> Opened:
    """Return a new window over the same book, after the first was closed in the middle of typing."""
    it.window.close()
    it.program.stop()
    return Opened(Store(profile, None))


def typed(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def surplus(it: Opened, stocktake: str, code: str) -> StocktakeSurplus:
    sheet = StocktakeSurplus(it.window, it.program.desk, it.window, lambda: None)
    sheet.open(stocktake, code, "")
    return sheet


def test_a_surplus_device_half_written_is_there_after_the_window_was_closed(qapp, tmp_path):
    it = Opened(books.a_chosen_book(tmp_path / "book"))
    with it.store.write() as unit:
        stocktake = unit.create("stocktake", {"name": "Kiem ke 31/12", "status": "open"})
    sheet = surplus(it, stocktake, "XX-77")
    typed(sheet.fields["name"], "May chieu")
    typed(sheet.fields["note"], "vo hong")
    it = again(it, tmp_path / "book")
    sheet = surplus(it, stocktake, "")
    assert {code: sheet.fields[code].text() for code in ("name", "note", "asset_code")} == {
        "name": "May chieu", "note": "vo hong", "asset_code": "XX-77"}
    QTest.keyClick(sheet.fields["name"], Qt.Key.Key_Return)
    until(lambda: records.count(it.store.read(), records.Search(kind="stocktake_item")) == 1)
    it.settle()
    assert drafts.all(it.store.read()) == []
    it.close()


def test_a_signature_and_a_measured_speed_half_typed_are_there_after_the_window_was_closed(qapp, tmp_path):
    it = Opened(books.a_chosen_book(tmp_path / "book"))
    with it.store.write() as unit:
        paper = unit.create("handover", {"status": "to_sign"})
        line = unit.create("line", {"name": "VNPT"})
    sign = HandoverSign(it.window, it.program.desk, it.window, paper)
    sign.open()
    typed(sign.document, "05/BB")
    measure = MeasureSheet(it.window, it.program.desk, it.window)
    measure.open(records.get(it.store.read(), line))
    typed(measure._field, "38")
    it = again(it, tmp_path / "book")
    assert HandoverSign(it.window, it.program.desk, it.window, paper).document.text() == "05/BB"
    measure = MeasureSheet(it.window, it.program.desk, it.window)
    measure.open(records.get(it.store.read(), line))
    assert measure._field.text() == "38"
    it.close()


def test_the_answer_of_the_authority_half_copied_is_there_after_esc_and_after_another_outcome(opened):
    it = opened(books_signatures.a_book_of_signatures)
    view = it.page("accounts").show_view("certificates")
    it.settle()
    entry = next(each for each in view.register.entries if each.state.request == "renew")
    sheet = view._sheet("answer")
    sheet.open(view.register, entry)
    typed(sheet._follow["serial"].input(), "54AB09")
    sheet.outcome.group.button(1).click()
    typed(sheet.reason.input(), "thieu van ban")
    sheet.hide()
    it.settle()
    sheet.open(view.register, entry)
    assert sheet.outcome.at() == 1 and sheet.reason.draft() == "thieu van ban"
    sheet.outcome.group.button(0).click()
    assert sheet._follow["serial"].draft() == "54AB09"
    sheet.save()
    until(lambda: records.get(it.store.read(), entry.id).fields.get("serial") == "54AB09")
    it.settle()
    assert not any(each.key.startswith("certificate:answer") for each in drafts.all(it.store.read()))


def test_the_line_of_the_first_page_half_typed_is_there_after_the_window_was_closed(qapp, tmp_path):
    it = Opened(books.a_chosen_book(tmp_path / "book"))
    page = it.page("today")
    until(lambda: page._report._draft is not None)
    typed(page._report.line, "mang cham qua")
    it = again(it, tmp_path / "book")
    page = it.page("today")
    until(lambda: page._report.line.text() == "mang cham qua")
    QTest.keyClick(page._report.line, Qt.Key.Key_Return)
    it.settle()
    assert page._report.line.text() == ""
    assert not any(each.key == "one-line" for each in drafts.all(it.store.read()))
    it.close()


def test_a_check_of_a_room_half_answered_is_there_after_the_window_was_closed(qapp, tmp_path):
    it = Opened(books.a_chosen_book(tmp_path / "book"))
    with it.store.write() as unit:
        room = unit.create("room", {"name": "Phong hop tang 2"})
        other = unit.create("room", {"name": "Hoi truong"})
    check = RoomTest(it.window, it.program.desk, it.window)
    check.open(records.get(it.store.read(), room))
    typed(check._partner, "So KHCN")
    check._answers["we_hear"].group.button(1).click()
    check.open(records.get(it.store.read(), other))    # another room in between
    assert check.answers().we_hear is None
    it = again(it, tmp_path / "book")
    check = RoomTest(it.window, it.program.desk, it.window)
    check.open(records.get(it.store.read(), room))
    assert (check._partner.text(), check.answers().we_hear, check.answers().they_hear) == ("So KHCN", False, None)
    it.close()
