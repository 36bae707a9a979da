"""What each import wrote, kept on this PC: so that it can be taken back at any time, also after sync.

`import_batch` is one file taken in; `import_record` what it wrote into each record, as
{field: [before, after]}; `import_waiting` the rows that wait until a person has mended them.
"""
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.store import here, plan, undo, visible
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue
from protocol.kind import Feed

if TYPE_CHECKING:
    from desktop.store.unit import Unit

TABLES: Final = """
CREATE TABLE IF NOT EXISTS import_batch (
    id         TEXT PRIMARY KEY,
    step       TEXT NOT NULL,                   -- of undo
    file       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    who        TEXT NOT NULL DEFAULT '',
    counts     TEXT NOT NULL DEFAULT '{}',
    taken_back INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS import_record (
    batch   TEXT NOT NULL,
    n       INTEGER NOT NULL,                   -- in the order of writing
    record  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    created INTEGER NOT NULL,
    named   INTEGER NOT NULL DEFAULT 0,         -- 1: only named in the file, made as a draft to be confirmed
    changes TEXT NOT NULL,
    PRIMARY KEY (batch, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS import_record_of ON import_record (record);

CREATE TABLE IF NOT EXISTS import_waiting (
    batch TEXT NOT NULL,
    n     INTEGER NOT NULL,
    row   TEXT NOT NULL,                        -- values, cells as written and problems, as JSON
    PRIMARY KEY (batch, n)
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One file taken in. `counts` are created, changed, same and waiting rows when it was."""
    id: str
    step: str
    file: str
    kind: str
    at_ms: int
    who: str
    counts: Mapping[str, int]
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a batch wrote into one record: {field: (before, after)}, flat. `named`: a draft nobody confirmed."""
    record: str
    kind: str
    created: bool
    named: bool
    changes: Mapping[str, tuple[JsonValue, JsonValue]]


_BATCHES: Final = "SELECT id, step, file, kind, at_ms, who, counts, taken_back FROM import_batch"


def keep(unit: "Unit", batch: Batch, written: Iterable[Written], waiting: Iterable[Mapping[str, JsonValue]]) -> None:
    """Note a batch with all it wrote and all that waits; its step of undo takes that along."""
    db = unit.db
    db.execute("INSERT INTO import_batch (id, step, file, kind, at_ms, who, counts) VALUES (?, ?, ?, ?, ?, ?, ?)",
               (batch.id, batch.step, batch.file, batch.kind, batch.at_ms, batch.who, json.dumps(dict(batch.counts))))
    db.executemany(
        "INSERT INTO import_record (batch, n, record, kind, created, named, changes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(batch.id, n, each.record, each.kind, int(each.created), int(each.named), _text(
            {key: list(pair) for key, pair in each.changes.items()})) for n, each in enumerate(written)])
    db.executemany("INSERT INTO import_waiting (batch, n, row) VALUES (?, ?, ?)",
                   [(batch.id, n, _text(row)) for n, row in enumerate(waiting)])
    undo.note_answer(unit, here.BATCH, batch.id, True, False, group=batch.step)


def batches(db: Connection, *, limit: int = 50) -> list[Batch]:
    """Return the files taken in on this PC, the newest first."""
    return [_batch(row) for row in db.execute(f"{_BATCHES} ORDER BY at_ms DESC, id DESC LIMIT ?", (limit,)).fetchall()]


def batch(db: Connection, batch_id: str) -> Batch | None:
    """Return one batch, None if this PC does not know it."""
    row = db.execute(f"{_BATCHES} WHERE id = ?", (batch_id,)).fetchone()
    return None if row is None else _batch(row)


def written(db: Connection, batch_id: str) -> list[Written]:
    """Return what a batch wrote, in the order of writing."""
    return [Written(record=record, kind=kind, created=bool(created), named=bool(named),
                    changes={key: (pair[0], pair[1]) for key, pair in json.loads(changes).items()})
            for record, kind, created, named, changes in db.execute(
                "SELECT record, kind, created, named, changes FROM import_record WHERE batch = ? ORDER BY n",
                (batch_id,)).fetchall()]


def waiting(db: Connection, batch_id: str = "") -> list[tuple[str, int, dict[str, Any]]]:
    """Return (batch, number, row) of the rows that wait to be mended, of one batch or of all."""
    return [(its_batch, n, json.loads(row)) for its_batch, n, row in db.execute(
        "SELECT w.batch, w.n, w.row FROM import_waiting AS w JOIN import_batch AS b ON b.id = w.batch"
        " WHERE ? IN ('', w.batch) AND b.taken_back = 0 ORDER BY b.at_ms, w.batch, w.n", (batch_id,)).fetchall()]


def settle_waiting(unit: "Unit", batch_id: str, number: int, *, group: str) -> None:
    """Let a row wait no longer: mended, or not wanted. The undo step `group` brings it back."""
    undo.answer(unit, here.ROW, f"{batch_id} {number}", None, group=group)


def add_written(db: Connection, batch_id: str, more: Iterable[Written]) -> None:
    """Add what a mended row wrote to its batch."""
    last = db.execute("SELECT coalesce(max(n), -1) FROM import_record WHERE batch = ?", (batch_id,)).fetchone()
    first = (last[0] if last is not None else -1) + 1
    db.executemany(
        "INSERT INTO import_record (batch, n, record, kind, created, named, changes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(batch_id, first + at, each.record, each.kind, int(each.created), int(each.named), _text(
            {key: list(pair) for key, pair in each.changes.items()})) for at, each in enumerate(more)])


def mark_taken_back(unit: "Unit", batch_id: str, *, group: str) -> None:
    """Note that a batch was taken back; its waiting rows wait no longer, unless the undo step `group` is undone."""
    undo.answer(unit, here.BATCH, batch_id, True, group=group)


def drafts(db: Connection) -> dict[str, str]:
    """Return {record: kind} of the offices, persons and systems that an import only found named, and nobody edited."""
    return dict(db.execute(
        "SELECT w.record, w.kind FROM import_record AS w JOIN import_batch AS b ON b.id = w.batch"
        " JOIN record AS r ON r.id = w.record WHERE w.named = 1 AND b.taken_back = 0 AND r.deleted = 0"
        " AND NOT EXISTS (SELECT 1 FROM history AS h WHERE h.record = w.record)").fetchall())


def confirm(unit: "Unit", records: Iterable[str], *, group: str) -> None:
    """Note that a person has looked at drafts and found them right."""
    for record in records:
        undo.answer(unit, here.NAME, record, True, group=group)


def living(db: Connection, kind: str) -> dict[str, dict[str, JsonValue]]:
    """Return the flat fields of every record of a kind that is neither deleted nor joined to another."""
    ids = [row[0] for row in db.execute(
        "SELECT id FROM record WHERE kind = ? AND deleted = 0 AND merged_into IS NULL ORDER BY n", (kind,)).fetchall()]
    return visible.read_many(db, kind, ids)


def referrers(db: Connection, targets: Iterable[str]) -> dict[str, set[str]]:
    """Return for each of `targets` the living records that point to it."""
    asked = _text(list(targets))
    found: dict[str, set[str]] = {}
    for kind in KINDS.values():
        if kind.feed is Feed.SERVER:
            continue
        for each in kind.fields:
            if each.type is FieldType.REFERENCE:
                rows = db.execute(
                    f'SELECT k."{plan.column(each.code)}", r.id FROM json_each(?) AS asked'
                    f' JOIN "{plan.table(kind.code)}" AS k ON k."{plan.column(each.code)}" = asked.value'
                    " JOIN record AS r ON r.n = k.n WHERE k.deleted = 0", (asked,)).fetchall()
                for target, referrer in rows:
                    found.setdefault(target, set()).add(referrer)
    for target, referrer in db.execute(
            "SELECT m.member, r.id FROM json_each(?) AS asked JOIN member AS m ON m.member = asked.value"
            " JOIN record AS r ON r.n = m.n WHERE r.deleted = 0", (asked,)).fetchall():
        found.setdefault(target, set()).add(referrer)
    return found


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _batch(row: tuple[Any, ...]) -> Batch:
    its_id, step, file, kind, at_ms, who, counts, taken_back = row
    return Batch(id=its_id, step=step, file=file, kind=kind, at_ms=at_ms, who=who, counts=json.loads(counts),
                 taken_back=bool(taken_back))
