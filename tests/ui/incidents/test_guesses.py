"""In the whole window: every guess of one line is shown, each is corrected by one click or key, and unlearned."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.services import incident_learning
from desktop.store import local_notes, records, visible
from protocol.kind import DELETED
from tests.ui import books
from tests.ui.opened import until

LINE = "may in tu phap khong in duoc, bao ket giay"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def it(opened):
    made = opened(books.a_sample_book)
    made.page("today")
    return made


def report(it, line: str):
    """Press Ctrl+N, type the line, and wait until it is understood."""
    QTest.keyClick(it.window, Qt.Key.Key_N, CONTROL)
    sheet = it.window._incident_sheet
    QTest.keyClicks(sheet.line, line)
    until(lambda: sheet._understood.text == line)
    return sheet


def links(line) -> list[QPushButton]:
    return [each for each in line.findChildren(QPushButton) if each.isVisible()]


def words(widget) -> str:
    shown = [each for each in widget.findChildren(QWidget) if each.isVisible()]
    return " ".join(each.text() if isinstance(each, QLabel) else each.accessibleName() for each in shown)


def test_category_guide_device_office_and_earlier_cases_all_stand_there(it):
    sheet = report(it, LINE)
    it.settle()
    said = words(sheet)
    for each in ("Máy in, máy quét", "Hướng dẫn: Máy in kẹt giấy, in mờ, in sọc", "Máy in Canon LBP2900 · TB-001",
                 "Văn phòng HĐND và UBND", "Đã từng xảy ra 3 lần với thiết bị này.", "và 1 lần trước nữa"):
        assert each in said


def test_another_guide_of_the_category_is_one_click_away(it):
    sheet = report(it, LINE)
    it.settle()
    [other] = links(sheet.lines.or_guide)
    assert other.text() == "hoặc hướng dẫn: Máy in không in"
    other.click()
    until(lambda: sheet._understood.guide is not None and sheet._understood.guide.key == "may-in-khong-in")
    assert (sheet._understood.category, sheet._understood.device.title) == (
        "may_in_quet", "Máy in Canon LBP2900 · TB-001")
    it.settle()
    assert links(sheet.lines.or_guide)[0].text() == "hoặc hướng dẫn: Máy in kẹt giấy, in mờ, in sọc"    # and back
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    until(lambda: sheet._saved is not None)
    it.settle()
    assert not links(sheet.lines.or_guide)
    fields = records.get(it.store.read(), sheet._saved.id).fields
    assert fields["steps_tried"] == {"may-in-khong-in.shown": True}


@pytest.mark.parametrize(("key", "line"), [
    (Qt.Key.Key_1, "device"), (Qt.Key.Key_3, "office"), (Qt.Key.Key_5, "reporter"), (Qt.Key.Key_7, "system")])
def test_one_key_opens_the_list_of_each_guess(it, key, line):
    sheet = report(it, "td office xoay mai khong vao duoc")
    it.settle()
    row = getattr(sheet.lines, line)
    QTest.keyClick(it.window, key, ALT)
    until(lambda: row.pick.isVisible() and row.pick.offered() != [])
    assert sheet._saved is None


def test_the_next_best_machine_is_taken_by_one_click_and_learned_and_unlearned_with_the_report(it):
    sheet = report(it, LINE)
    it.settle()
    [other] = links(sheet.lines.or_device)
    wanted = sheet._understood.others[0]
    other.click()
    until(lambda: sheet._understood.device.id == wanted.id)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    until(lambda: sheet._saved is not None)
    it.settle()
    made = sheet._saved.id
    assert incident_learning.count(it.store.read()) == 1
    sheet.hide()
    QTest.keyClick(it.window, Qt.Key.Key_Z, CONTROL)
    until(lambda: visible.read(it.store.read(), "incident", made).get(DELETED) is True
          and not local_notes.read(it.store.read(), incident_learning.TOPIC))
    it.settle()
    again = report(it, LINE)
    assert again._understood.device.title == "Máy in Canon LBP2900 · TB-001"
