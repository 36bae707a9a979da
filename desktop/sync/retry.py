"""How long to wait before the next try, and how much to say at once. Randomness is passed in."""
from collections.abc import Callable, Sequence
from typing import Final

from desktop.store.outbox import Entry
from desktop.sync.outgoing import NOTHING, Batch, pack
from protocol.bodies import (
    FIRST_BATCH,
    LEAST_ANSWER,
    MAX_COMPRESSED,
    MAX_INFLATED,
    MAX_OPERATIONS,
    MOST_ANSWER,
)

CEILING_S: Final = 900.0
FIRST_WAIT_S: Final = 5.0
LONG_SILENCE_S: Final = 600.0
SPREAD_S: Final = 120.0
_SLACK: Final = 0.9


def seconds_until_retry(attempt: int, uniform: Callable[[float, float], float], *, ceiling_s: float = CEILING_S,
                        silent_s: float = 0.0, asked_s: float = 0.0) -> float:
    """Return the wait after `attempt` failures in a row: full jitter, at least what the server asked for.

    After more than ten minutes without the server (`silent_s`) up to two minutes are added, so that a
    whole province does not come back in the same second.
    """
    wait = uniform(0.0, min(ceiling_s, FIRST_WAIT_S * 2.0 ** min(attempt, 12)))
    if silent_s > LONG_SILENCE_S:
        wait += uniform(0.0, SPREAD_S)
    return max(wait, asked_s)


class BatchSizer:
    """How much to send and to ask for, by how quick the link was. One for each network that was used."""

    def __init__(self, *, most_up: int = MAX_COMPRESSED, most_down: int = MOST_ANSWER,
                 most_operations: int = MAX_OPERATIONS) -> None:
        self.up = FIRST_BATCH
        self.down = LEAST_ANSWER
        self.most_operations = self._most_operations = most_operations
        self._most_up, self._most_down = most_up, most_down
        self._factor = 1
        self._ratio = 8.0       # compact JSON of operations is about so many times longer than its columns in gzip

    @staticmethod
    def beside_a_window() -> "BatchSizer":
        """Return one whose answers are parsed in a moment: reading JSON stops every other thread."""
        return BatchSizer(most_up=192 * 1024, most_down=128 * 1024, most_operations=1_500)

    def succeeded(self, seconds: float, *, operations: int, bytes_up: int, bytes_down: int) -> None:
        """Learn from an exchange that was answered."""
        self._factor = factor = 4 if seconds < 1.0 else 2 if seconds < 5.0 else 1
        if bytes_up * 2 > self.up:
            self.up = min(self.up * factor, self._most_up)
        if bytes_down * 2 > self.down:
            self.down = min(self.down * factor, self._most_down)
        if operations * 2 > self.most_operations:
            self.most_operations = min(self.most_operations * factor, self._most_operations)

    def failed(self, operations: int) -> None:
        """Learn from an exchange that was not."""
        self._factor = 1
        self.up = max(self.up // 2, 1024)
        self.down = max(self.down // 2, 4096)
        if operations:
            self.most_operations = max(operations // 2, 1)

    def batch(self, entries: Sequence[Entry], *, ahead: bool = False) -> Batch:
        """Return a batch of the first of `entries` that is no larger than the link bears, of at least one.

        `ahead`: for the exchange after the one under way, should that go as well as the last.
        """
        limit = min(self.up * self._factor, self._most_up) if ahead else self.up
        chosen = entries[:min(self.most_operations, MAX_OPERATIONS)]
        if not chosen:
            return NOTHING
        chosen = _within(chosen, int(limit * self._ratio))
        while True:
            made = pack(chosen)
            size = len(made.deflated)
            if len(chosen) > 1 and (size > limit or len(made.text) > MAX_INFLATED * _SLACK):
                share = min(limit / size, MAX_INFLATED * _SLACK / len(made.text)) * _SLACK
                chosen = chosen[:max(int(len(chosen) * share), 1)]
                continue
            self._ratio = max(sum(len(each.body) for each in chosen) / max(size, 1), 1.0)
            return made


def _within(entries: Sequence[Entry], room: int) -> Sequence[Entry]:
    for at, entry in enumerate(entries):
        room -= len(entry.body)
        if room < 0:
            return entries[:max(at, 1)]
    return entries
