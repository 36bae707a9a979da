"""One page of records under the hands of a test."""
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.ui.widgets.labels import LeadText
from tests.ui.records_desk import Asked


class Bench:
    """One page, shown, that hears the bell as the window lets it."""

    def __init__(self, desk, page, qtbot):
        self.desk, self.store, self.qtbot, self.asked = desk, desk.store, qtbot, Asked()
        self.page = page(desk, self.asked)
        self.page.resize(1170, 714)
        desk.news.changed.connect(self.page.refresh)
        self.page.show()
        self.page.refresh(None)
        qtbot.waitUntil(lambda: self.page.panel.record is not None or not self.page.model.rowCount())

    def shown(self, column=0):
        return [self.page.model.row(at).texts[column] for at in range(self.page.model.rowCount())]

    def search(self, text):
        with self.qtbot.waitSignal(self.page.model.answered):
            self.page.search.setText(text)

    def select(self, *rows):
        table = self.page.table
        table.choose(rows[0])
        flags = table.selectionModel().SelectionFlag
        for row in rows[1:]:
            table.selectionModel().select(table.model().index(row, 0), flags.Select | flags.Rows)

    def words(self):
        """Return every text on the panel."""
        labels = [each.text() for each in self.page.panel.findChildren(QLabel) if each.isVisibleTo(self.page)]
        leads = [each.text() for each in self.page.panel.findChildren(LeadText)]
        return [self.page.panel._title.text(), *labels, *leads]

    def press(self, text):
        wanted = next(each for each in self.page.findChildren(QPushButton)
                      if each.text() == text and each.isVisibleTo(self.page))
        wanted.click()
