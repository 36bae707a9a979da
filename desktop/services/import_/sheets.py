"""What the child process hands over: plain sheets of plain cells, and why a file could not be read.

Nothing here opens a file. The form on the wire is JSON; a date is `{"d": "2021-06-10"}`, a date with a time
`{"t": "2021-06-10T08:30"}`, a cell that shows an error `{"e": "#N/A"}`.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

MEGABYTE: Final = 1024 * 1024
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 32_767      # what Excel itself can hold; longer is cut, and refused by the field's own limit


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error instead of a value."""
    shown: str


Cell: TypeAlias = "str | int | float | date | datetime | CellError | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merged area, first and last row and column, counted from 0, both included."""
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One visible sheet. `rows[r][c]` is cell (r, c) counted from A1; rows may differ in length."""
    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[Merge] = ()


class Unreadable(Exception):
    """The file gives no rows. `code` is stable; `words.sentence(code)` says it to a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def to_wire(cell: Cell) -> object:
    """Return the JSON form of a cell."""
    if isinstance(cell, datetime):
        return {"t": cell.isoformat(timespec="minutes")}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, CellError):
        return {"e": cell.shown}
    return cell


def from_wire(value: object) -> Cell:
    """Return the cell of its JSON form."""
    if isinstance(value, Mapping):
        if "t" in value:
            return datetime.fromisoformat(str(value["t"]))
        if "d" in value:
            return date.fromisoformat(str(value["d"]))
        return CellError(str(value["e"]))
    return value if isinstance(value, (str, int, float)) else None


def sheet_to_wire(sheet: Sheet) -> dict[str, Any]:
    """Return the JSON form of a sheet."""
    return {
        "name": sheet.name,
        "rows": [[to_wire(cell) for cell in row] for row in sheet.rows],
        "merges": [[each.top, each.left, each.bottom, each.right] for each in sheet.merges],
    }


def sheet_from_wire(wire: Mapping[str, Any]) -> Sheet:
    """Return the sheet of its JSON form."""
    return Sheet(
        name=wire["name"],
        rows=[[from_wire(cell) for cell in row] for row in wire["rows"]],
        merges=[Merge(top=each[0], left=each[1], bottom=each[2], right=each[3]) for each in wire["merges"]],
    )
