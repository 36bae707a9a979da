"""Mã mở sổ: the right code opens, nothing else does, and neither an older keys.json nor a cut in between helps."""
import json
import os
from functools import partial
from pathlib import Path

import pytest

from desktop.store.copying import keys_for_backup
from desktop.vault import data_key, key_file, opening_code, slots, wrong_tries
from desktop.vault.data_key import create_profile_key, open_profile_key, open_with_recovery_code
from desktop.vault.errors import (
    KeyringEmpty,
    KeyringLocked,
    KeysNotWritten,
    OpeningCodeNeeded,
    TooManyWrongCodes,
    VaultError,
    WeakOpeningCode,
    WrongOpeningCode,
)
from desktop.vault.opening_code import open_by_code, set_code
from desktop.vault.token import close_token, load_token, save_token
from tests.vault.stores import Faithful, Forgetful, Locked

CODE = "sổ xã 27"


class Cut(BaseException):
    """The power goes."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.delenv(slots.SWITCH, raising=False)
    monkeypatch.setattr(slots, "LIMIT_S", 0.2)
    monkeypatch.setattr(opening_code, "PASSES", 1)
    monkeypatch.setattr(opening_code, "MEMORY_BYTES", 8192 * 1024)


def made(profile: Path, store=None) -> data_key.NewKey:
    return create_profile_key(profile, find_store=lambda: store)


def closed(profile: Path, store=None, code: str = CODE) -> data_key.NewKey:
    new = made(profile, store)
    set_code(profile, new.key, code, find_store=lambda: store)
    return new


def _same(store):
    return store


def opens(profile: Path, code: str, store=None) -> bytes:
    return open_by_code(profile, code, find_store=lambda: store)


def test_the_derivation_costs_what_the_design_says(monkeypatch):
    """Frozen: books depend on it. 64 MiB and three passes."""
    monkeypatch.undo()
    assert (opening_code.PASSES, opening_code.MEMORY_BYTES) == (3, 64 * 1024 * 1024)
    assert opening_code._wrapping_key("so-cua-xa-27", bytes(16), bytes(range(32))).hex() == \
        "4bc5fb26fdab01418ab7f9e71491372b9b8db8ea14bc001469e0cd0220eb1747"


@pytest.mark.parametrize("store", [None, Faithful()], ids=["no key store", "key store"])
def test_only_the_right_code_opens(tmp_path, store):
    new = closed(tmp_path, store)
    with pytest.raises(OpeningCodeNeeded):
        open_profile_key(tmp_path, find_store=lambda: store)
    for wrong in ("sổ xã 2", "so xa 27", "sổ xã 27 ", "Sổ xã 27", ""):
        if wrong.strip() == CODE:
            continue
        with pytest.raises((WrongOpeningCode, TooManyWrongCodes)):
            opens(tmp_path, wrong, store)
        wrong_tries.forget(tmp_path)
    assert opens(tmp_path, f" {CODE} ", store) == new.key
    assert data_key.slot_of(tmp_path) == "opening"


def test_the_same_letters_open_however_the_keyboard_composed_them(tmp_path):
    import unicodedata
    new = closed(tmp_path)
    assert opens(tmp_path, unicodedata.normalize("NFD", CODE)) == new.key


@pytest.mark.parametrize("store", [None, Faithful()], ids=["no key store", "key store"])
def test_keys_json_holds_nothing_that_opens_by_itself(tmp_path, store):
    new = closed(tmp_path, store)
    written = (tmp_path / "keys.json").read_bytes()
    for secret in (new.key, slots.as_text(new.key).encode(), CODE.encode()):
        assert secret not in written
    assert [slot["slot"] for slot in json.loads(written)["slots"]] == ["recovery", "opening"]


def test_with_a_key_store_the_stolen_file_is_no_touchstone_for_codes(tmp_path):
    """The right code alone is not enough: the secret in the key store is the other half."""
    store = Faithful()
    closed(tmp_path, store)
    with pytest.raises(KeyringEmpty):
        opens(tmp_path, CODE, Faithful())
    with pytest.raises(KeyringEmpty):
        opens(tmp_path, CODE, None)
    slot = key_file.read(tmp_path).slot("opening")
    assert data_key.unwrap(slot.wrapped, opening_code._wrapping_key(CODE, slot.salt, b"")) is None


def test_a_keys_json_from_before_the_code_opens_nothing_with_a_key_store(tmp_path):
    store = Faithful()
    new = made(tmp_path, store)
    before = (tmp_path / "keys.json").read_bytes()
    set_code(tmp_path, new.key, CODE, find_store=lambda: store)
    (tmp_path / "keys.json").write_bytes(before)
    with pytest.raises(KeyringEmpty):
        open_profile_key(tmp_path, find_store=lambda: store)
    assert open_with_recovery_code(tmp_path, new.recovery_code, find_store=lambda: store) == new.key


def test_a_keys_json_of_the_former_code_opens_nothing_with_a_key_store(tmp_path):
    store = Faithful()
    new = closed(tmp_path, store)
    before = (tmp_path / "keys.json").read_bytes()
    set_code(tmp_path, new.key, "mã khác hẳn", find_store=lambda: store)
    (tmp_path / "keys.json").write_bytes(before)
    with pytest.raises(KeyringEmpty):
        opens(tmp_path, CODE, store)
    assert len([name for name, _ in store.kept if "opening-" in name]) == 1


def test_a_tampered_file_never_opens_by_a_wrong_code(tmp_path):
    new = closed(tmp_path)
    good = json.loads((tmp_path / "keys.json").read_bytes())
    other = tmp_path / "other"
    closed(other, code="mã của sổ khác")
    foreign = json.loads((other / "keys.json").read_bytes())
    tampered = []
    for change in range(6):
        said = json.loads(json.dumps(good))
        at = next(n for n, slot in enumerate(said["slots"]) if slot["slot"] == "opening")
        if change == 0:
            said["slots"][at] = foreign["slots"][-1]    # a slot of another book, whose code is known
        elif change == 1:
            said["slots"][at]["salt"] = ""
        elif change == 2:
            said["slots"][at]["wrapped"] = said["slots"][0]["wrapped"]
        elif change == 3:
            said["slots"].append({"slot": "file", "wrapped": slots.as_text(os.urandom(32))})
        elif change == 4:
            said["check"] = foreign["check"]
        else:
            del said["slots"][at]
        tampered.append(said)
    for said in tampered:
        (tmp_path / "keys.json").write_text(json.dumps(said))
        for code in ("mã của sổ khác", "", "x" * 8):
            with pytest.raises(VaultError):
                opens(tmp_path, code)
            wrong_tries.forget(tmp_path)
        with pytest.raises(VaultError):
            open_profile_key(tmp_path, find_store=lambda: None)
        if said["check"] == good["check"]:
            assert open_with_recovery_code(json.dumps(said).encode(), new.recovery_code) == new.key


def test_the_recovery_code_opens_and_leaves_the_code_set(tmp_path):
    new = closed(tmp_path)
    assert open_with_recovery_code(tmp_path, new.recovery_code, find_store=lambda: None) == new.key
    assert opening_code.is_set(tmp_path)
    set_code(tmp_path, new.key, "mã mới sau khi quên", find_store=lambda: None)
    assert opens(tmp_path, "mã mới sau khi quên") == new.key
    with pytest.raises(WrongOpeningCode):
        opens(tmp_path, CODE)


@pytest.mark.parametrize("store", [None, Faithful()], ids=["no key store", "key store"])
def test_a_code_that_is_taken_away_is_gone(tmp_path, store):
    new = closed(tmp_path, store)
    assert opening_code.remove(tmp_path, new.key, find_store=lambda: store) == ("keyring" if store else "file")
    assert open_profile_key(tmp_path, find_store=lambda: store) == new.key
    assert not opening_code.is_set(tmp_path)
    if store:
        assert [name for name, _ in store.kept if "opening-" in name] == []


def test_the_key_of_another_book_sets_no_code(tmp_path):
    made(tmp_path)
    with pytest.raises(VaultError):
        set_code(tmp_path, os.urandom(32), CODE, find_store=lambda: None)
    assert not opening_code.is_set(tmp_path)


@pytest.mark.parametrize("code", ["", "12345", "123456", "654321", "aaaaaa", "abcdefgh", "      1", "x" * 200])
def test_codes_that_everybody_tries_first_are_refused(tmp_path, code):
    new = made(tmp_path)
    with pytest.raises(WeakOpeningCode):
        set_code(tmp_path, new.key, code, find_store=lambda: None)
    assert not opening_code.is_set(tmp_path)


@pytest.mark.parametrize("store", [Locked(), Forgetful()], ids=["locked", "wrong value"])
def test_a_key_store_in_use_that_fails_now_changes_nothing(tmp_path, store):
    good = Faithful()
    new = made(tmp_path, good)
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(KeyringLocked):
        set_code(tmp_path, new.key, CODE, find_store=lambda: store)
    assert (tmp_path / "keys.json").read_bytes() == before
    assert open_profile_key(tmp_path, find_store=lambda: good) == new.key


# -- wrong tries -------------------------------------------------------------------------------------------

def test_wrong_tries_slow_down_and_a_restart_does_not_reset_them(tmp_path):
    closed(tmp_path)
    now = 1_000_000
    for _ in range(wrong_tries.FREE):
        with pytest.raises(WrongOpeningCode):
            open_by_code(tmp_path, "sai", find_store=lambda: None, clock=lambda: now)
    with pytest.raises(WrongOpeningCode):
        open_by_code(tmp_path, "sai", find_store=lambda: None, clock=lambda: now)
    # A new process reads the same file.
    for passed, left in ((0, 30), (29_000, 1)):
        with pytest.raises(TooManyWrongCodes) as waits:
            open_by_code(tmp_path, CODE, find_store=lambda: None, clock=lambda passed=passed: now + passed)
        assert waits.value.seconds == left
    with pytest.raises(WrongOpeningCode):
        open_by_code(tmp_path, "sai", find_store=lambda: None, clock=lambda: now + 30_000)
    assert wrong_tries.seconds_left(tmp_path, now + 30_000) == 60
    assert open_by_code(tmp_path, CODE, find_store=lambda: None, clock=lambda: now + 90_000)
    assert wrong_tries.count(tmp_path) == 0


def test_a_try_is_counted_before_it_is_made(tmp_path, monkeypatch):
    """Ending the program in the middle of the derivation saves no try."""
    closed(tmp_path)

    def cut(*_: object) -> bytes:
        raise Cut

    monkeypatch.setattr(opening_code, "_wrapping_key", cut)
    for counted in (1, 2, 3):
        with pytest.raises(Cut):
            opens(tmp_path, "sai")
        assert wrong_tries.count(tmp_path) == counted


@pytest.mark.parametrize(("wrong", "wait"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900),
                                             (500, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(wrong, wait):
    assert wrong_tries.wait_after(wrong) == wait


def test_a_clock_set_back_waits_no_longer_than_the_wait(tmp_path):
    closed(tmp_path)
    for _ in range(5):
        wrong_tries.note(tmp_path, 10_000_000_000)
    assert wrong_tries.seconds_left(tmp_path, 1_000_000) == 30
    assert wrong_tries.seconds_left(tmp_path, 1_012_000) == 18
    assert wrong_tries.seconds_left(tmp_path, 1_030_000) == 0, "an empty battery locked its owner out for years"


def test_a_file_of_tries_that_somebody_wrote_into_is_one_wait_not_none(tmp_path):
    (tmp_path / wrong_tries.FILE_NAME).write_text("{}")
    assert wrong_tries.count(tmp_path) > wrong_tries.FREE
    assert wrong_tries.seconds_left(tmp_path, 10_000_000_000) == 30
    assert wrong_tries.seconds_left(tmp_path, 10_000_030_000) == 0


# -- power cuts --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("start", ["keyring", "file", "former code"])
def test_a_cut_anywhere_while_a_code_is_set_leaves_the_former_or_the_new_way_in(tmp_path, monkeypatch, start):
    """Each writing of the key store and of the disk may be the last one."""
    for cut_at in range(1, 9):
        store = None if start == "file" else Faithful()
        profile = tmp_path / f"{start}-{cut_at}"
        new = closed(profile, store, "mã cũ trước đó") if start == "former code" else made(profile, store)
        steps = iter(range(1, 100))

        def counted(act, steps=steps, cut_at=cut_at):
            def step(*words: object):
                if next(steps) == cut_at:
                    raise Cut
                return act(*words)
            return step

        with monkeypatch.context() as patch:
            patch.setattr(key_file.os, "fsync", counted(os.fsync))
            if store is not None:
                patch.setattr(slots, "put", counted(slots.put))
                patch.setattr(slots, "drop", counted(slots.drop))
            try:
                set_code(profile, new.key, CODE, find_store=lambda store=store: store)
            except Cut:
                pass
        ways = []
        for way in (partial(open_profile_key, profile, find_store=partial(_same, store)),
                    partial(opens, profile, CODE, store), partial(opens, profile, "mã cũ trước đó", store)):
            try:
                ways.append(way() == new.key)
            except VaultError:
                wrong_tries.forget(profile)
        assert ways == [True], (start, cut_at)
        assert open_with_recovery_code(profile, new.recovery_code, find_store=lambda store=store: store) == new.key


def test_a_disk_that_refuses_leaves_the_book_as_it_was(tmp_path, monkeypatch):
    new = made(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(key_file.os, "fsync", full)
        with pytest.raises(KeysNotWritten):
            set_code(tmp_path, new.key, CODE, find_store=lambda: None)
    assert open_profile_key(tmp_path, find_store=lambda: None) == new.key


def test_a_secret_left_by_a_cut_is_dropped_at_the_next_opening(tmp_path):
    store = Faithful()
    new = made(tmp_path, store)
    kept = dict(store.kept)
    set_code(tmp_path, new.key, CODE, find_store=lambda: store)
    store.kept |= kept    # the cut came before the former secret was dropped
    opens(tmp_path, CODE, store)
    assert not set(kept) & set(store.kept)


# -- what lies about ---------------------------------------------------------------------------------------

def test_no_backup_carries_the_opening_slot(tmp_path):
    """A backup on a lost stick must not be a touchstone for short codes."""
    closed(tmp_path)
    assert [slot["slot"] for slot in json.loads(keys_for_backup(tmp_path))["slots"]] == ["recovery"]


def test_copies_that_a_restore_laid_aside_lose_the_key_in_clear(tmp_path):
    new = made(tmp_path)
    aside = tmp_path / "replaced-20261122-010203"
    aside.mkdir()
    (aside / "keys.json").write_bytes((tmp_path / "keys.json").read_bytes())
    set_code(tmp_path, new.key, CODE, find_store=lambda: None)
    with pytest.raises(KeyringEmpty):
        open_profile_key(aside, find_store=lambda: None)
    assert open_with_recovery_code((aside / "keys.json").read_bytes(), new.recovery_code) == new.key


@pytest.mark.parametrize("store", [None, Faithful()], ids=["no key store", "key store"])
def test_the_token_outlives_the_setting_of_a_code(tmp_path, store):
    new, seal, token = made(tmp_path, store), os.urandom(32), "xt_" + "a1" * 32
    save_token(tmp_path, token, find_store=lambda: store)
    close_token(tmp_path, seal)
    set_code(tmp_path, new.key, CODE, find_store=lambda: store)
    assert load_token(tmp_path, seal=seal, find_store=lambda: store) == token
    assert token not in (tmp_path / "keys.json").read_text()
    assert load_token(tmp_path, seal=os.urandom(32), find_store=lambda: store) == (token if store else None)
    opening_code.remove(tmp_path, new.key, find_store=lambda: store)
    assert load_token(tmp_path, seal=seal, find_store=lambda: store) == token
