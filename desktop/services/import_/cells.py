"""The value of one cell for one field, in the form in which it is kept."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop.services.import_.amounts import read_money, read_number
from desktop.services.import_.choice_words import choice_code
from desktop.services.import_.dates import read_date, read_datetime, read_year
from desktop.services.import_.grid import text_of
from desktop.services.import_.names import person_name, person_names
from desktop.services.import_.sheets import Cell, CellError
from desktop.services.import_.specification import read_disk, read_os, read_ram
from desktop.services.import_.text import lines_of, one_line, plain
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

NOTHING: Final = frozenset({
    "", "khong co", "khong ro", "chua co", "chua ro", "n a", "na", "none", "null", "khong xac dinh", "k co", "ko co",
    "chua cap", "khong thay", "ko", "khong biet", "mo", "bi mo"})
"""What stands in a cell where there is no date, number, code or address."""
DASHES: Final = re.compile(r"[-–—_.…/\\*?~ ]*")
SECRET: Final = re.compile(
    r"(mật khẩu|password|passwd|\bpass|\bmk|mã pin|\bpin)\s*(?:là\s*)?[:=]\s*\S", re.IGNORECASE)
CITIZEN: Final = re.compile(r"(cccd|cmnd|cmt|căn cước|định danh)\D{0,12}\d{9,12}\b|(?<!\d)0\d{11}(?!\d)", re.IGNORECASE)
LETTERED_LIST: Final = re.compile(r"\s*[;,\n]\s*|\s+và\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a cell gives. `flag` names why a person must look at it; `shown` is the cell as written."""
    value: JsonValue = None
    flag: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a column says about its cells: its heading, and the unit of money above it."""
    heading: str = ""
    money_unit: int = 1


EMPTY: Final = Value()


def read_cell(kind: Kind, field: Field, cell: Cell, context: Context) -> Value:
    """Return the value of `cell` for `field`; an unreadable one has no value and a flag."""
    if cell is None:
        return EMPTY
    if isinstance(cell, CellError):
        return Value(flag="cell-error", shown=cell.shown)
    shown = text_of(cell)
    if not shown or DASHES.fullmatch(shown):
        return EMPTY
    typed = field.type not in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.REFERENCE, FieldType.REFERENCES)
    if (typed or field.suffixes or field.distinct) and plain(shown) in NOTHING:
        return EMPTY
    if field.type is FieldType.REFERENCE or field.type is FieldType.REFERENCES:
        return _reference(field, cell, shown)
    special = _special(kind, field, cell, context, shown)
    if special is not None:
        return special
    return _by_type(kind, field, cell, context, shown)


def _reference(field: Field, cell: Cell, shown: str) -> Value:
    text = cell if isinstance(cell, str) else shown
    if field.target != "person":
        if field.type is FieldType.REFERENCES:
            return Value(value=[part for part in map(one_line, LETTERED_LIST.split(text)) if part] or None, shown=shown)
        return Value(value=one_line(text), shown=shown)
    if plain(shown) in NOTHING:
        return EMPTY
    names = person_names(text)
    if field.type is FieldType.REFERENCES:
        return Value(value=list(names) or None, shown=shown)
    if len(names) > 1:
        return Value(value=names[0], flag="several-names", shown=shown)
    return Value(value=names[0] if names else None, shown=shown)


def _special(kind: Kind, field: Field, cell: Cell, context: Context, shown: str) -> Value | None:
    """Return the value of the fields that have a form of their own."""
    match (kind.code, field.code):
        case ("person", "full_name"):
            return Value(value=person_name(shown), shown=shown)
        case ("device", "in_use_year"):
            year = read_year(cell)
            return Value(value=year, flag="" if year else "year-unreadable", shown=shown)
        case ("device", "ram_gb"):
            size = read_ram(shown)
            return Value(value=size, flag="" if size else "number-unreadable", shown=shown)
        case ("device", "disk"):
            return Value(value=read_disk(shown, heading=context.heading) or shown, shown=shown)
        case ("device", "os"):
            return Value(value=read_os(shown), shown=shown)
        case ("certificate", "serial"):
            bare = re.sub(r"[\s:.\-]", "", shown).removeprefix("0x")
            return Value(value=bare.upper() if re.fullmatch(r"[0-9A-Fa-f]+", bare) else shown, shown=shown)
    return None


def _by_type(kind: Kind, field: Field, cell: Cell, context: Context, shown: str) -> Value:
    match field.type:
        case FieldType.CHOICE:
            code = choice_code(kind.code, field.code, shown)
            return Value(value=code, flag="" if code else "choice-unknown", shown=shown)
        case FieldType.DATE:
            day = read_date(cell)
            return Value(value=day, flag="" if day else "date-unreadable", shown=shown)
        case FieldType.DATETIME:
            moment = read_datetime(cell)
            return Value(value=moment, flag="" if moment else "date-unreadable", shown=shown)
        case FieldType.MONEY:
            amount = read_money(cell, context.money_unit)
            return Value(value=amount, flag="" if amount is not None else "money-unreadable", shown=shown)
        case FieldType.INTEGER:
            return _integer(field, cell, shown)
        case FieldType.BOOLEAN:
            yes = _boolean(shown)
            return Value(value=yes, flag="" if yes is not None else "choice-unknown", shown=shown)
        case FieldType.PHONE:
            phone = read_phone(shown)
            return Value(value=phone, flag="" if phone else "phone-unreadable", shown=shown)
        case FieldType.EMAIL:
            mail = re.sub(r"^mailto:", "", shown.strip("<> ,;."), flags=re.IGNORECASE)
            good = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail) is not None
            return Value(value=mail if good else None, flag="" if good else "email-unreadable", shown=shown)
        case FieldType.LINES:
            text = cell if isinstance(cell, str) else shown
            parts = [part for line in lines_of(text) for part in re.split(r"\s*;\s*", line)]
            return Value(value=[part for part in parts if part], shown=shown)
        case FieldType.LONG_TEXT | FieldType.TEXT:
            return _text(field, shown)
    return EMPTY


def _text(field: Field, shown: str) -> Value:
    # Our own export puts an apostrophe before what a spreadsheet would take for a formula.
    text = shown[1:] if len(shown) > 1 and shown[0] == "'" and shown[1] in "=+-@" else shown
    if field.code in ("note", "purpose") and (SECRET.search(text) or CITIZEN.search(text)):
        return Value(flag="secret", shown="")
    return Value(value=text, shown=text)


def _integer(field: Field, cell: Cell, shown: str) -> Value:
    bare = re.sub(rf"(?i)\s*{re.escape(field.unit)}$", "", shown) if field.unit else shown
    number = read_number(re.sub(r"\s*[^\d\s.,]+$", "", bare)) if not isinstance(cell, (int, float)) else None
    if isinstance(cell, (int, float)):
        whole = int(cell) if float(cell).is_integer() else None
    else:
        whole = int(number) if number is not None and number == number.to_integral_value() else None
    return Value(value=whole, flag="" if whole is not None else "number-unreadable", shown=shown)


YES: Final = frozenset({"x", "co", "v", "yes", "true", "1", "dung", "da co", "roi", "chuyen trach"})
NO: Final = frozenset({"khong", "no", "false", "0", "chua", "kiem nhiem"})


def _boolean(text: str) -> bool | None:
    words = plain(text)
    if words in YES or text.strip() in ("✓", "✔", "☑", "√", "●"):
        return True
    return False if words in NO else None


def read_phone(text: str) -> str | None:
    """Return the digits of a Vietnamese number with its leading 0; the first one where there are two."""
    for part in re.split(r"\s*[/;,\n]\s*|\s+-\s+|\s+hoặc\s+", text):
        digits = re.sub(r"[\s.\-–()_]", "", re.sub(r"^\D*(?=\+|\d)", "", part))
        digits = re.sub(r"\D+$", "", digits)
        if digits.startswith("+84"):
            digits = "0" + digits[3:].removeprefix("0")
        elif digits.startswith("0084"):
            digits = "0" + digits[4:]
        elif digits.startswith("84") and len(digits) == 11:
            digits = "0" + digits[2:]
        if not digits.isdecimal():
            continue
        if len(digits) == 9 and digits[0] in "3579":
            digits = "0" + digits       # a number lost its zero
        elif len(digits) == 10 and digits[0] == "2":
            digits = "0" + digits
        if re.fullmatch(r"0[35789]\d{8}|02\d{9}|02\d{8}", digits):
            return digits
    return None


def pad_codes(codes: Mapping[int, tuple[Cell, str]]) -> dict[int, str]:
    """Return by row the codes that lost their zeros, padded to the one width of those that kept them.

    `codes` holds the cell and the text of each row. Nothing is padded when the zero-led ones differ in width.
    """
    widths = {len(text) for _, text in codes.values() if text.startswith("0") and text.isdecimal()}
    if len(widths) != 1:
        return {}
    width = widths.pop()
    return {row: text.zfill(width) for row, (cell, text) in codes.items()
            if text.isdecimal() and len(text) < width and not text.startswith("0")}
