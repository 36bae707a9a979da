"""Into the trash and out of it: asked once where other records name what goes, told with an undo."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import record_removal
from desktop.services.record_removal import Pointing
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.panels import clear, note, row

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

Ids = Callable[[], Sequence[str]]
"""Returns the records that are meant; called in a worker, where it may read."""


class Removal(QVBoxLayout):
    """Lies where the question is to stand. What fails is told by the window, and nothing is changed then."""

    def __init__(self, owner: QWidget, desk: "Desk", actions: "WindowActions", *,
                 placed: Callable[[], object] = lambda: None) -> None:
        """Answers are for `owner`, and go with it; `placed` is called when the question has come or gone."""
        super().__init__()
        self.setSpacing(Space.S)
        self._owner, self._desk, self._actions, self._placed = owner, desk, actions, placed

    def delete(self, ids: Ids, done: Callable[[], object]) -> None:
        """Put records into the trash, then call `done`; where others name them the person is asked before."""
        store = self._desk.store

        def look() -> tuple[Sequence[str], Pointing]:
            wanted = ids()
            return wanted, record_removal.pointing_at(store.read(), wanted)

        def ask_or_delete(looked: tuple[Sequence[str], Pointing]) -> None:
            wanted, pointing = looked
            if pointing.total:
                self._ask(wanted, pointing, done)
            else:
                self._delete_now(wanted, done)

        self._desk.tasks.run(look, ask_or_delete, self._actions.show_trouble, owner=self._owner)

    def restore(self, ids: Ids, done: Callable[[], object] = lambda: None) -> None:
        """Take records out of the trash, then call `done`."""
        store = self._desk.store

        def tell(result: tuple[int, str]) -> None:
            count, group = result
            done()
            self._actions.say(trn("{n} record taken out of the trash.", "{n} records taken out of the trash.", count),
                              Tone.GOOD, undo_group=group)

        self._desk.tasks.run(lambda: record_removal.restore(store, ids()), tell, self._actions.show_trouble,
                             owner=self._owner)

    def is_asking(self) -> bool:
        """Return whether the question stands there."""
        return bool(self.count())

    def withdraw(self) -> None:
        """Take the question away; nothing is deleted."""
        clear(self)
        self._placed()

    def _ask(self, ids: Sequence[str], pointing: Pointing, done: Callable[[], object]) -> None:
        go, stay = button(tr("Put into the trash"), "danger"), button(tr("Leave it"))
        go.clicked.connect(lambda: self._delete_now(ids, done))
        stay.clicked.connect(self.withdraw)
        names = "; ".join(pointing.titles) + (" …" if pointing.total > len(pointing.titles) else "")
        asked = note(trn("{n} other record names it:", "{n} other records name it:", pointing.total)
                     if len(ids) == 1 else
                     trn("{n} other record names them:", "{n} other records name them:", pointing.total),
                     names, Tone.WARN)
        asked.layout().addWidget(row(go, stay))
        clear(self)
        self.addWidget(asked)
        asked.show()
        self._placed()
        stay.setFocus()

    def _delete_now(self, ids: Sequence[str], done: Callable[[], object]) -> None:
        store = self._desk.store
        self.withdraw()

        def tell(result: tuple[int, str]) -> None:
            count, group = result
            done()
            self._actions.say(trn("{n} record put into the trash.", "{n} records put into the trash.", count),
                              Tone.GOOD, undo_group=group)

        self._desk.tasks.run(lambda: record_removal.delete(store, ids), tell, self._actions.show_trouble,
                             owner=self._owner)
