"""What a person typed, as the value a field keeps: 5/3/26, 11,5 triệu, 9h05.

The opposite of `value_text`. Wrong input is a value (`Mistyped`), never an exception; what is
understood is still checked by the kind before it is saved.
"""
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from protocol.field import Field, FieldType, JsonValue

_SEPARATED = re.compile(r"[\s/.\-–]+")
_CLOCK = re.compile(r"\b(\d{1,2})\s*(?::|h|g|giờ|gio)\s*(\d{1,2})?\s*(?:p|ph|phút|phut)?\b", re.IGNORECASE)
_MONEY = re.compile(r"^(?P<number>\d[\d.,\s]*)(?P<unit>[^\d\s.,]*)\s*(?P<rest>\d*)\s*(?:đ|đồng|dong|vnd|vnđ)?$",
                    re.IGNORECASE)
_MONEY_UNITS: Final = {
    "": 1, "đ": 1, "đồng": 1, "dong": 1, "d": 1, "vnd": 1, "vnđ": 1,
    "k": 1_000, "n": 1_000, "ng": 1_000, "nghìn": 1_000, "nghin": 1_000, "ngàn": 1_000, "ngan": 1_000,
    "tr": 1_000_000, "triệu": 1_000_000, "trieu": 1_000_000, "m": 1_000_000,
    "tỷ": 1_000_000_000, "ty": 1_000_000_000, "tỉ": 1_000_000_000, "ti": 1_000_000_000,
}
_YEARS_AHEAD = 20    # a warranty until "27" is 2027; a machine of "98" is of 1998


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistyped:
    """Text that could not be read. `code` names the sentence beside the field."""
    code: str


Typed: TypeAlias = "JsonValue | Mistyped"


def read_typed(field: Field, text: str, *, today: date) -> Typed:
    """Return the value of what was typed into `field`, None for nothing typed, or why it cannot be read."""
    stripped = text.strip()
    if not stripped:
        return None
    reader = _READERS.get(field.type)
    if reader is not None:
        return reader(stripped, today)
    if field.type is FieldType.INTEGER:
        return read_integer(stripped, unit=field.unit)
    if field.type is FieldType.LINES:
        return [line.strip() for line in stripped.splitlines() if line.strip()]
    return stripped


def read_date(text: str, today: date) -> str | Mistyped:
    """Return `yyyy`, `yyyy-mm` or `yyyy-mm-dd`, as precise as typed; the day always comes first.

    05/13/2026 is refused: the day and the month are never swapped silently.
    """
    parts = [part for part in _SEPARATED.split(text.strip()) if part]
    if len(parts) == 1:
        parts = _split_digits(parts[0])
    if not parts or len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return Mistyped(code="date-unreadable")
    if len(parts) > 1 and len(parts[0]) == 4:
        parts = parts[::-1]    # 2026-11-05, as another program writes it
    if len(parts) == 2 and len(parts[1]) != 4:
        parts.append(f"{today.year:04}")    # 5/3: of this year
    *before, year_text = parts
    if len(year_text) not in (2, 4) or (len(parts) == 1 and len(year_text) != 4):
        return Mistyped(code="date-unreadable")
    year = _whole_year(int(year_text), today) if len(year_text) == 2 else int(year_text)
    if not 1900 <= year <= 2200:
        return Mistyped(code="date-year-out-of-range")
    if not before:
        return f"{year:04}"
    month = int(before[-1])
    if not 1 <= month <= 12:
        return Mistyped(code="date-no-such-month")
    if len(before) == 1:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, int(before[0])).isoformat()
    except ValueError:
        return Mistyped(code="date-no-such-day")


def read_datetime(text: str, today: date) -> str | Mistyped:
    """Return `yyyy-mm-ddThh:mm` of 9h05, 9:05 20/11, 20/11/2026 09:05; no day means today."""
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)    # 2026-11-05T09:05, as another program writes it
    match = _CLOCK.search(text)
    if match is None:
        return Mistyped(code="time-unreadable")
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        return Mistyped(code="time-unreadable")
    rest = (text[:match.start()] + " " + text[match.end():]).strip(" ,;T")
    day = _named_day(rest.casefold(), today) or read_date(rest, today)
    if isinstance(day, Mistyped):
        return day
    if len(day) != 10:
        return Mistyped(code="time-needs-day")
    return f"{day}T{hour:02}:{minute:02}"


def read_money(text: str, today: date | None = None) -> int | Mistyped:
    """Return whole đồng of 11.500.000, 11,5 triệu, 11tr5, 500k; fractions of a đồng are refused."""
    match = _MONEY.match(text.strip())
    factor = _MONEY_UNITS.get(match["unit"].casefold()) if match else None
    number = _decimal(match["number"]) if match else None
    if match is None or factor is None or number is None:
        return Mistyped(code="money-unreadable")
    amount = number * factor
    if match["rest"]:    # 11tr5: five tenths of a million
        if factor == 1 or number != number.to_integral_value():
            return Mistyped(code="money-unreadable")
        amount += Decimal(match["rest"]).scaleb(-len(match["rest"])) * factor
    if amount != amount.to_integral_value():
        return Mistyped(code="money-unreadable")
    return int(amount)


def read_integer(text: str, *, unit: str = "") -> int | Mistyped:
    """Return a whole number of 8, 1.234 or "8 GB" when GB is the unit."""
    bare = text.strip()
    if unit and bare.casefold().endswith(unit.casefold()):
        bare = bare[:-len(unit)].strip()
    negative = bare.startswith(("-", "−"))
    number = _decimal(bare.lstrip("-−+"))
    if number is None or number != number.to_integral_value():
        return Mistyped(code="number-unreadable")
    return -int(number) if negative else int(number)


def _split_digits(text: str) -> list[str]:
    """Return day, month, year of 05112026, 051126, 112026 or 2026 typed without separators."""
    if not text.isdigit() or len(text) not in (6, 8):
        return [text]
    if len(text) == 8:
        return [text[:2], text[2:4], text[4:]]
    if text[2:4] in ("19", "20") and int(text[:2]) <= 12:
        return [text[:2], text[2:]]
    return [text[:2], text[2:4], text[4:]]


def _whole_year(two_digits: int, today: date) -> int:
    year = today.year - today.year % 100 + two_digits
    return year if year <= today.year + _YEARS_AHEAD else year - 100


def _named_day(text: str, today: date) -> str | None:
    words = " ".join(text.split())
    if words in ("", "hôm nay", "hom nay", "today"):
        return today.isoformat()
    if words in ("hôm qua", "hom qua", "yesterday"):
        return (today - timedelta(days=1)).isoformat()
    return None


def _decimal(text: str) -> Decimal | None:
    """Return a number typed in the Vietnamese way: dots group thousands, a comma begins the decimals.

    A single dot not followed by three digits is a decimal point as well (11.5), and several commas
    group thousands (11,500,000): people type both.
    """
    bare = re.sub(r"\s", "", text).rstrip(".,")
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        decimal = max(bare.rfind("."), bare.rfind(","))
        grouped = re.escape("," if bare[decimal] == "." else ".")
        if not re.fullmatch(rf"\d{{1,3}}(?:{grouped}\d{{3}})+", bare[:decimal]):
            return None
        bare = re.sub(r"[.,]", "", bare[:decimal]) + "." + bare[decimal + 1:]
    elif commas > 1 or (dots and re.fullmatch(r"\d{1,3}(\.\d{3})+", bare)):
        bare = bare.replace(",", "").replace(".", "")
    elif commas:
        bare = bare.replace(",", ".")
    elif dots > 1:
        return None
    if not re.fullmatch(r"\d{1,18}(\.\d{1,6})?", bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def _money(text: str, today: date) -> int | Mistyped:
    return read_money(text)


_READERS: Final[dict[FieldType, Callable[[str, date], Typed]]] = {
    FieldType.DATE: read_date, FieldType.DATETIME: read_datetime, FieldType.MONEY: _money,
}
