"""Where a table begins: its heading rows, found by what they say."""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.services.import_.columns import Columns, columns_as, heading_paths
from desktop.services.import_.grid import Grid
from desktop.services.import_.headings import TELLING, is_ordinal, matches
from desktop.services.import_.text import heading_words, plain
from protocol.kind import Kind

SEARCHED_ROWS: Final = 150
HIGHEST: Final = 3          # heading rows of one table
LONGEST_HEADING: Final = 120
EXTRA_ROW: Final = 0.15     # each further heading row must earn its place
LIKELY: Final = 0.75
SURE: Final = 0.8
TITLE_BONUS: Final = 1.5
TITLES: Final = {
    "device": re.compile(r"thiet bi|tai san|may tinh|may moc|kiem ke|cong cu|may in"),
    "person": re.compile(
        r"danh ba|danh sach (can bo|cbcc|cong chuc|nhan su|lanh dao|trich ngang)|can bo cong chuc|so dien thoai|cbcc"),
    "certificate": re.compile(r"chu ky so|chung thu"),
    "incident": re.compile(r"su co|nhat ky|hong hoc|bao loi"),
    "account": re.compile(r"tai khoan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The heading rows `top` to `bottom` of a table, read as one kind."""
    top: int
    bottom: int
    columns: Columns
    score: float

    @property
    def kind(self) -> Kind:
        """Return the kind as which the headings were read."""
        return self.columns.kind


def find_headers(grid: Grid, kinds: Sequence[Kind], *, start: int = 0, stop: int | None = None) -> list[Header]:
    """Return every likely header among the rows, in order of rows; several kinds may share rows."""
    last = min(grid.height, stop if stop is not None else start + SEARCHED_ROWS)
    found: list[Header] = []
    for top in range(start, last):
        if not _may_begin(grid, top, kinds) or _is_cut_above(grid, top):
            continue
        for kind in kinds:
            best = max(_headers_from(grid, top, kind), key=lambda each: each.score, default=None)
            if best is not None:
                found.append(best)
    return found


def best_header(grid: Grid, kinds: Sequence[Kind], *, start: int = 0, stop: int | None = None) -> Header | None:
    """Return the header of the first table of the kind that the headings fit best."""
    headers = find_headers(grid, kinds, start=start, stop=stop)
    if not headers:
        return None
    bonus = {kind.code: TITLE_BONUS if is_titled(grid, kind, headers[0].top) else 0.0 for kind in kinds}
    best = max(headers, key=lambda each: (each.score + bonus[each.kind.code], -each.top))
    same = [each for each in headers if each.kind is best.kind and each.score >= 0.75 * best.score]
    first = same[0]
    # The row below the first heading row fits nearly as well: keep the whole block.
    return max((each for each in same if each.top <= first.bottom), key=lambda each: (each.score, -each.top))


def _may_begin(grid: Grid, row: int, kinds: Sequence[Kind]) -> bool:
    known = 0
    for _, cell in grid.own_cells(row):
        if isinstance(cell, str) and len(cell) <= LONGEST_HEADING:
            words = heading_words(cell)
            meanings = [matches(kind, words)[:1] for kind in kinds]
            if is_ordinal(words) or any(likeness >= LIKELY for best in meanings for _, likeness in best):
                known += 1
                if known >= 2:
                    return True
    return False


def _is_cut_above(grid: Grid, row: int) -> bool:
    """Return whether a heading of the row above reaches into this one."""
    return any(grid.origin(row, column)[0] < row and grid.text(row, column) for column in range(grid.width))


def _headers_from(grid: Grid, top: int, kind: Kind) -> Iterator[Header]:
    for bottom in range(top, min(top + HIGHEST, grid.height)):
        if not _only_headings(grid, bottom):
            return
        columns = columns_as(kind, heading_paths(grid, top, bottom))
        fields = len(columns.fields)
        if not _is_enough(columns, fields):
            continue
        # Merged areas that reach below the block mean that it is cut short.
        cut = 0.5 if bottom + 1 < grid.height and any(
            grid.origin(bottom + 1, each.index)[0] <= bottom for each in columns.columns if each.field) else 0.0
        yield Header(top=top, bottom=bottom, columns=columns,
                     score=columns.score - EXTRA_ROW * (bottom - top) - cut)


def _is_enough(columns: Columns, fields: int) -> bool:
    telling = TELLING.get(columns.kind.code, columns.kind.title)
    if not columns.fields.intersection(telling):
        return False
    sure = sum(1 for each in columns.columns if each.field and each.likeness >= SURE) + (columns.ordinal is not None)
    if sure < 2:
        return False
    if fields < 2:
        # A plain list of names is a table of persons.
        return columns.kind.code == "person" and columns.ordinal is not None and "full_name" in columns.fields
    if columns.ordinal is not None or fields >= 3:
        return columns.score >= 2.0
    return all(each.likeness >= 0.95 for each in columns.columns if each.field)


def _only_headings(grid: Grid, row: int) -> bool:
    """Return whether a row could be a heading: texts of bearable length, no dates, not all one cell."""
    texts = 0
    for _, cell in grid.own_cells(row):
        if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
            return False
        texts += 1
    return texts > 0


def is_titled(grid: Grid, kind: Kind, header_top: int) -> bool:
    """Return whether the lines above a header, or the sheet's name, speak of the kind."""
    pattern = TITLES.get(kind.code)
    if pattern is None:
        return False
    above = [plain(grid.name)]
    for row in range(header_top):
        cells = [cell for _, cell in grid.own_cells(row) if isinstance(cell, str)]
        if len(cells) <= 2:
            above += [plain(cell) for cell in cells]
    return any(pattern.search(text) for text in above)


NUMBERED: Final = re.compile(r"\(?\[?([0-9]{1,2}|[a-zA-Z])\]?\)?( ?= ?[0-9()+\-x*/ ]+)?")


def is_number_row(grid: Grid, row: int) -> bool:
    """Return whether a row holds the numbers of the columns: (1) (2) (3), or A B 1 2 3."""
    numbers: list[int] = []
    cells = 0
    for _, cell in grid.own_cells(row):
        cells += 1
        if isinstance(cell, (int, float)):
            if float(cell).is_integer() and 0 < cell < 100:
                numbers.append(int(cell))
            continue
        found = NUMBERED.fullmatch(" ".join(str(cell).split())) if isinstance(cell, str) else None
        if found is None:
            return False
        if found[1].isdecimal():
            numbers.append(int(found[1]))
    if cells < 3 or len(numbers) < 2:
        return False
    steps = sum(1 for one, next_one in zip(numbers, numbers[1:], strict=False) if next_one == one + 1)
    return steps >= 0.6 * (len(numbers) - 1) and numbers[0] <= 3 and len(numbers) >= cells - 4
