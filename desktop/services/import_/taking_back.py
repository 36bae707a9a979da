"""Taking an import back, at any time: what nobody touched since goes, what somebody edited stays."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.services.problems import NotFound
from desktop.store import imports, visible
from desktop.store.imports import Written
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.kind import DELETED, MERGED_INTO
from protocol.merge import same


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """How many records went back to what they were, and which stayed because somebody edited or used them since."""
    undone: int
    kept: int
    kept_records: tuple[str, ...] = ()
    group: str = ""


def take_back(store: Store, batch: str) -> TakenBack:
    """Take a whole import back in one transaction and one step of undo. Raises NotFound for an unknown batch."""
    def do(unit: Unit) -> TakenBack:
        known = imports.batch(unit.db, batch)
        if known is None:
            raise NotFound(kind="import", text=batch)
        written = _by_record(imports.written(unit.db, batch))
        group = unit.new_id()
        now: dict[str, dict[str, JsonValue]] = {}
        for kind in {each.kind for each in written.values()}:
            now |= visible.read_many(unit.db, kind, [each.record for each in written.values() if each.kind == kind])
        # What went already, by undo or by hand, is neither undone nor kept.
        here = {record: each for record, each in written.items() if record in now and not now[record].get(DELETED)}
        kept = {record for record, each in here.items() if each.created and not _is_untouched(now[record], each)}
        undone = 0
        # Changes go first: what they made a record point to is then free to go as well.
        for record, each in here.items():
            if not each.created:
                back = {key: before for key, (before, after) in each.changes.items()
                        if same(now[record].get(key), after) and not same(before, after)}
                if len(back) < len(each.changes):
                    kept.add(record)
                if back:
                    unit.edit(each.kind, record, back, group=group)
                    undone += 1
        created = [record for record, each in here.items() if each.created]
        kept |= _still_used(unit, set(created) - kept)
        for record in reversed(created):
            if record not in kept:
                unit.edit(here[record].kind, record, {}, special="delete", group=group)
                undone += 1
        imports.mark_taken_back(unit, batch, group=group)
        return TakenBack(undone=undone, kept=len(kept), kept_records=tuple(sorted(kept)), group=group)

    return store.submit(do).result()


def _by_record(written: Iterable[Written]) -> dict[str, Written]:
    """Return what a batch wrote, each record once: a mended row may have added to one written before."""
    found: dict[str, Written] = {}
    for each in written:
        first = found.get(each.record)
        if first is None:
            found[each.record] = each
            continue
        changes = dict(first.changes)
        for key, (before, after) in each.changes.items():
            changes[key] = (changes[key][0] if key in changes else before, after)
        found[each.record] = Written(record=each.record, kind=each.kind, created=first.created, named=first.named,
                                     changes=changes)
    return found


def _is_untouched(now: Mapping[str, JsonValue], each: Written) -> bool:
    given = {key: after for key, (_, after) in each.changes.items() if after is not None}
    stands = {key: value for key, value in now.items() if value is not None}
    return MERGED_INTO not in stands and stands.keys() == given.keys() and all(
        same(stands[key], value) for key, value in given.items())


def _still_used(unit: Unit, going: set[str]) -> set[str]:
    """Return those of `going` to which a record points that stays: somebody uses them since."""
    used: set[str] = set()
    pointing = imports.referrers(unit.db, going)
    while True:
        found = {target for target, by in pointing.items() if target not in used and by - (going - used)}
        if not found:
            return used
        used |= found
