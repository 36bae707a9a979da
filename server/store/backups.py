"""Backups of the embedded database: made while it serves, verified, and what `durable` promises.

An operation is durable once it is in a verified backup; until the server says so, the PC that wrote it
keeps it. After a restore the server is in a new epoch, and the PCs bring back what the backup lacks.
"""
import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from protocol import clock
from server.store import driver, schema
from server.store.database import Database

KEEP: Final = 14
PREFIX: Final = "so-cntt-server-"
SAME_EPOCH: Final = "same"
_SET_DURABLE: Final = text("""
UPDATE replica SET durable = :last WHERE id = :id AND last_seq >= :last AND durable < :last
""")


class BadBackup(RuntimeError):
    """The file is no backup of this server, or it is damaged; nothing was changed."""
    code = "bad-backup"


class NotHere(RuntimeError):
    """Backups of PostgreSQL are made with its own tools."""
    code = "not-sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A verified backup. `durable` names the last operation of each replica in it."""
    file: Path
    bytes: int
    durable: dict[str, int]


def make(database: Database, target: Path, *, within_s: float | None = None) -> Backup:
    """Write a backup to `target`, verify it, and tell the database what is durable now.

    Raises BadBackup if what was written does not read back whole; FileExistsError if `target` exists;
    the driver's error if it takes longer than `within_s`.
    """
    source = database.path
    if source is None:
        raise NotHere("this database is not SQLite")
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    until = None if within_s is None else time.monotonic() + within_s
    try:
        with closing(_connect(source, until)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        durable = examine(unfinished, until)
        _to_disk(unfinished)
        unfinished.replace(target)
        _to_disk(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    with database.write() as connection:
        if durable:
            connection.execute(_SET_DURABLE, [{"id": id_, "last": last} for id_, last in durable.items()])
    return Backup(file=target, bytes=target.stat().st_size, durable=durable)


def make_in(database: Database, folder: Path, now_ms: int, *, within_s: float | None = None) -> Backup:
    """Write a backup named after the time into `folder`, and keep the newest fourteen."""
    stamp = clock.utc_text(now_ms).replace("-", "").replace(":", "")
    target, again = folder / f"{PREFIX}{stamp}.db", 1
    while target.exists():
        again += 1
        target = folder / f"{PREFIX}{stamp}-{again}.db"
    made = make(database, target, within_s=within_s)
    for old in kept(folder)[:-KEEP]:
        old.unlink(missing_ok=True)
    return made


def kept(folder: Path) -> list[Path]:
    """Return the backups in `folder`, oldest first."""
    return sorted(folder.glob(f"{PREFIX}*.db"), key=lambda file: (file.stat().st_mtime_ns, file.name))


def examine(file: Path, until: float | None = None) -> dict[str, int]:
    """Return the last operation of each replica in a backup, after checking all of it. Raises BadBackup."""
    if not file.is_file():
        raise BadBackup(f"there is no file {file}")
    try:
        with closing(_connect(file, until)) as connection:
            if (found := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise BadBackup(f"the backup is damaged: {found}")
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if version is None or version[0] > schema.HEAD_REVISION:
                raise BadBackup("the backup was made by a later version of the server")
            return {str(id_): int(last) for id_, last in
                    connection.execute("SELECT id, last_seq FROM replica WHERE last_seq > 0")}
    except driver.Error as error:
        raise BadBackup(f"the file is no backup of this server: {error}") from error


def restore(file: Path, into: Path, *, random: Callable[[int], bytes], now_ms: int,
            epoch: str | None = None) -> str:
    """Put a backup in the place of the closed database `into`; return its epoch, a new one unless given.

    What was there is moved aside, never deleted. `epoch="same"` keeps the backup's (an administrator who
    copied a file by hand; for simulations).
    """
    examine(file)
    into.parent.mkdir(parents=True, exist_ok=True)
    fresh = into.with_name(into.name + ".part")
    shutil.copyfile(file, fresh)
    with closing(_connect(fresh)) as connection:
        if epoch is None:
            epoch = random(4).hex()
        connection.execute("BEGIN IMMEDIATE")
        if epoch != SAME_EPOCH:
            connection.execute("INSERT INTO setting (name, value) VALUES ('epoch', ?)"
                               " ON CONFLICT (name) DO UPDATE SET value = excluded.value", (epoch,))
        # All that is in it is in a backup: the one we read.
        connection.execute("UPDATE replica SET durable = last_seq")
        connection.execute("COMMIT")
        epoch = connection.execute("SELECT value FROM setting WHERE name = 'epoch'").fetchone()[0]
    _to_disk(fresh)
    set_aside(into, now_ms)
    fresh.replace(into)
    _to_disk(into.parent)
    return str(epoch)


def set_aside(database_file: Path, now_ms: int) -> None:
    """Move a database with its write-ahead log out of the way."""
    stamp = clock.utc_text(now_ms).replace("-", "").replace(":", "")
    aside = database_file.parent / "replaced"
    for suffix in ("", "-wal", "-shm"):
        old = database_file.with_name(database_file.name + suffix)
        if old.exists():
            aside.mkdir(exist_ok=True)
            target, again = aside / f"{stamp}-{old.name}", 1
            while target.exists():
                again += 1
                target = aside / f"{stamp}-{again}-{old.name}"
            old.replace(target)


def _connect(file: Path, until: float | None = None) -> Any:
    connection = driver.dbapi.connect(str(file), isolation_level=None)
    if until is not None:
        connection.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _to_disk(path: Path) -> None:
    """Make sure that what was written to a file, or renamed in a folder, survives a power cut."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
