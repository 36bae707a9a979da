"""The rows of a workbook before they are taken in: which row, what becomes of it, what is wrong with it."""
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.language import N_, tr
from desktop.services.import_.batch import PreviewRow
from desktop.services.import_.planning import RowState
from desktop.services.value_text import field_label, text_of
from desktop.ui.tokens import Tone
from desktop.ui.widgets.delegates import TONE_ROLE
from desktop.ui.widgets.table import Column
from protocol.catalogue import KINDS
from protocol.field import JsonValue

Index = QModelIndex | QPersistentModelIndex
STATES: Final = {
    RowState.NEW: (N_("new row"), Tone.GOOD), RowState.CHANGED: (N_("changes a record"), Tone.INFO),
    RowState.SAME: (N_("in the book already"), Tone.MUTED), RowState.PROBLEM: (N_("waits to be mended"), Tone.BAD),
}
_SUMMED_UP: Final = 5    # values of a new row that are shown beside its name
SHAPES: Final = (Column(sample="0000", key=True), Column(sample="đã có trong sổ", is_chip=True, key=True),
                 Column(sample="Máy tính Dell", share=2, key=True),
                 Column(sample="Nguyên giá: chưa", share=3, key=True))


class ImportTable(QAbstractTableModel):
    """The rows of a preview; `only_problems` narrows them to what asks for a look."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""
        self._all: Sequence[PreviewRow] = ()
        self._rows: Sequence[PreviewRow] = ()

    def put(self, kind: str, rows: Sequence[PreviewRow], *, only_problems: bool = False) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._kind, self._all = kind, rows
        self._rows = [row for row in rows if row.problems or row.state is RowState.PROBLEM] if only_problems else rows
        self.endResetModel()

    def narrow(self, *, only_problems: bool) -> None:
        """Show only the rows with problems, or all."""
        self.put(self._kind, self._all, only_problems=only_problems)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(SHAPES)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Row"), tr("Result"), tr("Name"), tr("Content, remarks"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return (str(row.row), tr(STATES[row.state][0]), row.title, self._remarks(row))[index.column()]
        if role == TONE_ROLE and index.column() == 1:
            return STATES[row.state][1]
        return None

    def _remarks(self, row: PreviewRow) -> str:
        told = [problem.message for problem in row.problems]
        if not told and row.state is RowState.NEW:
            words = (self._words(code, value) for code, value in row.values.items())
            return " · ".join([each for each in words if each and each not in row.title][:_SUMMED_UP])
        kind = KINDS.get(self._kind)
        for code, (old, new) in row.changes.items() if row.state is RowState.CHANGED else ():
            field = kind.field(code) if kind else None
            name = field_label(kind, field) if kind and field else code
            told.append(f"{name}: {self._words(code, old) or '–'} → {self._words(code, new) or '–'}")
        return "; ".join(told)

    def _words(self, code: str, value: JsonValue) -> str:
        """Return how a value reads; what a reference names is a text here already."""
        kind = KINDS.get(self._kind)
        field = kind.field(code) if kind else None
        if kind is None or field is None or field.target or isinstance(value, Mapping):
            return str(value) if isinstance(value, str) else ""
        return " ".join(text_of(kind, field, value).split())
