"""What stands over the matrix: search by name, what is missing as coloured counts, the office."""
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QWidget

from desktop.language import number_text, tr
from desktop.services.account_matrix import UNREVIEWED
from desktop.ui.models.matrix_looks import TONES as STATE_TONES
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.tokens import Colour, Size, Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import SearchField, button, shown
from desktop.ui.widgets.flow import FlowLayout

TYPING_PAUSE_MS: Final = 60
# What leaders ask for first stands first; "valid" and "in use" ask for nothing.
ORDER: Final = ("missing", "pending", "expiring", "expired", "locked", "old_unit", UNREVIEWED)
_TONES: Final = {**STATE_TONES, "expiring": Tone.WARN, "expired": Tone.BAD}


class StateChip(QAbstractButton):
    """How many cells stand in a state; pressed, it shows only them."""

    def __init__(self, words: str, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setText(words)
        self.setProperty("look", Text.SMALL)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(lambda _: self.updateGeometry())

    def say(self, words: str) -> None:
        """Show another number."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return paint.chip_size(self._shown(), self.font()) + QSize(2 * Space.HAIR, 2 * Space.HAIR)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inner = self.rect().adjusted(Space.HAIR, Space.HAIR, -Space.HAIR, -Space.HAIR)
        paint.paint_chip(painter, inner, self._shown(), self._tone, self.font())
        if self.isChecked() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(Colour.ACCENT), Size.FOCUS_RING if self.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), self.height() / 2, self.height() / 2)

    def _shown(self) -> str:
        return f"{self.text()}  ×" if self.isChecked() else self.text()


class MatrixBar(QWidget):
    """Says what is asked for: `text`, `state`, `office`."""
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state, self.office = "", ""
        self._offices: list[tuple[str, str]] = []
        self.search = SearchField(tr("Find an official…"), "Ctrl+F", width=170)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self._chips = {state: StateChip("", _TONES.get(state, Tone.NEUTRAL)) for state in ORDER}
        self._choose_office = button(tr("+ Office"), "addFilter", name=tr("Show one office only"))
        self._choose_office.clicked.connect(self._offer_offices)
        self._systems = button(tr("Systems…"), "small", name=tr("Add systems, choose who needs them"))
        self._systems.clicked.connect(lambda: self.systems_menu_asked.emit(
            self._systems.mapToGlobal(QPoint(0, self._systems.height()))))
        flow = FlowLayout(Space.XS)
        flow.addWidget(self.search)
        for state, chip in self._chips.items():
            chip.clicked.connect(lambda checked, state=state: self._press(state if checked else ""))
            flow.addWidget(chip)
        flow.addWidget(self._choose_office)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.M)
        line.addLayout(flow, 1)

    @property
    def text(self) -> str:
        """Return what is searched for."""
        return self.search.text().strip()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many cells stand in each state; what does not occur is not there."""
        for state, chip in self._chips.items():
            count = counts.get(state, 0)
            chip.say(f"{_words(state)} {number_text(count)}")
            chip.setVisible(count > 0 or state == self.state)

    def show_offices(self, offices: list[tuple[str, str]]) -> None:
        """Offer (id, name) of these offices."""
        self._offices = offices
        self._choose_office.setVisible(len(offices) > 1 or bool(self.office))
        self._name_office()

    def use(self, is_used: bool) -> None:
        """Stand there only while there is a table to search."""
        self.search.setVisible(is_used)

    def clear(self) -> bool:
        """Drop every filter; return whether there was one."""
        had = bool(self.text or self.state or self.office)
        self.search.clear()
        self.office = ""
        self._name_office()
        self._press("")
        return had

    def _press(self, state: str) -> None:
        self.state = state
        for code, chip in self._chips.items():
            chip.setChecked(code == state)
        self.changed.emit()

    def offices_menu(self) -> QMenu:
        """Return the menu of the offices."""
        menu = QMenu(self)
        for id_, name in [("", tr("All offices")), *self._offices]:
            menu.addAction(shown(name)).triggered.connect(lambda _=False, id_=id_: self._take_office(id_))
        return menu

    def _offer_offices(self) -> None:
        if self.office:
            self._take_office("")
        else:
            self.offices_menu().popup(self._choose_office.mapToGlobal(QPoint(0, self._choose_office.height())))

    def _take_office(self, office: str) -> None:
        self.office = office
        self._name_office()
        self.changed.emit()

    def _name_office(self) -> None:
        name = dict(self._offices).get(self.office, "") if self.office else ""
        self._choose_office.setText(shown(f"{name}  ×") if name else tr("+ Office"))
        self._choose_office.setProperty("kind", "filter" if name else "addFilter")
        self._choose_office.style().unpolish(self._choose_office)
        self._choose_office.style().polish(self._choose_office)


def _words(state: str) -> str:
    known = {"expiring": tr("Expiring"), "expired": tr("Expired")}
    return known.get(state) or state_words(state)
