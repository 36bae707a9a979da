"""One SQL layer for SQLite and PostgreSQL: connections, transactions, the schema's version.

On SQLite there is one writing connection, which alone checkpoints; every write is BEGIN IMMEDIATE.
Readers are `query_only`. The command line is a second process on the same file: SQLite's own lock
orders the two, and what waits longer than five seconds is told to come again.
"""
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from server.store import driver, schema

FILE_NAME: Final = "server.db"
BUSY_MS: Final = 5_000
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_MS}", "PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 16777216", "PRAGMA cell_size_check = ON", "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = FAST", "PRAGMA mmap_size = 0", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -16384")


class NewerDatabase(RuntimeError):
    """The database was made by a later version of the server; this one does not touch it."""
    code = "newer-database"


class DatabaseBusy(RuntimeError):
    """Another writer held the database for longer than five seconds; nothing was changed."""
    code = "busy"


class Database:
    """The server's database. `url` is `sqlite:///path` or `postgresql+psycopg://…`."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._write_lock = threading.Lock()
        if self.is_sqlite:
            driver.require_safe_sqlite()
            self.writer = _sqlite_engine(url, writes=True, durable=durable)
            self.reader = _sqlite_engine(url, writes=False, durable=durable)
        else:
            self.writer = self.reader = create_engine(url, pool_size=20, max_overflow=20, pool_pre_ping=True)

    @staticmethod
    def open(path: Path, *, durable: bool = True) -> "Database":
        """Return the SQLite database in the file `path`, made or migrated when needed.

        `durable=False` leaves out fsync: for simulations and tests only.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        return Database.connect(f"sqlite:///{path}", durable=durable)

    @staticmethod
    def connect(url: str, *, durable: bool = True) -> "Database":
        """Return the database at `url`, made or migrated when needed. Raises NewerDatabase."""
        database = Database(url, durable=durable)
        try:
            database._bring_to_head()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def path(self) -> Path | None:
        """Return the file of an SQLite database, or None."""
        return Path(self.url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection inside one writing transaction; committed at the end, or nothing at all.

        Raises DatabaseBusy when another process holds the file.
        """
        with self._write_lock:
            try:
                with self.writer.begin() as connection:
                    yield connection
            except DBAPIError as error:
                if "locked" in str(error.orig):
                    raise DatabaseBusy("the database is held by another process") from error
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection inside one reading transaction: everything read belongs together."""
        with self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        self.reader.dispose()
        self.writer.dispose()

    def _bring_to_head(self) -> None:
        with self.write() as connection:
            found = revision(connection)
            if found == schema.HEAD_REVISION:
                return
            if found is None and not inspect(connection).has_table("operation"):
                schema.metadata.create_all(connection)
                schema.REVISION.create(connection)
                connection.execute(insert(schema.REVISION).values(version_num=schema.HEAD_REVISION))
                return
            if found is not None and found > schema.HEAD_REVISION:
                raise NewerDatabase(f"the database is at version {found}, this server knows {schema.HEAD_REVISION}")
            from server.store.migrations.upgrade import upgrade
            upgrade(connection)


def revision(connection: Connection) -> str | None:
    """Return the version of the schema in the database, or None if it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(select(schema.REVISION.c.version_num)).scalar()
    return str(found) if found is not None else None


def _sqlite_engine(url: str, *, writes: bool, durable: bool) -> Engine:
    engine = create_engine(
        url, module=driver.dbapi, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        **({"poolclass": StaticPool} if writes else
           {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 32}))

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None      # the driver's own BEGIN would come too late
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}").close()
        # One connection both writes and checkpoints; the others never do.
        connection.execute(f"PRAGMA wal_autocheckpoint = {1000 if writes else 0}").close()
        if not writes:
            connection.execute("PRAGMA query_only = ON").close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


