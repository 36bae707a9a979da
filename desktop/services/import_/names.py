"""Names of persons as they stand in a cell: without forms of address, several of them cut apart."""
import re
import unicodedata
from typing import Final

from desktop.services.import_.text import lines_of, one_line

ADDRESS: Final = re.compile(
    r"^(?:(?:ông|bà)\s*[/(]\s*(?:ông|bà)\s*\)?|ông|bà|đồng\s+chí|đ\s*[/.]\s*c|đc\b)\s*[.:]?\s+(?=\S)"
    r"|^(?:đ/c|ô\.|b\.)\s*[.:]?\s*(?=\S)", re.IGNORECASE)
BRACKETED: Final = re.compile(r"\s*\([^()]*\)")
AND: Final = re.compile(r"\s*[;,/&+|]\s*|\s+và\s+|\s*\d+[.)]\s+", re.IGNORECASE)
DASH: Final = re.compile(r"\s+[-–]\s+")
NAME: Final = re.compile(r"[^\W\d_]+(?:[ '’][^\W\d_]+){1,5}")
COMRADE: Final = re.compile(r"(?<!\w)(?:đ\s*/\s*c|ô\s*/\s*b|ông\s*/\s*bà)(?!\w)\s*[.:]?", re.IGNORECASE)
NUMBERED: Final = re.compile(r"^(?:\d+[.)]|[-+•*])\s*")


def person_name(text: str) -> str:
    """Return a name without Ông, Bà, đ/c and without a remark in brackets."""
    name = one_line(text)
    while True:
        bare = ADDRESS.sub("", name)
        if bare == name:
            break
        name = bare
    return BRACKETED.sub("", name).strip(" ,;.-–") or name


def person_names(text: str) -> list[str]:
    """Return the names in a cell, in their order, each once."""
    parts: list[str] = []
    for line in lines_of(COMRADE.sub(" ", unicodedata.normalize("NFC", text))):
        parts += [part for part in AND.split(NUMBERED.sub("", line)) if part.strip()]
    broken = len(lines_of(text)) > 1 and any(len(part.split()) < 2 for part in parts)
    if broken and not AND.search(text):
        parts = [one_line(text)]    # one long name broken over two lines
    names: list[str] = []
    for part in parts:
        halves = DASH.split(part)
        if len(halves) > 1 and not all(NAME.fullmatch(half.strip()) and half.strip().istitle() for half in halves):
            halves = [part]
        for half in halves:
            name = person_name(half)
            if name and name not in names:
                names.append(name)
    return names
