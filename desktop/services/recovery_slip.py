"""What stands on the slip with the recovery code, and whether it lies in its envelope yet."""
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.services.communes import CommuneList
from desktop.store import setting
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit

KEPT_AT: Final = "recovery_slip_kept_at_ms"
ASKED_AFTER_DAYS: Final = 3
_DAY_MS: Final = 86_400_000
_GROUP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The words of the slip; `groups` is the recovery code as it is read aloud."""
    groups: tuple[str, ...]
    commune: str
    machine: str
    replica: str


def slip(db: Connection) -> Slip | None:
    """Return the slip of this book; None where the code is not kept (a book opened by its code elsewhere)."""
    code = setting.text(db, setting.RECOVERY_CODE)
    if not code:
        return None
    groups = tuple(code.replace("-", " ").split())
    if len(groups) == 1:
        groups = tuple(code[at:at + _GROUP] for at in range(0, len(code), _GROUP))
    commune = CommuneList().get(setting.text(db, setting.COMMUNE))
    return Slip(groups=groups, commune=commune.full_name if commune else "",
                machine=setting.text(db, setting.REPLICA_NAME), replica=setting.text(db, setting.REPLICA))


def is_due(db: Connection, profile: Path, *, now_ms: int) -> bool:
    """Return whether to ask for the slip: the book is three days old, and nobody said that it is kept."""
    if setting.number(db, KEPT_AT) or not setting.text(db, setting.RECOVERY_CODE):
        return False
    try:
        made_ms = (profile / "keys.json").stat().st_mtime_ns // 1_000_000
    except OSError:
        return False
    return now_ms - made_ms >= ASKED_AFTER_DAYS * _DAY_MS


def keep(store: Store) -> None:
    """Note that the slip lies in its envelope."""
    def write(unit: Unit) -> None:
        unit.set_setting(KEPT_AT, time.time_ns() // 1_000_000)

    store.submit(write).result()
