"""What the matrix says while there is nobody or nothing to show."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.language import tr, trn
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.panels import EmptyCard

if TYPE_CHECKING:
    from desktop.ui.desk import WindowActions

class NoPeople(EmptyCard):
    """Without officials there is nobody to give an account to."""

    def __init__(self, actions: "WindowActions") -> None:
        super().__init__(tr("No officials yet"),
                         tr("This table has a line for each official. Take in the list of staff first."))
        bring = button(tr("Import from Excel"), "primary")
        bring.clicked.connect(lambda: actions.import_workbook("person"))
        add = button(tr("Add an official"))
        add.clicked.connect(lambda: actions.go("people"))
        self.offer(bring, add)


class NoSystems(EmptyCard):
    """Without systems there is nothing to have an account in: the starter list has the usual ones."""
    catalogue_asked = Signal()
    add_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("No systems yet"), "")
        choose = button(tr("Choose from the starter list"), "primary")
        choose.clicked.connect(self.catalogue_asked)
        add = button(tr("Add a system"))
        add.clicked.connect(self.add_asked)
        self.offer(choose, add)
        self.tell(0)

    def tell(self, people: int) -> None:
        """Say how many officials wait for it."""
        self.words.setText(trn(
            "A starter list holds the systems that communes usually work with. Tick those in use here; a column "
            "appears for each, and {n} official can be reviewed.",
            "A starter list holds the systems that communes usually work with. Tick those in use here; a column "
            "appears for each, and {n} officials can be reviewed.", people))
