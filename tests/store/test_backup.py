"""Backups that open: by the key, by the recovery code alone on another PC, and after every kind of damage."""
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.store import backup, copying, damage, records, restoring, setting, verification
from desktop.store.database import BOOK, KEYS
from desktop.store.errors import BadBackup, Damaged, DiskFull, ProfileInUse, WrongKey
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.vault.data_key import create_profile_key, open_profile_key, open_with_recovery_code


@pytest.fixture
def book(tmp_path, clock):
    new = create_profile_key(tmp_path / "p", keyring_allowed=False)
    store = Store.create(tmp_path / "p", new.key, clock=clock, index_in_background=False,
                         settings={setting.RECOVERY_CODE: new.recovery_code})
    with store.write() as unit:
        for number in range(40):
            unit.create("device", {"name": f"Máy {number}", "note": "Kho tầng hầm"}, id=f"d{number:02}")
    yield store
    store.close()


def count(store: Store) -> int:
    return records.count(store.read(), Search(kind="device"))


def key_of(store: Store) -> bytes:
    return open_profile_key(store.profile)


def test_a_backup_is_the_book_and_its_wrapped_keys(book):
    made = backup.make(book)
    assert made.verified
    assert made.records == 40
    assert made.bytes == made.path.stat().st_size
    assert made.path.parent == book.profile / "backups"
    with zipfile.ZipFile(made.path) as archive:
        assert archive.namelist() == [BOOK, KEYS]
        assert "tầng hầm".encode() not in archive.read(BOOK)
    assert [each.name for each in made.path.parent.iterdir()] == [made.path.name]


def test_the_recovery_code_alone_restores_on_a_new_pc(book, tmp_path):
    """1. A backup on a stick. 2. A new PC, nothing but the paper. 3. The whole book, also its code to print."""
    stick = tmp_path / "stick.sobak"
    backup.make(book, stick)
    code = setting.text(book.read(), setting.RECOVERY_CODE)
    there = tmp_path / "new pc"
    key = open_with_recovery_code(restoring.keys_in(stick), code.lower().replace("-", " "))
    assert restoring.restore(stick, there, key).aside is None
    assert open_with_recovery_code(there, code) == key
    with Store(there, open_profile_key(there)) as store:
        assert count(store) == 40
        assert setting.text(store.read(), setting.RECOVERY_CODE) == code


def test_restoring_moves_the_old_book_aside(book):
    made = backup.make(book)
    with book.write() as unit:
        unit.create("device", {"name": "Sau bản sao lưu"})
    book.close()
    keys = (book.profile / KEYS).read_bytes()
    restored = restoring.restore(made.path, book.profile, key_of(book))
    assert (book.profile / KEYS).read_bytes() == keys    # they know this PC
    with Store(book.profile, key_of(book)) as store:
        assert count(store) == 40
    shutil.copy2(book.profile / KEYS, restored.aside / KEYS)
    with Store(restored.aside, key_of(book)) as store:
        assert count(store) == 41


def test_a_power_cut_at_any_step_of_a_restore_is_finished_later(book, monkeypatch, tmp_path):
    made = backup.make(book)
    with book.write() as unit:
        unit.create("device", {"name": "Sau bản sao lưu"})
    key = key_of(book)
    book.close()
    kept = tmp_path / "kept"
    shutil.copytree(book.profile, kept)
    replace, steps = Path.replace, [0]

    def cut(self: Path, target: Path) -> Path:
        steps[0] -= 1
        if steps[0] == 0:
            raise KeyboardInterrupt
        return replace(self, target)

    finished = 0
    for at in range(1, 20):
        profile = tmp_path / f"try {at}"
        shutil.copytree(kept, profile)
        steps[0] = at
        monkeypatch.setattr(Path, "replace", cut)
        try:
            restoring.restore(made.path, profile, key)
        except KeyboardInterrupt:
            monkeypatch.setattr(Path, "replace", replace)
            restoring.finish_interrupted(profile)
        else:
            finished = at
        monkeypatch.setattr(Path, "replace", replace)
        with Store(profile, key) as store:
            assert count(store) in ((41,) if at == 1 else (40,))
            assert all(check.ok for check in verification.verify(store))
        if finished:
            break
    assert finished > 3


def test_a_profile_in_use_is_not_restored_over(book):
    made = backup.make(book)
    with pytest.raises(ProfileInUse):
        restoring.restore(made.path, book.profile, key_of(book))
    assert count(book) == 40


def test_a_wrong_key_or_a_broken_backup_changes_nothing(book, tmp_path):
    made = backup.make(book)
    key = key_of(book)
    book.close()
    before = {path.name: path.read_bytes() for path in book.profile.iterdir() if path.is_file()}
    with pytest.raises(WrongKey):
        restoring.restore(made.path, book.profile, bytes(32))
    whole = made.path.read_bytes()
    broken = {
        "empty": b"", "text": b"no zip at all", "cut": whole[:len(whole) // 2],
        "flip": whole[:5000] + bytes([whole[5000] ^ 4]) + whole[5001:],
    }
    for name, data in broken.items():
        path = tmp_path / f"{name}.sobak"
        path.write_bytes(data)
        with pytest.raises(BadBackup) as bad:
            restoring.restore(path, book.profile, key)
        assert bad.value.code == "bad-backup"
    with zipfile.ZipFile(tmp_path / "other.sobak", "w") as archive:
        archive.writestr(KEYS, json.dumps({"check": ""}))
    with pytest.raises(BadBackup):
        restoring.restore(tmp_path / "other.sobak", book.profile, key)
    with pytest.raises(BadBackup):
        restoring.restore(tmp_path / "missing.sobak", book.profile, key)
    assert {path.name: path.read_bytes() for path in book.profile.iterdir() if path.is_file()} == before


def test_a_backup_is_due_when_something_changed(book, clock):
    assert backup.is_due(book)
    backup.make(book)
    assert not backup.is_due(book)
    clock.pass_(60_000)
    book.submit(lambda unit: unit.edit("device", "d00", {"name": "Máy mới"})).result()
    assert backup.is_due(book)
    assert backup.make(book).path != backup.listed(book.profile)[1]


def test_old_backups_go_but_days_and_weeks_stay(tmp_path):
    now = datetime(2026, 9, 20, 12, tzinfo=UTC)
    for hours in range(0, 24 * 60, 6):
        at = now - timedelta(hours=hours)
        (tmp_path / f"so-cntt-{at:%Y%m%d-%H%M%S}.sobak").touch()
    (tmp_path / "my own copy.sobak").touch()
    backup.prune(tmp_path, now=now)
    kept = sorted(each.name for each in tmp_path.iterdir())
    assert "my own copy.sobak" in kept
    assert 8 + 4 <= len(kept) - 1 <= 8 + 7 + 4
    days = {name[8:16] for name in kept if name.startswith("so-cntt")}
    assert {f"{now - timedelta(days=day):%Y%m%d}" for day in range(7)} <= days
    assert min(days) >= f"{now - timedelta(weeks=5):%Y%m%d}"


def test_a_disk_without_room_is_said_before_it_is_filled(book, monkeypatch):
    monkeypatch.setattr(copying.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(DiskFull):
        backup.make(book)
    assert backup.listed(book.profile) == []


def test_damage_is_found_and_the_newest_good_backup_named(book):
    good = backup.make(book).path
    book.clock.pass_(60_000)
    with book.write() as unit:
        unit.create("device", {"name": "Máy mới"})
    bad = backup.make(book).path
    key = key_of(book)
    book.close()
    data = bad.read_bytes()
    bad.write_bytes(data[:9000] + bytes(100) + data[9100:])
    path = book.profile / BOOK
    data = path.read_bytes()
    path.write_bytes(data[:20_000] + bytes([data[20_000] ^ 1]) + data[20_001:])
    with Store(book.profile, key, read_only=True) as broken:
        assert [each.name for each in verification.verify(broken) if not each.ok] == ["file"]
        with pytest.raises(Damaged):
            verification.check_if_due(broken)
    aside = damage.copy_aside(book.profile)
    assert (aside / BOOK).read_bytes() == path.read_bytes()
    assert damage.newest_good_backup(book.profile, key) == good
    restoring.restore(good, book.profile, key)
    with Store(book.profile, key) as store:
        assert all(each.ok for each in verification.verify(store))
        assert count(store) == 40


def test_every_flipped_bit_is_found(book, tmp_path):
    """SQLCipher's page codes: 60 of 60 here; SQLite's own check alone found 48 of 300."""
    import random
    key = key_of(book)
    book.close()
    chance, found = random.Random(11), 0
    whole = (book.profile / BOOK).read_bytes()
    for number in range(60):
        profile = tmp_path / f"flip {number}"
        profile.mkdir()
        shutil.copy2(book.profile / KEYS, profile / KEYS)
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        (profile / BOOK).write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1:])
        try:
            with Store(profile, key, read_only=True) as store:
                found += not all(each.ok for each in verification.verify(store))
        except Damaged:
            found += 1
    assert found == 60


def test_a_good_book_passes_every_check_and_is_looked_over_once_a_day(book, clock):
    assert [each.name for each in verification.verify(book)] == [
        "key", "file", "records", "search", "chain", "outbox", "counts"]
    assert all(each.ok for each in verification.verify(book))
    assert verification.check_if_due(book)
    assert not verification.check_if_due(book)
    clock.pass_(25 * 60 * 60 * 1000)
    assert verification.check_if_due(book)


def test_a_rewritten_operation_breaks_the_chain(book):
    with book.write() as unit:
        unit.db.execute("UPDATE outbox SET body = replace(body, 'Máy 7', 'Máy 9') WHERE sequence = 8")
    assert [(each.name, each.ok) for each in verification.verify(book) if each.name == "chain"] == [("chain", False)]


def test_search_and_order_can_always_be_made_again(book):
    with book.write() as unit:
        unit.db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        unit.db.execute("UPDATE record SET title = ''")
    assert all(each.ok for each in verification.mend(book))
    assert records.title(book.read(), "d07") == "Máy 7"
    assert records.count(book.read(), Search(kind="device", text="may 7")) == 1
