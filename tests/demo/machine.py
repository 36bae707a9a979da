"""A PC of the demo: a real window over a real book, driven by keys as a person would."""
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.bootstrap import Program, open_or_make
from desktop.services import first_start
from desktop.settings import ViewSettings
from desktop.store import records
from desktop.store.records import Record, Search
from desktop.ui.main_window import MainWindow
from tests.stories.wire import Wire

W = TypeVar("W", bound=QWidget)
PATIENCE_S = 20.0
SIZE = (1366, 768)


class StepFailed(AssertionError):
    """A step of the demo did not come to what it must come to."""


class Machine:
    """A PC with its own profile and its own cable to the province."""

    def __init__(self, name: str, profile: Path, wire: Wire, pictures: Path) -> None:
        self.name, self.wire, self._pictures = name, wire, pictures
        store = open_or_make(profile)
        first_start.name_pc(store, name)
        self.program = Program(profile, store, ViewSettings(), restore=lambda *_: None)
        self.store = store
        self.window = MainWindow(self.program.desk)
        self.window.resize(*SIZE)
        self.window.show()
        self.window.start()
        self.program.go()
        turn(100)

    def close(self) -> None:
        """End the program as a person would."""
        self.window.close()
        turn(1)
        self.program.stop()

    def keys(self, widget: QWidget, text: str) -> None:
        """Type `text` into a field, key by key."""
        self.to_front()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        for letter in text:
            if letter.isascii():
                QTest.keyClick(widget, letter)
            else:    # what UniKey hands over: a letter that is no key
                QApplication.sendEvent(widget, QKeyEvent(
                    QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter))
        turn(30)

    def press(self, key: Qt.Key, widget: QWidget | None = None,
              with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        self.to_front()
        QTest.keyClick(widget or self.window, key, with_)
        turn(30)

    def to_front(self) -> None:
        """Sit down at this PC."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            turn(30)

    def find(self, kind: type[W], name: str = "") -> W:
        """Return the one visible widget of this class, with this accessible name if one is given."""
        found = [each for each in self.window.findChildren(kind)
                 if each.isVisible() and name in ("", each.accessibleName())]
        if len(found) != 1:
            raise StepFailed(f"{self.name}: {len(found)} × {kind.__name__} {name!r}")
        return found[0]

    def until(self, what: str, condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Let the program work until `condition` holds. Raises StepFailed."""
        end = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > end:
                raise StepFailed(f"{self.name}: {what}")
            turn(30)

    def page(self, key: str) -> QWidget:
        """Go to a page and return it."""
        self.window.go(key)
        self.settle()
        page = self.window.page()
        if page is None:
            raise StepFailed(f"{self.name}: no page {key}")
        return page

    def settle(self) -> None:
        """Let tasks end and layouts come to rest."""
        for _ in range(60):
            turn(40)
            if self.program.tasks.idle():
                turn(60)
                if self.program.tasks.idle():
                    return

    def sync(self, *, reaches: bool = True) -> None:
        """Press F5; with `reaches`, wait until the program itself says that everything is sent."""
        self.program.desk.sync.now()
        turn(200)
        if reaches:
            self.until("everything is sent and received",
                       lambda: self.program.desk.sync.view().synced and not self.program.desk.sync.view().waiting)

    def only(self, kind: str, text: str) -> Record:
        """Return the one record of `kind` that `text` finds in this PC's book."""
        found = records.page(self.store.read(), Search(kind=kind, text=text), 0, 5)
        if len(found) != 1:
            raise StepFailed(f"{self.name}: {len(found)} × {kind} {text!r}")
        return found[0]

    def count(self, kind: str) -> int:
        """Return how many records of `kind` this PC's book holds."""
        return records.count(self.store.read(), Search(kind=kind))

    def picture(self, name: str) -> None:
        """Save what the window shows."""
        self.settle()
        image = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        if not image.save(str(self._pictures / f"{name}.png")):
            raise StepFailed(f"{name}.png was not written")


def turn(ms: int) -> None:
    """Turn the event loop for `ms`; threads go on meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
