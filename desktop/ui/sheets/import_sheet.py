"""Nhập từ Excel as a side sheet: choose a file, look at each row, take it in, take it back.

Nothing is written before "Nhập"; a worker reads the file in a process of its own.
"""
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.language import number_text, tr, trn
from desktop.services.import_ import batch
from desktop.services.import_.batch import BatchResult, Preview
from desktop.services.import_.planning import RowState
from desktop.services.import_.taking_back import TakenBack
from desktop.services.value_text import kind_plural
from desktop.ui.models.import_table import SHAPES, ImportTable
from desktop.ui.sheets.import_columns import ColumnsPanel
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices, KeyButton, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.paint import row_height
from desktop.ui.widgets.panels import Card, Scrolled, bare_column, clear, note, row
from desktop.ui.widgets.table import DataTable
from protocol.catalogue import KINDS

if TYPE_CHECKING:
    from desktop.background.tasks import Task
    from desktop.ui.desk import Desk, WindowActions

_CHOOSE, _READ, _LOOK, _DONE = range(4)
_NAMED_SHOWN = 6
_ROWS_IN_SIGHT = 6


class ImportSheet(SideSheet):
    """The way of a workbook into the book. `open` asks for a file, `look_at` reads one."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, share=0.9)
        self._desk, self._actions = desk, actions
        self._kind = ""
        self.preview: Preview | None = None
        self.result: BatchResult | None = None
        self._task: Task | None = None
        self.setAcceptDrops(True)
        self._lay_out()

    # What the window asks.

    def open(self, kind: str = "") -> None:
        """Show the sheet, ready for a file; `kind` says what its rows are, "" leaves it to their headings."""
        self._kind = kind
        self.preview = self.result = None
        self._file.setText("")
        self._file.hide()
        things = kind_plural(KINDS[kind]).lower() if kind in KINDS else ""
        self._title.setText(tr("Import from Excel: {things}", things=things) if things else tr("Import from Excel"))
        self._go(_CHOOSE)
        self.show_over(getattr(getattr(self._over, "currentWidget", lambda: None)(), "header", None))
        self._choose.setFocus()

    def choose_file(self) -> None:
        """Ask for a file and look at it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a workbook"), str(Path.home()),
            tr("Workbooks") + " (*.xlsx *.xls *.ods *.csv *.tsv *.xlsm)")
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Read a file and show what each of its rows would do."""
        self._file.setText(path.name)
        self._file.show()
        self._go(_READ)
        store, kind = self._desk.store, self._kind or None
        self._task = self._desk.tasks.run(lambda: batch.preview(store, path, kind), self._show_preview,
                                          self._tell_trouble, owner=self)

    def take_in(self) -> None:
        """Write what the preview shows, in one step that can be taken back."""
        looked, store = self.preview, self._desk.store
        if looked is None or looked.reject or not self._takes():
            return
        self._busy.setText(tr("Taking the rows in…"))
        self._go(_READ)
        self._stop.hide()
        self._task = self._desk.tasks.run(lambda: batch.commit(store, looked), self._show_result,
                                          self._tell_trouble, owner=self)

    def take_back(self) -> None:
        """Take the whole import back; what was edited since stays."""
        if self.result is None or not self.result.batch:
            return
        store, its_batch = self._desk.store, self.result.batch
        self._back.setEnabled(False)
        self._desk.tasks.run(lambda: batch.take_back(store, its_batch), self._show_taken_back,
                             self._tell_trouble, owner=self)

    # What happens.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif self._pages.currentIndex() == _LOOK:
                self.take_in()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            self.look_at(Path(local[0]))

    def _show_preview(self, preview: Preview) -> None:
        self.preview = preview
        clear(self._remarks)
        if preview.reject:
            self._go(_CHOOSE)
            self._remarks.addWidget(note(preview.reason, preview.hint, Tone.BAD))
            self._choose.setFocus()
            return
        self._model.put(preview.kind, preview.rows)
        self._narrow.choose(0)
        self._columns.show_columns(preview.kind, preview.columns)
        clear(self._counts)
        for words, tone in self._count_words(preview):
            self._counts.addWidget(Chip(words, tone))
        self._counts.addStretch()
        self._say_named(preview)
        takes = self._takes()
        self._take.setText(trn("Take {n} row in", "Take {n} rows in", takes))
        self._take.setEnabled(takes > 0)
        self._take.updateGeometry()
        self._table.setMinimumHeight(_ROWS_IN_SIGHT * row_height(self._table.font()))    # all scrolls in a low window
        self._go(_LOOK)
        (self._take if takes else self._other).setFocus()

    def _count_words(self, preview: Preview) -> list[tuple[str, Tone]]:
        counts = {state: preview.counts.get(state, 0) for state in RowState}
        told = [
            (trn("{n} new", "{n} new", counts[RowState.NEW]), Tone.GOOD, counts[RowState.NEW]),
            (trn("{n} changed", "{n} changed", counts[RowState.CHANGED]), Tone.INFO, counts[RowState.CHANGED]),
            (trn("{n} in the book already", "{n} in the book already", counts[RowState.SAME]), Tone.MUTED,
             counts[RowState.SAME]),
            (trn("{n} wait to be mended", "{n} wait to be mended", counts[RowState.PROBLEM]), Tone.BAD,
             counts[RowState.PROBLEM]),
            (trn("{n} heading or total left out", "{n} headings and totals left out", preview.skipped_rows),
             Tone.NEUTRAL, preview.skipped_rows)]
        return [(words, tone) for words, tone, count in told if count] or [(tr("no rows"), Tone.MUTED)]

    def _say_named(self, preview: Preview) -> None:
        clear(self._named)
        added = []
        for kind, names in preview.named.items():
            shown = ", ".join(names[:_NAMED_SHOWN]) + (" …" if len(names) > _NAMED_SHOWN else "")
            added.append(f"{number_text(len(names))} {kind_plural(KINDS[kind]).lower()}: {shown}")
        if added:
            lead = tr("Not in the book yet, will be added to be confirmed:")
            self._named.addWidget(note(lead, "; ".join(added), Tone.INFO))
        if preview.other_kinds:
            others = ", ".join(kind_plural(KINDS[code]).lower() for code in preview.other_kinds if code in KINDS)
            self._named.addWidget(note(tr("The file also holds:"), others, Tone.INFO))

    def _takes(self) -> int:
        counts = self.preview.counts if self.preview is not None else {}
        return counts.get(RowState.NEW, 0) + counts.get(RowState.CHANGED, 0)

    def _show_result(self, result: BatchResult) -> None:
        self.result = result
        clear(self._told)
        words = tr("{created} new, {changed} changed, {same} were in the book already.", created=result.created,
                   changed=result.changed, same=result.same)
        self._told.addWidget(note(tr("Taken in."), words, Tone.GOOD))
        for kind, count in result.named.items():
            self._told.addWidget(label(tr("Added on the way: {n} {things}, to be confirmed.", n=count,
                                          things=kind_plural(KINDS[kind]).lower()), Text.TABLE, wrap=True))
        if result.waiting:
            self._told.addWidget(note(trn("{n} row waits to be mended.", "{n} rows wait to be mended.", result.waiting),
                                      tr("It is kept on this computer and was not taken in."), Tone.WARN))
        self._back.setEnabled(bool(result.batch))
        self._go(_DONE)
        self._close.setFocus()

    def _show_taken_back(self, taken: TakenBack) -> None:
        clear(self._told)
        words = trn("{n} record is as it was before.", "{n} records are as they were before.", taken.undone)
        if taken.kept:
            words += " " + trn("{n} stays, it was edited since.", "{n} stay, they were edited since.", taken.kept)
        self._told.addWidget(note(tr("Taken back."), words, Tone.INFO))

    def _tell_trouble(self, problem: Exception) -> None:
        self._go(_LOOK if self.preview is not None and not self.preview.reject else _CHOOSE)
        self._actions.show_trouble(problem)

    def _correct(self, heading: str, field: str) -> None:
        """Remember what a column means, and read the file again with it."""
        if self.preview is None:
            return
        store, kind, path = self._desk.store, self.preview.kind, self.preview.file

        def read() -> Preview:
            batch.correct_column(store, kind, heading, field)
            return batch.preview(store, path, kind)

        self._go(_READ)
        self._task = self._desk.tasks.run(read, self._show_preview, self._tell_trouble, owner=self)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._go(_CHOOSE)

    def _go(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._columns.setVisible(page == _LOOK)
        if page == _READ:
            self._stop.show()
            self._stop.setFocus()
        else:
            self._busy.setText(tr("Reading the file…"))

    # How it looks.

    def _lay_out(self) -> None:
        sheet = QFrame(self)    # with its parent before it has children: it is styled once then
        sheet.setObjectName("sheetBody")
        self.columns.addWidget(sheet, 7)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        self._title = label("", Text.SHEET_TITLE, wrap=True)
        self._file = ElidedLabel("", Text.SMALL, soft=True)
        column.addWidget(self._title)
        column.addWidget(self._file)
        self._pages = QStackedWidget(sheet)
        column.addWidget(self._pages, 1)
        for page in (self._choosing, self._reading, self._looking, self._over_with):
            self._pages.addWidget(page())
        self._columns = ColumnsPanel()
        self._columns.corrected.connect(self._correct)
        self.columns.addWidget(self._columns, 4)

    def _choosing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(label(tr("Choose the sheet as it is kept: .xlsx, .xls, .ods or .csv. Titles, number rows, "
                                  "totals and signatures may stay in it. Nothing is written before the rows were "
                                  "looked at."),
                               Text.BODY, wrap=True))
        self._remarks = QVBoxLayout()
        column.addLayout(self._remarks)
        self._choose = button(tr("Choose a file…"), "primary")
        self._choose.clicked.connect(self.choose_file)
        leave = KeyButton(tr("Close"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        column.addWidget(row(self._choose, leave))
        column.addStretch()
        return page

    def _reading(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        self._busy = label(tr("Reading the file…"), Text.BODY)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Reading the file…"))
        self._stop = button(tr("Cancel"))
        self._stop.clicked.connect(self._cancel)
        column.addWidget(self._busy)
        column.addWidget(bar)
        column.addWidget(row(self._stop))
        column.addStretch()
        return page

    def _looking(self) -> QWidget:
        page, outer = bare_column()
        outer.setSpacing(Space.S)
        inside, column = bare_column()
        column.setSpacing(Space.S)
        outer.addWidget(Scrolled(inside), 1)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(Space.S)
        column.addLayout(self._counts)
        self._named = QVBoxLayout()
        self._named.setSpacing(Space.XS)
        column.addLayout(self._named)
        self._narrow = Choices((tr("All rows"), tr("Only with problems")), name=tr("Rows"))
        self._narrow.chosen.connect(lambda at: self._model.narrow(only_problems=at == 1))
        column.addWidget(self._narrow)
        self._model = ImportTable()
        self._table = DataTable(self._model, SHAPES, empty=tr("No row with a problem."))
        self._table.setAccessibleName(tr("Rows of the file"))
        self._table.setSelectionBehavior(DataTable.SelectionBehavior.SelectRows)
        card = Card()
        card.body.setContentsMargins(1, 1, 1, Space.XS)
        card.body.addWidget(self._table)
        column.addWidget(card, 1)
        self._take = KeyButton(tr("Take in"), "Enter", "primary", is_shortcut=False)
        self._take.clicked.connect(self.take_in)
        self._other = button(tr("Another file…"))
        self._other.clicked.connect(self.choose_file)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        outer.addWidget(row(self._take, self._other, leave))
        return page

    def _over_with(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        self._told = QVBoxLayout()
        self._told.setSpacing(Space.S)
        column.addLayout(self._told)
        column.addWidget(label(tr("It can be taken back at any time, also after it was sent."), Text.SMALL, wrap=True))
        self._close = KeyButton(tr("Close"), "Esc", "primary", is_shortcut=False)
        self._close.clicked.connect(self.hide)
        self._back = button(tr("Take it back"))
        self._back.clicked.connect(self.take_back)
        again = button(tr("Another file…"))
        again.clicked.connect(self.choose_file)
        column.addWidget(row(self._close, self._back, again))
        column.addStretch()
        return page
