"""How long the window was held: every turn of the loop, in wall time and in time of the UI thread alone.

A turn is what happens between two moments in which the window could have answered a key. Under load the wall
time tells of the other programs too; the time of the thread is our own.
"""
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

QUIET_S = 0.25
NOTHING_MS = 0.5


class Turns:
    """Turns the loop and keeps (wall, own) milliseconds of each turn."""

    def __init__(self, qt: Any) -> None:
        self._qt = qt
        self.held: list[tuple[float, float]] = []

    @contextmanager
    def one(self):
        """Count what is done inside as one turn: the handler of a click or a key."""
        wall, own = time.perf_counter(), time.thread_time()
        yield
        self.held.append(((time.perf_counter() - wall) * 1000, (time.thread_time() - own) * 1000))

    def until(self, reached: Callable[[], object], limit_s: float = 60.0) -> None:
        """Turn until something is true; between the turns it sleeps, as a real loop does."""
        end = time.perf_counter() + limit_s
        while not reached():
            if time.perf_counter() > end:
                raise TimeoutError(reached)
            with self.one():
                self._qt.processEvents()
            if self.held[-1][0] < NOTHING_MS:
                time.sleep(NOTHING_MS / 1000)

    def quiet(self, idle: Callable[[], bool], seconds: float = QUIET_S) -> None:
        """Turn until nothing has been under way for a while."""
        since = [time.perf_counter()]

        def rested() -> bool:
            if not idle() or (self.held and self.held[-1][1] > 1):
                since[0] = time.perf_counter()
            return time.perf_counter() - since[0] > seconds

        self.until(rested)

    def taken(self) -> list[tuple[float, float]]:
        """Return the turns so far, and begin anew."""
        held, self.held = self.held, []
        return held


def longest(held: list[tuple[float, float]]) -> float:
    """Return the milliseconds of the UI thread of the longest turn."""
    return max((own for _, own in held), default=0.0)


def longest_wall(held: list[tuple[float, float]]) -> float:
    """Return the milliseconds by the clock of the longest turn."""
    return max((wall for wall, _ in held), default=0.0)
