"""What the server's answer says about the operations that were sent.

An operation it took without a verdict becomes part of the confirmed record at once, with its version:
no row comes back for it. One with another verdict stays on the screen until the run of pages has ended
that brings its outcome; a refused one leaves the screen and is listed for its author.
"""
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.store import attention, feeds, forks, outbox, visible
from desktop.store.driver import Connection
from desktop.store.outbox import Chain, Entry
from protocol.field import JsonValue
from protocol.messages import Judged, SyncAnswer
from protocol.operation import Operation
from protocol.rebase import fold, rebase

if TYPE_CHECKING:
    from desktop.store.unit import Unit

REJECTED: Final = "rejected"
CONFLICT: Final = "conflict"

RAISE_VERSIONS = """
UPDATE record SET rv = max(rv, taken.version)
  FROM (SELECT record AS id, max(sequence) + :delta AS version FROM outbox
         WHERE chain = :chain AND sequence BETWEEN :first AND :last
           AND sequence NOT IN (SELECT value FROM json_each(:judged)) GROUP BY record) AS taken
 WHERE record.id = taken.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many operations an answer acknowledged, and how many of them conflict or were refused."""
    acked: int = 0
    conflicts: int = 0
    rejected: int = 0


def take(unit: "Unit", answer: SyncAnswer, *, sent_to: int) -> Outcome:
    """Fold the acknowledgements of an answer; `sent_to` is the last sequence that was sent (0: none).

    An `ack` beyond what was sent is not believed: it may speak of a clone of this PC.
    """
    db = unit.db
    mine = outbox.own(db)
    last = believed(answer, sent_to)
    outcome = Outcome()
    if last > mine.acked:
        outcome = _take_new(unit, mine, last, answer)
        unit.changes.outbox_changed = True
    forks.trim(db, outbox.own(db), answer.durable.get(mine.replica, 0))
    return outcome


def _take_new(unit: "Unit", mine: Chain, last: int, answer: SyncAnswer) -> Outcome:
    db = unit.db
    begin = mine.acked + 1
    judged = {each.sequence: each for each in answer.verdicts if begin <= each.sequence <= last}
    first, version = answer.first if answer.first is not None else (last + 1, 0)
    # A known operation is answered with its old verdict, so it is never folded: what the server made
    # of it meanwhile comes with the pages.
    judged |= {each: Judged(sequence=each, verdict="dup-ok") for each in range(begin, min(first, last + 1))
               if each not in judged}
    judged = {sequence: each for sequence, each in judged.items() if not is_folded(each.verdict)}
    refused = [each for each in judged if REJECTED in judged[each].verdict]
    kept = [each for each in judged if stays_on_top(judged[each].verdict)]
    db.execute("UPDATE chain SET acked = ? WHERE number = ?", (last, mine.number))
    if kept:
        db.execute("UPDATE outbox SET until = ? WHERE chain = ? AND sequence IN (SELECT value FROM json_each(?))",
                   (head_of(answer), mine.number, json.dumps(kept)))
    delta = version - first
    if first <= last:
        db.execute("UPDATE history SET rv = seq + ? WHERE seq BETWEEN ? AND ? AND replica = ?",
                   (delta, max(first, begin), last, mine.replica))
        if refused:
            db.execute("UPDATE history SET rv = NULL WHERE replica = ? AND seq IN (SELECT value FROM json_each(?))",
                       (mine.replica, json.dumps(refused)))
    touched = {row[0]: row[1] for row in db.execute(
        "SELECT record, max(kind) FROM outbox WHERE chain = ? AND sequence BETWEEN ? AND ? GROUP BY record",
        (mine.number, begin, last)).fetchall()}
    slow = _with_more_on_top(db, touched, refused, mine.number)
    if slow:
        _fold_slowly(unit, slow, mine.number, begin, last, judged, head_of(answer))
    db.execute(RAISE_VERSIONS, {"delta": delta, "chain": mine.number, "first": begin, "last": last,
                                "judged": json.dumps(list(judged))})
    quick = [record for record in touched if record not in slow]
    feeds.forget_confirmed(db, quick)
    if lost := attention.lost_records(db).intersection(quick):
        attention.regained(db, {record: visible.read(db, touched[record], record) or {} for record in lost})
    unit.changes.records.update((kind, record) for record, kind in touched.items())
    _fold_into_shadow(db, mine.number, begin, last, judged, delta)
    return Outcome(acked=last - begin + 1, rejected=len(refused),
                   conflicts=sum(CONFLICT in each.verdict for each in judged.values()))


def head_of(answer: SyncAnswer) -> int:
    """Return the sequence of the commune feed's head when the answer was made."""
    return max((int(page.head.partition(".")[0]) for feed, page in answer.feeds.items()
                if feed.startswith(feeds.COMMUNE_PREFIX)), default=(1 << 62))


# The rules that `tests/simulation` takes away one by one.

def believed(answer: SyncAnswer, sent_to: int) -> int:
    """Return how far an acknowledgement is believed: never beyond what was sent with this request."""
    return min(answer.ack, sent_to)


def stays_on_top(verdict: str) -> bool:
    """Return whether an acknowledged operation with this verdict stays on the screen until its run has ended."""
    return REJECTED not in verdict


def is_folded(verdict: str) -> bool:
    """Return whether an operation is confirmed by its acknowledgement: only if new to the server, and plainly taken."""
    return not verdict


def _with_more_on_top(db: Connection, touched: Mapping[str, str], refused: Sequence[int], chain: int) -> set[str]:
    """Return the records whose screen is more than confirmed plus what was just taken."""
    slow = set(outbox.shown_of_many(db, touched))
    if refused:
        slow |= {row[0] for row in db.execute(
            "SELECT record FROM outbox WHERE chain = ? AND sequence IN (SELECT value FROM json_each(?))",
            (chain, json.dumps(refused))).fetchall()}
    whole = attention.whole_records(db)
    return slow | (whole & touched.keys()) if whole else slow


def _fold_slowly(unit: "Unit", records: set[str], chain: int, begin: int, last: int,
                 judged: Mapping[int, Judged], until: int) -> None:
    db = unit.db
    versions = visible.versions(db, records)
    kept = feeds.confirmed_of_many(db, records)
    taken: dict[str, list[Entry]] = {}
    confirmed_now: dict[str, Mapping[str, JsonValue]] = {}
    for entry in outbox.entries(db, chain, after=begin - 1, limit=last - begin + 1):
        if (record := entry.operation.record) in records:
            taken.setdefault(record, []).append(entry)
    for record, its_entries in taken.items():
        on_top = outbox.shown(db, record)
        is_new = versions.get(record, (0, 0))[0] == 0
        confirmed: dict[str, JsonValue] = kept.get(record, {})
        held_fields = feeds.assigned_by(outbox.held(db, record))
        refused: list[tuple[Operation, str]] = []
        clean = 0
        for entry in its_entries:
            operation = entry.operation
            verdict = judged.get(entry.sequence)
            if verdict is not None and REJECTED in verdict.verdict:
                refused.append((operation, verdict.reason))
            elif verdict is None:
                clean += 1
                confirmed = fold(confirmed, operation)
                if held_fields & set(operation.assignments()):
                    # Ours, said after one that is still on top of the same field: it stays above it.
                    db.execute("UPDATE outbox SET until = ? WHERE chain = ? AND sequence = ?",
                               (until, chain, entry.sequence))
        on_top = outbox.shown(db, record)
        exists = clean > 0 or not is_new
        for operation, reason in refused:
            attention.note(db, reason=attention.REJECTED, code=reason, record=record, kind=operation.kind,
                           fields=operation.assignments(), whole=not exists and not on_top,
                           clock=operation.clock, who=operation.who)
        if not exists and not on_top:
            continue     # a refused creation: what was typed stays where it was typed, and is listed
        if on_top and exists:
            feeds.keep_confirmed(db, its_entries[0].operation.kind, record, confirmed)
        elif not on_top:
            feeds.forget_confirmed(db, [record])
        show(unit, its_entries[0].operation.kind, record, confirmed, on_top)
        if clean:
            attention.is_back(db, record)
            confirmed_now[record] = confirmed
    attention.regained(db, confirmed_now)


def show(unit: "Unit", kind: str, record: str, confirmed: Mapping[str, JsonValue],
         on_top: Iterable[Operation]) -> None:
    """Put the server's word with the own operations on top of it on the screen, in place of what is there."""
    visible.write_many(unit.db, [visible.Row(kind, record, rebase(confirmed, on_top), whole=True)],
                       changes=unit.changes)


def _fold_into_shadow(db: Connection, chain: int, begin: int, last: int, judged: Mapping[int, Judged],
                      delta: int) -> None:
    row = db.execute("SELECT feed FROM feed WHERE shadow = 1 AND feed >= 'c:' AND feed < 'c;'").fetchone()
    if row is None:
        return
    for entry in outbox.entries(db, chain, after=begin - 1, limit=last - begin + 1):
        if entry.sequence in judged:
            continue
        operation = entry.operation
        known = db.execute("SELECT rv, fields FROM shadow WHERE feed = ? AND record = ?",
                           (row[0], operation.record)).fetchone()
        rv, fields = (known[0], json.loads(known[1])) if known is not None else (0, {})
        db.execute("INSERT INTO shadow (feed, record, kind, rv, row_rv, fields) VALUES (?, ?, ?, ?, 0, ?)"
                   " ON CONFLICT (feed, record) DO UPDATE SET rv = excluded.rv, fields = excluded.fields",
                   (row[0], operation.record, operation.kind, max(rv, entry.sequence + delta),
                    feeds.as_text(fold(fields, operation))))
