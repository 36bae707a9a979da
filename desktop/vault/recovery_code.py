"""The recovery code: 27 characters on paper that open the book without this PC.

Digits and consonants without D and W only: under Telex and VNI keyboards DD becomes Đ, W becomes Ư and
vowels take marks, but these letters pass. 27 of 28 signs are 129.8 bits. Shown in nine groups of four,
the fourth a check over its group, so that a slip is named where it is.
"""
import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from typing import Final

from desktop.vault.errors import BadRecoveryCode

ALPHABET: Final = "0123456789BCFGHJKLMNPQRSTVXZ"
GROUPS: Final = 9
_DATA: Final = 3
_SIZE: Final = len(ALPHABET)
_VALUE: Final = {sign: value for value, sign in enumerate(ALPHABET)}
# Odd and not 7: coprime to 28, so that one wrong sign always changes the check.
_WEIGHTS: Final = (1, 3, 5)
_MEANT: Final = str.maketrans({"O": "0", "I": "1"})


def make(random: Callable[[int], bytes]) -> str:
    """Return a new code from `random`, as it is printed: `0BC7-…`."""
    # 256 bits taken modulo 28^27: the bias is below 2^-126.
    number = int.from_bytes(random(32), "big") % _SIZE ** (GROUPS * _DATA)
    signs = []
    for _ in range(GROUPS * _DATA):
        number, value = divmod(number, _SIZE)
        signs.append(ALPHABET[value])
    groups = ["".join(signs[at:at + _DATA]) for at in range(0, len(signs), _DATA)]
    return "-".join(group + _check(group, number) for number, group in enumerate(groups))


def canonical(typed: str) -> str:
    """Return the 27 signs of what was typed: any case, blanks and dashes, with what keyboards leave behind.

    Raises BadRecoveryCode with the first group that cannot be right.
    """
    folded = unicodedata.normalize("NFKD", typed).upper().translate(_MEANT)
    signs = [sign for sign in folded if sign.isalnum()]
    made: list[str] = []
    for number in range(GROUPS):
        group = "".join(signs[number * (_DATA + 1):(number + 1) * (_DATA + 1)])
        if len(group) <= _DATA or any(sign not in _VALUE for sign in group) \
                or group[_DATA] != _check(group[:_DATA], number):
            raise BadRecoveryCode(number + 1)
        made.append(group[:_DATA])
    if len(signs) > GROUPS * (_DATA + 1):
        raise BadRecoveryCode(GROUPS)
    return "".join(made)


def wrapping_key(code: str, salt: bytes) -> bytes:
    """Return the 32 bytes that wrap the data key. Raises BadRecoveryCode.

    HKDF-SHA-256: a code of 129 random bits needs no slow derivation.
    """
    drawn = hmac.new(salt, canonical(code).encode("ascii"), hashlib.sha256).digest()
    return hmac.new(drawn, b"so-cntt/recovery/1\x01", hashlib.sha256).digest()


def _check(group: str, number: int) -> str:
    # The place of the group counts too: two groups that changed places are noticed.
    total = sum(weight * _VALUE[sign] for weight, sign in zip(_WEIGHTS, group, strict=True))
    return ALPHABET[(total + 11 * (number + 1)) % _SIZE]
