"""How the book stands towards the province, as the window shows it. Never more than the book knows."""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.store import setting
from desktop.store.driver import Connection

if TYPE_CHECKING:
    from desktop.sync.status import SyncStatus


class Link(StrEnum):
    """How the way to the province is, as last seen."""
    UNKNOWN = "unknown"
    BUSY = "busy"
    READY = "ready"
    NO_NETWORK = "no-network"
    NO_SERVER = "no-server"
    PAUSED = "server-paused"
    REFUSED = "refused"
    UPGRADE = "upgrade"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncView:
    """One look. `synced` is the engine's word, never guessed here. Times in ms since 1970, 0: never."""
    enrolled: bool = False
    synced: bool = False
    link: Link = Link.UNKNOWN
    server: str = ""
    role: str = ""
    machine: str = ""
    replica: str = ""
    waiting: int = 0
    oldest_waiting_ms: int = 0
    rejected: int = 0
    conflicts: int = 0
    pairs: int = 0
    acked: int = 0
    durable: int = 0
    last_sync_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of "Chi tiết kỹ thuật": when, and what happened in a sentence."""
    at_ms: int
    words: str


_LINKS: Final = {"no-network": Link.NO_NETWORK, "server-paused": Link.PAUSED, "upgrade": Link.UPGRADE,
                 "clock": Link.CLOCK}


def look(db: Connection) -> SyncView:
    """Return how the book stands now."""
    from desktop.sync.status import status  # 90 ms: after the first paint
    known = status(db)
    return SyncView(
        enrolled=known.enrolled, synced=str(known.state) == "synced", link=_link(known), server=known.server,
        role=known.role, machine=setting.text(db, setting.REPLICA_NAME), replica=setting.text(db, setting.REPLICA),
        waiting=known.waiting, oldest_waiting_ms=_ms(known.oldest_waiting_at), rejected=known.rejected + known.lost,
        conflicts=known.conflicts, pairs=known.duplicates, acked=known.acked, durable=known.durable,
        last_sync_ms=_ms(known.last_sync_at))


def _link(known: "SyncStatus") -> Link:
    match str(known.state):
        case "refused":
            return Link.UPGRADE if known.reason == "upgrade" else Link.REFUSED
        case "clock":
            return Link.CLOCK
        case "offline":
            return _LINKS.get(known.reason, Link.NO_SERVER)
        case _:
            return Link.READY if known.last_sync_at else Link.UNKNOWN


def _ms(text: str | None) -> int:
    if not text:
        return 0
    try:
        return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)
    except ValueError:
        return 0
