"""The program's icon, drawn from its SVG in the sizes that a task bar asks for."""
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from desktop import paths

_SIZES: Final = (16, 20, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """Return the icon; an empty one when its file is missing. Asked for after the first paint: QtSvg costs 5 ms."""
    from PySide6.QtSvg import QSvgRenderer

    made, path = QIcon(), paths.resource("icons", "so-cntt.svg")
    renderer = QSvgRenderer(str(path)) if path.is_file() else None
    if renderer is None or not renderer.isValid():
        return made
    for side in _SIZES:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        made.addPixmap(picture)
    return made
