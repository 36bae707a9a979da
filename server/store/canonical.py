"""The canonical form of an operation, written by orjson: the bytes of `protocol.chain.canonical`, six times as fast."""
import unicodedata

import orjson

from protocol import chain
from protocol.field import JsonValue


def canonical(wire: dict[str, JsonValue]) -> bytes:
    """Return the one byte form of an operation's wire form. Raises NotCanonical, as the law of both ends does.

    What orjson writes otherwise than the law (floats, numbers of more than 64 bits, text that is not NFC) or
    not at all is left to the law itself.
    """
    chain.require_plain(wire)
    try:
        made = orjson.dumps(wire, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return chain.canonical(wire)
    if made.isascii() or unicodedata.is_normalized("NFC", made.decode()):
        return made
    return chain.canonical(wire)
