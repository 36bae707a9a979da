"""Drawing shared by widgets and delegates, so that a chip in a table and one in a form are one chip."""
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from desktop.ui.tokens import KEYCAP_PX, TEXT_PX, TONES, Colour, Size, Space, Text, Tone

_CHIP_PADDING = QSize(9, 1)
_DOT = 6
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def in_order(text: str) -> str:
    """Return `text` without the marks that turn it round: "\u202egnp.exe" must not read as "exe.png"."""
    return text.translate(_TURNING) if not text.isascii() else text


def resized(font: QFont, role: Text, *, beside: Text = Text.BODY, bold: bool = False) -> QFont:
    """Return `font`, which is set for `beside`, at the size of `role`: follows Ctrl + by itself."""
    other = QFont(font)
    other.setPixelSize(max(1, round(font.pixelSize() * TEXT_PX[role] / TEXT_PX[beside])))
    other.setBold(bold)
    return other


def keycap_font(font: QFont) -> QFont:
    """Return the font of a key hint beside a text in the body size."""
    other = QFont(font)
    other.setPixelSize(max(1, round(font.pixelSize() * KEYCAP_PX / TEXT_PX[Text.BODY])))
    return other


def text_height(metrics: QFontMetrics, *, lines: int = 1) -> int:
    """Return the height of `lines` lines. Ắ and Ệ rise 1 px over the ascent that the font reports."""
    return metrics.height() * lines + Space.HAIR


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Return `text` in lines of `width`, at most `most`; the last one holds all that is left, to be elided."""
    from PySide6.QtGui import QTextLayout  # 3 ms that the first window need not pay
    layout = QTextLayout(text, font)
    layout.beginLayout()
    made: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        start = line.textStart()
        if len(made) == most - 1:
            made.append(text[start:])
            break
        made.append(text[start:start + line.textLength()].rstrip())
    layout.endLayout()
    return made


def row_height(font: QFont, *, lines: int = 1) -> int:
    """Return the height of a table row: the text and the air that keeps a list readable."""
    return text_height(QFontMetrics(font), lines=lines) + Space.M


def chip_size(text: str, font: QFont, *, dot: bool = False) -> QSize:
    """Return the size of a chip with all of `text`."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(text) + (_DOT + Space.XS + 1 if dot else 0)
    return QSize(width + 2 * _CHIP_PADDING.width(),
                 text_height(metrics) + 2 * _CHIP_PADDING.height())


def paint_chip(painter: QPainter, rect: QRect, text: str, tone: Tone, font: QFont, *,
               dot: bool = False) -> None:
    """Draw a chip that fills `rect`; text too long for it ends in an ellipsis."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(TONES[tone].fill))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    inner = rect.adjusted(_CHIP_PADDING.width(), 0, -_CHIP_PADDING.width() + 1, 0)
    if dot:
        painter.setBrush(QColor(TONES[tone].ink))
        painter.drawEllipse(QRectF(inner.left(), inner.center().y() - _DOT / 2 + 1, _DOT, _DOT))
        inner.setLeft(inner.left() + _DOT + Space.XS + 1)
    painter.setPen(QColor(TONES[tone].ink))
    painter.setFont(font)
    paint_text(painter, inner, text, Qt.AlignmentFlag.AlignCenter)
    painter.restore()


def paint_text(painter: QPainter, rect: QRect, text: str,
               align: Qt.AlignmentFlag = _LEFT) -> None:
    """Draw one line of `text` with the painter's font and pen, elided to `rect`."""
    shown = painter.fontMetrics().elidedText(in_order(text), Qt.TextElideMode.ElideRight, rect.width())
    # Without DontClip the marks over Ắ, Ệ, Ỗ lose their top row of pixels.
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, shown)


def paint_tick(painter: QPainter, centre: QPointF, side: float, colour: str) -> None:
    """Draw a tick. Noto Sans has no ✓, and a fallback font would change its weight."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), side / 6, Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    path = QPainterPath(centre + QPointF(-0.42, 0.02) * side)
    path.lineTo(centre + QPointF(-0.12, 0.32) * side)
    path.lineTo(centre + QPointF(0.42, -0.34) * side)
    painter.drawPath(path)
    painter.restore()


def keycap_size(keys: str, font: QFont) -> QSize:
    """Return the size of a key hint."""
    metrics = QFontMetrics(font)
    return QSize(metrics.horizontalAdvance(keys) + 2 * Space.XS + 2, metrics.height() + 1)


def paint_keycap(painter: QPainter, rect: QRect, keys: str, font: QFont, colour: QColor) -> None:
    """Draw a key hint such as Ctrl N in `colour`, the frame included."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, keys)
    painter.restore()


def paint_focus_ring(painter: QPainter, rect: QRect) -> None:
    """Draw the ring of keyboard focus just inside `rect`."""
    inset = Size.FOCUS_RING / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(Colour.ACCENT), Size.FOCUS_RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 4, 4)
    painter.restore()
