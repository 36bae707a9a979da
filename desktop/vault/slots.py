"""The key store of the operating system, trusted only as far as it was seen to keep what it was given.

Only four stores are allowed, each made directly: what else registered itself with `keyring` (plain-text
files, null stores that swallow everything) is never picked up. Every call has ten seconds.
"""
import base64
import binascii
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeVar

from desktop.vault.errors import KeyringLocked

T = TypeVar("T")
SWITCH: Final = "SO_CNTT_KEYRING"
LIMIT_S: Final = 10.0
_USER: Final = "so-cntt"
_MOST_CHARACTERS: Final = 1280    # of a value in the Windows vault
_log = logging.getLogger(__name__)


class KeyStore(Protocol):
    """What the vault asks of a key store; the shape of a backend of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class NotKept(Exception):
    """The store did not give back what it was given: it is not used."""


def is_allowed() -> bool:
    """Return whether the key store of this PC may be used: `SO_CNTT_KEYRING=off` forces the file slot."""
    return os.environ.get(SWITCH, "").lower() != "off"


def find() -> KeyStore | None:
    """Return the key store of this PC, None if there is none that can be trusted."""
    try:
        return _in_time(lambda: next(_usable(), None))
    except KeyringLocked:
        return None


def name_of(store: KeyStore) -> str:
    """Return the name under which a store is remembered in keys.json."""
    return type(store).__name__


def put(store: KeyStore, entry: str, value: str) -> None:
    """Keep `value` under `entry` and read it back. Raises NotKept or KeyringLocked."""
    if len(value) > _MOST_CHARACTERS:
        raise NotKept("too long for a key store")
    try:
        _in_time(lambda: store.set_password(_service(entry), _USER, value))
        kept = _in_time(lambda: store.get_password(_service(entry), _USER))
    except KeyringLocked:
        raise
    except Exception as error:
        raise NotKept(type(error).__name__) from error
    if kept != value:
        raise NotKept("it gave back something else")


def get(store: KeyStore, entry: str) -> str | None:
    """Return what is kept under `entry`, None if nothing is. Raises KeyringLocked when it cannot be said."""
    try:
        return _in_time(lambda: store.get_password(_service(entry), _USER))
    except KeyringLocked:
        raise
    except Exception as error:
        # A store that fails hard is not an empty one: the user may unlock it and try again.
        raise KeyringLocked(type(error).__name__) from error


def drop(store: KeyStore, entry: str) -> None:
    """Forget what is kept under `entry`, as far as the store lets us."""
    try:
        _in_time(lambda: store.delete_password(_service(entry), _USER))
    except Exception as error:  # noqa: BLE001  every store has its own errors; there may be nothing to forget
        _log.info("nothing dropped from the key store: %s", type(error).__name__)


def as_text(secret: bytes) -> str:
    """Return 32 bytes as a key store keeps them."""
    return base64.b64encode(secret).decode("ascii")


def as_bytes(text: str) -> bytes:
    """Return the bytes of `as_text`, b"" for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _service(entry: str) -> str:
    # One service for each entry: under a shared one the Windows vault moves older entries about.
    return f"so-cntt/{entry}"


def _usable() -> Iterator[KeyStore]:
    for make in _allowed():
        try:
            yield make()
        except Exception as error:  # noqa: BLE001  not there, no session bus, not unlocked: the next one
            _log.info("a key store is not usable: %s", type(error).__name__)


def _allowed() -> tuple[Callable[[], KeyStore], ...]:
    if sys.platform == "win32":
        return (_windows,)
    return (_macos,) if sys.platform == "darwin" else (_secret_service, _kwallet)


def _windows() -> KeyStore:
    from keyring.backends.Windows import WinVaultKeyring
    return _viable(WinVaultKeyring, persist="local machine")    # else it roams through the domain


def _macos() -> KeyStore:
    from keyring.backends.macOS import Keyring
    return _viable(Keyring)


def _secret_service() -> KeyStore:
    from keyring.backends.SecretService import Keyring
    return _viable(Keyring)


def _kwallet() -> KeyStore:
    from keyring.backends.kwallet import DBusKeyring
    return _viable(DBusKeyring)


def _viable(backend: type, **settings: str) -> KeyStore:
    getattr(backend, "priority")  # noqa: B009  raises where it cannot work
    made: KeyStore = backend()
    for name, value in settings.items():
        setattr(made, name, value)
    return made


def _in_time(function: Callable[[], T]) -> T:
    """Return what `function` returns; a key store may wait for a dialog nobody sees."""
    answer: list[T] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            answer.append(function())
        except BaseException as error:  # noqa: BLE001  raised again in the caller
            failure.append(error)

    thread = threading.Thread(target=work, name="key-store", daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    if failure:
        raise failure[0]
    if not answer:
        raise KeyringLocked("no answer from the key store")
    return answer[0]
