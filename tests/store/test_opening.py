"""A book opens, or says in a code why not. Nothing of it is ever deleted."""
import shutil
import subprocess
import sys

import pytest

from desktop.store import database, driver, migrations, records, schema, setting
from desktop.store.database import BOOK, Database
from desktop.store.errors import BookExists, Damaged, NewerFile, NoBook, OldSqlite, WrongKey
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.vault.data_key import create_profile_key, key_check
from tests.store.conftest import KEY


@pytest.mark.parametrize(("version", "sound"), [
    ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True),
    ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True), ((3, 49, 9), False)])
def test_the_version_gate(version, sound):
    assert driver.is_sound(version) is sound


def test_the_sqlite_in_use_is_sound_and_an_old_one_is_refused(store, monkeypatch):
    assert driver.is_sound(driver.VERSION)
    store.close()
    monkeypatch.setattr(driver, "VERSION", (3, 45, 0))
    with pytest.raises(OldSqlite):
        Store(store.profile, KEY)


def test_the_settings_that_survive_power_cuts(store):
    with store.write() as unit:
        said = {name: unit.db.execute(f"PRAGMA {name}").fetchone()[0] for name in (
            "journal_mode", "synchronous", "foreign_keys", "cell_size_check", "trusted_schema", "mmap_size",
            "wal_autocheckpoint", "busy_timeout")}
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "cell_size_check": 1,
                    "trusted_schema": 0, "mmap_size": 0, "wal_autocheckpoint": 1000, "busy_timeout": 5000}
    reader = store.read()
    assert [reader.execute(f"PRAGMA {name}").fetchone()[0] for name in ("query_only", "wal_autocheckpoint")] == [1, 0]
    with pytest.raises(driver.Error):
        reader.execute("DELETE FROM record")


def test_a_drive_of_another_machine_has_no_wal(store, monkeypatch):
    store.close()
    monkeypatch.setattr(database, "is_on_network", lambda _: True)
    with Store(store.profile, KEY) as again:
        with again.write() as unit:
            assert unit.db.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
            assert unit.db.execute("PRAGMA synchronous").fetchone()[0] == 2
            unit.create("device", {"name": "Máy"})
        assert records.count(again.read(), Search(kind="device")) == 1


ORDINARY = """
import sys
from pathlib import Path
from desktop.store.store import Store
with Store(Path(sys.argv[1]), bytes(range(32))) as store:
    with store.write() as unit:
        unit.create("device", {"name": "x"})
print(sorted({"sqlite_utils", "nacl", "keyring", "sqlite3"} & set(sys.modules)))
"""


def test_sqlite_utils_stays_away_from_an_ordinary_start(store):
    """It costs 70 ms and 16 MB: only making and changing tables asks for it."""
    store.close()
    said = subprocess.run([sys.executable, "-c", ORDINARY, str(store.profile)], capture_output=True, text=True,
                          check=True)
    assert said.stdout == "[]\n"


def test_sqlite_utils_speaks_our_driver(store):
    with store.write() as unit:
        verbs = driver.with_verbs(unit.db)
        verbs.table("probe").create({"id": int, "a": str}, pk="id")
        verbs.table("probe").insert({"id": 1, "a": "x", "b": "y"}, alter=True)
        assert list(verbs.table("probe").rows) == [{"id": 1, "a": "x", "b": "y"}]
        assert unit.db.in_transaction
        verbs.table("probe").drop()


def test_a_new_book_is_never_laid_over_an_old_one(store):
    with pytest.raises(BookExists):
        Store.create(store.profile, KEY)


def test_no_book_is_not_an_empty_book(tmp_path):
    with pytest.raises(NoBook):
        Store(tmp_path, KEY)
    (tmp_path / BOOK).touch()
    with pytest.raises(NoBook):
        Store(tmp_path, KEY)
    assert sorted(each.name for each in tmp_path.iterdir()) == [BOOK, "lock"]


def test_a_wrong_key_and_damage_are_told_apart(tmp_path):
    profile = tmp_path / "p"
    new = create_profile_key(profile, keyring_allowed=False)
    Store.create(profile, new.key).close()
    assert database.key_check(new.key) == key_check(new.key)
    with pytest.raises(WrongKey):
        Store(profile, bytes(32))
    whole = (profile / BOOK).read_bytes()
    (profile / BOOK).write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(Damaged):
        Store(profile, new.key)
    (profile / BOOK).write_bytes(b"<html>captive portal</html>" * 1000)
    with pytest.raises(Damaged):
        Store(profile, new.key)
    assert (profile / BOOK).exists()


def test_a_book_of_a_later_program_is_refused_untouched(store):
    with store.write() as unit:
        unit.db.execute(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    store.close()
    before = (store.profile / BOOK).read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerFile) as newer:
            Store(store.profile, KEY, read_only=read_only)
        assert newer.value.code == "newer-file"
    assert (store.profile / BOOK).read_bytes() == before


def test_a_book_of_a_later_catalogue_is_refused(store):
    with store.write() as unit:
        setting.write(unit.db, schema.LEARNED_VERSION, 10_000)
    store.close()
    with pytest.raises(NewerFile):
        Store(store.profile, KEY)


def test_a_truncated_book_is_damaged(store):
    with store.write() as unit:
        for number in range(200):
            unit.create("device", {"name": f"Máy {number}", "note": "x" * 500})
    store.close()
    whole = (store.profile / BOOK).read_bytes()
    (store.profile / BOOK).write_bytes(whole[:len(whole) // 2])
    from desktop.store import verification
    with pytest.raises(Damaged), Store(store.profile, KEY) as again:
        again.was_left_open = True
        verification.check_if_due(again)


def test_the_folder_may_have_a_name_like_any_other(tmp_path):
    profile = tmp_path / "Hồ sơ của 'Pó' 100%"
    Store.create(profile, KEY).close()
    with Store(profile, KEY) as store:
        assert setting.text(store.read(), setting.REPLICA)
    shutil.rmtree(profile)


def test_a_database_without_a_key_is_allowed_for_tests_and_tools(tmp_path):
    Store.create(tmp_path / "plain", None).close()
    assert (tmp_path / "plain" / BOOK).read_bytes().startswith(b"SQLite format 3")
    db = Database.open(tmp_path / "plain" / BOOK, None, read_only=True)
    assert db.execute("SELECT count(*) FROM record").fetchone() == (0,)
    db.close()
