"""A day as one line: what was there, what was slow, what was away, and what nobody measured."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.tokens import TONES, Colour, Size, Tone
from desktop.ui.widgets.labels import plain_tooltip

STATE_COLOURS: Final = {
    "up": TONES[Tone.GOOD].solid, "slow": TONES[Tone.WARN].solid, "unstable": TONES[Tone.WARN].solid,
    "down": TONES[Tone.BAD].solid, "power": Colour.POWER_CUT, "unknown": Colour.UNKNOWN, "not_measured": Colour.TRACK,
}
_LEAST_PX: Final = 3.0      # five minutes of a day are one pixel; an outage is never too short to be seen
_QUIET: Final = ("up", "unknown", "not_measured")


class DayStrip(QWidget):
    """`parts` are (from, until, state) as shares of the day, 0 to 1; `spoken` says the same in words."""

    def __init__(self, parts: Sequence[tuple[float, float, str]], spoken: str) -> None:
        super().__init__()
        self._parts: list[tuple[float, float, str]] = []
        self.setFixedHeight(Size.TIMELINE)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_parts(parts, spoken)

    def show_parts(self, parts: Sequence[tuple[float, float, str]], spoken: str) -> None:
        """Show another day."""
        # What is away is drawn last: it covers the widened edge of what is there, never the other way round.
        self._parts = sorted(parts, key=lambda part: part[2] not in _QUIET)
        self.setAccessibleName(spoken)
        self.setToolTip(plain_tooltip(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, Size.TIMELINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(self.rect()), 2, 2)
        painter.setClipPath(rounded)
        painter.fillRect(self.rect(), QColor(Colour.TRACK))
        for start, end, state in self._parts:
            left, width = start * self.width(), (end - start) * self.width()
            if state not in _QUIET:
                width = max(width, _LEAST_PX)
                left = min(left, self.width() - width)
            painter.fillRect(QRectF(left, 0, width, self.height()), QColor(STATE_COLOURS.get(state, Colour.UNKNOWN)))
