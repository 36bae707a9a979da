"""Mã mở sổ: set, changed, taken away, asked for; and what the book itself remembers of it.

The book keeps the stamp of the code it was closed with. So a keys.json from before, copied back, is told
from the right one: the program then asks for the recovery code.
"""
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.store import local_notes, setting
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.vault import data_key, key_file, token, wrong_tries
from desktop.vault import opening_code as vault
from desktop.vault.errors import NoKeys, OlderKeys, VaultError

LOCK_AFTER_S: Final = 15 * 60
STAMPS: Final = "opening_stamps"     # what keys.json may say; two only while a code is being changed
SEAL: Final = "token_seal"
_TOPIC: Final = "opening_code"
_OFFERED: Final = "offered"
_PEOPLE: Final = "sat_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """Whether a code is set, and whether the key store of this login guards the book with it."""
    is_set: bool
    with_key_store: bool


def state(profile: Path) -> OpeningState:
    """Return how the book opens on this PC; a book without keys of its own has no code."""
    try:
        keys = key_file.read(profile)
    except VaultError:
        return OpeningState(is_set=False, with_key_store=False)
    return OpeningState(is_set=keys.slot(key_file.OPENING) is not None, with_key_store=keys.uses_store)


def is_set(profile: Path) -> bool:
    """Return whether the book asks for a code."""
    return state(profile).is_set


def require_right_keys(store: Store) -> None:
    """Raise OlderKeys where keys.json is not the one that this book was closed with."""
    known = setting.read(store.read(), STAMPS)
    if isinstance(known, list) and vault.stamp(store.profile) not in known:
        raise OlderKeys(str(store.profile))


def key_by_code(profile: Path, code: str) -> bytes:
    """Return the key for the right code; takes 0.3 s and more. Raises VaultError, see `vault.open_by_code`."""
    return vault.open_by_code(profile, code)


def key_by_recovery_code(profile: Path, code: str) -> bytes:
    """Return the key for the code on the slip. Raises BadRecoveryCode, NoKeys."""
    return data_key.open_with_recovery_code(profile, code)


def seconds_left(profile: Path) -> int:
    """Return how long to wait before the next try, 0 where none is due."""
    return wrong_tries.seconds_left(profile, vault.now_ms())


def set_first(store: Store, code: str) -> None:
    """Set a code on a book that opens by itself. Raises WeakOpeningCode, OpeningCodeNeeded, VaultError."""
    vault.check_strength(code)
    set_code(store, data_key.open_profile_key(store.profile), code)


def change(store: Store, former: str, code: str) -> None:
    """Put `code` in the place of `former`. Raises WeakOpeningCode, WrongOpeningCode, TooManyWrongCodes …"""
    vault.check_strength(code)
    set_code(store, vault.open_by_code(store.profile, former), code)


def take_away(store: Store, former: str) -> None:
    """Have the book open by itself again. Raises WrongOpeningCode, TooManyWrongCodes …"""
    remove(store, vault.open_by_code(store.profile, former))


def set_code(store: Store, key: bytes, code: str) -> None:
    """Have the book open by `code` from now on; whoever holds its key may say so."""
    vault.check_strength(code)
    profile = store.profile
    _seal_token(store)

    def both(new: str) -> None:
        # A power cut on either side of the writing of keys.json finds a stamp that is known.
        _know(store, _stamp_now(profile), new)

    made = vault.set_code(profile, key, code, before_writing=both)
    _know(store, made)


def remove(store: Store, key: bytes) -> None:
    """Have the book open by itself; whoever holds its key may say so."""
    _know(store, _stamp_now(store.profile), "")
    vault.remove(store.profile, key)
    store.submit(lambda unit: unit.set_setting(STAMPS, None)).result()


def accept_keys(store: Store) -> None:
    """Take keys.json as it is for the right one, after a backup was put in place by somebody who may."""
    found = _stamp_now(store.profile)
    _know(store, found) if found else store.submit(lambda unit: unit.set_setting(STAMPS, None)).result()


def seal(db: Connection) -> bytes:
    """Return what the token lies under beside a file slot, b"" before any code was set."""
    try:
        return bytes.fromhex(setting.text(db, SEAL))
    except ValueError:
        return b""


def note_person(unit: Unit, person: str) -> None:
    """Remember who has sat at this PC; two of them are a reason to offer a code once."""
    if person:
        local_notes.write(unit, _PEOPLE, person, unit.now_ms)


def sat_here(db: Connection) -> list[str]:
    """Return the persons who have sat at this PC, the latest first."""
    noted = {person: at for person, at in local_notes.read(db, _PEOPLE).items() if isinstance(at, int)}
    return sorted(noted, key=lambda person: noted[person], reverse=True)


def is_to_be_offered(db: Connection, profile: Path) -> bool:
    """Return whether to offer a code: two persons have used this login, none is set, and nobody was asked yet."""
    return len(local_notes.read(db, _PEOPLE)) >= 2 and not local_notes.read(db, _TOPIC).get(_OFFERED) \
        and not is_set(profile)


def offered(store: Store) -> None:
    """Note that the code was offered; it is not offered again."""
    store.submit(lambda unit: local_notes.write(unit, _TOPIC, _OFFERED, unit.now_ms)).result()



def _stamp_now(profile: Path) -> str:
    try:
        return vault.stamp(profile)
    except NoKeys:
        return ""


def _know(store: Store, *stamps: str) -> None:
    known = list(dict.fromkeys(stamps))
    store.submit(lambda unit: unit.set_setting(STAMPS, [*known])).result()


def _seal_token(store: Store) -> None:
    if not seal(store.read()):
        made = os.urandom(token.SEAL_BYTES).hex()
        store.submit(lambda unit: unit.set_setting(SEAL, made)).result()
    token.close_token(store.profile, seal(store.read()))
