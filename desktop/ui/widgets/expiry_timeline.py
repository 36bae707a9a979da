"""The twelve months to come and how many certificates end in each: seen at a glance, chosen by click or key."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.language import tr, trn
from desktop.ui.tokens import TONES, Colour, Radius, Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import plain_tooltip

_BAR: Final = 26          # height of the tallest bar
_SOON, _NEAR = 1, 3       # this month is pressing; two more are near


class ExpiryTimeline(QWidget):
    """Bars over the names of months. Left and Right move, Enter or a click chooses, again lets go."""
    chosen = Signal(str)    # yyyy-mm, or "" when the choice was let go

    def __init__(self) -> None:
        super().__init__()
        self._months: tuple[tuple[str, int], ...] = ()
        self._at = 0
        self._month = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("look", Text.SMALL)
        self._tell()

    def show_months(self, months: Sequence[tuple[str, int]]) -> None:
        """Show (yyyy-mm, how many end in it)."""
        self._months = tuple(months)
        self._at = min(self._at, max(0, len(self._months) - 1))
        if self._month not in dict(self._months):
            self._month = ""
        self._tell()
        self.update()

    def month(self) -> str:
        """Return the month that is chosen, "" for none."""
        return self._month

    def let_go(self) -> None:
        """Choose no month, without telling anyone."""
        self._month = ""
        self._tell()
        self.update()

    def keys(self) -> list[tuple[str, str]]:
        """Return what its keys do, for the list of keys (F1)."""
        return [("←  →  Enter", tr("In the months: move, show what ends there"))]

    def words(self, at: int) -> str:
        """Return what one month says: "Tháng 12/2026: 3 chứng thư hết hạn"."""
        month, count = self._months[at]
        said = tr("{month}/{year}", month=month[5:7], year=month[:4])
        return trn("{month}: {n} certificate ends", "{month}: {n} certificates end", count, month=said)

    def sizeHint(self) -> QSize:
        return QSize(480, _BAR + 2 * paint.text_height(self.fontMetrics()) + 2 * Space.XS)

    def minimumSizeHint(self) -> QSize:
        return QSize(12 * self.fontMetrics().horizontalAdvance("00") + 12 * Space.S, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._months:
            self._at = max(0, min(len(self._months) - 1, self._at + step))
            self._tell()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._months:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._month_at(event.position())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._at = at
            self._choose(at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._month_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tooltip(self.words(at) if at >= 0 else ""), self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((count for _, count in self._months), default=0) or 1
        line = paint.text_height(self.fontMetrics())
        # Under large text the months stand alone; the year is in the tooltip.
        has_years = self.width() >= 12 * (self.fontMetrics().horizontalAdvance("00/00") + Space.XS)
        for at, (month, count) in enumerate(self._months):
            room = self._room(at)
            if month == self._month:
                painter.setPen(QColor(Colour.ACCENT))
                painter.setBrush(QColor(Colour.SELECTED))
                painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL)
            painter.setPen(Qt.PenStyle.NoPen)
            floor = room.bottom() - line - Space.HAIR
            height = max(3, round(_BAR * count / most)) if count else 1
            tone = Tone.BAD if at < _SOON else Tone.WARN if at < _NEAR else Tone.INFO
            painter.setBrush(QColor(TONES[tone].solid if count else Colour.UNKNOWN))
            painter.drawRect(QRectF(room.left() + room.width() * 0.25, floor - height, room.width() * 0.5, height))
            if count:
                painter.setPen(QColor(Colour.INK))
                paint.paint_text(painter, QRect(room.left(), floor - height - line, room.width(), line), str(count),
                                 Qt.AlignmentFlag.AlignCenter)
            painter.setPen(QColor(Colour.INK if count else Colour.SOFT_INK))
            paint.paint_text(painter, QRect(room.left(), room.bottom() - line, room.width(), line),
                             f"{month[5:7]}/{month[2:4]}" if has_years else month[5:7], Qt.AlignmentFlag.AlignCenter)
            if self.hasFocus() and at == self._at:
                paint.paint_focus_ring(painter, room)

    def _choose(self, at: int) -> None:
        month = self._months[at][0]
        self._month = "" if month == self._month else month
        self._tell()
        self.update()
        self.chosen.emit(self._month)

    def _room(self, at: int) -> QRect:
        width = self.width() / len(self._months)
        return QRect(round(at * width) + 1, 0, round(width) - 2, self.height())

    def _month_at(self, point: QPointF) -> int:
        return next((at for at in range(len(self._months)) if self._room(at).contains(point.toPoint())), -1)

    def _tell(self) -> None:
        said = [self.words(at) for at, (_, count) in enumerate(self._months) if count]
        self.setAccessibleName(tr("Ends of certificates in the next 12 months"))
        here = self.words(self._at) if self._months else ""
        self.setAccessibleDescription(". ".join([here, *said] if here else said) or tr("None ends in these months"))
