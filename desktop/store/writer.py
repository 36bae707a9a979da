"""The one writing connection, its thread, and whose turn it is.

Every transaction is BEGIN IMMEDIATE. Background slices (pages from the server, indexing) are cut small by
their owners and wait behind whatever a person saves.
"""
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from desktop.store import driver
from desktop.store.changes import Changes
from desktop.store.driver import Connection
from desktop.store.errors import StoreClosed, StoreError, from_driver
from desktop.store.unit import Unit

MANY_ROWS: Final = 400    # in one transaction: a page from the server, an import, an index being made
SMALL_CACHE_KIB: Final = 2000
LARGE_CACHE_KIB: Final = 16_000
LARGE_FOR_S: Final = 10.0
T = TypeVar("T")
_log = logging.getLogger(__name__)


class _Task(Generic[T]):
    """A function that waits for the writing thread."""

    def __init__(self, function: Callable[[Unit], T]) -> None:
        self.function = function
        self.future: Future[T] = Future()


class _Inline:
    """A caller that waits for its own turn."""


class Writer:
    """Runs one transaction at a time, in its thread (`submit`) or in the caller's (`turn`)."""

    def __init__(self, connection: Connection, make_unit: Callable[[Connection], Unit],
                 ring: Callable[[Changes], None]) -> None:
        self._connection = connection
        self._make_unit = make_unit
        self._ring = ring
        self._state = threading.Condition()
        self._urgent: deque[_Task[object] | _Inline] = deque()
        self._later: deque[_Task[object] | _Inline] = deque()
        self._owner: int | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._cache_kib = 0
        self._large_until = 0.0
        self._wrote = 0    # rows of the last transaction

    def submit(self, function: Callable[[Unit], T], *, background: bool) -> Future[T]:
        """Return the future of what `function` returns, done once its transaction is on the disk."""
        task = _Task(function)
        with self._state:
            if self._closed:
                raise StoreClosed
            (self._later if background else self._urgent).append(task)  # type: ignore[arg-type]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
                self._thread.start()
            self._state.notify_all()
        return task.future

    @contextmanager
    def turn(self, *, background: bool = False) -> Iterator[Unit]:
        """Hold one transaction in the caller's thread; it is committed at the end of the block."""
        with self._held(background=background), self._transaction() as unit:
            yield unit
        self._tell(unit)

    def alone(self, function: Callable[[Connection], T]) -> T:
        """Return what `function` makes of the connection while nobody writes, outside any transaction."""
        with self._held(background=True):
            return function(self._connection)

    @contextmanager
    def _held(self, *, background: bool) -> Iterator[None]:
        me = threading.get_ident()
        ticket = _Inline()
        with self._state:
            if self._owner == me:
                raise RuntimeError("a unit is already open in this thread")
            if self._closed:
                raise StoreClosed
            queue = self._later if background else self._urgent
            queue.append(ticket)
            try:
                while self._owner is not None or self._first() is not ticket:
                    self._state.wait()
            except BaseException:
                # Interrupted while waiting: nobody may wait behind a ticket without an owner.
                queue.remove(ticket)
                self._state.notify_all()
                raise
            self._take(me)
        try:
            yield
        finally:
            self._release()

    def when_idle(self, function: Callable[[Connection], T]) -> T | None:
        """Return what `function` makes of the connection outside any transaction, None if somebody writes."""
        with self._state:
            if self._closed or self._owner is not None:
                return None
            self._owner = threading.get_ident()
        try:
            return function(self._connection)
        finally:
            self._release()

    def close(self) -> None:
        """Finish what was submitted, then take nothing more."""
        with self._state:
            self._closed = True
            self._state.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _first(self) -> "_Task[object] | _Inline | None":
        return self._urgent[0] if self._urgent else self._later[0] if self._later else None

    def _take(self, owner: int) -> "_Task[object] | _Inline":
        self._owner = owner
        return self._urgent.popleft() if self._urgent else self._later.popleft()

    def _release(self) -> None:
        with self._state:
            self._owner = None
            self._state.notify_all()

    def _work(self) -> None:
        me = threading.get_ident()
        while True:
            with self._state:
                while self._owner is not None or not isinstance(self._first(), _Task):
                    if self._closed and self._owner is None and self._first() is None:
                        return
                    self._state.wait()
                task = self._take(me)
            assert isinstance(task, _Task)
            self._run(task)

    def _run(self, task: _Task[object]) -> None:
        if not task.future.set_running_or_notify_cancel():
            self._release()
            return
        try:
            with self._transaction() as unit:
                result = task.function(unit)
        except BaseException as error:  # noqa: BLE001  it is the submitter's to see
            self._release()
            task.future.set_exception(error)
            return
        self._release()
        self._tell(unit)
        task.future.set_result(result)

    @contextmanager
    def _transaction(self) -> Iterator[Unit]:
        self._fit_cache()
        before = self._connection.total_changes
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            unit = self._make_unit(self._connection)
            yield unit
            unit.finish()
            self._connection.execute("COMMIT")
            self._wrote = self._connection.total_changes - before
        except driver.Error as error:
            self._roll_back()
            made = from_driver(error)
            if type(made) is StoreError:
                raise    # a mistake of ours: it goes into the log as it is
            raise made from error
        except BaseException:
            self._roll_back()
            raise

    def _fit_cache(self) -> None:
        """Give what goes on writing much room for its pages; what a person saves must not keep it all day.

        Before a transaction, not after it: nothing may fail once something is on the disk.
        """
        now = time.monotonic()
        if self._wrote >= MANY_ROWS:
            self._large_until = now + LARGE_FOR_S
        wanted = LARGE_CACHE_KIB if now < self._large_until else SMALL_CACHE_KIB
        if wanted != self._cache_kib:
            if wanted < self._cache_kib:
                self._connection.execute("PRAGMA shrink_memory")
            self._connection.execute(f"PRAGMA cache_size = -{wanted}")
            self._cache_kib = wanted

    def _roll_back(self) -> None:
        # SQLite has often done so itself: on a full disk, on an error of the disk.
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except driver.Error:
                _log.exception("a transaction could not be taken back")

    def _tell(self, unit: Unit) -> None:
        changes = unit.changes.frozen()
        if changes:
            self._ring(changes)
