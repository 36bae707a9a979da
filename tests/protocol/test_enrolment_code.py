"""A code read over the phone: slips are told at once, whatever keyboard typed it."""
import pytest

from protocol.enrolment_code import DIGITS, check_digit, complete, grouped, normalise

CODE = complete("48291573026411890")


def test_a_code_has_eighteen_digits_in_six_groups() -> None:
    assert len(CODE) == DIGITS
    assert len(grouped(CODE).split()) == 6
    assert check_digit(CODE) == "0"


@pytest.mark.parametrize("typed", [
    grouped(CODE), CODE, grouped(CODE).replace(" ", "-"), f"  {grouped(CODE)}\n", grouped(CODE).replace(" ", "\u00a0"),
    "".join(chr(ord(each) + 0xFEE0) for each in CODE),    # full-width digits of an input method
    grouped(CODE).replace(" ", "."),
])
def test_it_is_taken_however_it_was_typed(typed: str) -> None:
    assert normalise(typed) == CODE


def test_every_wrong_digit_and_every_swap_of_neighbours_is_found() -> None:
    for at in range(DIGITS):
        for digit in "0123456789":
            if digit != CODE[at]:
                assert normalise(CODE[:at] + digit + CODE[at + 1:]) is None
        if at and CODE[at] != CODE[at - 1]:
            assert normalise(CODE[:at - 1] + CODE[at] + CODE[at - 1] + CODE[at + 1:]) is None


@pytest.mark.parametrize("typed", ["", "123", CODE[:-1], CODE + "0", CODE[:-1] + "á", "mã " + CODE])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert normalise(typed) is None
