"""A table that was computed, as a text table that spreadsheets open; the same marks as `table` makes."""
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from desktop.replacing import put_in_place
from desktop.services.export_.table import MARK, harmless


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> int:
    """Write `rows`, the headings first, and return how many follow them. Raises OSError.

    The file appears under its name only when it is whole.
    """
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes((MARK + made.getvalue()).encode("utf-8"))
    put_in_place(unfinished, path)
    return max(0, len(rows) - 1)
