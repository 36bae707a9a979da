"""Small sheets over the window: they stop nothing, close with Esc, and give the focus back."""
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGradient,
    QHideEvent,
    QKeySequence,
    QLinearGradient,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QRadialGradient,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import Colour, Radius, Size, Space, Text
from desktop.ui.widgets.chrome import ResizeWatch
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label

_DARKEST: Final = 34    # of 255, at the edge of the card
_FALLS: Final = 5       # the light comes from above


class Overlay(QFrame):
    """A card over `window`: under `anchor` where there is one, else in the middle. Fill `body`."""

    WIDTH = 440

    def __init__(self, window: QWidget, title: str, anchor: QWidget | None = None) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAccessibleName(title)
        self._window, self._anchor = window, anchor
        self._came_from: QWidget | None = None
        self._shade: _Shade | None = None
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        close = button(tr("Close"), "link", name=tr("Close: {title}", title=title))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(label(title, Text.SHEET_TITLE, wrap=True), 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        ResizeWatch(window, self.place, owner=self)
        self.hide()

    def show_over(self) -> None:
        """Show it on top, and remember where the focus was."""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._came_from = focus
        self.show()
        self.place()
        self.raise_()
        self._cast_shade()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._cast_shade()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()    # what it holds came, went or grew
        return done

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._cast_shade()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cast_shade()

    def _cast_shade(self) -> None:
        if self.isHidden():
            return
        if self._shade is None:
            self._shade = _Shade(self._window)
            self.destroyed.connect(self._shade.deleteLater)
        self._shade.setGeometry(self.geometry().adjusted(-Size.SHEET_SHADOW, -Size.SHEET_SHADOW,
                                                         Size.SHEET_SHADOW, Size.SHEET_SHADOW))
        self._shade.show()
        self._shade.stackUnder(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._shade is not None and self.isHidden():
            self._shade.hide()
        came_from, self._came_from = self._came_from, None
        try:
            if came_from is not None and came_from.isVisible():
                came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            pass    # it was deleted meanwhile, e.g. a card that was settled

    def place(self) -> None:
        """Put it where it belongs, inside the window whatever the text size."""
        if self.isHidden():
            return
        window = self._window.size()
        scale = self.font().pixelSize() / 14
        width = min(round(self.WIDTH * scale), window.width() - 2 * Space.L)
        self.setFixedWidth(width)
        self.layout().activate()
        wanted = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        height = min(wanted, window.height() - 2 * Space.L)
        if self._anchor is not None and self._anchor.isVisible():
            corner = self._anchor.mapTo(self._window, QPoint(self._anchor.width() - width,
                                                             self._anchor.height() + Space.XS))
            left = max(Space.L, min(corner.x(), window.width() - width - Space.L))
            top = min(corner.y(), window.height() - height - Space.L)
        else:
            left, top = (window.width() - width) // 2, max(Space.L, (window.height() - height) // 3)
        self.setGeometry(left, top, width, height)


class _Shade(QWidget):
    """What a card casts on the page under it: without it the words of both run into one another."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        # Eight fills; thirty rings took 12 ms, and QGraphicsDropShadowEffect would redraw the card at every key.
        edge, reach = Size.SHEET_SHADOW, Radius.CARD + Size.SHEET_SHADOW - _FALLS
        card = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        if card.adjusted(Radius.CARD, Radius.CARD, -Radius.CARD, -Radius.CARD).contains(QRectF(event.rect())):
            return    # under the card: a caret that blinks on it
        inner = card.translated(0, _FALLS).adjusted(Radius.CARD, Radius.CARD, -Radius.CARD, -Radius.CARD)
        painter = QPainter(self)
        for x, y in ((-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)):
            corner = QPointF(inner.right() if x > 0 else inner.left(), inner.bottom() if y > 0 else inner.top())
            shade = _faded(QRadialGradient(corner, reach) if x and y else
                           QLinearGradient(corner, corner + QPointF(x * reach, y * reach)))
            painter.fillRect(QRectF(corner.x() - (reach if x < 0 else 0), corner.y() - (reach if y < 0 else 0),
                                    reach if x else inner.width(), reach if y else inner.height()), shade)
        painter.end()


def _faded(shade: QGradient) -> QGradient:
    """Return `shade`, darkest up to the edge of the card and gone at its own end."""
    edge = Radius.CARD / (Radius.CARD + Size.SHEET_SHADOW - _FALLS)
    for at in (0.0, 0.25, 0.5, 0.75, 1.0):
        colour = QColor(Colour.SHADOW)
        colour.setAlpha(round(_DARKEST * (1 - at) ** 2))
        shade.setColorAt(edge + (1 - edge) * at, colour)
    return shade
