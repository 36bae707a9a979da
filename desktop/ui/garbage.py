"""Cyclic garbage is collected in the main thread alone.

Python collects in whichever thread happens to allocate. A window that died in a cycle was then deleted
in the writer's or a task's thread, and Qt crashed.
"""
import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS: Final = 1000
_YOUNG: Final = 700        # Python's own thresholds
_MIDDLE: Final = 10
_OLD: Final = 10
_FLOOD: Final = 20_000     # objects of one second: what comes from the server or a file, and is soon gone by itself
_PUT_OFF: Final = 30


class GarbageCollector(QObject):
    """Takes the collecting over from Python for as long as the program runs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._put_off = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)

    @Slot()
    def collect(self) -> None:
        """Collect the generations that Python would have collected by now."""
        young, middle, old = gc.get_count()
        if young < _YOUNG:
            return
        if young > _FLOOD and self._put_off < _PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        gc.collect(2 if old > _OLD else 1 if middle > _MIDDLE else 0)

    @staticmethod
    def settle() -> None:
        """Leave what the start has made out of every later collection: it stays until the end anyway."""
        gc.freeze()
