"""Saves what was typed into a form: one transaction, one undo step, and the draft goes with it."""
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.services import record_keeping
from desktop.services.problems import NotFound
from desktop.store import drafts, records
from desktop.store.feeds import Sight
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.field import JsonValue, element_key, split_element

NEW: Final = "new:"
"""Before the typed name of a record that is made together with the form; never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry:
    """What a form hands over. `values` are flat; a reference `new:Name` is made on the way.

    `seen` is the sight of the record as it was when the form was opened. `answered` says that a
    question about a value, such as a note that looks like a password, was answered with yes.
    """
    kind: str
    id: str | None
    values: Mapping[str, JsonValue]
    seen: Sight | None = None
    answered: bool = False
    draft: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSaved:
    """What came of it; `group` takes all of it back. `made` are the records made on the way."""
    id: str
    group: str
    changed: bool
    made: tuple[str, ...] = field(default=())


def new_group() -> str:
    """Return the name of one undo step."""
    return uuid.uuid4().hex


def save_form(store: Store, entry: FormEntry) -> FormSaved:
    """Return what was saved of `entry`, with the records that it needed, or nothing of it.

    Raises Refused (problems beside their fields), NotFound, or an error of the store.
    """
    kind = record_keeping.kind_of(entry.kind)
    group = new_group()

    def write(unit: Unit) -> FormSaved:
        record = None
        if entry.id is not None:
            record = records.get(unit.db, entry.id)
            if record is None or record.kind != kind.code:
                raise NotFound(kind=kind.code, text=entry.id)
        values, wanted = named(unit, entry)
        clean = record_keeping.check(kind, values, record, answered=entry.answered)
        for record_id, (target, name) in wanted.items():
            made_kind = KINDS[target]
            first = record_keeping.check(made_kind, {made_kind.title[0]: name}, None)
            unit.create(target, first, id=record_id, group=group)
        if record is None:
            saved_id, changed = unit.create(kind.code, clean, group=group), True
        else:
            saved_id = record.id
            changed = unit.edit(kind.code, record.id, clean, seen=entry.seen, group=group) is not None
        if entry.draft:
            drafts.drop(unit, entry.draft)
        return FormSaved(id=saved_id, group=group if changed or wanted else "", changed=changed, made=tuple(wanted))

    return store.submit(write).result()


def named(unit: Unit, entry: FormEntry) -> tuple[dict[str, JsonValue], dict[str, tuple[str, str]]]:
    """Return the values with ids in place of `new:Name`, and {id: (kind, name)} of what is to be made."""
    kind = KINDS[entry.kind]
    ids: dict[tuple[str, str], str] = {}

    def id_of(code: str, marked: str) -> str:
        declared = kind.field(code)
        name = (declared.target if declared else "", marked.removeprefix(NEW).strip())
        if name not in ids:
            ids[name] = unit.new_id()
        return ids[name]

    values: dict[str, JsonValue] = {}
    for key, value in entry.values.items():
        code, member = split_element(key)
        if member.startswith(NEW):
            values[element_key(code, id_of(code, member))] = value
        elif isinstance(value, str) and value.startswith(NEW) and (declared := kind.field(key)) and declared.target:
            values[key] = id_of(code, value)
        else:
            values[key] = value
    return values, {record_id: name for name, record_id in ids.items()}
