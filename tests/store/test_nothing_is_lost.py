"""A full disk, a kill in the middle of a save, a stolen disk: what was confirmed is there, what was typed is kept."""
import os
import re
import subprocess
import sys
import time

import pytest

from desktop.store import backup, drafts, records, verification
from desktop.store.errors import DiskFull
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.vault.data_key import create_profile_key
from tests.store.conftest import KEY

LONG = "Đã gọi nhà cung cấp, hẹn sáng mai. " * 250


def fill(store: Store) -> None:
    """Give the file no room beyond what it has: SQLite then answers as on a full disk."""
    def full(unit):
        unit.db.execute(f"PRAGMA max_page_count = {unit.db.execute('PRAGMA page_count').fetchone()[0]}")
    store.submit(full).result()


def test_a_full_disk_is_said_and_what_was_typed_is_still_there(store):
    """1. A form is being typed, its draft is kept. 2. The disk is full, the save fails. 3. Room is made, it works."""
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy in"})
        drafts.save(unit, "device:new", {"name": "Máy quét", "note": LONG})
    fill(store)

    def save(unit):
        drafts.drop(unit, "device:new")
        for number in range(30):
            unit.create("device", {"name": f"Máy quét {number}", "note": f"{number}{LONG}"})

    with pytest.raises(DiskFull) as full:
        store.submit(save).result(20)
    assert full.value.code == "disk-full"
    with pytest.raises(DiskFull), store.write() as unit:
        save(unit)
    db = store.read()
    assert drafts.load(db, "device:new") == {"name": "Máy quét", "note": LONG}
    assert [each.id for each in records.page(db, Search(kind="device"))] == [device]
    with store.write() as unit:
        unit.db.execute("PRAGMA max_page_count = 1000000")
        save(unit)
    assert drafts.load(store.read(), "device:new") is None
    assert records.count(store.read(), Search(kind="device")) == 31
    assert all(each.ok for each in verification.verify(store))


def test_drafts_live_in_the_book_and_survive_its_end(reopened, clock):
    store = reopened()
    with store.write() as unit:
        drafts.save(unit, "incident:new", {"title": "Mất m"})
    clock.pass_(1000)
    with store.write() as unit:
        drafts.save(unit, "incident:new", {"title": "Mất mạng"})
        drafts.save(unit, "device:d1", {"users": ["a", "b"]})
    store = reopened()
    assert drafts.load(store.read(), "incident:new") == {"title": "Mất mạng"}
    assert [(each.key, each.saved_at_ms) for each in drafts.all(store.read())] == [
        ("device:d1", clock.ms), ("incident:new", clock.ms)]
    assert drafts.load(store.read(), "nothing") is None


SAVES = """
import sys
from pathlib import Path
from desktop.store import drafts
from desktop.store.store import Store
store = Store(Path(sys.argv[1]), bytes(range(32)))
number = int(sys.argv[2])
while True:
    number += 1
    def save(unit):
        unit.edit("device", f"d{number % 7}", {"name": f"Máy {number}", "note": "x" * (number * 37 % 3000)})
        unit.create("incident", {"title": f"Sự cố {number}"}, id=f"i{number:06}")
        drafts.save(unit, "incident:new", {"number": number})
    store.submit(save).result()
    print(number, flush=True)
"""


def test_killed_in_the_middle_of_saves_nothing_confirmed_is_lost(store):
    """Six real kills with a restart on the same book; each save is whole or not there."""
    store.close()
    confirmed = 0
    for round_ in range(6):
        with subprocess.Popen([sys.executable, "-c", SAVES, str(store.profile), str(confirmed + 1000 * round_)],
                              stdout=subprocess.PIPE, text=True) as program:
            first = int(program.stdout.readline())
            time.sleep(0.05 + 0.03 * round_)
            program.kill()    # under Windows: TerminateProcess
            last = int(([str(first), *program.stdout.read().split()])[-1])
            program.wait(20)
        with Store(store.profile, KEY, index_in_background=False) as again:
            assert again.was_left_open
            db = again.read()
            newest = int(db.execute("SELECT max(id) FROM record WHERE kind = 'incident'").fetchone()[0][1:])
            assert last <= newest <= last + 1
            for number in range(first, newest + 1):
                assert records.title(db, f"i{number:06}") == f"Sự cố {number}"
            assert records.title(db, f"d{newest % 7}") == f"Máy {newest}"
            assert drafts.load(db, "incident:new") == {"number": newest}
            assert all(each.ok for each in verification.verify(again))
        confirmed = newest


CANARIES = [f"Kỳ Lân {name}" for name in (
    "Đỏ", "Cam", "Vàng", "Lục", "Lam", "Chàm", "Tím", "Nâu", "Đen", "Trắng")] + [
    f"CANARY{number:02}SECRET" for number in range(10)]


def test_no_word_of_the_book_lies_on_the_disk_in_clear(tmp_path):
    profile = tmp_path / "p"
    new = create_profile_key(profile, keyring_allowed=False)
    with Store.create(profile, new.key, settings={"recovery_code": new.recovery_code}) as store:
        for number, word in enumerate(CANARIES):
            with store.write() as unit:
                device = unit.create("device", {"name": word, "serial": f"SN{number}", "note": f"{word} " * 20})
                unit.edit("device", device, {"name": f"{word} mới"})
                drafts.save(unit, f"draft {word}", {"text": word})
        backup.make(store)
        assert (profile / "book.db-wal").stat().st_size > 0
        found = scan(profile)
        store.read().execute("SELECT title FROM record ORDER BY title DESC").fetchall()
        found += scan(profile)
    found += scan(profile)
    assert found == []
    assert new.recovery_code.encode() not in (profile / "keys.json").read_bytes()
    (profile / "logs").mkdir()
    (profile / "logs" / "log.txt").write_text(f"lỗi: {CANARIES[3]}", encoding="utf-8")
    assert scan(profile), "the scan itself must be able to fail"


def scan(profile) -> list[str]:
    """Return where one of the words is found, in any encoding SQLite, Python or Windows would write."""
    found = []
    for path in profile.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{path.name}: {word}" for word in CANARIES for encoding in ("utf-8", "utf-16-le", "utf-16-be")
                      if word.encode(encoding) in data]
            found += [f"{path.name}: header"] if re.match(rb"SQLite format 3", data) else []
    return found


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_refuses_writing_is_said_to_be_so(store):
    from desktop.store.errors import ReadOnly
    store.close()
    store.profile.chmod(0o500)
    try:
        with pytest.raises(ReadOnly):
            Store(store.profile, KEY)
    finally:
        store.profile.chmod(0o700)
