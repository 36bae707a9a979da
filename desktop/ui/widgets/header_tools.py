"""What the window puts at the right end of every header: search, who is here, report an incident."""
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.language import tr
from desktop.ui.tokens import Space
from desktop.ui.widgets.controls import KeyButton, shown
from desktop.ui.widgets.global_search import Ask, SearchBox
from desktop.ui.widgets.labels import plain_tooltip


class HeaderTools(QWidget):
    """One set for the whole window; it moves to the header of the page that is shown."""
    report_asked = Signal()
    person_asked = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.search = SearchBox(ask)
        self.person = PersonButton()
        self.person.clicked.connect(self.person_asked)
        self.report = KeyButton(tr("+ Report incident"), "Ctrl+N", "primary", is_shortcut=False)
        self.report.clicked.connect(self.report_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.search, 1)
        row.addWidget(self.person)
        row.addWidget(self.report)


class PersonButton(QPushButton):
    """Who sits at this PC. A claim, not a login: it signs the changes made here."""

    MOST_PX = 190

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setProperty("kind", "person")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.name_person("")

    def name_person(self, name: str) -> None:
        """Show `name`; without one the button asks for it."""
        self._name = name or tr("Who is here?")
        spoken = tr("At this PC: {name}", name=self._name) if name else tr("Choose who is at this PC")
        self.setAccessibleName(spoken)
        self.setToolTip(plain_tooltip(f"{spoken} · Ctrl+U"))
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self._name) + 2 * Space.M + 4
        return QSize(min(words, self._most()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 96), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _most(self) -> int:
        return round(self.MOST_PX * self.font().pixelSize() / 14)

    def _elide(self) -> None:
        room = self.width() - 2 * Space.M - 2
        self.setText(shown(self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 40))))
