"""A list as a text table that spreadsheets open: UTF-8 with its mark, the words of the screen, no live formulas.

What is written here comes back through the import unchanged.
"""
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from desktop.replacing import put_in_place
from desktop.services.value_text import field_label, text_of
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from protocol.catalogue import KINDS
from protocol.field import Field
from protocol.kind import Kind

MARK: Final = "\ufeff"
WINDOW: Final = 1000
LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula."""


def write_csv(db: Connection, wanted: Search, path: Path, *, fields: Sequence[str] = ()) -> int:
    """Write the records that match to `path` and return how many; all fields, or those named.

    The file appears under its name only when it is whole. Raises OSError.
    """
    kind = KINDS[wanted.kind]
    made = io.StringIO()
    count = 0
    writer = csv.writer(made, lineterminator="\r\n")
    columns = [field for field in kind.fields if _is_shown(field) and (not fields or field.code in fields)]
    writer.writerow([harmless(field_label(kind, field)) for field in columns])
    for window in _windows(db, wanted):
        titles = records.labels(db, window)
        for record in window:
            writer.writerow([harmless(text_of(kind, field, record.fields.get(field.code), titles))
                             for field in columns])
        count += len(window)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes((MARK + made.getvalue()).encode("utf-8"))
    put_in_place(unfinished, path)
    return count


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(LIVE) else text


def headings(kind: Kind) -> Iterable[str]:
    """Return the headings under which a kind is exported."""
    return (field_label(kind, field) for field in kind.fields if _is_shown(field))


def _is_shown(field: Field) -> bool:
    return field.fits_a_cell


def _windows(db: Connection, wanted: Search) -> Iterator[list[Record]]:
    offset = 0
    while window := records.page(db, wanted, offset, WINDOW):
        yield window
        offset += len(window)
