"""Labels: always plain text, because names and notes come from other people's computers."""
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from desktop.language import tr
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.paint import in_order

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout


_LONG: Final = re.compile(r"\S{21,}")
_PIECE: Final = re.compile(r"[^\s./@_:;,=&?-]{1,12}[./@_:;,=&?-]*|[./@_:;,=&?-]+")
_MAY_BREAK: Final = "\u200b"


def plain_tooltip(text: str) -> str:
    """Return `text` such that a tooltip shows it as it is: tooltips guess HTML, and have no other switch."""
    if "<" not in text and "&" not in text:
        return text
    from html import escape  # reads two thousand names of letters
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def label(text: str, look: Text = Text.BODY, *, soft: bool = False, wrap: bool = False) -> QLabel:
    """Return a label for `text`; `soft` is for what explains, not for what counts."""
    made = PlainLabel(text)
    made.setProperty("look", look)
    made.setProperty("soft", soft)
    made.setWordWrap(wrap)
    return made


class PlainLabel(QLabel):
    """Shows what it is given as it is: never HTML, never in another order than it was written.

    An address or a number without a blank may be broken where it wraps: it must not widen the window.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._said = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._said = in_order(text)
        super().setText(self._shown())

    def text(self) -> str:
        return self._said

    def setWordWrap(self, on: bool) -> None:
        super().setWordWrap(on)
        super().setText(self._shown())

    def selectedText(self) -> str:
        return super().selectedText().replace(_MAY_BREAK, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.hasSelectedText():
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy")).triggered.connect(self._copy)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        """Copy what is selected as it was written: without the places at which it may be broken."""
        QGuiApplication.clipboard().setText(self.selectedText())

    def _shown(self) -> str:
        if not self.wordWrap() or _LONG.search(self._said) is None:
            return self._said
        return _LONG.sub(lambda run: _MAY_BREAK.join(_PIECE.findall(run[0])), self._said)


class ElidedLabel(PlainLabel):
    """One line that ends in … where there is no room, and then tells the rest in its tooltip."""

    def __init__(self, text: str, look: Text = Text.BODY, *, soft: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setProperty("soft", soft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        least = min(metrics.horizontalAdvance(self.text()), metrics.horizontalAdvance("M…") * 2)
        return QSize(least, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), paint.text_height(self.fontMetrics()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else plain_tooltip(self.text()))

    def setText(self, text: str) -> None:
        super().setText(text)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else plain_tooltip(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        paint.paint_text(painter, self.rect(), " ".join(self.text().split()))


class Chip(PlainLabel):
    """A state in words on its colour. Painted as in tables, so QSS has no say in it."""

    def __init__(self, text: str, tone: Tone, *, dot: bool = False, may_shrink: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone, self._dot, self._may_shrink = tone, dot, may_shrink
        self.setProperty("look", Text.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, tone: Tone) -> None:
        """Say something else."""
        self._tone = tone
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return paint.chip_size(self.text(), self.font(), dot=self._dot)

    def minimumSizeHint(self) -> QSize:
        if not self._may_shrink:
            return self.sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance("MMM…"), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.paint_chip(painter, self.rect(), self.text(), self._tone, self.font(), dot=self._dot)


class LeadText(QWidget):
    """A paragraph whose first words are bold, wrapped as one: QLabel would need HTML for it."""

    def __init__(self, lead: str, text: str) -> None:
        super().__init__()
        self._lead, self._text = in_order(lead), in_order(text)
        self.setProperty("look", Text.SMALL)
        self.setAccessibleName(f"{lead} {text}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, lead: str, text: str) -> None:
        """Say something else."""
        self._lead, self._text = in_order(lead), in_order(text)
        self.setAccessibleName(f"{lead} {text}")
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return all of what is shown."""
        return f"{self._lead} {self._text}".strip()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width).boundingRect().height()) + 2

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, paint.text_height(self.fontMetrics()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        self._laid_out(self.width()).draw(painter, QPointF(0, 1))

    def _laid_out(self, width: int) -> "QTextLayout":
        from PySide6.QtGui import QTextCharFormat, QTextLayout  # 3 ms that the first window need not pay
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, len(self._lead.encode("utf-16-le")) // 2    # Qt counts in UTF-16
        bold.format = QTextCharFormat()
        bold.format.setFontWeight(QFont.Weight.Bold)
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setFormats([bold])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += line.height() * 1.15
        layout.endLayout()
        return layout
