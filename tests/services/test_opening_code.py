"""The book and its Mã mở sổ: what opens it at the window, at the command line, after a restore; nothing is lost."""
import json
import os
import subprocess
import sys

import pytest

from desktop import bootstrap
from desktop.services import opening_code, profiles
from desktop.store import setting
from desktop.vault import opening_code as vault
from desktop.vault import token, wrong_tries
from desktop.vault.errors import OlderKeys, OpeningCodeNeeded, WrongOpeningCode
from tests.stories.province import Pc, run_alone

CODE = "so-cua-xa-27"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(vault, "PASSES", 1)
    monkeypatch.setattr(vault, "MEMORY_BYTES", 8192 * 1024)


@pytest.fixture
def profile(tmp_path):
    """Return the folder of a made book, closed."""
    profiles.create_book(tmp_path / "book", commune="00000", name="XM-VP-03", person="Hà Văn Mẫu")
    return tmp_path / "book"


def close_by_code(profile, code: str = CODE) -> None:
    with profiles.open_book(profile, write=True) as store:
        opening_code.set_first(store, code)


def recovery_code(profile) -> str:
    with profiles.open_book(profile, write=False) as store:
        return setting.text(store.read(), setting.RECOVERY_CODE)


def test_a_book_with_a_code_opens_by_it_alone(profile):
    close_by_code(profile)
    for opens in (lambda: profiles.open_book(profile, write=True), lambda: bootstrap.open_or_make(profile)):
        with pytest.raises(OpeningCodeNeeded):
            opens()
    with pytest.raises(WrongOpeningCode):
        opening_code.key_by_code(profile, "so-cua-xa-28")
    with profiles.open_book(profile, write=True, key=opening_code.key_by_code(profile, CODE)) as store:
        assert setting.text(store.read(), setting.REPLICA_NAME) == "XM-VP-03"


@pytest.mark.parametrize("since", ["before any code", "of the former code"])
def test_an_older_keys_json_copied_back_is_told_and_the_recovery_code_helps(profile, since):
    """This PC has no key store: the older file does hold the key, but the book remembers."""
    recovery = recovery_code(profile)
    older = (profile / "keys.json").read_bytes()
    close_by_code(profile)
    if since == "of the former code":
        older = (profile / "keys.json").read_bytes()
        with profiles.open_book(profile, write=True, key=opening_code.key_by_code(profile, CODE)) as store:
            opening_code.change(store, CODE, "mã hoàn toàn khác")
    (profile / "keys.json").write_bytes(older)
    key = opening_code.key_by_code(profile, CODE) if since == "of the former code" else None
    with pytest.raises(OlderKeys):
        bootstrap.open_or_make(profile, key)
    with pytest.raises(OlderKeys):
        profiles.open_book(profile, write=False, key=key)
    key = opening_code.key_by_recovery_code(profile, recovery)
    from desktop.store.store import Store
    with Store(profile, key) as store:
        opening_code.set_code(store, key, "mã đặt lại sau đó")
    with profiles.open_book(profile, write=True,
                            key=opening_code.key_by_code(profile, "mã đặt lại sau đó")) as store:
        assert store.read().execute("SELECT count(*) FROM k_person").fetchone()[0] == 1


@pytest.mark.parametrize("what", ["set", "change", "remove"])
def test_a_cut_between_keys_json_and_the_book_shuts_nobody_out(profile, monkeypatch, what):
    """The power goes after the one was written and before the other."""
    if what != "set":
        close_by_code(profile)

    def key() -> bytes | None:
        return opening_code.key_by_code(profile, CODE) if opening_code.is_set(profile) else None

    with profiles.open_book(profile, write=True, key=key()) as store, monkeypatch.context() as patch:
        real = opening_code._know

        def cut(store_, *stamps):
            if len(stamps) == 1:
                raise RuntimeError("cut")
            real(store_, *stamps)

        patch.setattr(opening_code, "_know", cut)
        patch.setattr(vault, "remove", lambda *words, **more: (_ for _ in ()).throw(RuntimeError("cut")))
        with pytest.raises(RuntimeError):
            if what == "set":
                opening_code.set_first(store, CODE)
            elif what == "change":
                opening_code.change(store, CODE, "mã thứ hai đây")
            else:
                opening_code.take_away(store, CODE)
    right = "mã thứ hai đây" if what == "change" else CODE
    profiles.open_book(profile, write=True, key=opening_code.key_by_code(profile, right)).close()


def test_a_code_that_is_taken_away_leaves_no_trace_that_stops_the_next_start(profile):
    close_by_code(profile)
    with profiles.open_book(profile, write=True, key=opening_code.key_by_code(profile, CODE)) as store:
        with pytest.raises(WrongOpeningCode):
            opening_code.take_away(store, "sai rồi nhé")
        opening_code.take_away(store, CODE)
    with profiles.open_book(profile, write=True) as store:
        assert setting.read(store.read(), opening_code.STAMPS) is None


def test_a_backup_comes_back_on_the_same_pc_and_the_code_of_now_stays(profile, tmp_path):
    with profiles.open_book(profile, write=True) as store:
        before = profiles.back_up(store, tmp_path / "before.sobak").path
    close_by_code(profile)
    key = opening_code.key_by_code(profile, CODE)
    with profiles.open_book(profile, write=True, key=key) as store:
        after = profiles.back_up(store, tmp_path / "after.sobak").path
    with pytest.raises(OpeningCodeNeeded):
        profiles.restore_book(before, profile, None)
    for backup in (before, after):
        assert profiles.restore_book(backup, profile, None, own_key=key).records == 1
        with pytest.raises(OpeningCodeNeeded):
            bootstrap.open_or_make(profile)
        bootstrap.open_or_make(profile, opening_code.key_by_code(profile, CODE)).close()


def test_a_backup_of_a_closed_book_opens_elsewhere_by_the_recovery_code_without_asking_for_the_other(profile, tmp_path):
    recovery = recovery_code(profile)
    close_by_code(profile)
    with profiles.open_book(profile, write=True, key=opening_code.key_by_code(profile, CODE)) as store:
        archive = profiles.back_up(store, tmp_path / "b.sobak").path
    there = tmp_path / "there"
    profiles.restore_book(archive, there, recovery)
    bootstrap.open_or_make(there).close()


def test_the_token_beside_a_file_slot_is_sealed_with_the_code_and_still_read(profile):
    token.save_token(profile, "xt_" + "b2" * 32)
    close_by_code(profile)
    assert "xt_" not in (profile / "keys.json").read_text()
    key = opening_code.key_by_code(profile, CODE)
    with profiles.open_book(profile, write=True, key=key) as store:
        assert token.load_token(profile, seal=opening_code.seal(store.read())) == "xt_" + "b2" * 32
        archive = profiles.back_up(store, None).path
    profiles.restore_book(archive, profile, None, own_key=key)
    with profiles.open_book(profile, write=True, key=key) as store:
        assert token.load_token(profile, seal=opening_code.seal(store.read())) == "xt_" + "b2" * 32


# -- the command line --------------------------------------------------------------------------------------

def test_the_command_line_needs_the_code_too(profile, tmp_path):
    pc = Pc(profile)
    close_by_code(profile)
    refused = pc.try_("list", "person")
    assert (refused.exit, refused.code) == (1, "opening-code-needed")
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text(f"\ufeff{CODE}\r\n", encoding="utf-8")
    wrong.write_text("so-cua-xa-28\n", encoding="utf-8")
    assert pc("--opening-code-file", right, "list", "person")["total"] == 1
    assert pc.try_("--opening-code-file", wrong, "list", "person").code == "wrong-opening-code"
    assert pc.try_("--opening-code-file", tmp_path / "none.txt", "list", "person").code == "no-file"
    for _ in range(wrong_tries.FREE):
        pc.try_("--opening-code-file", wrong, "list", "person")
    slowed = pc.try_("--opening-code-file", right, "list", "person")
    assert (slowed.exit, slowed.code) == (1, "opening-code-wait")
    assert "giây" in slowed.said["error"]["hint"]


def test_a_command_in_a_process_of_its_own_takes_the_code_from_a_pipe_and_betrays_nothing(profile):
    with profiles.open_book(profile, write=True) as store:
        opening_code.set_first(store, CODE)
    refused = run_alone("--profile", profile, "status")
    assert (refused.exit, refused.code) == (1, "opening-code-needed")
    assert CODE not in json.dumps(refused.said) + refused.errors


def test_a_window_that_nobody_sees_ends_with_one_sentence(profile):
    close_by_code(profile)
    ended = subprocess.run([sys.executable, "-m", "desktop", "--profile", str(profile)], capture_output=True,
                           text=True, check=False, timeout=60,
                           env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_KEYRING": "off"})
    assert ended.returncode == 1
    assert "mã mở sổ" in ended.stderr


# -- offered once ------------------------------------------------------------------------------------------

def test_it_is_offered_once_when_two_persons_use_the_login(profile):
    from desktop.services import roles
    with profiles.open_book(profile, write=True) as store:
        def due() -> bool:
            return opening_code.is_to_be_offered(store.read(), profile)

        assert not due()
        roles.add_and_sit_down(store, "Lò Thị Mẫu", "")
        assert due()
        opening_code.offered(store)
        assert not due()
        roles.add_and_sit_down(store, "Vàng A Mẫu", "")
        assert not due()
