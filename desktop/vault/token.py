"""The token by which the province knows this PC: in the key store, or beside the file slot.

It never travels with a backup: a restored or copied profile enrols anew. Beside a file slot it lies in
clear, until a Mã mở sổ is set: from then on under a seal that lies in the book.
"""
import base64
import binascii
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.vault import key_file, slots
from desktop.vault.data_key import may_use_keyring, unwrap, wrap
from desktop.vault.errors import KeyringLocked
from desktop.vault.slots import KeyStore

SEAL_BYTES: Final = 32
_SEALED: Final = "sealed:"


def save_token(profile: Path, token: str, *, seal: bytes = b"", keyring_allowed: bool | None = None,
               find_store: Callable[[], KeyStore | None] = slots.find) -> str:
    """Return where the token was put: keyring or file, there under `seal` if one is given.

    Raises NoKeys, KeysNotWritten.
    """
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
    key_file.write(Path(profile), replace(keys, token=_sealed(token, seal) if seal else token))
    return key_file.FILE


def load_token(profile: Path, *, seal: bytes = b"", keyring_allowed: bool | None = None,
               find_store: Callable[[], KeyStore | None] = slots.find) -> str | None:
    """Return the token of this PC, None if it has none (any more). Raises NoKeys, KeyringLocked."""
    keys = key_file.read(Path(profile))
    if keys.token.startswith(_SEALED):
        return _unsealed(keys.token, seal)
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


def close_token(profile: Path, seal: bytes) -> None:
    """Put a token that lies in clear under `seal`. Raises NoKeys, KeysNotWritten."""
    keys = key_file.read(Path(profile))
    if keys.token and not keys.token.startswith(_SEALED):
        key_file.write(Path(profile), replace(keys, token=_sealed(keys.token, seal)))


def _sealed(token: str, seal: bytes) -> str:
    return _SEALED + base64.b64encode(wrap(token.encode("utf-8"), seal, os.urandom)).decode("ascii")


def _unsealed(text: str, seal: bytes) -> str | None:
    try:
        wrapped = base64.b64decode(text.removeprefix(_SEALED), validate=True)
    except (binascii.Error, ValueError):
        return None
    token = unwrap(wrapped, seal) if len(seal) == SEAL_BYTES else None
    return token.decode("utf-8") if token is not None else None
