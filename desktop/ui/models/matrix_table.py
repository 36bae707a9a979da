"""Person × system as a table: words, colours and filters over one reading of the book.

Everything is in memory, so that a cell costs a look into a tuple. A new reading is laid over the old one:
only the cells that differ are told to the view, and the selection stays where it is.
"""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.language import tr
from desktop.services.account_matrix import NOT_NEEDED, Cell, Matrix, PersonLine, Signature, SystemColumn
from desktop.ui.models.matrix_looks import Look, signature_look, state_look
from desktop.ui.models.matrix_picked import Picked, Span
from desktop.ui.widgets.labels import plain_tooltip
from protocol.folding import fold

Index = QModelIndex | QPersistentModelIndex
_HORIZONTAL = Qt.Orientation.Horizontal
_HEADING: Final = 22          # letters of a heading without a short name
_TOLD_IN_BLOCK: Final = 60    # more cells than this are told as one block


@dataclass(frozen=True, slots=True)
class Reading:
    """A matrix with what a window would have to count: made where it was read, outside the UI thread."""
    matrix: Matrix = field(default_factory=Matrix)
    folded: tuple[str, ...] = ()    # of each person what a search looks into
    counts: Counter[str] = field(default_factory=Counter)
    reviewed: int = 0


def ready(matrix: Matrix, before: Reading | None = None) -> Reading:
    """Return `matrix` ready to be shown; `before`, what was shown until now, spares the folding of its people."""
    if before is not None and before.matrix.people == matrix.people:
        folded = before.folded
    else:
        folded = tuple(fold(f"{each.name} {each.detail}".replace("·", " ")) for each in matrix.people)
    return Reading(matrix, folded, matrix.counts(), matrix.systems_reviewed())


class MatrixTable(QAbstractTableModel):
    """What is shown of a `Matrix`: the people and systems that the filters let through."""
    counted = Signal()    # the numbers of states may be others

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self.matrix = self.reading.matrix
        self._rows: list[int] = []
        self._columns: list[int] = []    # -1 is the signature
        self._looks: dict[str, Look] = {}
        self.text, self.office, self.state = "", "", ""

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == _HORIZONTAL and 0 <= section < len(self._columns):
            return self._heading(section, role)
        if orientation != _HORIZONTAL and 0 <= section < len(self._rows):
            person = self.person(section)
            if role == Qt.ItemDataRole.DisplayRole:
                return person.name
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip("\n".join(part for part in (person.name, person.detail) if part))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.look(row, column).words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.person(row).name}, {self.heading(column)}: {self.look(row, column).words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._told(row, column)
        return None

    # What the view and the page ask.

    def look(self, row: int, column: int) -> Look:
        """Return how a cell is drawn."""
        at = self._columns[column]
        if at < 0:
            signature = self.matrix.signatures[self._rows[row]]
            known = self._looks.get(signature.words)
            return known if known is not None else self._kept(signature.words, signature_look(signature))
        state = self.matrix.cells[self._rows[row]][at][0]
        known = self._looks.get(state)
        return known if known is not None else self._kept(state, state_look(state))

    def picked(self, spans: Iterable[Span]) -> Picked:
        """Return the cells of these rectangles as they are now."""
        return Picked(self.matrix, tuple(self._rows), tuple(self._columns), tuple(spans))

    def person(self, row: int) -> PersonLine:
        """Return who stands in a row."""
        return self.matrix.people[self._rows[row]]

    def system(self, column: int) -> SystemColumn | None:
        """Return the system of a column, None for the signatures."""
        at = self._columns[column]
        return self.matrix.systems[at] if at >= 0 else None

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what is known in a cell, None among the signatures."""
        at = self._columns[column]
        return self.matrix.cells[self._rows[row]][at] if at >= 0 else None

    def signature(self, row: int) -> Signature:
        """Return the signature of the person in a row."""
        return self.matrix.signatures[self._rows[row]]

    def heading(self, column: int) -> str:
        """Return the short name over a column."""
        system = self.system(column)
        return system.heading if system is not None else tr("Digital signature")

    def short_heading(self, column: int) -> str:
        """Return what of the heading fits into two lines over a column; the whole stands in the tooltip."""
        return _short(self.heading(column))

    def column_of(self, system: str) -> int:
        """Return the column of a system, -1 if it is not shown."""
        return next((at for at, index in enumerate(self._columns)
                     if index >= 0 and self.matrix.systems[index].id == system), -1)

    def row_of(self, person: str) -> int:
        """Return the row of a person, -1 if she is not shown."""
        return next((at for at, index in enumerate(self._rows) if self.matrix.people[index].id == person), -1)

    def first_in_state(self) -> tuple[int, int] | None:
        """Return the first cell in the state that is filtered by, None without one."""
        if not self.state:
            return None
        return next(((row, column) for row, at in enumerate(self._rows) for column, where in enumerate(self._columns)
                     if self._state(at, where) == self.state), None)

    def shown(self) -> tuple[int, int]:
        """Return (people shown, people there are)."""
        return len(self._rows), len(self.matrix.people)

    # What changes.

    def show(self, reading: Reading) -> None:
        """Lay a new reading over what is shown."""
        before, matrix = self.matrix, reading.matrix
        if before.people == matrix.people and before.systems == matrix.systems:
            self.reading, self.matrix = reading, matrix
            self._tell_cells(before)
        else:
            self.beginResetModel()
            self.reading, self.matrix = reading, matrix
            self._rows, self._columns = self._fitting()
            self.endResetModel()
        self.counted.emit()

    def filter(self, *, text: str | None = None, office: str | None = None, state: str | None = None) -> None:
        """Show only who fits; None leaves a filter as it is, "" drops it."""
        self.text = self.text if text is None else text
        self.office = self.office if office is None else office
        self.state = self.state if state is None else state
        self.beginResetModel()
        self._rows, self._columns = self._fitting()
        self.endResetModel()

    def _fitting(self) -> tuple[list[int], list[int]]:
        words = fold(self.text).split()
        rows = [at for at, person in enumerate(self.matrix.people)
                if (not self.office or person.office_id == self.office)
                and (not words or all(word in self.reading.folded[at] for word in words))]
        columns = list(range(-1, len(self.matrix.systems)))
        if self.state:
            rows = [at for at in rows if self.matrix.signatures[at].state == self.state
                    or any(cell[0] == self.state for cell in self.matrix.cells[at])]
            columns = [at for at in columns if any(self._state(row, at) == self.state for row in rows)]
        return rows, columns

    def _state(self, row: int, at: int) -> str:
        return self.matrix.signatures[row].state if at < 0 else self.matrix.cells[row][at].state

    def _tell_cells(self, before: Matrix) -> None:
        """Tell the view of the cells that differ; a filter by state keeps its rows until it is chosen again."""
        moved: list[tuple[int, int]] = []
        for shown, at in enumerate(self._rows):
            old, new = before.cells[at], self.matrix.cells[at]
            if old != new or before.signatures[at] != self.matrix.signatures[at]:
                moved += [(shown, column) for column, where in enumerate(self._columns)
                          if (before.signatures[at] != self.matrix.signatures[at] if where < 0
                              else old[where] != new[where])]
        if len(moved) > _TOLD_IN_BLOCK:
            self.dataChanged.emit(self.index(moved[0][0], 0), self.index(moved[-1][0], len(self._columns) - 1))
        else:
            for row, column in moved:
                self.dataChanged.emit(self.index(row, column), self.index(row, column))

    # Words.

    def _kept(self, key: str, look: Look) -> Look:
        self._looks[key] = look
        return look

    def _heading(self, section: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.short_heading(section)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.heading(section)
        system = self.system(section)
        if role == Qt.ItemDataRole.ToolTipRole and system is not None:
            asked = "; ".join(system.required_for) or tr("nobody said for whom it is")
            return plain_tooltip(f"{system.name}\n{tr('Needed by: {who}', who=asked)}")
        return None

    def _told(self, row: int, column: int) -> str:
        look, cell = self.look(row, column), self.cell(row, column)
        told = f"{self.person(row).name} · {self.heading(column)}: {look.words}"
        if cell is None:
            told = f"{self.person(row).name} · {self.heading(column)}: {self.signature(row).told or look.words}"
        elif cell.state == NOT_NEEDED:
            told = f"{self.person(row).name} · {self.heading(column)}: {tr('not needed')}"
        if cell is not None and cell.twice:
            told += "\n" + tr("There are two accounts; see the list.")
        return told


def _short(heading: str) -> str:
    """Return what fits into two lines over a column; the whole stands in the tooltip."""
    if len(heading) <= _HEADING:
        return heading
    cut = heading[:_HEADING].rsplit(" ", 1)[0]
    return f"{cut}…"
