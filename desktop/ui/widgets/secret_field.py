"""Where a code is typed that nobody beside the screen should read."""
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.language import tr
from desktop.ui.tokens import Space
from desktop.ui.widgets.controls import TextField, button


class SecretField(QWidget):
    """A field of dots with "Hiện" beside it: keyboards for Vietnamese change letters unseen."""

    LIMIT = 128

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = TextField(name, limit=self.LIMIT)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
                                       | Qt.InputMethodHint.ImhNoAutoUppercase)
        self._name = name
        self._show = button(tr("Show"), name=tr("Show: {name}", name=name))
        self._show.clicked.connect(lambda: self._turn(shown=self.field.echoMode() == QLineEdit.EchoMode.Password))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.field, 1)
        row.addWidget(self._show)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """Return what is typed."""
        return self.field.text()

    def clear(self) -> None:
        """Empty it, and show dots again."""
        self.field.clear()
        self._turn(shown=False)

    def _turn(self, *, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.setText(tr("Hide") if shown else tr("Show"))
        self._show.setAccessibleName(tr("Hide: {name}", name=self._name) if shown
                                     else tr("Show: {name}", name=self._name))
