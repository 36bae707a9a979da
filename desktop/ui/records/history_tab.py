"""Who changed what, when, and on which PC; what lies at the province only is fetched when one looks."""
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import history_reading
from desktop.services.history_reading import ToldChange, ToldHistory
from desktop.services.key_text import key_label, key_value_text
from desktop.services.value_text import field_label, stamp_text, text_of
from desktop.store import records
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import clear, rule
from protocol.field import split_element
from protocol.kind import DELETED, MERGED_INTO, Kind

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk

SHOWN: Final = 60    # steps; older ones are counted


class HistoryTab(QWidget):
    """The changes of one record, the newest first."""

    def __init__(self, desk: "Desk", kind: Kind) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._shown = ""
        whole, self._column = QVBoxLayout(self), QVBoxLayout()
        whole.setContentsMargins(0, Space.M, 0, 0)
        self._column.setSpacing(Space.XS)
        whole.addLayout(self._column)
        whole.addStretch()    # an alignment of the layout would cut words that wrap

    def show_record(self, record_id: str) -> None:
        """Read the history of a record; a worker asks the province for what is missing here."""
        self._shown = record_id
        store, profile = self._desk.store, self._desk.profile
        self._desk.tasks.latest("history", lambda: _with_titles(store, self._kind, history_reading.of(
            store, record_id, profile=profile)), self._put, self._tell_failure, owner=self)

    def _put(self, told: tuple[ToldHistory, dict[str, str]]) -> None:
        history, titles = told
        clear(self._column)
        steps = [(key, list(changes)) for key, changes in groupby(
            reversed(history.changes), key=lambda each: (each.at, each.who, each.replica))]
        if not steps:
            self._column.addWidget(label(tr("No changes since it was entered."), Text.TABLE, soft=True, wrap=True))
        for at, (_, changes) in enumerate(steps[:SHOWN]):
            if at:
                self._column.addWidget(rule())
            self._add_step(changes, titles)
        if len(steps) > SHOWN:
            self._column.addWidget(label(tr("… and {n} earlier changes.", n=len(steps) - SHOWN),
                                         Text.SMALL, soft=True, wrap=True))
        if not history.complete:
            self._column.addWidget(label(
                tr("Older changes are kept at the province. They show here when there is a connection."),
                Text.SMALL, soft=True, wrap=True))

    def _tell_failure(self, problem: Exception) -> None:
        clear(self._column)
        self._column.addWidget(label(tr("The history could not be read."), Text.TABLE, soft=True, wrap=True))

    def _add_step(self, changes: Iterable[ToldChange], titles: dict[str, str]) -> None:
        listed = list(changes)
        first = listed[0]
        who = first.author or tr("somebody")
        machine = tr("PC {name}", name=first.replica_name) if first.replica_name else ""
        waiting = tr("waiting to be sent") if first.rv is None else ""
        moment = stamp_text(first.at)
        words = " · ".join(filter(None, (moment, who, machine, waiting)))
        self._column.addWidget(label(words, Text.SMALL, wrap=True))
        for change in listed:
            self._column.addWidget(label(self._words(change, titles), Text.TABLE, wrap=True))

    def _words(self, change: ToldChange, titles: dict[str, str]) -> str:
        code, member = split_element(change.field)
        if code == DELETED:
            return tr("Put into the trash") if change.new else tr("Taken out of the trash")
        if code == MERGED_INTO:
            return tr("Joined with another record")
        field = self._kind.field(code)
        if field is None:
            return f"{code}: {change.old or '–'} → {change.new or '–'}"
        name = field_label(self._kind, field)
        if field.is_answers and member:
            old, new = (key_value_text(self._kind.code, change.field, value) for value in (change.old, change.new))
            return f"{key_label(self._kind.code, change.field)}: {old} → {new}"
        if member:
            title = titles.get(member) or tr("loading…")
            return f"{name}: + {title}" if change.new else f"{name}: − {title}"
        old, new = (text_of(self._kind, field, value, titles) or "–" for value in (change.old, change.new))
        return f"{name}: {old} → {new}"


def _with_titles(store: "Store", kind: Kind, history: ToldHistory) -> tuple[ToldHistory, dict[str, str]]:
    wanted: set[str] = set()
    for change in history.changes:
        code, member = split_element(change.field)
        field = kind.field(code)
        if field is not None and field.is_answers:
            continue
        if member:
            wanted.add(member)
        elif field is not None and field.target:
            wanted |= {value for value in (change.old, change.new) if isinstance(value, str)}
    return history, dict(records.titles(store.read(), sorted(wanted)))
