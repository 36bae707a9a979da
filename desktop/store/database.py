"""The encrypted file of a profile: how it is opened, keyed and set, and what is wrong if it does not open."""
import hashlib
import hmac
import json
import os
import sys
from pathlib import Path
from typing import Final

from desktop.store import driver
from desktop.store.driver import Connection
from desktop.store.errors import Damaged, NoBook, OldSqlite, StoreError, WrongKey, from_driver

BOOK: Final = "book.db"
KEYS: Final = "keys.json"
KEY_BYTES: Final = 32
_NETWORK_FILE_SYSTEMS: Final = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "fuse.davfs", "vboxsf", "prl_fs",
})

_EVERYWHERE: Final = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16000",    # of the writer only while it writes much: see Writer
    "CREATE VIRTUAL TABLE temp.search_word USING fts5vocab(main, search, row)",    # what words the index knows
)
# Only the one writing thread may checkpoint: two that do it at once is how books were corrupted.
_WRITER: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = FAST",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA journal_size_limit = 16777216",
)
_READER: Final = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA query_only = ON")


def key_check(key: bytes) -> str:
    """Return the value by which a key is recognised without a book: 32 hex characters.

    The vault keeps it in `keys.json` under "check"; of a random 256-bit key it betrays nothing.
    """
    return hmac.new(key, b"so-cntt/key-check/1", hashlib.sha256).hexdigest()[:32]


class Database:
    """A book on disk and its key (None: not encrypted, as the server's and some tests')."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        if not driver.is_sound(driver.VERSION):
            raise OldSqlite(".".join(map(str, driver.VERSION)))
        if key is not None and len(key) != KEY_BYTES:
            raise ValueError("the key of a book has 32 bytes")
        self.path = path
        self._key = key

    @classmethod
    def open(cls, path: Path, key: bytes | None, *, read_only: bool = False) -> Connection:
        """Return a connection to the book at `path`; `read_only` refuses every write.

        Raises NoBook, WrongKey, Damaged, OldSqlite, DiskError.
        """
        database = cls(path, key)
        return database.reader() if read_only else database.writer()

    def writer(self) -> Connection:
        """Return the one writing connection: WAL and FULL, or TRUNCATE where a drive is not our own."""
        # WAL needs shared memory, which a network drive has not.
        journal = "TRUNCATE" if is_on_network(self.path) else "WAL"
        return self._connected((*_EVERYWHERE, f"PRAGMA journal_mode = {journal}", *_WRITER))

    def reader(self) -> Connection:
        """Return a connection that cannot write; one for each reading thread."""
        return self._connected((*_EVERYWHERE, *_READER))

    def copier(self) -> Connection:
        """Return a connection from which the book is copied: it changes nothing and never checkpoints."""
        return self._connected((*_EVERYWHERE, "PRAGMA wal_autocheckpoint = 0"))

    def at(self, path: Path) -> "Database":
        """Return the book at another place, under the same key."""
        return Database(path, self._key)

    @property
    def key(self) -> bytes | None:
        """Return the key: a backup of this very book is put in its place by it."""
        return self._key

    @property
    def is_encrypted(self) -> bool:
        """Return whether the book has a key."""
        return self._key is not None

    def key_matches(self) -> bool | None:
        """Return whether the key is the one that `keys.json` beside the book knows; None if nobody can say."""
        if self._key is None:
            return None
        try:
            stored = json.loads((self.path.parent / KEYS).read_bytes())["check"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return hmac.compare_digest(str(stored), key_check(self._key))

    def apply_key(self, connection: Connection) -> None:
        """Give the raw key to a connection; no key derivation is run."""
        if self._key is not None:
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")

    def _connected(self, pragmas: tuple[str, ...]) -> Connection:
        if not self.path.is_file() or self.path.stat().st_size == 0:
            raise NoBook(str(self.path))
        connection = driver.connect(self.path)
        try:
            # SQLCipher would write every failed page to stderr, where --json users read logs.
            connection.execute("PRAGMA cipher_log_level = NONE")
            self.apply_key(connection)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            for pragma in pragmas:
                connection.execute(pragma)
        except driver.Error as error:
            connection.close()
            raise self._explained(error) from error
        return connection

    def _explained(self, error: Exception) -> StoreError:
        # "file is not a database" is what both a wrong key and a broken first page look like.
        if driver.primary_code(error) == driver.NOTADB and self.key_matches() is False:
            return WrongKey(str(self.path))
        made = from_driver(error)
        return Damaged(str(error)) if type(made) is StoreError else made


def make_empty(path: Path, key: bytes | None) -> Connection:
    """Return a writing connection to a new, empty file at `path`, with the page size and key of a book."""
    database = Database(path, key)
    connection = driver.connect(path)
    connection.execute("PRAGMA cipher_log_level = NONE")
    database.apply_key(connection)
    for pragma in (*_EVERYWHERE, *_WRITER):
        connection.execute(pragma)
    return connection


def is_on_network(path: Path) -> bool:
    """Return whether the file lies on a drive of another machine (there WAL cannot be used)."""
    if sys.platform == "win32":
        import ctypes
        drive = os.path.splitdrive(path.resolve())[0]
        return drive.startswith("\\\\") or ctypes.WinDLL("kernel32").GetDriveTypeW(ctypes.c_wchar_p(f"{drive}\\")) == 4
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    where, best, kind = str(path.resolve()), "", ""
    for line in mounts:
        _, point, file_system = line.split(" ")[:3]
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and (where == point or where.startswith(point.rstrip("/") + "/")):
            best, kind = point, file_system
    return kind in _NETWORK_FILE_SYSTEMS


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable (renames, new files); Windows does it by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
