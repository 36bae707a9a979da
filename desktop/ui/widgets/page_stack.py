"""Stacks that are as large as what they show: what is not in sight asks for no room."""
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget


class PageStack(QStackedWidget):
    """Of pages, which scroll. QStackedWidget asks for the room of its largest page, also while that is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())

    def hasHeightForWidth(self) -> bool:
        return False    # the height that a page would like would become the least height of the window


class BarStack(QWidget):
    """Of rows of filters or buttons: as high as the lines of the one that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[QWidget] = []
        self._at = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, bar: QWidget) -> None:
        """Add a row; the first is shown."""
        holder = QWidget()    # a row may hide itself
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(bar)
        self._bars.append(bar)
        self.layout().addWidget(holder)
        holder.setHidden(len(self._bars) - 1 != self._at)

    def currentIndex(self) -> int:
        """Return the place of the row that is shown."""
        return self._at

    def currentWidget(self) -> QWidget | None:
        """Return the row that is shown."""
        return self._bars[self._at] if self._bars else None

    def setCurrentIndex(self, at: int) -> None:
        """Show the row at this place."""
        self._at = at
        for place, bar in enumerate(self._bars):
            if place != at:
                bar.parentWidget().hide()
        self._bars[at].parentWidget().show()

    def setCurrentWidget(self, bar: QWidget) -> None:
        """Show this row."""
        self.setCurrentIndex(self._bars.index(bar))
