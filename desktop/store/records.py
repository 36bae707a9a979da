"""Reading records: one, a window of a list, their titles, what points to them. Nothing here writes."""
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from desktop.store import feeds, listing, outbox, plan
from desktop.store.driver import Connection
from desktop.store.feeds import Sight
from desktop.store.listing import Before, Search, matching, ordered
from desktop.store.plan import Plan
from protocol import catalogue, clock
from protocol.field import FieldType, JsonValue, split_element
from protocol.kind import DELETED, MERGED_INTO, Feed

__all__ = ["Before", "Record", "RecordState", "Search"]

_HEAD: Final = "r.n, r.id, r.rv, r.row_rv, r.merged_into, k.deleted, k.changed_at, k.changed_by, k.extra"


class RecordState(StrEnum):
    """How far a record has got; the worst that holds."""
    WAITING = "waiting"
    SYNCED = "synced"
    REJECTED = "rejected"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it stands on the screen.

    `version` is the server's, 0 means never sent. `fields` are nested (a set is a sorted list of ids),
    `flat` has a key for each element of a set; `unknown` is what this version does not know. `sight` goes
    back with the edit of what was seen. `changed_at` is UTC text, "" if nobody knows.
    """
    id: str
    kind: str
    version: int
    state: RecordState
    deleted: bool
    merged_into: str | None
    fields: Mapping[str, JsonValue]
    flat: Mapping[str, JsonValue]
    unknown: Mapping[str, JsonValue] = field(default_factory=dict)
    sight: Sight = field(default_factory=Sight)
    changed_at: str = ""
    changed_by: str = ""


def get(db: Connection, record: str) -> Record | None:
    """Return the record with this id, deleted or not; None if this book does not have it."""
    row = db.execute("SELECT n, kind FROM record WHERE id = ?", (record,)).fetchone()
    if row is None:
        return None
    found = _read(db, row[1], [row[0]])
    return found[0] if found else None


def get_many(db: Connection, records: Iterable[str]) -> dict[str, Record]:
    """Return those of `records` that this book has."""
    by_kind: dict[str, list[int]] = {}
    for n, kind in db.execute("SELECT r.n, r.kind FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
                              (json.dumps(list(records)),)):
        by_kind.setdefault(kind, []).append(n)
    return {each.id: each for kind, numbers in by_kind.items() for each in _read(db, kind, numbers)}


def page(db: Connection, wanted: Search, offset: int = 0, limit: int = 200) -> list[Record]:
    """Return a window of the records that match, in the order of the list."""
    return _read(db, wanted.kind, ordered(db, wanted, offset, limit))


def count(db: Connection, wanted: Search) -> int:
    """Return how many records match."""
    return listing.count(db, wanted)


def asked(db: Connection, wanted: Search, limit: int, *, everything: int | None = None, may_wait: bool = False,
          before: Before | None = None) -> tuple[int | None, list[int]]:
    """Return how many records match, and the numbers of the first; see `listing.asked`."""
    return listing.asked(db, wanted, limit, everything=everything, may_wait=may_wait, before=before)


def numbered(db: Connection, kind: str, numbers: Sequence[int]) -> dict[int, Record]:
    """Return {number: record} of those numbers, given by `asked`, that this book still has."""
    if not numbers:
        return {}
    asked = json.dumps(list(numbers))
    its_plan = plan.of(kind)
    rows: list[tuple[Any, ...]]
    if its_plan is None:
        rows = db.execute("SELECT r.n, r.id, r.rv, r.row_rv, r.merged_into, r.deleted, 0, '', u.fields"
                          " FROM json_each(?) AS asked JOIN record AS r ON r.n = asked.value"
                          " JOIN unknown_record AS u ON u.n = r.n", (asked,)).fetchall()
    else:
        rows = db.execute(f"SELECT {_HEAD}, {its_plan.select} FROM json_each(?) AS asked"
                          f' JOIN record AS r ON r.n = asked.value JOIN "{its_plan.table}" AS k ON k.n = r.n',
                          (asked,)).fetchall()
    ids = [row[1] for row in rows]
    states = outbox.state_of(db, ids)
    sights = feeds.sights(db, {row[1]: (row[2], row[3]) for row in rows})
    return {row[0]: _record(kind, its_plan, row, states, sights) for row in rows}


def position(db: Connection, wanted: Search, record: str) -> int | None:
    """Return the row at which a record stands in a list, None if it is not in it."""
    return positions(db, wanted, (record,)).get(record)


def positions(db: Connection, wanted: Search, asked: Iterable[str]) -> dict[str, int]:
    """Return {id: row} of those records that stand in a list. Takes the numbers of the whole list, once."""
    numbers: dict[int, str] = dict(db.execute(
        "SELECT r.n, r.id FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
        (json.dumps(list(asked)),)))
    if not numbers:
        return {}
    return {numbers[n]: at for at, n in enumerate(ordered(db, wanted, 0, -1)) if n in numbers}


def tally(db: Connection, wanted: Search, field_code: str) -> dict[JsonValue, int]:
    """Return how many matching records have each value of a field, None for those without."""
    its_plan = _known(wanted.kind)
    column = f'k."{plan.column(field_code)}"'
    sql, values = matching(db, its_plan, wanted, f"{column}, count(*)")
    return dict(db.execute(f"{sql} GROUP BY {column}", values).fetchall())


def counts(db: Connection) -> dict[str, int]:
    """Return how many living records of each kind this book has."""
    return {kind: count(db, Search(kind=kind)) for kind in catalogue.KINDS}


def title(db: Connection, record: str) -> str:
    """Return the title of a record, "" for one that has not arrived."""
    return titles(db, (record,)).get(record, "")


def titles(db: Connection, records: Iterable[str]) -> dict[str, str]:
    """Return the title of each of `records` that is known, deleted or not; a joined one has that of its new self."""
    made: dict[str, str] = {}
    joined: dict[str, str] = {}
    for found, its_title, merged_into in db.execute(
            "SELECT r.id, r.title, r.merged_into FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
            (json.dumps(list(dict.fromkeys(records))),)):
        made[found] = its_title
        if merged_into is not None:
            joined[found] = merged_into
    if joined:
        for found, its_title in db.execute(
                "SELECT r.id, r.title FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
                (json.dumps(list(joined.values())),)).fetchall():
            made.update({old: its_title for old, new in joined.items() if new == found})
    return made


def labels(db: Connection, records: Iterable[Record]) -> dict[str, str]:
    """Return the titles of everything that these records point to."""
    wanted: list[str] = []
    for record in records:
        its_plan = plan.of(record.kind)
        if its_plan is not None:
            wanted += its_plan.pointed_at(record.fields, (each.code for each in its_plan.kind.fields if each.target
                                                          or each.type is FieldType.REFERENCE))
    return titles(db, wanted)


def pointing_at(db: Connection, record: str, *, limit: int = 20) -> tuple[int, list[str]]:
    """Return how many living records point to this one, and the titles of the first few."""
    numbers: list[int] = []
    for kind in catalogue.KINDS.values():
        if kind.feed is Feed.SERVER:
            continue
        for each in kind.fields:
            if each.type is FieldType.REFERENCE:
                numbers += [row[0] for row in db.execute(
                    f'SELECT n FROM "{plan.table(kind.code)}" WHERE "{plan.column(each.code)}" = ? AND deleted = 0',
                    (record,))]
    numbers += [row[0] for row in db.execute(
        "SELECT m.n FROM member AS m JOIN record AS r ON r.n = m.n WHERE m.member = ? AND r.deleted = 0", (record,))]
    distinct = sorted(set(numbers))
    named = [row[0] for row in db.execute(
        "SELECT r.title FROM json_each(?) AS asked JOIN record AS r ON r.n = asked.value",
        (json.dumps(distinct[:limit]),))]
    return len(distinct), named


def conflicts_of(db: Connection, record: str) -> list[str]:
    """Return the ids of the open conflicts about a record."""
    return [row[0] for row in db.execute(
        "SELECT r.id FROM k_conflict AS k JOIN record AS r ON r.n = k.n"
        " WHERE k.f_record = ? AND k.f_open = 1 AND k.deleted = 0 ORDER BY r.rv, r.id", (record,))]


def disputed(db: Connection, records: Iterable[str], field: str) -> set[str]:
    """Return those of `records` of which two PCs wrote different values into `field`, and nobody has chosen yet."""
    found = db.execute(
        "SELECT k.f_record, r.rv FROM json_each(?) AS asked JOIN k_conflict AS k ON k.f_record = asked.value"
        " JOIN record AS r ON r.n = k.n WHERE k.f_field = ? AND k.f_open = 1 AND k.deleted = 0",
        (json.dumps(list(records)), field)).fetchall()
    return {record for record, rv in found if pending_base(db, record, field) < rv}


def disputed_parts(db: Connection, records: Iterable[str], field: str) -> dict[str, set[str]]:
    """Return {record: parts of `field`} that two PCs wrote differently, and nobody has chosen yet."""
    found: dict[str, set[str]] = {}
    for record, key, rv in db.execute(
            "SELECT k.f_record, k.f_field, r.rv FROM json_each(?) AS asked JOIN k_conflict AS k"
            " ON k.f_record = asked.value JOIN record AS r ON r.n = k.n"
            " WHERE k.f_open = 1 AND k.deleted = 0", (json.dumps(list(records)),)).fetchall():
        code, part = split_element(key)
        if code == field and part and pending_base(db, record, key) < rv:
            found.setdefault(record, set()).add(part)
    return found


def pending_base(db: Connection, record: str, field: str) -> int:
    """Return what an own operation on `field`, still on its way, had seen; -1 without one."""
    return feeds.pending_bases(outbox.shown(db, record)).get(field, -1)


def open_conflicts(db: Connection) -> list[str]:
    """Return the ids of the conflicts in which nobody at this PC has chosen yet, oldest first.

    Whoever counts them asks here: a choice that is on its way is none to make any more.
    """
    found = db.execute(
        "SELECT r.id, r.rv, k.f_record, k.f_field FROM k_conflict AS k JOIN record AS r ON r.n = k.n"
        " JOIN record AS about ON about.id = k.f_record"
        " WHERE k.f_open = 1 AND k.deleted = 0 ORDER BY r.rv, r.id").fetchall()
    on_top = outbox.shown_of_many(db, {row[2] for row in found})
    return [conflict for conflict, rv, record, field in found
            if feeds.pending_bases(on_top.get(record, ())).get(field, -1) < rv]


def duplicates(db: Connection, kind: str) -> dict[tuple[str, str], list[str]]:
    """Return {(field, value): ids} of every code of living records that should be one record's alone."""
    its_plan = _known(kind)
    found: dict[tuple[str, str], list[str]] = {}
    for each in its_plan.kind.fields:
        if not each.distinct:
            continue
        column = plan.column(each.code)
        for value, ids in db.execute(
                f'SELECT k."{column}", json_group_array(r.id ORDER BY r.n) FROM "{its_plan.table}" AS k'
                f' JOIN record AS r ON r.n = k.n WHERE k."{column}" IS NOT NULL AND k.deleted = 0'
                f' GROUP BY k."{column}" HAVING count(*) > 1'):
            found[each.code, value] = json.loads(ids)
    return found


def _known(kind: str) -> Plan:
    its_plan = plan.of(kind)
    if its_plan is None:
        raise ValueError(f"no kind {kind!r} in this version")
    return its_plan


def _read(db: Connection, kind: str, numbers: Sequence[int]) -> list[Record]:
    """Return the records with these numbers, in their order."""
    found = numbered(db, kind, numbers)
    return [found[n] for n in numbers if n in found]


def _record(kind: str, its_plan: Plan | None, row: Sequence[Any], states: Mapping[str, str],
            sights: Mapping[str, Sight]) -> Record:
    _, record, rv, _, merged_into, deleted, changed_at, changed_by, extra, *stored = row
    unknown: dict[str, JsonValue] = json.loads(extra) if extra else {}
    fields = its_plan.to_nested(stored) if its_plan is not None else {}
    flat = its_plan.to_flat(stored, None) if its_plan is not None else {}
    flat.update(unknown)
    if deleted:
        flat[DELETED] = True
    if merged_into is not None:
        flat[MERGED_INTO] = merged_into
    return Record(id=record, kind=kind, version=rv, state=RecordState(states[record]), deleted=bool(deleted),
                  merged_into=merged_into, fields=fields, flat=flat, unknown=unknown, sight=sights[record],
                  changed_at=clock.utc_text(changed_at) if changed_at else "", changed_by=changed_by)
