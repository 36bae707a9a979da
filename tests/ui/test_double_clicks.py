"""Whoever clicks everything twice writes it once."""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.store import records
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
