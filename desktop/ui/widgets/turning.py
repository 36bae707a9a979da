"""Two parts of a page side by side; one below the other where the window or the size of the text leaves no room."""
from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from desktop.ui.tokens import Space


class TurningRow(QFrame):
    """Asks for no more width than the wider of its parts. `share` is that of the first, `other` of the second.

    With `lines` it turns already where it is narrower than so many heights of a line: parts whose words wrap.
    With `in_one_line` it turns where the second would go on in another line, which costs as much height.
    """

    def __init__(self, first: QWidget, second: QWidget, *, share: int = 0, other: int = 1, lines: int = 0,
                 in_one_line: bool = False, align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__()
        self._parts, self._lines, self._in_one_line = (first, second), lines, in_one_line
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(Space.M)
        self._box.addWidget(first, share, align or Qt.AlignmentFlag(0))
        self._box.addWidget(second, other)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._least()) + self._beside(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._turn)    # before it was shown, fonts were not those of the QSS

    def event(self, event: QEvent) -> bool:
        # A new size of text, or a part that holds other things now.
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._turn)
        return super().event(event)

    def _turn(self) -> None:
        fits = self._fits(self.width() - self._beside())
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != direction:
            self._box.setDirection(direction)
            self.updateGeometry()

    def _fits(self, room: int) -> bool:
        first, second = self._least()
        if self._in_one_line:
            second = max(second, self._parts[1].sizeHint().width())
        return room >= max(first + second + Space.M, self._lines * self.fontMetrics().height())

    def _least(self) -> tuple[int, int]:
        first, second = (max(each.minimumSizeHint().width(), each.minimumWidth()) for each in self._parts)
        return first, second

    def _beside(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right()
