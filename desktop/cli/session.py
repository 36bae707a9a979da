"""One command's hold on a profile: opened late, closed in order, whatever happens in between."""
import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.language import tr
from desktop.services.problems import NoFile
from desktop.store.errors import Busy, ProfileInUse
from desktop.store.store import Store
from desktop.vault.errors import OpeningCodeNeeded


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

    def key_by_code(self) -> bytes | None:
        """Return the key of a book with a Mã mở sổ, None for one that opens by itself.

        The code comes from `--opening-code-file`, or a person at a terminal is asked for it.
        Raises OpeningCodeNeeded, WrongOpeningCode, TooManyWrongCodes, NoFile.
        """
        from desktop.services import opening_code, profiles
        if not profiles.has_book(self.profile) or not opening_code.is_set(self.profile):
            return None
        return opening_code.key_by_code(self.profile, self._opening_code())

    def _opening_code(self) -> str:
        file: Path | None = self.asked.opening_code_file
        if file is not None:
            try:
                text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise NoFile(file=file.name) from error
            return text.partition("\n")[0].strip()
        if not _somebody_types():
            raise OpeningCodeNeeded(str(self.profile))
        import getpass
        return getpass.getpass(tr("Opening code: "))

    @contextmanager
    def store(self, *, write: bool | None = False) -> Iterator[Store]:
        """Open the book: for reading beside an open window, or as its only writer.

        `write=None`: as the writer if nobody else is, or for reading.

        Raises NoBook, ProfileInUse, Damaged, WrongKey, NewerFile, OpeningCodeNeeded, and what the vault raises.
        """
        from desktop.services import profiles
        key = self.key_by_code()
        try:
            store = profiles.open_book(self.profile, write=write is not False, key=key)
        except ProfileInUse:
            if write:
                raise
            store = profiles.open_book(self.profile, write=False, key=key)
        except Busy:
            # A book of an earlier program: what writes brings it up to date, and nobody does at the moment.
            profiles.open_book(self.profile, write=True, key=key).close()
            store = profiles.open_book(self.profile, write=write is not False, key=key)
        try:
            yield store
            if not store.read_only:
                # The next command must find what this one wrote or received.
                store.finish_indexing()
        finally:
            store.close()


def _somebody_types() -> bool:
    """Return whether a person can be asked: a scheduled task has no input at all, or under Windows one called NUL."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt
        mode, kernel = ctypes.c_uint32(), ctypes.WinDLL("kernel32")
        kernel.GetConsoleMode.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        if not kernel.GetConsoleMode(msvcrt.get_osfhandle(sys.stdin.fileno()), ctypes.byref(mode)):
            return False
    return True
