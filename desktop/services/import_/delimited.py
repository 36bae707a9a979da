"""Text tables: which encoding, which separator."""
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from desktop.services.import_.sheets import COLUMN_LIMIT, ROW_LIMIT, Unreadable

SEPARATORS: Final = (";", ",", "\t", "|")
SAMPLE_LINES: Final = 60
FIELD_LIMIT: Final = 1_000_000
VIETNAMESE: Final = frozenset("ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def read_delimited(data: bytes) -> list[list[str]]:
    """Return the rows of a text table; raises Unreadable when the bytes are no text."""
    text = decoded(data)
    if text.startswith("sep=") and len(text) > 5 and text[5] in "\r\n":
        separator, text = text[4], text[5:].lstrip("\r\n")
    else:
        separator = separator_of(text)
    csv.field_size_limit(FIELD_LIMIT)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= ROW_LIMIT:
                raise Unreadable("too-many-rows")
            if len(row) > COLUMN_LIMIT and any(cell.strip() for cell in row[COLUMN_LIMIT:]):
                raise Unreadable("too-many-columns")
            rows.append(row[:COLUMN_LIMIT])
    except csv.Error as error:
        raise Unreadable("damaged") from error
    return rows


def decoded(data: bytes) -> str:
    """Return the text of the bytes, by their mark or by what they look like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4000]:
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        if max(even, odd) * 5 < min(len(data), 4000) or min(even, odd) > max(even, odd) // 4:
            raise Unreadable("not-a-table")
        return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    windows = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    western = data.decode("cp1252", errors="replace")
    # Old commune files in TCVN3 or VNI are Western letters until somebody decodes them.
    return windows if _vietnamese(windows) > _vietnamese(western) else western


def _vietnamese(text: str) -> int:
    return sum(1 for letter in text[:20_000].lower() if letter in VIETNAMESE)


def separator_of(text: str) -> str:
    """Return the separator that cuts the first lines into the most even columns."""
    sample = "".join(text.splitlines(keepends=True)[:SAMPLE_LINES])
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)]
        except csv.Error:
            continue
        score = _evenness(rows)
        if score > most:
            best, most = separator, score
    return best


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    # Title lines have one column: what counts is how many lines agree, and on how many columns.
    return max(count * min(width, 12) for width, count in widths.items()) / len(rows)
