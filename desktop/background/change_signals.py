"""The bell: every change of the book, told once in the main thread, whoever made it."""
from dataclasses import fields

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.store.changes import Changes

GATHER_MS = 60
"""News that come faster than this are told together: a download commits 140 slices in a second."""


class ChangeSignals(QObject):
    """Rings `changed` after each commit. Lives in the main thread; `ring` may be called from any."""
    changed = Signal(object)     # Changes: which records, and what else moved
    _arrived = Signal(object)    # from the writer's thread, queued to this one

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered: Changes | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(GATHER_MS)
        self._rest.timeout.connect(self._tell)
        self._arrived.connect(self._gather, Qt.ConnectionType.QueuedConnection)

    def ring(self, changes: Changes) -> None:
        """Tell of `changes`; given to the store as its listener, called in the writer's thread."""
        self._arrived.emit(changes)

    @Slot(object)
    def _gather(self, changes: Changes) -> None:
        self._gathered = changes if self._gathered is None else _together(self._gathered, changes)
        if not self._rest.isActive():    # the first of a run is told at once: a person waits for it
            self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._gathered is None:
            return
        told, self._gathered = self._gathered, None
        self._rest.start()
        self.changed.emit(told)


def _together(one: Changes, other: Changes) -> Changes:
    return Changes(**{each.name: getattr(one, each.name) | getattr(other, each.name) for each in fields(Changes)})
