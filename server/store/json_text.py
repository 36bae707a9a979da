"""JSON as the database keeps it: written and read by this server alone, so without checks."""
import json
from typing import Any, Final

from protocol.field import JsonValue

# json builds its C encoder and decoder anew at every call; these are the same objects, kept.
_CHUNKS: Final = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    None, json.JSONEncoder().default, json.encoder.encode_basestring, None, ":", ",", False, False, False)
_SCAN: Final = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def dumps(value: JsonValue) -> str:
    """Return the JSON text in which the database keeps a value."""
    return "".join(_CHUNKS(value, 0))


def loads(text: str) -> Any:
    """Return the value of a JSON text that this server wrote itself."""
    return _SCAN(text, 0)[0]
