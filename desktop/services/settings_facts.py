"""What Thiết lập shows: whose book, which way to the province, the backups and the recovery slip."""
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.services import first_start, opening_code, profiles, recovery_slip
from desktop.services.opening_code import OpeningState
from desktop.services.value_text import VIETNAM
from desktop.store import setting
from desktop.store.store import Store
from desktop.vault.errors import VaultError


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFacts:
    """One look at the settings of the book. Times in ms since 1970, 0: never."""
    machine: str
    commune: str
    commune_code: str
    enrolled: bool
    role: str
    addresses: tuple[str, ...]
    key_slot: str
    opening: OpeningState
    has_slip: bool
    slip_kept_ms: int
    backup_ms: int
    backup_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup that was written and checked."""
    file: str
    bytes: int


def read(store: Store, profile: Path) -> SettingsFacts:
    """Return the facts."""
    db = store.read()
    addresses = setting.read(db, "addresses")
    newest = _newest_backup(profile)
    return SettingsFacts(
        machine=setting.text(db, setting.REPLICA_NAME), commune=setting.text(db, first_start.COMMUNE_NAME),
        commune_code=setting.text(db, setting.COMMUNE), enrolled=bool(setting.text(db, setting.ROLE)),
        role=setting.text(db, setting.ROLE),
        addresses=tuple(map(str, addresses)) if isinstance(addresses, (list, tuple)) else (),
        key_slot=_key_slot(profile), opening=opening_code.state(profile),
        has_slip=bool(setting.text(db, setting.RECOVERY_CODE)), slip_kept_ms=setting.number(db, recovery_slip.KEPT_AT),
        backup_ms=newest[0], backup_bytes=newest[1])


def slip(store: Store) -> recovery_slip.Slip | None:
    """Return the recovery slip, None where this book has none."""
    return recovery_slip.slip(store.read())


def backup_name(store: Store) -> str:
    """Return a name for a backup that a person saves somewhere."""
    code = setting.text(store.read(), setting.COMMUNE) or "so-cntt"
    return f"so-cntt-{code}-{datetime.now(VIETNAM):%Y%m%d-%H%M}.sobak"


def back_up(store: Store, file: str) -> BackupMade:
    """Return the backup written to `file`, or into the profile's own folder. Raises StoreError."""
    made = profiles.back_up(store, Path(file) if file else None)
    return BackupMade(file=str(made.path), bytes=made.bytes)


def _key_slot(profile: Path) -> str:
    """Return keyring, file, opening, or "" for a book without a key."""
    try:
        return profiles.key_slot(profile)
    except VaultError:
        return ""


def _newest_backup(profile: Path) -> tuple[int, int]:
    newest = (0, 0)
    for path in (profile / "backups").glob("*.sobak"):
        try:
            found = path.stat()
        except OSError:
            continue
        newest = max(newest, (found.st_mtime_ns // 1_000_000, found.st_size))
    return newest
