"""The book of one profile: reading from any thread, writing through one door, news by one bell."""
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

from desktop.replacing import put_in_place
from desktop.store import database, derived, driver, index_pieces, migrations, setting
from desktop.store.changes import Changes
from desktop.store.database import BOOK, Database
from desktop.store.driver import Connection
from desktop.store.errors import BookExists, ReadOnly, StoreClosed, from_driver, from_system
from desktop.store.locking import ProfileLock
from desktop.store.unit import Unit
from desktop.store.writer import Writer
from protocol import identity
from protocol.field import JsonValue

T = TypeVar("T")
Reader: TypeAlias = Connection
"""A connection that cannot write, of the thread that asked for it."""
_SLICE_WITHOUT_WINDOW = 2000
_MANY_INDEXED = 5000    # at once: the pieces they leave are joined at once; what a command edits waits for the window
_log = logging.getLogger(__name__)


def wall_ms() -> int:
    """Return the wall clock of this PC in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Store:
    """An open book. `profile` is its folder; `was_left_open` says that the last program did not end in order."""

    def __init__(self, profile: Path, key: bytes | None, *, read_only: bool = False,
                 clock: Callable[[], int] = wall_ms, random: Callable[[int], bytes] = os.urandom,
                 index_in_background: bool = True) -> None:
        """Open the book in `profile`. Only one program may do so for writing.

        What is not yet in search is put there by the writing thread, unless `index_in_background` is
        false: then `derived.catch_up` is the caller's.

        Raises ProfileInUse, NoBook, WrongKey, Damaged, NewerFile, OldSqlite, ReadOnly, DiskError.
        """
        self.profile = Path(profile)
        self.read_only = read_only
        self.clock = clock
        self.random = random
        self.database = Database(self.profile / BOOK, key)
        self._listeners: list[Callable[[Changes], None]] = []
        self._readers: dict[threading.Thread, Connection] = {}
        self._guard = threading.Lock()
        self._closed = False
        self._index_in_background = index_in_background
        self._catching_up = False
        self._writer: Writer | None = None
        self._connection: Connection | None = None
        self._outside = 0
        self.commits = 0
        self._backed_up_at = 0
        self._lock = None if read_only else ProfileLock(self.profile)
        self.was_left_open = self._lock is not None and self._lock.was_left_open
        try:
            self._open()
        except driver.Error as error:
            self.close()
            raise from_driver(error) from error
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, profile: Path, key: bytes | None, *, settings: Mapping[str, JsonValue] | None = None,
               clock: Callable[[], int] = wall_ms, random: Callable[[int], bytes] = os.urandom,
               index_in_background: bool = True) -> Self:
        """Return a new, open book with a fresh replica id and these settings. Raises BookExists.

        It appears under its name only when it is whole.
        """
        profile = Path(profile)
        book, unfinished = profile / BOOK, profile / f"{BOOK}.new"
        if book.exists() and book.stat().st_size > 0:
            raise BookExists(str(book))
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = ProfileLock(profile)
        try:
            unfinished.unlink(missing_ok=True)
            db = database.make_empty(unfinished, key)
            try:
                db.execute("BEGIN IMMEDIATE")
                migrations.make(db)
                setting.write(db, setting.REPLICA, identity.replica_id(random(identity.REPLICA_BYTES)))
                for name, value in (settings or {}).items():
                    setting.write(db, name, value)
                db.execute("COMMIT")
            finally:
                db.close()
            put_in_place(unfinished, book)
            database.sync_folder(profile)
        except driver.Error as error:
            raise from_driver(error) from error
        except OSError as error:
            raise from_system(error) from error
        finally:
            lock.release()
        return cls(profile, key, clock=clock, random=random, index_in_background=index_in_background)

    def read(self) -> Reader:
        """Return the calling thread's reading connection; every statement sees the newest commit."""
        thread = threading.current_thread()
        connection = self._readers.get(thread)
        if connection is None:
            if self._closed:
                raise StoreClosed
            connection = self.database.reader()
            with self._guard:
                for gone in [each for each in self._readers if not each.is_alive()]:
                    self._readers.pop(gone).close()
                self._readers[thread] = connection
        return connection

    def submit(self, function: Callable[[Unit], T], *, background: bool = False) -> Future[T]:
        """Return the future of `function(unit)`, run in the writing thread in one transaction.

        It is done when the transaction is on the disk and the bell has rung. `background` slices wait
        behind everything else. The future raises StoreError (`disk-full` …) or what the function raised;
        then nothing of the transaction was written.
        """
        return self._writing().submit(function, background=background)

    def write(self, *, background: bool = False) -> AbstractContextManager[Unit]:
        """Hold one transaction in the calling thread: `with store.write() as unit`. Blocks until committed."""
        return self._writing().turn(background=background)

    def on_commit(self, listener: Callable[[Changes], None]) -> None:
        """Have `listener` called after each commit that changed something, in the thread that wrote."""
        self._listeners.append(listener)

    @staticmethod
    def setting(db: Connection, key: str, default: JsonValue = None) -> JsonValue:
        """Return a setting of the book."""
        return setting.read(db, key, default)

    def poll(self) -> bool:
        """Ring the bell if another program wrote, and return whether it did; call it once a second."""
        if self._closed:
            return False
        if self._connection is None:
            return False
        look = driver.data_version
        version = look(self._connection) if self._writer is None else self._writer.when_idle(look)
        if version is None or version == self._outside:
            return False
        self._outside = version
        self._ring(Changes(everything=True))
        return True

    def finish_indexing(self) -> int:
        """Return how many records were made findable here and now: for programs without a window, before their end."""
        done = 0
        while derived.is_stale(self.read()):
            with self.write(background=True) as unit:
                done += derived.catch_up(unit.db, _SLICE_WITHOUT_WINDOW)
                unit.changes.search_changed = True
        if done >= _MANY_INDEXED:
            self.tidy_index()
        return done

    def tidy_index(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Join the pieces of the search index if that is worth it; return how many slices were written.

        Each is a background transaction of its own, and `stopped` is asked before each; for another thread than
        the window's. Raises StoreError.
        """
        written = 0
        is_left = self._writer is not None and index_pieces.is_in_pieces(self.read())
        while is_left and not stopped():
            with self.write(background=True) as unit:
                is_left = index_pieces.join_a_slice(unit.db, first=not written)
            written += 1
        return written

    @property
    def changed_since_backup(self) -> bool:
        """Return whether something was written since the last backup, or the last program did not end in order."""
        return self.was_left_open or self.commits > self._backed_up_at

    def backed_up(self, commits: int) -> None:
        """Note that a backup holds what was written up to the `commits`-th commit."""
        self._backed_up_at, self.was_left_open = commits, False

    def alone(self, function: Callable[[Connection], T]) -> T:
        """Return what `function` makes of the writing connection, outside any transaction; writers wait for it.

        For what a transaction cannot do (checkpoints, checks of the file). Raises ReadOnly.
        """
        return self._writing().alone(function)

    def checkpoint(self) -> None:
        """Move what lies in the WAL into the book, if nobody writes at this moment."""
        if self._writer is not None:
            self._writer.when_idle(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())

    def close(self) -> None:
        """Finish what was submitted, close every connection, give the profile back."""
        self._closed = True
        if self._writer is not None:
            self._writer.close()
        with self._guard:
            for connection in self._readers.values():
                connection.close()
            self._readers.clear()
        if self._connection is not None:
            try:
                if not self.read_only:
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except driver.Error as error:
                # A full disk: the WAL stays and is read at the next start.
                _log.warning("no checkpoint at the end: %s", error)
            self._connection.close()
            self._connection = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _open(self) -> None:
        if self.read_only:
            self._connection = self.database.reader()
            self._outside = driver.data_version(self._connection)
            migrations.require_current(self._connection)
            return
        self._connection = self.database.writer()
        migrations.bring_up_to_date(self._connection, self.profile, self.database)
        self._writer = Writer(self._connection, self._unit, self._ring)
        self._outside = driver.data_version(self._connection)
        if derived.is_stale(self._connection):
            self._catch_up()

    def _unit(self, db: Connection) -> Unit:
        return Unit(db, now_ms=self.clock(), random=self.random)

    def _writing(self) -> Writer:
        if self._closed:
            raise StoreClosed
        if self._writer is None:
            raise ReadOnly(str(self.profile))
        return self._writer

    def _catch_up(self) -> None:
        """Make records findable in slices, behind everything else, until none is left."""
        if not self._index_in_background or self._catching_up or self._closed or self._writer is None:
            return
        self._catching_up = True
        try:
            self._writer.submit(_index_slice, background=True).add_done_callback(self._caught_up)
        except StoreClosed:
            self._catching_up = False

    def _caught_up(self, slice_: "Future[int]") -> None:
        self._catching_up = False
        if slice_.cancelled() or slice_.exception() is not None:
            return    # at the next start, or with the next commit that leaves something stale
        if slice_.result():
            self._catch_up()

    def _ring(self, changes: Changes) -> None:
        self.commits += 1
        if changes.search_stale:
            self._catch_up()
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception:  # noqa: BLE001
                # The save stands; a screen that cannot redraw must not undo that for the others.
                _log.exception("a listener failed")


def _index_slice(unit: Unit) -> int:
    done = derived.catch_up(unit.db)
    unit.changes.search_changed = done > 0
    return done
