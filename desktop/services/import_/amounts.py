"""Money in whole đồng, whatever unit stands above the table; and numbers typed with either separator."""
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from desktop.services.import_.sheets import Cell
from desktop.services.import_.text import one_line

BILLION, MILLION, THOUSAND = 1_000_000_000, 1_000_000, 1_000
UNIT: Final = re.compile(
    r"(?P<billion>t[ỷỉ](?:\s*đồng|\s*đ\b)?)|(?P<million>triệu|tr\.?\s*đ(?:ồng)?\b|trđ|\btr\b)"
    r"|(?P<thousand>ngh?ìn|ngàn|1[.,]?000\s*(?:đ|đồng|vnđ|vnd)|\bk\b)"
    r"|(?P<one>đồng|vnđ|vnd|(?<![\w])đ(?![\w]))", re.IGNORECASE)
ABSURD: Final = 1_000 * BILLION        # no commune owns a device of a thousand billions


def unit_of(text: str) -> int | None:
    """Return how many đồng the unit named in a heading or a line is: 1,000,000 of "ĐVT: triệu đồng"."""
    found = UNIT.search(one_line(text))
    if found is None:
        return None
    return {"billion": BILLION, "million": MILLION, "thousand": THOUSAND}.get(found.lastgroup or "", 1)


def read_money(cell: Cell, unit: int) -> int | None:
    """Return whole đồng of a cell in `unit`; a unit written in the cell wins. None for what is no amount."""
    if isinstance(cell, (int, float)):
        return _whole(Decimal(str(cell)) * unit, Decimal(str(cell)))
    if not isinstance(cell, str):
        return None
    text = one_line(cell).casefold().replace("vnđ", "đ").replace("vnd", "đ").strip(" .-/")
    if mixed := re.fullmatch(r"(\d+)\s*(?:tr|triệu)\s*(\d{1,3})(?:\s*(?:đ|đồng|nghìn|ngàn|k))?", text):
        return int(mixed[1]) * MILLION + int(mixed[2].ljust(3, "0")) * THOUSAND
    found = re.fullmatch(r"(?:khoảng|~|≈)?\s*(\d[\d.,\s]*)\s*([^\d]*)", text)
    if found is None:
        return None
    own_unit = unit_of(found[2]) if found[2].strip() else None
    if found[2].strip() and own_unit is None:
        return None
    factor = own_unit if own_unit is not None else unit
    number = read_number(found[1], small=factor >= MILLION)
    return None if number is None else _whole(number * factor, number)


def _whole(amount: Decimal, written: Decimal) -> int | None:
    if amount >= ABSURD:
        # đồng typed under a heading in millions
        amount = written
    rounded = amount.quantize(Decimal(1))
    if abs(amount - rounded) > Decimal("0.01") or rounded < 0:
        return None
    return int(rounded)


def read_number(text: str, *, small: bool = False) -> Decimal | None:
    """Return a number typed in the Vietnamese or the English way.

    One separator before exactly three digits groups thousands, unless `small` numbers are expected.
    """
    bare = re.sub(r"[\s\u00a0]", "", text).rstrip(".,")
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        point = max(bare.rfind("."), bare.rfind(","))
        bare = re.sub(r"[.,]", "", bare[:point]) + "." + bare[point + 1:]
    elif dots + commas > 1:
        parts = re.split(r"[.,]", bare)
        if not all(len(part) == 3 for part in parts[1:]):
            return None
        bare = "".join(parts)
    elif dots + commas == 1:
        whole, _, rest = bare.replace(",", ".").partition(".")
        bare = whole + rest if len(rest) == 3 and not small and whole.strip("0") else f"{whole}.{rest}"
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
