"""Slips of a hasty hand, mended to a known word: Telex keys in any order, letters swapped, doubled, missing."""
import re
from collections.abc import Container
from typing import Final

from protocol.folding import is_syllable

_KEYS_OF_MARKS: Final = re.compile("[sfrxjwz]")
_AGAIN_APART: Final = re.compile("([aeo])([a-z]*?)\\1")


def keys_in_any_order(letters: str, known: Container[str]) -> str:
    """Return the known word of Telex keys that a hasty hand mixed up: "ddienej", "truwcj", "dduoojwc"."""
    if not letters.isalpha() or not letters.isascii() or len(letters) < 4:
        return letters
    made = letters[0] + _KEYS_OF_MARKS.sub("", letters[1:])
    made = re.sub("^dd", "d", made)
    for each in (made, _AGAIN_APART.sub(r"\1\2", made)):
        if each != letters and each in known and is_syllable(each):
            return each
    return letters


def nearest(letters: str, known: Container[str]) -> str:
    """Return a known word at one slip's distance: two keys swapped, one too many, missing or wrong."""
    swapped = [letters[:at] + letters[at + 1] + letters[at] + letters[at + 2:] for at in range(len(letters) - 1)]
    for each in swapped:
        if each in known:
            return each
    if len(letters) < 4:
        return letters
    for at in range(len(letters)):
        if letters[:at] + letters[at + 1:] in known and len(letters) > 3:
            return letters[:at] + letters[at + 1:]
    for at in range(len(letters) + 1):
        for key in "abcdeghiklmnopqrstuvxy":
            more = letters[:at] + key + letters[at:]
            if more in known:
                return more
            other = letters[:at] + key + letters[at + 1:]
            if other in known:
                return other
    return letters
