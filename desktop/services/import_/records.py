"""From a table to records: every row's cells as values, with what a person must look at."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default_of
from typing import Final

from desktop.services.import_ import headings
from desktop.services.import_.amounts import unit_of
from desktop.services.import_.cells import Context, Value, pad_codes, read_cell
from desktop.services.import_.columns import Column, Columns
from desktop.services.import_.dates import add_months, months_of
from desktop.services.import_.device_words import device_kind
from desktop.services.import_.grid import Grid, text_of
from desktop.services.import_.groups import values_of_groups
from desktop.services.import_.header import Header
from desktop.services.import_.names import person_name
from desktop.services.import_.rows import TableRow
from desktop.services.import_.sheets import Cell, CellError
from desktop.services.import_.specification import read_configuration
from desktop.services.import_.text import one_line, plain
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

CODES: Final = frozenset({"asset_code", "serial", "old_asset_code", "carrier_number"})
UNIT_LINE: Final = re.compile(
    r"[(\[\s]*(?:đvt|đv\s*tính|đơn\s*vị(?:\s*tính)?|tính\s*bằng|unit)\s*[:\-.]*\s*(?P<unit>\S.*)", re.IGNORECASE)
UNIT_ALONE: Final = re.compile(r"[(\[]\s*(triệu|ngh?ìn|ngàn|tỷ)?\s*(đồng|đ)\s*[)\]]", re.IGNORECASE)
ABOVE: Final = 12       # rows above a header in which its unit may stand
DITTO: Final = frozenset({"nt", "nhu tren", "n t", "nt tren"})
DITTO_MARKS: Final = frozenset({'"', "''", "”", "“", "〃", '""', "-nt-", "- nt -", "″", ",,"})
MARKS: Final = frozenset("✓✔☑√●•■◼☒xXvV+")
USUAL_WARRANTIES: Final = frozenset({6, 12, 18, 24, 36, 48, 60})


@dataclass(slots=True, kw_only=True)
class RowProblem:
    """What is wrong in one row. `blocks`: the row waits until a person mended it; else it goes in without the value."""
    row: int
    field: str
    value: str
    code: str
    blocks: bool = False
    values: Mapping[str, str | int] = default_of(default_factory=dict)
    sheet: str = ""


@dataclass(slots=True, kw_only=True)
class ReadRow:
    """One record as read: values in canonical form (texts, not ids), and each cell as it was written.

    `derived` fields stand in no column of their own: what the book says of them is not changed by a file.
    """
    row: int
    values: dict[str, JsonValue] = default_of(default_factory=dict)
    written: dict[str, str] = default_of(default_factory=dict)
    flags: list[str] = default_of(default_factory=list)
    problems: list[RowProblem] = default_of(default_factory=list)
    sheet: str = ""
    derived: set[str] = default_of(default_factory=set)

    def note(self, name: str, code: str, shown: str) -> None:
        """Flag a field for a person to look at."""
        if name not in self.flags:
            self.flags.append(name)
        self.problems.append(RowProblem(row=self.row, field=name, value=shown[:200], code=code, sheet=self.sheet))


def money_unit(grid: Grid, header: Header, heading: str) -> int:
    """Return the unit of an amount: named in its heading, else above the table, else đồng."""
    own = unit_of(heading)
    if own is not None:
        return own
    for row in range(header.bottom, max(-1, header.top - ABOVE), -1):
        for _, cell in grid.own_cells(row):
            if isinstance(cell, str) and len(cell) < 120:
                line = one_line(cell)
                found = UNIT_LINE.match(line)
                unit = unit_of(found["unit"]) if found else None
                if unit is None and UNIT_ALONE.fullmatch(line):
                    unit = unit_of(line)
                if unit is not None:
                    return unit
    return 1


def records_of(grid: Grid, header: Header, columns: Columns, rows: Sequence[TableRow]) -> list[ReadRow]:
    """Return one record for each of the record rows, in order."""
    kind = columns.kind
    contexts = {each.index: Context(heading=each.heading, money_unit=money_unit(grid, header, each.heading)
                                    if each.field == "cost_vnd" or _is_money(kind, each.field) else 1)
                for each in columns.columns}
    padded = {code: _padded(grid, columns, code, rows) for code in sorted(CODES & columns.fields)}
    above: dict[int, Cell] = {}
    made: list[ReadRow] = []
    for each in rows:
        read = ReadRow(row=each.row + 1, sheet=grid.name)
        cells: dict[int, Cell] = {}
        for column in columns.columns:
            cell = grid.value(each.row, column.index)
            if isinstance(cell, str) and column.field and _is_ditto(cell):
                cell = above.get(column.index)
            elif cell is not None:
                above[column.index] = cell
            cells[column.index] = cell
        _fill(read, kind, columns, cells, contexts, padded)
        for name, value in values_of_groups(kind, each.groups).items():
            if name not in read.values and not (name == "kind" and "kind" in read.flags):
                read.values[name] = value
        _finish(read, kind)
        made.append(read)
    return made


def _is_money(kind: Kind, code: str) -> bool:
    declared = kind.field(code) if code else None
    return declared is not None and declared.type is FieldType.MONEY


def _is_ditto(cell: str) -> bool:
    bare = cell.strip()
    return bare in DITTO_MARKS or plain(bare) in DITTO


def _padded(grid: Grid, columns: Columns, code: str, rows: Sequence[TableRow]) -> Mapping[int, str]:
    index = columns.of(code)[0]
    cells = {each.row: (grid.value(each.row, index), text_of(grid.value(each.row, index))) for each in rows}
    return {row + 1: text for row, text in pad_codes(cells).items()}


def _fill(read: ReadRow, kind: Kind, columns: Columns, cells: Mapping[int, Cell],
          contexts: Mapping[int, Context], padded: Mapping[str, Mapping[int, str]]) -> None:
    for column in columns.columns:
        cell = cells[column.index]
        if cell is None or not column.field:
            continue
        if column.field.startswith("_"):
            _fill_several(read, column, cell)
            continue
        declared = kind.field(column.field)
        if declared is None:
            continue
        if column.mark:
            if _is_marked(cell):
                _put(read, declared, Value(value=column.mark, shown=column.heading.rpartition(" / ")[2]))
            continue
        value = _warranty(read, column, cell) if declared.code == "warranty_until" else None
        if value is None:
            value = read_cell(kind, declared, cell, contexts[column.index])
        full = padded.get(declared.code, {}).get(read.row)
        if full is not None:
            value = Value(value=full, flag="zeros-restored", shown=value.shown)
        _put(read, declared, value)
    _join_names(read)


def _is_marked(cell: Cell) -> bool:
    """Return whether a cell under the heading of a choice says yes: a cross, a tick, a count of one."""
    text = text_of(cell)
    return text in MARKS or text == "1" or plain(text) in ("co", "dung")


def _put(read: ReadRow, declared: Field, value: Value) -> None:
    name = declared.code
    if value.shown:
        read.written.setdefault(name, value.shown)
    if value.flag:
        read.note(name, value.flag, value.shown)
    if value.value is None:
        return
    known = read.values.get(name)
    if isinstance(known, list) and isinstance(value.value, list):
        known.extend(each for each in value.value if each not in known)
    elif known is not None and declared.type is FieldType.LONG_TEXT:
        if str(value.value) not in str(known):
            read.values[name] = f"{known}; {value.value}"
    elif known is None:
        read.values[name] = value.value


def _warranty(read: ReadRow, column: Column, cell: Cell) -> Value | None:
    """Return a guarantee given in months, counted from the day of acquisition (set later); None for a date."""
    says_months = "thang" in plain(column.heading).split()
    months = months_of(cell, bare_number=True)
    if months is None or (isinstance(cell, (int, float)) and not says_months and months not in USUAL_WARRANTIES):
        return None
    read.values["_warranty_months"] = months
    return Value(shown=text_of(cell))


def _fill_several(read: ReadRow, column: Column, cell: Cell) -> None:
    """Cut a cell that holds several fields."""
    text = text_of(cell)
    if not text or isinstance(cell, CellError):
        return
    read.written.setdefault(column.field, text)
    if column.field == headings.MAKER_MODEL:
        maker, _, model = text.partition(" ")
        read.values.setdefault("maker", maker.rstrip(",;-/"))
        if model.strip(" ,;-/"):
            read.values.setdefault("model", model.strip(" ,;-/"))
    elif column.field == headings.CONFIGURATION:
        for name, value in read_configuration(cell if isinstance(cell, str) else text).items():
            read.values.setdefault(name, value)
    else:
        read.values[column.field] = text


def _join_names(read: ReadRow) -> None:
    """Join a name that stands in two or three columns: family, middle, given."""
    parts = [read.values.pop(code, None) for code in (headings.FAMILY_NAME, headings.MIDDLE_NAME, headings.GIVEN_NAME)]
    # A name whose own cell reaches over both columns stands in each of them.
    joined = " ".join(dict.fromkeys(str(part) for part in parts if part))
    if joined and "full_name" not in read.values:
        read.values["full_name"] = person_name(joined)
    family, given = read.values.pop(headings.USER_FAMILY, None), read.values.pop(headings.USER_GIVEN, None)
    user = " ".join(str(part) for part in (family, given) if part)
    if user and "users" not in read.values:
        read.values["users"] = [user]


def _finish(read: ReadRow, kind: Kind) -> None:
    """Work out what needs the whole row: the end of a guarantee, the kind of device from its name."""
    months = read.values.pop("_warranty_months", None)
    if isinstance(months, int):
        start = read.values.get("acquired_on")
        until = add_months(start, months) if isinstance(start, str) else None
        if until is not None:
            read.values["warranty_until"] = until
        else:
            read.note("warranty_until", "warranty-without-start", read.written.get("warranty_until", ""))
    if kind.code == "device" and "kind" not in read.values:
        code = device_kind(str(read.values.get("name", "")))
        if code is not None:
            read.values["kind"] = code
            read.derived.add("kind")
    if kind.code == "device" and "kind" in read.flags and "kind" in read.values:
        read.flags.remove("kind")
        read.problems = [each for each in read.problems if each.field != "kind"]
