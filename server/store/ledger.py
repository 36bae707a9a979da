"""Between the tables and the merge: what a batch may touch is loaded at once, what it touched is written at once."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from protocol import merge
from protocol.identity import conflict_id
from protocol.merge import Ledger, RecordState
from protocol.operation import HASH16, Operation, Origin
from server.store import statements as sql
from server.store.json_text import dumps, loads, loads_operation

CHUNK: Final = 500


@dataclass(slots=True)
class Loaded:
    """Beside the ledger: which feed a stored record is in, and which of its fields ever had a conflict."""
    feeds: dict[str, str] = field(default_factory=dict)
    disputed: dict[str, list[str]] = field(default_factory=dict)


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield `ids` in lists of at most 500, each once."""
    every = list(dict.fromkeys(ids))
    for at in range(0, len(every), CHUNK):
        yield every[at:at + CHUNK]


def load(connection: Connection, feed: str, replica: str, new: Sequence[Operation]) -> tuple[Ledger, Loaded]:
    """Return what `new` operations of `replica` into `feed` may touch, and which origins are known."""
    ledger, loaded, conflicts = Ledger(), Loaded(), []
    for ids in chunks(each.record for each in new):
        for id_, where, kind, rv, fields, fver, disputed in connection.execute(sql.RECORDS, {"ids": ids}).all():
            loaded.feeds[id_] = where
            if where != feed:
                continue
            ledger.add(state_of(id_, kind, rv, fields, fver))
            if disputed:
                loaded.disputed[id_] = loads(disputed)
                conflicts += [conflict_id(id_, key) for key in loaded.disputed[id_]]
    for ids in chunks(conflicts):
        for id_, _, kind, rv, fields, fver, _ in connection.execute(sql.RECORDS, {"ids": ids}).all():
            ledger.add(state_of(id_, kind, rv, fields, fver))
    ledger.origins = _origins(connection, feed, replica, new)
    return ledger, loaded


def _origins(connection: Connection, feed: str, replica: str, new: Sequence[Operation]) -> set[Origin]:
    """Return those of the batch's origins that the server knows, under whatever stamp they came."""
    found: set[Origin] = set()
    spans: dict[str, list[int]] = {replica: [new[0].sequence, new[-1].sequence]}
    for each in new:
        if each.origin is not None:
            spans.setdefault(each.origin.replica, []).append(each.origin.sequence)
    is_restamped = any(each.origin is not None for each in new)
    for first, sequences in spans.items():
        span = {"replica": first, "low": min(sequences), "high": max(sequences), "feed": feed}
        for sequence, hash_ in connection.execute(sql.ORIGINS, span).all():
            found.add(Origin(replica=first, sequence=sequence, hash16=hash_))
        if is_restamped:
            for sequence, hash_ in connection.execute(sql.OWN_ORIGINS, span).all():
                found.add(Origin(replica=first, sequence=sequence, hash16=hash_[:HASH16]))
    return found


def tell_bases(connection: Connection, ledger: Ledger) -> None:
    """Set `base` of the conflicts opened in this batch: what the losing author had on the screen."""
    asked: dict[str, list[tuple[RecordState, int]]] = {}
    for state, base in ledger.opened:
        if base > 0:
            asked.setdefault(str(state.fields["record"]), []).append((state, base))
    for ids in chunks(asked):
        until = max(base for id_ in ids for _, base in asked[id_])
        for record, seq, body, lost in connection.execute(sql.VALUES_UNTIL, {"ids": ids, "until": until}):
            assigned = Operation.from_wire(loads_operation(body)).assignments()
            unseen = loads(lost) if lost else ()
            for state, base in asked[record]:
                key = str(state.fields["field"])
                if seq <= base and key in assigned and key not in unseen:
                    state.fields["base"] = assigned[key]


def write(connection: Connection, feed: str, replica: str, ledger: Ledger, loaded: Loaded,
          authors: Mapping[str, Operation]) -> None:
    """Write the records and conflicts that the batch touched; `authors` is the last operation on each record."""
    for state in ledger.touched.values():
        if state.kind == merge.CONFLICT:
            keys = loaded.disputed.setdefault(str(state.fields["record"]), [])
            if state.fields["field"] not in keys:
                keys.append(str(state.fields["field"]))
    rows = []
    for state in ledger.touched.values():
        last, disputed = authors.get(state.id), loaded.disputed.get(state.id)
        rows.append((
            state.id, feed, state.kind, state.rv, dumps(state.fields), _fver(state),
            last.clock if last else "", last.who if last else "", replica if last else "",
            dumps(disputed) if disputed else ""))
    sql.PUT_RECORDS.run(connection, rows)


class Before:
    """What one operation may change in the ledger, to go back to."""

    def __init__(self, ledger: Ledger, id_: str) -> None:
        self.ledger, self.id = ledger, id_
        record = ledger.records.get(id_)
        self.record = None if record is None else _twin(record)
        self.conflicts = {about: _twin(state) for about, state in ledger.conflicts.items() if about[0] == id_}
        self.touched, self.opened = dict(ledger.touched), len(ledger.opened)

    def restore(self) -> None:
        """Put everything back."""
        ledger = self.ledger
        ledger.records.pop(self.id, None)
        for about in [about for about in ledger.conflicts if about[0] == self.id]:
            del ledger.conflicts[about]
        twins = list(self.conflicts.values())
        if self.record is not None:
            ledger.records[self.id] = self.record
            twins.append(self.record)
        ledger.conflicts.update(self.conflicts)
        ledger.touched = self.touched | {twin.id: twin for twin in twins if twin.id in self.touched}
        del ledger.opened[self.opened:]


def _twin(state: RecordState) -> RecordState:
    return RecordState(state.id, state.kind, state.rv, dict(state.fields), dict(state.versions), dict(state.writers))


def _fver(state: RecordState) -> str:
    return dumps({key: [version, *state.writers.get(key, ())] for key, version in state.versions.items()})


def state_of(id_: str, kind: str, rv: int, fields: str, fver: str) -> RecordState:
    """Return a record as the merge takes it, from its row."""
    known = loads(fver)
    versions = {key: entry[0] for key, entry in known.items()}
    writers = {key: (entry[1], entry[2], entry[3]) for key, entry in known.items() if len(entry) == 4}
    return RecordState(id_, kind, rv, loads(fields), versions, writers)
