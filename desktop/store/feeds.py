"""What this PC has received: where each feed stands, what the server confirmed, what a form may claim to have seen.

A feed is read in runs of pages. `cursor` is the place in it; its base moves only with the last page of
a run. `cap` is how far a whole run has brought us: an rv that was only learned from an acknowledgement
counts as seen up to there. While `shadow` is set, a new pull from 0 fills the table of that name and the
old rows stay on the screen.
"""
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.store import outbox
from desktop.store.driver import Connection
from protocol import chain
from protocol.chain import Cursor
from protocol.field import JsonValue
from protocol.operation import Operation, Special
from protocol.rebase import base_for

TABLES: Final = """
CREATE TABLE IF NOT EXISTS feed (
    feed           TEXT    PRIMARY KEY,
    cursor         TEXT    NOT NULL,
    top            TEXT    NOT NULL,               -- the newest head ever seen, sent back so that a restore is noticed
    cap            INTEGER NOT NULL DEFAULT 0,
    bootstrap_done INTEGER NOT NULL DEFAULT 0,
    shadow         INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS confirmed (             -- the server's word, only where own operations lie on top of it
    record TEXT PRIMARY KEY,
    kind   TEXT NOT NULL,
    fields TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS shadow (
    feed   TEXT    NOT NULL,
    record TEXT    NOT NULL,
    kind   TEXT    NOT NULL,
    rv     INTEGER NOT NULL,
    row_rv INTEGER NOT NULL,
    fields TEXT    NOT NULL,
    clock  TEXT    NOT NULL DEFAULT '',
    who    TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS provincial (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS known_replica (replica TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS needs_attention (
    id      INTEGER PRIMARY KEY,
    reason  TEXT    NOT NULL,                      -- rejected | lost
    code    TEXT    NOT NULL DEFAULT '',           -- why it was rejected
    record  TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    fields  TEXT    NOT NULL,                      -- what was typed, or what the server no longer has
    whole   INTEGER NOT NULL DEFAULT 0,            -- 1: the server has nothing at all of the record
    settled INTEGER NOT NULL DEFAULT 0,
    clock   TEXT    NOT NULL DEFAULT '',
    who     TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS needs_attention_of ON needs_attention (record);

CREATE TABLE IF NOT EXISTS likely_duplicate (
    mine    TEXT NOT NULL,
    theirs  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    why     TEXT NOT NULL,                         -- serial | asset_code | name
    equal   INTEGER NOT NULL DEFAULT 0,
    choice  TEXT NOT NULL DEFAULT '',              -- same | different | new, empty until a person chose
    PRIMARY KEY (mine, theirs)
) STRICT, WITHOUT ROWID;
"""

COMMUNE_PREFIX: Final = "c:"
_FEEDS: Final = "SELECT feed, cursor, top, cap, bootstrap_done, shadow FROM feed ORDER BY feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a person at this PC has seen of a record, taken when its form is opened.

    `pending` maps each field with an own operation still on top to the least base of those.
    """
    base: int = 0
    pending: Mapping[str, int] = field(default_factory=dict)

    def base_for(self, fields: Iterable[str], special: Special | None = None) -> int:
        """Return the `b` of an operation on these fields, or of a delete or undelete."""
        return base_for(self.base, self.pending, fields, whole_record=special is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where one feed stands."""
    feed: str
    cursor: Cursor
    top: str
    cap: int
    bootstrap_done: bool
    shadow: bool

    @property
    def is_commune(self) -> bool:
        """Return whether this PC's own operations go into this feed."""
        return self.feed.startswith(COMMUNE_PREFIX)

    @property
    def at_head(self) -> bool:
        """Return whether the last run has ended, and nothing newer was announced."""
        return not self.shadow and self.cursor.base == self.cursor.sequence and self.cursor.head == self.top


def sight(db: Connection, kind: str, record: str) -> Sight:
    """Return what may be claimed as seen of a record at this moment."""
    row = db.execute("SELECT rv, row_rv FROM record WHERE id = ?", (record,)).fetchone()
    if row is None:
        return Sight()
    rv, row_rv = row
    return Sight(base=seen_version(rv, row_rv, _cap(db)), pending=pending_bases(outbox.shown(db, record)))


def sights(db: Connection, versions: Mapping[str, tuple[int, int]]) -> dict[str, Sight]:
    """Return the same for many records of which {id: (rv, row_rv)} is known."""
    cap, on_top = _cap(db), outbox.shown_of_many(db, versions)
    return {record: Sight(base=seen_version(rv, row_rv, cap), pending=pending_bases(on_top.get(record, ())))
            for record, (rv, row_rv) in versions.items()}


# The rules that `tests/simulation` takes away one by one.

def seen_version(rv: int, row_rv: int, cap: int) -> int:
    """Return the version that a form may claim to show.

    One that was only acknowledged may hide others' rows that are still on their way: it counts when the
    run of pages that brings those has ended.
    """
    return max(row_rv, min(rv, cap))


def pending_bases(operations: Iterable[Operation]) -> dict[str, int]:
    """Return the least base of the own operations on top of each field: nothing after them has seen more."""
    pending: dict[str, int] = {}
    for operation in operations:
        for key in operation.assignments():
            pending[key] = min(operation.base, pending.get(key, operation.base))
    return pending


def before_local_edit(db: Connection, kind: str, record: str, fields: Mapping[str, JsonValue] | None) -> None:
    """Keep the server's word aside before the first own operation is laid over it.

    `fields` is what is shown now, flat; None for a record that is being created.
    """
    if fields is None or db.execute("SELECT rv FROM record WHERE id = ?", (record,)).fetchone() in (None, (0,)):
        return
    mine = outbox.peek(db)
    if db.execute(outbox.SHOWN, (record, mine.number, mine.acked)).fetchone() is None:
        keep_confirmed(db, kind, record, fields)


def keep_confirmed(db: Connection, kind: str, record: str, fields: Mapping[str, JsonValue]) -> None:
    """Write the server's word of a record that has own operations on top."""
    db.execute("INSERT INTO confirmed (record, kind, fields) VALUES (?, ?, ?)"
               " ON CONFLICT (record) DO UPDATE SET fields = excluded.fields", (record, kind, as_text(fields)))


def confirmed(db: Connection, record: str) -> dict[str, JsonValue] | None:
    """Return the kept word of the server, or None where nothing was kept."""
    row = db.execute("SELECT fields FROM confirmed WHERE record = ?", (record,)).fetchone()
    return json.loads(row[0]) if row is not None else None


def confirmed_of_many(db: Connection, records: Iterable[str]) -> dict[str, dict[str, JsonValue]]:
    """Return the kept word of the server for many records."""
    return {record: json.loads(fields) for record, fields in db.execute(
        "SELECT record, fields FROM confirmed WHERE record IN (SELECT value FROM json_each(?))",
        (json.dumps(list(records)),)).fetchall()}


def forget_confirmed(db: Connection, records: Sequence[str]) -> None:
    """Drop what was kept: nothing lies on top any more."""
    db.execute("DELETE FROM confirmed WHERE record IN (SELECT value FROM json_each(?))", (json.dumps(list(records)),))


def all_feeds(db: Connection) -> list[Feed]:
    """Return every feed this PC reads, the commune's first."""
    return [_feed(row) for row in db.execute(_FEEDS).fetchall()]


def all_at_head(every: Sequence[Feed]) -> bool:
    """Return whether there are feeds, and nothing newer was announced in any."""
    return bool(every) and all(feed.at_head for feed in every)


def subscribe(db: Connection, names: Iterable[str]) -> None:
    """Begin to read feeds; those already read go on where they are."""
    for name in names:
        db.execute("INSERT INTO feed (feed, cursor, top) VALUES (?, ?, ?) ON CONFLICT (feed) DO NOTHING",
                   (name, str(chain.START), chain.START.head))


def pull_anew(db: Connection, feed: Feed) -> None:
    """Read a feed from its beginning into the shadow; until that is whole, the old rows stay on the screen."""
    db.execute("DELETE FROM shadow WHERE feed = ?", (feed.feed,))
    db.execute("UPDATE feed SET cursor = ?, shadow = 1 WHERE feed = ?", (str(chain.START), feed.feed))


def one(db: Connection, name: str) -> Feed | None:
    """Return where a feed stands, or None if this PC does not read it."""
    return next((feed for feed in all_feeds(db) if feed.feed == name), None)


def save(db: Connection, feed: Feed) -> None:
    """Write where a feed stands."""
    db.execute("UPDATE feed SET cursor = ?, top = ?, cap = ?, bootstrap_done = ?, shadow = ? WHERE feed = ?",
               (str(feed.cursor), feed.top, feed.cap, int(feed.bootstrap_done), int(feed.shadow), feed.feed))


def name_replicas(db: Connection, names: Mapping[str, str]) -> None:
    """Remember what people call other PCs."""
    db.executemany("INSERT INTO known_replica (replica, name) VALUES (?, ?)"
                   " ON CONFLICT (replica) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
                   list(names.items()))


def replica_names(db: Connection) -> dict[str, str]:
    """Return the name of each PC that ever wrote something here; "" for one without a name."""
    return dict(db.execute("SELECT replica, name FROM known_replica").fetchall())


def own_replicas(db: Connection) -> frozenset[str]:
    """Return every replica id this profile has or had."""
    return frozenset({outbox.peek(db).replica, *(each.replica for each in outbox.chains(db))})


def as_text(fields: Mapping[str, JsonValue]) -> str:
    """Return flat fields as they are kept."""
    return json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":"))


def assigned_by(operations: Iterable[Operation]) -> set[str]:
    """Return every field that one of the operations assigns."""
    return {key for operation in operations for key in operation.assignments()}


def _cap(db: Connection) -> int:
    row = db.execute("SELECT cap FROM feed WHERE feed >= 'c:' AND feed < 'c;'").fetchone()
    return row[0] if row is not None else 0


def _feed(row: tuple[str, str, str, int, int, int]) -> Feed:
    name, cursor, top, cap, bootstrap_done, shadow = row
    return Feed(feed=name, cursor=Cursor.parse(cursor), top=top, cap=cap,
                bootstrap_done=bool(bootstrap_done), shadow=bool(shadow))
