"""The one door for writing: what a hand does to the book, whole or not at all.

An edit is, in one transaction, the visible row, the operation in the outbox, the history, the search
text and the undo entry. A unit lives only while the store runs it.
"""
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from desktop.store import feeds, history, outbox, setting, undo, visible
from desktop.store.changes import Changes, Collector
from desktop.store.driver import Connection
from desktop.store.errors import MayOnlyRead
from desktop.store.feeds import Sight
from protocol import clock
from protocol.field import JsonValue
from protocol.identity import RANDOM_BYTES, uuid7
from protocol.kind import DELETED
from protocol.merge import same
from protocol.operation import Operation, Special

__all__ = ["Changes", "Unit"]


class Unit:
    """One transaction. `db` is the writing connection, `changes` gathers what the screens must hear of."""

    def __init__(self, db: Connection, *, now_ms: int, random: Callable[[int], bytes]) -> None:
        self.db = db
        self.changes = Collector()
        self.now_ms = now_ms
        self._random = random
        self._clock: str | None = None
        self._clock_moved = False
        self._who: str | None = None
        self._role: str | None = None
        self._gathered: dict[str, visible.Row] | None = None

    @property
    def who(self) -> str:
        """Return the id of the person at this PC, "" if nobody said."""
        if self._who is None:
            self._who = setting.text(self.db, setting.WHO)
        return self._who

    def stamp(self) -> str:
        """Return the next hybrid clock: later than every one given or seen, whatever the wall clock says."""
        now = self.now_ms + setting.number(self.db, setting.CLOCK_OFFSET)
        self._clock = clock.tick(self._last_clock(), now)
        self._clock_moved = True
        return self._clock

    def witness(self, other: str) -> None:
        """Note a clock that came from elsewhere: what is written after it must sort after it."""
        latest = clock.seen(self._last_clock(), other)
        self._clock_moved = self._clock_moved or latest != self._clock
        self._clock = latest

    def new_id(self) -> str:
        """Return an id for a new record."""
        return uuid7(self.now_ms, self._random(RANDOM_BYTES))

    def create(self, kind: str, fields: Mapping[str, JsonValue], *, id: str | None = None,
               group: str | None = None) -> str:
        """Return the id of a new record with these flat fields."""
        record = self.new_id() if id is None else id
        self.edit(kind, record, fields, group=group)
        return record

    def edit(self, kind: str, record: str, fields: Mapping[str, JsonValue], *, seen: Sight | None = None,
             special: Special | str | None = None, group: str | None = None,
             keep_equal: bool = False) -> Operation | None:
        """Return the operation of a person's hand, or None if every value stood there already.

        `fields` are flat, None clears; instead of them `special` deletes or takes back a deletion. An
        unknown `record` is created. `seen` is what the form showed when it was opened (default: what
        stands now). `group` joins edits to one step of undo. With `keep_equal` a value is said again
        although it stands there: how the shown value of a conflict is chosen.
        """
        done = self._apply(kind, record, fields, seen, Special(special) if special else None, keep_equal)
        if done is None:
            return None
        operation, before, changed = done
        undo.note(self, operation, created=before is None, changes=changed, group=group)
        return operation

    def edit_without_undo(self, kind: str, record: str, fields: Mapping[str, JsonValue], *,
                          special: Special | None = None) -> Operation | None:
        """Return the operation of an edit that is itself an undo or a redo, or None if nothing moved."""
        done = self._apply(kind, record, fields, None, special, False)
        return None if done is None else done[0]

    def say_again(self, kind: str, record: str, field: str, value: JsonValue) -> Operation | None:
        """Return the operation by which the value that stands is said once more, by the program and not by a hand."""
        done = self._apply(kind, record, {field: value}, None, None, True)
        return None if done is None else done[0]

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Show what is edited inside in one go at its end: thousands of records in less than half the time.

        A record that is edited twice, or read between, is shown before (`let_stand`).
        """
        self._gathered = {}
        try:
            yield
            self._show_gathered()
        finally:
            self._gathered = None

    def let_stand(self, record: str) -> None:
        """Show what was gathered if any of it is about `record`: whoever reads it now must see it."""
        if self._gathered and record in self._gathered:
            self._show_gathered()

    def set_setting(self, key: str, value: JsonValue) -> None:
        """Keep a setting of the book; None forgets it."""
        setting.write(self.db, key, value)
        if key == setting.WHO:
            self._who = None
        elif key == setting.CLOCK:
            self._clock, self._clock_moved = None, False
        self.changes.settings_changed = True

    def finish(self) -> None:
        """Write what was kept back to the end; the store calls it just before the commit."""
        if self._clock_moved:
            setting.write(self.db, setting.CLOCK, self._clock)

    def _show(self, row: visible.Row) -> None:
        if self._gathered is None:
            visible.write_many(self.db, (row,), changes=self.changes)
        else:
            self._gathered[row.id] = row

    def _show_gathered(self) -> None:
        if self._gathered:
            visible.write_many(self.db, self._gathered.values(), changes=self.changes)
            self._gathered.clear()

    def must_edit(self) -> None:
        """Raise MayOnlyRead where only reading is allowed: for what is kept here alone and written by no edit."""
        if self._may_only_read():
            raise MayOnlyRead

    def _may_only_read(self) -> bool:
        if self._role is None:
            self._role = setting.text(self.db, setting.ROLE)
        return self._role == setting.VIEWER

    def _last_clock(self) -> str:
        if self._clock is None:
            self._clock = setting.text(self.db, setting.CLOCK) or clock.ZERO
        return self._clock

    def _apply(self, kind: str, record: str, fields: Mapping[str, JsonValue], seen: Sight | None,
               special: Special | None, keep_equal: bool) -> \
            tuple[Operation, Mapping[str, JsonValue] | None, dict[str, tuple[JsonValue, JsonValue]]] | None:
        self.must_edit()
        self.let_stand(record)
        before = visible.read(self.db, kind, record)
        assigned = _assigned(before, fields, special, keep_equal)
        if not assigned:
            return None
        sight = feeds.sight(self.db, kind, record) if seen is None else seen
        feeds.before_local_edit(self.db, kind, record, before)
        base = sight.base_for(assigned, special)
        # What the server has nothing of is said anew, and what is said anew is not in the trash.
        is_revived = special is None and base == 0 and before is not None and bool(before.get(DELETED)) \
            and outbox.is_said_whole(self.db, record)
        operation = outbox.append(
            self.db, kind=kind, record=record, base=base, clock=self.stamp(),
            who=self.who, fields=assigned if special is None else None, special=special, shown=before)
        if is_revived:
            assigned = {**assigned, DELETED: None}
        self._show(visible.Row(kind, record, assigned, at_ms=self.now_ms, by=self.who))
        old = before or {}
        changed = {key: (old.get(key), value) for key, value in assigned.items()}
        if before is None:
            history.mark(self.db, record, complete=True)
        else:
            history.append(self.db, record=record, clock=operation.clock, replica=outbox.peek(self.db).replica,
                           who=operation.who, seq=operation.sequence, changes={
                               key: pair for key, pair in changed.items() if not same(*pair)})
        self.changes.outbox_changed = True
        return operation, before, changed


def _assigned(before: Mapping[str, JsonValue] | None, fields: Mapping[str, JsonValue], special: Special | None,
              keep_equal: bool) -> dict[str, JsonValue]:
    if special is not None:
        if fields:
            raise ValueError("a delete or undelete assigns nothing else")
        if before is None:
            raise ValueError("only a known record can be deleted")
        wanted = True if special is Special.DELETE else None
        return {DELETED: wanted} if keep_equal or before.get(DELETED) != wanted else {}
    if DELETED in fields:
        raise ValueError("`deleted` is assigned by delete and undelete alone")
    old = before or {}
    if before is None:
        return {key: value for key, value in fields.items() if value is not None}
    return {key: value for key, value in fields.items() if keep_equal or not same(value, old.get(key))}
