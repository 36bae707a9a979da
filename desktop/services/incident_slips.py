"""Slips of a hasty hand, mended to a known word: Telex keys in any order, letters swapped, doubled, missing."""
import re
from collections.abc import Container, Mapping
from typing import Final

from protocol.folding import is_syllable

_KEYS: Final = "abcdeghiklmnopqrstuvxy"
_KEYS_OF_MARKS: Final = re.compile("[sfrxjwz]")
_VNI_KEYS: Final = re.compile("[a-z]+[1-9][a-z]*[1-9]{0,2}")
_DIGITS: Final = re.compile("[0-9]+")
_AGAIN_APART: Final = re.compile("([aeo])([a-z]*?)\\1")


def is_of_vni_keys(piece: str) -> bool:
    """Return whether a word looks typed with VNI keys: "may1", "d9ie6n5", and no code."""
    return _VNI_KEYS.fullmatch(piece) is not None and is_syllable(_DIGITS.sub("", piece))


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


def nearest(letters: str, known: Container[str], often: Mapping[str, int]) -> str:
    """Return a known word at one slip's distance: two keys swapped, one missing, too many or wrong.

    Of several the one that is said most often.
    """
    places = range(len(letters) + 1)
    swapped = {letters[:at] + letters[at + 1] + letters[at] + letters[at + 2:] for at in places[:-2]}
    missing = {letters[:at] + key + letters[at:] for at in places for key in _KEYS}
    ways = [swapped, missing]
    if len(letters) > 3:
        ways.append({letters[:at] + letters[at + 1:] for at in places[:-1]})
        ways.append({letters[:at] + key + letters[at + 1:] for at in places[:-1] for key in _KEYS})
    for made in ways:
        found = [each for each in made if each in known]
        if found:
            return max(found, key=lambda each: (often.get(each, 0), each))
    return letters


def unglued(letters: str, known: Container[str], most: int = 4) -> list[str]:
    """Return the known words that were run together, none where they are not all known: "mayin", "kioskkhong"."""
    if most == 0:
        return []
    for size in range(min(len(letters) - 2, 7), 1, -1):
        head, tail = letters[:size], letters[size:]
        if head in known and (is_syllable(head) or (len(head) > 3 and len(tail) > 2)):
            if tail in known and len(tail) > 1:
                return [head, tail]
            rest = unglued(tail, known, most - 1) if len(tail) > 3 else []
            if rest:
                return [head, *rest]
    return []
