"""Covers the window when nobody has touched it for a while, or at Ctrl+L, and uncovers it by the Mã mở sổ.

The widgets below are hidden, not deleted: what is being typed stays as it is, and drafts are kept as
always. Exchange with the province goes on. The clipboard is left alone.
"""
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from desktop.language import tr
from desktop.services import opening_code
from desktop.services.opening_code import LOCK_AFTER_S
from desktop.store import setting
from desktop.ui.widgets.chrome import ResizeWatch

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.lock_screen import LockScreen

LOOK_EVERY_MS: Final = 5_000
_TOUCHES: Final = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate})
_log = logging.getLogger(__name__)


class LockKeeper(QObject):
    """Of one window. Does nothing while no code is set."""
    locked = Signal()      # the window is covered
    unlocked = Signal()    # it is as it was

    def __init__(self, window: QWidget, desk: "Desk", *, clock: Callable[[], float] = time.monotonic,
                 wall: Callable[[], float] = time.time) -> None:
        super().__init__(window)
        self._window, self._desk, self._clock, self._wall = window, desk, clock, wall
        self._screen: LockScreen | None = None
        self._covered: list[QWidget] = []
        self._silenced: list[QShortcut] = []
        self._title = ""
        self._handle: QWindow | None = None
        self._touched = (clock(), wall())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def is_locked(self) -> bool:
        """Return whether the window is covered."""
        return self._screen is not None

    def is_set(self) -> bool:
        """Return whether there is a code to open it again."""
        return opening_code.is_set(self._desk.profile)

    def touch(self) -> None:
        """Note that somebody is here."""
        self._touched = (self._clock(), self._wall())

    def look(self) -> None:
        """Lock if nobody has touched the window for long enough; called every few seconds."""
        self._watch()
        if self.is_locked() or self.idle_s() < LOCK_AFTER_S:
            return
        # Colleagues do not know the code, and their seat shows their own things only.
        if setting.text(self._desk.store.read(), setting.SEAT) == "colleague" or not self.is_set():
            self.touch()
            return
        self.lock()

    def idle_s(self) -> float:
        """Return how long nobody has touched the window; a PC that slept counts its sleep."""
        clock, wall = self._touched
        return max(self._clock() - clock, self._wall() - wall)

    def lock(self) -> bool:
        """Cover the window now; return whether there is a code, without which it stays open."""
        if self.is_locked():
            return True
        if not self.is_set():
            return False
        for other in QApplication.topLevelWidgets():    # file dialogs, menus, lists of a box
            if other is not self._window and other.isVisible():
                other.close()
        QToolTip.hideText()
        self._silenced = [each for each in self._window.findChildren(QShortcut) if each.isEnabled()]
        for key in self._silenced:
            key.setEnabled(False)
        self._title = self._window.windowTitle()
        self._window.setWindowTitle(tr("Sổ CNTT"))
        for child in self._children():
            child.installEventFilter(self)
            if not child.isHidden():
                self._covered.append(child)
                child.hide()
        self._window.installEventFilter(self)
        self._screen = self._made_screen()
        self._screen.show()
        self._screen.raise_()
        self._screen.take_focus()
        self.locked.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._handle:
            if event.type() not in _TOUCHES:
                return False
            if self.idle_s() >= LOCK_AFTER_S and not self.is_locked():
                self.look()    # the PC slept, and this very touch woke it
            self.touch()
            return False
        if self._screen is None:
            return False
        if event.type() == QEvent.Type.ShowToParent and isinstance(watched, QWidget) and watched is not self._screen \
                and watched is not self._window:
            # A sheet that was read for while the window was locked: it waits below.
            if watched not in self._covered:
                self._covered.append(watched)
            QTimer.singleShot(0, watched, lambda: self._hide_again(watched))
        elif watched is self._window and event.type() == QEvent.Type.ChildAdded:
            QTimer.singleShot(0, self, self._cover_new)
        return False

    # -- inside ----------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Listen to the window's own handle: input only, not every event of every widget."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)
            self.touch()

    def _made_screen(self) -> "LockScreen":
        from desktop.ui.lock_screen import Gate, LockScreen
        store, profile = self._desk.store, self._desk.profile

        def renew(key: bytes, code: str) -> None:
            if code:
                opening_code.set_code(store, key, code)
            else:
                opening_code.remove(store, key)

        name = setting.text(store.read(), "commune_name")
        screen = LockScreen(
            Gate(open=lambda code: opening_code.key_by_code(profile, code),
                 recover=lambda code: opening_code.key_by_recovery_code(profile, code), renew=renew,
                 seconds_left=lambda: opening_code.seconds_left(profile)), self._desk.tasks, commune=name)
        screen.setParent(self._window)
        screen.setGeometry(self._window.rect())
        screen.opened.connect(lambda _: self._uncover())
        ResizeWatch(self._window, self._fit, owner=screen)
        return screen

    def _fit(self) -> None:
        if self._screen is not None:
            self._screen.setGeometry(self._window.rect())

    def _uncover(self) -> None:
        screen, self._screen = self._screen, None
        if screen is None:
            return
        self._window.removeEventFilter(self)
        for child in self._children():
            child.removeEventFilter(self)
        screen.hide()
        screen.deleteLater()
        for child in self._covered:
            if shiboken6.isValid(child):
                child.show()
        for key in self._silenced:
            if shiboken6.isValid(key):
                key.setEnabled(True)
        self._covered, self._silenced = [], []
        self._window.setWindowTitle(self._title)
        self.touch()
        self.unlocked.emit()

    def _children(self) -> list[QWidget]:
        return [each for each in self._window.children() if isinstance(each, QWidget) and each is not self._screen
                and not each.isWindow()]

    def _hide_again(self, child: QWidget) -> None:
        if self._screen is not None:
            child.hide()

    def _cover_new(self) -> None:
        if self._screen is None:
            return
        for child in self._children():
            if not child.isHidden():
                child.installEventFilter(self)
                self._covered.append(child)
                child.hide()
        self._screen.raise_()
