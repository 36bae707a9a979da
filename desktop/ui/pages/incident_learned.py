"""One line of Thiết lập: how many corrections of guesses this PC remembers, and the way to forget them."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import incident_learning
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class LearnedLine(QWidget):
    """Reads by itself when asked to refresh; forgetting needs no question, a correction is quickly made again."""

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self.words = label("", Text.TABLE, wrap=True)
        self.forget = button(tr("Forget them"))
        self.forget.clicked.connect(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(label(tr("Guesses corrected here"), Text.SMALL_STRONG))
        column.addWidget(self.words)
        column.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Count again."""
        store = self._desk.store
        self._desk.tasks.latest("incident-learned", lambda: incident_learning.count(store.read()), self._show,
                                self._actions.show_trouble, owner=self)

    def _show(self, count: int) -> None:
        self.words.setText(" ".join((
            trn("{n} correction of a guess is remembered.", "{n} corrections of guesses are remembered.", count),
            tr("Kept on this PC alone."))) if count else tr("Nothing learned from corrections yet."))
        self.forget.setVisible(count > 0)

    def _forget(self) -> None:
        store = self._desk.store

        def told(_: int) -> None:
            self._actions.say(tr("The corrections are forgotten."))
            self.refresh()

        self._desk.tasks.run(lambda: incident_learning.forget(store), told, self._actions.show_trouble, owner=self)
