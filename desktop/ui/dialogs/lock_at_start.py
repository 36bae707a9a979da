"""The window before the window: a book with a Mã mở sổ is asked for it when the program starts."""
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background.tasks import Tasks
from desktop.language import tr
from desktop.services import opening_code
from desktop.store.errors import Damaged, StoreError
from desktop.store.store import Store
from desktop.ui.lock_screen import Gate, LockScreen

OpenBook = Callable[[bytes], Store]


class LockAtStart(QWidget):
    """Ends with an open book, or with None when the person closes it."""

    def __init__(self, profile: Path, tasks: Tasks, *, open_: OpenBook, open_anew: OpenBook,
                 only_recovery: bool = False) -> None:
        """`open_anew` opens the book whatever keys.json says, after the recovery code was right."""
        super().__init__()
        self._loop = QEventLoop()
        self._profile, self._tasks = profile, tasks
        self._open, self._open_anew = open_, open_anew
        self.store: Store | None = None
        self.damage: StoreError | None = None    # the code was right, but the book needs its backup
        self.key: bytes | None = None            # then the key, for that backup
        self.setWindowTitle(tr("Sổ CNTT"))
        self.setAccessibleName(tr("Sổ CNTT"))
        self.screen_ = LockScreen(
            Gate(open=self._by_code, recover=lambda code: opening_code.key_by_recovery_code(profile, code),
                 renew=self._renew, seconds_left=lambda: opening_code.seconds_left(profile)),
            tasks, only_recovery=only_recovery)
        self.screen_.opened.connect(lambda _: self.close())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.screen_)
        self.resize(680, 460)

    def ask(self, *, minimized: bool = False) -> Store | None:
        """Return the open book, None if the person closed the window."""
        if minimized:
            self.showMinimized()
        else:
            self.show()
        if self.store is None:
            self._loop.exec()
        return self.store

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._loop.quit()

    def _by_code(self, code: str) -> bytes:
        key = opening_code.key_by_code(self._profile, code)
        try:
            self.store = self._open(key)
        except Damaged as problem:
            self.damage, self.key = problem, key    # said, with the way out, in a window of its own
        return key

    def _renew(self, key: bytes, code: str) -> None:
        store = self._open_anew(key)
        try:
            if code:
                opening_code.set_code(store, key, code)
            else:
                opening_code.remove(store, key)
        except BaseException:
            store.close()    # it is opened again with the next try
            raise
        self.store = store
