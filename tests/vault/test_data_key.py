"""Eight ways in which a key store fails, three slots: the book opens, or the user is told what to do. Never a wipe."""
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from desktop.vault import data_key, key_file, slots
from desktop.vault.data_key import create_profile_key, open_profile_key, open_with_recovery_code
from desktop.vault.errors import BadRecoveryCode, KeyringEmpty, KeyringLocked, KeysExist, NoKeys
from tests.vault.stores import Faithful, Forgetful, Locked, Null, RaisesOnSet, Short, Silent


@pytest.fixture(autouse=True)
def key_store_allowed(monkeypatch):
    monkeypatch.delenv(slots.SWITCH, raising=False)
    monkeypatch.setattr(slots, "LIMIT_S", 0.2)
    yield
    Silent.released.set()
    Silent.released.clear()


def made(profile: Path, store=None) -> data_key.NewKey:
    return create_profile_key(profile, find_store=lambda: store)


def test_a_good_key_store_holds_a_secret_and_the_file_holds_nothing_in_clear(tmp_path):
    store = Faithful()
    new = made(tmp_path, store)
    assert new.slot == "keyring"
    assert len(new.key) == 32
    assert open_profile_key(tmp_path, find_store=lambda: store) == new.key
    written = (tmp_path / "keys.json").read_bytes()
    for secret in (new.key, new.key.hex().encode(), slots.as_text(new.key).encode()):
        assert secret not in written
        assert secret not in "".join(store.kept.values()).encode()


@pytest.mark.parametrize("store", [None, Null(), Locked(), Silent(), Forgetful(), RaisesOnSet(), Short()],
                         ids=["none", "null", "locked", "timeout", "wrong value", "raises on set", "too long"])
def test_a_key_store_that_does_not_keep_is_not_used(tmp_path, store):
    new = made(tmp_path, store)
    assert new.slot == "file"
    assert open_profile_key(tmp_path, find_store=lambda: store) == new.key
    assert open_with_recovery_code((tmp_path / "keys.json").read_bytes(), new.recovery_code) == new.key


@pytest.mark.parametrize("later", [None, Null(), Faithful(), Forgetful()],
                         ids=["none", "null", "changed", "wrong value"])
def test_a_key_store_that_lost_the_key_asks_for_the_recovery_code(tmp_path, later):
    new = made(tmp_path, Faithful())
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(KeyringEmpty) as empty:
        open_profile_key(tmp_path, find_store=lambda: later)
    assert empty.value.code == "keyring-empty"
    assert empty.value.kept_in == "Faithful"
    assert (tmp_path / "keys.json").read_bytes() == before
    assert open_with_recovery_code(tmp_path, new.recovery_code, find_store=lambda: later) == new.key
    assert open_profile_key(tmp_path, find_store=lambda: later) == new.key


@pytest.mark.parametrize("store", [Locked(), Silent()], ids=["locked", "timeout"])
def test_a_key_store_that_does_not_answer_is_not_an_empty_one(tmp_path, store):
    made(tmp_path, Faithful())
    with pytest.raises(KeyringLocked):
        open_profile_key(tmp_path, find_store=lambda: store)


def test_a_value_of_another_program_under_our_name_is_not_our_key(tmp_path):
    store = Faithful()
    new = made(tmp_path, store)
    store.kept = dict.fromkeys(store.kept, slots.as_text(os.urandom(32)))
    with pytest.raises(KeyringEmpty):
        open_profile_key(tmp_path, find_store=lambda: store)
    assert open_with_recovery_code(tmp_path, new.recovery_code, find_store=lambda: store) == new.key
    assert open_profile_key(tmp_path, find_store=lambda: store) == new.key


def test_the_environment_forces_the_file_slot(tmp_path, monkeypatch):
    monkeypatch.setenv(slots.SWITCH, "off")
    store = Faithful()
    new = made(tmp_path, store)
    assert new.slot == "file"
    assert store.kept == {}
    assert open_profile_key(tmp_path, find_store=lambda: store) == new.key


def test_a_book_of_the_key_store_asks_for_its_code_when_the_store_is_forbidden(tmp_path, monkeypatch):
    store = Faithful()
    new = made(tmp_path, store)
    monkeypatch.setenv(slots.SWITCH, "off")
    with pytest.raises(KeyringEmpty):
        open_profile_key(tmp_path, find_store=lambda: store)
    assert open_with_recovery_code(tmp_path, new.recovery_code, find_store=lambda: store) == new.key
    assert data_key.slot_of(tmp_path) == "file"


def test_a_wrong_code_opens_nothing_and_changes_nothing(tmp_path):
    made(tmp_path)
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(BadRecoveryCode) as wrong:
        open_with_recovery_code(tmp_path, data_key.recovery_code.make(os.urandom))
    assert wrong.value.group == 0
    assert (tmp_path / "keys.json").read_bytes() == before


def test_a_copied_folder_opens_on_another_pc_by_the_code_alone(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    new = made(here, Faithful())
    there.mkdir()
    (there / "keys.json").write_bytes((here / "keys.json").read_bytes())
    with pytest.raises(KeyringEmpty):
        open_profile_key(there, find_store=lambda: None)
    assert open_with_recovery_code(there, new.recovery_code.lower(), find_store=lambda: None) == new.key
    assert open_profile_key(there, find_store=lambda: None) == new.key


def test_a_new_code_makes_the_old_paper_worthless(tmp_path):
    new = made(tmp_path)
    code = data_key.renew_recovery_code(tmp_path, new.key)
    assert open_with_recovery_code(tmp_path, code) == new.key
    with pytest.raises(BadRecoveryCode):
        open_with_recovery_code(tmp_path, new.recovery_code)


def test_keys_are_never_made_over_others(tmp_path):
    made(tmp_path)
    with pytest.raises(KeysExist):
        made(tmp_path)


@pytest.mark.parametrize("written", [
    None, b"", b"{", b"[]", b'{"slots": 3}', b'{"profile": "x", "check": "y", "slots": [{}]}'])
def test_missing_or_broken_keys_are_said_to_be_so(tmp_path, written):
    if written is not None:
        (tmp_path / "keys.json").write_bytes(written)
    with pytest.raises(NoKeys) as missing:
        open_profile_key(tmp_path)
    assert missing.value.code == "no-keys"


@pytest.mark.skipif(sys.platform == "win32", reason="mode bits are POSIX")
def test_the_file_is_its_owners_alone(tmp_path):
    made(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_what_a_later_version_wrote_into_the_file_stays(tmp_path):
    new = made(tmp_path)
    said = json.loads((tmp_path / "keys.json").read_bytes())
    said["escrow"] = {"sealed": "abc"}
    (tmp_path / "keys.json").write_text(json.dumps(said))
    data_key.renew_local_slot(tmp_path, new.key)
    assert json.loads((tmp_path / "keys.json").read_bytes())["escrow"] == {"sealed": "abc"}


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path, monkeypatch):
    new = made(tmp_path)
    before = (tmp_path / "keys.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file.os, "fsync", full)
    with pytest.raises(key_file.KeysNotWritten):
        data_key.renew_local_slot(tmp_path, new.key)
    assert (tmp_path / "keys.json").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


def test_only_named_key_stores_are_ever_asked(monkeypatch):
    """What registered itself with `keyring`, plain-text files above all, is never picked up."""
    import keyring
    import keyring.backends.null
    keyring.set_keyring(keyring.backends.null.Keyring())
    monkeypatch.setattr(slots, "_allowed", lambda: ())
    assert slots.find() is None
