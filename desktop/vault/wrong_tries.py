"""How often the Mã mở sổ was typed wrong, kept beside the book: starting the program again does not forget it.

It slows down a hand at the keyboard. Whoever copies the folder is slowed by the derivation of the key alone.
"""
import json
import logging
import os
from pathlib import Path
from typing import Final

from desktop.replacing import put_in_place

FILE_NAME: Final = "opening-tries.json"
FREE: Final = 4             # slips of the finger cost nothing
_FIRST_WAIT_S: Final = 30
_LONGEST_WAIT_S: Final = 15 * 60
_log = logging.getLogger(__name__)


def wait_after(wrong: int) -> int:
    """Return how many seconds to wait after `wrong` wrong codes in a row: none, 30, 60, 120 … 900."""
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** min(wrong - FREE - 1, 10)) if wrong > FREE else 0


def seconds_left(profile: Path, now_ms: int) -> int:
    """Return how many seconds are left until the next try.

    A clock that was set back, or an empty battery that forgot the year, begins that wait once more by the clock of
    now: nobody waits until the years have passed again.
    """
    wrong, last_ms = _read(profile)
    wait = wait_after(wrong)
    if wait and (last_ms is None or now_ms < last_ms):
        _write(profile, wrong, now_ms)
        last_ms = now_ms
    passed = (now_ms - (last_ms or 0)) / 1000
    return max(0, min(wait, -int(-(wait - passed) // 1)))


def count(profile: Path) -> int:
    """Return how many wrong codes in a row were typed."""
    return _read(profile)[0]


def note(profile: Path, now_ms: int) -> None:
    """Count one try before it is made: ending the program in its middle does not save it."""
    _write(profile, _read(profile)[0] + 1, now_ms)


def forget(profile: Path) -> None:
    """Begin anew, after the right code."""
    try:
        (profile / FILE_NAME).unlink(missing_ok=True)
    except OSError as error:
        _log.warning("the tries were not forgotten: %s", type(error).__name__)


def _write(profile: Path, wrong: int, now_ms: int) -> None:
    target = profile / FILE_NAME
    unfinished = target.with_suffix(".new")
    try:
        with unfinished.open("w", encoding="ascii") as file:
            json.dump({"wrong": wrong, "last_ms": now_ms}, file)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(unfinished, target)
    except OSError as error:
        # A full disk must not lock its owner out.
        _log.warning("a try was not counted: %s", type(error).__name__)


def _read(profile: Path) -> tuple[int, int | None]:
    try:
        said = json.loads((profile / FILE_NAME).read_text(encoding="ascii"))
        return max(0, int(said["wrong"])), int(said["last_ms"])
    except FileNotFoundError:
        return 0, 0
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return FREE + 1, None    # somebody wrote into it: one wait, then it counts on
