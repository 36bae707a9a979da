"""A layout that goes on in the next line: filters and counts under large text or in a narrow window."""
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.ui.tokens import Space


class FlowLayout(QLayout):
    """Left to right at each item's own size, lines centred on their tallest item.

    A field with a `whole_width` takes of what its line leaves over what its placeholder needs.
    """

    def __init__(self, spacing: int = Space.S) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
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
        if width not in self._heights:    # asked again and again while one window is laid out
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

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

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def room(self, line: int, width: int) -> int:
        """Return how much of `width` a line may take: all of it, unless something stands at its end."""
        return width

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Return the height that the items take in the width of `rect`."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if lines[-1] and left + size.width() > self.room(len(lines) - 1, rect.width()):
                lines.append([])
                left = 0
            lines[-1].append((item, size))
            left += size.width() + self.spacing()
        top = rect.top()
        for at, line in enumerate(lines):
            room = self.room(at, rect.width())
            top += self._place_line(line, QPoint(rect.left(), top), room, move=move) + self.spacing()
        return top - self.spacing() - rect.top()

    def _place_line(self, line: list[tuple[QLayoutItem, QSize]], at: QPoint, room: int, *, move: bool) -> int:
        height = max((size.height() for _, size in line), default=0)
        if not move:
            return height
        left = at.x()
        spare = room - sum(size.width() for _, size in line) - self.spacing() * (len(line) - 1)
        for item, wanted in line:
            size = wanted.boundedTo(QSize(room, height))
            if spare > 0 and (whole_width := getattr(item.widget(), "whole_width", None)) is not None:
                size.setWidth(max(size.width(), min(size.width() + spare, whole_width())))    # a field says all of it
            item.setGeometry(QRect(QPoint(left, at.y() + (height - size.height()) // 2), size))
            left += size.width() + self.spacing()
        return height


def flowing(*widgets: QWidget) -> QWidget:
    """Return `widgets` side by side; what has no room goes on in the next line, whole."""
    made = QWidget()
    flow = FlowLayout()
    made.setLayout(flow)
    for each in widgets:
        flow.addWidget(each)
    return made
