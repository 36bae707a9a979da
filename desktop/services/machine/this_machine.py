"""Reads the PC that this program runs on."""
import sys
from dataclasses import replace
from datetime import datetime

from desktop.services.machine.reading import Reading
from desktop.services.value_text import VIETNAM


def read() -> Reading:
    """Return what this PC says of itself: one or two seconds, so not in the UI thread. Raises MachineUnreadable."""
    if sys.platform == "win32":
        from desktop.services.machine import reading_windows
        found = reading_windows.read()
    else:
        from desktop.services.machine import reading_linux
        found = reading_linux.read()
    return replace(found, read_at=now_text())


def now_text() -> str:
    """Return the Vietnam wall time to the minute, as date-time fields keep it."""
    return datetime.now(VIETNAM).strftime("%Y-%m-%dT%H:%M")
