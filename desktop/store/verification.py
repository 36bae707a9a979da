"""Is the book whole? All that can be checked, for `verify`; and the short check in the background of a start."""
from dataclasses import dataclass
from typing import Final

from desktop.store import derived, driver, outbox, records, setting
from desktop.store.driver import Connection
from desktop.store.errors import Damaged
from desktop.store.plan import table
from desktop.store.store import Store
from protocol import catalogue, chain

CHECKED_AT: Final = "checked_at_ms"
_DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `detail` says what is wrong, or how much was looked at."""
    name: str
    ok: bool
    detail: str = ""


def verify(store: Store) -> list[Check]:
    """Return every check: key, file, records, search, chain, outbox. It reads; with a writer, search is walked too."""
    db = store.read()
    made = [Check(name="key", ok=store.database.key_matches() is not False)]
    try:
        made += [_file(store), _records(db), _search(store), _chain(db),
                 _outbox(db)]
        counted = ", ".join(f"{kind} {number}" for kind, number in records.counts(db).items() if number)
        made.append(Check(name="counts", ok=True, detail=counted))
    except driver.Error as error:
        made.append(Check(name="file", ok=False, detail=str(error)))
    return made


def check_if_due(store: Store) -> bool:
    """Return whether the file was looked over; raises Damaged if it is broken.

    Once a day, and after a program that did not end in order. Call it in the background, after the first
    paint: it reads the whole file.
    """
    try:
        db = store.read()
        last = setting.number(db, CHECKED_AT)
        if not store.was_left_open and 0 <= store.clock() - last < _DAY_MS:
            return False
        # Through the WAL, page by page, each with its code: it holds nobody up.
        found = _sound(db)
    except driver.Error as error:
        raise Damaged(str(error)) from error
    if not found.ok:
        raise Damaged(found.detail)
    if not store.read_only:
        store.submit(lambda unit: setting.write(unit.db, CHECKED_AT, store.clock()), background=True).result()
    return True


def mend(store: Store) -> list[Check]:
    """Return the checks after everything that can be computed again was: indexes and search.

    First the caller copies the broken file aside. What is lost in the records themselves comes from a
    backup or the server.
    """
    with store.write() as unit:
        unit.db.execute("REINDEX")
        unit.db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        unit.db.execute("UPDATE record SET indexed = 0")
        while derived.catch_up(unit.db, 1000):
            pass
        unit.changes.search_changed = True
    return verify(store)


def _file(store: Store) -> Check:
    whole = _sound(store.read())
    if not whole.ok or not store.database.is_encrypted:
        return whole
    torn = _torn_pages(store)
    return Check(name="file", ok=not torn, detail="; ".join(torn[:3]))


def _sound(db: Connection) -> Check:
    wrong = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return Check(name="file", ok=not wrong, detail="; ".join(wrong[:3]))


def _torn_pages(store: Store) -> list[str]:
    """Return what the code of each page says of the file itself, also of pages that nothing uses.

    This check looks past the WAL: after a power cut a page may be torn in the file and whole in the WAL,
    and while somebody checkpoints, every page is. So the WAL must be in the file first, and nobody write.
    """
    if not store.read_only:
        return store.alone(_pages_after_checkpoint)
    wal = store.database.path.with_name(store.database.path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return []
    return [str(row[0]) for row in store.read().execute("PRAGMA cipher_integrity_check")]


def _pages_after_checkpoint(db: Connection) -> list[str]:
    done = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if done is not None and done[0]:
        return []    # a reader holds the WAL: the check through it must do
    return [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check")]


def _records(db: Connection) -> Check:
    lacking = []
    for kind in catalogue.KINDS:
        row = db.execute(f'SELECT count(*) FROM record AS r LEFT JOIN "{table(kind)}" AS k ON k.n = r.n'
                         " WHERE r.kind = ? AND k.n IS NULL", (kind,)).fetchone()
        other = db.execute(f'SELECT count(*) FROM "{table(kind)}" AS k LEFT JOIN record AS r ON r.n = k.n'
                           " WHERE r.n IS NULL OR r.kind <> ? OR r.deleted <> k.deleted", (kind,)).fetchone()
        if (row and row[0]) or (other and other[0]):
            lacking.append(kind)
    total = db.execute("SELECT count(*) FROM record").fetchone()
    return Check(name="records", ok=not lacking, detail=", ".join(lacking) or str(total[0] if total else 0))


def _search(store: Store) -> Check:
    db = store.read()
    if not store.read_only:
        with store.write() as unit:
            try:
                unit.db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)")
            except driver.Error as error:
                return Check(name="search", ok=False, detail=str(error))
    done, total = derived.progress(db)
    return Check(name="search", ok=True, detail=f"{done}/{total}")


def _chain(db: Connection) -> Check:
    looked_at = 0
    for each in outbox.chains(db):
        sequence, tip = each.floor, each.floor_hash
        while entries := outbox.entries(db, each.number, after=sequence, limit=1000):
            for entry in entries:
                tip = chain.step(tip, entry.wire)
                if entry.sequence != sequence + 1 or tip != entry.hash:
                    return Check(name="chain", ok=False, detail=f"{each.replica}:{entry.sequence}")
                sequence, looked_at = entry.sequence, looked_at + 1
    return Check(name="chain", ok=True, detail=str(looked_at))


def _outbox(db: Connection) -> Check:
    mine = outbox.peek(db)
    row = db.execute("SELECT count(*) FROM outbox AS o LEFT JOIN record AS r ON r.id = o.record"
                     " WHERE o.chain = ? AND o.sequence > ? AND r.id IS NULL", (mine.number, mine.acked)).fetchone()
    orphans = row[0] if row is not None else 0
    return Check(name="outbox", ok=orphans == 0, detail=f"{outbox.waiting_count(db)}")
