"""JSON as the database keeps it: written and read by this server alone, so without checks."""
import json
from typing import Any, Final

import orjson

from protocol.field import JsonValue

_BEYOND: Final = " "
"""Begins a text that orjson must not read: it holds a number of more than 64 bits, which it would round."""


def dumps(value: JsonValue) -> str:
    """Return the JSON text in which the database keeps a value."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return _BEYOND + json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """Return the value of a JSON text of `dumps`."""
    return json.loads(text) if text.startswith(_BEYOND) else orjson.loads(text)


def loads_operation(text: str) -> Any:
    """Return the value of the canonical text of an operation, whose numbers may have any length."""
    return json.loads(text)
