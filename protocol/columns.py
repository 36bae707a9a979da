"""Many alike objects as columns: what gzip then packs to two thirds of one object a line.

`pack` groups objects of one shape (same keys, same fields in `f`) and writes each key once, with its
values in a list; a column whose values are all equal is `{"=": value}`, one that counts up by 1 is
`{"+": first}`. `unpack` gives the same objects in the same order, and trusts nothing.
"""
from collections.abc import Mapping, Sequence
from typing import Final

from protocol.field import JsonValue

LEAST: Final = 50
"""From this many objects on, columns are worth it."""
_FIELDS: Final = "f"


class BadColumns(ValueError):
    """The columns do not fit together, or hold more objects than allowed."""
    code = "bad-columns"


def pack(items: Sequence[Mapping[str, JsonValue]]) -> dict[str, JsonValue]:
    """Return `{"n": count, "g": [group, …]}` for wire objects (operations or rows)."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], JsonValue], list[int]] = {}
    for at, item in enumerate(items):
        inner = item.get(_FIELDS)
        fields = tuple(inner) if isinstance(inner, dict) else ()
        groups.setdefault((tuple(item), fields, item.get("t")), []).append(at)
    packed: list[JsonValue] = []
    for (keys, fields, _), places in groups.items():
        members = [items[at] for at in places]
        # The keys of a group stand in one order, so each object's values are already a row of the table.
        columns = dict(zip(keys, zip(*(member.values() for member in members), strict=True), strict=True))
        inners = columns.pop(_FIELDS, None)
        group: dict[str, JsonValue] = {
            "i": _column(places), "c": {key: _column(list(column)) for key, column in columns.items()}}
        if inners is not None:
            tables = zip(*(inner.values() for inner in inners), strict=True)
            group["f"] = {name: _column(list(column)) for name, column in zip(fields, tables, strict=True)}
        packed.append(group)
    return {"n": len(items), "g": packed}


def unpack(packed: object, *, at_most: int) -> list[dict[str, JsonValue]]:
    """Return the objects of `pack`. Raises BadColumns; never makes more than `at_most` objects."""
    if not isinstance(packed, dict) or type(packed.get("n")) is not int or not isinstance(packed.get("g"), list):
        raise BadColumns("columns are {n, g}")
    count = packed["n"]
    if not 0 <= count <= at_most:
        raise BadColumns(f"{count} objects, at most {at_most}")
    made: list[dict[str, JsonValue] | None] = [None] * count
    for group in packed["g"]:
        _fill(made, group)
    if any(item is None for item in made):
        raise BadColumns("an object is missing")
    return made  # type: ignore[return-value]


def _fill(made: list[dict[str, JsonValue] | None], group: object) -> None:
    if not isinstance(group, dict) or not isinstance(group.get("c"), dict) or "i" not in group:
        raise BadColumns("a group is {i, c, f?}")
    places = _values(group["i"], None, len(made))
    size = len(places)
    columns = {key: _values(column, size, len(made)) for key, column in group["c"].items()}
    fields = group.get("f")
    if fields is not None and not isinstance(fields, dict):
        raise BadColumns("f is an object of columns")
    inner = None if fields is None else {key: _values(column, size, len(made)) for key, column in fields.items()}
    names, inner_names = tuple(columns), tuple(inner or ())
    rows = zip(*columns.values(), strict=True) if columns else iter([()] * size)
    inner_rows = zip(*inner.values(), strict=True) if inner else iter([()] * size)
    for place, row, inner_row in zip(places, rows, inner_rows, strict=True):
        if type(place) is not int or not 0 <= place < len(made) or made[place] is not None:
            raise BadColumns("a place is taken or outside")
        item: dict[str, JsonValue] = dict(zip(names, row, strict=True))
        if inner is not None:
            item[_FIELDS] = dict(zip(inner_names, inner_row, strict=True))
        made[place] = item


def _column(values: Sequence[JsonValue]) -> JsonValue:
    first, size = values[0], len(values)
    if size > 1 and len({*map(type, values)}) == 1:
        if all(map(first.__eq__, values)):
            return {"=": first, "n": size}
        if type(first) is int and values == list(range(first, first + size)):
            return {"+": first, "n": size}
    return values


def _values(column: object, size: int | None, at_most: int) -> list[JsonValue]:
    if isinstance(column, dict):
        count = column.get("n")
        if type(count) is not int or not 0 <= count <= at_most or (size is not None and count != size):
            raise BadColumns("a column of another length")
        if "=" in column:
            return [column["="]] * count
        if type(column.get("+")) is int:
            return list(range(column["+"], column["+"] + count))
        raise BadColumns("an unknown column")
    if not isinstance(column, list) or (size is not None and len(column) != size) or len(column) > at_most:
        raise BadColumns("a column of another length")
    return column
