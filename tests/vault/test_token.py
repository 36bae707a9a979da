"""The token of a PC: kept like the key, and never in a backup."""
import json

import pytest

from desktop.store.copying import keys_for_backup
from desktop.vault import slots
from desktop.vault.data_key import create_profile_key
from desktop.vault.token import drop_token, load_token, save_token
from tests.vault.stores import Faithful, Null

TOKEN = "xt_" + "a1" * 32


@pytest.fixture(autouse=True)
def key_store_allowed(monkeypatch):
    monkeypatch.delenv(slots.SWITCH, raising=False)


def test_it_lies_in_the_key_store(tmp_path):
    store = Faithful()
    create_profile_key(tmp_path, find_store=lambda: store)
    assert save_token(tmp_path, TOKEN, find_store=lambda: store) == "keyring"
    assert load_token(tmp_path, find_store=lambda: store) == TOKEN
    assert TOKEN not in (tmp_path / "keys.json").read_text()
    drop_token(tmp_path, find_store=lambda: store)
    assert load_token(tmp_path, find_store=lambda: store) is None


def test_without_a_key_store_it_lies_beside_the_file_slot(tmp_path):
    create_profile_key(tmp_path, find_store=lambda: None)
    assert save_token(tmp_path, TOKEN, find_store=lambda: None) == "file"
    assert load_token(tmp_path, find_store=lambda: None) == TOKEN
    drop_token(tmp_path, find_store=lambda: None)
    assert load_token(tmp_path, find_store=lambda: None) is None


def test_a_key_store_that_stopped_keeping_gives_way_to_the_file(tmp_path):
    create_profile_key(tmp_path, find_store=Faithful)
    assert save_token(tmp_path, TOKEN, find_store=Null) == "file"
    assert load_token(tmp_path, find_store=Null) == TOKEN


def test_no_backup_carries_the_token_or_the_file_slot(tmp_path):
    create_profile_key(tmp_path, find_store=lambda: None)
    save_token(tmp_path, TOKEN, find_store=lambda: None)
    said = json.loads(keys_for_backup(tmp_path))
    assert TOKEN not in json.dumps(said)
    assert [slot["slot"] for slot in said["slots"]] == ["recovery"]
