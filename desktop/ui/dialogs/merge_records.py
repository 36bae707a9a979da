"""Two records side by side, to be made one: value first, then who wrote it and when; a choice a field."""
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import merging
from desktop.services.merging import BOTH, LEFT, RIGHT, FieldChoice, Merged, MergePreview
from desktop.services.value_text import kind_label
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.page_opening import Making, dressed
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, row
from desktop.ui.widgets.remark import Remark
from protocol.catalogue import KINDS

_TOP = Qt.AlignmentFlag.AlignTop
_SHOWN = 400    # characters of a long text
_AT_ONCE = 3    # fields


class MergeSheet(Overlay):
    """Only what differs is asked; the rest is named. One step that can be undone, online or not."""

    WIDTH = 940

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Make two records one"))
        self._desk, self._actions = desk, actions
        self._seen: MergePreview | None = None
        self._filling: Making | None = None
        self.choices: dict[str, int] = {}
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.S)
        for column, share in ((0, 2), (1, 4), (2, 4)):
            self._grid.setColumnStretch(column, share)
        self._scrolled = Scrolled(inside, whole=True)
        self._equal = label("", Text.SMALL, soft=True, wrap=True)
        self._after = label("", Text.SMALL, wrap=True)
        self._remark = Remark()
        self.go = button(tr("Merge"), "primary")
        self.go.clicked.connect(self._merge)
        leave = button(tr("Leave it"))
        leave.clicked.connect(self.hide)
        self.body.addWidget(self._scrolled, 1)
        for each in (self._equal, self._after, self._remark, row(self.go, leave)):
            self.body.addWidget(each)

    def open(self, left: str, right: str) -> None:
        """Show these two records; a sentence in the window where they cannot be made one."""
        store = self._desk.store
        self._desk.tasks.latest("merge", lambda: merging.preview(store.read(), left, right), self._show,
                                self._actions.show_trouble, owner=self)

    def _show(self, seen: MergePreview) -> None:
        """Make the rows a few at a time: twenty fields are sixty cards."""
        if self._filling is not None:
            self._filling.give_up()
        self._filling = Making(self, self._desk.tasks, (), self._rows_of(seen), self._actions.show_trouble)
        self._filling.start()

    def _rows_of(self, seen: MergePreview) -> Iterator[None]:
        self._seen = seen
        self.choices = {each.code: each.suggested for each in seen.fields}
        self._remark.clear()
        clear(self._grid)
        kind = KINDS[seen.kind]
        self._grid.addWidget(label(kind_label(kind), Text.SMALL), 0, 0, _TOP)
        for side in (LEFT, RIGHT):
            self._grid.addWidget(_head(seen.titles[side], seen.changed[side], seen.pointing[side]), 0, side + 1, _TOP)
        for at, each in enumerate(seen.fields, start=1):
            if at % _AT_ONCE == 0:
                yield
            name = label(each.label, Text.TABLE, soft=True, wrap=True)
            name.setContentsMargins(0, Space.XS + Space.HAIR, 0, 0)    # level with the words in the cards
            self._grid.addWidget(name, at, 0, _TOP)
            _FieldRow(self, each, self._grid, at)
        self._grid.setRowStretch(len(seen.fields) + 1, 1)
        self._equal.setText(tr("The same in both: {fields}", fields=", ".join(seen.equal)))
        self._equal.setVisible(bool(seen.equal))
        self._after.setText(tr("One record stays with what is chosen; the other one goes into the trash and leads to "
                               "it. What named it names the one that stays. It is one step that can be undone."))
        self.go.setEnabled(True)
        yield
        yield from dressed(self)
        self.show_over()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _merge(self) -> None:
        seen, choices, store = self._seen, dict(self.choices), self._desk.store
        if seen is None:
            return
        self.go.setEnabled(False)
        self._desk.tasks.run(lambda: merging.apply(store, seen, choices), self._done, self._refuse, owner=self)

    def _done(self, merged: Merged) -> None:
        kind = self._seen.kind if self._seen is not None else ""
        self.hide()
        told = trn("{n} other record was led to it.", "{n} other records were led to it.", merged.repointed) \
            if merged.repointed else ""
        self._actions.open_record(kind, merged.survivor)
        self._actions.say(tr("Two records were made one."), Tone.GOOD, undo_group=merged.group, more=told)

    def _refuse(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        self._remark.say_trouble(problem)
        self.place()


class _FieldRow(QObject):
    """The two values of a field, and both together where they can stand so."""

    def __init__(self, sheet: MergeSheet, choice: FieldChoice, grid: QGridLayout, at: int) -> None:
        super().__init__(sheet)
        self._sheet, self._choice = sheet, choice
        self._cells: dict[int, _Cell] = {}
        for side in (LEFT, RIGHT):
            cell = _Cell(choice.values[side] or tr("(empty)"), choice.signatures[side], name=choice.label)
            self._cells[side] = cell
            cell.chosen.connect(partial(self._choose, side))
            grid.addWidget(cell, at, side + 1)
        if choice.may_both:
            both = button(tr("Keep both"), "choice", name=f"{choice.label}: {tr('Keep both')}")
            both.setCheckable(True)
            both.clicked.connect(lambda: self._choose(BOTH))
            self._both = both
            grid.addWidget(both, at, 3, _TOP)
        else:
            self._both = None
        self._mark()

    def _choose(self, which: int) -> None:
        self._sheet.choices[self._choice.code] = which
        self._mark()

    def _mark(self) -> None:
        chosen = self._sheet.choices[self._choice.code]
        for side, cell in self._cells.items():
            cell.mark(is_chosen=chosen in (side, BOTH))
        if self._both is not None:
            self._both.setChecked(chosen == BOTH)


class _Cell(QFrame):
    """One value as a card: a click, Enter or the space bar chooses it."""
    chosen = Signal()

    def __init__(self, value: str, signature: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName("choiceCard")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = f"{name}: {value}"
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.HAIR, Space.S, Space.HAIR)
        column.setSpacing(0)
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(label(shown, Text.TABLE, wrap=True), 1)
        self._state = label(tr("stays"), Text.SMALL_STRONG)
        line.addWidget(self._state, 0, _TOP)
        column.addLayout(line)
        if signature:
            column.addWidget(ElidedLabel(signature, Text.SMALL, soft=True))
        column.addStretch()

    def mark(self, *, is_chosen: bool) -> None:
        """Show, in words too, whether this value stays."""
        self._state.setText(tr("stays") if is_chosen else "")
        self.setAccessibleName(f"{self._name}, {tr('stays')}" if is_chosen else self._name)
        self.setProperty("shown", is_chosen)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


def _head(title: str, changed: str, pointing: int) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(title, Text.STRONG, wrap=True))
    named = trn("named by {n} other record", "named by {n} other records", pointing)
    column.addWidget(label(" · ".join(filter(None, (changed, named))), Text.SMALL, wrap=True))
    return made
