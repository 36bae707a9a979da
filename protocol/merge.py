"""The merge rule of the server, pure: (state, operation) -> (state, verdict).

A field that somebody else moved past what the author saw (`base`) is a conflict; the hybrid clock
only picks which value is shown, both are kept. Each rule below stands because histories fail without
it; `tests/simulation` removes them one by one. The server preloads a `Ledger`, applies a batch under
the locked counter, and writes what `Ledger.touched` names.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocol import clock
from protocol.field import JsonValue
from protocol.identity import conflict_id
from protocol.kind import DELETED
from protocol.operation import Operation, Origin

CREATION: Final = "*"
"""Key of the version and writer that hold for every field not named."""
SERVER_WRITER: Final = (clock.ZERO, "", "")
CONFLICT: Final = "conflict"


class Verdict(StrEnum):
    """What became of an operation. `OK` is never sent; a known one is answered `dup-<verdict>`."""
    OK = "ok"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    DUPLICATE = "dup"


@dataclass(slots=True)
class RecordState:
    """A record as the server holds it.

    `versions[field]` is the sequence of the assignment that stands, `writers[field]` its
    (clock, replica, person); both name only fields that changed after the creation, the rest is
    under `CREATION`. `rv` rises with every operation on the record, also when nothing visible changed.
    """
    id: str
    kind: str
    rv: int
    fields: dict[str, JsonValue] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    writers: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def version(self, key: str) -> int:
        """Return the sequence at which the standing value of `key` was assigned."""
        return self.versions.get(key, self.versions[CREATION])

    def writer(self, key: str) -> tuple[str, str, str]:
        """Return (clock, replica, person) of the standing value of `key`."""
        return self.writers.get(key, self.writers[CREATION])

    def assign(self, key: str, value: JsonValue, n: int, writer: tuple[str, str, str]) -> None:
        """Let `value` stand in `key` from `n` on."""
        self.fields[key] = value
        if n == self.versions[CREATION] and writer == self.writers[CREATION]:
            self.versions.pop(key, None)
            self.writers.pop(key, None)
        else:
            self.versions[key] = n
            self.writers[key] = writer

    def since(self, base: int) -> dict[str, JsonValue]:
        """Return the fields that changed after `base`: what an incremental page carries."""
        if self.versions[CREATION] > base and len(self.versions) == 1:
            return dict(self.fields)
        return {key: value for key, value in self.fields.items() if self.version(key) > base}

    @property
    def is_open_conflict(self) -> bool:
        """Return whether this is a conflict that waits for a choice."""
        return self.fields.get("open") is True


@dataclass(slots=True)
class Ledger:
    """What a batch may touch, loaded beforehand, and what it touched.

    `records` by id; `conflicts` by (record, field); `origins` holds every origin the server already
    knows of those named in the batch. `opened` lists (conflict, base) of conflicts opened in this
    batch: the caller looks up what the losing author had seen and sets the field `base`.
    """
    records: dict[str, RecordState] = field(default_factory=dict)
    conflicts: dict[tuple[str, str], RecordState] = field(default_factory=dict)
    origins: set[Origin] = field(default_factory=set)
    touched: dict[str, RecordState] = field(default_factory=dict)
    opened: list[tuple[RecordState, int]] = field(default_factory=list)

    def add(self, state: RecordState) -> None:
        """Take a stored record in; a conflict is found by what it is about."""
        if state.kind == CONFLICT:
            self.conflicts[str(state.fields["record"]), str(state.fields["field"])] = state
        else:
            self.records[state.id] = state


def apply(ledger: Ledger, operation: Operation, *, n: int, replica: str, hash16: str, now_ms: int) -> Verdict:
    """Return the verdict on `operation`, applied to `ledger` at sequence `n` of the feed.

    The caller has checked the chain, the scope and who may write. `hash16` is the operation's place in
    the chain of `replica`.
    """
    origin = operation.origin or Origin(replica=replica, sequence=operation.sequence, hash16=hash16)
    if is_known(ledger, origin):
        return Verdict.DUPLICATE
    record = ledger.records.get(operation.record)
    if operation.kind == CONFLICT or (record is not None and record.kind != operation.kind):
        return Verdict.REJECTED
    ledger.origins.add(origin)
    writer = (clock.capped(operation.clock, now_ms), replica, operation.who)
    if record is None:
        # A creation meets nothing: its values stand as they are.
        record = RecordState(operation.record, operation.kind, n, dict(operation.assignments()),
                             {CREATION: n}, {CREATION: writer})
        ledger.records[record.id] = ledger.touched[record.id] = record
        return Verdict.OK
    turn = _Turn(ledger, record, operation, n, writer, now_ms)
    turn.revive()
    for key, value in operation.assignments().items():
        turn.assign(key, value)
    if rises(turn):
        record.rv = n
    ledger.touched[record.id] = record
    return turn.verdict


@dataclass(slots=True)
class _Turn:
    """One operation being applied to one record."""
    ledger: Ledger
    record: RecordState
    operation: Operation
    n: int
    writer: tuple[str, str, str]
    now_ms: int
    verdict: Verdict = Verdict.OK
    changed: bool = False

    def revive(self) -> None:
        """An edit of a record whose deletion its author had not seen shows the record again."""
        if DELETED in self.operation.assignments() or not self.record.fields.get(DELETED):
            return
        if revives(self):
            gone = _entry(self.record.fields[DELETED], self.record.writer(DELETED), self.now_ms)
            self.disagree(DELETED, [gone, _entry(None, self.writer, self.now_ms)])
            self.put(DELETED, None, SERVER_WRITER)

    def assign(self, key: str, value: JsonValue) -> None:
        record = self.record
        is_deletion = key == DELETED
        exists = key in record.fields or is_deletion
        current = record.fields.get(key)
        old = is_stale(self, key)
        known = self.ledger.conflicts.get((record.id, key))
        unseen = unseen_fields(self) if is_deletion and value else []
        lost = False
        if exists and same(current, value):
            if renews(old):
                self.put(key, value, self.writer)
        elif unseen or (is_deletion and old):
            # A conflict on the deletion always shows the record, whatever the clocks say.
            stands = (_entry(None, record.writer(unseen[0]), self.now_ms) if unseen
                      else _entry(current, record.writer(key), self.now_ms))
            self.disagree(key, [stands, _entry(value, self.writer, self.now_ms)])
            lost = True
            if current:
                self.put(key, None, SERVER_WRITER)
        elif exists and old:
            self.disagree(key, [_entry(current, record.writer(key), self.now_ms),
                                _entry(value, self.writer, self.now_ms)])
            lost = True
            if self.writer[:2] > record.writer(key)[:2]:
                self.put(key, value, self.writer)
        else:
            self.put(key, value, self.writer)
        if known is not None and known.is_open_conflict and not lost and closes(self, known, old=old):
            known.fields["open"] = False
            known.versions["open"] = known.rv = self.n
            self.ledger.touched[known.id] = known

    def put(self, key: str, value: JsonValue, writer: tuple[str, str, str]) -> None:
        self.record.assign(key, value, self.n, writer)
        self.changed = True

    def disagree(self, key: str, entries: list[dict[str, JsonValue]]) -> None:
        """Open the conflict of (record, key), or add further losing values to the open one."""
        self.verdict = Verdict.CONFLICT
        about = (self.record.id, key)
        state = self.ledger.conflicts.get(about)
        if state is None:
            state = RecordState(
                conflict_id(*about), CONFLICT, self.n, {"record": about[0], "field": key},
                {CREATION: self.n}, {CREATION: SERVER_WRITER})
            self.ledger.conflicts[about] = state
        kept: list[Mapping[str, JsonValue]] = []
        if state.is_open_conflict:
            kept = list(state.fields["values"])  # type: ignore[arg-type]
        else:
            state.fields["base"] = None
            state.versions["base"] = self.n
            self.ledger.opened.append((state, self.operation.base))
        known = [(entry["h"], entry["replica"], entry["value"]) for entry in kept]
        kept += [entry for entry in entries if (entry["h"], entry["replica"], entry["value"]) not in known]
        state.fields["values"], state.fields["open"] = kept, True
        state.versions["values"] = state.versions["open"] = state.rv = self.n
        self.ledger.touched[state.id] = state


# The rules, one function each, so that each can be taken away.

def is_known(ledger: Ledger, origin: Origin) -> bool:
    """Return whether this very operation was applied before, under whatever stamp."""
    return origin in ledger.origins


def is_stale(turn: _Turn, key: str) -> bool:
    """Return whether somebody else moved `key` past what the author saw.

    A replica never collides with itself, but for operations offered again out of order.
    """
    record, operation = turn.record, turn.operation
    if key not in record.fields or record.version(key) <= operation.base:
        return False
    return not (record.writer(key)[1] == turn.writer[1] and not operation.reoffered)


def revives(turn: _Turn) -> bool:
    """Return whether an edit meets a deletion that its author had not seen."""
    return is_stale(turn, DELETED)


def unseen_fields(turn: _Turn) -> list[str]:
    """Return the fields that a deletion would hide although its author had not seen their values."""
    return [key for key in turn.record.fields if key != DELETED and is_stale(turn, key)]


def renews(old: bool) -> bool:
    """Return whether an equal value renews the version: only if it is not stale."""
    return not old


def closes(turn: _Turn, conflict: RecordState, *, old: bool) -> bool:
    """Return whether the assignment settles the conflict: its author saw it, and is not stale."""
    return not old and turn.operation.base >= conflict.rv


def rises(turn: _Turn) -> bool:
    """Return whether the record's rv rises: always, or nobody's base ever reaches the conflict's rv."""
    return True


def same(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are equal; `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _entry(value: JsonValue, writer: tuple[str, str, str], now_ms: int) -> dict[str, JsonValue]:
    stamp, replica, who = writer
    return {"value": value, "h": stamp, "w": who, "replica": replica,
            "at": clock.utc_text(min(clock.parse(stamp)[0], now_ms))}
