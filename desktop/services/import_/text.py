"""Text of a cell, made one line; and the form in which headings and words are compared."""
import re
import unicodedata
from functools import lru_cache
from typing import Final

from protocol.folding import fold

CACHED: Final = 4096      # a column says the same few words thousands of times
NO_WIDTH: Final = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
ESCAPED_BREAK: Final = re.compile(r"_x000[9AaDd]_")      # how a workbook writes a carriage return
BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=CACHED)
def one_line(text: str) -> str:
    """Return NFC text with every run of blanks and line breaks as one blank, ends trimmed; otherwise as written."""
    return " ".join(unicodedata.normalize("NFC", ESCAPED_BREAK.sub(" ", text).translate(NO_WIDTH)).split())


def lines_of(text: str) -> list[str]:
    """Return the non-empty lines of a cell, each made one line."""
    parts = ESCAPED_BREAK.sub("\n", text).replace("\r", "\n").replace("\v", "\n").split("\n")
    return [line for line in map(one_line, parts) if line]


@lru_cache(maxsize=CACHED)
def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text: ("ma", "tai", "san") of "Mã tài-sản:"."""
    return tuple(WORD.findall(fold(text)))


@lru_cache(maxsize=CACHED)
def heading_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a heading, without what stands in brackets: units and remarks."""
    bare = BRACKETS.sub(" ", one_line(text))
    return words_of(bare)


@lru_cache(maxsize=CACHED)
def plain(text: str) -> str:
    """Return the folded words joined by blanks: how words of a cell are looked up."""
    return " ".join(words_of(text))


def words_pattern(alternatives: str) -> re.Pattern[str]:
    """Return the pattern of alternatives written over several lines; line breaks and their margins mean nothing."""
    return re.compile(re.sub(r"\n\s*", "", alternatives))


def is_capital(text: str) -> bool:
    """Return whether a text is written in capitals."""
    return text.upper() == text and any(letter.isalpha() for letter in text)
