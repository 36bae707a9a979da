"""keys.json: the wrapped slots of a profile. Written whole or not at all, readable by its owner alone."""
import base64
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from desktop.replacing import put_in_place
from desktop.vault.errors import KeysNotWritten, NoKeys

FILE_NAME: Final = "keys.json"
FORMAT: Final = 1
KEYRING, FILE, RECOVERY, OPENING = "keyring", "file", "recovery", "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to the data key.

    `keyring`: `wrapped` under a secret that lies in the key store named `store`. `file`: `wrapped` is the
    key itself, guarded by the permissions of the file. `recovery`: `wrapped` under the recovery code.
    `opening`: `wrapped` under the Mã mở sổ and, where there is a key store, a secret under `entry` in it.
    """
    kind: str
    wrapped: bytes
    salt: bytes = b""
    store: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """What keys.json says. `profile` names the entries in the key store, `check` recognises the key."""
    profile: str
    check: str
    slots: tuple[Slot, ...] = ()
    token: str = ""
    rest: dict[str, Any] = field(default_factory=dict)

    def slot(self, kind: str) -> Slot | None:
        """Return the slot of a kind, if there is one."""
        return next((slot for slot in self.slots if slot.kind == kind), None)

    @property
    def uses_store(self) -> bool:
        """Return whether something of this profile lies in a key store."""
        opening = self.slot(OPENING)
        return self.slot(KEYRING) is not None or (opening is not None and bool(opening.store))

    def with_slot(self, slot: Slot, *, instead_of: Iterable[str] = ()) -> "KeyFile":
        """Return the same with `slot` in place of that of its kind and of the kinds named."""
        gone = {slot.kind, *instead_of}
        return replace(self, slots=(*(each for each in self.slots if each.kind not in gone), slot))


def read(profile: Path) -> KeyFile:
    """Return the keys of a profile. Raises NoKeys."""
    try:
        data = (profile / FILE_NAME).read_bytes()
    except OSError as error:
        raise NoKeys(str(profile)) from error
    return parse(data)


def parse(data: bytes) -> KeyFile:
    """Return the keys of the bytes of a keys.json. Raises NoKeys."""
    try:
        said = json.loads(data)
        slots = tuple(Slot(kind=str(each["slot"]), wrapped=base64.b64decode(each["wrapped"], validate=True),
                           salt=base64.b64decode(each.get("salt", ""), validate=True),
                           store=str(each.get("store", "")), entry=str(each.get("entry", "")))
                      for each in said["slots"])
        known = {"format", "profile", "check", "slots", "token"}
        return KeyFile(profile=str(said["profile"]), check=str(said["check"]), slots=slots,
                       token=str(said.get("token", "")),
                       rest={key: value for key, value in said.items() if key not in known})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoKeys("keys.json cannot be read") from error


def to_bytes(keys: KeyFile) -> bytes:
    """Return the bytes of a keys.json."""
    said: dict[str, Any] = {"format": FORMAT, "profile": keys.profile, "check": keys.check, **keys.rest, "slots": [
        {"slot": slot.kind, "wrapped": _text(slot.wrapped),
         **({"salt": _text(slot.salt)} if slot.salt else {}), **({"store": slot.store} if slot.store else {}),
         **({"entry": slot.entry} if slot.entry else {})}
        for slot in keys.slots]}
    if keys.token:
        said["token"] = keys.token
    return json.dumps(said, indent=1).encode("ascii") + b"\n"


def write(profile: Path, keys: KeyFile) -> None:
    """Put `keys` in the place of what is there; a power cut leaves the one or the other. Raises KeysNotWritten."""
    target, unfinished = profile / FILE_NAME, profile / f"{FILE_NAME}.new"
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(to_bytes(keys))
                file.flush()
                os.fsync(file.fileno())
            put_in_place(unfinished, target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        if sys.platform != "win32":
            folder = os.open(profile, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise KeysNotWritten(str(error)) from error


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
