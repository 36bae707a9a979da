"""One choice of several, one under the other, that looks the same at every scale."""
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QStyle, QStyleOptionButton

from desktop.ui.tokens import Colour
from desktop.ui.widgets.controls import shown


class Radio(QRadioButton):
    """A radio button whose ring is drawn: a style sheet would need an image of it for each scale."""

    def __init__(self, text: str) -> None:
        super().__init__(shown(text))
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(Colour.ACCENT if self.isChecked() else Colour.SOFT_INK), 1))
        painter.setBrush(QColor(Colour.ACCENT if self.isChecked() else Colour.CARD))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setBrush(QColor(Colour.ON_ACCENT))
            inner = ring.width() * 0.3
            painter.drawEllipse(ring.adjusted(inner, inner, -inner, -inner))
