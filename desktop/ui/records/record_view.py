"""The table of a list: whole rows, several at once, sorted by a click on a heading, copied as a table."""
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView

from desktop.language import tr
from desktop.ui.models.record_table import RecordTable
from desktop.ui.records.copied_table import Copied, put_on_clipboard, ready_to_copy
from desktop.ui.tokens import Colour
from desktop.ui.widgets.row_painter import RowPainter
from desktop.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks
    from desktop.ui.models.record_table import Row

COPIED_AT_ONCE: Final = 100    # rows; more are gathered by a worker


class RecordView(DataTable):
    """A `RecordTable` on the screen. Typing letters goes to the search field, never to a slow look-up."""
    typed = Signal(str)          # letters typed while the table has the focus
    opened = Signal(str)         # id: Enter, F2 or a double click
    delete_asked = Signal()
    chosen = Signal()            # the selection or the current row is another one
    copied = Signal(int)         # how many rows are on the clipboard

    def __init__(self, model: RecordTable, tasks: "Tasks", *, empty: str, name: str) -> None:
        super().__init__(model, [column.shape for column in model.columns], empty=empty)
        self.records, self._tasks = model, tasks
        model.setParent(self)    # what a task reads for it is not delivered after its view has gone
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        model.leaving.connect(self.selectionModel().reset)    # in silence: the page chooses among what comes
        model.window = self._in_sight
        self._painter: RowPainter | None = None
        # Its room is kept: a list that is short for one key and long for the next would lay all columns out anew.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        # It paints every pixel of its own: nothing that lies behind is drawn first, a quarter of the time.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def keyboardSearch(self, search: str) -> None:
        # Qt would ask the model row by row for a text that begins so: seconds for a long list.
        if search.strip():
            self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        first, last = self._in_sight()
        if not self.records.rowCount():
            QPainter(self.viewport()).fillRect(event.rect(), QColor(Colour.CARD))
            super().paintEvent(event)
            return
        scale = self.viewport().devicePixelRatioF()
        if self._painter is None or not self._painter.fits(self.font(), scale):
            self._painter = RowPainter(self.font(), scale)
        painter = QPainter(self.viewport())
        columns = [(at, self.columnViewportPosition(at), self.columnWidth(at))
                   for at in range(len(self.records.columns)) if not self.isColumnHidden(at)]
        width = max((left + wide for _, left, wide in columns), default=0)
        model, current = self.selectionModel(), self.currentIndex().row()
        chosen = {at for span in model.selection() for at in range(max(span.top(), first),
                                                                   min(span.bottom(), last) + 1)}
        shown = event.rect()
        painter.fillRect(shown, QColor(Colour.CARD))    # also where a row has gone from the file a moment ago
        for at in range(first, last + 1):
            rect = QRect(0, self.rowViewportPosition(at), width, self.rowHeight(at))
            row = self.records.row(at) if rect.intersects(shown) else None
            if row is None:
                continue
            self._painter.row(painter, rect, [(left, wide, row.texts[column], row.tones[column])
                                              for column, left, wide in columns], selected=at in chosen)
            if at == current:
                self._painter.mark_current(painter, rect, has_focus=self.hasFocus())
        painter.end()

    def keys(self) -> list[tuple[str, str]]:
        """Return what the keys of the list do, for the list of keys (F1)."""
        return [("↑  ↓", tr("In the list: the row above, below; letters go into the search")),
                ("Shift ↑  Shift ↓  Ctrl A", tr("Select several rows, all rows")),
                ("Ctrl C", tr("Copy the selected rows as a table")),
                ("Delete", tr("Put the selected rows into the trash"))]

    def say_empty(self, words: str) -> None:
        """Say what to do next when there is no row."""
        self._empty = words
        self.viewport().update()

    def current_id(self) -> str:
        """Return the id of the current row, "" for none."""
        record = self.records.record(self.currentIndex().row())
        return record.id if record else ""

    def chosen_rows(self) -> list[range]:
        """Return the selected rows as ranges, from the top; cheap however many there are."""
        spans = sorted((span.top(), span.bottom()) for span in self.selectionModel().selection())
        merged: list[range] = []
        for top, bottom in spans:
            if merged and top <= merged[-1].stop:
                merged[-1] = range(merged[-1].start, max(merged[-1].stop, bottom + 1))
            else:
                merged.append(range(top, bottom + 1))
        return merged

    def chosen_count(self) -> int:
        """Return how many rows are selected."""
        return sum(len(rows) for rows in self.chosen_rows())

    def choose(self, row: int) -> None:
        """Make `row` current and the only one selected, and bring it into sight."""
        index = self.records.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def copy(self) -> None:
        """Put the selected rows on the clipboard: tabs for any program, a table for Excel."""
        spans = self.chosen_rows()
        shown = [at for at in range(len(self.records.columns)) if not self.isColumnHidden(at)]
        headings = [self.records.columns[at].heading for at in shown]
        if sum(len(rows) for rows in spans) <= COPIED_AT_ONCE:
            found = [self.records.row(at) for rows in spans for at in rows]
            self._put_on_clipboard(_ready(headings, shown, [row for row in found if row]))
        else:
            self._tasks.latest("copy", lambda: _ready(headings, shown, self.records.read_all(spans)),
                               self._put_on_clipboard, owner=self)

    def _put_on_clipboard(self, copied: Copied) -> None:
        if copied.rows:
            put_on_clipboard(copied)
            self.copied.emit(copied.rows)

    def _open(self, row: int) -> None:
        record = self.records.record(row)
        if record is not None:
            self.opened.emit(record.id)

    def _sort(self, column: int) -> None:
        if not self.records.columns[column].order:
            return
        header = self.horizontalHeader()
        before = self.records.search.order
        is_again = bool(before) and before[0][0] == self.records.columns[column].order and not before[0][1]
        order = Qt.SortOrder.DescendingOrder if is_again else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)
        self.records.sort(column, order)

    def _in_sight(self) -> tuple[int, int]:
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        return max(first, 0), last if last >= 0 else self.records.rowCount() - 1


def _ready(headings: Sequence[str], shown: Sequence[int], rows: "Sequence[Row]") -> Copied:
    return ready_to_copy(headings, [[row.spoken[at] for at in shown] for row in rows], always_headed=False)
