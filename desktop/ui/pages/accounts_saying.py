"""Says a state for the selected cells: a few at once, thousands in parts that can be stopped, one undo step."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from desktop.language import tr
from desktop.services import account_stating
from desktop.services.account_stating import Place, Stated
from desktop.services.form_saving import new_group
from desktop.services.value_text import integer_text
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.models.matrix_picked import Picked
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

AT_ONCE: Final = 400      # cells: under half a second on an old machine
ASKED_FROM: Final = 200   # so many are rarely meant by one key: it is pressed twice


class Saying(QObject):
    """One selection after the other."""

    def __init__(self, parent: QObject, desk: "Desk", actions: "WindowActions",
                 told: Callable[[Stated, str], object]) -> None:
        super().__init__(parent)
        self._desk, self._actions, self._told = desk, actions, told
        self._asked: tuple[str, int] = ("", 0)    # for what a second press is awaited
        self._waiting: list[Place] = []
        self._is_gathering = False
        self._status = self._group = ""
        self._total = self._changed = self._left = 0

    def say(self, picked: Picked, status: str) -> None:
        """Say that the accounts that are picked stand so; of very many it is asked for twice."""
        if self._waiting or self._is_gathering:
            return    # the last selection is still being written
        count = picked.accounts()
        if count >= ASKED_FROM and self._asked != (status, count):
            self._asked = (status, count)
            self._actions.say(tr("{n} cells are selected.", n=integer_text(count)), Tone.WARN,
                              more=tr("The same key again writes “{state}” for all of them.",
                                      state=state_words(status)))
            return
        self._asked = ("", 0)
        self._status, self._group = status, new_group()
        self._total, self._changed, self._left = count, 0, 0
        if count < ASKED_FROM:
            self._begin(picked.places())
        else:
            self._is_gathering = True
            self._desk.tasks.run(picked.places, self._begin, self._failed, owner=self)

    def _begin(self, places: Sequence[Place]) -> None:
        self._is_gathering = False
        self._waiting = list(places)
        self._next()

    def stop(self) -> bool:
        """Write no more of a large selection; return whether there was any left."""
        had = bool(self._waiting)
        self._waiting = []
        return had

    def _next(self) -> None:
        part, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        store, status, group, day = self._desk.store, self._status, self._group, vietnam_now().date()
        if self._total > AT_ONCE:
            self._actions.say(tr("Writing {n} of {all}…", n=integer_text(self._total - len(self._waiting)),
                                 all=integer_text(self._total)), Tone.INFO, more=tr("Esc stops."))
        self._desk.tasks.run(lambda: account_stating.state(store, part, status, day, group=group), self._done,
                             self._failed, owner=self)

    def _done(self, stated: Stated) -> None:
        self._changed += stated.changed
        self._left += stated.left
        if self._waiting:
            self._next()
            return
        self._told(Stated(changed=self._changed, left=self._left, group=self._group if self._changed else ""),
                   self._status)

    def _failed(self, problem: Exception) -> None:
        self._waiting, self._is_gathering = [], False
        self._actions.show_trouble(problem)
