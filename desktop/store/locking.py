"""One writing program per profile: a lock file that is held open, so that it dies with its program."""
import os
import sys
from pathlib import Path

from desktop.store.errors import ProfileInUse, from_system

FILE_NAME = "lock"
# Windows locks bytes against reading too: lock one far behind the text.
_LOCKED_AT = 1 << 20


class ProfileLock:
    """The right to write a profile, held until `release` or the end of the program, however it ends.

    `was_left_open` tells whether the program before this one did not come to its end: the file still
    names it.
    """

    def __init__(self, profile: Path) -> None:
        """Take the lock. Raises ProfileInUse at once if another program has it."""
        try:
            self._file = os.open(profile / FILE_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise from_system(error) from error
        try:
            _lock(self._file)
        except OSError as error:
            holder = os.read(self._file, 100).decode("ascii", "replace").strip()
            os.close(self._file)
            raise ProfileInUse(holder) from error
        self.was_left_open = bool(os.read(self._file, 100).strip())
        self._write(str(os.getpid()))

    def release(self) -> None:
        """Give the lock back and note that the program ended in order."""
        if self._file >= 0:
            self._write("")
            os.close(self._file)
            self._file = -1

    def _write(self, text: str) -> None:
        try:
            os.lseek(self._file, 0, os.SEEK_SET)
            os.ftruncate(self._file, 0)
            os.write(self._file, text.encode("ascii"))
        except OSError:
            # A full disk: the lock holds all the same, only the name in it is missing.
            return


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)    # who has the lock stands at the beginning
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
