"""The folder of a book: made, opened, backed up, restored. The vault makes the key, the store receives 32 bytes."""
from dataclasses import dataclass
from pathlib import Path

from desktop.services import first_start, opening_code
from desktop.services.communes import CommuneList
from desktop.services.problems import WrongUse
from desktop.store import backup, records, restoring, setting, verification
from desktop.store.backup import BackupInfo
from desktop.store.database import BOOK
from desktop.store.errors import BookExists, NoBook, StoreError
from desktop.store.store import Store
from desktop.store.verification import Check
from desktop.vault import data_key
from desktop.vault.errors import KeyringEmpty, KeysExist, NoKeys, OpeningCodeNeeded


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A book that was just made. The recovery code is kept in it, to be printed."""
    profile: Path
    replica: str
    recovery_code: str
    key_slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredBook:
    """A book that was put in place of another; `aside` is the folder that keeps the old one."""
    records: int
    aside: Path | None
    counts: dict[str, int]


def has_book(profile: Path) -> bool:
    """Return whether there is a book in the folder."""
    restoring.finish_interrupted(profile)
    return (profile / BOOK).is_file()


def create_book(profile: Path, *, commune: str = "", name: str = "", person: str = "", phone: str = "") -> Created:
    """Make a book and its key. Raises BookExists, WrongUse for an unknown commune, Refused, DiskFull."""
    if has_book(profile):
        raise BookExists(str(profile))
    if commune and CommuneList().get(commune) is None:
        raise WrongUse(what=commune)
    profile.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, code, slot = _new_key(profile)
    with Store.create(profile, key, settings={
            setting.RECOVERY_CODE: code, setting.REPLICA_NAME: name or first_start.pc_name()}) as store:
        if commune:
            first_start.choose_commune(store, commune)
        if person:
            first_start.add_person(store, person, phone)
        replica = setting.text(store.read(), setting.REPLICA)
    return Created(profile=profile, replica=replica, recovery_code=code, key_slot=slot)


def open_book(profile: Path, *, write: bool, key: bytes | None = None) -> Store:
    """Return the open book of `profile`, as its only writer or for reading beside one.

    `key` is what the Mã mở sổ gave, where one is set. Raises NoBook, ProfileInUse, WrongKey, Damaged,
    NewerFile, KeyringEmpty, KeyringLocked, NoKeys, OpeningCodeNeeded, OlderKeys.
    """
    if not has_book(profile):
        raise NoBook(str(profile))
    return right_book(Store(profile, key or data_key.open_profile_key(profile), read_only=not write))


def right_book(store: Store) -> Store:
    """Return `store`, or close it and raise OlderKeys where keys.json is not the one it was closed with."""
    try:
        opening_code.require_right_keys(store)
    except BaseException:
        store.close()
        raise
    return store


def back_up(store: Store, file: Path | None) -> BackupInfo:
    """Return a new, verified backup, in `file` or among the profile's own. Raises DiskFull, BadBackup, DiskError."""
    return backup.make(store, file)


def restore_book(archive: Path, profile: Path, recovery_code: str | None, *,
                 own_key: bytes | None = None) -> RestoredBook:
    """Put the book of a backup into `profile`; what was there is moved aside, never deleted.

    On the PC of the book its own key opens the backup (`own_key` where a Mã mở sổ gave it); anywhere else
    the recovery code does, and this PC then gets a slot of its own. Raises BadBackup, BadRecoveryCode,
    KeyringEmpty, WrongKey, ProfileInUse, OpeningCodeNeeded.
    """
    keys = restoring.keys_in(archive)
    if recovery_code is not None:
        key = data_key.open_with_recovery_code(keys, recovery_code)
    else:
        try:
            key = own_key or data_key.open_profile_key(profile)
        except NoKeys as error:
            raise KeyringEmpty from error
    token_seal = _token_seal(profile, key)
    done = restoring.restore(archive, profile, key)
    try:
        data_key.open_profile_key(profile)
    except KeyringEmpty:
        data_key.renew_local_slot(profile, key)
    except OpeningCodeNeeded:
        pass    # the code of this PC stays as it is
    with Store(profile, key) as store:
        opening_code.accept_keys(store)
        if token_seal:
            store.submit(lambda unit: unit.set_setting(opening_code.SEAL, token_seal)).result()
        counts = records.counts(store.read())
    return RestoredBook(records=done.records, aside=done.aside, counts=counts)


def verify_book(store: Store) -> list[Check]:
    """Return what was looked at in the whole book, and what was found."""
    return verification.verify(store)


def key_slot(profile: Path) -> str:
    """Return which slot opens the book on this PC: keyring, file, or ""."""
    return data_key.slot_of(profile)


def _token_seal(profile: Path, key: bytes) -> str:
    """Return under what the token of this PC lies, so that it is still readable after the restore."""
    try:
        with Store(profile, key, read_only=True) as before:
            return setting.text(before.read(), opening_code.SEAL)
    except StoreError:
        return ""


def _new_key(profile: Path) -> data_key.NewKey:
    try:
        return data_key.create_profile_key(profile)
    except KeysExist:
        # A first start that was cut off between the key and the book: the key is good, its code was never seen.
        key = data_key.open_profile_key(profile)
        return data_key.NewKey(key, data_key.renew_recovery_code(profile, key), data_key.slot_of(profile))

