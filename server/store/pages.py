"""Rows down: what changed in a feed after a cursor, whole records by id, and what the past of a record was."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from protocol import columns, merge
from protocol.chain import FEED_GENESIS, HASH8, Cursor
from protocol.field import JsonValue
from protocol.merge import RecordState
from protocol.messages import FeedPage, Row
from protocol.operation import Operation
from protocol.past import PastOperation
from server.store import statements as sql
from server.store.json_text import loads, loads_operation
from server.store.ledger import state_of
from server.store.reception import Receipt

RATIO: Final = 6
"""JSON rows are about this many times longer than what gzip leaves of them: an answer is sized by the latter."""
MOST_ROWS_AT_ONCE: Final = 2_000
OVERHEAD_BYTES: Final = 90


@dataclass(frozen=True, slots=True)
class Head:
    """The newest place of a feed."""
    sequence: int
    hash: str
    start: int

    @property
    def hash8(self) -> str:
        """Return what of the hash travels."""
        return self.hash[:HASH8]

    def __str__(self) -> str:
        return f"{self.sequence}.{self.hash8}"


def head_of(connection: Connection, feed: str) -> Head:
    """Return the head of `feed`."""
    sequence, hash_, start = connection.execute(sql.HEAD, {"feed": feed}).one()
    return Head(int(sequence), str(hash_), int(start))


def hash_at(connection: Connection, feed: str, sequence: int, head: Head) -> str | None:
    """Return the hash of `feed` at `sequence`, or None where no operation of this timeline stands."""
    if sequence == head.sequence:
        return head.hash
    if sequence in (0, head.start):
        return FEED_GENESIS
    found = connection.execute(sql.HEAD_AT, {"feed": feed, "seq": sequence}).scalar()
    return None if found is None else str(found)


def is_here(connection: Connection, feed: str, head: Head, sequence: int, hash8: str) -> bool:
    """Return whether a place the client has seen is one of this server's timeline."""
    found = hash_at(connection, feed, sequence, head)
    return found is not None and found[:HASH8] == hash8


def page(connection: Connection, feed: str, cursor: Cursor, *, reset: bool, want_bytes: int,
         receipt: Receipt) -> FeedPage:
    """Return what changed in `feed` after `cursor`, about `want_bytes` when compressed.

    Rows that hold nothing but this request's plainly accepted operations are not sent back to their
    author. With `reset` everything is sent, from the start.
    """
    head = head_of(connection, feed)
    position, base = (0, 0) if reset else (cursor.sequence, base_of(cursor))
    echoes = {id_: state.rv for id_, state in receipt.touched.items()
              if is_withheld(state, base, receipt.accepted)} if feed == receipt.feed else {}
    rows: list[Row] = []
    room, last, seen, more = want_bytes * RATIO, position, position, False
    # The usual push: nobody else wrote, and nothing of it need come back. Then no row is read.
    is_echo = head.sequence == receipt.last and len(echoes) == connection.execute(
        sql.HOW_MANY_CHANGED, {"feed": feed, "after": position}).scalar_one()
    while not more and not is_echo:
        found = connection.execute(sql.CHANGED, {"feed": feed, "after": seen, "limit": MOST_ROWS_AT_ONCE}).all()
        is_whole = len(found) < MOST_ROWS_AT_ONCE
        for id_, kind, rv, fields, fver, clock, who, replica in found if is_whole else found[:tie_before(found)]:
            seen = rv
            if echoes.get(id_) == rv:
                continue
            if room <= 0 and ends_a_tie(last, rv):
                more = True
                break
            last = rv
            changed = loads(fields) if base == 0 else state_of(id_, kind, rv, fields, fver).since(base)
            room -= OVERHEAD_BYTES + (len(fields) if base == 0 else min(len(fields), 60 * len(changed)))
            rows.append(Row(kind=kind, record=id_, version=rv, fields=changed, clock=clock, who=who,
                            replica=replica))
        if is_whole:
            break
    to = last if more else head.sequence
    hash_ = hash_at(connection, feed, to, head) or ""
    return FeedPage(cursor=Cursor(to, hash_[:HASH8], base if more else to), head=str(head), more=more,
                    rows=tuple(rows), reset=reset)


# The rules that `tests/simulation` takes away one by one.

def base_of(cursor: Cursor) -> int:
    """Return the version after which fields are sent: that of the start of this run of pages."""
    return cursor.base


def tie_before(found: Sequence[Sequence[object]]) -> int:
    """Return how many of the rows to take so that no version is cut in two; the last may be incomplete."""
    at = len(found) - 1
    while at > 0 and found[at - 1][2] == found[at][2]:
        at -= 1
    return at


def ends_a_tie(last: int, rv: int) -> bool:
    """Return whether a page may end before a row of version `rv`, the one before it having `last`."""
    return rv != last


def is_withheld(state: RecordState, base: int, accepted: set[int]) -> bool:
    """Return whether a row tells its author nothing new.

    Only if its rv and every field changed since the base come from plainly accepted operations of this
    very request; never a conflict, never in a run that starts from 0.
    """
    if base == 0 or state.kind == merge.CONFLICT or state.rv not in accepted:
        return False
    if any(key != merge.CREATION and version > base and version not in accepted
           for key, version in state.versions.items()):
        return False
    created = state.versions[merge.CREATION]
    return created <= base or created in accepted or len(state.versions) > len(state.fields)


def snapshot(connection: Connection, epoch: str, feed: str, *, after: str, want_bytes: int) -> dict[str, JsonValue]:
    """Return the body of a `protocol.messages.SnapshotPage`: whole records of `feed` by id, following `after`.

    About `want_bytes` long when compressed. The rows are written down at once, without a `Row` for each.
    """
    head, room = head_of(connection, feed), want_bytes * RATIO
    rows: list[dict[str, JsonValue]] = []
    last: str | None = after
    while last is not None and room > 0:
        found = connection.execute(sql.BY_ID, {"feed": feed, "after": last, "limit": MOST_ROWS_AT_ONCE}).all()
        last = None if len(found) < MOST_ROWS_AT_ONCE else str(found[-1][0])
        for id_, kind, rv, fields in found:
            if room <= 0:
                last = str(rows[-1]["r"])
                break
            room -= len(fields) + OVERHEAD_BYTES
            rows.append({"t": kind, "r": id_, "rv": rv, "f": loads(fields)})
    return {"epoch": epoch, "head": str(head), "after": last, "rows": columns.pack(rows), "eof": True}


def past(connection: Connection, feeds: Sequence[str], record: str) -> list[PastOperation]:
    """Return every value that was ever given to a record in `feeds`, oldest first.

    An operation of which some values were overridden is two lines: what was shown under its verdict, and
    what was not under `lost`.
    """
    lines: list[PastOperation] = []
    for feed, seq, replica, body, verdict, lost in connection.execute(sql.PAST, {"record": record}):
        if feed not in feeds or verdict == merge.Verdict.DUPLICATE:
            continue
        operation = Operation.from_wire(loads_operation(body))
        unseen = set(loads(lost)) if lost else set()
        given = operation.assignments()
        for mark, fields in ((verdict, {key: value for key, value in given.items() if key not in unseen}),
                             ("lost", {key: value for key, value in given.items() if key in unseen})):
            if fields:
                lines.append(PastOperation(version=seq, clock=operation.clock, who=operation.who, replica=replica,
                                           verdict=mark, fields=fields))
    return lines


def names(connection: Connection, replicas: Iterable[str]) -> dict[str, str]:
    """Return the names of PCs by replica id."""
    asked = sorted({each for each in replicas if each})
    found: dict[str, str] = {}
    for at in range(0, len(asked), 500):
        for id_, name in connection.execute(sql.REPLICA_NAMES, {"ids": asked[at:at + 500]}):
            found[id_] = name
    return found


def mentioned(rows: Iterable[Row]) -> set[str]:
    """Return the replicas that rows speak of, those in the values of conflicts too."""
    found: set[str] = set()
    for row in rows:
        if row.replica:
            found.add(row.replica)
        if row.kind == merge.CONFLICT:
            values = row.fields.get("values")
            for each in values if isinstance(values, list) else ():
                if isinstance(each, dict):
                    found.add(str(each.get("replica", "")))
    return found - {""}
