"""What the spreadsheet reader does not tell of an .xlsx: size, merged areas, errors, zeros that a format shows.

Read from the sheets' XML with expat, in the child process. A document type declaration, the root of entity
attacks, is refused before anything else is read.
"""
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from desktop.services.import_.sheets import COLUMN_LIMIT, ROW_LIMIT, Merge, Unreadable

CELL_NAME: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
RELATION_ID: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
SLACK: Final = 1000     # rows below the table that only hold formats


@dataclass(slots=True)
class Details:
    """One sheet: merged areas, number formats that show zeros, and errors, by (row, column) from 0."""
    merges: list[Merge] = field(default_factory=list)
    zero_formats: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def details_of(data: bytes) -> dict[str, Details]:
    """Return the details of each worksheet by its name; raises Unreadable for too large or unsafe ones."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {each.lower(): each for each in archive.namelist()}
        workbook = names.get("xl/workbook.xml")
        if workbook is None:
            return {}
        sheets = _sheet_targets(archive.read(workbook))
        relations_name = names.get("xl/_rels/workbook.xml.rels")
        relations = _relations(archive.read(relations_name)) if relations_name else {}
        styles_name = names.get("xl/styles.xml")
        zero_styles = _zero_styles(archive.read(styles_name)) if styles_name else {}
        strings_name = names.get("xl/sharedstrings.xml")
        if strings_name and b"<!" in archive.read(strings_name)[:4096]:
            _parse(archive.read(strings_name), _Nothing())
        found: dict[str, Details] = {}
        for sheet, relation in sheets.items():
            target = relations.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            member = names.get(path.lower())
            if member is not None:
                found[sheet] = _sheet_details(archive.read(member), zero_styles)
        return found


class _Nothing:
    """A handler that only lets the document be checked."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        pass

    def text(self, data: str) -> None:
        pass

    def end(self, name: str) -> None:
        pass


def _parse(data: bytes, handler: _Nothing) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Unreadable("unsafe")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable("damaged") from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Workbook(_Nothing):
    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if _local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith("relationships id")), "")
            self.sheets[attributes.get("name", "")] = attributes.get(RELATION_ID, relation)


def _sheet_targets(data: bytes) -> dict[str, str]:
    handler = _Workbook()
    _parse(data, handler)
    return handler.sheets


class _Relations(_Nothing):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if _local(name) == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


def _relations(data: bytes) -> dict[str, str]:
    handler = _Relations()
    _parse(data, handler)
    return handler.targets


class _Styles(_Nothing):
    """Finds the cell styles whose number format shows leading zeros."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._in_cell_formats = False
        self._next = 0
        self.zero_styles: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = _local(name)
        if tag == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cell_formats = True
        elif tag == "xf" and self._in_cell_formats:
            code = self._formats.get(attributes.get("numFmtId", ""), "")
            if zeros_shown(code):
                self.zero_styles[str(self._next)] = code
            self._next += 1

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._in_cell_formats = False


def _zero_styles(data: bytes) -> dict[str, str]:
    handler = _Styles()
    _parse(data, handler)
    return handler.zero_styles


class _Sheet(_Nothing):
    def __init__(self, zero_styles: Mapping[str, str]) -> None:
        self._zero_styles = zero_styles
        self._row = -1
        self._column = -1
        self._error_at: tuple[int, int] | None = None
        self._in_value = False
        self.details = Details()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif tag == "v":
            self._in_value = True
            if self._row >= ROW_LIMIT + SLACK:
                raise Unreadable("too-many-rows")
            if self._column >= COLUMN_LIMIT:
                raise Unreadable("too-many-columns")
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _cell(self, attributes: Mapping[str, str]) -> None:
        place = CELL_NAME.fullmatch(attributes.get("r", ""))
        if place is not None:
            self._row, self._column = int(place[2]) - 1, _column_number(place[1])
        else:
            self._column += 1
        kind = attributes.get("t", "n")
        self._error_at = (self._row, self._column) if kind == "e" else None
        if kind == "n" and attributes.get("s", "") in self._zero_styles:
            self.details.zero_formats[self._row, self._column] = self._zero_styles[attributes["s"]]

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        start, end = CELL_NAME.fullmatch(first), CELL_NAME.fullmatch(last or first)
        if start is not None and end is not None:
            self.details.merges.append(Merge(
                top=int(start[2]) - 1, left=_column_number(start[1]),
                bottom=int(end[2]) - 1, right=_column_number(end[1])))

    def text(self, data: str) -> None:
        if self._in_value and self._error_at is not None:
            self.details.errors[self._error_at] = data.strip()[:20]

    def end(self, name: str) -> None:
        if _local(name) == "v":
            self._in_value = False


def _sheet_details(data: bytes, zero_styles: Mapping[str, str]) -> Details:
    handler = _Sheet(zero_styles)
    _parse(data, handler)
    return handler.details


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


FORMAT_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|(0)|([ \-/()])')


def zeros_shown(code: str) -> bool:
    """Return whether a number format is made of zeros and letters only, so that it shows leading zeros."""
    section = code.partition(";")[0]
    tokens = list(FORMAT_TOKEN.finditer(section))
    return sum(1 for each in tokens if each[3]) >= 2 and "".join(each[0] for each in tokens) == section


def shown(number: int, code: str) -> str:
    """Return a whole number as the format shows it: (811, "000000") -> "000811"."""
    tokens = list(FORMAT_TOKEN.finditer(code.partition(";")[0]))
    width = sum(1 for each in tokens if each[3])
    digits = str(number).zfill(width)
    # More digits than places: Excel puts the surplus before the first place.
    surplus, rest = digits[:len(digits) - width], iter(digits[len(digits) - width:])
    parts: list[str] = []
    for each in tokens:
        if each[3]:
            parts.append(surplus + next(rest))
            surplus = ""
        else:
            parts.append(each[1] if each[1] is not None else each[2] or each[4])
    return "".join(parts)
