"""Says a state for the selected cells, in one step; of thousands one sees how far it is, and Esc stops it."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from desktop.language import tr
from desktop.services import account_stating
from desktop.services.account_stating import Place, Stated
from desktop.services.stoppable import Progress
from desktop.services.value_text import integer_text
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.models.matrix_picked import Picked
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

_LOOK_MS: Final = 300     # how often it is told how far it is
ASKED_FROM: Final = 200   # so many are rarely meant by one key: it is pressed twice


class Saying(QObject):
    """One selection after the other."""

    def __init__(self, parent: QObject, desk: "Desk", actions: "WindowActions",
                 told: Callable[[Stated, str], object]) -> None:
        super().__init__(parent)
        self._desk, self._actions, self._told = desk, actions, told
        self._asked: tuple[str, int] = ("", 0)    # for what a second press is awaited
        self._progress: Progress | None = None    # of what is being written
        self._is_gathering = False
        self._status = ""
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self._tell)

    def say(self, picked: Picked, status: str) -> None:
        """Say that the accounts that are picked stand so; of very many it is asked for twice."""
        if self._progress is not None or self._is_gathering:
            return    # the last selection is still being written
        count = picked.accounts()
        if count >= ASKED_FROM and self._asked != (status, count):
            self._asked = (status, count)
            self._actions.say(tr("{n} cells are selected.", n=integer_text(count)), Tone.WARN,
                              more=tr("The same key again writes “{state}” for all of them.",
                                      state=state_words(status)))
            return
        self._asked = ("", 0)
        self._status = status
        if count < ASKED_FROM:
            self._begin(picked.places())
        else:
            self._is_gathering = True
            self._desk.tasks.run(picked.places, self._begin, self._failed, owner=self)

    def _begin(self, places: Sequence[Place]) -> None:
        self._is_gathering = False
        store, status, day = self._desk.store, self._status, vietnam_now().date()
        progress = self._progress = Progress()
        self._watch.start()
        self._desk.tasks.run(lambda: account_stating.state(store, places, status, day, progress=progress), self._done,
                             self._failed, owner=self)

    def stop(self) -> bool:
        """Write nothing of a large selection after all; return whether it was still being written."""
        is_writing = self._progress is not None
        if self._progress is not None:
            self._progress.stop = True
        return is_writing

    def _tell(self) -> None:
        if self._progress is not None:
            self._actions.say(tr("Writing {n} of {all}…", n=integer_text(self._progress.done),
                                 all=integer_text(self._progress.total)), Tone.INFO, more=tr("Esc stops."))

    def _done(self, stated: Stated) -> None:
        self._end()
        if stated.stopped:
            self._actions.say(tr("Stopped. All of it was taken back."), Tone.NEUTRAL)
        else:
            self._told(stated, self._status)

    def _failed(self, problem: Exception) -> None:
        self._end()
        self._actions.show_trouble(problem)

    def _end(self) -> None:
        self._watch.stop()
        self._progress, self._is_gathering = None, False
