"""Undo and redo: a new edit back to the old values, offered while the field still has the value given.

A step is what one gesture did (a form saved, a bulk edit, an import). Steps persist, 200 a person; a new
edit forgets that person's redo.
"""
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.store import here, visible
from desktop.store.driver import Connection
from protocol.field import JsonValue
from protocol.incident_lines import in_wrong_queue
from protocol.kind import DELETED
from protocol.merge import same
from protocol.operation import Operation, Special

if TYPE_CHECKING:
    from desktop.store.unit import Unit

KEPT: Final = 200
_CREATED: Final = "create"
_INSERT: Final = ("INSERT INTO undo (step, who, at_ms, kind, record, special, changes)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?)")
_ROWS: Final = "SELECT n, kind, record, special, changes FROM undo WHERE step = ? AND undone {state} ORDER BY n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One gesture of a person. `records` are (kind, id), in the order of the hand; `what` is create, edit, delete …"""
    group: str
    who: str
    at_ms: int
    what: str
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A field that moved since: `given` is what the edit gave it, `now` what stands there, `wanted` the old value."""
    kind: str
    record: str
    field: str
    given: JsonValue
    now: JsonValue
    wanted: JsonValue
    title: str = ""


@dataclass(slots=True)
class UndoResult:
    """What came of an undo or redo: the ids that moved, how many answers of this PC, the fields left alone."""
    records: list[str] = field(default_factory=list)
    answers: int = 0
    refused: list[Refusal] = field(default_factory=list)
    known: set[str] = field(default_factory=set, repr=False)    # the same as `records`: of thousands none twice


def note(unit: "Unit", operation: Operation, *, created: bool,
         changes: Mapping[str, tuple[JsonValue, JsonValue]], group: str | None) -> None:
    """Keep how an edit is undone; the store calls it for every edit of a hand."""
    special = operation.special.value if operation.special else _CREATED if created else None
    step = group or operation.clock
    begins = _begin(unit, operation.who, step)
    unit.db.execute(_INSERT, (step, operation.who, unit.now_ms, operation.kind, operation.record, special,
                              _text({key: list(pair) for key, pair in changes.items()})))
    if begins:
        _trim(unit.db, operation.who)


def note_created(unit: "Unit", rows: Iterable[tuple[str, str, Mapping[str, JsonValue]]], *, group: str) -> None:
    """Keep how many creations of one step are undone: (kind, record, flat fields) of each."""
    begins = _begin(unit, unit.who, group)
    unit.db.executemany(_INSERT, [
        (group, unit.who, unit.now_ms, kind, record, _CREATED,
         _text({key: [None, value] for key, value in fields.items()}))
        for kind, record, fields in rows])
    if begins:
        _trim(unit.db, unit.who)


def answer(unit: "Unit", place: str, key: str, value: JsonValue, *, group: str) -> None:
    """Keep what a person answers on this PC alone (`here`), as one edit of the step `group`.

    Raises MayOnlyRead, but for taking a line off the list: who may only read has such lines, too.
    """
    if place != here.ATTENTION:
        unit.must_edit()
    before = here.read(unit.db, place, key)
    if not same(before, value):
        here.write(unit, place, key, value)
        note_answer(unit, place, key, before, value, group=group)


def note_answer(unit: "Unit", place: str, key: str, before: JsonValue, value: JsonValue, *, group: str) -> None:
    """Keep how an answer that stands already is undone."""
    begins = _begin(unit, unit.who, group)
    unit.db.execute(_INSERT, (group, unit.who, unit.now_ms, place, key, None, _text({"value": [before, value]})))
    if begins:
        _trim(unit.db, unit.who)


def _begin(unit: "Unit", who: str, step: str) -> bool:
    """Return whether a step is new; then what was undone before it cannot be done again."""
    unit.changes.undo_changed = True
    if unit.db.execute("SELECT 1 FROM undo WHERE step = ? LIMIT 1", (step,)).fetchone() is not None:
        return False
    unit.db.execute("DELETE FROM undo WHERE who = ? AND undone > 0 AND step <> ?", (who, step))
    return True


def last(db: Connection, who: str) -> Step | None:
    """Return the newest step that a person could undo, or None."""
    row = db.execute("SELECT step FROM undo WHERE who = ? AND undone = 0 ORDER BY n DESC LIMIT 1", (who,)).fetchone()
    return None if row is None else _step(db, row[0])


def last_undone(db: Connection, who: str) -> Step | None:
    """Return the step that a person undid last and could do again, or None."""
    row = db.execute("SELECT step FROM undo WHERE who = ? AND undone > 0 ORDER BY undone DESC LIMIT 1",
                     (who,)).fetchone()
    return None if row is None else _step(db, row[0])


def author(db: Connection, group: str) -> str | None:
    """Return whose step it is, None for one that is not kept (any more)."""
    row = db.execute("SELECT who FROM undo WHERE step = ? LIMIT 1", (group,)).fetchone()
    return None if row is None else str(row[0])


def undo(unit: "Unit", group: str) -> UndoResult:
    """Return what became of taking a step back, newest edit first.

    What moved since stays as it is and is named in `refused`. The step is over either way.
    """
    result = UndoResult()
    rows = unit.db.execute(_ROWS.format(state="= 0"), (group,)).fetchall()
    turn = unit.db.execute("SELECT coalesce(max(undone), 0) + 1 FROM undo").fetchone()
    assert turn is not None
    with unit.gathered():
        for n, kind, record, special, changes in reversed(rows):
            unit.let_stand(record)
            left = _taken_back(unit, kind, record, special, json.loads(changes), result)
            _close(unit, n, left, undone=turn[0])
    unit.changes.undo_changed = True
    return result


def redo(unit: "Unit", group: str) -> UndoResult:
    """Return what became of doing an undone step again, oldest edit first."""
    result = UndoResult()
    with unit.gathered():
        for n, kind, record, special, changes in unit.db.execute(_ROWS.format(state="> 0"), (group,)).fetchall():
            unit.let_stand(record)
            left = _done_again(unit, kind, record, special, json.loads(changes), result)
            _close(unit, n, left, undone=0)
    unit.changes.undo_changed = True
    return result


def _taken_back(unit: "Unit", kind: str, record: str, special: str | None, pairs: dict[str, list[JsonValue]],
                result: UndoResult) -> dict[str, list[JsonValue]]:
    if here.is_place(kind):
        old, new = pairs["value"]
        return pairs if _answered(unit, kind, record, expected=new, wanted=old, result=result) else {}
    now = visible.read(unit.db, kind, record) or {}
    if special == _CREATED:
        moved = [key for key, (_, new) in pairs.items() if not same(now.get(key), new)]
        if moved or now.get(DELETED) is True:
            _refuse(unit, kind, record, {key: pairs[key] for key in moved}, now, result)
            return {}
        _apply(unit, kind, record, {}, Special.DELETE, result)
        return pairs
    free = {key: pair for key, pair in pairs.items() if same(now.get(key), pair[1])}
    if _into_wrong_queue(kind, now, {key: old for key, (old, _) in free.items()}):
        free = {}
    _refuse(unit, kind, record, {key: pair for key, pair in pairs.items() if key not in free}, now, result)
    if special is not None:
        if free:
            _apply(unit, kind, record, {}, Special.UNDELETE if special == Special.DELETE else Special.DELETE, result)
    else:
        _apply(unit, kind, record, {key: old for key, (old, _) in free.items()}, None, result)
    return free


def _done_again(unit: "Unit", kind: str, record: str, special: str | None, pairs: dict[str, list[JsonValue]],
                result: UndoResult) -> dict[str, list[JsonValue]]:
    if here.is_place(kind):
        old, new = pairs["value"]
        return pairs if _answered(unit, kind, record, expected=old, wanted=new, result=result) else {}
    now = visible.read(unit.db, kind, record) or {}
    if special == _CREATED:
        if now.get(DELETED) is True:
            _apply(unit, kind, record, {}, Special.UNDELETE, result)
            return pairs
        return {}
    free = {key: pair for key, pair in pairs.items() if same(now.get(key), pair[0])}
    if _into_wrong_queue(kind, now, {key: new for key, (_, new) in free.items()}):
        free = {}
    reverse = {key: [new, old] for key, (old, new) in pairs.items() if key not in free}
    _refuse(unit, kind, record, reverse, now, result)
    if special is not None:
        if free:
            _apply(unit, kind, record, {}, Special(special), result)
    else:
        _apply(unit, kind, record, {key: new for key, (_, new) in free.items()}, None, result)
    return free


def _answered(unit: "Unit", place: str, key: str, *, expected: JsonValue, wanted: JsonValue,
              result: UndoResult) -> bool:
    """Return whether an answer of this PC could be turned: nobody has answered otherwise since."""
    if not same(here.read(unit.db, place, key), expected):
        return False
    here.write(unit, place, key, wanted)
    result.answers += 1
    return True


def _into_wrong_queue(kind: str, now: Mapping[str, JsonValue], wanted: Mapping[str, JsonValue]) -> bool:
    """Return whether a step would bring what is by now a matter of cyber security to technical support."""
    return kind == "incident" and not in_wrong_queue(now) and in_wrong_queue({**now, **wanted})


def _apply(unit: "Unit", kind: str, record: str, fields: dict[str, JsonValue], special: Special | None,
           result: UndoResult) -> None:
    if (fields or special) and unit.edit_without_undo(kind, record, fields, special=special) is not None \
            and record not in result.known:
        result.known.add(record)
        result.records.append(record)


def _refuse(unit: "Unit", kind: str, record: str, pairs: Mapping[str, list[JsonValue]],
            now: Mapping[str, JsonValue], result: UndoResult) -> None:
    if not pairs:
        return
    row = unit.db.execute("SELECT title FROM record WHERE id = ?", (record,)).fetchone()
    result.refused += [Refusal(kind=kind, record=record, field=key, given=new, now=now.get(key), wanted=old,
                               title=row[0] if row else "") for key, (old, new) in pairs.items()]


def _close(unit: "Unit", n: int, left: dict[str, list[JsonValue]], *, undone: int) -> None:
    if left:
        unit.db.execute("UPDATE undo SET undone = ?, changes = ? WHERE n = ?",
                        (undone, json.dumps(left, ensure_ascii=False, separators=(",", ":")), n))
    else:
        unit.db.execute("DELETE FROM undo WHERE n = ?", (n,))


def _step(db: Connection, group: str) -> Step:
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT who, at_ms, kind, record, special FROM undo WHERE step = ? ORDER BY n", (group,)).fetchall()
    whats = {row[4] or "edit" for row in rows}
    return Step(group=group, who=rows[0][0], at_ms=rows[0][1], what=whats.pop() if len(whats) == 1 else "edit",
                records=tuple(dict.fromkeys((row[2], row[3]) for row in rows if not here.is_place(row[2]))))


# Walks back from step to step by the index: an import of thousands of rows is one step, and counting its
# rows at every save cost 24 ms.
_OLDEST_KEPT: Final = """
WITH RECURSIVE back (step, first, at) AS (
    SELECT step, (SELECT min(n) FROM undo AS same WHERE same.step = newest.step), 1
      FROM (SELECT step FROM undo WHERE who = :who AND undone = 0 ORDER BY n DESC LIMIT 1) AS newest
    UNION ALL
    SELECT earlier.step, (SELECT min(n) FROM undo AS same WHERE same.step = earlier.step), back.at + 1
      FROM back JOIN undo AS earlier ON earlier.n = (
           SELECT n FROM undo WHERE who = :who AND undone = 0 AND n < back.first ORDER BY n DESC LIMIT 1)
     WHERE back.at < :kept
)
SELECT first FROM back WHERE at = :kept
"""
_DELETE_OLDER: Final = """
DELETE FROM undo WHERE who = :who AND undone = 0 AND n < :first
   AND NOT EXISTS (SELECT 1 FROM undo AS later WHERE later.step = undo.step AND later.n >= :first)
"""


def _trim(db: Connection, who: str) -> None:
    oldest = db.execute(_OLDEST_KEPT, {"who": who, "kept": KEPT}).fetchone()
    if oldest is not None:
        db.execute(_DELETE_OLDER, {"who": who, "first": oldest[0]})


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
