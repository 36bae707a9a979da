"""Joins the pieces of the search index while the program runs, when the window has long been on the screen."""
import logging
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.background.tasks import Tasks
from desktop.store.errors import StoreError
from desktop.store.store import Store

FIRST_MS: Final = 60 * 1000
EVERY_MS: Final = 10 * 60 * 1000
_log = logging.getLogger(__name__)


class IndexTimer(QObject):
    """Lives in the main thread; the joining is done in another, in slices behind whatever a person saves."""

    def __init__(self, store: Store, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._is_stopped = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tidy)
        self._timer.start(FIRST_MS)

    @Slot()
    def tidy(self) -> None:
        """Join what is worth joining, in another thread."""
        self._timer.start(EVERY_MS)
        self._tasks.latest("tidy-index", lambda: self._store.tidy_index(lambda: self._is_stopped), _nothing, _note,
                           owner=self)

    def stop(self) -> None:
        """Join no more; a slice that is under way is finished."""
        self._is_stopped = True
        self._timer.stop()


def _nothing(_: int) -> None:
    return None


def _note(problem: Exception) -> None:
    # The index is whole in any number of pieces: a full disk must not stop the work.
    if not isinstance(problem, StoreError):
        raise problem
    _log.warning("the search index stays in pieces: %s", problem.code)
