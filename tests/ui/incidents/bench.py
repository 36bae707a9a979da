"""The sheet of an incident over an empty page, and the page itself, on the book of Xã Mẫu."""
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.pages.incidents import IncidentsPage
from desktop.ui.sheets.incident_sheet import IncidentSheet
from tests.ui.records_desk import Asked, the_record, typed

ENTER = Qt.Key.Key_Return
LINE = "may in tu phap khong in duoc, bao ket giay"
SEEN = "TD Office không trả lời (3 lần, 5 giây); Internet vẫn có (42 ms)."


class Bench:
    """The sheet over an empty page, on the book of Xã Mẫu."""

    def __init__(self, desk, qtbot):
        self.desk, self.store, self.qtbot, self.asked = desk, desk.store, qtbot, Asked()
        self.page = QWidget()
        self.page.resize(1170, 714)
        header = QWidget(self.page)
        header.setFixedHeight(54)
        self.sheet = IncidentSheet(self.page, header, desk, self.asked)
        self.page.show()

    def type(self, text):
        typed(self.sheet.line, text)
        self.qtbot.waitUntil(lambda: self.sheet._understood.text == self.sheet.line.text())

    def save(self, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.sheet, ENTER, modifiers)
        self.qtbot.waitUntil(lambda: self.sheet._saved is not None)
        return the_record(self.store, self.sheet._saved.id)

    def words(self):
        self.qtbot.wait(30)    # a layout shows what was added to it one turn later
        return " ".join(each.text() for each in self.sheet.findChildren(QLabel) if each.isVisibleTo(self.page))


def a_page(desk, qtbot):
    asked = Asked()
    page = IncidentsPage(desk, asked)
    page.resize(1170, 714)
    desk.news.changed.connect(page.refresh)
    page.show()
    page.refresh(None)
    qtbot.waitUntil(lambda: page.panel.record is not None)
    return page, asked
