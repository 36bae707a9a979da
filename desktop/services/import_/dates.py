"""Dates and times as people write them in a sheet; the day always stands before the month."""
import re
from datetime import date, datetime, timedelta
from typing import Final

from desktop.services.import_.sheets import Cell, CellError
from desktop.services.import_.text import one_line, plain

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2099
EPOCH: Final = date(1899, 12, 30)      # day 0 of a workbook's serial numbers
SERIALS: Final = (29221, 73050)        # 1980 to 2099
DAY: Final = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})\b")
ISO: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
MONTH: Final = re.compile(r"(?:thang|t)?\s*(\d{1,2})\s*(?:[/.\-]|nam)\s*(\d{4})")
ISO_MONTH: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})")
IN_WORDS: Final = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4}|\d{2})\b")
YEAR: Final = re.compile(r"(?:nam\s*)?(\d{4})")
CLOCK: Final = re.compile(r"\b(\d{1,2})\s*(?:gio|g|h|:)\s*(?:(\d{1,2})\s*(?:phut|ph|p|')?(?::\d{2})?)?(?!\w)")
MONTHS: Final = re.compile(r"(\d{1,3})\s*(?:thang|th|t|months?)\b")
YEARS: Final = re.compile(r"(\d{1,2})\s*(?:nam|years?)\b")
MONTH_NAMES: Final = {name: at for at, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}
ENGLISH: Final = re.compile(r"(\d{1,2})[\s\-]([a-z]{3})[a-z]*[\s\-](\d{4}|\d{2})")


def read_date(cell: Cell) -> str | None:
    """Return yyyy-mm-dd, yyyy-mm or yyyy of a cell, None for what is no date.

    04/25/2024 is none: day and month are never swapped.
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat() if FIRST_YEAR - 60 <= cell.year <= LAST_YEAR else None
    if isinstance(cell, (int, float)):
        return _of_number(cell)
    if cell is None or isinstance(cell, CellError):
        return None
    return _of_text(_folded(cell))


def _of_number(number: int | float) -> str | None:
    if float(number).is_integer() and FIRST_YEAR <= number <= LAST_YEAR:
        return str(int(number))
    if SERIALS[0] <= number <= SERIALS[1]:
        return (EPOCH + timedelta(days=int(number))).isoformat()
    # 6.2021 typed as a month became a number.
    found = re.fullmatch(r"(\d{1,2})\.(\d{4})", f"{number:.4f}")
    return _month(int(found[1]), int(found[2])) if found and FIRST_YEAR <= int(found[2]) <= LAST_YEAR else None


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s/.\-:']", " ", _plain_letters(text)).split())


def _plain_letters(text: str) -> str:
    # Signs between the numbers must stay: fold() would make hyphens blanks.
    return "".join(plain(part) if part.isalpha() else part for part in re.split(r"([^\W\d_]+)", one_line(text))).lower()


def _of_text(text: str) -> str | None:
    bare = re.sub(r"^(tu|den|den ngay|ngay|mua|nhan|khoang|het)\s+(?=\d|ngay|thang|nam)", "", text).strip(" .,-/")
    bare = re.sub(r"^(ngay|den ngay)\s+", "", bare)
    if found := ISO.fullmatch(bare) or ISO.match(bare):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := DAY.fullmatch(bare) or IN_WORDS.fullmatch(bare) or DAY.match(bare):
        return _day(int(found[1]), int(found[2]), _year(found[3]))
    if found := ENGLISH.fullmatch(bare):
        month = MONTH_NAMES.get(found[2])
        return _day(int(found[1]), month, _year(found[3])) if month else None
    if found := MONTH.fullmatch(bare):
        return _month(int(found[1]), int(found[2]))
    if found := ISO_MONTH.fullmatch(bare):
        return _month(int(found[2]), int(found[1]))
    if (found := YEAR.fullmatch(bare)) and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return found[1]
    if bare.isdecimal():
        if len(bare) == 8:
            return _day(int(bare[:2]), int(bare[2:4]), int(bare[4:]))
        if len(bare) == 5:
            return _of_number(int(bare))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(day: int, month: int, year: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR - 60 <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _month(month: int, year: int) -> str | None:
    return f"{year:04}-{month:02}" if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR else None


def read_datetime(cell: Cell) -> str | None:
    """Return yyyy-mm-ddThh:mm, or the date alone where no time is given; None for what is neither."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M")
    if not isinstance(cell, str):
        if isinstance(cell, float) and SERIALS[0] <= cell <= SERIALS[1]:
            moment = datetime.combine(EPOCH, datetime.min.time()) + timedelta(minutes=round(cell * 1440))
            return moment.strftime("%Y-%m-%dT%H:%M")
        return read_date(cell)
    text = re.sub(r"(?<=\d)t(?=\d)", " ", _folded(cell))
    clock = CLOCK.search(text)
    if clock is None:
        return _of_text(text)
    hour, minute = int(clock[1]), int(clock[2] or 0)
    rest = (text[:clock.start()] + " " + text[clock.end():])
    if re.search(r"\b(chieu|toi|pm)\b", rest) and hour < 12:
        hour += 12
    rest = re.sub(r"\b(luc|hoi|vao|khoang|sang|chieu|toi|trua|am|pm|phut|ngay(?= \d+[/.\-]))\b", " ", rest)
    day = _of_text(" ".join(rest.split()).strip(" -,"))
    if day is None or hour > 23 or minute > 59:
        return None
    return f"{day}T{hour:02}:{minute:02}" if len(day) == 10 else None


def read_year(cell: Cell) -> int | None:
    """Return the year of a cell: a year, a date, or words with one."""
    day = read_date(cell)
    if day is None and isinstance(cell, (int, float)) and float(cell).is_integer() and 1 <= cell <= 50:
        return 2000 + int(cell)
    if day is None and isinstance(cell, str):
        found = re.search(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)", cell)
        day = found[1] if found else None
    return int(day[:4]) if day else None


def months_of(cell: Cell, *, bare_number: bool) -> int | None:
    """Return a length in months: "24 tháng", "2 năm"; a bare number only where the heading says months."""
    if isinstance(cell, (int, float)):
        return int(cell) if bare_number and 0 < cell <= 240 and float(cell).is_integer() else None
    if not isinstance(cell, str):
        return None
    text = _folded(cell)
    if found := MONTHS.fullmatch(text):
        return int(found[1])
    if found := YEARS.fullmatch(text):
        return int(found[1]) * 12 if int(found[1]) <= 20 else None
    return int(text) if bare_number and text.isdecimal() and 0 < int(text) <= 240 else None


def add_months(start: str, months: int) -> str | None:
    """Return the date so many months after a date, as precise as that; the last day of a shorter month."""
    parts = [int(part) for part in start.split("-")]
    if len(parts) == 1:
        return str(parts[0] + months // 12) if months % 12 == 0 else None
    total = parts[0] * 12 + parts[1] - 1 + months
    year, month = divmod(total, 12)
    if len(parts) == 2:
        return f"{year:04}-{month + 1:02}"
    for day in range(parts[2], 27, -1):
        try:
            return date(year, month + 1, day).isoformat()
        except ValueError:
            continue
    return date(year, month + 1, min(parts[2], 28)).isoformat()
