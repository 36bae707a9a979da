"""What each row below a header is: a record, a group, a total, the signatures, or nothing."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop.services.import_.grid import Grid, Place, text_of
from desktop.services.import_.header import Header, is_number_row
from desktop.services.import_.headings import IDENTITY
from desktop.services.import_.sheets import Cell, CellError
from desktop.services.import_.text import heading_words, is_capital, one_line, plain, words_pattern

TOTAL: Final = re.compile(
    r"tổng (cộng|số|giá trị|hợp|toàn)|tổng\b\s*[:(]|tổng$|cộng\b(?! hòa| hoà| đồng| tác)|tiểu cộng|lũy kế")
TOTAL_PLAIN: Final = frozenset({
    "tong cong", "cong", "tong", "tong so", "cong nhom", "total", "grand total", "subtotal"})
END: Final = words_pattern("""
    \\b(nguoi lap( bieu| bang| danh sach| so)?|thu truong( don vi| co quan)?|lap bieu|lap bang|ke toan truong
    |truong ban kiem ke|noi nhan|ky ten|ky ghi ro|ky dong dau|ky ho ten|xac nhan cua|nguoi kiem ke|nguoi tong hop
    |dai dien ben|tm (uy ban|ubnd|dang uy)|kt chu tich|nguoi theo doi|thu kho|phu trach ke toan|ban kiem ke|ben giao
    |ben nhan)\\b""")
END_WHOLE: Final = frozenset({
    "chu tich", "pho chu tich", "ke toan", "bi thu", "pho bi thu", "giam doc", "chanh van phong", "truong phong",
    "to truong", "nguoi lap", "nguoi ky", "thu ky", "can bo dau moi", "van thu"})
DATED: Final = re.compile(r"\bngay [\d.… ]{0,6} ?thang [\d.… ]{0,6} ?nam\b")
REMARK: Final = words_pattern("""
    (ghi chu|bang chu|so tien bang chu|an dinh|danh sach (nay |tren )?(gom|co)|bang nay|luu y|nguon so lieu|chu thich
    |trong do|tong hop|so lieu den)\\b""")
NUMERAL: Final = re.compile(r"\(?((?:[IVXL]+|[A-H]|[a-h]|\d{1,2}(?:\.\d{1,2})*))[.)/:\-–]?\)?")
LEADING_NUMERAL: Final = re.compile(
    r"^\s*(?:(?i:mục|phần|nhóm)\s+)?([IVXL]+|[A-H]|[a-h]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:\-–]+\s*(?=\S)"
    r"|^\s*([IVXL]+)\s+(?=\S)")
ROMAN: Final = re.compile(r"[IVXL]+")
COUNT: Final = re.compile(
    r"\s*[(\[]\s*(?:tổng\s*(?:số|cộng)?|gồm|có)?\s*:?\s*\d+\s*[^()\[\]]{0,20}[)\]]\s*$"
    r"|\s*[:\-–]\s*\d+\s*(?:người|đồng chí|đ/c|thiết bị|máy|chiếc|cái|bộ|tài sản|cán bộ|cbcc)\s*$", re.IGNORECASE)


class Role(StrEnum):
    """What a row is."""
    RECORD = "record"
    GROUP = "group"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row below the header. A group has its `label` and `level`; a record the groups that hold for it."""
    row: int
    role: Role
    label: str = ""
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """What is known while going down the rows."""
    grid: Grid
    header: Header
    groups: list[tuple[str, str]] = field(default_factory=list)    # (level, label), the outermost first
    records: int = 0
    numbered: int = 0
    cells: int = 0
    blank_before: bool = False
    heading_words: frozenset[tuple[str, ...]] = frozenset()


def rows_of(grid: Grid, header: Header, stop: int, *, groups: tuple[str, ...] = ()) -> Iterator[TableRow]:
    """Return the non-empty rows of the table from below its header to `stop` or to its signatures."""
    parts = (part for each in header.columns.columns for part in each.heading.split(" / "))
    walk = _Walk(grid, header, groups=[("", label) for label in groups],
                 heading_words=frozenset(map(heading_words, parts)))
    ended = False
    for row in range(header.bottom + 1, stop):
        if grid.is_blank(row):
            walk.blank_before = True
            continue
        if ended:
            yield TableRow(row=row, role=Role.SKIPPED)
            continue
        made = _classify(walk, row)
        if made is None:
            ended = True
            made = TableRow(row=row, role=Role.SKIPPED)
        walk.blank_before = False
        yield made


def _classify(walk: _Walk, row: int) -> TableRow | None:
    """Return what a row is; None when the table has ended."""
    grid, header = walk.grid, walk.header
    own = dict(grid.own_cells(row))
    number = own.get(header.columns.ordinal) if header.columns.ordinal is not None else None
    is_numbered = _is_count(number)
    label = _label(walk, row, own)
    skipped = TableRow(row=row, role=Role.SKIPPED)
    if (walk.records == 0 and is_number_row(grid, row)) or _repeats_header(walk, row, own):
        return skipped
    if not is_numbered:
        if _ends(walk, own):
            return None
        if _is_total(own, number):
            return skipped
    filled = _filled(walk, row)
    if label and not (is_numbered and not _is_group_like(label)) and _is_group(walk, row, own, label, number):
        level, text = _level(number, label)
        _enter(walk.groups, level, text)
        return TableRow(row=row, role=Role.GROUP, label=text)
    if not _names(walk, row):
        # A running number with nothing beside it is a line left for later.
        return skipped
    if not is_numbered and REMARK.match(plain(label or text_of(next(iter(own.values()))))):
        return skipped
    if not is_numbered and walk.numbered >= 3 and walk.numbered > 0.8 * walk.records and len(filled) <= 2 \
            and walk.blank_before and walk.cells > 4 * walk.records:
        return None
    walk.records += 1
    walk.numbered += is_numbered
    walk.cells += len(filled)
    return TableRow(row=row, role=Role.RECORD, groups=tuple(text for _, text in walk.groups))


def _is_count(cell: Cell) -> bool:
    """Return whether a cell is a running number: 5, "5", "05.", "1.2"."""
    if isinstance(cell, (int, float)):
        return True
    return isinstance(cell, str) and re.fullmatch(r"\(?\d{1,5}([.,]\d{1,4})*[.)]?", cell.strip()) is not None


def _filled(walk: _Walk, row: int) -> set[Place]:
    """Return the places whose values hold in the columns of fields of this row."""
    columns = walk.header.columns
    return {walk.grid.origin(row, each.index) for each in columns.columns
            if each.field and walk.grid.value(row, each.index) is not None}


def _names(walk: _Walk, row: int) -> bool:
    """Return whether a row says of what it is."""
    columns = walk.header.columns
    wanted = IDENTITY.get(columns.kind.code, columns.kind.title)
    return any(
        isinstance(cell := walk.grid.value(row, index), (str, int)) and text_of(cell) != ""
        for code in wanted for index in columns.of(code))


def _label(walk: _Walk, row: int, own: dict[int, Cell]) -> str:
    """Return the only text of a row beside its number and amounts, "" when it has several texts."""
    grid, ordinal = walk.grid, walk.header.columns.ordinal
    texts = [(column, one_line(cell)) for column, cell in own.items() if isinstance(cell, str)]
    if len(texts) == 2 and NUMERAL.fullmatch(texts[0][1]) and texts[0][0] in (ordinal, 0):
        texts = texts[1:]
    if len(texts) != 1:
        return ""
    # A value that holds from above means the row is one of several records that share it.
    for each in walk.header.columns.columns:
        place = grid.origin(row, each.index)
        if place[0] < row and grid.own(*place) is not None:
            return ""
    return texts[0][1]


def _is_group(walk: _Walk, row: int, own: dict[int, Cell], label: str, number: Cell) -> bool:
    grid, columns = walk.grid, walk.header.columns
    column = next(index for index, cell in own.items() if isinstance(cell, str) and one_line(cell) == label)
    amounts = [index for index, cell in own.items() if isinstance(cell, (int, float)) and index != columns.ordinal]
    if any(isinstance(cell, CellError) for cell in own.values()):
        return False
    texts_allowed = {"cost_vnd", ""}
    by_index = {each.index: each.field for each in columns.columns}
    if any(by_index.get(index, "") not in texts_allowed for index in amounts):
        return False
    if REMARK.match(plain(label)) and not amounts:
        return False
    if isinstance(number, str) and column != columns.ordinal:
        return not _is_count(number) or _is_group_like(label)
    width = sum(1 for index in range(grid.width) if grid.origin(row, index) == grid.origin(row, column))
    if column == columns.ordinal or width >= max(3, len(columns.columns) // 2):
        return True
    if LEADING_NUMERAL.match(label) or _is_group_like(label):
        return True
    # Only one cell in a table whose records fill many: nothing else it could be.
    name = by_index.get(column, "")
    identifies = name in IDENTITY.get(columns.kind.code, columns.kind.title)
    return not identifies or (
        len(columns.fields) >= 4 and not amounts and number is None and walk.cells >= 3 * walk.records)


GROUP_LIKE: Final = words_pattern("""
    (van phong|vp\\b|phong (?!hop\\b|may\\b)[a-z]|trung tam|ban (?!chai|phim|ghe)|dang uy|ubnd|hdnd|uy ban|hoi |doan
    |mat tran|mttq|ubmttq|cong an|quan su|bch|tram y te|truong |thon |khu pho|to dan pho|lanh dao|thuong truc|bo phan
    |khoi |nhan ban giao|tiep nhan|ban giao tu|xa |phuong |thi tran|cac thiet bi|nhom |don vi|tru so|nha |co so )""")


def _is_group_like(label: str) -> bool:
    bare = LEADING_NUMERAL.sub("", label, count=1)
    return GROUP_LIKE.match(plain(bare)) is not None


def _level(number: Cell, label: str) -> tuple[str, str]:
    """Return (style of the numeral, label without it): ("roman", "Phòng Kinh tế") of "II. Phòng Kinh tế"."""
    numeral = text_of(number) if number is not None and text_of(number) != label else ""
    found = LEADING_NUMERAL.match(label)
    if found is not None and (not numeral or found[1]):
        text = label[found.end():]
        numeral = numeral or found[1] or found[2]
    else:
        text = label
    text = COUNT.sub("", text).strip(" :;-–.")
    return _style(numeral.strip("().:/- ")), text


def _style(numeral: str) -> str:
    if not numeral:
        return ""
    if ROMAN.fullmatch(numeral):
        return "roman"
    if numeral[0].isdecimal():
        return f"number{numeral.count('.')}"
    return "capital" if numeral.isupper() else "small"


def _enter(groups: list[tuple[str, str]], level: str, label: str) -> None:
    """Replace the group of the same level and drop those inside it; a new level goes inside."""
    for at, (known, _) in enumerate(groups):
        if known == level:
            del groups[at:]
            break
    groups.append((level, label))


def _is_total(own: dict[int, Cell], number: Cell) -> bool:
    texts = [one_line(cell) for cell in own.values() if isinstance(cell, str)]
    if not texts:
        return False
    for text in texts[:2]:
        bare = LEADING_NUMERAL.sub("", text, count=1).casefold()
        if TOTAL.match(bare) or plain(text) in TOTAL_PLAIN:
            return len(texts) <= 3
    return False


def _ends(walk: _Walk, own: dict[int, Cell]) -> bool:
    """Return whether a row belongs to the signatures below a table."""
    texts = [one_line(cell) for cell in own.values() if isinstance(cell, str)]
    if not texts or len(own) > 5:
        return False
    folded = [plain(text) for text in texts]
    if any(DATED.search(text) and len(text) < 90 for text in folded) and len(own) <= 2:
        return True
    if any(END.search(text) and len(text) < 70 for text in folded):
        return walk.records > 0 or len(texts) == len(own)
    heads = [text for text, bare in zip(texts, folded, strict=True) if bare in END_WHOLE and is_capital(text)]
    return bool(heads) and len(heads) == len(texts)


def _repeats_header(walk: _Walk, row: int, own: dict[int, Cell]) -> bool:
    """Return whether a row is a heading again, as on the next printed page."""
    texts = [cell for cell in own.values() if isinstance(cell, str)]
    if len(texts) < 2 or any(isinstance(cell, (int, float)) for cell in own.values()):
        return False
    same = sum(1 for text in texts if heading_words(text) in walk.heading_words)
    return same >= max(2, 0.7 * len(texts))
