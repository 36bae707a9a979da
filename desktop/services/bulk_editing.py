"""One field of many records at once: what will change is counted first, then it is one undo step."""
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import Refused
from desktop.services.stoppable import Progress, Stopped
from desktop.store import records
from protocol.conditions import check_transition
from protocol.field import JsonValue, element_key
from protocol.kind import Kind
from protocol.problem import Problem

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.feeds import Sight
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.store.unit import Unit

SLICE: Final = 200
"""Records read at a time: between two of them one may stop, and see how far it is."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDone:
    """How many records were changed, and the undo group that takes all of it back; `stopped`: nothing was."""
    changed: int
    group: str
    stopped: bool = False


def preview(db: "Connection", kind: Kind, ids: Sequence[str], field: str, value: JsonValue) -> BulkPreview:
    """Return what setting `field` to `value` would change in `ids`; nothing is written."""
    counted: Counter[str] = Counter()
    values: dict[str, JsonValue] = {}
    unfit: list[tuple[Record, Problem]] = []
    sights: dict[str, Sight] = {}
    same = 0
    for part in _slices(ids):
        found = records.get_many(db, part)
        for record in (found[each] for each in part if each in found and not found[each].deleted):
            now = record.fields.get(field)
            flat = _flat(kind, record, field, value)
            if not flat:
                same += 1
                continue
            problem = _problem(kind, record, field, value, flat)
            if problem is not None:
                unfit.append((record, problem))
                continue
            sights[record.id] = record.sight
            counted[repr(now)] += 1
            values[repr(now)] = now
    titles = records.titles(db, [record.id for record, _ in unfit])
    return BulkPreview(changes=len(sights), same=same, sights=sights,
                       unfit=tuple((titles.get(record.id, ""), problem) for record, problem in unfit),
                       before=tuple((values[key], count) for key, count in counted.most_common()))


def apply(store: "Store", kind: Kind, sights: "Mapping[str, Sight]", field: str, value: JsonValue, *,
          also: Mapping[str, JsonValue] | None = None, progress: Progress | None = None) -> BulkDone:
    """Return what was changed; `also` is written into each of them, such as the number of a decision.

    One transaction: stopped, refused or cut off half-way, nothing of it was ever there. Raises Refused, or an
    error of the store.
    """
    group, seen = new_group(), progress or Progress()
    seen.total = len(sights)

    def write(unit: "Unit") -> int:
        count = 0
        with unit.gathered():
            for part in _slices(tuple(sights)):
                seen.go_on()
                found = records.get_many(unit.db, part)
                for record in (found[each] for each in part if each in found):
                    flat = {**_flat(kind, record, field, value), **(also or {})}
                    clean = record_keeping.check(kind, flat, record)
                    count += unit.edit(kind.code, record.id, clean, seen=sights[record.id], group=group) is not None
                seen.done += len(part)
        return count

    try:
        return BulkDone(changed=store.submit(write).result(), group=group)
    except Stopped:
        return BulkDone(changed=0, group="", stopped=True)


def _slices(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), SLICE):
        yield ids[at:at + SLICE]


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
