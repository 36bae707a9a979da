"""The server's word on its way into the book: rows in slices, the end of a run, and a pull anew.

A row is applied when its version is at least the known one: the same version may bring fields that an
earlier, smaller page left out. Own operations are laid on top again. The cursor moves with the last slice
only, so that a crash between slices repeats them.
"""
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.store import acks, attention, derived, feeds, forks, history, outbox, setting, visible
from desktop.store.driver import Connection
from desktop.store.feeds import Feed
from protocol import clock
from protocol.field import JsonValue
from protocol.merge import CONFLICT, same
from protocol.messages import FeedPage, Row
from protocol.operation import Operation
from protocol.rebase import rebase

if TYPE_CHECKING:
    from desktop.store.unit import Unit

SLICE_ROWS: Final = 200
END_OF_TIME: Final = 1 << 62
INDEXED_AT_ONCE: Final = 50
"""Pages of more rows are in the lists at once, and in the search index a moment later."""


def slices(rows: Sequence[Row], size: int) -> Iterable[Sequence[Row]]:
    """Return `rows` in parts of about `size`; rows of one version are never parted."""
    start = 0
    while start < len(rows):
        end = start + size
        while end < len(rows) and not may_part(rows[end - 1].version, rows[end].version):
            end += 1
        yield rows[start:end]
        start = end


def begin(unit: "Unit", page: FeedPage, name: str) -> None:
    """Take in what a page says of its feed, before any of its rows."""
    feed = feeds.one(unit.db, name)
    if feed is None:
        return
    if page.reset and uses_shadow():
        feeds.pull_anew(unit.db, feed)
        feed = feeds.one(unit.db, name) or feed
    if feed.top != page.head:
        feeds.save(unit.db, replace(feed, top=page.head))


def accept(unit: "Unit", name: str, rows: Sequence[Row], *, search_later: bool = False) -> None:
    """Apply one slice of rows; `search_later` leaves the search index to the store's own pace."""
    feed = feeds.one(unit.db, name)
    if feed is None or not rows:
        return
    if feed.shadow:
        _accept_into_shadow(unit.db, name, rows)
        return
    _hear_clocks(unit, rows)
    later = search_later or not feed.bootstrap_done
    was_stale = unit.changes.search_stale
    _Slice(unit, feed, rows).apply(search_later=later)
    if later:
        # The index would take every other turn of the writer: it begins when the run has ended.
        unit.changes.search_stale = was_stale


def end(unit: "Unit", name: str, page: FeedPage) -> None:
    """Move the cursor: all rows of the page are in. The last page of a run swaps in the shadow."""
    db = unit.db
    feed = feeds.one(db, name)
    if feed is None:
        return
    run_ended = not page.more
    if feed.shadow and run_ended:
        _swap(unit, feed)
        feeds.save(db, replace(feed, cursor=page.cursor, cap=page.cursor.sequence, bootstrap_done=True, shadow=False))
    else:
        cap = feed.cap if feed.shadow else page.cursor.base
        feeds.save(db, replace(feed, cursor=page.cursor, cap=cap, bootstrap_done=feed.bootstrap_done or run_ended))
        if feed.is_commune and not feed.shadow and run_ended:
            _release(unit, cap)
    if run_ended:
        unit.changes.search_stale |= derived.is_stale(db)
    unit.changes.feeds_changed = True


# The rules that `tests/simulation` takes away one by one.

def may_part(one: int, next_one: int) -> bool:
    """Return whether a slice may end between rows of these versions."""
    return one != next_one


def is_news(version: int, known: int) -> bool:
    """Return whether a row is applied, given the version known of its record."""
    return version >= known


def uses_shadow() -> bool:
    """Return whether a pull anew goes into the shadow: always."""
    return True


def is_last(at: int, parts: int) -> bool:
    """Return whether the cursor moves with slice `at` of `parts`."""
    return at == parts - 1


class _Slice:
    """One slice on its way into the tables of the kinds."""

    def __init__(self, unit: "Unit", feed: Feed, rows: Sequence[Row]) -> None:
        self.unit, self.db, self.feed, self.rows = unit, unit.db, feed, rows
        ids = [row.record for row in rows]
        self.known = visible.versions(self.db, ids)
        self.on_top = outbox.shown_of_many(self.db, ids)
        self.confirmed = feeds.confirmed_of_many(self.db, self.on_top)
        self.whole = attention.whole_records(self.db)
        self.own = feeds.own_replicas(self.db)
        self.before: dict[str, dict[str, JsonValue]] = {}

    def apply(self, *, search_later: bool) -> None:
        fresh = [row for row in self.rows if is_news(row.version, self.known.get(row.record, (0, 0))[0])]
        self._read_before(fresh)
        shown: list[visible.Row] = []
        for row in fresh:
            shown.append(self._screen(row))
            self._remember(row)
        visible.write_many(self.db, shown, search_later=search_later, changes=self.unit.changes)
        if not self.feed.is_commune:
            self.db.executemany("INSERT INTO provincial (record) VALUES (?) ON CONFLICT DO NOTHING",
                                [(row.record,) for row in fresh])
        attention.regained(self.db, {row.record: row.fields for row in fresh})

    def _read_before(self, rows: Sequence[Row]) -> None:
        by_kind: dict[str, list[str]] = {}
        for row in rows:
            if row.record in self.known and row.kind != CONFLICT:
                by_kind.setdefault(row.kind, []).append(row.record)
        for kind, ids in by_kind.items():
            self.before.update(visible.read_many(self.db, kind, ids))

    def _screen(self, row: Row) -> visible.Row:
        at_ms = _ms_of(row.clock)
        by = row.who if at_ms is not None else None
        on_top = self.on_top.get(row.record)
        is_back = row.record in self.whole
        fields: Mapping[str, JsonValue] = row.fields
        if is_back:
            attention.is_back(self.db, row.record)
        if on_top is not None:
            before = self.confirmed.get(row.record, {})
            if row.record in self.before:
                self.before[row.record] = before
            confirmed = {**before, **row.fields}
            feeds.keep_confirmed(self.db, row.kind, row.record, confirmed)
            self.confirmed[row.record] = confirmed
            now = rebase(confirmed, on_top)
            fields = now if is_back else {key: now.get(key) for key in row.fields}
            at_ms = by = None
        return visible.Row(row.kind, row.record, fields, row.version, row.version, at_ms, by, is_back)

    def _remember(self, row: Row) -> None:
        """Write the history of what others changed; a record that is new here has none."""
        before = self.before.get(row.record)
        if before is None or not row.clock or row.record in self.whole:
            return
        if row.replica in self.own:
            self.db.execute("UPDATE history SET rv = ? WHERE record = ? AND clock = ? AND replica = ?",
                            (row.version, row.record, row.clock, row.replica))
        changes = {key: (before.get(key), value) for key, value in row.fields.items()
                   if not same(before.get(key), value)}
        history.append(self.db, record=row.record, clock=row.clock, replica=row.replica, who=row.who,
                       rv=row.version, changes=changes)
        # The row names the last hand only: what others did before it lies at the province.
        history.mark(self.db, row.record, complete=False)


def _hear_clocks(unit: "Unit", rows: Sequence[Row]) -> None:
    """What is written after this must sort after what was seen; a clock far ahead does not drag ours along."""
    latest = max((row.clock for row in rows if _ms_of(row.clock) is not None), default=clock.ZERO)
    now = unit.now_ms + setting.number(unit.db, setting.CLOCK_OFFSET)
    unit.witness(clock.capped(latest, now + clock.AHEAD_MS))


def _ms_of(text: str) -> int | None:
    """Return the milliseconds of a clock, None for one that is none: it came from elsewhere."""
    try:
        return clock.parse(text)[0]
    except ValueError:
        return None


def _accept_into_shadow(db: Connection, name: str, rows: Sequence[Row]) -> None:
    known = {record: (rv, fields) for record, rv, fields in db.execute(
        "SELECT record, rv, fields FROM shadow WHERE feed = ? AND record IN (SELECT value FROM json_each(?))",
        (name, json.dumps([row.record for row in rows]))).fetchall()}
    made: list[tuple[str, str, str, int, int, str, str, str]] = []
    for row in rows:
        rv, fields = known.get(row.record, (0, ""))
        if row.version < rv:
            continue
        text = feeds.as_text({**json.loads(fields), **row.fields} if fields else row.fields)
        known[row.record] = (row.version, text)
        made.append((name, row.record, row.kind, row.version, row.version, text, row.clock, row.who))
    db.executemany(
        "INSERT INTO shadow (feed, record, kind, rv, row_rv, fields, clock, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (feed, record) DO UPDATE SET rv = excluded.rv, row_rv = excluded.row_rv,"
        " fields = excluded.fields, clock = excluded.clock, who = excluded.who", made)


def _release(unit: "Unit", cap: int) -> None:
    """Take acknowledged operations off the screen: the run that brought their outcome has ended."""
    db = unit.db
    held = _held(db, cap)
    if not held:
        return
    _off_the_screen(db, cap)
    kept, versions = feeds.confirmed_of_many(db, held), visible.versions(db, held)
    on_top = outbox.shown_of_many(db, held)
    for record, operations in held.items():
        if record in kept:
            acks.show(unit, operations[0].kind, record, kept[record], on_top.get(record, ()))
        elif not versions.get(record, (0, 0))[0]:
            _keep_unheard(unit, record, operations, on_top.get(record, ()))
    feeds.forget_confirmed(db, [record for record in held if record not in on_top])


def _held(db: Connection, until: int) -> dict[str, list[Operation]]:
    """Return the acknowledged operations on the screen, by record, that wait for no later place than `until`."""
    found: dict[str, list[Operation]] = {}
    for record, body in db.execute("SELECT record, body FROM outbox WHERE until IS NOT NULL AND until <= ?"
                                   " ORDER BY chain, sequence", (until,)).fetchall():
        found.setdefault(record, []).append(outbox.read_body(body))
    return found


def _off_the_screen(db: Connection, until: int) -> None:
    db.execute("UPDATE outbox SET until = NULL WHERE until IS NOT NULL AND until <= ?", (until,))
    forks.forget_durable(db)


def _swap(unit: "Unit", feed: Feed) -> None:
    """Put the shadow in the place of what was confirmed; what it lacks is kept and listed for a person."""
    db = unit.db
    shadow = {record: (kind, rv, row_rv, json.loads(fields), at, who)
              for record, kind, rv, row_rv, fields, at, who in db.execute(
                  "SELECT record, kind, rv, row_rv, fields, clock, who FROM shadow WHERE feed = ?",
                  (feed.feed,)).fetchall()}
    live = _live(db, feed)
    kept = feeds.confirmed_of_many(db, live)
    was = _confirmed_before(db, live, kept)
    # Acknowledged operations leave the screen with the old state: only what waits goes on top.
    held = _held(db, END_OF_TIME) if feed.is_commune else {}
    if held:
        _off_the_screen(db, END_OF_TIME)
    on_top = outbox.shown_of_many(db, {**live, **shadow, **dict.fromkeys(held)})
    rows: list[visible.Row] = []
    versions: list[tuple[str, int | None, int | None]] = []
    for record, (kind, rv, row_rv, fields, at, who) in shadow.items():
        before = rebase(was.get(record, {}), held.get(record, ()))
        now = rebase(fields, on_top.get(record, ()))
        lost = {key: value for key, value in before.items()
                if kind != CONFLICT and not same(value, now.get(key)) and not same(value, fields.get(key))}
        if lost:
            attention.note_lost(db, record=record, kind=kind, fields=lost, whole=False)
        if record in on_top:
            feeds.keep_confirmed(db, kind, record, fields)
        elif record in live and record not in kept and record not in held and _plain(fields) == _plain(was[record]):
            versions.append((record, rv, row_rv))
            continue
        rows.append(visible.Row(kind, record, now, rv, row_rv, _ms_of(at), who if at else None, True))
    visible.write_many(db, rows, changes=unit.changes)
    visible.set_versions(db, versions)
    feeds.forget_confirmed(db, [record for record in {**live, **shadow} if record not in on_top])
    gone = [record for record in live if record not in shadow]
    visible.forget(db, [record for record in gone if live[record] == CONFLICT], changes=unit.changes)
    for record in gone:
        if live[record] != CONFLICT:
            before = rebase(was[record], held.get(record, ()))
            _keep_lost(unit, record, live[record], before, on_top.get(record, ()))
    for record in held.keys() - live.keys() - shadow.keys():
        _keep_unheard(unit, record, held[record], on_top.get(record, ()))
    if not feed.is_commune:
        db.executemany("INSERT INTO provincial (record) VALUES (?) ON CONFLICT DO NOTHING", [(r,) for r in shadow])
    for record in shadow.keys() & attention.whole_records(db):
        attention.is_back(db, record)
    attention.regained(db, {record: each[3] for record, each in shadow.items()})
    db.execute("DELETE FROM shadow WHERE feed = ?", (feed.feed,))
    unit.changes.outbox_changed = True


def _confirmed_before(db: Connection, live: Mapping[str, str],
                      kept: Mapping[str, dict[str, JsonValue]]) -> dict[str, dict[str, JsonValue]]:
    """Return the server's old word of every record {id: kind} of a feed."""
    by_kind: dict[str, list[str]] = {}
    for record, kind in live.items():
        by_kind.setdefault(kind, []).append(record)
    was: dict[str, dict[str, JsonValue]] = {}
    for kind, ids in by_kind.items():
        was.update(visible.read_many(db, kind, ids))
    return {**was, **kept}


def _keep_lost(unit: "Unit", record: str, kind: str, fields: Mapping[str, JsonValue],
               on_top: Sequence[Operation]) -> None:
    """The server has nothing of a record any more: it stays where it is, and is listed."""
    attention.note_lost(unit.db, record=record, kind=kind, fields=fields, whole=not on_top)
    visible.set_versions(unit.db, [(record, 0, 0)])
    feeds.forget_confirmed(unit.db, [record])
    if on_top:
        acks.show(unit, kind, record, {}, on_top)


def _keep_unheard(unit: "Unit", record: str, said: Sequence[Operation], on_top: Sequence[Operation]) -> None:
    """The server acknowledged what we said of a record and shows nothing of it: the words stay, and are listed."""
    attention.note_lost(unit.db, record=record, kind=said[0].kind, fields=rebase({}, said), whole=not on_top)
    if on_top:
        acks.show(unit, said[0].kind, record, {}, on_top)


def _plain(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in fields.items() if value is not None}


def _live(db: Connection, feed: Feed) -> dict[str, str]:
    """Return {id: kind} of every record that the server confirmed in a feed."""
    return dict(db.execute(
        "SELECT r.id, r.kind FROM record AS r LEFT JOIN provincial AS p ON p.record = r.id"
        " WHERE r.rv > 0 AND (p.record IS NULL) = ?", (int(feed.is_commune),)).fetchall())
