"""A sheet over the right side of a page: it stops nothing, and goes away with Esc."""
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desktop.ui.tokens import Colour, Size
from desktop.ui.widgets.chrome import Page

ROOMY: Final = 36    # heights of a line: from this width on the list stays in sight beside the sheet


class SideSheet(QWidget):
    """An empty sheet; fill `columns`. The list stays in sight at its left.

    Over a view of a page it lies under the header of the page, over the bars of the view: under large text there
    would be little room below them. It comes and goes with the view.
    """
    closed = Signal()    # whenever it goes away, saved or not

    def __init__(self, over: QWidget, below_header: QWidget, *, share: float = 0.82) -> None:
        page = _page_of(over)
        super().__init__(over if page is None else page)
        self._view = over if page is not None else None
        if page is not None:
            over.installEventFilter(self)
            over, below_header = page, page.header
        self._over, self._header, self._share = over, below_header, share
        self._came_from: QWidget | None = None
        self.is_open = self._is_away = False
        self.columns = QHBoxLayout(self)
        self.columns.setContentsMargins(Size.SHEET_SHADOW, 0, 0, 0)
        self.columns.setSpacing(0)
        over.installEventFilter(self)
        self._watch(below_header)
        self.hide()

    def show_over(self, header: QWidget | None = None) -> None:
        """Show the sheet under `header`, over whatever page is shown now."""
        if header is not None and header is not self._header:
            self._watch(header)
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._came_from = focus
        self._place()
        self.is_open = True
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # `is_open`, not `isVisible`: the first show lays out what lies under it, before the sheet counts as visible.
        if event.type() == QEvent.Type.Resize and self.is_open and watched is not self._view:
            self._place()
        elif watched is self._view and self.is_open and self._view is not None:
            if event.type() == QEvent.Type.Hide and self._view.isHidden() and not self.isHidden():
                self._is_away = True    # another view is shown; this one keeps its sheet
                self.hide()
            elif event.type() == QEvent.Type.Show and self._is_away:
                self._is_away = False
                self.show()
                self.raise_()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.is_open:
            return
        self.leave()
        # Going to another page or view, or closing the window, hides it with what is under it: it is still open then.
        if self.isHidden() and not self._is_away:
            self.is_open = False
            self._give_focus_back()
            self.closed.emit()

    def _give_focus_back(self) -> None:
        came_from, self._came_from = self._came_from, None
        try:
            if came_from is not None and came_from.isVisible():
                came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            pass    # it was deleted meanwhile

    def leave(self) -> None:
        """Keep what must not be lost when the sheet goes out of sight; the base has nothing to keep."""

    def paintEvent(self, event: QPaintEvent) -> None:
        # A gradient drawn once; QGraphicsDropShadowEffect would redraw the sheet at every key.
        shade = QLinearGradient(0, 0, Size.SHEET_SHADOW, 0)
        for at, alpha in ((0.0, 0), (0.6, 18), (1.0, 64)):
            colour = QColor(Colour.SHADOW)
            colour.setAlpha(alpha)
            shade.setColorAt(at, colour)
        QPainter(self).fillRect(QRectF(0, 0, Size.SHEET_SHADOW, self.height()), shade)

    def fit(self) -> None:
        """Grow where what is shown now needs more width: large text, a long name."""
        if self.isVisible() and self.minimumSizeHint().width() > self.width():
            self._place()

    def _watch(self, header: QWidget) -> None:
        self._header = header
        header.installEventFilter(self)

    def _place(self) -> None:
        top = self._header.height()
        # Under large text the list behind would show three letters of each line: the sheet takes all the width.
        share = self._share if self._over.width() > ROOMY * self.fontMetrics().height() else 1.0
        wanted = max(round(self._over.width() * share) + Size.SHEET_SHADOW, self.minimumSizeHint().width())
        width = min(wanted, self._over.width())
        self.setGeometry(self._over.width() - width, top, width, self._over.height() - top)


def _page_of(view: QWidget) -> Page | None:
    """Return the page that shows `view` as one of its views; None where it is a page itself, or on none."""
    found, above = None, view.parentWidget()
    while above is not None:
        found, above = above if isinstance(above, Page) else found, above.parentWidget()
    return found
