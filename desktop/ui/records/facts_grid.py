"""Names and values of a record in two columns. The labels are used again: walking a list makes none."""
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label

_TOP = Qt.AlignmentFlag.AlignTop


class FactsGrid(QWidget):
    """`show_facts` puts other names and values into the same labels."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._made: list[QWidget] = []    # values that are more than words; they live for one record
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS + 1)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    def prepare(self, lines: int) -> None:
        """Make the labels of so many lines, to be shown when there is something to say."""
        while len(self._lines) < lines:
            self._add_line()
            for each in self._lines[-1]:
                each.hide()

    def show_facts(self, facts: Sequence[tuple[str, str | QWidget]]) -> None:
        """Show these names and values."""
        # Out of sight: of what is in sight every line that comes or goes has all lines laid out anew.
        moves = self.isVisible() and self.focusWidget() is None and not self._fits(facts)
        if moves:
            self.hide()
        for gone in self._made:
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._made = []
        while len(self._lines) < len(facts):
            self._add_line()
        for at, (name, value) in enumerate(self._lines):
            is_used = at < len(facts)
            if is_used:
                words = facts[at][1]
                name.setText(facts[at][0])
                if isinstance(words, QWidget):
                    self._grid.addWidget(words, at, 1, _TOP)
                    self._made.append(words)
                else:
                    value.setText(words)
            name.setVisible(is_used)
            value.setVisible(is_used and isinstance(facts[at][1], str))
        for made in self._made:
            made.show()
        if moves:
            self.show()

    def _fits(self, facts: Sequence[tuple[str, str | QWidget]]) -> bool:
        """Return whether the lines that are there are just those that are needed."""
        return not self._made and len(facts) <= len(self._lines) and all(
            name.isHidden() == (at >= len(facts)) and (at >= len(facts) or isinstance(facts[at][1], str))
            for at, (name, _) in enumerate(self._lines))

    def _add_line(self) -> None:
        at = len(self._lines)
        name = label("", Text.TABLE, soft=True, wrap=True)
        value = label("", Text.TABLE, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)    # a serial number is copied out
        self._grid.addWidget(name, at, 0, _TOP)
        self._grid.addWidget(value, at, 1, _TOP)
        self._lines.append((name, value))
