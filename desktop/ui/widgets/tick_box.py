"""A check box that looks the same at every scale."""
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from desktop.ui.tokens import Colour
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import shown


class TickBox(QCheckBox):
    """A check box whose tick is drawn: a style sheet would need an image of it for each scale."""

    def __init__(self, text: str, *, name: str = "") -> None:
        super().__init__(shown(text))
        self.setAccessibleName(name or text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(Colour.ACCENT if self.isChecked() else Colour.SOFT_INK), 1))
        painter.setBrush(QColor(Colour.ACCENT if self.isChecked() else Colour.CARD))
        painter.drawRoundedRect(square, 3, 3)
        if self.isChecked():
            paint.paint_tick(painter, square.center(), square.width() * 0.7, Colour.ON_ACCENT)
