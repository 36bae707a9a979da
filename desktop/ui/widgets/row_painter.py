"""Whole rows of a list drawn at once: one background a row, texts and chips from a cache.

Drawing cell by cell through a delegate cost 0.2 ms a cell in Python, 30 ms for a screen of 16 rows; what a
list shows repeats itself, and laying out a text is most of drawing it. But to keep a laid-out text costs twice
as much as to draw it once: only one that is drawn again is kept so. While somebody types, most are not.
"""
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPixmap, QStaticText

from desktop.ui.tokens import Colour, Space, Text, Tone
from desktop.ui.widgets import paint

KEPT: Final = 3_000    # drawn texts and chips; some 2 MB


class RowPainter:
    """Draws rows in the font of one table. Made anew when the font or the screen's scale changes."""

    def __init__(self, font: QFont, scale: float) -> None:
        self.font, self.scale = QFont(font), scale
        self._metrics = QFontMetrics(self.font)
        self._ascent = QFontMetricsF(self.font).ascent()
        self._small = paint.resized(self.font, Text.SMALL, beside=Text.TABLE)
        self._texts: OrderedDict[tuple[str, int], str | QStaticText] = OrderedDict()    # cut to fit; laid out
        self._chips: OrderedDict[tuple[str, Tone, int], QPixmap] = OrderedDict()
        self._card, self._selected = QColor(Colour.CARD), QColor(Colour.SELECTED)
        self._hair, self._ink = QColor(Colour.HAIR), QColor(Colour.INK)
        self._accent = QColor(Colour.ACCENT)

    def fits(self, font: QFont, scale: float) -> bool:
        """Return whether this painter still draws as the table looks."""
        return font == self.font and scale == self.scale

    def row(self, painter: QPainter, rect: QRect, cells: Sequence[tuple[int, int, str, Tone | None]], *,
            selected: bool) -> None:
        """Draw one row in `rect`: each cell is (left, width, text, tone); with a tone it is a chip."""
        painter.fillRect(rect, self._selected if selected else self._card)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._hair)
        top, height = rect.top(), rect.height() - 1
        below = top + (height - self._metrics.height()) // 2
        painter.setFont(self.font)
        painter.setPen(self._ink)
        for left, width, text, tone in cells:
            if not text:
                continue
            room = width - Space.S - Space.XS
            if tone is None:
                self._draw(painter, QPoint(left + Space.S, below), text, room)
            else:
                chip = self._chip(text, tone, room)
                size = chip.deviceIndependentSize().toSize()
                painter.drawPixmap(left + Space.S, top + (height - size.height()) // 2, chip)

    def mark_current(self, painter: QPainter, rect: QRect, *, has_focus: bool) -> None:
        """Draw the bar of the current row, and the ring of keyboard focus along it."""
        painter.fillRect(rect.left(), rect.top(), 3, rect.height(), self._accent)
        if has_focus:
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, self._accent)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._accent)

    def _draw(self, painter: QPainter, at: QPoint, text: str, width: int) -> None:
        kept = self._texts.get((text, width))
        if kept is None:
            shown = self._metrics.elidedText(paint.in_order(text), Qt.TextElideMode.ElideRight, width)
            _keep(self._texts, (text, width), shown)
            painter.drawText(QPointF(at) + QPointF(0, self._ascent), shown)
            return
        self._texts.move_to_end((text, width))
        if isinstance(kept, str):
            kept = self._texts[text, width] = self._laid_out(kept)
        painter.drawStaticText(at, kept)

    def _laid_out(self, text: str) -> QStaticText:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(font=self.font)
        return made

    def _chip(self, text: str, tone: Tone, room: int) -> QPixmap:
        kept = self._chips.get((text, tone, room))
        if kept is not None:
            self._chips.move_to_end((text, tone, room))
            return kept
        wanted = paint.chip_size(text, self._small)
        size = QSize(max(1, min(wanted.width(), room)), wanted.height())
        made = QPixmap(size * self.scale)
        made.setDevicePixelRatio(self.scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        paint.paint_chip(painter, QRect(QPoint(0, 0), size), text, tone, self._small)
        painter.end()
        _keep(self._chips, (text, tone, room), made)
        return made


def _keep(kept: OrderedDict[Any, Any], key: tuple[object, ...], made: object) -> None:
    kept[key] = made
    if len(kept) > KEPT:
        kept.popitem(last=False)
