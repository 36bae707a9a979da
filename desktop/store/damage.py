"""When the book is broken: what is kept of it, and which backup is the newest good one. Nothing is deleted."""
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from desktop.store import backup, copying, restoring
from desktop.store.database import BOOK, Database
from desktop.store.errors import StoreError, from_system


def copy_aside(profile: Path) -> Path:
    """Return the folder into which the broken book was copied as it is, before anything is tried on it."""
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = Path(profile) / f"damaged-{at}"
    try:
        aside.mkdir(mode=0o700)
        for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm"):
            if (Path(profile) / name).exists():
                shutil.copy2(Path(profile) / name, aside / name)
    except OSError as error:
        raise from_system(error) from error
    return aside


def newest_good_backup(profile: Path, key: bytes | None) -> Path | None:
    """Return the newest of the profile's own backups that opens and passes its check, None if none does."""
    for archive in backup.listed(Path(profile)):
        with tempfile.TemporaryDirectory(dir=profile, prefix=".check-") as folder:
            copy = Path(folder) / BOOK
            try:
                restoring.extract(archive, copy)
                copying.check_copy(copy, Database(Path(profile) / BOOK, key))
            except (StoreError, OSError):
                continue
        return archive
    return None
