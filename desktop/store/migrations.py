"""From the book of any earlier version to today's: in order, each in one transaction, after a backup.

`user_version` counts the steps below and moves last. Beside them the tables of the kinds follow the
catalogue by themselves: a field or kind that this version learned takes its values out of `extra` and
`unknown_record`. A file of a later version is refused, untouched.
"""
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.store import driver, local_notes, measures, plan, schema, setting, visible
from desktop.store.database import Database
from desktop.store.driver import Connection
from desktop.store.errors import Busy, NewerFile, StoreError, from_driver
from protocol import catalogue
from protocol.field import JsonValue


def _make_local(db: Connection) -> None:
    for statement in (*local_notes.TABLES, *measures.TABLES):
        db.execute(statement)


STEPS: Final[tuple[Callable[[Connection], None], ...]] = (
    schema.make_fixed,    # 1
    _make_local,          # 2
)
"""Step n brings a book from version n-1 to n. One that was released is never changed."""


def make(db: Connection) -> None:
    """Make every table of a new book, in the caller's transaction."""
    for step in STEPS:
        step(db)
    _learn(db)
    db.execute(f"PRAGMA user_version = {len(STEPS)}")


def require_current(db: Connection) -> None:
    """Raise NewerFile for a book of a later version, Busy for one that a writing program must bring up to date."""
    if _is_newer(db):
        raise NewerFile(f"version {version(db)}")
    if not _is_current(db):
        raise Busy("the book waits to be brought up to date by the program that writes it")


def bring_up_to_date(db: Connection, profile: Path, database: Database) -> None:
    """Bring the book to this version; costs two reads if it is. Raises NewerFile, DiskFull …"""
    if _is_newer(db):
        raise NewerFile(f"version {version(db)}")
    if _is_current(db):
        return
    from desktop.store import copying  # zip files are not needed at an ordinary start
    copying.before_migration(db, profile, database)
    for number in range(version(db), len(STEPS)):
        _in_one(db, STEPS[number], number + 1)
    _in_one(db, _learn, len(STEPS))


def version(db: Connection) -> int:
    """Return the version of a book: how many steps it has taken."""
    row = db.execute("PRAGMA user_version").fetchone()
    assert row is not None
    return int(row[0])


def _is_newer(db: Connection) -> bool:
    at = version(db)
    return at > len(STEPS) or (at > 0 and setting.number(db, schema.LEARNED_VERSION) > catalogue.SCHEMA_VERSION)


def _is_current(db: Connection) -> bool:
    return version(db) == len(STEPS) and setting.text(db, schema.LEARNED) == schema.fingerprint(catalogue.KINDS)


def _in_one(db: Connection, step: Callable[[Connection], None], reached: int) -> None:
    try:
        db.execute("BEGIN IMMEDIATE")
        step(db)
        db.execute(f"PRAGMA user_version = {reached}")
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if isinstance(error, driver.Error):
            made = from_driver(error)
            if type(made) is not StoreError:
                raise made from error
        raise


def _learn(db: Connection) -> None:
    """Make the tables follow the catalogue, and give learned fields the values that waited for them."""
    for kind in catalogue.KINDS.values():
        schema.make_kind(db, kind)
        _adopt_unknown(db, kind.code)
        _adopt_extra(db, kind.code)
    # What is searched or sorted may have changed: everything is made findable anew, in slices.
    db.execute("UPDATE record SET indexed = 2 WHERE indexed = 1")
    schema.note_learned(db, catalogue.KINDS, catalogue.SCHEMA_VERSION)


def _adopt_unknown(db: Connection, kind: str) -> None:
    its_plan = plan.of(kind)
    assert its_plan is not None
    for n, deleted, fields in db.execute(
            "SELECT u.n, r.deleted, u.fields FROM unknown_record AS u JOIN record AS r ON r.n = u.n WHERE r.kind = ?",
            (kind,)).fetchall():
        flat = json.loads(fields)
        row, extra, _ = its_plan.to_row(flat)
        db.execute(its_plan.insert, (n, deleted, 0, "", extra, *row))
        _adopt_members(db, n, its_plan, flat)
        db.execute("UPDATE record SET indexed = 0 WHERE n = ?", (n,))
        db.execute("DELETE FROM unknown_record WHERE n = ?", (n,))


def _adopt_extra(db: Connection, kind: str) -> None:
    its_plan = plan.of(kind)
    assert its_plan is not None
    for n, extra in db.execute(f'SELECT n, extra FROM "{its_plan.table}" WHERE extra IS NOT NULL').fetchall():
        if not any(its_plan.kind.has(key.partition(".")[0]) for key in json.loads(extra)):
            continue
        row = db.execute("SELECT id FROM record WHERE n = ?", (n,)).fetchone()
        assert row is not None
        flat = visible.read(db, kind, row[0]) or {}
        visible.write(db, kind, row[0], flat, whole=True)
        _adopt_members(db, n, its_plan, flat)


def _adopt_members(db: Connection, n: int, its_plan: plan.Plan, flat: dict[str, JsonValue]) -> None:
    for key in flat:
        field, _, member = key.partition(".")
        if member and field in its_plan.set_slots:
            db.execute("INSERT OR IGNORE INTO member (n, field, member) VALUES (?, ?, ?)", (n, field, member))
