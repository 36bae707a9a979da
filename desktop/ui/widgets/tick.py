"""A done-mark: a tick when done, a ring when not."""
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.tokens import TONES, Colour, Tone
from desktop.ui.widgets import paint


class Tick(QWidget):
    """Drawn, because the fonts here lack the sign; its accessible name says the same."""

    def __init__(self, done: bool) -> None:
        super().__init__()
        self._done = done
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self._done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(TONES[Tone.GOOD].fill))
            painter.drawEllipse(box)
            paint.paint_tick(painter, box.center(), box.width() * 0.6, TONES[Tone.GOOD].solid)
        else:
            painter.setPen(QPen(QColor(Colour.FIELD_LINE), 1.5))
            painter.drawEllipse(box)
