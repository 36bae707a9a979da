"""Small sheets over the window: they stop nothing, close with Esc, and give the focus back."""
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.chrome import ResizeWatch
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label


class Overlay(QFrame):
    """A card over `window`: under `anchor` where there is one, else in the middle. Fill `body`."""

    WIDTH = 440

    def __init__(self, window: QWidget, title: str, anchor: QWidget | None = None) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAccessibleName(title)
        self._window, self._anchor = window, anchor
        self._came_from: QWidget | None = None
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        close = button(tr("Close"), "link", name=tr("Close: {title}", title=title))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(label(title, Text.SHEET_TITLE, wrap=True), 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        ResizeWatch(window, self.place, owner=self)
        self.hide()

    def show_over(self) -> None:
        """Show it on top, and remember where the focus was."""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._came_from = focus
        self.show()
        self.place()
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        came_from, self._came_from = self._came_from, None
        try:
            if came_from is not None and came_from.isVisible():
                came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            pass    # it was deleted meanwhile, e.g. a card that was settled

    def place(self) -> None:
        """Put it where it belongs, inside the window whatever the text size."""
        if self.isHidden():
            return
        window = self._window.size()
        scale = self.font().pixelSize() / 14
        width = min(round(self.WIDTH * scale), window.width() - 2 * Space.L)
        self.setFixedWidth(width)
        self.layout().activate()
        wanted = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        height = min(wanted, window.height() - 2 * Space.L)
        if self._anchor is not None and self._anchor.isVisible():
            corner = self._anchor.mapTo(self._window, QPoint(self._anchor.width() - width,
                                                             self._anchor.height() + Space.XS))
            left = max(Space.L, min(corner.x(), window.width() - width - Space.L))
            top = min(corner.y(), window.height() - height - Space.L)
        else:
            left, top = (window.width() - width) // 2, max(Space.L, (window.height() - height) // 3)
        self.setGeometry(left, top, width, height)
