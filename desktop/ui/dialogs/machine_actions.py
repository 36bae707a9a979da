"""The buttons of a page that lead to the readings of machines."""
from PySide6.QtWidgets import QPushButton

from desktop.language import tr
from desktop.ui.desk import WindowActions
from desktop.ui.widgets.controls import button


def machine_actions(actions: WindowActions) -> list[QPushButton]:
    """Return "Ghi máy này vào sổ" and "Nhận từ USB"."""
    this = button(tr("Record this machine"))
    this.clicked.connect(lambda: actions.read_this_machine())
    stick = button(tr("Receive from USB"))
    stick.clicked.connect(lambda: actions.receive_machines())
    return [this, stick]
