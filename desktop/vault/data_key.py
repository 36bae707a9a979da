"""The 256-bit key of a book: made once, wrapped in slots, opened by any of them.

Order: the key store of the operating system (read back, allow-listed) → the file slot (readable by this
user alone) → the recovery code. A key store that lost the key means the recovery code, never a wipe. A book
with a Mã mở sổ (`opening_code`) has neither of the first two: it opens by that code or by the recovery code.
"""
import hashlib
import hmac
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from desktop.vault import key_file, recovery_code, slots
from desktop.vault.errors import (
    BadRecoveryCode,
    KeyringEmpty,
    KeyringLocked,
    KeysExist,
    KeysNotWritten,
    NoKeys,
    OpeningCodeNeeded,
)
from desktop.vault.key_file import FILE, KEYRING, OPENING, RECOVERY, KeyFile, Slot
from desktop.vault.slots import KeyStore

KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_log = logging.getLogger(__name__)


class NewKey(NamedTuple):
    """A key that was just made. `slot` is keyring or file; the recovery code goes into the book, to be printed."""
    key: bytes
    recovery_code: str
    slot: str


def create_profile_key(profile: Path, *, keyring_allowed: bool | None = None,
                       find_store: Callable[[], KeyStore | None] = slots.find,
                       random: Callable[[int], bytes] = os.urandom) -> NewKey:
    """Make the key of a new profile and write its slots. Raises KeysExist or KeysNotWritten."""
    profile = Path(profile)
    if (profile / key_file.FILE_NAME).exists():
        raise KeysExist(str(profile))
    key, code = random(KEY_BYTES), recovery_code.make(random)
    keys = KeyFile(profile=random(8).hex(), check=key_check(key))
    keys = keys.with_slot(_recovery_slot(key, code, random))
    keys = _with_local_slot(keys, key, keyring_allowed, find_store, random)
    key_file.write(profile, keys)
    return NewKey(key, code, _local_slot(keys))


def open_profile_key(profile: Path, *, keyring_allowed: bool | None = None,
                     find_store: Callable[[], KeyStore | None] = slots.find) -> bytes:
    """Return the key of a profile on the PC where it was made.

    Raises NoKeys, OpeningCodeNeeded, KeyringEmpty (ask for the recovery code), KeyringLocked (unlock it,
    try again).
    """
    keys = key_file.read(Path(profile))
    if keys.slot(OPENING) is not None:
        raise OpeningCodeNeeded(str(profile))
    problem: KeyringLocked | None = None
    kept = keys.slot(KEYRING)
    if kept is not None and may_use_keyring(keyring_allowed):
        try:
            key = _from_keyring(keys, kept, find_store())
        except KeyringLocked as error:
            key, problem = None, error
        if key is not None:
            return key
    plain = keys.slot(FILE)
    if plain is not None and is_key(keys, plain.wrapped):
        return plain.wrapped
    if problem is not None:
        raise problem
    raise KeyringEmpty(kept.store if kept is not None else "")


def open_with_recovery_code(keys_from: Path | bytes, code: str, *, keyring_allowed: bool | None = None,
                            find_store: Callable[[], KeyStore | None] = slots.find,
                            random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Return the key, by the code on the paper.

    `keys_from` is a profile folder (this PC then gets a slot of its own, so that the code is asked for
    once; not where a Mã mở sổ is set, which stays) or the bytes of a keys.json out of a backup.
    Raises BadRecoveryCode, NoKeys.
    """
    keys = key_file.parse(keys_from) if isinstance(keys_from, bytes) else key_file.read(Path(keys_from))
    slot = keys.slot(RECOVERY)
    if slot is None:
        raise NoKeys("no recovery slot")
    key = unwrap(slot.wrapped, recovery_code.wrapping_key(code, slot.salt))
    if key is None or not is_key(keys, key):
        raise BadRecoveryCode
    if not isinstance(keys_from, bytes) and keys.slot(OPENING) is None:
        try:
            renew_local_slot(Path(keys_from), key, keyring_allowed=keyring_allowed, find_store=find_store,
                             random=random)
        except KeysNotWritten as error:
            _log.warning("the code will be asked for again: %s", error)
    return key


def renew_local_slot(profile: Path, key: bytes, *, keyring_allowed: bool | None = None,
                     find_store: Callable[[], KeyStore | None] = slots.find,
                     random: Callable[[int], bytes] = os.urandom) -> str:
    """Return the slot (keyring or file) that opens the book on this PC from now on; the others of it are dropped.

    A Mã mở sổ goes with them: the book opens by itself again.
    """
    before = key_file.read(profile)
    keys = _with_local_slot(before, key, keyring_allowed, find_store, random)
    key_file.write(profile, keys)
    opening = before.slot(OPENING)
    if opening is not None and opening.store:
        store = find_store() if may_use_keyring(keyring_allowed) else None
        if store is not None:
            slots.drop(store, f"{keys.profile}/{opening.entry}")
    return _local_slot(keys)


def renew_recovery_code(profile: Path, key: bytes, *, random: Callable[[int], bytes] = os.urandom) -> str:
    """Return a new recovery code; the old paper opens nothing any more (older backups excepted)."""
    code = recovery_code.make(random)
    key_file.write(profile, key_file.read(profile).with_slot(_recovery_slot(key, code, random)))
    return code


def slot_of(profile: Path) -> str:
    """Return which slot opens the book on this PC: keyring, file, opening, or "" for none. Raises NoKeys."""
    return _local_slot(key_file.read(Path(profile)))


def key_check(key: bytes) -> str:
    """Return the value by which a key is recognised; the store computes the same."""
    return hmac.new(key, b"so-cntt/key-check/1", hashlib.sha256).hexdigest()[:32]


def may_use_keyring(keyring_allowed: bool | None) -> bool:
    """Return whether the key store may be used, by the caller and by the environment."""
    return slots.is_allowed() if keyring_allowed is None else keyring_allowed and slots.is_allowed()


def _local_slot(keys: KeyFile) -> str:
    return next((kind for kind in (OPENING, KEYRING, FILE) if keys.slot(kind) is not None), "")


def _with_local_slot(keys: KeyFile, key: bytes, keyring_allowed: bool | None,
                     find_store: Callable[[], KeyStore | None], random: Callable[[int], bytes]) -> KeyFile:
    store = find_store() if may_use_keyring(keyring_allowed) else None
    if store is not None:
        secret = random(KEY_BYTES)
        try:
            slots.put(store, f"{keys.profile}/key", slots.as_text(secret))
        except (slots.NotKept, KeyringLocked) as error:
            # Said once, in Settings: the file slot protects less.
            _log.warning("the key store %s is not used: %s", slots.name_of(store), error)
        else:
            return keys.with_slot(Slot(kind=KEYRING, wrapped=wrap(key, secret, random), store=slots.name_of(store)),
                                  instead_of=(FILE, OPENING))
    return keys.with_slot(Slot(kind=FILE, wrapped=key), instead_of=(KEYRING, OPENING))


def _recovery_slot(key: bytes, code: str, random: Callable[[int], bytes]) -> Slot:
    salt = random(_SALT_BYTES)
    return Slot(kind=RECOVERY, wrapped=wrap(key, recovery_code.wrapping_key(code, salt), random), salt=salt)


def _from_keyring(keys: KeyFile, slot: Slot, store: KeyStore | None) -> bytes | None:
    if store is None:
        return None
    text = slots.get(store, f"{keys.profile}/key")
    secret = slots.as_bytes(text) if text else b""
    key = unwrap(slot.wrapped, secret) if len(secret) == KEY_BYTES else None
    return key if key is not None and is_key(keys, key) else None


def is_key(keys: KeyFile, key: bytes) -> bool:
    """Return whether `key` is the one that `keys` wrap."""
    return len(key) == KEY_BYTES and hmac.compare_digest(keys.check, key_check(key))


def wrap(key: bytes, under: bytes, random: Callable[[int], bytes]) -> bytes:
    """Return `key` encrypted and authenticated under 32 bytes."""
    from nacl.secret import SecretBox
    return bytes(SecretBox(under).encrypt(key, random(SecretBox.NONCE_SIZE)))


def unwrap(wrapped: bytes, under: bytes) -> bytes | None:
    """Return what was wrapped under these 32 bytes, None if it was not."""
    # Imported when needed: the file slot, and with it a start without a key store, does without.
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox
    try:
        return bytes(SecretBox(under).decrypt(wrapped))
    except (CryptoError, ValueError):
        return None
