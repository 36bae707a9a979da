"""Buttons and fields. Every one is reached by Tab and shows it."""
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.ui.tokens import COUNTER_FILL, Colour, Size, Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import plain_tooltip


def shown(text: str) -> str:
    """Return `text` for a button: an `&` would be taken as the mark of a mnemonic."""
    return paint.in_order(text).replace("&", "&&")


def takes_enter(sheet: QWidget, event: QKeyEvent, act: Callable[[], object]) -> bool:
    """Return whether `event` was Enter: it presses the button that has the focus, else it does `act`."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    focused = sheet.focusWidget()
    if event.isAutoRepeat():
        return True    # a key that is held down means it once
    if isinstance(focused, QPushButton):
        focused.click()
    else:
        act()
    return True


def button(text: str, kind: str = "plain", *, name: str = "") -> QPushButton:
    """Return a button; kinds: plain, primary, danger, small, choice, link, tab, filter, addFilter.

    `text` is shown as it is, an `&` too; `name` is what a screen reader says instead of it.
    """
    made = (_SteadyButton if kind == "choice" else OnceButton)(shown(text))
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


class OnceButton(QPushButton):
    """A double click is one click: many people double-click everything, and nobody means it twice."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()    # not pressed a second time, and so not released either


class ElidedLink(QPushButton):
    """A link in a line of its own: cut with an ellipsis where there is no room, then told in its tooltip."""

    def __init__(self, text: str, look: Text = Text.BODY, *, name: str = "") -> None:
        super().__init__()
        self._words = " ".join(text.split())
        self.setProperty("kind", "bare")
        self.setProperty("look", look)
        self.setAccessibleName(name or text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._elide()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._words) + Space.XS, paint.text_height(metrics) + 2 * Space.HAIR)

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(min(self.fontMetrics().horizontalAdvance("MMMM…"), wanted.width()), wanted.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self._words) <= self.width() - Space.HAIR
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - Space.HAIR)
        self.setText(shown(self._words if fits else cut))
        self.setToolTip("" if fits else plain_tooltip(self._words))


class KeyButton(OnceButton):
    """A button that shows its key. The text stays a real text, for readers of the screen."""

    def __init__(self, text: str, keys: str, kind: str = "plain", *, is_shortcut: bool = True) -> None:
        super().__init__(shown(text))
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self._keys = keys.replace("+", " ")
        self._shows_hint = True
        self._inset = Space.HAIR if kind == "link" else Space.M    # as far in as the words on the other side
        self._colour = QColor(Colour.ON_ACCENT if kind == "primary" else Colour.SOFT_INK)
        self.setProperty("kind", kind)
        self.setProperty("hint", True)    # QSS aligns it left: the keycap has the right
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if is_shortcut:
            self.setShortcut(QKeySequence(keys))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + (self.hint_room() if self._shows_hint else 0), hint.height())

    def hint_room(self) -> int:
        """Return the width that the key hint takes."""
        return Space.S + self._keycap().width()

    def show_hint(self, shown_: bool) -> None:
        """Show the key hint, or only the words where a row has no room for both."""
        if shown_ != self._shows_hint:
            self._shows_hint = shown_
            self.updateGeometry()
            self.update()

    def shows_hint(self) -> bool:
        """Return whether the key hint is shown."""
        return self._shows_hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._shows_hint:
            return
        size = self._keycap()
        rect = QRect(self.width() - self._inset - size.width(), (self.height() - size.height()) // 2,
                     size.width(), size.height())
        colour = self._colour if self.isEnabled() else QColor(Colour.SOFT_INK)
        paint.paint_keycap(QPainter(self), rect, self._keys, paint.keycap_font(self.font()), colour)

    def hint(self) -> str:
        """Return the key that it shows: "Ctrl P"."""
        return self._keys

    def _keycap(self) -> QSize:
        return paint.keycap_size(self._keys, paint.keycap_font(self.font()))


class NavButton(QPushButton):
    """One line of the navigation, with how many things wait there. `key` names its page."""
    pointed = Signal()    # the mouse came over it

    def __init__(self, key: str, text: str, tone: Tone = Tone.BAD) -> None:
        super().__init__(shown(text))
        self.key = key
        self._words, self._tone = text, tone
        self._count, self._beside, self._spoken = 0, "", ""
        self.setCheckable(True)
        self.setProperty("kind", "nav")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)    # a click shows no ring, Tab does
        self.setAccessibleName(text)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit()

    def count_to(self, count: int, beside: str = "", spoken: str = "") -> None:
        """Show that `count` things wait; 0 shows nothing.

        `beside` are few words in a mark of their own, for what is never added to the number; `spoken` says both.
        """
        if (count, beside, spoken) == (self._count, self._beside, self._spoken):
            return
        self._count, self._beside, self._spoken = count, beside, spoken
        said = spoken or (str(count) if count else "")
        self.setAccessibleName(f"{self._words}, {said}" if said else self._words)
        self.setToolTip(plain_tooltip(spoken))
        self.updateGeometry()
        self.update()

    def count(self) -> int:
        """Return how many things wait."""
        return self._count

    def beside(self) -> str:
        """Return what stands in a mark of its own beside the number."""
        return self._beside

    def sizeHint(self) -> QSize:
        bold = self.font()
        bold.setBold(True)
        hint, words = super().sizeHint(), QFontMetrics(bold).horizontalAdvance(self.text().replace("&&", "&"))
        marks = sum(width + Space.S for width in self._mark_widths())
        return hint.expandedTo(QSize(words + 2 * Space.M + marks, 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._count or self._beside):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(paint.resized(self.font(), Text.SMALL, bold=True))
        height = max(Size.COUNTER, painter.fontMetrics().height())
        right = self.width() - Space.S - 2
        for words, width in zip(self._marks(), self._mark_widths(), strict=True):
            rect = QRect(right - width, (self.height() - height) // 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(COUNTER_FILL[self._tone]))
            painter.drawRoundedRect(rect, height / 2, height / 2)
            painter.setPen(QColor(Colour.ON_NAV))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
            right = rect.left() - Space.XS

    def _marks(self) -> list[str]:
        """Return the words of the marks, from the right."""
        count = str(self._count) if self._count < 1000 else "999+"
        return [*([count] if self._count else []), *([self._beside] if self._beside else [])]

    def _mark_widths(self) -> list[int]:
        metrics = QFontMetrics(paint.resized(self.font(), Text.SMALL, bold=True))
        least = max(Size.COUNTER, metrics.height())
        return [max(least, metrics.horizontalAdvance(words) + Space.M) for words in self._marks()]


class TextField(QLineEdit):
    """A one-line field. Ctrl+Z goes on to the window when there is no typing left to take back."""

    def __init__(self, name: str, placeholder: str = "", *, limit: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        if limit:
            self.setMaxLength(limit)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            idle = (event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()) or (
                event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable())
            if idle:
                event.ignore()
                return True
        return super().event(event)


class SearchField(TextField):
    """A field with its key hint after the placeholder, gone as soon as one types."""

    def __init__(self, placeholder: str, keys: str = "", *, width: int = Size.SEARCH_WIDTH) -> None:
        super().__init__(placeholder.rstrip("…"), placeholder, limit=200)
        self._keys, self._width, self._has_hint = keys.replace("+", " "), width, False
        self.setMinimumWidth(Size.SEARCH_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def whole_width(self) -> int:
        """Return the width in which all of the placeholder is read."""
        return self.fontMetrics().horizontalAdvance(self.placeholderText()) + 2 * Space.M + Space.XS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._keys:
            keycap = paint.keycap_size(self._keys, paint.keycap_font(self.font())).width()
            words = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 2 * Space.M
            self._has_hint = words + keycap + Space.S <= self.width()    # the words count for more
            self.setTextMargins(0, 0, keycap if self._has_hint else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_hint or self.text() or self.hasFocus():
            return
        font = paint.keycap_font(self.font())
        size = paint.keycap_size(self._keys, font)
        rect = QRect(self.width() - Space.S - size.width(), (self.height() - size.height()) // 2,
                     size.width(), size.height())
        paint.paint_keycap(QPainter(self), rect, self._keys, font, QColor(Colour.SOFT_INK))


class Choices(QWidget):
    """A few exclusive choices side by side; arrows move between them, Tab leaves them. `wraps`: in lines."""
    chosen = Signal(int)    # the place of the choice, when a person made it

    def __init__(self, names: Sequence[str], chosen: int = 0, *, name: str = "", wraps: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.group = QButtonGroup(self)
        row = FlowLayout(Space.XS) if wraps else QHBoxLayout()
        self.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for at, words in enumerate(names):
            choice = _SteadyButton(shown(words))
            choice.setAccessibleName(f"{name}: {words}" if name else words)
            choice.setProperty("kind", "choice")
            choice.setCheckable(True)
            choice.setChecked(at == chosen)
            self.group.addButton(choice, at)
            row.addWidget(choice)
        if isinstance(row, QHBoxLayout):
            row.addStretch()
        self.group.idClicked.connect(self.chosen)

    def at(self) -> int:
        """Return the place of what is chosen, -1 for nothing."""
        return self.group.checkedId()

    def choose(self, at: int) -> None:
        """Mark the choice at `at` without telling anyone."""
        self.group.button(at).setChecked(True)


class _SteadyButton(OnceButton):
    """Keeps the width of its bold text, so that choosing moves no neighbour."""

    def sizeHint(self) -> QSize:
        bold = self.font()
        bold.setBold(True)
        from_bold = QFontMetrics(bold).horizontalAdvance(self.text().replace("&&", "&"))
        hint = super().sizeHint()
        return hint.expandedTo(QSize(from_bold + 2 * (Space.M + 1) + 1, hint.height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
