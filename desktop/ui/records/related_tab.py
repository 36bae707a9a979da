"""Records that name this one: the incidents of a device, the machines of a person."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.value_text import choice_label, short_text_of
from desktop.store import records
from desktop.ui.models.tones import choice_tone
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import clear, row, rule
from protocol.catalogue import KINDS

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.ui.desk import Desk

SHOWN: Final = 20
_AT_ONCE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a tab lists: records of `kind` that hold the id in one of `fields`; `detail` is their second line."""
    kind: str
    fields: tuple[str, ...]
    heading: str
    empty: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One record of the tab, as it is shown."""
    id: str
    title: str
    detail: str
    state: str
    tone: Tone


class RelatedTab(QWidget):
    """The newest of them, each a way to its own page."""
    counted = Signal(int)    # how many there are, after reading

    def __init__(self, desk: "Desk", relation: Relation, open_record: Callable[[str, str], object]) -> None:
        super().__init__()
        self._desk, self.relation, self._open = desk, relation, open_record
        self._waiting: list[RelatedLine] = []    # not made yet
        self._left_out = 0
        whole, self._column = QVBoxLayout(self), QVBoxLayout()
        whole.setContentsMargins(0, Space.M, 0, 0)
        self._column.setSpacing(Space.XS)
        whole.addLayout(self._column)
        whole.addStretch()    # an alignment of the layout would cut words that wrap

    def show_record(self, record_id: str) -> None:
        """Read what names the record, in a worker."""
        store = self._desk.store
        self._desk.tasks.latest(f"related-{self.relation.kind}", lambda: self.read(store, record_id),
                                self._put, owner=self)

    def read(self, store: "Store", record_id: str) -> tuple[int, list[RelatedLine]]:
        """Return how many records name this one, and a line for each of the newest; in a worker."""
        return _read(store, self.relation, record_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _put(self, found: tuple[int, list[RelatedLine]]) -> None:
        total, lines = found
        clear(self._column)
        self._waiting, self._left_out = list(lines), total - len(lines)
        if not lines:
            self._column.addWidget(label(self.relation.empty, Text.TABLE, soft=True, wrap=True))
        if self.isVisible():
            self._fill()
        self.counted.emit(total)

    def _fill(self) -> None:
        """Make a few lines, the rest in the next turns; nobody sees a tab that is not in front."""
        if not self._waiting:
            return
        part, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        for line in part:
            if self._column.count():
                self._column.addWidget(rule())
            self._column.addWidget(self._made(line))
        if self._waiting:
            QTimer.singleShot(0, self, self._fill)
        elif self._left_out:
            self._column.addWidget(label(tr("… and {n} more", n=self._left_out), Text.SMALL, soft=True))

    def _made(self, line: RelatedLine) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = ElidedLabel(line.title, Text.TABLE)
        top = row(title, stretch=False)
        top.layout().setStretch(0, 1)
        if line.state:
            top.layout().addWidget(Chip(line.state, line.tone))
        column.addWidget(top)
        see = button(tr("Open"), "link", name=tr("Open {title}", title=line.title))
        see.clicked.connect(lambda: self._open(self.relation.kind, line.id))
        below = row(ElidedLabel(line.detail, Text.SMALL, soft=True), stretch=False)
        below.layout().setStretch(0, 1)
        below.layout().addWidget(see)
        column.addWidget(below)
        return made


def _read(store: "Store", relation: Relation, record_id: str) -> tuple[int, list[RelatedLine]]:
    reader, kind = store.read(), KINDS[relation.kind]
    found: dict[str, Record] = {}
    for field in relation.fields:
        search = records.Search(kind=kind.code, where={field: record_id})
        for record in records.page(reader, search, 0, SHOWN):
            found.setdefault(record.id, record)
    total = max(len(found), *(records.count(reader, records.Search(kind=kind.code, where={field: record_id}))
                              for field in relation.fields))
    shown = list(found.values())[:SHOWN]
    titles = records.labels(reader, shown) | records.titles(reader, [record.id for record in shown])
    return total, [_line(kind.code, record, titles, relation.detail) for record in shown]


def _line(kind_code: str, record: "Record", titles: "dict[str, str]", detail: str) -> RelatedLine:
    kind = KINDS[kind_code]
    status = kind.field(kind.status) if kind.status else None
    code = record.fields.get(kind.status) if status else None
    shown = kind.field(detail) if detail else None
    return RelatedLine(
        record.id, titles.get(record.id, ""),
        short_text_of(kind, shown, record.fields.get(detail), titles) if shown else "",
        choice_label(kind, status, str(code)) if status and code else "",
        choice_tone(kind_code, kind.status, code) or Tone.NEUTRAL)


