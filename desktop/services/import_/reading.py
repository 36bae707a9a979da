"""A workbook as records: find the tables, decide what they hold, read every row.

`read_workbook` is the one entry. What a person must look at is in the rows; why there are none is `reject`.
"""
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.services.import_ import matrix
from desktop.services.import_.columns import SEVERAL, Column, Columns, heading_key, settle_by_content
from desktop.services.import_.grid import Grid
from desktop.services.import_.header import Header, best_header, find_headers
from desktop.services.import_.headings import known_kinds
from desktop.services.import_.isolation import read_sheets
from desktop.services.import_.records import ReadRow, RowProblem, records_of
from desktop.services.import_.rows import GROUP_LIKE, Role, TableRow, rows_of
from desktop.services.import_.sheets import Cell, Sheet, Unreadable
from desktop.services.import_.text import plain
from desktop.services.import_.words import sentence
from protocol.catalogue import KINDS
from protocol.field import JsonValue
from protocol.legacy_text import Legacy, decode_legacy, detect_legacy

Corrections = Mapping[str, Mapping[str, str]]
"""{kind: {heading (`heading_key`): field, "" for none}}."""
SAMPLED: Final = 1000       # different texts from which an old encoding is told

# The interchange form names these fields only; the others are read and saved all the same.
BEYOND_CANONICAL: Final[Mapping[str, frozenset[str]]] = {
    "device": frozenset({"hardware_uuid", "status_document", "site", "supplier", "office_suite", "antivirus",
                         "mac", "ip", "network",
                         "purpose", "old_asset_code", "handed_over_by"}),
    "person": frozenset({"duties", "employment", "norm_group", "support_team", "focal", "focal_full_time",
                         "focal_decision"}),
    "account": frozenset({"unit_name", "issued_by", "two_factor", "reviewed_on"}),
    "certificate": frozenset({"title", "carrier_number", "valid_from", "renewals", "keeper", "systems",
                              "request", "request_document",
                              "request_sent_on", "request_answered_on"}),
    "incident": frozenset({"type", "system", "office", "site", "handler", "people_affected", "sent_to",
                           "sent_at", "sent_by",
                           "their_reference", "guide"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file says. `reject` is the code of the reason when it gives no records."""
    file_name: str
    kind: str = ""
    rows: tuple[ReadRow, ...] = ()
    skipped_rows: int = 0
    columns: tuple[Column, ...] = ()
    other_kinds: tuple[str, ...] = ()
    reject: str = ""

    @property
    def problems(self) -> list[RowProblem]:
        """Return what a person must look at, row by row."""
        return [problem for row in self.rows for problem in row.problems]

    def canonical(self) -> dict[str, JsonValue]:
        """Return the interchange form: texts in place of ids, or `{"kind": "reject", "reason": …}`.

        Fields that the form does not name are beside the rows, under `more`.
        """
        if self.reject:
            return {"kind": "reject", "reason": sentence(self.reject)[0]}
        beyond = BEYOND_CANONICAL.get(self.kind, frozenset())
        rows: list[JsonValue] = []
        more: list[JsonValue] = []
        for each in self.rows:
            row: dict[str, JsonValue] = {name: value for name, value in each.values.items() if name not in beyond}
            if each.flags:
                row["_flags"] = list(each.flags)
            rows.append(row)
            others = {name: value for name, value in each.values.items() if name in beyond}
            if others:
                more.append({"row": each.row, "fields": others})
        answer: dict[str, JsonValue] = {"kind": self.kind, "rows": rows, "skipped_rows": self.skipped_rows}
        return answer | ({"more": more} if more else {})


def read_workbook(path: Path, *, kind: str | None = None, corrections: Corrections | None = None) -> Reading:
    """Return the records of a workbook or text table, read in a process of its own.

    `kind` forces what the rows are; `corrections` are the columns that a person put right before. A file that
    cannot be read is a Reading with `reject`.
    """
    try:
        sheets = read_sheets(path)
    except Unreadable as refusal:
        return Reading(file_name=path.name, reject=refusal.code)
    return read_tables(sheets, path.name, kind=kind, corrections=corrections)


def read_tables(sheets: Sequence[Sheet], file_name: str, *, kind: str | None = None,
                corrections: Corrections | None = None) -> Reading:
    """Return the records of sheets already taken from their file."""
    kinds = (KINDS[kind],) if kind else tuple(known_kinds())
    found: list[tuple[Header, Grid, list[_Table]]] = []
    for sheet in sheets:
        grid = Grid(_in_unicode(sheet))
        header = best_header(grid, kinds)
        if header is None:
            continue
        table_as_matrix = matrix.read_matrix(grid, header) if kind in (None, "account") else None
        if table_as_matrix is not None:
            header = table_as_matrix.header
            found.append((header, grid, [_Table(
                header=header, columns=header.columns, records=table_as_matrix.rows, skipped=table_as_matrix.skipped)]))
            continue
        found.append((header, grid, list(_tables(grid, header, (corrections or {}).get(header.kind.code, {})))))
    counts = Counter({header.kind.code: 0 for header, _, _ in found})
    for header, _, tables in found:
        counts[header.kind.code] += sum(len(table.records) for table in tables)
    if not counts or not max(counts.values()):
        return Reading(file_name=file_name, reject="no-rows" if found else "no-table")
    chosen = max(counts, key=lambda code: counts[code])
    return _joined(file_name, chosen, [(grid, table) for header, grid, tables in found if header.kind.code == chosen
                                       for table in tables],
                   tuple(code for code in counts if code != chosen and counts[code]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    header: Header
    columns: Columns
    records: Sequence[ReadRow]
    skipped: int


def _tables(grid: Grid, first: Header, corrections: Mapping[str, str]) -> Iterator[_Table]:
    """Return the tables of one kind on a sheet, each with its own header, from the top down."""
    header: Header | None = first
    groups: tuple[str, ...] = ()
    while header is not None:
        rows = list(rows_of(grid, header, grid.height, groups=groups))
        following = _next_header(grid, header, rows)
        if following is not None:
            # Labels right above the next header belong to the table below it.
            rows = [each for each in rows if each.row < following.top]
        records = [each for each in rows if each.role is Role.RECORD]
        columns = _settled(grid, header, records, corrections)
        yield _Table(header=header, columns=columns, records=records_of(grid, header, columns, records),
                     skipped=len(rows) - len(records))
        tail = [each for each in rows if not records or each.row > records[-1].row]
        groups = tuple(each.label for each in tail if each.role is Role.GROUP)[-1:]
        header = following


def _next_header(grid: Grid, header: Header, rows: Sequence[TableRow]) -> Header | None:
    """Return a header further down that begins another table of the same kind."""
    for each in rows:
        if each.role is not Role.RECORD or each is rows[0]:
            found = find_headers(grid, (header.kind,), start=each.row, stop=each.row + 1)
            good = [one for one in found if one.columns.ordinal is not None and one.score >= 0.6 * header.score
                    and not _is_printed_again(grid, one, header)]
            if good:
                return max(good, key=lambda one: one.score)
    return None


def _is_printed_again(grid: Grid, one: Header, header: Header) -> bool:
    """Return whether a header is the one above once more, or a part of it, as on the next page."""
    known = {each.index: each.heading.split(" / ") for each in header.columns.columns}
    texts = {column: grid.text(one.top, column) for column in range(grid.width) if column != header.columns.ordinal}
    return all(any(heading_key(part) == heading_key(text) for part in known.get(column, ()))
               for column, text in texts.items() if text)


def _settled(grid: Grid, header: Header, records: Sequence[TableRow], corrections: Mapping[str, str]) -> Columns:
    samples = {each.index: [grid.text(row.row, each.index) for row in records[:300]] for each in header.columns.columns}
    columns = settle_by_content(header.columns, samples)
    chosen = {each.index: corrections[heading_key(each.heading)] for each in columns.columns
              if heading_key(each.heading) in corrections}
    taken = set(chosen.values()) - SEVERAL
    corrected = tuple(
        replace(each, field=chosen[each.index], likeness=1.0, mark="") if each.index in chosen
        else replace(each, field="") if each.field in taken else each for each in columns.columns)
    return replace(columns, columns=corrected)


def _joined(file_name: str, kind: str, tables: Sequence[tuple[Grid, _Table]], others: tuple[str, ...]) -> Reading:
    names = {grid.name for grid, _ in tables}
    rows: list[ReadRow] = []
    for grid, table in tables:
        if len(names) > 1 and KINDS[kind].has("office") and GROUP_LIKE.match(plain(grid.name)) \
                and not any("office" in each.values for each in table.records):
            for each in table.records:
                each.values["office"] = " ".join(grid.name.split())
        rows += table.records
    skipped = sum(table.skipped for _, table in tables)
    return Reading(file_name=file_name, kind=kind, rows=tuple(rows), skipped_rows=skipped,
                   columns=tables[0][1].columns.columns, other_kinds=others)


def _in_unicode(sheet: Sheet) -> Sheet:
    """Return the sheet with text from before Unicode decoded."""
    strange = dict.fromkeys(cell for row in sheet.rows for cell in row if isinstance(cell, str) and not cell.isascii())
    encoding = detect_legacy(itertools.islice(strange, SAMPLED))
    if encoding is None:
        return sheet
    rows = [[_decoded(cell, encoding) for cell in row] for row in sheet.rows]
    return Sheet(name=str(_decoded(sheet.name, encoding)), rows=rows, merges=sheet.merges)


def _decoded(cell: Cell, encoding: Legacy) -> Cell:
    # Letters beyond Latin-1 were typed in Unicode beside the old font.
    if isinstance(cell, str) and not cell.isascii() and all(ord(letter) < 0x100 for letter in cell):
        return decode_legacy(cell, encoding)
    return cell
