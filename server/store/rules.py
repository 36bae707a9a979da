"""What an operation may say, whoever says it: content, feed, field and role. Returns codes, never raises."""
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from protocol import clock, conditions, validation
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue, Writer
from protocol.kind import DELETED
from protocol.merge import CONFLICT, Ledger
from protocol.operation import Operation
from protocol.problem import Problem
from server.store.scope import Role

SHORT: Final = 40
"""Values up to this length come again and again: what was found about them is remembered."""


def content_problem(operation: Operation) -> str:
    """Return why the content cannot be taken, as the code of the first problem, or "".

    Kinds, fields and choices that this version does not know pass: a newer client's words survive an
    older server.
    """
    try:
        clock.parse(operation.clock)
    except ValueError:
        return "bad_clock"
    kind = KINDS.get(operation.kind)
    if kind is None:
        return ""
    for key, value in (operation.fields or {}).items():
        if key == DELETED:
            return "forbidden_field"    # said by delete and undelete only
        found = (_problem_again if _is_short(value) else _problem)(operation.kind, key, value)
        if found:
            return found
    return ""


def permission_problem(operation: Operation, ledger: Ledger, author: Writer, role: Role, feed: str) -> str:
    """Return why `author` may not say this about the record as it stands in `ledger`, or ""."""
    if role is not Role.EDITOR:
        return "forbidden_role"
    if operation.kind == CONFLICT:
        return "server-only"
    kind = KINDS.get(operation.kind)
    if kind is None:
        return ""
    record = ledger.records.get(operation.record)
    provincial = feed.startswith("p:")
    for key, value in operation.assignments().items():
        # Who may write a field hangs on the value of choices alone; the rest is found once for each field.
        said = value if _is_choice(operation.kind, key) else None
        find = _refusal_again if _is_short(said) else _refusal
        found = find(operation.kind, key, said, author, provincial, record is None)
        if found and record is not None and isinstance(value, str):
            known = _at_hand(ledger, operation.record, key, record.fields.get(key))
            found = _refusal(operation.kind, key, value, author, provincial, False, known)
        if found:
            return found
    return ""


@lru_cache(maxsize=4096)
def _is_choice(kind: str, key: str) -> bool:
    declared = KINDS[kind].field(key)
    return declared is not None and declared.type is FieldType.CHOICE


def _is_short(value: JsonValue) -> bool:
    return len(value) <= SHORT if isinstance(value, str) else not isinstance(value, (list, dict))


def _problem(kind: str, key: str, value: JsonValue) -> str:
    found = validation.check(KINDS[kind], key, value, typed=False)
    return found.code if isinstance(found, Problem) else ""


def _refusal(kind: str, key: str, value: JsonValue, author: Writer, provincial: bool, is_new: bool,
             known: Collection[JsonValue] = ()) -> str:
    found = conditions.may_write(KINDS[kind], key, value, author, provincial=provincial, is_new=is_new, known=known)
    return found.code if found is not None else ""


_problem_again: Final = lru_cache(maxsize=65_536, typed=True)(_problem)
_refusal_again: Final = lru_cache(maxsize=65_536, typed=True)(_refusal)


def _at_hand(ledger: Ledger, record: str, key: str, shown: JsonValue) -> list[JsonValue]:
    """Return the value a field holds now, and those its open conflict offers: these may be kept or chosen."""
    values = [shown]
    conflict = ledger.conflicts.get((record, key)) if ledger.conflicts else None
    if conflict is not None and conflict.is_open_conflict:
        offered = conflict.fields["values"]
        values += [each.get("value") for each in offered if isinstance(each, dict)] \
            if isinstance(offered, list) else []
    return values
