"""Backs the book up every 30 minutes when something changed, and once more at the end."""
import logging
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.background.tasks import Tasks
from desktop.store.errors import StoreError
from desktop.store.store import Store

EVERY_MS: Final = 30 * 60 * 1000
_log = logging.getLogger(__name__)


class BackupTimer(QObject):
    """Lives in the main thread; the copying is done in another."""

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.back_up)
        self._timer.start(EVERY_MS)

    @Slot()
    def back_up(self) -> None:
        """Make a backup if one is due, in another thread."""
        self._tasks.run(lambda: make_if_due(self._store), None, _note)

    def stop(self) -> None:
        """Make no more."""
        self._timer.stop()


def make_if_due(store: Store) -> bool:
    """Return whether a backup was due, and was made. Raises StoreError."""
    from desktop.services import profiles
    from desktop.store import backup
    if not backup.is_due(store):
        return False
    profiles.back_up(store, None)
    return True


def _note(problem: Exception) -> None:
    # Thiết lập shows when the last one was made; a stick that is full must not stop the work.
    if not isinstance(problem, StoreError):
        raise problem
    _log.warning("no backup: %s", problem.code)
