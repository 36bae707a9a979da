"""A backup in the place of a book. The old book is moved aside, never deleted.

What was begun is written down first, so that a power cut in the middle is finished at the next start.
"""
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop.replacing import put_in_place
from desktop.store.copying import check_copy
from desktop.store.database import BOOK, KEYS, Database, key_check, sync_folder
from desktop.store.errors import BadBackup, StoreError, WrongKey, from_system
from desktop.store.locking import ProfileLock

MARK: Final = "restore.json"
_NEW: Final = ".restored"
_MOST_BYTES: Final = 20 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in place; `aside` is the folder with the old book, None where there was none."""
    records: int
    aside: Path | None


def keys_in(archive: Path) -> bytes:
    """Return the keys.json of a backup, for the vault. Raises BadBackup."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.read(KEYS)
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise BadBackup(str(error)) from error


def restore(archive: Path, profile: Path, key: bytes | None) -> Restored:
    """Put the book of a backup into `profile`, opened by `key` to prove that it can be.

    Raises BadBackup, WrongKey, ProfileInUse, DiskFull; then nothing was changed.
    """
    profile, keys = Path(profile), keys_in(archive)
    if key is not None and _check_in(keys) not in ("", key_check(key)):
        raise WrongKey("the backup is of another key")
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = ProfileLock(profile)
        try:
            _finish(profile)
            return _put_in_place(archive, profile, keys, key)
        finally:
            lock.release()
    except OSError as error:
        raise from_system(error) from error


def finish_interrupted(profile: Path) -> bool:
    """Finish a restore that a power cut interrupted, and return whether there was one.

    Call it before the keys are opened. Raises ProfileInUse while another program is at it.
    """
    if not (Path(profile) / MARK).exists():
        return False
    lock = ProfileLock(Path(profile))
    try:
        return _finish(Path(profile))
    finally:
        lock.release()


def _put_in_place(archive: Path, profile: Path, keys: bytes, key: bytes | None) -> Restored:
    book, new_keys = profile / f"{BOOK}{_NEW}", profile / f"{KEYS}{_NEW}"
    try:
        extract(archive, book)
        records = check_copy(book, Database(profile / BOOK, key))
        if _needs_keys(profile, keys):
            new_keys.write_bytes(keys)
            new_keys.chmod(0o600)
    except (StoreError, OSError):
        for left in (book, new_keys, Path(f"{book}-wal"), Path(f"{book}-shm")):
            left.unlink(missing_ok=True)
        raise
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = profile / f"replaced-{at}"
    had_book = (profile / BOOK).exists()
    mark = profile / f"{MARK}.new"
    mark.write_text(json.dumps({"aside": aside.name}), "ascii")
    _sync(mark, book, *([new_keys] if new_keys.exists() else []))
    put_in_place(mark, profile / MARK)
    sync_folder(profile)
    _finish(profile)
    return Restored(records=records, aside=aside if had_book else None)


def _finish(profile: Path) -> bool:
    """Carry out what the mark says; each step may already be done."""
    mark = profile / MARK
    if not mark.exists():
        return False
    aside = profile / Path(str(json.loads(mark.read_text("ascii"))["aside"])).name
    new_book, new_keys = profile / f"{BOOK}{_NEW}", profile / f"{KEYS}{_NEW}"
    if new_book.exists():
        # The old WAL must be gone before the new book has its name, or SQLite would lay one over the other.
        for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm"):
            _move_aside(profile / name, aside)
        for left in (f"{new_book}-wal", f"{new_book}-shm"):
            Path(left).unlink(missing_ok=True)
        sync_folder(profile)
        put_in_place(new_book, profile / BOOK)
    if new_keys.exists():
        if (profile / KEYS).exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            shutil.copy2(profile / KEYS, aside / KEYS)
        put_in_place(new_keys, profile / KEYS)
    sync_folder(profile)
    mark.unlink()
    sync_folder(profile)
    return True


def extract(archive: Path, target: Path) -> None:
    """Copy the book out of a backup, still encrypted. Raises BadBackup."""
    try:
        with zipfile.ZipFile(archive) as opened:
            if opened.getinfo(BOOK).file_size > _MOST_BYTES:
                raise BadBackup("too large")
            with opened.open(BOOK) as source, target.open("wb") as made:
                shutil.copyfileobj(source, made, 1 << 20)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadBackup(str(error)) from error


def _needs_keys(profile: Path, keys: bytes) -> bool:
    """Return whether the profile's own keys are of another book (or missing): else they know this PC better."""
    try:
        return not _check_in(keys) or _check_in((profile / KEYS).read_bytes()) != _check_in(keys)
    except OSError:
        return True


def _check_in(keys: bytes) -> str:
    try:
        return str(json.loads(keys).get("check", ""))
    except (ValueError, AttributeError):
        return ""


def _move_aside(path: Path, aside: Path) -> None:
    if path.exists():
        aside.mkdir(exist_ok=True, mode=0o700)
        put_in_place(path, aside / path.name)


def _sync(*paths: Path) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
