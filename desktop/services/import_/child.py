"""The process that opens a stranger's file: `python -m desktop.services.import_.child < FILE`.

It holds no token and knows no path; it reads the file from its input, writes one JSON object to its output, and
may die. Whatever goes wrong inside is one code for the parent.
"""
import io
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from desktop.services.import_.sheets import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    MEGABYTE,
    ROW_LIMIT,
    Cell,
    CellError,
    Merge,
    Sheet,
    Unreadable,
    sheet_to_wire,
)

MEMORY_LIMIT: Final = 512 * MEGABYTE
SECONDS: Final = 20


def main() -> int:
    """Read the file on standard input and write its sheets, or the reason, to standard output."""
    limit_resources()
    try:
        answer: dict[str, Any] = {"sheets": [sheet_to_wire(each) for each in sheets_of(sys.stdin.buffer.read())]}
    except Unreadable as refusal:
        answer = {"code": refusal.code}
    except MemoryError:
        answer = {"code": "too-big"}
    except Exception:    # noqa: BLE001  the boundary: a mangled file raises a dozen kinds of errors, all mean one thing
        answer = {"code": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="replace"))
    return 0


def limit_resources() -> None:
    """Bound memory and processor time where the system can."""
    if sys.platform == "win32":
        from desktop.services.import_ import windows_limits
        windows_limits.limit_this_process(MEMORY_LIMIT, SECONDS)
    else:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets_of(data: bytes) -> list[Sheet]:
    """Return the visible sheets of the file's bytes; raises Unreadable."""
    from desktop.services.import_.delimited import read_delimited
    from desktop.services.import_.file_format import Format, format_of
    found = format_of(data)
    if found is Format.TEXT:
        return [Sheet(name="", rows=[[_cell(value) for value in row] for row in read_delimited(data)])]
    return _workbook_sheets(data, is_xlsx=found is Format.XLSX)


def _workbook_sheets(data: bytes, *, is_xlsx: bool) -> list[Sheet]:
    import python_calamine as calamine

    from desktop.services.import_.xlsx_details import Details, details_of
    details = details_of(data) if is_xlsx else {}
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise Unreadable("password") from error
    sheets: list[Sheet] = []
    for meta in workbook.sheets_metadata:
        if meta.visible != calamine.SheetVisibleEnum.Visible or meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        if sheet.total_height > ROW_LIMIT:
            raise Unreadable("too-many-rows")
        if sheet.total_width > COLUMN_LIMIT:
            raise Unreadable("too-many-columns")
        rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        known = details.get(meta.name, Details())
        _show_what_formats_show(rows, known)
        merges = known.merges if is_xlsx else [
            Merge(top=top, left=left, bottom=bottom, right=right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        sheets.append(Sheet(name=meta.name, rows=rows, merges=merges))
    return sheets


def _show_what_formats_show(rows: Sequence[list[Cell]], details: Any) -> None:
    from desktop.services.import_.xlsx_details import shown
    for (row, column), code in details.zero_formats.items():
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, int) and value >= 0:
                rows[row][column] = shown(value, code)
    for (row, column), text in details.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = CellError(text or "#N/A")


def _cell(value: object) -> Cell:
    """Return a plain cell: whole numbers as integers, a date without a time as a date, "" as nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value[:CELL_LIMIT]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, (int, date)):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)[:CELL_LIMIT]


if __name__ == "__main__":
    sys.exit(main())
