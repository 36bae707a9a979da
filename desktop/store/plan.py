"""How the records of a kind lie in its table: the columns, both ways, and the statements.

Made from the declaration of the kind alone, so that adding a field is one line in `protocol/kinds/`.
"""
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop.store.driver import Value
from protocol import catalogue, folding
from protocol.field import Field, FieldType, JsonValue, element_key, split_element
from protocol.kind import DELETED, MERGED_INTO, Feed, Kind

KIND_SHIFT: Final = 40
"""`n >> KIND_SHIFT` of a record is the number of its kind."""
TITLE_LENGTH: Final = 200
TITLE: Final = "title"    # order by the title of the record, as a reference in a list is
_INTEGERS: Final = frozenset({FieldType.INTEGER, FieldType.MONEY})
_AS_JSON: Final = frozenset({FieldType.LINES, FieldType.DATA, FieldType.REFERENCES, FieldType.ANSWERS})
_REFERENCES: Final = frozenset({FieldType.REFERENCE, FieldType.REFERENCES})
_NEAR: Final = frozenset({"site", "office", "person", "device", "system"})
"""Kinds by whose names other records are found too: a PC by its office, an incident by its reporter."""
ALIASES: Final = "aliases"    # lines: other names by which a record is found, itself and what points to it
_SORTED_BY_KEY: Final = frozenset({FieldType.TEXT, FieldType.EMAIL})
_MOST: Final = 2**63 - 1


def table(kind_code: str) -> str:
    """Return the table of a kind."""
    return f"k_{kind_code}"


def column(field_code: str) -> str:
    """Return the column of a field; the prefix keeps `values`, `order` and our own columns apart."""
    return f"f_{field_code}"


def sort_column(field_code: str) -> str:
    """Return the column of a field's key in the order of the Vietnamese alphabet."""
    return f"s_{field_code}"


def storage(field: Field) -> str:
    """Return TEXT or INTEGER."""
    return "INTEGER" if field.type in _INTEGERS or field.type is FieldType.BOOLEAN else "TEXT"


def has_sort_key(kind: Kind, field: Field) -> bool:
    """Return whether a list may be ordered by the letters of `field`: texts that are a column or a title."""
    return field.type in _SORTED_BY_KEY and (field.column > 0 or field.code in kind.title)


class _Misfit(Exception):
    """A value of another type than the field declares: kept in `extra`, shown, never erased."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """The table of one kind. Rows are lists in the order of `columns`, after n, deleted, at, by and extra."""
    kind: Kind
    table: str
    columns: tuple[str, ...]
    select: str
    insert: str
    update: str
    read_as: tuple[tuple[str, Callable[[Any], Any] | None, bool], ...]    # (field, decoder, whether it has parts)
    slots: Mapping[str, tuple[int, Callable[[Any], Value]]]
    set_slots: Mapping[str, int]
    answer_slots: Mapping[str, int]
    sorted_fields: tuple[tuple[str, int, int, Callable[[str], str]], ...]
    width: int
    title_fields: tuple[tuple[str, bool], ...]
    title_key: Callable[[str], str]
    search_codes: tuple[str, ...]
    search_body: tuple[str, ...]
    near: tuple[str, ...]
    is_searched: bool

    def to_row(self, flat: Mapping[str, JsonValue]) -> tuple[list[Value], str | None, bool]:
        """Return (column values, extra as JSON or None, whether deleted) of flat fields."""
        row: list[Value] = [None] * self.width
        extra: dict[str, JsonValue] = {}
        sets: dict[int, list[str]] = {}
        answers: dict[int, dict[str, bool]] = {}
        slots = self.slots
        for key, value in flat.items():
            if value is None:
                continue
            slot = slots.get(key)
            if slot is not None:
                try:
                    row[slot[0]] = slot[1](value)
                except _Misfit:
                    extra[key] = value
            elif key != DELETED and key != MERGED_INTO:
                name, member = split_element(key)
                at = self.set_slots.get(name)
                if at is not None and member and value is True:
                    sets.setdefault(at, []).append(member)
                elif (at := self.answer_slots.get(name)) is not None and member and isinstance(value, bool):
                    answers.setdefault(at, {})[member] = value
                else:
                    extra[key] = value
        for at, members in sets.items():
            row[at] = _dumps(sorted(members))
        for at, said in answers.items():
            row[at] = _dumps(dict(sorted(said.items())))
        for _, source, target, key_of in self.sorted_fields:
            text = row[source]
            if isinstance(text, str):
                row[target] = key_of(text)
        return row, _dumps(extra) if extra else None, flat.get(DELETED) is True

    def to_flat(self, row: Sequence[Any], extra: str | None) -> dict[str, JsonValue]:
        """Return the flat fields of a row of `read_as` columns (`deleted` and `merged_into` are the caller's)."""
        flat: dict[str, JsonValue] = {}
        for (code, decode, has_parts), value in zip(self.read_as, row, strict=True):
            if value is not None:
                if has_parts:
                    parts = json.loads(value)
                    for member in parts:
                        flat[element_key(code, member)] = parts[member] if isinstance(parts, dict) else True
                else:
                    flat[code] = value if decode is None else decode(value)
        if extra is not None:
            flat.update(json.loads(extra))
        return flat

    def to_nested(self, row: Sequence[Any]) -> dict[str, JsonValue]:
        """Return the nested fields of a row, `extra` left out."""
        return {code: value if decode is None else decode(value)
                for (code, decode, _), value in zip(self.read_as, row, strict=True) if value is not None}

    def pointed_at(self, nested: Mapping[str, JsonValue], fields: Iterable[str]) -> Iterable[str]:
        """Return the ids to which these fields of a record point."""
        for code in fields:
            value = nested.get(code)
            if isinstance(value, str):
                yield value
            elif isinstance(value, list):
                yield from (each for each in value if isinstance(each, str))


def own_order(kind: Kind) -> tuple[str, bool]:
    """Return (field or "title", descending) by which a list of `kind` stands when nothing else is asked for:
    the newest first where its records have a time, else by title.
    """
    for field in kind.fields:
        if field.type is FieldType.DATETIME and field.column:
            return field.code, True
    first = kind.field(kind.title[0]) if kind.title else None
    return (first.code, False) if first is not None and has_sort_key(kind, first) else (TITLE, False)


def key_column(kind: Kind, field: Field) -> str:
    """Return the column by which a list is ordered by `field`."""
    return sort_column(field.code) if has_sort_key(kind, field) else column(field.code)


_PLANS: dict[str, Plan] = {}


def of(kind_code: str) -> Plan | None:
    """Return the plan of a kind, None for one that this version does not know."""
    kind = catalogue.KINDS.get(kind_code)
    if kind is None:
        return None
    known = _PLANS.get(kind_code)
    if known is None or known.kind is not kind:
        known = _PLANS[kind_code] = _made(kind)
    return known


def dependents(kind_code: str) -> list[tuple["Plan", Field]]:
    """Return every (plan, field) whose records are titled or found by the titles of records of `kind_code`."""
    return [(its_plan, field) for kind in catalogue.KINDS.values() if (its_plan := of(kind.code)) is not None
            for field in kind.fields if field.type in _REFERENCES and field.target in (kind_code, "")
            and (field.code in its_plan.near or field.code in kind.title)]


def key_function(kind: Kind, field_code: str) -> Callable[[str], str]:
    """Return how a text of the field is put in order; persons stand by tên, then họ, then đệm."""
    return folding.name_sort_key if (kind.code, field_code) == ("person", "full_name") else folding.sort_key


def _made(kind: Kind) -> Plan:
    fields = [column(field.code) for field in kind.fields]
    keyed = [field.code for field in kind.fields if has_sort_key(kind, field)]
    columns = (*fields, *(sort_column(code) for code in keyed))
    at = {field.code: index for index, field in enumerate(kind.fields)}
    name = table(kind.code)
    listed = ", ".join(f'"{each}"' for each in columns)
    assigned = ", ".join(f'"{each}" = ?' for each in columns)
    searched = [field for field in kind.fields if field.searchable and field.code not in kind.title
                and field.type not in _REFERENCES]
    own_titles = [(code, field.type is FieldType.REFERENCE) for code in kind.title
                  if (field := kind.field(code)) is not None]
    first = own_titles[0][0] if own_titles else ""
    return Plan(
        kind=kind, table=name, columns=columns, width=len(columns),
        select=", ".join(f'k."{each}"' for each in fields),
        insert=f'INSERT INTO "{name}" (n, deleted, changed_at, changed_by, extra, {listed}) '
               f"VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(columns))})",
        update=f'UPDATE "{name}" SET deleted = ?, changed_at = ?, changed_by = ?, extra = ?, {assigned} WHERE n = ?',
        read_as=tuple((field.code, _decoder(field), field.is_set or field.is_answers) for field in kind.fields),
        slots={field.code: (at[field.code], _encoder(field)) for field in kind.fields
               if not (field.is_set or field.is_answers)},
        set_slots={field.code: at[field.code] for field in kind.fields if field.is_set},
        answer_slots={field.code: at[field.code] for field in kind.fields if field.is_answers},
        sorted_fields=tuple((code, at[code], len(fields) + index, key_function(kind, code))
                            for index, code in enumerate(keyed)),
        title_fields=tuple(own_titles), title_key=key_function(kind, first),
        search_codes=tuple(field.code for field in kind.fields if field.suffixes),
        search_body=tuple(field.code for field in searched if not field.suffixes),
        near=tuple(field.code for field in kind.fields if field.type in _REFERENCES and field.target in _NEAR
                   and (field.column or field.searchable) and kind.feed is not Feed.SERVER),
        is_searched=kind.feed is not Feed.SERVER and bool(
            searched or any(field.searchable for field in kind.fields)))


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _decoder(field: Field) -> Callable[[Any], Any] | None:
    if field.type in _AS_JSON:
        return json.loads
    return bool if field.type is FieldType.BOOLEAN else None


def _encoder(field: Field) -> Callable[[Any], Value]:
    if field.type is FieldType.BOOLEAN:
        return _boolean
    if field.type in _INTEGERS:
        return _integer
    if field.type is FieldType.DATA:
        return _dumps
    return _lines if field.type is FieldType.LINES else _text


def _text(value: object) -> str:
    if type(value) is not str:
        raise _Misfit
    return value


def _integer(value: object) -> int:
    if type(value) is not int or not -_MOST <= value <= _MOST:
        raise _Misfit
    return value


def _boolean(value: object) -> int:
    if type(value) is not bool:
        raise _Misfit
    return int(value)


def _lines(value: object) -> str:
    if not isinstance(value, (list, tuple)):
        raise _Misfit
    return _dumps(value)
