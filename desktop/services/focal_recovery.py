"""A new recovery code at a change of the focal point: the paper that the predecessor could copy opens nothing more.

The code is noted in the book before keys.json is written, so that a power cut between the two leaves a code
that is known: which of the two opens the book is asked of keys.json itself.
"""
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.services import opening_code, recovery_slip
from desktop.store import setting
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.vault import data_key, key_file, recovery_code
from desktop.vault.errors import BadRecoveryCode, NoKeys, OpeningCodeNeeded

MADE_AT: Final = "recovery_code_made_at_ms"
_NEXT: Final = "recovery_code_next"
_SEED_BYTES: Final = 32


def renew(store: Store, *, code: str = "", random: Callable[[int], bytes] = os.urandom) -> recovery_slip.Slip:
    """Return the slip with a new recovery code; the old paper opens this book no more.

    `code` is the Mã mở sổ where one is set. Raises OpeningCodeNeeded, WrongOpeningCode, TooManyWrongCodes,
    KeyringEmpty, KeyringLocked, KeysNotWritten: then the old code stays right.
    """
    profile = store.profile
    settle(store)
    if opening_code.is_set(profile):
        if not code:
            raise OpeningCodeNeeded(str(profile))
        key = opening_code.key_by_code(profile, code)
    else:
        key = data_key.open_profile_key(profile)
    seed = random(_SEED_BYTES)
    new = recovery_code.make(lambda _: seed)
    store.submit(lambda unit: unit.set_setting(_NEXT, new)).result()
    waiting = [seed]
    made = data_key.renew_recovery_code(profile, key, random=lambda count: waiting.pop() if waiting else random(count))
    assert made == new
    store.submit(lambda unit: _keep(unit, new)).result()
    slip = recovery_slip.slip(store.read())
    assert slip is not None
    return slip


def asks_for_opening_code(problem: Exception) -> bool:
    """Return whether what was asked for needs the Mã mở sổ first."""
    return isinstance(problem, OpeningCodeNeeded)


def settle(store: Store) -> None:
    """Finish a renewal that was cut off: keep the code that opens keys.json as it lies there now."""
    waiting = setting.text(store.read(), _NEXT)
    if not waiting:
        return
    if _opens(store.profile, waiting):
        store.submit(lambda unit: _keep(unit, waiting)).result()
    else:
        store.submit(lambda unit: unit.set_setting(_NEXT, None)).result()


def _opens(profile: Path, code: str) -> bool:
    try:
        data_key.open_with_recovery_code((profile / key_file.FILE_NAME).read_bytes(), code)
    except (BadRecoveryCode, NoKeys, OSError):
        return False
    return True


def _keep(unit: Unit, code: str) -> None:
    unit.set_setting(setting.RECOVERY_CODE, code)
    unit.set_setting(_NEXT, None)
    unit.set_setting(recovery_slip.KEPT_AT, None)
    unit.set_setting(MADE_AT, time.time_ns() // 1_000_000)
