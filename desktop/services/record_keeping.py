"""Create, change, delete, restore, undo: what a hand may ask of the book, whichever door it comes by.

Everything is checked by the kind before it is written; what cannot be saved comes back as problems,
and nothing of it is written.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.services import incident_learning
from desktop.services.problems import NotFound, NothingToUndo, Refused, WrongUse
from desktop.store import records, setting, undo
from desktop.store.driver import Connection
from desktop.store.feeds import Sight
from desktop.store.records import Record
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.conditions import check_transition, may_write
from protocol.field import JsonValue, Writer
from protocol.kind import Feed, Kind
from protocol.problem import Problem
from protocol.validation import check_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was written. `changed` is false when every value stood there already."""
    id: str
    changed: bool


def kind_of(code: str) -> Kind:
    """Return the kind with `code`. Raises WrongUse."""
    kind = KINDS.get(code)
    if kind is None:
        raise WrongUse(what=code)
    return kind


def check(kind: Kind, flat: Mapping[str, JsonValue], record: Record | None, *,
          answered: bool = False) -> dict[str, JsonValue]:
    """Return `flat` as it will be kept. Raises Refused.

    `record` is what stands there now (None: a new one). Questions, such as a note that looks like a
    password, are problems until they are `answered`.
    """
    if kind.feed is Feed.SERVER:
        raise WrongUse(what=kind.code)
    problems: list[Problem] = []
    for key, value in flat.items():
        forbidden = may_write(kind, key, value, Writer.COMMUNE)
        if forbidden is not None:
            problems.append(forbidden)
    clean, found = check_record(kind, flat, new=record is None, before=record.flat if record is not None else None)
    problems += [problem for problem in found if not (answered and problem.is_question)]
    if problems:
        raise Refused(kind.code, problems)
    return clean


def save(store: Store, kind_code: str, record_id: str | None, flat: Mapping[str, JsonValue], *,
         seen: Sight | None = None, group: str | None = None, answered: bool = False) -> Saved:
    """Return what was saved of `flat` (element keys; None clears) in a new record or the one with `record_id`.

    `seen` is what the person was looking at when the form was opened. Raises NotFound, Refused, WrongUse.
    """
    kind = kind_of(kind_code)

    def write(unit: Unit) -> Saved:
        record = None
        if record_id is not None:
            record = records.get(unit.db, record_id)
            if record is None or record.kind != kind_code:
                raise NotFound(kind=kind_code, text=record_id)
        clean = check(kind, flat, record, answered=answered)
        if record is not None and (refused := _illegal_step(kind, record, clean)) is not None:
            raise Refused(kind_code, [refused])
        if record is None:
            return Saved(id=unit.create(kind_code, clean, group=group), changed=True)
        written = unit.edit(kind_code, record.id, clean, seen=seen, group=group)
        return Saved(id=record.id, changed=written is not None)

    return store.submit(write).result()


def _illegal_step(kind: Kind, record: Record, clean: Mapping[str, JsonValue]) -> Problem | None:
    if not kind.status or kind.status not in clean:
        return None
    before, after = record.fields.get(kind.status), clean[kind.status]
    return check_transition(kind, before if isinstance(before, str) else None,
                            after if isinstance(after, str) else None)


def delete(store: Store, ids: Iterable[str], *, group: str | None = None) -> list[str]:
    """Return the ids that were put into the trash; tombstones keep their fields. Raises NotFound."""
    def write(unit: Unit) -> list[str]:
        done = []
        for record_id in ids:
            record = records.get(unit.db, record_id)
            if record is None:
                raise NotFound(kind="", text=record_id)
            if unit.edit(record.kind, record_id, {}, special="delete", group=group) is not None:
                done.append(record_id)
        return done

    return store.submit(write).result()


def undo_last(store: Store) -> tuple[str, ...]:
    """Return the ids of the records that the undone step touched.

    Raises NothingToUndo, or Refused when others have moved every value since.
    """
    def write(unit: Unit) -> undo.UndoResult:
        last = undo.last(unit.db, setting.text(unit.db, setting.WHO))
        if last is None:
            raise NothingToUndo()
        undone = undo.undo(unit, last.group)
        if undone.records:
            incident_learning.unlearn(unit, last.group)
        return undone

    result = store.submit(write).result()
    if not result.records and result.refused:
        # Said after the commit: the step is over, or the same one would be refused for ever.
        raise Refused("", [Problem(field=each.field, code="moved-since", message_values={"title": each.title})
                           for each in result.refused])
    return tuple(result.records)


def pointing_at(db: Connection, record_id: str, *, limit: int = 20) -> tuple[int, list[str]]:
    """Return how many records point at this one, and the titles of the first few: asked once before a deletion."""
    return records.pointing_at(db, record_id, limit=limit)
