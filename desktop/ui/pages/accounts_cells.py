"""Draws the cells of the matrix: all that must be drawn in one go, each kind of cell once as a picture.

A delegate is asked cell by cell, with an index and options made for each: a large screen shows 600 cells, and the
window was held for 25 ms. Pictures laid side by side take a tenth of that.
"""
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QToolTip

from desktop.ui.models.matrix_looks import Look
from desktop.ui.models.matrix_table import MatrixTable
from desktop.ui.tokens import TONES, Colour, Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.delegates import Index
from desktop.ui.widgets.labels import plain_tooltip

_MOST_PICTURES = 400


class Cells(QStyledItemDelegate):
    """Draws `Look`s; and shows tooltips, which is all that the table asks of a delegate."""

    def __init__(self, view: QTableView, model: MatrixTable) -> None:
        super().__init__(view)
        self._view, self._matrix = view, model
        self._pictures: dict[tuple[Look, int], tuple[QPixmap, float, float]] = {}
        self._drawn_for: tuple[int, float] = (0, 0.0)    # size of the text, pixels of the screen to one of ours
        self._small = QFont()
        self._grounds = (QColor(Colour.CARD), QColor(Colour.SELECTED), QColor(Colour.HAIR))

    def draw(self, painter: QPainter, region: QRegion) -> None:
        """Draw the part of the table that lies in `region` of the viewport."""
        self._look_at_sizes()
        for rect in region:
            self._draw(painter, rect)
        current = self._view.currentIndex()
        if current.isValid() and self._view.hasFocus():
            ring = self._view.visualRect(current)
            if region.intersects(ring):
                paint.paint_focus_ring(painter, ring)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
                  index: Index) -> bool:
        """Show the tooltip as plain text."""
        text = index.data(Qt.ItemDataRole.ToolTipRole)
        if event.type() != QHelpEvent.Type.ToolTip or not text:
            return False
        QToolTip.showText(event.globalPos(), plain_tooltip(str(text)), view)
        return True

    def _draw(self, painter: QPainter, rect: QRect) -> None:
        view, look = self._view, self._matrix.look
        card, selected, hair = self._grounds
        painter.fillRect(rect, card)
        columns = _spans(rect.left(), rect.right(), view.columnAt, view.columnViewportPosition, view.columnWidth,
                         self._matrix.columnCount())
        rows = _spans(rect.top(), rect.bottom(), view.rowAt, view.rowViewportPosition, view.rowHeight,
                      self._matrix.rowCount())
        if not columns or not rows:
            return
        for span in view.selectionModel().selection():
            left, right = max(span.left(), columns[0][0]), min(span.right(), columns[-1][0])
            top, bottom = max(span.top(), rows[0][0]), min(span.bottom(), rows[-1][0])
            if left <= right and top <= bottom:
                x, y = columns[left - columns[0][0]][1], rows[top - rows[0][0]][1]
                last, lowest = columns[right - columns[0][0]], rows[bottom - rows[0][0]]
                painter.fillRect(x, y, last[1] + last[2] - x, lowest[1] + lowest[2] - y, selected)
        whole = columns[-1][1] + columns[-1][2] - columns[0][1]
        pictures, ratio = self._pictures, self._drawn_for[1]
        # A picture that begins between two pixels of the screen is blurred; whole ratios have none between.
        is_whole = ratio == int(ratio)
        for row, top, height in rows:
            painter.fillRect(columns[0][1], top + height - 1, whole, 1, hair)
            for column, left, width in columns:
                shown = look(row, column)
                known = pictures.get((shown, width))
                if known is None:
                    known = self._picture(shown, width, height)
                picture, room, tall = known
                x, y = left + (width - room) // 2, top + (height - tall) // 2
                if is_whole:
                    painter.drawPixmap(int(x), int(y), picture)
                else:
                    painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), picture)

    def _look_at_sizes(self) -> None:
        font = self._view.font()
        wanted = (font.pixelSize(), self._view.devicePixelRatioF())
        if wanted != self._drawn_for or len(self._pictures) > _MOST_PICTURES:
            self._drawn_for = wanted
            self._small = paint.resized(font, Text.SMALL, beside=Text.TABLE)
            self._pictures.clear()

    def _picture(self, look: Look, width: int, height: int) -> tuple[QPixmap, float, float]:
        font, ratio = self._view.font(), self._drawn_for[1]
        side = font.pixelSize()
        if look.is_tick:
            size = QSize(side + 2, side + 2)
        elif look.tone is None:
            size = QSize(width, height - 1)
        else:
            size = paint.chip_size(look.words, self._small).boundedTo(QSize(width - 2 * Space.HAIR, height))
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        rect = QRect(0, 0, size.width(), size.height())
        if look.is_tick:
            paint.paint_tick(painter, QPointF(size.width() / 2, size.height() / 2), side * 0.75,
                             TONES[Tone.GOOD].solid)
        elif look.tone is None:
            painter.setFont(font)
            painter.setPen(QColor(Colour.SOFT_INK))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, look.words)
        else:
            paint.paint_chip(painter, rect, look.words, look.tone, self._small)
        painter.end()
        made = self._pictures[look, width] = (picture, size.width(), size.height())
        return made


def _spans(first: int, last: int, at: object, position: object, size: object,
           count: int) -> list[tuple[int, int, int]]:
    """Return (section, where it begins, how long it is) of what lies between two places of the viewport."""
    begin, end = at(first), at(last)    # type: ignore[operator]
    if begin < 0:
        return []
    end = end if end >= 0 else count - 1
    return [(section, position(section), size(section)) for section in range(begin, end + 1)]    # type: ignore[operator]
