"""What the window knows about the province: counted in the store, told by the sync thread.

The window never asks the network itself. It reads `view()`, and may ask to sync `now()`.
"""
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.background.tasks import Tasks

_AGAIN_MS: Final = 400
_JOURNAL: Final = 50


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
    """One look at the state. `synced` is the engine's word, never guessed here. Times in ms since 1970, 0: never."""
    enrolled: bool = False
    synced: bool = False
    link: Link = Link.UNKNOWN
    commune: str = ""
    server: str = ""
    role: str = ""
    machine: str = ""
    replica: str = ""
    waiting: int = 0
    oldest_waiting_ms: int = 0
    rejected: int = 0
    conflicts: int = 0
    acked: int = 0
    durable: int = 0
    last_sync_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of "Chi tiết kỹ thuật": when, and what happened in a sentence."""
    at_ms: int
    words: str


class SyncDesk(QObject):
    """Keeps the last look. `hear` and `note` come from the sync thread's signals, in the main thread."""
    told = Signal()    # the state, a count or the journal is another than before

    def __init__(self, look: Callable[[], SyncView], tasks: Tasks, parent: QObject | None = None) -> None:
        """`look` counts in the store, in another thread; its `link` is what the store remembers."""
        super().__init__(parent)
        self._look, self._tasks = look, tasks
        self._view = SyncView()
        self._link: Link | None = None
        self._journal: deque[JournalLine] = deque(maxlen=_JOURNAL)
        self._start: Callable[[], None] = _nothing
        self._active: Callable[[bool], None] = _ignore
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AGAIN_MS)
        self._rest.timeout.connect(self.refresh)

    def drive(self, start: Callable[[], None], active: Callable[[bool], None]) -> None:
        """Connect the sync thread: how a cycle is asked for, and who hears that the window is looked at."""
        self._start, self._active = start, active

    def view(self) -> SyncView:
        """Return the last look."""
        return self._view

    def journal(self) -> Sequence[JournalLine]:
        """Return the exchanges since the program was started, newest first."""
        return tuple(self._journal)

    def known_server(self) -> str:
        """Return the address of the server, where one is known."""
        return self._view.server

    def look_now(self) -> None:
        """Count in this thread; for the first paint only."""
        self._take(self._look())

    @Slot()
    def refresh(self) -> None:
        """Count again, in another thread."""
        self._tasks.latest("sync-desk", self._look, self._take, owner=self)

    @Slot(object)
    def ring(self, changes: object) -> None:
        """News of the book: count again, a few times a second at most."""
        if not self._rest.isActive():
            self._rest.start()

    def now(self) -> None:
        """Ask for an exchange with the province at once."""
        self._start()

    def window_active(self, is_active: bool) -> None:
        """Note that somebody looks at the window: the province is asked more often then."""
        self._active(is_active)

    def hear(self, link: Link) -> None:
        """Take in how the way to the province is."""
        self._link = link
        self._take(self._view)
        self.refresh()

    def note(self, line: JournalLine) -> None:
        """Add a line to the journal."""
        self._journal.appendleft(line)
        self.told.emit()

    def _take(self, view: SyncView) -> None:
        link = view.link if self._link is None else self._link
        view = replace(view, link=link)
        if view != self._view:
            self._view = view
            self.told.emit()


def _nothing() -> None:
    return None


def _ignore(_: bool) -> None:
    return None
