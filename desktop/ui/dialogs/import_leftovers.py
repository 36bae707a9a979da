"""What an import from Excel left for a person: rows to mend, names to confirm."""
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import import_leftovers
from desktop.services.form_saving import new_group
from desktop.services.import_leftovers import Draft, WaitingRow
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import ElidedLink, TextField, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, rule
from desktop.ui.widgets.remark import Remark
from protocol.field import LONG_TEXT_LIMIT

_ROWS = 30
_NAMES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    rows: tuple[WaitingRow, ...]
    drafts: tuple[Draft, ...]


class ImportLeftovers(Overlay):
    """Opened from Hôm nay; what was put right leaves the list."""

    WIDTH = 680

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Left from Excel sheets"))
        self._desk, self._actions = desk, actions
        self._seen: _Left | None = None
        self._typed: dict[tuple[str, int, str], str] = {}    # the list is made anew when one row leaves it
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Space.S)
        scrolled = Scrolled(inside, whole=True)
        self._remark = Remark()
        self.body.addWidget(scrolled, 1)
        self.body.addWidget(self._remark)
        desk.news.changed.connect(self._hear)

    def open(self) -> None:
        """Show what is left."""
        self._read()
        self.show_over()
        self.setFocus()

    def _hear(self, _: object) -> None:
        self._read()

    def _read(self) -> None:
        store = self._desk.store

        def read() -> _Left:
            db = store.read()
            return _Left(rows=tuple(import_leftovers.waiting(db, limit=_ROWS)),
                         drafts=tuple(import_leftovers.drafts(db)))

        self._desk.tasks.latest("import-leftovers", read, self._show, self._remark.say_trouble, owner=self)

    def _show(self, left: _Left) -> None:
        if left == self._seen:
            return
        self._seen = left
        clear(self._lines)
        if not left.rows and not left.drafts:
            self._lines.addWidget(label(tr("Nothing is left: every row was taken in and every name confirmed."),
                                       Text.TABLE, soft=True, wrap=True))
        if left.rows:
            self._lines.addWidget(label(tr("Rows to mend"), Text.SECTION))
        for row in left.rows:
            self._lines.addWidget(self._row(row))
            self._lines.addWidget(rule())
        if left.drafts:
            self._lines.addWidget(label(tr("Names that were not in the book before"), Text.SECTION))
            self._lines.addWidget(label(tr("A sheet only names them. A click opens one to complete it; with nothing to "
                                           "correct, confirm them all."), Text.SMALL, wrap=True))
            for draft in left.drafts[:_NAMES]:
                link = ElidedLink(f"{draft.title} · {draft.kind_words}", Text.TABLE)
                link.clicked.connect(lambda _=False, draft=draft: self._open(draft))
                self._lines.addWidget(link)
            words = trn("Confirm {n} name", "Confirm {n} names", len(left.drafts))
            all_right = button(words, "primary")
            all_right.clicked.connect(lambda: self._confirm([each.id for each in left.drafts]))
            self._lines.addWidget(all_right, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines.addStretch()
        self.place()

    def _row(self, row: WaitingRow) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(label(row.title, Text.STRONG, wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(1, 1)
        fields: dict[str, TextField] = {}
        for at, blank in enumerate(row.blanks):
            field = TextField(f"{blank.label}: {row.title}", limit=LONG_TEXT_LIMIT)
            key = (row.batch, row.number, blank.field)
            field.setText(self._typed.get(key, blank.written))
            field.textEdited.connect(lambda text, key=key: self._typed.update({key: text}))
            fields[blank.field] = field
            grid.addWidget(label(blank.label, Text.TABLE, soft=True), 2 * at, 0)
            grid.addWidget(field, 2 * at, 1)
            grid.addWidget(label(blank.message, Text.SMALL, wrap=True), 2 * at + 1, 1)
        column.addLayout(grid)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        take = button(tr("Take this row in"), name=tr("Take this row in") + f": {row.title}")
        take.clicked.connect(lambda: self._mend(row, {code: field.text() for code, field in fields.items()}))
        drop = button(tr("Leave this row out"), name=tr("Leave this row out") + f": {row.title}")
        drop.clicked.connect(lambda: self._drop(row))
        line.addWidget(take)
        line.addWidget(drop)
        line.addStretch()
        column.addLayout(line)
        return made

    def _mend(self, row: WaitingRow, typed: dict[str, str]) -> None:
        store, step = self._desk.store, new_group()
        self._remark.clear()

        def done(wrong: str) -> None:
            if wrong:
                self._remark.say(row.title, wrong)
            else:
                self._actions.say(tr("Taken in: {title}", title=row.title), undo_group=step)
                self._read()

        self._desk.tasks.run(lambda: import_leftovers.mend(store, row, typed, vietnam_now().date(), group=step), done,
                             self._remark.say_trouble, owner=self)

    def _drop(self, row: WaitingRow) -> None:
        store = self._desk.store

        def done(step: str) -> None:
            self._actions.say(tr("Left out: {title}", title=row.title), undo_group=step)
            self._read()

        self._desk.tasks.run(lambda: import_leftovers.drop(store, row), done, self._remark.say_trouble, owner=self)

    def _confirm(self, ids: list[str]) -> None:
        store = self._desk.store

        def done(step: str) -> None:
            self._actions.say(trn("{n} name confirmed.", "{n} names confirmed.", len(ids)), undo_group=step)
            self._actions.go("today")

        self._desk.tasks.run(lambda: import_leftovers.confirm(store, ids), done, self._remark.say_trouble, owner=self)

    def _open(self, draft: Draft) -> None:
        self.hide()
        self._actions.open_record(draft.kind, draft.id)
