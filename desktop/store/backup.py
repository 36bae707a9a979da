"""Backups of an open book: when one is due, and which are kept.

A `.sobak` is one zip of `book.db`, encrypted under the same key, and `keys.json` without the file slot
and the token: the recovery code alone opens it on a new PC, a thief finds nothing. Kept are the 8 newest,
one a day for 7 days and one a week for 4 weeks.
"""
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from desktop.store import copying
from desktop.store.copying import BEFORE, FOLDER, SUFFIX, BackupInfo
from desktop.store.store import Store

__all__ = ["BackupInfo"]

EVERY_MS: Final = 30 * 60 * 1000
RECENT, DAYS, WEEKS = 8, 7, 4
_KEPT_OF_MIGRATIONS: Final = 3
_NAME: Final = re.compile(r"so-cntt-(\d{8}-\d{6})(?:-\d+)?\.sobak")


def make(store: Store, path: Path | None = None) -> BackupInfo:
    """Return a new backup of an open book, at `path` or among the profile's own (then old ones go).

    It reads beside the writer: nobody waits for it. Raises DiskFull, BadBackup, DiskError.
    """
    commits = store.commits
    target = path if path is not None else _new_name(store.profile / FOLDER, store.clock())
    copier = store.database.copier()
    try:
        info = copying.write(copier, store.database, store.profile, Path(target))
    finally:
        copier.close()
    if path is None:
        store.backed_up(commits)
        prune(store.profile / FOLDER, now=_time(store.clock()))
    return info


def is_due(store: Store) -> bool:
    """Return whether something changed since the last backup; the caller asks every 30 minutes and at the end."""
    return not store.read_only and (store.changed_since_backup or newest(store.profile) is None)


def newest(profile: Path) -> Path | None:
    """Return the newest of the profile's own backups."""
    found = listed(profile)
    return found[0] if found else None


def listed(profile: Path) -> list[Path]:
    """Return the profile's own backups, newest first."""
    return sorted((profile / FOLDER).glob(f"*{SUFFIX}"), key=lambda each: (each.stat().st_mtime_ns, each.name),
                  reverse=True)


def prune(folder: Path, *, now: datetime) -> list[Path]:
    """Return the backups that were deleted: what is neither recent nor the newest of its day or week."""
    made = sorted(((_made_at(found[1]), path) for path in folder.glob(f"*{SUFFIX}")
                   if (found := _NAME.fullmatch(path.name))), reverse=True)
    kept = {path for _, path in made[:RECENT]}
    days: set[str] = set()
    weeks: set[tuple[int, int]] = set()
    for at, path in made:
        day, week = at.strftime("%Y-%m-%d"), at.isocalendar()[:2]
        if now - at <= timedelta(days=DAYS) and day not in days:
            kept.add(path)
        if now - at <= timedelta(weeks=WEEKS) and week not in weeks:
            kept.add(path)
        days.add(day)
        weeks.add(week)
    of_migrations = sorted(folder.glob(f"{BEFORE}*{SUFFIX}"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    gone = [path for _, path in made if path not in kept] + of_migrations[_KEPT_OF_MIGRATIONS:]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _new_name(folder: Path, now_ms: int) -> Path:
    stem = f"so-cntt-{_time(now_ms):%Y%m%d-%H%M%S}"
    names: Iterable[str] = (stem, *(f"{stem}-{number}" for number in range(1, 1000)))
    return next(path for name in names if not (path := folder / f"{name}{SUFFIX}").exists())


def _time(now_ms: int) -> datetime:
    return datetime.fromtimestamp(max(now_ms, 0) / 1000, UTC)


def _made_at(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
