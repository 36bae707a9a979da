"""Who has no signature: the required first; tick them and ask for all at once."""
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.pages.accounts_ticks import Line, TickList
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import button, shown
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card

if TYPE_CHECKING:
    from desktop.services.certificate_register import Lacking


class LackingList(Card):
    """Officials without a certificate in use or on its way."""
    asked = Signal(list)    # ids of the ticked officials

    def __init__(self) -> None:
        super().__init__(spacing=Space.S)
        self._words = label("", Text.TABLE, wrap=True)
        self.ticks = TickList(tr("Officials without a signature"), tr("Find a name, title, office…"), rows=4)
        self.ticks.changed.connect(self._tell)
        self._ask = button("", "primary")
        self._ask.clicked.connect(lambda: self.asked.emit(sorted(self.ticks.ticked())))
        everybody = button(tr("Tick all that are required"))
        everybody.clicked.connect(lambda: self.ticks.tick(self._required))
        self._required: frozenset[str] = frozenset()
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._ask)
        row.addWidget(everybody)
        row.addStretch()
        column: QVBoxLayout = self.body
        column.addWidget(self._words)
        column.addWidget(self.ticks, 1)
        column.addWidget(self._buttons)
        self._tell()

    def show_people(self, people: "Sequence[Lacking]") -> None:
        """Show who lacks one; what is ticked stays ticked while it is still lacking."""
        required = [each for each in people if each.is_required]
        self._required = frozenset(each.id for each in required)
        others = [each for each in people if not each.is_required]
        lines = []
        for heading, group in ((tr("Required by title or duty"), required), (tr("Not required"), others)):
            if group:
                lines.append(Line(id=heading, title=f"{heading} ({len(group)})", is_heading=True))
                lines += [Line(id=each.id, title=each.name, detail=" · ".join(
                    part for part in (each.title, each.office) if part)) for each in group]
        known = {each.id for each in people}
        self.ticks.show_lines(lines, self.ticks.ticked() & known)
        self._words.setText(
            tr("Everybody here has a signature or waits for one.") if not people else
            trn("{n} official needs a signature by title or duty and has none.",
                "{n} officials need a signature by title or duty and have none.", len(required)))
        self.ticks.setVisible(bool(people))
        self._buttons.setVisible(bool(people))
        self._tell()

    def _tell(self) -> None:
        count = len(self.ticks.ticked())
        words = trn("Note a request for {n} official", "Note requests for {n} officials", count) if count else \
            tr("Tick who is to get one")
        self._ask.setText(shown(words))
        self._ask.setAccessibleName(words)
        self._ask.setEnabled(count > 0)
