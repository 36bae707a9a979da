"""How a page looks on a PC that may only view: what would end in a refusal is not there at all."""
from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QWidget

READS: Final = "reads"
"""Property of a header button that writes nothing (print, export): a viewer keeps it."""
WRITES: Final = "writes"
"""Property of any other widget that only writes: a viewer does not see it."""


def put_away(widgets: Iterable[QWidget], home: QWidget) -> None:
    """Take `widgets` out of sight for good: whoever shows them later shows them in a drawer that stays closed."""
    drawer = QWidget(home)
    drawer.hide()
    for each in list(widgets):
        each.setParent(drawer)


def writing(root: QWidget) -> list[QWidget]:
    """Return what under `root` says of itself that it only writes."""
    return [each for each in root.findChildren(QWidget) if each.property(WRITES)]
