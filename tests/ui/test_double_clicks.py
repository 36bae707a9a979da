"""Whoever clicks everything twice writes it once."""
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.store import records
from desktop.ui.widgets.controls import KeyButton, button
from tests.ui import books


def count(it, kind: str) -> int:
    return records.count(it.store.read(), records.Search(kind=kind))


def test_a_note_sent_twice_is_written_once(opened):
    it = opened(books.a_chosen_book)
    with it.store.write() as unit:
        incident = unit.create("incident", {"title": "Mất mạng", "status": "in_progress"})
    page = it.page("incidents")
    page.open_record("incident", incident)
    it.settle()
    field = page.panel.story.field
    field.setFocus()
    QTest.keyClicks(field, "da goi nha mang")
    for _ in range(2):
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    it.settle()
    assert count(it, "incident_note") == 1 and field.toPlainText() == ""


def mouse(widget, *events: QEvent.Type) -> None:
    """Send these to the middle of a widget, as the window system would."""
    at = QPointF(widget.rect().center())
    for each in events:
        QApplication.sendEvent(widget, QMouseEvent(each, at, widget.mapToGlobal(at), Qt.MouseButton.LeftButton,
                                                   Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))


def test_a_double_click_on_a_button_presses_it_once_and_two_clicks_twice(qapp):
    press, release, double = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
                              QEvent.Type.MouseButtonDblClick)
    for made in (button("Lập biên bản"), KeyButton("Lưu", "Enter")):
        pressed: list[int] = []
        made.clicked.connect(lambda _=False, pressed=pressed: pressed.append(1))
        made.show()
        mouse(made, press, release, double, release)
        assert len(pressed) == 1
        mouse(made, press, release)
        assert len(pressed) == 2


def test_a_double_click_on_it_is_slow_opens_one_outage(opened):
    it = opened(books.a_sample_book)
    page = it.page("today")
    it.settle()
    before = count(it, "outage")
    tap = next(each for each in page.findChildren(QPushButton) if each.text() == "Đang chậm" and each.isVisible())
    tap.click()
    tap.click()
    it.settle()
    assert count(it, "outage") == before + 1
