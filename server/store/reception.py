"""Operations in: one batch of one replica into one feed, in one transaction, no statement per operation.

Chain and content are checked first; then the feed's counter row is locked, what the batch may touch is
loaded with one SELECT per 500 ids, the merge runs in memory, and three `executemany` write the result.
An operation that cannot be taken is kept as it came, with the verdict `rejected`, and acknowledged: one
bad line never stops the rest.
"""
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from protocol import chain, clock, merge
from protocol.merge import Ledger, RecordState, Verdict
from protocol.messages import Judged
from protocol.operation import HASH16, Operation, Origin
from server.store import statements as sql
from server.store.canonical import canonical
from server.store.json_text import dumps
from server.store.ledger import Before, Loaded, load, tell_bases, write
from server.store.refused import Refused

Check = Callable[[Operation, Ledger], str]
"""Returns why an operation may not be taken ("" if it may), given the records as they stand."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Author:
    """In whose name operations come in."""
    replica: str
    feed: str
    commune: str         # "" for the province's own hand
    token: str | None
    name: str


@dataclass(slots=True)
class Receipt:
    """What became of a batch. `accepted` holds the sequences that carry no verdict: what may be withheld.

    `touched` are the records as the batch left them, `last` is the place of its last operation in `feed`.
    """
    ack: int
    durable: int
    first: tuple[int, int] | None = None
    verdicts: list[Judged] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    touched: Mapping[str, RecordState] = field(default_factory=dict)
    last: int = 0
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation with the bytes that are hashed and kept, made before any lock."""
    operation: Operation
    canonical: bytes
    problem: str


@dataclass(slots=True)
class _New:
    prepared: Prepared
    hash: bytes
    seq: int = 0
    verdict: str = ""
    reason: str = ""
    lost: list[str] = field(default_factory=list)


def prepare(operations: Sequence[Operation], after: int, judge: Callable[[Operation], str]) -> list[Prepared]:
    """Return the batch ready for `receive`. Raises Refused 400 if its sequences are not gapless after `after`."""
    prepared = []
    for at, operation in enumerate(operations, after + 1):
        if operation.sequence != at:
            raise Refused(400, "malformed", "The operations do not follow each other.")
        try:
            made = canonical(operation.to_wire())
        except chain.NotCanonical as error:
            raise Refused(400, "malformed", str(error)) from error
        prepared.append(Prepared(operation, made, judge(operation)))
    return prepared


def standing(connection: Connection, author: Author, previous: tuple[int, str]) -> tuple[int, bytes, int]:
    """Return (last sequence, hash at `previous`, durable) of the author's replica.

    Raises Refused 409: `behind` if operations before `previous` are missing here (the server was restored),
    `forked` if they are others (the PC is a clone, or an older image of itself).
    """
    row = connection.execute(sql.REPLICA, {"id": author.replica}).first()
    commune, last, last_hash, durable = row if row is not None else (author.commune, 0, chain.GENESIS.hex(), 0)
    if commune != author.commune:
        raise forked(0)
    sequence, hash16 = previous
    if sequence > last:
        raise Refused(409, "behind", "The server lacks operations of this replica.", need=last)
    if sequence == last:
        found = last_hash
    elif sequence == 0:
        found = chain.GENESIS.hex()
    else:
        found = connection.execute(sql.HASH_AT, {"replica": author.replica, "rseq": sequence}).scalar_one()
    if not is_same_hash(found, hash16):
        raise forked(0)
    return last, bytes.fromhex(found), durable


def forked(common: int) -> Refused:
    """Return the answer to a replica whose history is another one here; `common` is the last they share for sure."""
    return Refused(409, "forked", "Another PC has written under this replica id.", common=common)


def receive(connection: Connection, author: Author, previous: tuple[int, str], prepared: Sequence[Prepared],
            check: Check, now_ms: int) -> Receipt:
    """Return what became of the batch. `connection` is in a writing transaction; the caller commits.

    Raises Refused 409 like `standing`, or `forked` when an operation known here has another hash.
    """
    counter, head = connection.execute(sql.LOCK_FEED, {"feed": author.feed}).one()
    last, hash_, durable = standing(connection, author, previous)
    receipt = Receipt(ack=last, durable=durable, feed=author.feed)
    known = _known(connection, author.replica, previous[0], min(last, previous[0] + len(prepared)))
    new: list[_New] = []
    for each in prepared:
        hash_ = chain_step(hash_, each.canonical)
        sequence = each.operation.sequence
        if sequence > last:
            new.append(_New(each, hash_))
            continue
        stored, verdict, reason = known[sequence]
        if not is_same_hash(stored, hash_.hex()):
            raise forked(sequence - 1)
        receipt.verdicts.append(Judged(sequence=sequence, verdict=repeated(verdict), reason=reason))
    if not new:
        return receipt
    n = next_sequence(counter, now_ms)
    receipt.first = (new[0].prepared.operation.sequence, n)
    receipt.ack = new[-1].prepared.operation.sequence
    for seq, one in enumerate(new, n):
        one.seq = seq
    ledger, loaded = _judge_all(connection, author, new, check, now_ms)
    authors: dict[str, Operation] = {}
    for one in new:
        operation = one.prepared.operation
        if one.verdict in (Verdict.OK, Verdict.CONFLICT):
            authors[operation.record] = operation
        if one.verdict == Verdict.OK:
            receipt.accepted.add(one.seq)
        else:
            receipt.verdicts.append(Judged(sequence=operation.sequence, verdict=one.verdict, reason=one.reason))
    receipt.touched, receipt.last = ledger.touched, new[-1].seq
    tell_bases(connection, ledger)
    head = _log(connection, author, new, head, now_ms)
    write(connection, author.feed, author.replica, ledger, loaded, authors)
    connection.execute(sql.MOVE_FEED, {"feed": author.feed, "seq": new[-1].seq, "head": head})
    connection.execute(sql.PUT_REPLICA, {
        "id": author.replica, "commune": author.commune, "token": author.token, "name": author.name,
        "last_seq": receipt.ack, "last_hash": new[-1].hash.hex(), "now": clock.utc_text(now_ms)})
    return receipt


# The rules that `tests/simulation` takes away one by one.

def chain_step(previous: bytes, canonical: bytes) -> bytes:
    """Return the next hash of a replica's chain from the canonical bytes of an operation."""
    return hashlib.sha256(previous + canonical).digest()


def is_same_hash(stored: str, given: str) -> bool:
    """Return whether a hash, or the beginning of one, is the stored one."""
    return stored.startswith(given)


def repeated(verdict: str) -> str:
    """Return the answer to an operation that was judged before: its stored verdict, said again."""
    return verdict if verdict == Verdict.DUPLICATE else f"dup-{verdict}"


def next_sequence(last: int, now_ms: int) -> int:
    """Return the first sequence of a batch: never one that a lost timeline of this server has used."""
    return max(last + 1, now_ms)


def _known(connection: Connection, replica: str, after: int, until: int) -> Mapping[int, tuple[str, str, str]]:
    if until <= after:
        return {}
    rows = connection.execute(sql.KNOWN, {"replica": replica, "after": after, "until": until})
    return {sequence: (hash_, verdict, reason) for sequence, hash_, verdict, reason in rows}


def _judge_all(connection: Connection, author: Author, new: Sequence[_New], check: Check,
               now_ms: int) -> tuple[Ledger, Loaded]:
    """Set the verdict of each operation. If one fails inside the merge, begin again and undo just that one."""
    operations = [each.prepared.operation for each in new]
    try:
        ledger, loaded = load(connection, author.feed, author.replica, operations)
        for each in new:
            _judge(ledger, loaded, author, each, check, now_ms, careful=False)
    except DBAPIError:
        raise
    except Exception:
        logger.exception("an operation failed inside the merge")
        ledger, loaded = load(connection, author.feed, author.replica, operations)
        for each in new:
            _judge(ledger, loaded, author, each, check, now_ms, careful=True)
    return ledger, loaded


def _judge(ledger: Ledger, loaded: Loaded, author: Author, each: _New, check: Check, now_ms: int, *,
           careful: bool) -> None:
    operation, hash16 = each.prepared.operation, each.hash.hex()[:HASH16]
    if loaded.feeds.get(operation.record, author.feed) != author.feed:
        reason = "out_of_scope"
    else:
        reason = each.prepared.problem or check(operation, ledger)
    each.verdict, each.reason, each.lost = "", "", []
    before = Before(ledger, operation.record) if careful and not reason else None
    if not reason:
        try:
            each.verdict = merge.apply(ledger, operation, n=each.seq, replica=author.replica, hash16=hash16,
                                       now_ms=now_ms)
        except Exception as error:
            if before is None:
                raise
            before.restore()
            each.verdict, each.reason = Verdict.REJECTED, f"failed:{type(error).__name__}"
            return
    if each.verdict == Verdict.CONFLICT:
        shown = ledger.records[operation.record].fields
        each.lost = [key for key, value in operation.assignments().items() if not merge.same(shown.get(key), value)]
    elif reason or each.verdict == Verdict.REJECTED:
        origin = operation.origin or Origin(replica=author.replica, sequence=operation.sequence, hash16=hash16)
        if merge.is_known(ledger, origin):
            each.verdict = Verdict.DUPLICATE
        else:
            each.verdict, each.reason = Verdict.REJECTED, reason or "wrong_kind"
            ledger.origins.add(origin)


def _log(connection: Connection, author: Author, new: Sequence[_New], head: str, now_ms: int) -> str:
    """Keep every operation with its verdict; return the head of the feed after them."""
    rows, received_at, nowhere = [], clock.utc_text(now_ms), Origin(replica="", sequence=0, hash16="")
    for each in new:
        operation = each.prepared.operation
        origin = operation.origin or nowhere
        head = chain.feed_step(head, author.replica, each.hash)
        rows.append((
            author.feed, each.seq, head, author.replica, operation.sequence, each.hash.hex(), operation.record,
            origin.replica, origin.sequence, origin.hash16, each.prepared.canonical.decode(), str(each.verdict),
            each.reason, dumps(each.lost) if each.lost else "", received_at))
    sql.PUT_OPERATIONS.run(connection, rows)
    return head


