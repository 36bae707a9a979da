"""The database driver: the only place that imports sqlcipher3, and the gate against unsound versions.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint at the
same instant; mended in 3.51.3, 3.50.7 and 3.44.6. A program on an older one must not start.
"""
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from sqlcipher3 import dbapi2 as _dbapi  # type: ignore[import-not-found, import-untyped, unused-ignore]

if TYPE_CHECKING:
    import sqlite_utils

Value: TypeAlias = str | int | bytes | float | None
"""What a column holds. Floats exist in SQLite, never in a record."""
Row: TypeAlias = tuple[Any, ...]

Error: Final[type[Exception]] = _dbapi.Error
"""Every error of the driver. They are no subclasses of the standard library's."""

PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26
"""Primary result codes of SQLite that the store tells apart."""

VERSION: Final[tuple[int, ...]] = tuple(int(part) for part in _dbapi.sqlite_version.split("."))


class Cursor(Protocol):
    """What the store uses of a cursor."""
    rowcount: int
    lastrowid: int | None

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """What the store uses of a connection. Statements commit by themselves outside BEGIN … COMMIT."""
    in_transaction: bool
    total_changes: int

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ...) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[Value]]) -> Cursor: ...
    def create_function(self, name: str, narg: int, func: Callable[..., Any], *,
                        deterministic: bool = ...) -> None: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def is_sound(version: tuple[int, ...]) -> bool:
    """Return whether a SQLite of this version is free of the WAL-reset bug."""
    if version[:2] in ((3, 50), (3, 44)):
        return version[2] >= {50: 7, 44: 6}[version[1]]
    return version >= (3, 51, 3)


def data_version(db: Connection) -> int:
    """Return a number that changes when anybody else commits: what this connection read before is then old."""
    row = db.execute("PRAGMA data_version").fetchone()
    assert row is not None
    return int(row[0])


def connect(path: Path | str) -> Connection:
    """Return a bare connection; each statement is its own transaction until BEGIN.

    It may be used from any thread, but by one at a time: the store sees to that.
    """
    return cast(Connection, _dbapi.connect(str(path), isolation_level=None, check_same_thread=False,
                                           cached_statements=256, timeout=5.0))


def primary_code(error: BaseException) -> int:
    """Return the primary result code of an error of the driver, 0 for any other error."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def with_verbs(connection: Connection) -> "sqlite_utils.Database":
    """Return sqlite-utils over `connection`: for schema, migrations and backup only.

    Imported when first asked for: it costs 70 ms and 16 MB, which an ordinary start does not pay.
    sqlite-utils takes whatever is called pysqlite3 as its driver, and would otherwise catch the
    errors of the standard library's SQLite, which ours are not.
    """
    sys.modules.setdefault("pysqlite3", sys.modules["sqlcipher3"])
    sys.modules.setdefault("pysqlite3.dbapi2", _dbapi)
    import sqlite_utils
    return sqlite_utils.Database(cast(Any, connection))
