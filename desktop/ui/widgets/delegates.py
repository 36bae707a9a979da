"""Table cells drawn by hand: text, chips and ticks. No widget is ever put in a cell."""
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop.ui.tokens import TONES, Colour, Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import plain_tooltip

TONE_ROLE: Final = Qt.ItemDataRole.UserRole + 1         # Tone: draw the text as a chip
SECOND_LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 2  # str: a small line under a bold one
TICK_ROLE: Final = Qt.ItemDataRole.UserRole + 3         # bool: draw a tick instead of the text
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws any cell of a list or a matrix from its roles. Python draws each cell: keep it short."""

    def __init__(self, view: QAbstractItemView, *, centred_from: int = 99) -> None:
        super().__init__(view)
        self._centred_from = centred_from
        self._fonts: tuple[int, QFont, QFont] = (0, QFont(), QFont())    # for which size; small, bold

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect, view = option.rect, option.widget
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(Colour.SELECTED if selected else Colour.CARD))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(Colour.HAIR))
        inner = rect.adjusted(Space.S, 0, -Space.XS, -1)
        centred = index.column() >= self._centred_from
        if centred:
            inner.setLeft(rect.left() + Space.XS)
        self._paint_content(painter, option, index, inner, centred)
        if isinstance(view, QAbstractItemView) and index.row() == view.currentIndex().row():
            self._paint_focus(painter, view, rect, index)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
                  index: Index) -> bool:
        """Show the tooltip as plain text: what stands in a cell was typed on another computer."""
        text = index.data(Qt.ItemDataRole.ToolTipRole)
        if event.type() != QEvent.Type.ToolTip or not text:
            return False
        QToolTip.showText(event.globalPos(), plain_tooltip(str(text)), view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        font, second = option.font, index.data(SECOND_LINE_ROLE)
        return QSize(super().sizeHint(option, index).width(), paint.row_height(font, lines=2 if second else 1))

    def _paint_content(self, painter: QPainter, option: QStyleOptionViewItem, index: Index,
                       inner: QRect, centred: bool) -> None:
        text = index.data()
        text = "" if text is None else str(text)
        if not text:
            return
        small, bold = self._small_and_bold(option.font)
        align = Qt.AlignmentFlag.AlignCenter if centred else (
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if tone := index.data(TONE_ROLE):
            self._paint_chip(painter, inner, text, Tone(tone), small, centred)
        elif centred and index.data(TICK_ROLE):
            paint.paint_tick(painter, inner.toRectF().center(), option.font.pixelSize() * 0.75,
                             TONES[Tone.GOOD].solid)
        elif second := index.data(SECOND_LINE_ROLE):
            self._paint_two_lines(painter, inner, (text, bold), (str(second), small))
        else:
            painter.setFont(option.font)
            painter.setPen(QColor(Colour.INK))
            paint.paint_text(painter, inner, text, align)

    def _small_and_bold(self, font: QFont) -> tuple[QFont, QFont]:
        if self._fonts[0] != font.pixelSize():
            bold = QFont(font)
            bold.setBold(True)
            small = paint.resized(font, Text.SMALL, beside=Text.TABLE)
            self._fonts = (font.pixelSize(), small, bold)
        return self._fonts[1:]

    @staticmethod
    def _paint_chip(painter: QPainter, inner: QRect, text: str, tone: Tone, font: QFont,
                    centred: bool) -> None:
        size = paint.chip_size(text, font)
        rect = QRect(inner.topLeft(), size.boundedTo(inner.size()))
        rect.moveCenter(inner.center())
        if not centred:
            rect.moveLeft(inner.left())
        paint.paint_chip(painter, rect, text, tone, font)

    @staticmethod
    def _paint_two_lines(painter: QPainter, inner: QRect, first: tuple[str, QFont],
                         second: tuple[str, QFont]) -> None:
        (text, bold), (below_text, small) = first, second
        painter.setFont(bold)
        painter.setPen(QColor(Colour.INK))
        line = painter.fontMetrics().height()
        top = inner.top() + (inner.height() - line - QFontMetrics(small).height()) // 2
        paint.paint_text(painter, QRect(inner.left(), top, inner.width(), line), text)
        painter.setFont(small)
        painter.setPen(QColor(Colour.SOFT_INK))
        below = QRect(inner.left(), top + line, inner.width(), painter.fontMetrics().height())
        paint.paint_text(painter, below, below_text)

    @staticmethod
    def _paint_focus(painter: QPainter, view: QAbstractItemView, rect: QRect, index: Index) -> None:
        """A ring round the cell, or along the row where rows are chosen."""
        by_row = view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
        accent = QColor(Colour.ACCENT)
        if by_row and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), accent)
        if not view.hasFocus():
            return
        if by_row:
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, accent)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, accent)
        elif index == view.currentIndex():
            paint.paint_focus_ring(painter, rect)
