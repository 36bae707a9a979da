"""Cards, hairlines, notes and the small drawings of the first page."""
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import TEXT_PX, TONES, Colour, Size, Space, Text, Tone
from desktop.ui.widgets.flow import flowing
from desktop.ui.widgets.labels import LeadText, label
from desktop.ui.widgets.read_only import WRITES

_WIDTH = 620    # of the card of an empty page, beside text of the usual size


class Card(QFrame):
    """A white region with a heading; fill `body`, whose parts stand `spacing` apart."""

    def __init__(self, heading: str = "", *, spacing: int = 0) -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.body.setSpacing(spacing)
        self.heading = label(heading, Text.SECTION, wrap=True)
        if heading:
            self.body.addWidget(self.heading)
            if not spacing:
                self.body.addSpacing(Space.M - 2)


class EmptyCard(QWidget):
    """A card in the upper middle of a page that has nothing to show: what is missing, the buttons that bring it."""

    def __init__(self, heading: str, words: str) -> None:
        super().__init__()
        card = self._card = Card(spacing=Space.M)
        self.words = label(words, Text.BODY, soft=True, wrap=True)
        self.body = card.body
        self.body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.body.addWidget(label(heading, Text.SHEET_TITLE, wrap=True))
        self.body.addWidget(self.words)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(card, 8)
        line.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, 2 * Space.XL, Space.L, Space.L)
        outer.addLayout(line)
        outer.addStretch()

    def offer(self, *buttons: QWidget) -> None:
        """Put buttons under the words, in lines; a viewer does not get them."""
        line = flowing(*buttons)
        line.setProperty(WRITES, True)
        self.body.addWidget(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._card.setMaximumWidth(round(_WIDTH * self.font().pixelSize() / TEXT_PX[Text.BODY]))


class Scrolled(QScrollArea):
    """Scrolls `content` up and down when large text needs more height; never sideways.

    `whole`: asks for all the height of `content`, as a sheet that grows with it does.
    `lines`: never lower than so many lines of text, where what is around it scrolls too.
    """

    def __init__(self, content: QWidget, *, whole: bool = False, lines: int = 0) -> None:
        super().__init__()
        self._whole, self._lines = whole, lines
        content.setObjectName("scrolled")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)    # what is inside takes the focus, and is scrolled to
        self.setWidget(content)
        if whole:
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)    # as sizeHint it would be that of the width before
            self.setSizePolicy(policy)
            content.installEventFilter(_Follower(self))

    def heightForWidth(self, width: int) -> int:
        content = self.widget()
        return content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.heightForWidth(self.width())) if self._whole else hint

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        least = self._lines * self.fontMetrics().lineSpacing()
        return QSize(self.widget().minimumSizeHint().width() + bar, max(least, Size.HEADER_HEIGHT))


class _Follower(QObject):
    """Tells what lies around an area that shows all of its content when that has another height: Qt does not."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._area.updateGeometry()
        return False


def bare_column() -> tuple[QWidget, QVBoxLayout]:
    """Return a widget without edges and the close column in it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.S - 2)
    return made, column


def rule() -> QFrame:
    """Return a hairline between rows."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def note(lead: str, text: str, tone: Tone | None = None) -> QFrame:
    """Return a framed remark; None is a white one, which informs without asking for anything."""
    frame = QFrame()
    frame.setObjectName("note")
    frame.setProperty("tone", tone or "plain")
    box = QVBoxLayout(frame)
    box.setContentsMargins(Space.L - 2, Space.M - 2, Space.L - 2, Space.M - 2)
    box.addWidget(LeadText(lead, text))
    frame.setAccessibleName(f"{lead} {text}".strip())
    return frame


class Bar(QWidget):
    """How much of a whole; hatched where less than 80 % is known, so that it promises nothing."""

    def __init__(self, share: float, tone: Tone, *, known: bool = True) -> None:
        super().__init__()
        self._share, self._known = share, known
        self._colour = QColor(TONES[tone].solid)
        self.setFixedHeight(Size.BAR)
        self.setMinimumWidth(80)
        self.setAccessibleName(f"{share:.0%}" if known else tr("not enough data"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded = QPainterPath()
        rounded.addRoundedRect(QRectF(self.rect()), Size.BAR / 2, Size.BAR / 2)
        painter.setClipPath(rounded)
        painter.fillRect(self.rect(), QColor(Colour.TRACK))
        done = QRectF(0, 0, self.width() * self._share, self.height())
        if self._known:
            painter.fillRect(done, self._colour)
        else:
            painter.fillRect(done, QColor(Colour.UNKNOWN))
            painter.fillRect(done, QBrush(QColor(Colour.SOFT_INK), Qt.BrushStyle.BDiagPattern))


def legend(entries: Sequence[tuple[str, str]]) -> QWidget:
    """Return (colour, word) pairs in a row: no colour of a drawing goes unexplained."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S - 2)
    for colour, word in entries:
        square = Swatch(colour)
        row.addWidget(square)
        row.addWidget(label(word, Text.SMALL))
        row.addSpacing(Space.S)
    row.addStretch()
    return made


class Swatch(QWidget):
    """The square of a legend."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = QColor(colour)
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(self.rect(), 2, 2)


def clear(layout: QLayout) -> None:
    """Take everything out of `layout` and let Qt delete it when it is safe."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)


def row(*widgets: QWidget, stretch: bool = True) -> QWidget:
    """Return `widgets` side by side, as one widget without margins."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(Space.S)
    for each in widgets:
        line.addWidget(each)
    if stretch:
        line.addStretch()
    return made
