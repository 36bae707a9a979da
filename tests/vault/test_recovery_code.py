"""A code on paper comes back through any keyboard, and a slip is named where it is."""
import random

import pytest

from desktop.vault import recovery_code
from desktop.vault.errors import BadRecoveryCode
from desktop.vault.recovery_code import ALPHABET, GROUPS, canonical, make

CODE = make(random.Random(7).randbytes)


def test_it_has_27_signs_of_28_and_128_bits():
    assert len(canonical(CODE)) == 27
    assert 28 ** 27 > 2 ** 128
    assert set(CODE) - {"-"} <= set(ALPHABET)
    assert not set("AEIOUYDW") & set(ALPHABET)


def test_two_codes_are_never_the_same():
    randomness = random.Random(1)
    assert len({make(randomness.randbytes) for _ in range(200)}) == 200


@pytest.mark.parametrize("typed", [
    CODE.lower(),
    CODE.replace("-", " "),
    CODE.replace("-", ""),
    f"  {CODE.replace('-', ' – ')} \n",
    CODE.replace("0", "O").replace("1", "I"),
    CODE.lower().replace("0", "o").replace("1", "i"),
    "".join(f"{sign}\u0301" if sign.isalpha() else sign for sign in CODE),    # a tone key that stuck
    "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else sign for sign in CODE),    # full-width letters
], ids=["small", "blanks", "together", "dashes", "letters for digits", "small letters for digits", "tones",
        "full width"])
def test_it_comes_back_however_it_is_typed(typed):
    assert canonical(typed) == canonical(CODE)


def test_every_single_slip_is_named_in_its_group():
    plain = CODE.replace("-", "")
    for at, sign in enumerate(plain):
        for other in ALPHABET:
            if other == sign:
                continue
            with pytest.raises(BadRecoveryCode) as wrong:
                canonical(plain[:at] + other + plain[at + 1:])
            assert wrong.value.group == at // 4 + 1


def test_groups_that_changed_places_are_noticed():
    groups = CODE.split("-")
    groups[2], groups[5] = groups[5], groups[2]
    with pytest.raises(BadRecoveryCode) as wrong:
        canonical("-".join(groups))
    assert wrong.value.group == 3


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", CODE[5:], "Đ" + CODE[1:], "?" * 36])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadRecoveryCode) as wrong:
        canonical(typed)
    assert 1 <= wrong.value.group <= GROUPS
    assert wrong.value.code == "bad-recovery-code"


def test_the_key_drawn_from_a_code_never_changes():
    """Frozen: papers in envelopes depend on it."""
    code = make(lambda size: bytes(range(size)))
    assert code == "NQ41-MT8F-L897-F7CP-MC9C-M150-HT4J-64N5-9V94"
    assert recovery_code.wrapping_key(code, bytes(16)).hex() == \
        "805f74d6a8caf36580a7a5b085dfdd0e2df15db24f30ae8312af4b6df54c00cb"
