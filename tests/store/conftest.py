"""A real encrypted book in a temporary folder, with a clock that moves only when told."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.store.store import Store

KEY = bytes(range(32))
NOON = 1_790_000_000_000


class Clock:
    """The wall clock of a PC."""

    def __init__(self) -> None:
        self.ms = NOON

    def __call__(self) -> int:
        return self.ms

    def pass_(self, ms: int) -> None:
        self.ms += ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.create(tmp_path / "profile", KEY, clock=clock, index_in_background=False) as made:
        yield made


@pytest.fixture
def reopened(store: Store, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Close the book and open it again, as often as asked."""
    opened = [store]

    def again() -> Store:
        opened[-1].close()
        opened.append(Store(store.profile, KEY, clock=clock, index_in_background=False))
        return opened[-1]

    yield again
    opened[-1].close()
