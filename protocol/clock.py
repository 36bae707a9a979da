"""The hybrid logical clock: which value is *shown* when two collide, never whether they collide.

Text form, frozen: 12 hex digits of milliseconds since 1970 UTC, "-", 4 hex digits of a counter;
text order is time order. Source: Kulkarni et al., Logical Physical Clocks (2014).
"""
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

ZERO: Final = "000000000000-0000"
AHEAD_MS: Final = 5 * 60 * 1000
"""A clock further ahead of the server than this is capped for ordering; nothing is ever refused for it."""
_COUNTER_END: Final = 0x10000
_MS_END: Final = 1 << 48


def stamp(ms: int, counter: int = 0) -> str:
    """Return the text of a clock at `ms`; outside 0 … 2^48 the nearest end is taken."""
    return f"{min(max(ms, 0), _MS_END - 1):012x}-{counter:04x}"


def parse(text: str) -> tuple[int, int]:
    """Return (ms, counter) of a clock text. Raises ValueError if it is none."""
    if len(text) != 17 or text[12] != "-" or text != text.lower():
        raise ValueError(f"no hybrid clock: {text!r}")
    return int(text[:12], 16), int(text[13:], 16)


def tick(last: str, now_ms: int) -> str:
    """Return the next clock after `last` at the wall time `now_ms`: always later than `last`."""
    last_ms, counter = parse(last)
    if now_ms > last_ms:
        return stamp(now_ms)
    if counter + 1 < _COUNTER_END:
        return stamp(last_ms, counter + 1)
    return stamp(last_ms + 1)


def seen(last: str, other: str) -> str:
    """Return the later of two clocks: what is written after seeing `other` must sort after it."""
    return max(last, other)


def capped(clock: str, server_ms: int) -> str:
    """Return `clock`, at most five minutes ahead of the server."""
    return min(clock, _latest(server_ms))


@lru_cache(maxsize=8)
def _latest(server_ms: int) -> str:
    return stamp(server_ms + AHEAD_MS, _COUNTER_END - 1)


def as_utc(clock: str) -> str:
    """Return the wall time of a clock as `2026-11-21T03:41:00Z`."""
    ms, _ = parse(clock)
    return utc_text(ms)


def utc_text(ms: int) -> str:
    """Return milliseconds since 1970 as UTC text with `Z`, to the second."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)).strftime("%Y-%m-%dT%H:%M:%SZ")
