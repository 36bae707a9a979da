"""The sync thread of one book, and what it tells as lines of the journal."""
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.background.connectivity import Connectivity
from desktop.background.sync_thread import Reason, SyncNews, SyncThread
from desktop.language import tr, trn
from desktop.services import exchanging
from desktop.services.sentences import sentence
from desktop.services.sync_view import JournalLine
from desktop.store.store import Store
from desktop.sync import memory
from desktop.sync.session import LiveSession


class Exchange(QObject):
    """Lives in the main thread; the exchanges themselves are made in another."""
    busy = Signal(bool)       # an exchange begins, or has ended
    noted = Signal(object)    # JournalLine: something was exchanged, or the way to the province changed

    def __init__(self, store: Store, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._profile = store, profile
        self._error = ""
        self._lost_at_ms = 0
        self._address = ""
        self._thread = SyncThread(store, self._open, connectivity=Connectivity(lambda: self._address), parent=self)
        self._thread.news.connect(self._hear)

    def start(self) -> None:
        """Begin; the first exchange follows within two seconds."""
        self._thread.start()

    def now(self) -> None:
        """Ask for an exchange at once."""
        self._thread.nudge(Reason.PERSON)

    def enrolled(self) -> None:
        """Begin anew with the permission that was just given. May be called from any thread."""
        self._thread.nudge(Reason.ENROLLED)

    def set_active(self, is_active: bool) -> None:
        """Say whether somebody looks at the window."""
        self._thread.set_active(is_active)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._thread.stop()

    def _open(self) -> LiveSession | None:
        """Return a session; called in the sync thread. A key store that is locked means: not now."""
        addresses = memory.addresses(self._store.read())
        self._address = addresses[0] if addresses else ""
        if not addresses:
            return None
        return exchanging.session(self._store, self._profile)

    @Slot(object)
    def _hear(self, news: SyncNews) -> None:
        self.busy.emit(news.running)
        now = time.time_ns() // 1_000_000
        if news.report is not None:
            if self._error:
                minutes = (now - self._lost_at_ms) // 60_000
                self._note(now, tr("The province is reached again (after {time})", time=_lasted(minutes)))
            self._error = ""
            report = news.report
            if report.sent or report.received:
                self._note(now, tr("Sent {sent}, received {received} · {size} · {seconds} s", sent=report.sent,
                                   received=report.received, size=_size(report.bytes_up + report.bytes_down),
                                   seconds=f"{report.seconds:.1f}".replace(".", ",")))
        elif news.error and news.error != self._error:
            if not self._error:
                self._lost_at_ms = now
            self._error = news.error
            self._note(now, sentence(news.error).message)

    def _note(self, at_ms: int, words: str) -> None:
        self.noted.emit(JournalLine(at_ms=at_ms, words=words))


def _lasted(minutes: int) -> str:
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 60:
        return trn("{n} minute", "{n} minutes", minutes)
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def _size(count: int) -> str:
    words = f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"
    return words.replace(".", ",")
