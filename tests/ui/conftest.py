"""A real window over a real book; nothing of ours is replaced."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.settings import ViewSettings
from desktop.store.store import Store
from desktop.ui.pages.devices import DevicesPage
from desktop.ui.records.list_page import ListPage
from tests.ui import books
from tests.ui.opened import Opened
from tests.ui.records_bench import Bench
from tests.ui.records_desk import desk_over, themed

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


@pytest.fixture
def over(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Bench]]:
    """Return a function that shows one page of records over a book made by one of `books`."""
    themed()
    made = []

    def begin(book: Callable[[Path], Store] = books.an_empty_book, page: type[ListPage] = DevicesPage) -> Bench:
        holder = desk_over(book(tmp_path / "profile"))
        bench = Bench(holder.__enter__(), page, qtbot)
        made.append((holder, bench))
        return bench

    yield begin
    for holder, bench in made:
        if shiboken6.isValid(bench.page):
            shiboken6.delete(bench.page)    # a page is gone before its book is closed
        holder.__exit__(None, None, None)
