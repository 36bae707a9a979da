"""What is on the screen: the only writer of the tables of the kinds.

Fields are flat here: `users.<id>`, `deleted` and `merged_into` are keys like any other. What this
version does not know (fields, kinds, values of another type) is kept and given back, never erased.
"""
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from desktop.store import derived, plan
from desktop.store.changes import Collector
from desktop.store.driver import Connection, Value
from desktop.store.plan import Plan
from protocol.field import JsonValue, split_element
from protocol.kind import DELETED, MERGED_INTO

CHUNK = 500


class Row(NamedTuple):
    """One record to be shown. `fields` are laid over what is there (None clears), or with `whole` replace it.

    `rv` is the last version known to be the record's, `row_rv` that of the last row received; None keeps
    what is there. `at_ms` and `by` say when and by whom it was changed last, if that is known.
    """
    kind: str
    id: str
    fields: Mapping[str, JsonValue]
    rv: int | None = None
    row_rv: int | None = None
    at_ms: int | None = None
    by: str | None = None
    whole: bool = False


def read(db: Connection, kind: str, record: str) -> dict[str, JsonValue] | None:
    """Return the flat fields of a record as they stand on the screen, or None if it is not known."""
    return read_many(db, kind, (record,)).get(record)


def read_many(db: Connection, kind: str, records: Sequence[str]) -> dict[str, dict[str, JsonValue]]:
    """Return the flat fields of each of `records` that is known under `kind`."""
    made: dict[str, dict[str, JsonValue]] = {}
    its_plan = plan.of(kind)
    if its_plan is None:
        for known, merged_into, deleted, fields in db.execute(
                "SELECT r.id, r.merged_into, r.deleted, u.fields FROM json_each(?) AS asked"
                " JOIN record AS r ON r.id = asked.value JOIN unknown_record AS u ON u.n = r.n WHERE r.kind = ?",
                (json.dumps(records), kind)):
            made[known] = _with_system(json.loads(fields), merged_into, deleted)
        return made
    for _, known, merged_into, deleted, _, _, extra, *row in db.execute(_existing(its_plan), (json.dumps(records),)):
        made[known] = _with_system(its_plan.to_flat(row, extra), merged_into, deleted)
    return made


def known(db: Connection, record: str) -> str | None:
    """Return the kind of a record, or None if this book does not have it."""
    row = db.execute("SELECT kind FROM record WHERE id = ?", (record,)).fetchone()
    return None if row is None else row[0]


def versions(db: Connection, records: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return (rv, row_rv) of each of `records` that is known."""
    return {found: (rv, row_rv) for found, rv, row_rv in db.execute(
        "SELECT r.id, r.rv, r.row_rv FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
        (json.dumps(list(records)),))}


def set_versions(db: Connection, rows: Iterable[tuple[str, int | None, int | None]]) -> None:
    """Note (id, rv, row_rv) of records whose fields do not change; None keeps what is there."""
    db.executemany("UPDATE record SET rv = coalesce(?, rv), row_rv = coalesce(?, row_rv) WHERE id = ?",
                   [(rv, row_rv, record) for record, rv, row_rv in rows])


def write(db: Connection, kind: str, record: str, flat: Mapping[str, JsonValue], *, rv: int | None = None,
          row_rv: int | None = None, at_ms: int | None = None, by: str | None = None, whole: bool = False,
          changes: Collector | None = None) -> None:
    """Show `flat` laid over what is there (`whole`: in its place), searchable and in order at once."""
    write_many(db, (Row(kind, record, flat, rv, row_rv, at_ms, by, whole),), changes=changes)


def write_many(db: Connection, rows: Iterable[Row], *, search_later: bool = False,
               changes: Collector | None = None) -> None:
    """Show many records, in one pass a kind.

    With `search_later` they are in the lists at once, and in search and exact order after
    `derived.catch_up`: a first download does not wait for an index. A row whose id is known under
    another kind is left alone: a record never changes its kind.
    """
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    for kind, its_rows in by_kind.items():
        stale = False
        for start in range(0, len(its_rows), CHUNK):
            stale |= _write_chunk(db, kind, its_rows[start:start + CHUNK], search_later)
        if changes is not None:
            changes.records.update((kind, row.id) for row in its_rows)
            changes.search_stale |= stale


def forget(db: Connection, records: Iterable[str], *, changes: Collector | None = None) -> None:
    """Take records off this book: only for rows that the server named as gone from our feeds."""
    for n, record, kind in db.execute(
            "SELECT r.n, r.id, r.kind FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
            (json.dumps(list(records)),)).fetchall():
        its_plan = plan.of(kind)
        name = "unknown_record" if its_plan is None else its_plan.table
        db.execute(f'DELETE FROM "{name}" WHERE n = ?', (n,))
        db.execute("DELETE FROM member WHERE n = ?", (n,))
        db.execute("DELETE FROM search WHERE rowid IN (?, ?)", (n, -n))
        db.execute("DELETE FROM record WHERE n = ?", (n,))
        if changes is not None:
            changes.records.add((kind, record))


def _with_system(flat: dict[str, JsonValue], merged_into: str | None, deleted: int) -> dict[str, JsonValue]:
    if deleted:
        flat[DELETED] = True
    if merged_into is not None:
        flat[MERGED_INTO] = merged_into
    return flat


def _existing(its_plan: Plan) -> str:
    return (f"SELECT r.n, r.id, r.merged_into, k.deleted, k.changed_at, k.changed_by, k.extra, {its_plan.select}"
            f" FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value"
            f' JOIN "{its_plan.table}" AS k ON k.n = r.n')


def _laid_over(old: Mapping[str, JsonValue], row: Row) -> dict[str, JsonValue]:
    made = {**({} if row.whole else old), **row.fields}
    return {key: value for key, value in made.items() if value is not None}


def _merged_into(flat: Mapping[str, JsonValue]) -> str | None:
    value = flat.get(MERGED_INTO)
    return value if isinstance(value, str) else None


class _Writing:
    """The statements of one chunk of one kind, gathered so that each is executed once for all rows."""

    def __init__(self) -> None:
        self.new_records: list[tuple[Value, ...]] = []
        self.new_rows: list[list[Value]] = []
        self.old_records: list[tuple[Value, ...]] = []
        self.old_rows: list[list[Value]] = []
        self.members_gone: list[tuple[int, str, str]] = []
        self.members: list[tuple[int, str, str]] = []


def _write_chunk(db: Connection, kind: str, rows: list[Row], search_later: bool) -> bool:
    """Return whether something is left for `derived.catch_up`."""
    its_plan = plan.of(kind)
    asked = json.dumps([row.id for row in rows])
    numbers: dict[str, tuple[int, str]] = {found: (n, its_kind) for n, found, its_kind in db.execute(
        "SELECT r.n, r.id, r.kind FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value", (asked,))}
    if len(numbers) < len(rows):
        lowest = number_of(db, kind) << plan.KIND_SHIFT
        last = db.execute("SELECT max(n) FROM record WHERE n BETWEEN ? AND ?",
                          (lowest, lowest + (1 << plan.KIND_SHIFT) - 1)).fetchone()
        following = (last[0] if last is not None and last[0] is not None else lowest) + 1
    else:
        following = 0
    if its_plan is None:
        _write_unknown(db, kind, rows, numbers, following)
        return False
    old: dict[str, tuple[int, str, dict[str, JsonValue]]] = {}
    if numbers:
        for _, found, merged_into, deleted, at, by, extra, *stored in db.execute(_existing(its_plan), (asked,)):
            old[found] = (at, by, _with_system(its_plan.to_flat(stored, extra), merged_into, deleted))
    work = _Writing()
    seen: set[str] = set()
    for row in rows:
        n, its_kind = numbers.get(row.id, (0, kind))
        if its_kind != kind:
            continue
        if row.id in seen:
            # The same record twice in one chunk: what was gathered goes first.
            _flush(db, its_plan, work)
            work, seen = _Writing(), set()
        at, by, before = old.get(row.id, (0, "", {}))
        flat = _laid_over(before, row)
        # A server's version is its time in milliseconds.
        at = row.at_ms if row.at_ms is not None else (row.row_rv or at)
        by = row.by if row.by is not None else by
        stored, extra, deleted = its_plan.to_row(flat)
        if n:
            work.old_records.append((row.rv, row.row_rv, _merged_into(flat), int(deleted), row.id))
            work.old_rows.append([int(deleted), at, by, extra, *stored, n])
        else:
            n, following = following, following + 1
            numbers[row.id] = (n, kind)
            work.new_records.append((n, row.id, kind, row.rv or 0, row.row_rv or 0, _merged_into(flat),
                                     derived.own_title(its_plan, flat), int(deleted)))
            work.new_rows.append([n, int(deleted), at, by, extra, *stored])
        if its_plan.set_slots:
            _compare_members(its_plan, n, before, flat, work)
        old[row.id] = (at, by, flat)
        seen.add(row.id)
    _flush(db, its_plan, work)
    if search_later:
        return True
    return derived.refresh(db, its_plan, list(dict.fromkeys(
        numbers[row.id][0] for row in rows if numbers[row.id][1] == kind)))


def _compare_members(its_plan: Plan, n: int, before: Mapping[str, JsonValue], flat: Mapping[str, JsonValue],
                     work: _Writing) -> None:
    were = {key for key in before if "." in key}
    are = {key for key in flat if "." in key}
    for key in were - are:
        work.members_gone.append((n, *split_element(key)))
    for key in are - were:
        field, member = split_element(key)
        if field in its_plan.set_slots:
            work.members.append((n, field, member))


def _flush(db: Connection, its_plan: Plan, work: _Writing) -> None:
    if work.new_records:
        db.executemany("INSERT INTO record (n, id, kind, rv, row_rv, merged_into, title, deleted)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", work.new_records)
        db.executemany(its_plan.insert, work.new_rows)
    if work.old_records:
        db.executemany("UPDATE record SET rv = coalesce(?, rv), row_rv = coalesce(?, row_rv), merged_into = ?,"
                       " deleted = ?, indexed = (indexed > 0) * 2 WHERE id = ?", work.old_records)
        db.executemany(its_plan.update, work.old_rows)
    if work.members_gone:
        db.executemany("DELETE FROM member WHERE n = ? AND field = ? AND member = ?", work.members_gone)
    if work.members:
        db.executemany("INSERT OR IGNORE INTO member (n, field, member) VALUES (?, ?, ?)", work.members)


def _write_unknown(db: Connection, kind: str, rows: list[Row], numbers: dict[str, tuple[int, str]],
                   following: int) -> None:
    old = read_many(db, kind, [row.id for row in rows])
    for row in rows:
        n, its_kind = numbers.get(row.id, (0, kind))
        if its_kind != kind:
            continue
        flat = _laid_over(old.get(row.id, {}), row)
        old[row.id] = flat
        if not n:
            n, following = following, following + 1
            numbers[row.id] = (n, kind)
            db.execute("INSERT INTO record (n, id, kind, indexed) VALUES (?, ?, ?, 1)", (n, row.id, kind))
        db.execute("UPDATE record SET rv = coalesce(?, rv), row_rv = coalesce(?, row_rv), merged_into = ?, deleted = ?"
                   " WHERE n = ?", (row.rv, row.row_rv, _merged_into(flat), int(flat.get(DELETED) is True), n))
        kept = {key: value for key, value in flat.items() if key not in (DELETED, MERGED_INTO)}
        db.execute("INSERT INTO unknown_record (n, fields) VALUES (?, ?)"
                   " ON CONFLICT (n) DO UPDATE SET fields = excluded.fields",
                   (n, json.dumps(kept, ensure_ascii=False)))


def number_of(db: Connection, kind: str) -> int:
    """Return the number of a kind in this book; one that is new gets the next."""
    row = db.execute("SELECT number FROM kind WHERE code = ?", (kind,)).fetchone()
    if row is None:
        row = db.execute("INSERT INTO kind (number, code) SELECT coalesce(max(number), 0) + 1, ? FROM kind"
                         " RETURNING number", (kind,)).fetchone()
    assert row is not None
    return int(row[0])
