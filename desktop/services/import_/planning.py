"""What an import would write: each row new, changed, the same as the book, or waiting for a person.

A plan is made of a reading and the book as it stands, and writes nothing. The same code makes the preview and,
inside the writing transaction, the import itself.
"""
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop.services.import_.book_index import BookIndex, same_name
from desktop.services.import_.records import ReadRow, RowProblem
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.conditions import check_transition, may_write
from protocol.field import Field, FieldType, JsonValue, Writer, element_key, split_element
from protocol.kind import Kind
from protocol.merge import same
from protocol.problem import Problem
from protocol.validation import check_record

MADE_WHEN_NAMED: Final = frozenset({"office", "person", "system", "site"})
"""Kinds of which a name that nobody knows becomes a draft; a device that nobody knows does not."""


class RowState(StrEnum):
    """What becomes of a row."""
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(slots=True, kw_only=True)
class PlannedRow:
    """One row and what it would write. `fields` are flat with ids; `before` holds what they replace."""
    read: ReadRow
    state: RowState
    record: str = ""
    fields: dict[str, JsonValue] = field(default_factory=dict)
    before: dict[str, JsonValue] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Draft:
    """An office, person or system that is only named in the file: made with it, to be confirmed."""
    kind: str
    id: str
    fields: dict[str, JsonValue]


@dataclass(slots=True, kw_only=True)
class Plan:
    """Everything one import would write, drafts first."""
    kind: str
    rows: list[PlannedRow] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many rows are new, changed, the same, and waiting."""
        made = dict.fromkeys((state.value for state in RowState), 0)
        for row in self.rows:
            made[row.state.value] += 1
        return made


def plan(db: Connection, kind_code: str, rows: Sequence[ReadRow], new_id: Callable[[], str]) -> Plan:
    """Return what taking in `rows` would write into the book as it stands."""
    planner = _Planner(BookIndex(db), KINDS[kind_code], new_id)
    for row in rows:
        planner.add(row)
    return planner.plan


def provisional_ids() -> Callable[[], str]:
    """Return a maker of ids for a plan that is only looked at."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):08x}-0000-7000-8000-000000000000"


class _Blocked(Exception):
    """A row cannot go in as it is."""

    def __init__(self, field_code: str, code: str, value: str) -> None:
        super().__init__(code)
        self.field, self.code, self.value = field_code, code, value


class _Planner:
    def __init__(self, index: BookIndex, kind: Kind, new_id: Callable[[], str]) -> None:
        self.index, self.kind, self.new_id = index, kind, new_id
        self.plan = Plan(kind=kind.code)
        self._taken: set[str] = set()       # records that a row of this file is already

    def add(self, read: ReadRow) -> None:
        """Plan one row."""
        row = PlannedRow(read=read, state=RowState.PROBLEM, problems=list(read.problems))
        self.plan.rows.append(row)
        pending: list[Draft] = []
        try:
            flat = self._flat(read, row, pending)
            record = self._existing(flat)
        except _Blocked as blocked:
            row.problems.append(RowProblem(row=read.row, sheet=read.sheet, field=blocked.field, value=blocked.value,
                                           code=blocked.code, blocks=True))
            return
        known = self.index.living(self.kind.code).get(record) if record else None
        if known is not None:
            flat = {key: value for key, value in flat.items() if key not in read.derived}
        clean, blocked_by = self._checked(read, row, flat, known)
        if blocked_by:
            return
        for draft in pending:
            self.plan.drafts.append(draft)
            self.index.add(draft.kind, draft.id, draft.fields)
        if known is None:
            row.state, row.record, row.fields = RowState.NEW, self.new_id(), clean
            self.index.add(self.kind.code, row.record, clean)
        else:
            row.record = record
            changed = {key: value for key, value in clean.items() if not same(value, known.get(key))}
            row.state = RowState.CHANGED if changed else RowState.SAME
            row.fields, row.before = changed, {key: known.get(key) for key in changed}
            self.index.lay_over(self.kind.code, record, changed)
        self._taken.add(row.record)

    # --- from texts to values -----------------------------------------------------------------

    def _flat(self, read: ReadRow, row: PlannedRow, pending: list[Draft]) -> dict[str, JsonValue]:
        """Return the row's flat fields with ids in place of names; drafts for the unknown ones join `pending`."""
        values = dict(read.values)
        office_name = values.get("office")
        office = None
        if isinstance(office_name, str) and self.kind.has("office"):
            office = self._one("office", "office", office_name, None, pending)
        flat: dict[str, JsonValue] = {}
        for code, value in values.items():
            declared = self.kind.field(code)
            if declared is None or value is None:
                continue
            if declared.code == "office":
                flat[code] = office
            elif declared.type is FieldType.REFERENCE:
                flat |= self._reference(declared, str(value), office, row, pending)
            elif declared.type is FieldType.REFERENCES and isinstance(value, (list, tuple)):
                for name in value:
                    member = self._one(code, declared.target, str(name), office, pending)
                    flat[element_key(code, member)] = True
            else:
                flat[code] = value
        self._add_note(read, flat)
        if self.kind.code == "device" and "name" not in flat:
            flat["name"] = device_name(self.kind, read)
        return flat

    def _reference(self, declared: Field, name: str, office: str | None, row: PlannedRow,
                   pending: list[Draft]) -> dict[str, JsonValue]:
        if declared.target == "device":
            found = self._device(name)
            if found is None:
                row.read.written["_device"] = name
                row.problems.append(RowProblem(row=row.read.row, sheet=row.read.sheet, field=declared.code, value=name,
                                               code="device-not-found"))
                return {}
            return {declared.code: found}
        return {declared.code: self._one(declared.code, declared.target, name, office, pending)}

    def _add_note(self, read: ReadRow, flat: dict[str, JsonValue]) -> None:
        """Keep in the note what the sheet said of a device that is not in the book."""
        device = read.written.pop("_device", None)
        if device and self.kind.has("note") and device not in str(flat.get("note", "")):
            flat["note"] = "; ".join(part for part in (str(flat.get("note", "")), device) if part)

    def _one(self, code: str, target: str, name: str, office: str | None, pending: list[Draft]) -> str:
        """Return the record that a name means, a draft when nobody has it. Raises _Blocked when several do."""
        for draft in pending:
            if draft.kind == target and same_name(draft.fields.get(KINDS[target].title[0]), name):
                return draft.id
        found = self.index.person(name, office) if target == "person" else self.index.named(target, name)
        if len(found) == 1:
            return found[0]
        if found:
            raise _Blocked(code, "several-matches", name)
        if target not in MADE_WHEN_NAMED:
            raise _Blocked(code, "not-found", name)
        fields: dict[str, JsonValue] = {KINDS[target].title[0]: name}
        if target == "person" and office:
            fields["office"] = office
        _, problems = check_record(KINDS[target], fields, new=True)
        if problems:
            raise _Blocked(code, problems[0].code, name)
        draft = Draft(kind=target, id=self.new_id(), fields=fields)
        pending.append(draft)
        return draft.id

    def _device(self, text: str) -> str | None:
        """Return the device that a text means: by its code, its name, or a code among its words."""
        for candidates in (self.index.coded("device", "asset_code", text), self.index.coded("device", "serial", text),
                           self.index.named("device", text)):
            if len(candidates) == 1:
                return candidates[0]
        for word in text.split():
            if any(letter.isdigit() for letter in word):
                found = self.index.coded("device", "asset_code", word)
                if len(found) == 1:
                    return found[0]
        return None

    # --- what is right ------------------------------------------------------------------------

    def _checked(self, read: ReadRow, row: PlannedRow, flat: Mapping[str, JsonValue],
                 known: Mapping[str, JsonValue] | None) -> tuple[dict[str, JsonValue], bool]:
        """Return the values that may be written, and whether the row has to wait."""
        clean, problems = check_record(self.kind, flat, new=known is None, before=known or {})
        for key, value in list(clean.items()):
            if known is not None and same(value, known.get(key)):
                continue
            before = known.get(key) if known is not None else None
            refused = may_write(self.kind, key, value, Writer.COMMUNE)
            if refused is None and key == self.kind.status and isinstance(value, str):
                refused = check_transition(self.kind, before if isinstance(before, str) else None, value)
            if refused is not None:
                del clean[key]
                problems.append(refused)
        blocked = False
        for each in problems:
            blocks = self._blocks(each)
            blocked |= blocks
            if each.is_question:
                clean.pop(each.field, None)
            shown = read.written.get(each.field, str(flat.get(each.field, "")))
            row.problems.append(RowProblem(
                row=read.row, sheet=read.sheet, field=split_element(each.field)[0],
                value="" if each.is_question else shown[:200],
                code="secret" if each.is_question else each.code, blocks=blocks, values=each.message_values))
        return clean, blocked

    def _blocks(self, problem: Problem) -> bool:
        """Return whether a row waits for this: what a person typed would be cut or lost otherwise."""
        return not problem.is_question and problem.code not in ("illegal-transition", "province-only")

    # --- what is there already ----------------------------------------------------------------

    def _existing(self, flat: Mapping[str, JsonValue]) -> str:
        """Return the record of the book that a row is, "" for none. Raises _Blocked when nobody can tell."""
        match self.kind.code:
            case "device":
                return self._existing_device(flat)
            case "person":
                return self._existing_person(flat)
            case "account":
                return self._alike(flat, ("person", "system"))
            case "certificate":
                if isinstance(flat.get("serial"), str):
                    return self._first_free(self.index.coded("certificate", "serial", str(flat["serial"])))
                return self._alike(flat, ("person", "kind", "provider", "expires_on"))
            case "incident":
                return self._alike(flat, ("title", "detected_at", "reporter"))
        name = flat.get(self.kind.title[0])
        return self._first_free(self.index.named(self.kind.code, name)) if isinstance(name, str) else ""

    def _existing_device(self, flat: Mapping[str, JsonValue]) -> str:
        living = self.index.living("device")
        code, serial = flat.get("asset_code"), flat.get("serial")
        by_serial = self.index.coded("device", "serial", serial) if isinstance(serial, str) else []
        if isinstance(code, str):
            # Merged communes brought the same codes: a different serial, or name and kind, is another machine.
            found = [each for each in self.index.coded("device", "asset_code", code)
                     if (each in by_serial if serial and living[each].get("serial")
                         else not _is_another(living[each], flat))]
            if len(found) > 1:
                found = [each for each in found if same_name(living[each].get("name"), flat.get("name"))] or found
            free = [each for each in found if each not in self._taken]
            if len(free) > 1:
                raise _Blocked("asset_code", "several-matches", code)
            if free:
                return free[0]
            if found:
                return self._twice(flat, found[0], "asset_code", code)
        if isinstance(serial, str) and by_serial:
            by_serial = [each for each in by_serial if _is_one_machine(living[each], flat)]
            free = [each for each in by_serial if each not in self._taken]
            if free:
                return free[0]
            if by_serial:
                return self._twice(flat, by_serial[0], "serial", serial)
        if code or serial:
            return ""
        return self._best_alike([each for each in self.index.named("device", str(flat.get("name", "")))
                                 if not living[each].get("asset_code") and not living[each].get("serial")
                                 and _agree(living[each], flat, ("office", "location", "origin_unit"))], flat)

    def _twice(self, flat: Mapping[str, JsonValue], record: str, code: str, value: str) -> str:
        """Return the record of an earlier row if this one says nothing else. Raises _Blocked otherwise."""
        known = self.index.living("device")[record]
        if all(same(known.get(key), each) for key, each in flat.items()):
            return record
        raise _Blocked(code, "twice-in-file", value)

    def _existing_person(self, flat: Mapping[str, JsonValue]) -> str:
        living = self.index.living("person")
        found = [each for each in self.index.named("person", str(flat.get("full_name", ""))) if each not in self._taken]
        office = flat.get("office")
        here = [each for each in found if living[each].get("office") == office]
        told = [each for each in found if any(
            flat.get(key) is not None and same(living[each].get(key), flat.get(key)) for key in ("phone", "email"))]
        for candidates in ([each for each in here if each in told], told, here):
            if len(candidates) == 1:
                return candidates[0]
        if len(here) > 1:
            return self._best_alike(here, flat)
        unsure = [each for each in found
                  if not living[each].get("office") or self.index.is_draft(each) or office is None]
        if len(unsure) == 1 and (len(found) == 1 or office is not None):
            return unsure[0]
        if office is None and len(found) > 1:
            raise _Blocked("full_name", "several-matches", str(flat.get("full_name", "")))
        return ""

    def _alike(self, flat: Mapping[str, JsonValue], keys: tuple[str, ...]) -> str:
        return self._best_alike(self.index.alike(self.kind.code, keys, flat), flat)

    def _first_free(self, found: Sequence[str]) -> str:
        return next((each for each in found if each not in self._taken), "")

    def _best_alike(self, found: Sequence[str], flat: Mapping[str, JsonValue]) -> str:
        """Return the record that agrees with most of the row among those no other row is."""
        living = self.index.living(self.kind.code)
        free = [each for each in found if each not in self._taken]
        return max(free, default="",
                   key=lambda each: sum(1 for key, value in flat.items() if same(living[each].get(key), value)))


def _is_one_machine(known: Mapping[str, JsonValue], flat: Mapping[str, JsonValue]) -> bool:
    """Return whether two with one serial are one machine: codes are given anew, "0000" stands on many labels."""
    return same_name(known.get("name"), flat.get("name")) or (
        known.get("kind") is not None and known.get("kind") == flat.get("kind"))


def _is_another(known: Mapping[str, JsonValue], flat: Mapping[str, JsonValue]) -> bool:
    """Return whether two with one code are two machines: both the name and the kind differ."""
    names, kinds = (known.get("name"), flat.get("name")), (known.get("kind"), flat.get("kind"))
    return all(names) and all(kinds) and kinds[0] != kinds[1] and not same_name(*names)


def _agree(known: Mapping[str, JsonValue], flat: Mapping[str, JsonValue], keys: Sequence[str]) -> bool:
    """Return whether nothing that both say differs."""
    return all(known.get(key) is None or flat.get(key) is None or same(known.get(key), flat.get(key)) for key in keys)


def device_name(kind: Kind, read: ReadRow) -> str | None:
    """Return a name for a device of which the sheet gives only type, maker or model."""
    from desktop.services.value_text import choice_label
    code, declared = read.values.get("kind"), kind.field("kind")
    told = read.written.get("kind") or (choice_label(kind, declared, str(code)) if code and declared else "")
    parts = [told, *(str(read.values[key]) for key in ("maker", "model") if read.values.get(key))]
    name = " ".join(part for part in parts if part)
    return name or (str(read.values["asset_code"]) if read.values.get("asset_code") else None)

