"""A real window over a real book; nothing of ours is replaced."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.settings import ViewSettings
from desktop.store.store import Store
from tests.ui.opened import Opened

Open = Callable[..., Opened]

# Two test runs share two cores: five seconds are not enough there for what takes a tenth of one alone.
QtBot.waitUntil.__kwdefaults__["timeout"] = 15_000


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a window over a book made by one of `books`."""
    made: list[Opened] = []

    def open_(book: Callable[[Path], Store], view: ViewSettings | None = None) -> Opened:
        made.append(Opened(book(tmp_path / "book"), view))
        return made[-1]

    yield open_
    for each in made:
        each.close()
