"""The running program with a window: Qt, the theme, the language, the last resort for what nobody caught."""
import logging
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop import language
from desktop.language import tr
from desktop.settings import ViewSettings
from desktop.ui.garbage import GarbageCollector
from desktop.ui.language import QtWords
from desktop.ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.main_window import MainWindow

FRAME_PX: Final = 40    # the title and the edges that Windows puts round a window, at the most
ICON_AFTER_MS: Final = 300    # the first paint does not wait for it
_log = logging.getLogger(__name__)


def made_qt(view: ViewSettings) -> QApplication:
    """Return the one QApplication, dressed as `view` says."""
    language.install(view.language)
    existing = QApplication.instance()
    qt = existing if isinstance(existing, QApplication) else QApplication(["so-cntt"])
    qt.setApplicationName("so-cntt")
    qt.setApplicationDisplayName(tr("Sổ CNTT"))
    qt.setDesktopFileName("so-cntt")
    if qt.findChild(GarbageCollector) is None:    # the tests keep one application for many windows
        GarbageCollector(qt)
    if qt.findChild(QtWords) is None:
        qt.installTranslator(QtWords(qt))
    apply_theme(qt, text_scale=view.text_scale / 100)
    return qt


def has_room(window: QWidget) -> bool:
    """Return whether `window` and its frame fit beside the taskbar: Windows lays the rest of a window under it."""
    free = window.screen().availableSize()
    return window.width() <= free.width() and window.height() + FRAME_PX <= free.height()


class Application(QObject):
    """Shows the window, and builds it anew when the language changes or a book was restored."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__(qt)
        self._qt = qt
        self._desk: Desk | None = None
        self._window: MainWindow | None = None
        self._is_ending = False
        sys.excepthook = self._last_resort

    def show(self, desk: "Desk", *, minimized: bool = False) -> None:
        """Show a window over `desk`."""
        from desktop.ui.main_window import MainWindow
        former, self._desk = self._window, desk
        window = MainWindow(desk)
        window.text_scale_asked.connect(self._scale)
        window.language_asked.connect(self._speak)
        window.start()
        self._window = window
        if minimized:
            window.showMinimized()
        elif sys.platform == "win32" and not desk.view.geometry and not has_room(window):
            window.resize(window.screen().availableSize() * 0.9)    # what it goes back to
            window.showMaximized()
        else:
            window.show()
        if former is not None:
            former.hide()
            former.deleteLater()
        elif self._qt.windowIcon().isNull():
            QTimer.singleShot(ICON_AFTER_MS, self, self._put_icon)

    def _put_icon(self) -> None:
        from desktop.ui.program_icon import program_icon
        self._qt.setWindowIcon(program_icon())

    def window(self) -> "MainWindow":
        """Return the window that is shown."""
        assert self._window is not None
        return self._window

    def close_window(self) -> None:
        """Take the window away, before its book is closed."""
        if self._window is not None:
            self._window.hide()
            self._window.deleteLater()
            self._window = None
            self._qt.processEvents()

    def run(self) -> int:
        """Return the exit status when the last window was closed."""
        return self._qt.exec()

    def end(self) -> None:
        """Close the window, and with it the program."""
        self._is_ending = True
        if self._window is not None:
            self._window.close()
        self._qt.quit()

    def leave(self) -> None:
        """Close the window if it still stands, and with it what is being typed: the program is ending already."""
        self._is_ending = True
        if self._window is not None and self._window.isVisible():
            self._window.close()

    def _scale(self, per_cent: int) -> None:
        desk = self._desk
        if desk is None or desk.view.text_scale == per_cent:
            return
        desk.view.text_scale = per_cent
        desk.keep_view()
        self._qt.setOverrideCursor(Qt.CursorShape.WaitCursor)
        apply_theme(self._qt, text_scale=per_cent / 100)
        self._qt.restoreOverrideCursor()
        if self._window is not None:
            self._window.after_text_scale()

    def _speak(self, code: str) -> None:
        desk = self._desk
        if desk is None or desk.view.language == code:
            return
        desk.view.language = "en" if code == "en" else "vi"
        language.install(desk.view.language)
        self._qt.setApplicationDisplayName(tr("Sổ CNTT"))
        desk.keep_view()
        # Not inside the click of a button that is about to be deleted with its window.
        QTimer.singleShot(0, self, lambda: self.show(desk))

    def _last_resort(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        """Our own mistakes go to the log; the person reads one sentence, and goes on working."""
        _log.critical("not caught", exc_info=(kind, problem, trace))
        if self._window is None and sys.stderr is not None:
            sys.__excepthook__(kind, problem, trace)
        if self._window is not None and not self._is_ending and not issubclass(kind, KeyboardInterrupt):
            try:
                self._window.show_trouble(problem)
            except Exception:    # noqa: BLE001 - the last resort must not fail itself
                _log.exception("could not say it")
