"""What the window knows about the province: counted in the book, told by the sync thread.

The window never asks the network itself. It reads `view()`, and may ask to sync `now()`.
"""
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.background.tasks import Tasks
from desktop.services.sync_view import JournalLine, Link, SyncView

_AGAIN_MS: Final = 400
_JOURNAL: Final = 50


class SyncDesk(QObject):
    """Keeps the last look. `busy` and `note` come from the sync thread's signals, in the main thread."""
    told = Signal()    # the state, a count or the journal is another than before

    def __init__(self, look: Callable[[], SyncView], tasks: Tasks, parent: QObject | None = None) -> None:
        """`look` counts in the book, in another thread."""
        super().__init__(parent)
        self._look, self._tasks = look, tasks
        self._seen = SyncView()
        self._view = SyncView()
        self._busy = False
        self._journal: deque[JournalLine] = deque(maxlen=_JOURNAL)
        self._start: Callable[[], object] = _nothing
        self._active: Callable[[bool], object] = _ignore
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AGAIN_MS)
        self._rest.timeout.connect(self.refresh)

    def drive(self, start: Callable[[], object], active: Callable[[bool], object]) -> None:
        """Connect the sync thread: how an exchange is asked for, and who hears that the window is looked at."""
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

    def busy(self, is_busy: bool) -> None:
        """Note that an exchange begins or has ended."""
        self._busy = is_busy
        self._tell()
        if not is_busy:
            self.refresh()

    def note(self, line: JournalLine) -> None:
        """Add a line to the journal."""
        self._journal.appendleft(line)
        self.told.emit()

    def _take(self, seen: SyncView) -> None:
        self._seen = seen
        self._tell()

    def _tell(self) -> None:
        # While an exchange runs, "No network" of the last one is no longer known to be true.
        busy = self._busy and self._seen.enrolled and self._seen.link not in (Link.REFUSED, Link.CLOCK) \
            and (self._seen.waiting > 0 or not self._seen.last_sync_ms)    # an idle look is not worth a word
        view = replace(self._seen, link=Link.BUSY) if busy else self._seen
        if view != self._view:
            self._view = view
            self.told.emit()


def _nothing() -> None:
    return None


def _ignore(_: bool) -> None:
    return None
