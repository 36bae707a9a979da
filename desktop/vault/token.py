"""The token by which the province knows this PC: in the key store, or beside the file slot.

It never travels with a backup: a restored or copied profile enrols anew.
"""
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop.vault import key_file, slots
from desktop.vault.data_key import may_use_keyring
from desktop.vault.errors import KeyringLocked
from desktop.vault.slots import KeyStore


def save_token(profile: Path, token: str, *, keyring_allowed: bool | None = None,
               find_store: Callable[[], KeyStore | None] = slots.find) -> str:
    """Return where the token was put: keyring or file. Raises NoKeys, KeysNotWritten."""
    keys = key_file.read(Path(profile))
    store = find_store() if may_use_keyring(keyring_allowed) and keys.uses_store else None
    if store is not None:
        try:
            slots.put(store, f"{keys.profile}/token", token)
        except (slots.NotKept, KeyringLocked):
            pass    # the file keeps it
        else:
            if keys.token:
                key_file.write(Path(profile), replace(keys, token=""))
            return key_file.KEYRING
    key_file.write(Path(profile), replace(keys, token=token))
    return key_file.FILE


def load_token(profile: Path, *, keyring_allowed: bool | None = None,
               find_store: Callable[[], KeyStore | None] = slots.find) -> str | None:
    """Return the token of this PC, None if it has none (any more). Raises NoKeys, KeyringLocked."""
    keys = key_file.read(Path(profile))
    if keys.token:
        return keys.token
    store = find_store() if may_use_keyring(keyring_allowed) and keys.uses_store else None
    return None if store is None else slots.get(store, f"{keys.profile}/token") or None


def drop_token(profile: Path, *, keyring_allowed: bool | None = None,
               find_store: Callable[[], KeyStore | None] = slots.find) -> None:
    """Forget the token; the book and its key are untouched. Raises NoKeys, KeysNotWritten."""
    keys = key_file.read(Path(profile))
    store = find_store() if may_use_keyring(keyring_allowed) and keys.uses_store else None
    if store is not None:
        slots.drop(store, f"{keys.profile}/token")
    if keys.token:
        key_file.write(Path(profile), replace(keys, token=""))
