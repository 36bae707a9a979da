"""Runs a plain function in another thread and brings its outcome back to the main thread."""
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[Exception], object]

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The person asked to stop; nothing is told to anyone."""


@dataclass(slots=True, eq=False)
class Task:
    """One function under way. Ends in exactly one of: done, failed, forgotten."""
    _owner: QObject | None
    _cancelled: threading.Event = field(default_factory=threading.Event)
    future: "Future[Any] | None" = None

    def cancel(self) -> None:
        """Forget the outcome; a function that asks `stopped` ends early."""
        self._cancelled.set()
        if self.future is not None:
            self.future.cancel()

    def stopped(self) -> bool:
        """Return whether nobody waits for the outcome any more. May be asked from any thread."""
        return self._cancelled.is_set()

    def wanted(self) -> bool:
        """Return whether the outcome is still to be delivered; main thread only."""
        return not self.stopped() and (self._owner is None or shiboken6.isValid(self._owner))


class Tasks(QObject):
    """A few threads for reading and for services. Lives in the main thread, and delivers there."""
    _ended = Signal(object)    # a delivery: function without arguments, to be called in the main thread

    def __init__(self, parent: QObject | None = None, *, threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="task")
        self._latest: dict[str, Task] = {}
        self._running = 0
        self._is_stopped = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, function: Callable[[], T], on_done: Done[T] | None = None, on_error: Failed | None = None, *,
            owner: QObject | None = None) -> Task:
        """Run `function` in another thread, then `on_done(result)` or `on_error(exception)` in this one.

        Nothing is delivered once `owner` is deleted or the task is cancelled. Without `on_error` an
        exception goes to the log, and from there to the window's last-resort handler.
        """
        task = Task(owner)
        if self._is_stopped:    # a timer that fires once more while the window is taken down
            task.cancel()
            return task
        self._running += 1
        task.future = self._pool.submit(self._work, task, function, on_done, on_error)
        return task

    def latest(self, key: str, function: Callable[[], T], on_done: Done[T], on_error: Failed | None = None, *,
               owner: QObject | None = None) -> Task:
        """Like `run`, but the outcome of an earlier task of the same `key` is forgotten: search as you type."""
        earlier = self._latest.get(key)
        if earlier is not None:
            earlier.cancel()
            if earlier.future is not None and earlier.future.cancelled():
                self._running -= 1
        task = self.run(function, on_done, on_error, owner=owner)
        self._latest[key] = task
        return task

    def idle(self) -> bool:
        """Return whether every task has been delivered or forgotten."""
        return self._running <= 0

    def hold(self) -> Callable[[], None]:
        """Count something that goes on in this thread as under way, until the returned function is called."""
        self._running += 1
        held = [True]

        def release() -> None:
            if held.pop(0) if held else False:
                self._running -= 1

        return release

    def stop(self) -> None:
        """Wait for what is under way and deliver nothing more.

        What waits for its turn is still done, a save may be among it; only what a page would read is dropped.
        """
        self._is_stopped = True
        self._ended.disconnect(self._deliver)
        for task in self._latest.values():
            task.cancel()
        self._pool.shutdown(wait=True)

    def _work(self, task: Task, function: Callable[[], T], on_done: Done[T] | None,
              on_error: Failed | None) -> None:
        delivery: Callable[[], object]
        try:
            result = function()
        except Cancelled:
            delivery = _nothing
        except Exception as problem:    # noqa: BLE001 - whatever it is, the main thread decides what to say
            error = problem
            if on_error is None:
                _log.exception("a background task failed")
                delivery = _nothing
            else:
                told = on_error

                def delivery() -> object:
                    return told(error) if task.wanted() else None
        else:
            def delivery() -> object:
                return on_done(result) if on_done is not None and task.wanted() else None
        try:
            self._ended.emit(delivery)
        except RuntimeError:    # the window is gone already
            _log.debug("an outcome came after the end")

    @Slot(object)
    def _deliver(self, delivery: Callable[[], object]) -> None:
        self._running -= 1
        delivery()


def _nothing() -> None:
    return None
