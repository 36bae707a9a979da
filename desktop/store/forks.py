"""A new replica id, and what was said under the former ones.

A disk image that was put back or cloned says different things under the same numbers. The hash chain
betrays it: this profile then takes a new id, keeps the common part as the archive of the former one,
and says the rest again with its `origin`, by which the server knows what it already has.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.store import feeds, outbox, setting, visible
from desktop.store.driver import Connection
from desktop.store.outbox import Chain, Entry
from protocol.bodies import MAX_HELD
from protocol.chain import HASH8
from protocol.messages import Held
from protocol.rebase import rebase

if TYPE_CHECKING:
    from desktop.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The archive of a former replica id, to be offered under that id."""
    chain: Chain
    previous: tuple[int, str]
    entries: Sequence[Entry]


def take_new_identity(unit: "Unit", replica: str, *, common: int) -> None:
    """Go on as `replica`: what waits up to `common` is archived, the rest is stamped anew."""
    db = unit.db
    mine = outbox.own(db)
    last, _ = outbox.tip(db, mine)
    acked = max(mine.acked, min(common, last))
    db.execute("UPDATE chain SET acked = ? WHERE number = ?", (acked, mine.number))
    # The server has these, but nobody said what became of them: on the screen until the next run has ended.
    db.execute("UPDATE outbox SET until = 0 WHERE chain = ? AND sequence > ? AND sequence <= ?",
               (mine.number, mine.acked, acked))
    moving = outbox.entries(db, mine.number, after=acked, limit=last)
    outbox.start(db, replica)
    setting.write(db, setting.REPLICA, replica)
    restamp(unit, mine, moving, reoffered=False)
    unit.changes.outbox_changed = True


def restamp(unit: "Unit", former: Chain, moving: Sequence[Entry], *, reoffered: bool) -> None:
    """Move operations of a former chain to the end of the newest one, with their origin."""
    db = unit.db
    mine = outbox.own(db)
    last, tip = outbox.tip(db, mine)
    renamed: list[tuple[str, int, str, int]] = []
    for entry in moving:
        last += 1
        operation = entry.operation.restamped(sequence=last, replica=former.replica,
                                              hash16=outbox.hash16(entry.hash), reoffered=reoffered)
        db.execute("DELETE FROM outbox WHERE chain = ? AND sequence = ?", (former.number, entry.sequence))
        tip = outbox.insert(db, mine.number, operation, tip)
        renamed.append((mine.replica, last, former.replica, entry.sequence))
    db.executemany("UPDATE history SET replica = ?, seq = ? WHERE replica = ? AND seq = ?", renamed)
    lay_on_top(unit, [entry.operation.record for entry in moving])


def go_round(unit: "Unit", replica: str, sequence: int) -> None:
    """Put one waiting operation behind all others: the server fails over it, and the rest must not wait for it."""
    db = unit.db
    mine = outbox.own(db)
    waiting = outbox.entries(db, mine.number, after=mine.acked, limit=1 << 30)
    if len(waiting) < 2 or waiting[0].sequence != sequence:
        return
    outbox.start(db, replica)
    setting.write(db, setting.REPLICA, replica)
    restamp(unit, mine, waiting[1:], reoffered=False)
    restamp(unit, mine, waiting[:1], reoffered=True)
    unit.changes.outbox_changed = True


def refill(unit: "Unit", replica: str, *, need: int) -> None:
    """Say again what the server lost after `need`, from the archive; all of it is pulled anew besides.

    What is no longer archived leaves a hole in the chain: then the rest goes under the new id `replica`.
    """
    db = unit.db
    mine = outbox.own(db)
    again = outbox.entries(db, mine.number, after=need, limit=max(mine.acked - need, 0))
    whole = need >= mine.floor
    if need < mine.acked:
        db.execute("UPDATE chain SET acked = ? WHERE number = ?", (max(need, mine.floor), mine.number))
        db.execute("UPDATE outbox SET until = NULL WHERE chain = ? AND sequence > ?", (mine.number, need))
        lay_on_top(unit, [entry.operation.record for entry in again])
    if not whole or need > mine.acked:
        take_new_identity(unit, replica, common=0)
    for feed in feeds.all_feeds(db):
        feeds.pull_anew(db, feed)
    setting.write(db, setting.EPOCH, None)
    unit.changes.outbox_changed = unit.changes.feeds_changed = True


def lay_on_top(unit: "Unit", records: Iterable[str]) -> None:
    """Show own operations that wait again on top of the server's word, which is kept aside."""
    db = unit.db
    ids = list(dict.fromkeys(records))
    kept = feeds.confirmed_of_many(db, ids)
    versions = visible.versions(db, ids)
    for record, operations in outbox.shown_of_many(db, ids).items():
        kind = visible.known(db, record) or operations[0].kind
        before = visible.read(db, kind, record)
        if record not in kept and before is not None and versions.get(record, (0, 0))[0]:
            feeds.keep_confirmed(db, kind, record, before)
        now = rebase(before or {}, operations) if record not in kept else rebase(kept[record], operations)
        visible.write(db, kind, record, {key: now.get(key) for key in feeds.assigned_by(operations)},
                      changes=unit.changes)


def held(db: Connection) -> tuple[Held, ...]:
    """Return the last archived operation of each former replica id: does the server still have it?"""
    rows = db.execute(
        "SELECT c.replica, o.sequence, o.hash FROM chain c JOIN outbox o ON o.chain = c.number"
        " WHERE c.number < (SELECT max(number) FROM chain) AND o.sequence = "
        " (SELECT max(sequence) FROM outbox WHERE chain = c.number AND sequence > c.floor)"
        " ORDER BY c.number DESC LIMIT ?", (MAX_HELD,)).fetchall()
    return tuple(Held(replica=replica, sequence=sequence, hash8=digest.hex()[:HASH8])
                 for replica, sequence, digest in rows)


def note_held(db: Connection, asked: Sequence[Held], durable: Mapping[str, int]) -> None:
    """Take in the server's word on former replica ids: trim what is in a backup, offer what is missing."""
    by_replica = {each.replica: each for each in outbox.chains(db)}
    for each in asked:
        former = by_replica.get(each.replica)
        if former is None:
            continue
        if each.replica not in durable:
            db.execute("UPDATE chain SET missing = 1 WHERE number = ?", (former.number,))
        else:
            trim(db, former, min(durable[each.replica], each.sequence))


def trim(db: Connection, of: Chain, durable: int) -> None:
    """Forget the archive up to `durable`: it is in a backup of the server."""
    end = min(durable, of.acked)
    if end > of.floor:
        row = db.execute("SELECT sequence, hash FROM outbox WHERE chain = ? AND sequence <= ?"
                         " ORDER BY sequence DESC LIMIT 1", (of.number, end)).fetchone()
        if row is not None and row[0] > of.floor:
            db.execute("UPDATE chain SET floor = ?, floor_hash = ? WHERE number = ?", (*row, of.number))
            forget_durable(db)


def forget_durable(db: Connection) -> None:
    """Delete what is in a backup of the server; what is still on the screen waits until it is not."""
    for each in outbox.chains(db):
        db.execute("DELETE FROM outbox WHERE chain = ? AND sequence <= ? AND until IS NULL", (each.number, each.floor))


def offers(db: Connection, *, limit: int) -> list[Offer]:
    """Return the archives of former replica ids that the server lacks, oldest id first."""
    made = []
    for former in outbox.chains(db)[:-1]:
        if not former.missing:
            continue
        kept = outbox.entries(db, former.number, after=former.floor, limit=limit)
        if kept:
            first = kept[0].sequence - 1
            before = outbox.hash_at(db, former, first) or former.floor_hash
            made.append(Offer(chain=former, previous=(first, outbox.hash16(before)), entries=kept))
    return made


def offered(db: Connection, number: int) -> None:
    """Note that the server has the archive of a former replica id again."""
    db.execute("UPDATE chain SET missing = 0 WHERE number = ?", (number,))


def offer_anew(unit: "Unit", former: Chain, *, common: int) -> None:
    """Say again, out of order and with its origin, what of a former archive cannot be chained at the server."""
    moving = outbox.entries(unit.db, former.number, after=max(common, former.floor), limit=1 << 30)
    restamp(unit, former, moving, reoffered=True)
    offered(unit.db, former.number)
    unit.changes.outbox_changed = True
