"""The sync in the background: one thread, one cycle at a time, started by whatever makes it worth while.

It runs when something was saved (a second later, so that a burst goes together), when the network came
back, when a person asks, and now and then. What the server asks for (`backoff`, Retry-After) always wins.
A cycle that falls over is logged, told and tried again: the thread ends by `stop` alone.
"""
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.background.connectivity import Connectivity
from desktop.store.changes import Changes
from desktop.store.driver import Error
from desktop.store.errors import StoreClosed, StoreError
from desktop.store.store import Store
from desktop.sync.cycle import SyncReport
from desktop.sync.errors import Busy, NoConnection, NotEnrolled, Refusal, SyncError
from desktop.sync.retry import seconds_until_retry
from desktop.sync.status import SyncStatus, status

AFTER_SAVE_S: Final = 1.0
AFTER_NETWORK_UP_S: Final = 2.0
ACTIVE_S: Final = 60.0           # while the window is used, or an incident waits for an answer
IDLE_S: Final = 600.0
REFUSED_S: Final = 3_600.0       # a clear no is asked about again once an hour
LOOK_S: Final = 5.0
_log = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why a cycle is wanted now."""
    SAVED = "saved"
    NETWORK_UP = "network-up"
    PERSON = "person"
    ENROLLED = "enrolled"


class Session(Protocol):
    """A cycle with its link, made anew when the enrolment changes."""

    def run(self) -> SyncReport:
        """Exchange until everything is settled."""

    def cut(self) -> None:
        """End a running exchange, from another thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncNews:
    """The truth at one moment: the book's status, whether a cycle runs, and how the last one ended."""
    status: SyncStatus
    running: bool = False
    report: SyncReport | None = None
    error: str = ""
    next_in_s: float | None = None


class SyncThread(QObject):
    """Runs the sync of one book. Connect `news` to a bound method of an object in the main thread."""
    news = Signal(object)    # SyncNews: before and after each cycle, and when something was saved

    def __init__(self, store: Store, open_session: Callable[[], Session | None], *,
                 connectivity: Connectivity | None = None, clock: Callable[[], float] = time.monotonic,
                 uniform: Callable[[float, float], float] = random.uniform, parent: QObject | None = None) -> None:
        """`open_session` gives a cycle, or None while the book has no province."""
        super().__init__(parent)
        self._store, self._open_session = store, open_session
        self._connectivity, self._clock, self._uniform = connectivity, clock, uniform
        self._wake = threading.Condition()
        self._due = self._clock() + uniform(0.0, AFTER_NETWORK_UP_S)
        self._not_before = 0.0
        self._stopping = self._active = self._asked = False
        self._told_to_tell = False
        self._failures = 0
        self._last_answer = self._clock()
        self._session: Session | None = None
        self._thread: threading.Thread | None = None
        self._last = SyncNews(status=status(store.read()))

    def start(self) -> None:
        """Begin. The bell of the store is listened to from now on."""
        self._store.on_commit(self._on_commit)
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        self._thread.start()

    def nudge(self, reason: Reason = Reason.PERSON) -> None:
        """Ask for a cycle soon; the server's own wish to be left alone still wins."""
        delay = {Reason.SAVED: AFTER_SAVE_S, Reason.NETWORK_UP: self._uniform(0.0, AFTER_NETWORK_UP_S)}.get(reason, 0.0)
        with self._wake:
            if reason is Reason.ENROLLED:
                self._drop_session()
            if reason is not Reason.SAVED:
                self._failures, self._asked = 0, True
            self._due = min(self._due, self._clock() + delay)
            self._wake.notify_all()

    def set_active(self, active: bool) -> None:
        """Say whether somebody is at the window, or waits for an answer: then the province is asked every minute."""
        with self._wake:
            self._active = active
            if active:
                self._due = min(self._due, self._clock() + ACTIVE_S)
                self._wake.notify_all()

    def stop(self) -> None:
        """End the thread and wait for it; a running exchange is cut, and repeated at the next start."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
            if self._session is not None:
                self._session.cut()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    # -- inside ------------------------------------------------------------------------------------

    def _on_commit(self, changes: Changes) -> None:
        if threading.current_thread() is self._thread:
            return
        if changes.outbox_changed:
            with self._wake:
                self._told_to_tell = True
                # After failures the wait for the next try stands: a save does not shorten it.
                if not self._failures:
                    self._due = min(self._due, self._clock() + AFTER_SAVE_S)
                self._wake.notify_all()

    def _work(self) -> None:
        while self._wait():
            begun = self._clock()
            try:
                self._one_cycle()
            except StoreClosed:
                return
            except Exception:  # noqa: BLE001  the thread must outlive any mistake of ours, and say so
                _log.exception("the sync fell over")
                self._failures += 1
                self._plan(begun, seconds_until_retry(self._failures, self._uniform))
                self._tell(error="sync")

    def _wait(self) -> bool:
        """Return True when a cycle is due, False when the thread is to end."""
        while True:
            with self._wake:
                if self._stopping:
                    return False
                now = self._clock()
                wait = max(self._due, self._not_before) - now
                if wait <= 0:
                    return True
                tell, self._told_to_tell = self._told_to_tell, False
                if not tell:
                    self._wake.wait(min(wait, LOOK_S) if self._connectivity is not None else wait)
            if tell:
                self._tell_saved()
            elif self._connectivity is not None and self._connectivity.look():
                self.nudge(Reason.NETWORK_UP)

    def _one_cycle(self) -> None:
        begun = self._clock()
        with self._wake:
            self._due, self._asked = begun + self._pause(), False
            if self._session is None and not self._stopping:
                self._session = self._open_session()
            session = self._session
        if session is None:
            self._tell()
            return
        self._tell(running=True)
        try:
            report = session.run()
        except Busy:
            self._plan(begun, AFTER_SAVE_S)
        except NotEnrolled:
            self._drop_session()
            self._tell()
        except Refusal as refusal:
            _log.warning("the province said no: %s", refusal)
            self._last_answer = self._clock()
            self._plan(begun, REFUSED_S)
            self._tell(error=refusal.code)
        except NoConnection as failure:
            _log.info("no connection: %s", failure)
            self._failures += 1
            asked = float(getattr(failure, "retry_after_s", 0))
            self._plan(begun, seconds_until_retry(self._failures, self._uniform, asked_s=asked,
                                                  silent_s=self._clock() - self._last_answer), asked)
            self._tell(error=failure.code)
        except (SyncError, StoreError, Error) as error:
            _log.warning("no sync: %s", error)
            self._failures += 1
            self._plan(begun, seconds_until_retry(self._failures, self._uniform))
            self._tell(error=str(getattr(error, "code", "store")))
        else:
            self._failures = 0
            self._last_answer = self._clock()
            self._plan(begun, max(self._pause(), report.backoff_s), report.backoff_s)
            self._tell(report=report)

    def _pause(self) -> float:
        pause = ACTIVE_S if self._active else IDLE_S
        return self._uniform(0.9 * pause, 1.1 * pause)

    def _plan(self, begun: float, wait_s: float, asked_s: float = 0.0) -> None:
        """Set when the next cycle is due; what was saved while this one ran goes a second after it."""
        with self._wake:
            now = self._clock()
            self._not_before = now + asked_s
            saved_meanwhile = begun < self._due <= now + AFTER_SAVE_S and not self._failures
            self._due = now if self._asked else self._due if saved_meanwhile else now + wait_s

    def _drop_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.cut()

    def _tell(self, *, running: bool = False, report: SyncReport | None = None, error: str = "") -> None:
        now = status(self._store.read())
        with self._wake:
            wait = max(self._due, self._not_before) - self._clock()
        self._last = SyncNews(status=now, running=running, report=report, error=error,
                              next_in_s=None if running else max(wait, 0.0))
        self.news.emit(self._last)

    def _tell_saved(self) -> None:
        self._last = replace(self._last, status=status(self._store.read()))
        self.news.emit(self._last)
