"""A layout that goes on in the next line: filters and counts under large text or in a narrow window."""
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

from desktop.ui.tokens import Space


class FlowLayout(QLayout):
    """Left to right at each item's own size, lines centred on their tallest item."""

    def __init__(self, spacing: int = Space.S) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:    # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:    # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        least = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((size.width() for size in least), default=0),
                     max((size.height() for size in least), default=0))

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Return the height that the items take in the width of `rect`."""
        lines: list[list[QLayoutItem]] = [[]]
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            width = item.sizeHint().width()
            if lines[-1] and left + width > rect.width():
                lines.append([])
                left = 0
            lines[-1].append(item)
            left += width + self.spacing()
        top = rect.top()
        for line in lines:
            top += self._place_line(line, QPoint(rect.left(), top), rect.width(), move=move) + self.spacing()
        return top - self.spacing() - rect.top()

    def _place_line(self, line: list[QLayoutItem], at: QPoint, room: int, *, move: bool) -> int:
        height = max((item.sizeHint().height() for item in line), default=0)
        left = at.x()
        for item in line:
            size = item.sizeHint().boundedTo(QSize(room, height))
            if move:
                item.setGeometry(QRect(QPoint(left, at.y() + (height - size.height()) // 2), size))
            left += size.width() + self.spacing()
        return height
