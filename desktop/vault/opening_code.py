"""Mã mở sổ (slot B): a code that a person types to open the book. Off until somebody sets it.

The data key lies under Argon2id of the code together with a secret in the key store of this login, so that
a stolen disk needs both; without a key store it lies under the code alone. The slots that open the book by
themselves are gone while a code is set. Each setting makes a new secret under a new name: a keys.json from
before opens nothing any more.
"""
import hashlib
import hmac
import json
import logging
import os
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.vault import data_key, key_file, slots, wrong_tries
from desktop.vault.errors import (
    KeyringEmpty,
    KeyringLocked,
    KeysNotWritten,
    NoKeys,
    TooManyWrongCodes,
    WeakOpeningCode,
    WrongOpeningCode,
)
from desktop.vault.key_file import FILE, KEYRING, OPENING, KeyFile, Slot
from desktop.vault.slots import KeyStore

LEAST_CHARACTERS: Final = 6
MOST_CHARACTERS: Final = 128
PASSES: Final = 3
MEMORY_BYTES: Final = 64 * 1024 * 1024
_SALT_BYTES: Final = 16
_SECRET_BYTES: Final = 32
_log = logging.getLogger(__name__)


def now_ms() -> int:
    """Return the wall clock in milliseconds: waits outlive the program."""
    return time.time_ns() // 1_000_000


def is_set(profile: Path) -> bool:
    """Return whether the book opens by a code. Raises NoKeys."""
    return key_file.read(Path(profile)).slot(OPENING) is not None


def stamp(profile: Path) -> str:
    """Return what tells one setting of a code from another, "" where none is set. Raises NoKeys."""
    slot = key_file.read(Path(profile)).slot(OPENING)
    return _stamp(slot) if slot is not None else ""


def check_strength(code: str) -> None:
    """Raise WeakOpeningCode for a code that is too short or that everybody tries first."""
    plain = _plain(code)
    if not LEAST_CHARACTERS <= len(plain) <= MOST_CHARACTERS:
        raise WeakOpeningCode("length")
    steps = {ord(after) - ord(before) for before, after in zip(plain, plain[1:], strict=False)}
    if steps in ({0}, {1}, {-1}):
        raise WeakOpeningCode("a row")


def open_by_code(profile: Path, code: str, *, keyring_allowed: bool | None = None,
                 find_store: Callable[[], KeyStore | None] = slots.find, clock: Callable[[], int] = now_ms) -> bytes:
    """Return the key of the book. Takes 0.3 s and 64 MiB: that is what a guess costs.

    Raises TooManyWrongCodes, WrongOpeningCode, KeyringEmpty (only the recovery code helps), KeyringLocked, NoKeys.
    """
    profile = Path(profile)
    keys = key_file.read(profile)
    slot = keys.slot(OPENING)
    if slot is None:
        raise NoKeys("no opening slot")
    if left := wrong_tries.seconds_left(profile, clock()):
        raise TooManyWrongCodes(left)
    store, secret = _secret(keys, slot, keyring_allowed, find_store)
    wrong_tries.note(profile, clock())
    key = data_key.unwrap(slot.wrapped, _wrapping_key(code, slot.salt, secret))
    if key is None or not data_key.is_key(keys, key):
        raise WrongOpeningCode
    wrong_tries.forget(profile)
    if store is not None:
        # A power cut right after the code was set may have left the secret that opened without it.
        slots.drop(store, f"{keys.profile}/key")
    return key


def set_code(profile: Path, key: bytes, code: str, *, keyring_allowed: bool | None = None,
             find_store: Callable[[], KeyStore | None] = slots.find, random: Callable[[int], bytes] = os.urandom,
             before_writing: Callable[[str], object] | None = None) -> str:
    """Return the stamp of the code that opens the book from now on; a former one opens nothing any more.

    `before_writing` is told the stamp before anything changes. Raises WeakOpeningCode, KeyringLocked (nothing
    changed; a key store that was in use must not be left out), KeysNotWritten, NoKeys.
    """
    profile = Path(profile)
    check_strength(code)
    keys = key_file.read(profile)
    if not data_key.is_key(keys, key):
        raise NoKeys("the key of another book")
    salt, secret, entry = random(_SALT_BYTES), random(_SECRET_BYTES), f"opening-{random(4).hex()}"
    store = find_store() if data_key.may_use_keyring(keyring_allowed) else None
    if store is not None:
        try:
            slots.put(store, f"{keys.profile}/{entry}", slots.as_text(secret))
        except (slots.NotKept, KeyringLocked) as error:
            if keys.uses_store:
                raise KeyringLocked(str(error)) from error
            store = None
    wrapped = data_key.wrap(key, _wrapping_key(code, salt, secret if store is not None else b""), random)
    slot = Slot(kind=OPENING, wrapped=wrapped, salt=salt, store=slots.name_of(store) if store is not None else "",
                entry=entry if store is not None else "")
    if before_writing is not None:
        before_writing(_stamp(slot))
    key_file.write(profile, keys.with_slot(slot, instead_of=(KEYRING, FILE)))
    former = keys.slot(OPENING)
    if store is not None:
        for gone in ("key", former.entry if former is not None else ""):
            if gone:
                slots.drop(store, f"{keys.profile}/{gone}")
    wrong_tries.forget(profile)
    _close_older_copies(profile, keys.check)
    return _stamp(slot)


def remove(profile: Path, key: bytes, *, keyring_allowed: bool | None = None,
           find_store: Callable[[], KeyStore | None] = slots.find,
           random: Callable[[int], bytes] = os.urandom) -> str:
    """Return the slot by which the book opens by itself again: keyring or file. Raises KeysNotWritten, NoKeys."""
    made = data_key.renew_local_slot(Path(profile), key, keyring_allowed=keyring_allowed, find_store=find_store,
                                     random=random)
    wrong_tries.forget(Path(profile))
    return made


def _secret(keys: KeyFile, slot: Slot, keyring_allowed: bool | None,
            find_store: Callable[[], KeyStore | None]) -> tuple[KeyStore | None, bytes]:
    if not slot.store:
        return None, b""
    store = find_store() if data_key.may_use_keyring(keyring_allowed) else None
    text = slots.get(store, f"{keys.profile}/{slot.entry}") if store is not None else None
    secret = slots.as_bytes(text) if text else b""
    if len(secret) != _SECRET_BYTES:
        raise KeyringEmpty(slot.store)
    return store, secret


def _wrapping_key(code: str, salt: bytes, secret: bytes) -> bytes:
    from nacl.pwhash import argon2id
    if len(salt) != argon2id.SALTBYTES:
        raise WrongOpeningCode
    drawn = argon2id.kdf(32, _plain(code).encode("utf-8"), salt, opslimit=PASSES, memlimit=MEMORY_BYTES)
    return hmac.new(secret or bytes(_SECRET_BYTES), b"so-cntt/opening/1" + drawn, hashlib.sha256).digest()


def _plain(code: str) -> str:
    # The same letters however the keyboard composed them; blanks at the ends come with pasting.
    return unicodedata.normalize("NFC", code).strip()


def _stamp(slot: Slot) -> str:
    return hashlib.sha256(b"so-cntt/opening-stamp/1" + slot.salt + slot.wrapped).hexdigest()[:32]


def _close_older_copies(profile: Path, check: str) -> None:
    """Take the key in clear out of the copies that a restore laid aside; their recovery slot opens them."""
    for copy in profile.glob(f"replaced-*/{key_file.FILE_NAME}"):
        try:
            said = json.loads(copy.read_bytes())
            if said["check"] == check and any(slot.get("slot") == FILE for slot in said["slots"]):
                kept = key_file.parse(copy.read_bytes())
                without = tuple(slot for slot in kept.slots if slot.kind != FILE)
                key_file.write(copy.parent, KeyFile(profile=kept.profile, check=kept.check, slots=without,
                                                    rest=kept.rest))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, NoKeys, KeysNotWritten) as error:
            _log.warning("an older copy of the keys was left as it is: %s", type(error).__name__)
