"""The truth about what has and has not reached the province, read from the book alone."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop.store import feeds, outbox, records, setting
from desktop.store.driver import Connection
from desktop.sync import memory
from protocol.clock import utc_text

CLOCK_WRONG_MS: Final = 5 * 60_000
"""A clock that differs by more from the server's is told to the person at the PC."""


class State(StrEnum):
    """How a book stands towards the province."""
    UNENROLLED = "unenrolled"
    SYNCED = "synced"
    WAITING = "waiting"
    OFFLINE = "offline"
    REFUSED = "refused"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How the book stands towards the province.

    `state` is `synced` only when nothing waits here and nothing newer was announced by the server's last
    answer. `reason` is the code of the last failure while it lasts. Times are UTC texts.
    """
    enrolled: bool
    commune: str
    commune_name: str
    server: str
    role: str
    state: State
    reason: str = ""
    waiting: int = 0
    oldest_waiting_at: str | None = None
    rejected: int = 0
    lost: int = 0
    conflicts: int = 0
    duplicates: int = 0
    acked: int = 0
    durable: int = 0
    last_sync_at: str | None = None
    clock_offset_s: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


def status(db: Connection, *, with_counts: bool = False) -> SyncStatus:
    """Return the status; `with_counts` adds how many records of each kind there are (a walk over an index)."""
    mine, every = outbox.peek(db), feeds.all_feeds(db)
    waiting = outbox.tip(db, mine)[0] - mine.acked
    settled = not waiting and feeds.all_at_head(every) and bool(setting.text(db, setting.EPOCH)) \
        and not any(each.missing for each in outbox.chains(db)[:-1])
    enrolled = bool(every)
    refused, failed = setting.text(db, memory.REFUSED), setting.text(db, memory.LAST_ERROR)
    offset = setting.number(db, setting.CLOCK_OFFSET)
    last = setting.number(db, memory.LAST_SYNC_MS)
    asking: dict[str, int] = dict(db.execute(
        "SELECT reason, count(*) FROM needs_attention WHERE settled = 0 GROUP BY reason").fetchall())
    pairs = db.execute("SELECT count(*) FROM likely_duplicate WHERE choice = ''").fetchone()
    return SyncStatus(
        enrolled=enrolled, commune=setting.text(db, setting.COMMUNE),
        commune_name=setting.text(db, memory.COMMUNE_NAME), role=setting.text(db, setting.ROLE),
        server=next(iter(memory.addresses(db)), ""),
        state=_state(enrolled, settled, refused, failed, offset), reason=refused or failed,
        waiting=waiting, oldest_waiting_at=outbox.oldest_waiting_at(db) if waiting else None,
        rejected=asking.get("rejected", 0), lost=asking.get("lost", 0),
        conflicts=len(records.open_conflicts(db)), duplicates=pairs[0] if pairs is not None else 0,
        acked=mine.acked, durable=mine.floor, last_sync_at=utc_text(last) if last else None,
        clock_offset_s=round(offset / 1000), counts=_counts(db) if with_counts else {})


def _state(enrolled: bool, settled: bool, refused: str, failed: str, offset_ms: int) -> State:
    if not enrolled:
        return State.UNENROLLED
    if refused:
        return State.REFUSED
    if failed == "clock" or abs(offset_ms) > CLOCK_WRONG_MS:
        return State.CLOCK
    if failed:
        return State.OFFLINE
    return State.SYNCED if settled else State.WAITING


def _counts(db: Connection) -> dict[str, int]:
    return dict(db.execute("SELECT kind, count(*) FROM record WHERE deleted = 0 GROUP BY kind").fetchall())
