"""One command's hold on a profile: opened late, closed in order, whatever happens in between."""
import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.store.errors import Busy, ProfileInUse
from desktop.store.store import Store


class Session:
    """The profile named on the command line and what was asked of it."""

    def __init__(self, *, profile: Path, asked: argparse.Namespace) -> None:
        self.profile = profile
        self.asked = asked

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        return None

    @contextmanager
    def store(self, *, write: bool | None = False) -> Iterator[Store]:
        """Open the book: for reading beside an open window, or as its only writer.

        `write=None`: as the writer if nobody else is, or for reading.

        Raises NoBook, ProfileInUse, Damaged, WrongKey, NewerFile, and what the vault raises.
        """
        from desktop.services import profiles
        try:
            store = profiles.open_book(self.profile, write=write is not False)
        except ProfileInUse:
            if write:
                raise
            store = profiles.open_book(self.profile, write=False)
        except Busy:
            # A book of an earlier program: what writes brings it up to date, and nobody does at the moment.
            profiles.open_book(self.profile, write=True).close()
            store = profiles.open_book(self.profile, write=write is not False)
        try:
            yield store
            if not store.read_only:
                # The next command must find what this one wrote or received.
                store.finish_indexing()
        finally:
            store.close()
