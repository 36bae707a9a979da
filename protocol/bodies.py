"""Bodies: bytes to JSON and back, and the limits of what may come in.

Media type `application/vnd.sync.v1+json`; errors are `application/problem+json` with a stable `code`.
Every answer ends with `"eof": true`: a cut body must never be taken for a whole one.
Reading trusts nothing: what does not fit raises `BadMessage`.
"""
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from protocol import columns
from protocol.field import JsonValue

MEDIA_TYPE: Final = "application/vnd.sync.v1+json"
PROBLEM_TYPE: Final = "application/problem+json"
PROTOCOL_VERSION: Final = 1

# Limits, sync.md §3.5: the only place.
MAX_OPERATIONS: Final = 4_000
MAX_COMPRESSED: Final = 1 << 20
MAX_INFLATED: Final = 8 << 20
MAX_DEPTH: Final = 16    # a conflict's values inside columns inside a feed are 11 deep
MAX_ROWS: Final = 100_000
MAX_HELD: Final = 200
REQUESTS_A_MINUTE: Final = 120
REQUEST_BURST: Final = 60
GZIP_FROM: Final = 400
FIRST_BATCH: Final = 48 * 1024
LEAST_ANSWER: Final = 64 * 1024
MOST_ANSWER: Final = 1 << 20


class BadMessage(ValueError):
    """What came in is no message of this protocol; nothing of it is applied."""
    code = "bad-message"


def dump(body: Mapping[str, JsonValue]) -> bytes:
    """Return the bytes of a body: UTF-8, no blanks."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def load(data: bytes, *, at_most: int = MAX_INFLATED) -> Any:
    """Return the JSON value of `data`. Raises BadMessage for what is too long, too deep or no JSON."""
    if len(data) > at_most:
        raise BadMessage("too long")
    try:
        value = json.loads(data, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise BadMessage("no JSON") from error
    if _deeper_than(value, MAX_DEPTH):
        raise BadMessage("too deep")
    return value


def _no_float(text: str) -> Any:
    raise BadMessage(f"no number of this protocol: {text[:20]}")


def _deeper_than(value: object, levels: int) -> bool:
    stack = [(value, 0)]
    while stack:
        each, depth = stack.pop()
        if isinstance(each, (dict, list)):
            if depth >= levels:
                return True
            inner = each.values() if isinstance(each, dict) else each
            stack.extend((item, depth + 1) for item in inner if isinstance(item, (dict, list)))
    return False


def is_text(value: object, at_most: int = 64) -> bool:
    """Return whether `value` is a text of 1 to `at_most` characters."""
    return isinstance(value, str) and 0 < len(value) <= at_most


def objects(value: object, at_most: int) -> Sequence[object]:
    """Return the objects of a list, or of columns. Raises BadMessage."""
    if isinstance(value, dict):
        return columns.unpack(value, at_most=at_most)
    if not isinstance(value, list) or len(value) > at_most:
        raise BadMessage("a list of objects, or columns")
    return value


class Reader:
    """Reads one object, and refuses what is not as it should be."""

    def __init__(self, body: object) -> None:
        if not isinstance(body, dict):
            raise BadMessage("an object was expected")
        self.body: dict[str, Any] = body

    def text(self, key: str, at_most: int, *, empty: bool = False) -> str:
        """Return the text of `key`, "" only where `empty` allows it. Raises BadMessage, as all here do."""
        value = self.body.get(key, "")
        if not isinstance(value, str) or len(value) > at_most or (not value and not empty):
            raise BadMessage(f"{key} is a text of at most {at_most} characters")
        return value

    def whole(self, key: str) -> int:
        """Return the whole number of `key`, 0 or more."""
        value = self.body.get(key)
        if type(value) is not int or value < 0:
            raise BadMessage(f"{key} is a whole number")
        return value

    def boolean(self, key: str) -> bool:
        """Return true or false of `key`."""
        value = self.body.get(key)
        if not isinstance(value, bool):
            raise BadMessage(f"{key} is true or false")
        return value

    def list(self, key: str, at_most: int) -> Sequence[Any]:
        """Return the list of `key`, empty where it is left out."""
        value = self.body.get(key, [])
        if not isinstance(value, list) or len(value) > at_most:
            raise BadMessage(f"{key} is a list of at most {at_most}")
        return value

    def mapping(self, key: str) -> dict[str, Any]:
        """Return the object of `key`, empty where it is left out."""
        value = self.body.get(key, {})
        if not isinstance(value, dict) or len(value) > MAX_ROWS:
            raise BadMessage(f"{key} is an object")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """Return the object of texts of `key`: feeds and what is said of each."""
        value = self.mapping(key)
        if len(value) > 20 or not all(isinstance(each, str) for each in value.values()):
            raise BadMessage(f"{key} is an object of texts")
        return value
