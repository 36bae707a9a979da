"""One sync cycle: say what waits, hear what is new, until nothing is left to say or to hear.

Every step is: look (a short read), talk (no transaction is open), take in (short transactions). A crash
anywhere leaves a book from which the next cycle goes on; what is repeated changes nothing.
"""
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from desktop.store import acks, derived, duplicates, feeds, forks, measured, outbox, pages, setting
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.sync import memory, push
from desktop.sync.errors import (
    Behind,
    Busy,
    Forked,
    NoConnection,
    NotEnrolled,
    NotOurServer,
    Refusal,
    ReplicaTaken,
    ServerFailed,
    ServerPaused,
    TooLarge,
    Turn,
)
from desktop.sync.link import Link, Traffic
from desktop.sync.outgoing import NOTHING, Outgoing
from desktop.sync.packer import Packer
from desktop.sync.push import Standing
from desktop.sync.retry import BatchSizer
from desktop.sync.status import State
from protocol import identity
from protocol.bodies import MAX_OPERATIONS
from protocol.messages import SyncAnswer

_log = logging.getLogger(__name__)
REMEMBER_CONTACT_MS: Final = 60_000
ASK_DURABLE_MS: Final = 30 * 60_000
IDLE_ROUNDS: Final = 3
"""Exchanges without any progress, one after the other, that end a run."""
TURNS_A_RUN: Final = 6
"""Forks and restores met in one run: more than one restore and one fork is no accident."""
TRIES_FOR_ONE: Final = 3
CUTS_A_RUN: Final = 3
LARGEST: Final = 1 << 53
"""No version is larger: milliseconds since 1970 for 285,000 years."""
CLOCK_STEP_MS: Final = 2_000
"""The learned offset is written when it moved by more: the clock of a request is only good to its travel time."""


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What a cycle did. `backoff_s`: the server asks to stay away that long."""
    sent: int = 0
    received: int = 0
    conflicts: int = 0
    rejected: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    round_trips: int = 0
    connections: int = 0
    seconds: float = 0.0
    state: State = State.SYNCED
    backoff_s: int = 0


class Cycle:
    """The sync of one book with one server. `run` may be called from any thread, by one at a time."""

    def __init__(self, store: Store, link: Link, *, clock: Callable[[], float] = time.monotonic,
                 random: Callable[[int], bytes] | None = None, slice_rows: int = pages.SLICE_ROWS,
                 pack_ahead: bool = True) -> None:
        """`slice_rows` tells a program with a window (small steps, small answers) from one without."""
        self.store, self.link = store, link
        self._pack_ahead = pack_ahead
        self._clock = clock
        self._random = random or store.random
        self._slice_rows = slice_rows
        self._lock = threading.Lock()
        self._strikes: dict[int, int] = {}      # sequence of a lone operation: how often the server failed over it
        self._cuts = self._turns = 0
        self.sizer = BatchSizer() if slice_rows > pages.SLICE_ROWS else BatchSizer.beside_a_window()
        self._packer = Packer(store, self.sizer, ahead=False)

    def run(self, *, until_settled: bool = True) -> SyncReport:
        """Return what was exchanged, once everything is; or after one exchange if not `until_settled`.

        Raises SyncError; what was exchanged until then stands.
        """
        if not self._lock.acquire(blocking=False):
            raise Busy
        try:
            return self._run(until_settled)
        finally:
            self._lock.release()

    def _run(self, until_settled: bool) -> SyncReport:
        report, begun, before = SyncReport(), self._clock(), self.link.traffic.copy()
        self._cuts = self._turns = 0
        self._packer = Packer(self.store, self.sizer, ahead=self._pack_ahead and until_settled)
        try:
            self._go(report, until_settled)
        except Refusal as refusal:
            self._remember(memory.REFUSED, refusal.code)
            raise
        except NoConnection as failure:
            self._remember(memory.LAST_ERROR, failure.code)
            raise
        finally:
            self._packer.close()
            self._count(report, begun, before)
        self._remember(memory.REFUSED, None)
        self._remember(memory.LAST_ERROR, None)
        if self.link.address:
            self._remember(memory.LAST_ADDRESS, self.link.address)
        report.state = State.SYNCED if push.look(self.store.read()).settled else State.WAITING
        return report

    def _go(self, report: SyncReport, until_settled: bool) -> None:
        standing = push.look(self.store.read())
        if not standing.feeds:
            raise NotEnrolled
        if standing.settled and not self._must_ask(standing):
            heads = self.link.head(standing.tag)
            if heads is None:
                self._note_contact()
                return
            report.backoff_s = heads.backoff_s
        idle_rounds = 0
        while idle_rounds < IDLE_ROUNDS and self._turns <= TURNS_A_RUN:
            if standing.missing:
                self._offer_archives()
                standing = push.look(self.store.read())
            before, was_answered = standing, self._exchange(standing, report)
            standing = push.look(self.store.read())
            if not until_settled or standing.settled:
                return
            idle_rounds = idle_rounds + 1 if was_answered and standing == before else 0
        # A server that answers and lets us get nowhere is asked again later, not faster.
        raise ServerPaused("no progress")

    def make_searchable(self) -> None:
        """Make searchable what a large download left for later; for programs that end right after it."""
        while derived.is_stale(self.store.read()):
            with self.store.write(background=True) as unit:
                derived.catch_up(unit.db)
                unit.changes.search_changed = True

    # -- one exchange ------------------------------------------------------------------------------

    def _exchange(self, standing: Standing, report: SyncReport) -> bool:
        """Say and hear once; return whether the server answered, False where it set the cycle on another way."""
        # A book that was never here first hears what is there already: the same things are found then,
        # and shown, before ours are added (they are sent in the same cycle all the same).
        batch = NOTHING if standing.is_first_pull else self._packer.take(standing)
        outgoing = push.request(standing, batch, want_bytes=self.sizer.down)
        begun, before = self._clock(), self.link.traffic.copy()
        self._packer.look_ahead(standing, batch)
        try:
            answer = self.link.sync(outgoing)
        except (Forked, Behind, ReplicaTaken) as turn:
            self._turn(turn)
            return False
        except (TooLarge, ServerFailed) as failure:
            self._packer.forget()
            self._failed(failure, outgoing)
            return False
        except Exception:
            self.sizer.failed(len(batch.entries))
            raise
        used = self.link.traffic.since(before)
        self.sizer.succeeded(self._clock() - begun, operations=len(batch.entries), bytes_up=used.bytes_up,
                             bytes_down=used.bytes_down)
        self._strikes.clear()
        self.take_in(outgoing, answer, report)
        return True

    def take_in(self, outgoing: Outgoing, answer: SyncAnswer, report: SyncReport) -> None:
        """Apply an answer: acknowledgements first, then rows in slices, the cursor with the last of each feed."""
        check(outgoing, answer)
        rows = sum(len(page.rows) for page in answer.feeds.values())
        later = rows > pages.INDEXED_AT_ONCE
        first_pull = self._is_first_pull()
        if rows <= self._slice_rows:
            with self.store.write(background=True) as unit:
                if begin(unit, outgoing, answer, report, self._new_replica):
                    for name, page in answer.feeds.items():
                        pages.accept(unit, name, page.rows, search_later=later)
                        pages.end(unit, name, page)
        else:
            with self.store.write(background=True) as unit:
                is_ours = begin(unit, outgoing, answer, report, self._new_replica)
            if not is_ours:
                return
            for name, page in answer.feeds.items():
                parts = list(pages.slices(page.rows, self._slice_rows)) or [()]
                for at, part in enumerate(parts):
                    with self.store.write(background=True) as unit:
                        pages.accept(unit, name, part, search_later=later)
                        if pages.is_last(at, len(parts)):
                            pages.end(unit, name, page)
        if first_pull and not self._is_first_pull() and (found := duplicates.find(self.store.read())):
            with self.store.write(background=True) as unit:
                duplicates.keep(unit, found)
        if measured.waiting(self.store.read()):
            with self.store.write(background=True) as unit:
                measured.settle(unit)
        for page in answer.feeds.values():
            report.received += sum(row.kind != "conflict" for row in page.rows)
            report.conflicts += sum(row.kind == "conflict" and row.fields.get("open") is True
                                    and row.fields.get("field") not in measured.CODES for row in page.rows)
        report.backoff_s = answer.backoff_s

    # -- answers that are none ---------------------------------------------------------------------

    def _turn(self, turn: Turn) -> None:
        self._turns += 1
        with self.store.write(background=True) as unit:
            match turn:
                case Behind(need=need):
                    forks.refill(unit, self._new_replica(), need=need)
                case Forked(common=common):
                    forks.take_new_identity(unit, self._new_replica(), common=common)
                case _:
                    forks.take_new_identity(unit, self._new_replica(), common=0)
        _log.info("%s: the chain goes on from what is common", type(turn).__name__)

    def _failed(self, failure: Turn, outgoing: Outgoing) -> None:
        """Cut the batch in two; one operation over which the server fails again and again goes to the end."""
        entries = outgoing.batch.entries
        self.sizer.failed(len(entries))
        self._cuts += 1
        if len(entries) > 1 and (self._cuts <= CUTS_A_RUN or isinstance(failure, TooLarge)):
            return
        if len(entries) == 1:
            first = entries[0].sequence
            self._strikes[first] = self._strikes.get(first, 0) + 1
            if self._strikes[first] >= TRIES_FOR_ONE:
                self._strikes.clear()
                with self.store.write(background=True) as unit:
                    forks.go_round(unit, self._new_replica(), first)
        raise ServerPaused(f"the server failed: {type(failure).__name__}")

    def _offer_archives(self) -> None:
        """Say again under former ids what the server lost; what cannot be chained there, under the present one."""
        self._turns += 1
        standing = push.look(self.store.read())
        for former in outbox.chains(self.store.read())[:-1]:
            if former.missing:
                self._offer(standing, former)

    def _offer(self, standing: Standing, former: outbox.Chain) -> None:
        db = self.store.read()
        place = (former.floor, former.floor_hash)
        while entries := outbox.entries(db, former.number, after=place[0], limit=MAX_OPERATIONS):
            if entries[0].sequence != place[0] + 1:
                place = (entries[0].sequence - 1, b"\0" * 32)
            batch = self.sizer.batch(entries)
            if not batch.entries:
                return
            try:
                self.link.sync(push.offer(standing, former, place, batch))
            except (Forked, Behind) as turn:
                common = turn.common if isinstance(turn, Forked) else 0
                with self.store.write(background=True) as unit:
                    forks.offer_anew(unit, former, common=common)
                return
            except (TooLarge, ServerFailed) as failure:
                self.sizer.failed(len(batch.entries))
                if len(batch.entries) == 1:
                    raise ServerPaused("the server failed") from failure
                continue
            place = (batch.last, batch.entries[-1].hash)
        with self.store.write(background=True) as unit:
            forks.offered(unit.db, former.number)

    # -- small things ------------------------------------------------------------------------------

    def _must_ask(self, standing: Standing) -> bool:
        """Return whether an idle look is not enough: the archive waits for the word that it is in a backup."""
        if not standing.archived and not standing.held:
            return False
        last = setting.number(self.store.read(), memory.LAST_ASKED_MS)
        return abs(self.store.clock() - last) > ASK_DURABLE_MS

    def _note_contact(self) -> None:
        now = self.store.clock() + setting.number(self.store.read(), setting.CLOCK_OFFSET)
        if abs(now - setting.number(self.store.read(), memory.LAST_SYNC_MS)) >= REMEMBER_CONTACT_MS:
            with self.store.write(background=True) as unit:
                setting.write(unit.db, memory.LAST_SYNC_MS, now)

    def _is_first_pull(self) -> bool:
        return any(feed.is_commune and not feed.bootstrap_done for feed in feeds.all_feeds(self.store.read()))

    def _remember(self, key: str, value: str | None) -> None:
        if setting.read(self.store.read(), key) != value:
            with self.store.write(background=True) as unit:
                unit.set_setting(key, value)

    def _new_replica(self) -> str:
        return identity.replica_id(self._random(identity.REPLICA_BYTES))

    def _count(self, report: SyncReport, begun: float, before: Traffic) -> None:
        used = self.link.traffic.since(before)
        report.bytes_up, report.bytes_down = used.bytes_up, used.bytes_down
        report.round_trips, report.connections = used.round_trips, used.connections
        report.seconds = self._clock() - begun


def check(outgoing: Outgoing, answer: SyncAnswer) -> None:
    """Refuse an answer that does not fit its question. Raises NotOurServer."""
    asked = outgoing.request
    if not asked.pull:
        return
    if set(answer.feeds) != set(asked.cursors):
        raise NotOurServer("other feeds than asked for")
    if any(row.version > LARGEST for page in answer.feeds.values() for row in page.rows):
        raise NotOurServer("a version out of range")
    if answer.epoch != asked.epoch and not all(page.reset for page in answer.feeds.values()):
        raise NotOurServer("another epoch without a reset")


def begin(unit: Unit, outgoing: Outgoing, answer: SyncAnswer, report: SyncReport,
          new_replica: Callable[[], str]) -> bool:
    """Take in what stands before the rows of an answer; return whether its rows may follow."""
    db, asked = unit.db, outgoing.request
    mine = outbox.own(db)
    if mine.replica != asked.replica:
        return False
    if is_older_image(answer, outbox.tip(db, mine)[0]):
        # The server has heard more from us than we ever said: we are an older image of ourselves, and
        # it knew all that we sent. Nothing is folded; the rows come to the new replica id.
        acks.take(unit, replace(answer, first=None, durable={}), sent_to=outgoing.batch.last)
        forks.take_new_identity(unit, new_replica(), common=0)
        return False
    outcome = acks.take(unit, answer, sent_to=outgoing.batch.last)
    report.sent += outcome.acked
    report.rejected += outcome.rejected
    forks.note_held(db, asked.held, answer.durable)
    feeds.name_replicas(db, answer.replicas)
    now = unit.now_ms
    setting.write(db, memory.LAST_SYNC_MS, answer.now_ms)
    setting.write(db, memory.LAST_ASKED_MS, now)
    offset = answer.now_ms - now
    if abs(offset - setting.number(db, setting.CLOCK_OFFSET)) > CLOCK_STEP_MS:
        setting.write(db, setting.CLOCK_OFFSET, offset)
    if answer.epoch != setting.text(db, setting.EPOCH):
        setting.write(db, setting.EPOCH, answer.epoch)
    for name, page in answer.feeds.items():
        pages.begin(unit, page, name)
    unit.changes.feeds_changed = True
    return True


def is_older_image(answer: SyncAnswer, own_last: int) -> bool:
    """Return whether the server acknowledges more than this PC ever wrote."""
    return answer.ack > own_last
