"""Each field of a machine: what the book says, what the machine says, and what will stand after saving."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.language import tr
from desktop.services.machine.saving import FieldChange, State
from desktop.services.value_text import field_label, text_of
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import clear
from desktop.ui.widgets.tick_box import TickBox
from protocol.field import JsonValue
from protocol.kinds import device

_TOP: Final = Qt.AlignmentFlag.AlignTop
_CHIP_AT: Final = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class ChangesGrid(QWidget):
    """Four columns. A field that a person wrote has a tick: without it that person's word stays."""
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ticks: dict[str, TickBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.S - 2)

    def show_changes(self, changes: Sequence[FieldChange], *, is_new: bool) -> None:
        """Show these fields; of a new machine there is nothing in the book to compare with."""
        clear(self._grid)
        self._ticks = {}
        for column, share in ((0, 3), (1, 0 if is_new else 4), (2, 4)):
            self._grid.setColumnStretch(column, share)
        headings = (tr("Item"), "" if is_new else tr("In the book"), tr("Read from the machine"), "")
        for column, words in enumerate(headings):
            if words:
                self._grid.addWidget(label(words, Text.SMALL_STRONG), 0, column, _TOP)
        for at, each in enumerate(changes, start=1):
            self._add(at, each, is_new=is_new)

    def taken(self) -> frozenset[str]:
        """Return the fields that a person wrote and that the machine may overwrite."""
        return frozenset(code for code, tick in self._ticks.items() if tick.isChecked())

    def ticks(self) -> dict[str, TickBox]:
        """Return the ticks by field."""
        return dict(self._ticks)

    def _add(self, at: int, change: FieldChange, *, is_new: bool) -> None:
        field = device.KIND.field(change.field)
        name = field_label(device.KIND, field) if field is not None else change.field
        self._grid.addWidget(label(name, Text.TABLE, soft=True, wrap=True), at, 0, _TOP)
        if not is_new:
            self._grid.addWidget(label(_words(change.field, change.old) or "–", Text.TABLE, wrap=True), at, 1, _TOP)
        self._grid.addWidget(label(_words(change.field, change.new), Text.TABLE, wrap=True), at, 2, _TOP)
        if is_new:
            return
        if change.state is State.EDITED:
            tick = TickBox(tr("Take it"), name=tr("{field}: take what the machine says", field=name))
            tick.toggled.connect(lambda _: self.changed.emit())
            self._ticks[change.field] = tick
            self._grid.addWidget(tick, at, 3, _TOP)
        else:
            words, tone = {State.SAME: (tr("the same"), Tone.MUTED), State.FILLED: (tr("new"), Tone.GOOD),
                           State.CHANGED: (tr("changes"), Tone.INFO)}[change.state]
            self._grid.addWidget(Chip(words, tone), at, 3, _CHIP_AT)


def _words(code: str, value: JsonValue) -> str:
    field = device.KIND.field(code)
    return text_of(device.KIND, field, value) if field is not None else str(value or "")
