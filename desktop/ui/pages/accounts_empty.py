"""What the matrix says while there is nobody or nothing to show."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card, row
from desktop.ui.widgets.read_only import WRITES

if TYPE_CHECKING:
    from desktop.ui.desk import WindowActions

_WIDTH, _NARROW = 620, 380


class _Empty(QWidget):
    """A card in the upper middle of the page: what is missing, and the buttons that bring it."""

    def __init__(self, heading: str, words: str) -> None:
        super().__init__()
        card = Card(spacing=Space.M)
        card.setMaximumWidth(_WIDTH)
        card.setMinimumWidth(_NARROW)
        self.words = label(words, Text.BODY, soft=True, wrap=True)
        self.body = card.body
        self.body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.body.addWidget(label(heading, Text.SHEET_TITLE, wrap=True))
        self.body.addWidget(self.words)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(card, 8)
        line.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, 2 * Space.XL, Space.L, Space.L)
        outer.addLayout(line)
        outer.addStretch()

    def _offer(self, *buttons: QWidget) -> None:
        line = row(*buttons)
        line.setProperty(WRITES, True)
        self.body.addWidget(line)


class NoPeople(_Empty):
    """Without officials there is nobody to give an account to."""

    def __init__(self, actions: "WindowActions") -> None:
        super().__init__(tr("No officials yet"),
                         tr("This table has a line for each official. Take in the list of staff first."))
        bring = button(tr("Import from Excel"), "primary")
        bring.clicked.connect(lambda: actions.import_workbook("person"))
        add = button(tr("Add an official"))
        add.clicked.connect(lambda: actions.go("people"))
        self._offer(bring, add)


class NoSystems(_Empty):
    """Without systems there is nothing to have an account in: the starter list has the usual ones."""
    catalogue_asked = Signal()
    add_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("No systems yet"), "")
        choose = button(tr("Choose from the starter list"), "primary")
        choose.clicked.connect(self.catalogue_asked)
        add = button(tr("Add a system"))
        add.clicked.connect(self.add_asked)
        self._offer(choose, add)
        self.tell(0)

    def tell(self, people: int) -> None:
        """Say how many officials wait for it."""
        self.words.setText(trn(
            "A starter list holds the systems that communes usually work with. Tick those in use here; a column "
            "appears for each, and {n} official can be reviewed.",
            "A starter list holds the systems that communes usually work with. Tick those in use here; a column "
            "appears for each, and {n} officials can be reviewed.", people))
