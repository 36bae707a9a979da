"""The outbox: what this PC has said, as one gapless hash chain, and how far the server has it.

One table holds what waits, what the server acknowledged but has in no backup yet (the archive), and
the archives of former replica ids. An operation waits while its sequence is above the `acked` of its
chain; only the newest chain has such. `until` is set on an acknowledged operation that stays on the
screen until the run of pages that must bring its outcome has ended: one that has come to `until` (0: any).
"""
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop.store import setting
from desktop.store.driver import Connection
from protocol import chain, clock
from protocol.field import JsonValue
from protocol.kind import DELETED
from protocol.operation import HASH16, Operation, Special

TABLES: Final = """
CREATE TABLE IF NOT EXISTS chain (
    number     INTEGER PRIMARY KEY,         -- in the order in which this profile took them, the last is its own
    replica    TEXT    NOT NULL UNIQUE,
    acked      INTEGER NOT NULL DEFAULT 0,  -- the server has everything up to here
    floor      INTEGER NOT NULL DEFAULT 0,  -- everything up to here is in a backup of the server, and gone here
    floor_hash BLOB    NOT NULL,
    missing    INTEGER NOT NULL DEFAULT 0   -- 1: the server lacks this archive, it must be offered again
) STRICT;

CREATE TABLE IF NOT EXISTS outbox (
    chain    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    record   TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    body     TEXT    NOT NULL,              -- canonical wire form
    hash     BLOB    NOT NULL,
    until    INTEGER,
    PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_of_record ON outbox (record);
CREATE INDEX IF NOT EXISTS outbox_until ON outbox (until) WHERE until IS NOT NULL;
"""

OWN = "SELECT number, replica, acked, floor, floor_hash, missing FROM chain ORDER BY number DESC LIMIT 1"
SHOWN = """
SELECT body FROM outbox
 WHERE record = ? AND (until IS NOT NULL OR (chain = ? AND sequence > ?)) ORDER BY chain, sequence
"""
SHOWN_OF_MANY = """
SELECT record, body FROM outbox
 WHERE record IN (SELECT value FROM json_each(?)) AND (until IS NOT NULL OR (chain = ? AND sequence > ?))
 ORDER BY chain, sequence
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One replica id of this profile. `floor` and `floor_hash` are where the kept part of it begins."""
    number: int
    replica: str
    acked: int
    floor: int
    floor_hash: bytes
    missing: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation in its chain; `body` is its canonical wire form."""
    sequence: int
    body: str
    hash: bytes

    @property
    def wire(self) -> dict[str, Any]:
        """Return the wire form."""
        wire: dict[str, Any] = json.loads(self.body)
        return wire

    @property
    def operation(self) -> Operation:
        """Return the operation."""
        return read_body(self.body)


def own(db: Connection) -> Chain:
    """Return the chain that new operations join; the first one is made from the profile's replica id."""
    row = db.execute(OWN).fetchone()
    if row is None:
        start(db, setting.text(db, setting.REPLICA))
        row = db.execute(OWN).fetchone()
    assert row is not None
    return _chain(row)


def peek(db: Connection) -> Chain:
    """Return the chain that new operations will join, also on a connection that may not write."""
    row = db.execute(OWN).fetchone()
    if row is None:
        return Chain(number=0, replica=setting.text(db, setting.REPLICA), acked=0, floor=0,
                     floor_hash=chain.GENESIS, missing=False)
    return _chain(row)


def chains(db: Connection) -> list[Chain]:
    """Return every replica id this profile ever had, the newest last."""
    return [_chain(row) for row in db.execute(
        "SELECT number, replica, acked, floor, floor_hash, missing FROM chain ORDER BY number").fetchall()]


def start(db: Connection, replica: str) -> None:
    """Begin a new chain under `replica`; nothing joins the former one any more."""
    db.execute("INSERT INTO chain (replica, floor_hash) VALUES (?, ?)", (replica, chain.GENESIS))


def append(db: Connection, *, kind: str, record: str, base: int, clock: str, who: str,
           fields: Mapping[str, JsonValue] | None, special: Special | None,
           shown: Mapping[str, JsonValue] | None = None) -> Operation:
    """Return the new last operation of the chain, in the caller's transaction.

    `shown` is the record as it was on the screen, flat. A record of which the server has nothing any
    more (lost in a restore, or its creation refused) is sent whole with the first edit after that: the
    operation then has more fields than were given.
    """
    if fields is not None and base == 0 and shown:
        fields = _whole(db, record, shown, fields)
    mine = own(db)
    last, previous = tip(db, mine)
    operation = Operation(sequence=last + 1, kind=kind, record=record, base=base, clock=clock, who=who,
                          fields=fields, special=special)
    insert(db, mine.number, operation, previous)
    return operation


def is_said_whole(db: Connection, record: str) -> bool:
    """Return whether the next edit of a record without a base carries all of it: the server has nothing of it."""
    return db.execute("SELECT 1 FROM needs_attention WHERE record = ? AND whole = 1 LIMIT 1",
                      (record,)).fetchone() is not None


def insert(db: Connection, number: int, operation: Operation, previous: bytes) -> bytes:
    """Write `operation` at the end of the chain whose tip is `previous`, and return the new tip."""
    body = chain.canonical(operation.to_wire())
    tip_hash = hashlib.sha256(previous + body).digest()
    db.execute("INSERT INTO outbox (chain, sequence, record, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?)",
               (number, operation.sequence, operation.record, operation.kind, body.decode("utf-8"), tip_hash))
    return tip_hash


def tip(db: Connection, of: Chain) -> tuple[int, bytes]:
    """Return (sequence, hash) at the end of a chain."""
    row = db.execute("SELECT sequence, hash FROM outbox WHERE chain = ? ORDER BY sequence DESC LIMIT 1",
                     (of.number,)).fetchone()
    # What stays on the screen may be older than the floor.
    return (row[0], row[1]) if row is not None and row[0] > of.floor else (of.floor, of.floor_hash)


def hash_at(db: Connection, of: Chain, sequence: int) -> bytes | None:
    """Return the hash of a chain at `sequence`, None where it is no longer (or not yet) known here."""
    if sequence == of.floor:
        return of.floor_hash
    row = db.execute("SELECT hash FROM outbox WHERE chain = ? AND sequence = ?", (of.number, sequence)).fetchone()
    return row[0] if row is not None else None


def hash16(value: bytes) -> str:
    """Return the part of a chain hash that travels."""
    return value.hex()[:HASH16]


def entries(db: Connection, number: int, *, after: int, limit: int) -> list[Entry]:
    """Return up to `limit` operations of a chain after a sequence, in order."""
    return [Entry(*row) for row in db.execute(
        "SELECT sequence, body, hash FROM outbox WHERE chain = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        (number, after, limit)).fetchall()]


def read_body(body: str) -> Operation:
    """Return the operation of a kept body."""
    return Operation.from_wire(json.loads(body))


def shown(db: Connection, record: str) -> list[Operation]:
    """Return the own operations that lie on top of the server's word for a record, in order."""
    mine = peek(db)
    return [read_body(row[0]) for row in db.execute(SHOWN, (record, mine.number, mine.acked)).fetchall()]


def held(db: Connection, record: str) -> list[Operation]:
    """Return the acknowledged operations that stay on top of a record until a run of pages has ended."""
    return [read_body(row[0]) for row in db.execute(
        "SELECT body FROM outbox WHERE record = ? AND until IS NOT NULL ORDER BY chain, sequence",
        (record,)).fetchall()]


def shown_of_many(db: Connection, records: Iterable[str]) -> dict[str, list[Operation]]:
    """Return the same for many records; those with nothing on top are left out."""
    mine = peek(db)
    if not anything_shown(db, mine):
        return {}
    found: dict[str, list[Operation]] = {}
    for record, body in db.execute(
            SHOWN_OF_MANY, (json.dumps(list(records)), mine.number, mine.acked)).fetchall():
        found.setdefault(record, []).append(read_body(body))
    return found


def anything_shown(db: Connection, mine: Chain) -> bool:
    """Return whether any own operation lies on top of the server's word."""
    return tip(db, mine)[0] > mine.acked or db.execute(
        "SELECT 1 FROM outbox WHERE until IS NOT NULL LIMIT 1").fetchone() is not None


def waiting_count(db: Connection) -> int:
    """Return how many operations the server has not acknowledged. The chain has no gaps: no counting."""
    mine = peek(db)
    return tip(db, mine)[0] - mine.acked


def oldest_waiting_at(db: Connection) -> str | None:
    """Return when the oldest waiting operation was saved, UTC text, or None if nothing waits."""
    mine = peek(db)
    first = entries(db, mine.number, after=mine.acked, limit=1)
    return clock.as_utc(first[0].wire["h"]) if first else None


def state_of(db: Connection, records: Sequence[str]) -> dict[str, str]:
    """Return waiting, synced, rejected or conflict for each record; the worst that holds."""
    mine = peek(db)
    asked = json.dumps(list(records))
    states = dict.fromkeys(records, "synced")
    for (record,) in db.execute(
            "SELECT DISTINCT record FROM outbox WHERE record IN (SELECT value FROM json_each(?))"
            " AND (until IS NOT NULL OR (chain = ? AND sequence > ?))", (asked, mine.number, mine.acked)).fetchall():
        states[record] = "waiting"
    for (record,) in db.execute(
            "SELECT DISTINCT f_record FROM k_conflict WHERE f_record IN (SELECT value FROM json_each(?))"
            " AND f_open = 1 AND deleted = 0", (asked,)).fetchall():
        states[record] = "conflict"
    for (record,) in db.execute(
            "SELECT DISTINCT record FROM needs_attention WHERE record IN (SELECT value FROM json_each(?))"
            " AND (whole = 1 OR (reason = 'rejected' AND settled = 0))", (asked,)).fetchall():
        states[record] = "rejected"
    return states


def deletion(value: JsonValue) -> Special:
    """Return the special operation that assigns `value` to `deleted`."""
    return Special.DELETE if value else Special.UNDELETE


def _whole(db: Connection, record: str, shown: Mapping[str, JsonValue],
           fields: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    if not is_said_whole(db, record):
        return fields
    db.execute("DELETE FROM needs_attention WHERE record = ?", (record,))
    return {**{key: value for key, value in shown.items() if value is not None and key != DELETED}, **fields}


def _chain(row: tuple[Any, ...]) -> Chain:
    number, replica, acked, floor, floor_hash, missing = row
    return Chain(number=number, replica=replica, acked=acked, floor=floor, floor_hash=floor_hash,
                 missing=bool(missing))
