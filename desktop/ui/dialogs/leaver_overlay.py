"""A sheet that is made for one occasion: when it goes out of sight, it is gone. What was typed is kept before."""
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.overlay import Overlay

_KEEP_AFTER_MS: Final = 500    # a pause in typing: not a write for each letter


class PassingSheet(Overlay):
    """An `Overlay` that is deleted once it was closed. A minimized window closes nothing."""

    def __init__(self, window: QWidget, title: str, anchor: QWidget | None = None) -> None:
        super().__init__(window, title, anchor)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_AFTER_MS)
        self._keeping.timeout.connect(self.remember)

    def remember(self) -> None:
        """Keep what is typed and not finished; the base has nothing to keep."""

    def typed(self) -> None:
        """Have what is typed kept after a pause, or when the sheet goes."""
        self._keeping.start()

    def hideEvent(self, event: QHideEvent) -> None:
        if self._keeping.isActive():
            self._keeping.stop()
            self.remember()
        super().hideEvent(event)
        if self.isHidden():
            self.deleteLater()
