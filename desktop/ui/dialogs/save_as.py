"""Asks under which name a table is to be written; it stops nothing while it is open."""
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.language import tr

_FORBIDDEN = '<>:"/\\|?*'


def ask_csv(parent: QWidget, name: str, then: Callable[[Path], object]) -> None:
    """Ask for a file for the table called `name`, then call `then` with it; nothing happens on Esc."""
    dialog = QFileDialog(parent, tr("Export this table"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    dialog.setNameFilter("CSV (*.csv)")
    dialog.selectFile("".join("-" if each in _FORBIDDEN else each for each in name) + ".csv")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
