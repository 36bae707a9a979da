"""What a page offers that leads to the readings of machines."""
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.language import tr
from desktop.ui.desk import WindowActions
from desktop.ui.widgets.controls import button, shown


def machine_button(actions: WindowActions) -> QPushButton:
    """Return a button with a menu: "Ghi máy này vào sổ" and "Nhận từ USB"; a header has no room for both."""
    made = button(tr("Read machines…"), name=tr("Read machines: this one, or others from a USB stick"))

    def offer() -> None:
        menu = machine_menu(actions, made)
        menu.popup(made.mapToGlobal(QPoint(0, made.height())))

    made.clicked.connect(offer)
    return made


def machine_menu(actions: WindowActions, parent: QPushButton) -> QMenu:
    """Return the menu; it goes away with its choice."""
    menu = QMenu(parent)
    menu.setAccessibleName(tr("Read machines…"))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(shown(tr("Record this machine"))).triggered.connect(lambda: actions.read_this_machine())
    menu.addAction(shown(tr("Receive from USB"))).triggered.connect(lambda: actions.receive_machines())
    return menu
