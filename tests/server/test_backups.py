"""What `durable` promises, and what comes back after the server was restored."""
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.messages import Held
from server.housekeeping import Housekeeping
from server.settings import Settings
from server.store import backups, communes
from server.store.database import Database
from server.store.exchange import Exchange
from server.store.refused import Refused
from tests.server.conftest import CHEAP
from tests.server.pc import FEED, Clock, Pc

Make = Callable[..., Pc]


def reopened(exchange: Exchange, file: Path, now: Clock, *, epoch: str | None = None) -> Exchange:
    """Return the server after it was stopped, restored from `file`, and started."""
    path = exchange.database.path
    assert path is not None
    exchange.database.close()
    backups.restore(file, path, random=random.Random(11).randbytes, now_ms=now(), epoch=epoch)
    return Exchange(Database.open(path, durable=False), now_ms=now, random=random.Random(12).randbytes, argon=CHEAP)


def test_an_operation_is_durable_once_it_is_in_a_verified_backup(
        exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    a = enrolled("A")
    a.add()
    assert a.sync().durable == {a.replica: 0}
    made = backups.make(exchange.database, tmp_path / "one.db")
    assert made.durable == {a.replica: 1}
    assert made.bytes == (tmp_path / "one.db").stat().st_size
    a.add()
    answer = a.ask(a.request(held=(Held(replica=a.replica, sequence=1, hash8=a.hash16(1)[:8]),)))
    assert answer.durable == {a.replica: 1}
    assert answer.ack == 2


def test_a_held_archive_with_another_hash_is_not_called_safe(
        exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    a, former = enrolled("A"), enrolled("A before")
    former.add()
    former.sync()
    backups.make(exchange.database, tmp_path / "one.db")
    good = Held(replica=former.replica, sequence=1, hash8=former.hash16(1)[:8])
    assert a.ask(a.request(held=(good,))).durable == {a.replica: 0, former.replica: 1}
    for bad in (Held(replica=former.replica, sequence=1, hash8="00000000"),
                Held(replica=former.replica, sequence=2, hash8=good.hash8),
                Held(replica="nobody", sequence=1, hash8=good.hash8)):
        assert a.ask(a.request(held=(bad,))).durable == {a.replica: 0}


def test_a_restored_server_gets_its_lost_days_back(exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    """1. Backup. 2. A day's work. 3. Restore. 4. The PC is told `behind`, offers its archive, all is there again."""
    a, b = enrolled("A"), enrolled("B")
    record = a.add(note="trước")
    a.sync()
    b.sync()
    backup = backups.make(exchange.database, tmp_path / "one.db").file
    a.edit(record, note="sau")
    lost = a.add(note="mới")
    a.sync_all()
    b.sync_all()
    epoch = exchange.epoch
    a.now.pass_(seconds=86_400)
    restored = reopened(exchange, backup, a.now)
    assert restored.epoch != epoch
    for pc in (a, b):
        pc.desk = restored
    with pytest.raises(Refused) as caught:
        a.sync()
    assert (caught.value.code, caught.value.extra) == ("behind", {"need": 1})
    page = b.sync().feeds[FEED]
    assert page.reset
    assert lost not in b.rows
    a.outbox = [each for each in a.archive if each.sequence > 1]
    a.sync()
    b.sync()
    assert b.rows[record]["note"] == "sau"
    assert b.rows[lost]["note"] == "mới"
    restored.database.close()


def test_a_copied_file_without_a_new_epoch_is_noticed_by_the_cursor(
        exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    a, b = enrolled("A"), enrolled("B")
    a.add()
    a.sync()
    backup = backups.make(exchange.database, tmp_path / "one.db").file
    a.add()
    a.sync()
    b.sync()
    restored = reopened(exchange, backup, a.now, epoch=backups.SAME_EPOCH)
    b.desk = restored
    assert restored.epoch == exchange.epoch
    assert b.sync().feeds[FEED].reset
    restored.database.close()


def test_the_replaced_database_is_moved_aside_not_deleted(
        exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    a = enrolled("A")
    backup = backups.make(exchange.database, tmp_path / "one.db").file
    a.add(note="chỉ ở đây")
    a.sync()
    restored = reopened(exchange, backup, a.now)
    restored.database.close()
    aside = [each for each in (tmp_path / "replaced").iterdir() if each.name.endswith("server.db")]
    assert len(aside) == 1
    old = Database.open(aside[0], durable=False)
    with old.read() as connection:
        assert "chỉ ở đây" in repr(connection.exec_driver_sql("SELECT fields FROM record").all())
    old.close()


@pytest.mark.parametrize("damage", ["truncated", "flipped", "text", "empty", "missing", "foreign"])
def test_a_damaged_backup_changes_nothing(
        exchange: Exchange, enrolled: Make, tmp_path: Path, damage: str) -> None:
    a = enrolled("A")
    for _ in range(50):
        a.add(note="x" * 500)
    a.sync()
    file = backups.make(exchange.database, tmp_path / "one.db").file
    whole = bytearray(file.read_bytes())
    match damage:
        case "truncated":
            file.write_bytes(whole[: len(whole) // 2])
        case "flipped":
            for at in range(4096 * 3, len(whole), 4096):
                whole[at:at + 64] = b"\xff" * 64
            file.write_bytes(whole)
        case "text":
            file.write_text("không phải bản sao lưu")
        case "empty":
            file.write_bytes(b"")
        case "missing":
            file.unlink()
        case "foreign":
            file.unlink()
            other = Database.open(tmp_path / "elsewhere.db", durable=False)
            with other.write() as connection:
                connection.exec_driver_sql("DROP TABLE replica")
            other.close()
            (tmp_path / "elsewhere.db").rename(file)
    path = exchange.database.path
    assert path is not None
    with pytest.raises(backups.BadBackup):
        backups.restore(file, path, random=random.Random(1).randbytes, now_ms=a.now())
    a.add()
    assert a.sync().ack == 51


def test_a_backup_never_overwrites(exchange: Exchange, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(FileExistsError):
        backups.make(exchange.database, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"


def test_the_server_backs_itself_up_when_there_is_news_and_keeps_fourteen(
        exchange: Exchange, enrolled: Make, tmp_path: Path) -> None:
    housekeeping = Housekeeping(exchange, Settings(url="", data=tmp_path))
    a = enrolled("A")
    for _ in range(backups.KEEP + 3):
        a.add()
        a.sync()
        a.now.pass_(seconds=6 * 3600)
        housekeeping.back_up()
    kept = backups.kept(tmp_path / "backups")
    assert len(kept) == backups.KEEP
    assert a.sync().durable == {a.replica: backups.KEEP + 3}
    assert backups.examine(kept[-1]) == {a.replica: backups.KEEP + 3}


def test_presence_is_written_by_and_by(exchange: Exchange, enrolled: Make, now: Clock) -> None:
    a = enrolled("A")
    now.pass_(seconds=100)
    cursor = str(a.sync().feeds[FEED].cursor)
    exchange.flush()
    with exchange.database.read() as connection:
        listed, = communes.replicas(connection)
    assert listed.cursor == cursor
    assert listed.last_seen_at is not None
    assert listed.last_seen_at.startswith("2025-11-21T08:07")
