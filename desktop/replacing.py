"""A finished file takes the place of the old one, also where Windows lets somebody look at it at that moment.

A virus guard or a search index opens each new file for some milliseconds, and Windows then refuses to move it.
"""
import sys
import time
from pathlib import Path
from typing import Final

WAITS_S: Final = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def put_in_place(finished: Path, target: Path) -> None:
    """Give `finished` the name `target`, whole or not at all. Raises OSError; under Windows after 1.5 s of trying."""
    if sys.platform == "win32":
        for wait_s in WAITS_S:
            try:
                finished.replace(target)
                return
            except PermissionError:
                time.sleep(wait_s)
    finished.replace(target)
