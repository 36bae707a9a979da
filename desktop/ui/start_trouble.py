"""A book that does not open: why, in one sentence, and what helps. Nothing is ever wiped here."""
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.moments import moment
from desktop.ui.tokens import Space, Text
from desktop.ui.troubles import said
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.remark import Remark

_BY_CODE = ("keyring-empty", "wrong-key")
_BY_BACKUP = ("damaged", "no-keys")


def is_seen() -> bool:
    """Return whether a window would be seen by anybody."""
    return QGuiApplication.platformName() not in ("offscreen", "minimal")


class StartTrouble(QWidget):
    """A small window of its own: there is no book behind it."""

    def __init__(self, problem: Exception, *, newest_backup: Path | None, unlock: Callable[[str], None],
                 restore: Callable[[Path], None]) -> None:
        super().__init__()
        words, code = said(problem), getattr(problem, "code", "")
        self._loop = QEventLoop()
        self._unlock, self._restore, self._backup = unlock, restore, newest_backup
        self.setWindowTitle(tr("Sổ CNTT"))
        self.setAccessibleName(words.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.M)
        column.addWidget(label(words.message, Text.STRONG, wrap=True))
        if words.hint:
            column.addWidget(label(words.hint, Text.BODY, soft=True, wrap=True))
        self._remark = Remark()
        row = FlowLayout()
        if code in _BY_CODE:
            self.code = TextField(tr("Recovery code"), tr("Recovery code from the envelope"), limit=80)
            self.code.returnPressed.connect(self._try_code)
            column.addWidget(self.code)
            go = button(tr("Open the book"), "primary")
            go.clicked.connect(self._try_code)
            row.addWidget(go)
        elif code in _BY_BACKUP and newest_backup is not None:
            made = newest_backup.stat().st_mtime_ns // 1_000_000
            go = button(tr("Restore the backup of {time}", time=moment(made)), "primary")
            go.clicked.connect(self._try_backup)
            row.addWidget(go)
        close = button(tr("Close"))
        close.clicked.connect(self.close)
        row.addWidget(close)
        column.addWidget(self._remark)
        column.addLayout(row)
        column.addStretch()
        self.resize(520, 240)

    def ask(self) -> None:
        """Return when the person has closed it or the book is open."""
        self.show()
        self._loop.exec()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._loop.quit()

    def _try_code(self) -> None:
        self._attempt(lambda: self._unlock(self.code.text().strip()))

    def _try_backup(self) -> None:
        backup = self._backup
        if backup is not None:
            self._attempt(lambda: self._restore(backup))

    def _attempt(self, act: Callable[[], None]) -> None:
        self._remark.clear()
        self.setCursor(Qt.CursorShape.WaitCursor)
        try:
            act()
        except Exception as problem:    # noqa: BLE001 - whatever it is, one sentence, and the person may try again
            self._remark.say_trouble(problem)
        else:
            self.close()
        finally:
            self.unsetCursor()
