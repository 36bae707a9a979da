"""The one place that names the SQLite driver of the server: sqlcipher3 without a key.

The standard library's SQLite is in the range of the WAL-reset bug (two connections that write and
checkpoint at the same instant can corrupt a WAL database): it is refused, and so is any other old one.
"""
from types import ModuleType

import sqlcipher3.dbapi2 as _dbapi

dbapi: ModuleType = _dbapi
Error = _dbapi.Error
OperationalError = _dbapi.OperationalError


class SqliteTooOld(RuntimeError):
    """The SQLite in use can corrupt a database in WAL mode; the server does not start."""
    code = "sqlite-too-old"


def has_wal_reset_fix(version: tuple[int, ...]) -> bool:
    """Return whether SQLite `version` holds the fix: 3.51.3, or its backports 3.50.7 and 3.44.6."""
    if version >= (3, 51, 3):
        return True
    return version[:2] in ((3, 50), (3, 44)) and version >= {50: (3, 50, 7), 44: (3, 44, 6)}[version[1]]


def require_safe_sqlite() -> None:
    """Raise SqliteTooOld if the SQLite in use has the WAL-reset bug."""
    version: tuple[int, ...] = tuple(_dbapi.sqlite_version_info)
    if not has_wal_reset_fix(version):
        raise SqliteTooOld(f"SQLite {_dbapi.sqlite_version} can lose data in WAL mode; 3.51.3 or later is needed")
