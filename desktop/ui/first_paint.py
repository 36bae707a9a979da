"""Measures the start: from the first moment of the process to the first painted window."""
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class FirstPaint(QObject):
    """Prints `first paint N ms` when the window has painted, and ends the loop.

    `asked` is "1", or the start of the process in nanoseconds since 1970 as a caller saw it.
    """

    def __init__(self, qt: QApplication, window: QWidget, asked: str) -> None:
        super().__init__(qt)
        self._qt = qt
        self._started_ns = int(asked) if asked.isdigit() and len(asked) > 15 else started_ns()
        self._painted_ns = 0
        window.installEventFilter(self)    # not of all: PySide makes the enums of each kind of event a filter sees

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)    # after the painting itself
        return False

    def wait(self) -> None:
        """Return when it was printed."""
        if not self._painted_ns:
            self._qt.exec()

    def _tell(self) -> None:
        self._painted_ns = time.time_ns()
        if sys.stdout is not None:
            print(f"first paint {(self._painted_ns - self._started_ns) / 1e6:.0f} ms, "
                  f"processor {time.process_time() * 1000:.0f} ms", flush=True)
        self._qt.quit()


def started_ns() -> int:
    """Return when this process was started, in nanoseconds since 1970; to 10 ms on Linux."""
    if sys.platform == "linux":
        import os
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        since_boot_ns = ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
        return time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME) + since_boot_ns
    return time.time_ns() - time.process_time_ns()
