"""A title of at most three lines: a long name must not push the buttons out of a panel."""
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.tokens import Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import plain_tooltip

LINES = 3


class TitleLines(QWidget):
    """Plain text, wrapped; the last line ends in … where there is more, and the tooltip tells it."""

    def __init__(self, look: Text = Text.SHEET_TITLE) -> None:
        super().__init__()
        self._text = ""
        self._wrapped_for = ("", "")
        self._lines: dict[int, list[str]] = {}
        self.setProperty("look", look)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the whole title."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another title."""
        self._text = " ".join(text.split())
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()
        self._tell_rest()

    def is_as_short(self, width: int, widest: int) -> bool:
        """Return whether the title takes no more lines in `width` than in `widest`, and no word of it is cut."""
        lines, metrics = self._wrapped(width), self.fontMetrics()
        return len(lines) == len(self._wrapped(widest)) and all(
            metrics.horizontalAdvance(line) <= width for line in lines)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return paint.text_height(self.fontMetrics(), lines=len(self._wrapped(width)) or 1)

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("Máy tính…"), paint.text_height(self.fontMetrics()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.updateGeometry()    # as many lines as the new width needs
        self._tell_rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        height = self.fontMetrics().height()
        for at, line in enumerate(self._wrapped(self.width())):
            paint.paint_text(painter, QRect(0, at * height + 1, self.width(), height), line,
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _tell_rest(self) -> None:
        shown = self._wrapped(self.width())
        fits = all(self.fontMetrics().horizontalAdvance(line) <= self.width() for line in shown)
        self.setToolTip("" if fits else plain_tooltip(self._text))

    def _wrapped(self, width: int) -> list[str]:
        """Return the lines for `width`; the last holds all that is left and is elided when it is painted."""
        asked = (self._text, self.font().key())
        if asked != self._wrapped_for:
            self._wrapped_for, self._lines = asked, {}
        if width not in self._lines:    # a laying out asks for the same width a hundred times
            self._lines[width] = paint.wrapped(self._text, self.font(), width, LINES)
        return self._lines[width]
