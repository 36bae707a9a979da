"""One copy of the book in one zip: encrypted as it is, verified before it gets its name."""
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop.replacing import put_in_place
from desktop.store import driver
from desktop.store.database import BOOK, KEYS, Database, sync_folder
from desktop.store.driver import Connection
from desktop.store.errors import BadBackup, DiskFull, from_driver, from_system

FOLDER: Final = "backups"
SUFFIX: Final = ".sobak"
BEFORE: Final = "before-"    # how the name of a backup before a migration begins
_SPARE_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupInfo:
    """A backup that was written. `verified` says that its copy was opened and checked."""
    path: Path
    bytes: int
    verified: bool
    records: int


def before_migration(db: Connection, profile: Path, database: Database) -> BackupInfo:
    """Return a backup of a book that is about to be brought to a later version."""
    row = db.execute("PRAGMA user_version").fetchone()
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return write(db, database, profile, profile / FOLDER / f"{BEFORE}{row[0] if row else 0}-{at}{SUFFIX}")


def write(db: Connection, database: Database, profile: Path, target: Path) -> BackupInfo:
    """Return the backup written to `target` from a connection that is in no transaction."""
    copy = target.with_name(f".{target.name}.copy")
    unfinished = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_room(target.parent, database.path)
        copy.unlink(missing_ok=True)
        db.execute("VACUUM INTO ?", (str(copy),))
        _sync_file(copy)
        records = check_copy(copy, database)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
            # What is encrypted does not shrink.
            archive.write(copy, BOOK)
            archive.writestr(KEYS, keys_for_backup(profile))
        _sync_file(unfinished)
        with zipfile.ZipFile(unfinished) as archive:
            if archive.testzip() is not None:
                raise BadBackup("the disk gave back something else than was written")
        put_in_place(unfinished, target)
        sync_folder(target.parent)
        return BackupInfo(path=target, bytes=target.stat().st_size, verified=True, records=records)
    except driver.Error as error:
        raise from_driver(error) from error
    except OSError as error:
        raise from_system(error) from error
    finally:
        for left in (copy, unfinished, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
            left.unlink(missing_ok=True)


def check_copy(copy: Path, database: Database) -> int:
    """Return how many records a copied book holds. Raises BadBackup, WrongKey or Damaged."""
    check = database.at(copy).reader()
    try:
        said = [row[0] for row in check.execute("PRAGMA quick_check")]
        torn = check.execute("PRAGMA cipher_integrity_check").fetchall() if database.is_encrypted else []
        count = check.execute("SELECT count(*) FROM record").fetchone()
    except driver.Error as error:
        raise BadBackup(str(error)) from error
    finally:
        check.close()
    if said != ["ok"] or torn or count is None:
        raise BadBackup((said + [str(row[0]) for row in torn])[0])
    return int(count[0])


def keys_for_backup(profile: Path) -> bytes:
    """Return the profile's keys.json without what would open the book by itself."""
    try:
        said = json.loads((profile / KEYS).read_bytes())
        # The Mã mở sổ is short: where it is not tied to a key store, a stolen backup must not be its touchstone.
        said["slots"] = [slot for slot in said["slots"] if slot.get("slot") not in ("file", "opening")]
        said.pop("token", None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return b"{}"
    return json.dumps(said, indent=1).encode()


def _require_room(folder: Path, book: Path) -> None:
    # A backup that fills the disk takes the room from the next save.
    needed = 2 * book.stat().st_size + _SPARE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise DiskFull(f"a backup needs {needed} bytes")


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
