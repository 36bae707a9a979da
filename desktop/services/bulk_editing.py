"""One field of many records at once: what will change is counted first, then it is one undo step."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import Refused
from desktop.store import records
from protocol.conditions import check_transition
from protocol.field import JsonValue, element_key
from protocol.kind import Kind
from protocol.validation import Problem

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.feeds import Sight
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPreview:
    """What a bulk edit would do. `before` counts the values that would go, the commonest first.

    `unfit` are titles of records that cannot take the value, with why; the others go through.
    """
    changes: int
    same: int
    before: tuple[tuple[JsonValue, int], ...]
    unfit: tuple[tuple[str, Problem], ...]
    sights: "Mapping[str, Sight]"


def preview(db: "Connection", kind: Kind, ids: Sequence[str], field: str, value: JsonValue) -> BulkPreview:
    """Return what setting `field` to `value` would change in `ids`; nothing is written."""
    counted: Counter[str] = Counter()
    values: dict[str, JsonValue] = {}
    unfit: list[tuple[str, Problem]] = []
    sights: dict[str, Sight] = {}
    same = 0
    for record_id in ids:
        record = records.get(db, record_id)
        if record is None or record.deleted:
            continue
        now = record.fields.get(field)
        flat = _flat(kind, record, field, value)
        if not flat:
            same += 1
            continue
        problem = _problem(kind, record, field, value, flat)
        if problem is not None:
            unfit.append((records.title(db, record_id), problem))
            continue
        sights[record_id] = record.sight
        counted[repr(now)] += 1
        values[repr(now)] = now
    return BulkPreview(changes=len(sights), same=same, unfit=tuple(unfit), sights=sights,
                       before=tuple((values[key], count) for key, count in counted.most_common()))


def apply(store: "Store", kind: Kind, sights: "Mapping[str, Sight]", field: str, value: JsonValue) -> tuple[int, str]:
    """Return how many records were changed, and the undo group that takes all of it back."""
    group = new_group()

    def write(unit: "Unit") -> int:
        changed = 0
        for record_id, sight in sights.items():
            record = records.get(unit.db, record_id)
            if record is None:
                continue
            clean = record_keeping.check(kind, _flat(kind, record, field, value), record)
            changed += unit.edit(kind.code, record_id, clean, seen=sight, group=group) is not None
        return changed

    return store.submit(write).result(), group


def _flat(kind: Kind, record: "Record", field: str, value: JsonValue) -> dict[str, JsonValue]:
    declared = kind.field(field)
    now = record.fields.get(field)
    if declared is not None and declared.is_set:
        before = {str(each) for each in now} if isinstance(now, (list, tuple)) else set()
        after = {str(each) for each in value} if isinstance(value, (list, tuple)) else set()
        return {element_key(field, each): True for each in sorted(after - before)} | {
            element_key(field, each): None for each in sorted(before - after)}
    return {} if now == value else {field: value}


def _problem(kind: Kind, record: "Record", field: str, value: JsonValue,
             flat: Mapping[str, JsonValue]) -> Problem | None:
    if field == kind.status:
        now = record.fields.get(field)
        found = check_transition(kind, now if isinstance(now, str) else None, value if isinstance(value, str) else None)
        if found is not None:
            return found
    try:
        record_keeping.check(kind, flat, record)
    except Refused as refused:
        return refused.problems[0]
    return None
