"""Canonical form, the hash chain of a replica, the hash chain of a feed, and the cursor.

The hash does not depend on the wire: h₀ = SHA-256("so-cntt/1"), hₙ = SHA-256(hₙ₋₁ ‖ canonical(op)).
Canonical: JSON, keys sorted, no blanks, UTF-8 unescaped, strings NFC, integers only, absent keys
absent. Neither replica nor commune is hashed, so that stamping anew is cheap.
"""
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import Final

from protocol.field import JsonValue

GENESIS: Final = hashlib.sha256(b"so-cntt/1").digest()
HASH8: Final = 8
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
# `encode` builds this object anew for every value; an operation is encoded in two thirds of the time with one kept.
_CHUNKS: Final = json.encoder.c_make_encoder and json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)


class NotCanonical(ValueError):
    """A float, half a character, or a key that is no text: such an operation has no hash and is refused."""
    code = "not-canonical"


def canonical(value: JsonValue) -> bytes:
    """Return the one byte form of a JSON value. Raises NotCanonical for floats.

    Keys are sorted by code point of their NFC text, as `json` sorts Python strings.
    """
    require_plain(value)
    text = _encoded(value)
    # Most operations are NFC already: the quick check spares a walk over every string.
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = _encoded(_normalised(value))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("half a surrogate pair is no text") from None


def _encoded(value: JsonValue) -> str:
    return "".join(_CHUNKS(value, 0)) if _CHUNKS else _ENCODER.encode(value)


def step(previous: bytes, value: JsonValue) -> bytes:
    """Return hₙ from hₙ₋₁ (32 bytes) and the wire form of the operation."""
    return hashlib.sha256(previous + canonical(value)).digest()


def feed_step(previous_hex: str, replica: str, operation_hash: bytes) -> str:
    """Return the head of a feed after one more operation: 32 hex characters."""
    return hashlib.sha256(f"{previous_hex}{replica}".encode() + operation_hash).hexdigest()[:32]


FEED_GENESIS: Final = hashlib.sha256(b"so-cntt/feed/1").hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a feed: `seq.hash8.base`.

    `base` is the sequence at which this run of pages began; it moves to `sequence` only with the
    last page (`more: false`). The start is `0.<genesis>.0`.
    """
    sequence: int
    hash8: str
    base: int

    def __str__(self) -> str:
        return f"{self.sequence}.{self.hash8}.{self.base}"

    @property
    def head(self) -> str:
        """Return `seq.hash8`."""
        return f"{self.sequence}.{self.hash8}"

    @staticmethod
    def parse(text: str) -> "Cursor":
        """Return the cursor of its text. Raises ValueError."""
        sequence, hash8, base = text.split(".")
        cursor = Cursor(int(sequence), hash8, int(base))
        if cursor.sequence < 0 or cursor.base < 0 or cursor.base > cursor.sequence or len(hash8) != HASH8:
            raise ValueError(f"no cursor: {text!r}")
        return cursor


START: Final = Cursor(0, FEED_GENESIS[:HASH8], 0)


def parse_head(text: str) -> tuple[int, str]:
    """Return (sequence, hash8) of a head `seq.hash8`. Raises ValueError."""
    sequence, hash8 = text.split(".")
    if len(hash8) != HASH8 or int(sequence) < 0:
        raise ValueError(f"no head: {text!r}")
    return int(sequence), hash8


def require_plain(value: JsonValue) -> None:
    """Raise NotCanonical for a float, or a key that is no text, anywhere in `value`."""
    stack: list[object] = [value]
    while stack:
        each = stack.pop()
        kind = type(each)
        if kind is dict:
            for key, inner in each.items():  # type: ignore[attr-defined]
                if type(key) is not str:
                    raise NotCanonical("a key is no text")
                if type(inner) not in _PLAIN:
                    stack.append(inner)
        elif kind is list or kind is tuple:
            stack.extend(inner for inner in each if type(inner) not in _PLAIN)  # type: ignore[attr-defined]
        elif kind not in _PLAIN:
            raise NotCanonical(f"{kind.__name__} is no value of a record")


_PLAIN: Final = frozenset({str, int, bool, type(None)})


def _normalised(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _normalised(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normalised(inner) for inner in value]
    return value
