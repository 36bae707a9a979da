"""The file under the server: a safe SQLite, one schema by either way, and nobody else's version."""
import threading
from pathlib import Path

import pytest
from sqlalchemy import text, update

from server.store import database as database_module
from server.store import driver, schema
from server.store.database import Database, DatabaseBusy, NewerDatabase, revision
from server.store.migrations.upgrade import upgrade


@pytest.mark.parametrize(("version", "is_safe"), [
    ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
    ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True)])
def test_a_sqlite_with_the_wal_reset_bug_is_refused(version: tuple[int, ...], is_safe: bool) -> None:
    assert driver.has_wal_reset_fix(version) is is_safe


def test_the_driver_in_use_is_safe() -> None:
    driver.require_safe_sqlite()


def test_an_old_sqlite_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver._dbapi, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(driver.SqliteTooOld):
        Database.open(tmp_path / "server.db")


def _schema_of(database: Database) -> list[str]:
    with database.read() as connection:
        found = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
        return [" ".join(str(sql).split()) for sql, in found]


def test_migrations_and_tables_say_the_same(tmp_path: Path) -> None:
    fresh = Database.open(tmp_path / "fresh.db", durable=False)
    migrated = Database(f"sqlite:///{tmp_path / 'migrated.db'}", durable=False)
    with migrated.write() as connection:
        upgrade(connection)
        assert revision(connection) == schema.HEAD_REVISION
    ours = [[sql for sql in _schema_of(each) if "alembic" not in sql] for each in (fresh, migrated)]
    assert ours[0] == ours[1]
    fresh.close()
    migrated.close()


def test_every_table_is_strict(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "server.db", durable=False)
    tables = [sql for sql in _schema_of(database) if sql.startswith("CREATE TABLE") and "alembic" not in sql]
    assert len(tables) == len(schema.TABLES)
    assert all("STRICT" in sql for sql in tables)
    database.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "server.db", durable=False)
    with database.write() as connection:
        connection.execute(update(schema.REVISION).values(version_num="9999"))
    database.close()
    with pytest.raises(NewerDatabase):
        Database.open(tmp_path / "server.db")


def test_the_settings_that_keep_a_save_are_on(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "server.db")
    for opened, checkpoint in ((database.write, 1000), (database.read, 0)):
        with opened() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
                "journal_mode", "synchronous", "trusted_schema", "wal_autocheckpoint", "cell_size_check")}
        assert found == {"journal_mode": "wal", "synchronous": 2, "trusted_schema": 0,
                         "wal_autocheckpoint": checkpoint, "cell_size_check": 1}
    database.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "server.db", durable=False)
    with pytest.raises(Exception, match="readonly"), database.read() as connection:
        connection.execute(text("DELETE FROM record"))
    database.close()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "server.db", durable=False)
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        raise ZeroDivisionError
    with database.read() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM setting")).scalar() == 0
    database.close()


def test_two_programs_on_one_file_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line writes while the server serves; who waits too long is told to come again."""
    monkeypatch.setattr(database_module, "BUSY_MS", 300)
    monkeypatch.setattr(database_module, "_PRAGMAS", ("PRAGMA busy_timeout = 300", "PRAGMA journal_mode = WAL"))
    serving, command = Database.open(tmp_path / "server.db"), Database.open(tmp_path / "server.db")
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with serving.write() as connection:
            connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
            held.set()
            go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(DatabaseBusy), command.write():
        pass
    with command.read() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM setting")).scalar() == 0
    go_on.set()
    holder.join(10)
    with command.write() as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('c', 'd')"))
    serving.close()
    command.close()
