"""A window and the program behind it, over a real book."""
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.bootstrap import Program
from desktop.settings import ViewSettings
from desktop.store.store import Store
from desktop.ui.application import made_qt
from desktop.ui.main_window import MainWindow

PATIENCE_S = 60.0    # of a loaded machine with a book of 10,000 devices


class Opened:
    """A window and the program behind it."""

    def __init__(self, store: Store, view: ViewSettings | None = None) -> None:
        self.store = store
        self.view = view or ViewSettings()
        made_qt(self.view)
        self.program = Program(store.profile, store, self.view, restore=lambda *_: None)
        self.window = MainWindow(self.program.desk)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.start()
        self.window.activateWindow()
        self.settle()

    def page(self, key: str):
        """Return the page `key`, shown and read."""
        self.window.go(key)
        self.settle()
        return self.window.page()

    def settle(self, ms: int = 60) -> None:
        """Return when nothing is under way any more and the layouts have settled."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            wait(ms)
            if self.program.tasks.idle():
                wait(ms)
                if self.program.tasks.idle():
                    return
        raise AssertionError("a task never ended")

    def close(self) -> None:
        self.window.hide()
        self.window.deleteLater()
        wait(1)
        self.program.stop()


def wait(ms: int) -> None:
    """Turn the event loop for `ms`. QTest.qWait would hold the interpreter's lock and starve the threads."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(condition: Callable[[], object], patience_s: float = 15.0) -> None:
    """Turn the event loop until `condition` holds: on a busy PC pages are read a little later."""
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        wait(20)


def press(widget: QWidget, words: str) -> None:
    """Click the button with these words, once it is there and may be pressed."""
    def found() -> list[QPushButton]:
        return [each for each in widget.findChildren(QPushButton) if each.text() == words and each.isEnabled()]

    until(found)
    found()[0].click()
