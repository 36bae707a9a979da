"""A table that was computed: rows of words with their colours, each the way to a record."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView

from desktop.ui.records.copied_table import put_on_clipboard, ready_to_copy
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, TONE_ROLE
from desktop.ui.widgets.table import Column, DataTable

if TYPE_CHECKING:
    from desktop.ui.tokens import Tone

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRow:
    """One row: a text for each column, by column a colour or a second line, and the id that it stands for."""
    cells: tuple[str, ...]
    tones: "dict[int, Tone]" = field(default_factory=dict)
    below: dict[int, str] = field(default_factory=dict)
    id: str = ""


class PlainRows(QAbstractTableModel):
    """Headings and rows; `put` replaces all of them."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.rows: tuple[PlainRow, ...] = ()

    def put(self, rows: Sequence[PlainRow]) -> None:
        """Show these rows."""
        if tuple(rows) == self.rows:
            return    # nothing moved: selection and scroll bar stay
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        row, at = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[at]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return ". ".join(part for part in (row.cells[at], row.below.get(at, "")) if part)
        if role == TONE_ROLE:
            return row.tones.get(at)
        return row.below.get(at) if role == SECOND_LINE_ROLE else None


class PlainTable(DataTable):
    """The view of `PlainRows`: whole rows, Enter opens one, Ctrl+C copies the selection or all."""
    opened = Signal(str)    # id of the row: Enter or a double click
    copied = Signal(int)    # how many rows are on the clipboard

    def __init__(self, model: PlainRows, columns: Sequence[Column], *, empty: str, name: str, lines: int = 1,
                 centred_from: int = 99) -> None:
        super().__init__(model, columns, empty=empty, lines=lines, centred_from=centred_from)
        self.plain = model
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> list[PlainRow]:
        """Return the selected rows, from the top."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.plain.rows[at] for at in chosen if at < len(self.plain.rows)]

    def as_rows(self, rows: Sequence[PlainRow]) -> list[list[str]]:
        """Return the headings and these rows as they are copied and written."""
        return [list(self.plain.headings), *([*row.cells] for row in rows)]

    def copy(self) -> None:
        """Put the selected rows, or all when none is selected, on the clipboard."""
        rows = self.chosen_rows() or list(self.plain.rows)
        if not rows:
            return
        told = self.as_rows(rows)
        put_on_clipboard(ready_to_copy(told[0], told[1:]))
        self.copied.emit(len(rows))

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.plain.rows) and self.plain.rows[at].id:
            self.opened.emit(self.plain.rows[at].id)
