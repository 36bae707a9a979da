"""What goes up: a look at the book, and the request made of it."""
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.store import feeds, forks, outbox, setting
from desktop.store.driver import Connection
from desktop.store.feeds import Feed
from desktop.store.outbox import Chain, Entry
from desktop.sync.outgoing import NOTHING, Batch, Outgoing
from protocol.bodies import MAX_OPERATIONS
from protocol.catalogue import SCHEMA_VERSION
from protocol.messages import Held, SyncRequest

NO_EPOCH = "-"
"""Sent when this PC must pull everything anew: no server has it, so it answers with a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the book has to say and to ask, read in one look."""
    chain: Chain
    tip: int
    previous_hash: bytes
    epoch: str
    feeds: Sequence[Feed]
    held: Sequence[Held]
    missing: bool
    archived: bool
    is_first_pull: bool

    @property
    def waiting(self) -> int:
        """Return how many operations wait."""
        return self.tip - self.chain.acked

    @property
    def at_head(self) -> bool:
        """Return whether nothing is known to be missing here."""
        return self.epoch != NO_EPOCH and feeds.all_at_head(self.feeds)

    @property
    def settled(self) -> bool:
        """Return whether there is nothing to send, to offer or to read on."""
        return self.at_head and not self.waiting and not self.missing

    @property
    def tag(self) -> str:
        """Return the entity tag under which the server knows this state: what was read, and what is in its backups."""
        return ".".join([self.epoch, *(str(feed.cursor.sequence) for feed in self.feeds), str(self.chain.floor)])


def look(db: Connection) -> Standing:
    """Return how the book stands."""
    if db.in_transaction:
        return _look(db)
    db.execute("BEGIN")
    try:
        return _look(db)
    finally:
        db.execute("COMMIT")


def _look(db: Connection) -> Standing:
    mine = outbox.peek(db)
    every = feeds.all_feeds(db)
    former = outbox.chains(db)[:-1]
    return Standing(
        chain=mine, tip=outbox.tip(db, mine)[0],
        previous_hash=outbox.hash_at(db, mine, mine.acked) or mine.floor_hash,
        epoch=setting.text(db, setting.EPOCH) or NO_EPOCH, feeds=every,
        held=forks.held(db) if former else (), missing=any(each.missing for each in former),
        archived=mine.acked > mine.floor,
        is_first_pull=any(feed.is_commune and not feed.bootstrap_done for feed in every))


def waiting(db: Connection, standing: Standing, *, after: int) -> list[Entry]:
    """Return the next operations to send."""
    return outbox.entries(db, standing.chain.number, after=after, limit=MAX_OPERATIONS)


def request(standing: Standing, batch: Batch, *, want_bytes: int) -> Outgoing:
    """Return the request that sends `batch` and asks for what is new."""
    return Outgoing(batch=batch, request=SyncRequest(
        schema=SCHEMA_VERSION, epoch=standing.epoch, replica=standing.chain.replica,
        previous=(standing.chain.acked, outbox.hash16(standing.previous_hash)), held=tuple(standing.held),
        cursors={feed.feed: feed.cursor for feed in standing.feeds},
        tops={feed.feed: feed.top for feed in standing.feeds}, want_bytes=want_bytes))


def offer(standing: Standing, former: Chain, previous: tuple[int, bytes], batch: Batch) -> Outgoing:
    """Return the request that offers part of the archive of a former replica id, and asks for nothing."""
    return Outgoing(batch=batch, request=SyncRequest(
        schema=SCHEMA_VERSION, epoch=standing.epoch, replica=former.replica,
        previous=(previous[0], outbox.hash16(previous[1])), pull=False))


def nothing(standing: Standing, *, want_bytes: int) -> Outgoing:
    """Return the request that only asks."""
    return request(standing, NOTHING, want_bytes=want_bytes)
