"""Enrolment codes: 18 digits in six groups of three, 17 random and one check digit.

Digits read like a phone number and survive Telex and VNI keyboards, which turn DD into Đ and W into Ư.
The check digit (Damm, 2004) finds every single wrong digit and every swap of neighbours, so that a
slip of the finger is told at once, without asking the server.
"""
import unicodedata
from typing import Final

DIGITS: Final = 18
LOOKUP_DIGITS: Final = 4
"""The first digits name the code at the server; the rest is kept only as a password hash."""
_TABLE: Final = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
                 "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")


def check_digit(digits: str) -> str:
    """Return the digit that completes `digits`; "0" exactly for a complete, right code."""
    interim = "0"
    for digit in digits:
        interim = _TABLE[int(interim)][int(digit)]
    return interim


def complete(random_digits: str) -> str:
    """Return a code from 17 random digits."""
    if len(random_digits) != DIGITS - 1 or not random_digits.isascii() or not random_digits.isdigit():
        raise ValueError("a code begins with 17 digits")
    return random_digits + check_digit(random_digits)


def normalise(typed: str) -> str | None:
    """Return the 18 digits of what was typed, or None if it is no code.

    Blanks, hyphens, dots and full-width digits are taken as they come from paper, chat or an input method.
    """
    text = unicodedata.normalize("NFKC", typed)
    digits = "".join(each for each in text if not (each.isspace() or each in "-.–—_/\u200b\ufeff"))
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit() or check_digit(digits) != "0":
        return None
    return digits


def grouped(code: str) -> str:
    """Return a code as it is shown and read aloud: `482 915 730 264 118 905`."""
    return " ".join(code[at:at + 3] for at in range(0, len(code), 3))
