"""The closed book: one field for the Mã mở sổ; the recovery code for who forgot it. Nothing of the book is here."""
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.background.tasks import Tasks
from desktop.language import tr, trn
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card, Scrolled, row
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.secret_field import SecretField

_WIDTH = 460


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the screen asks for; each runs in a task and raises with a code. Keys are opaque here."""
    open: Callable[[str], bytes]                # the Mã mở sổ
    recover: Callable[[str], bytes]             # the recovery code
    renew: Callable[[bytes, str], object]       # a new Mã mở sổ, "" for none any more
    seconds_left: Callable[[], int]             # until the next try


class LockScreen(QFrame):
    """Covers whatever it is laid over. Three faces (`face`): 0 the code, 1 the recovery code, 2 a new code."""
    opened = Signal(object)    # the key, when the book may be shown

    def __init__(self, gate: Gate, tasks: Tasks, *, commune: str = "", only_recovery: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("The book is locked"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._gate, self._tasks, self._only_recovery = gate, tasks, only_recovery
        self._key = b""
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._tell_wait)
        self._remark = Remark()
        self._faces = (self._code_face(), self._recovery_face(), self._new_face())
        self.face = 0
        card = self._card = Card()
        card.body.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        card.body.setSpacing(Space.S)
        card.body.addWidget(label(tr("The book is locked"), Text.TITLE, wrap=True))
        self._commune = label(commune, Text.TABLE, soft=True, wrap=True)
        self._commune.setVisible(bool(commune))
        card.body.addWidget(self._commune)
        card.body.addSpacing(Space.S)
        for each in (*self._faces, self._remark):
            card.body.addWidget(each)
        inside = QWidget()
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        middle.addStretch(2)
        beside = QHBoxLayout()    # not an alignment: it would cut wrapped text
        beside.addStretch()
        beside.addWidget(card)
        beside.addStretch()
        middle.addLayout(beside)
        middle.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(inside))
        self._turn(1 if only_recovery else 0)
        self._tell_wait()

    def say_trouble(self, problem: BaseException) -> None:
        """Say why the book does not open."""
        self._remark.say_trouble(problem)

    def take_focus(self) -> None:
        """Put the focus where the code is typed."""
        (self.code, self.recovery, self.new)[self.face].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()    # Esc and the rest must not reach what lies below

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = round(_WIDTH * self.font().pixelSize() / 14) if self.font().pixelSize() > 0 else _WIDTH
        self._card.setFixedWidth(max(240, min(wanted, self.width() - 4 * Space.L)))

    # -- faces -----------------------------------------------------------------------------------------

    def _code_face(self) -> QWidget:
        self.code = SecretField(tr("Opening code"))
        self.code.field.returnPressed.connect(self._try_code)
        self._open = button(tr("Open the book"), "primary")
        self._open.clicked.connect(self._try_code)
        forgotten = button(tr("Forgot the code…"), "link")
        forgotten.clicked.connect(lambda: self._turn(1))
        return _face(label(tr("Opening code"), Text.SMALL_STRONG), self.code, row(self._open, forgotten))

    def _recovery_face(self) -> QWidget:
        self.recovery = TextField(tr("Recovery code"), tr("Recovery code from the envelope"), limit=80)
        self.recovery.returnPressed.connect(self._try_recovery)
        self._recover = button(tr("Open by the recovery code"), "primary")
        self._recover.clicked.connect(self._try_recovery)
        back = button(tr("Back"))
        back.clicked.connect(lambda: self._turn(0))
        back.setVisible(not self._only_recovery)
        words = tr("The recovery slip lies in an envelope that the office keeps. Capital or small letters and blanks "
                   "do not matter.")
        return _face(label(words, Text.TABLE, wrap=True), label(tr("Recovery code"), Text.SMALL_STRONG),
                     self.recovery, row(self._recover, back))

    def _new_face(self) -> QWidget:
        self.new, self.again = SecretField(tr("New opening code")), SecretField(tr("Once more"))
        self.new.field.returnPressed.connect(self.again.setFocus)
        self.again.field.returnPressed.connect(self._renew)
        self._set_new = button(tr("Set the new code and open"), "primary")
        self._set_new.clicked.connect(self._renew)
        self._without = button(tr("Open, without a code from now on"))
        self._without.clicked.connect(lambda: self._finish(""))
        made = _face(label(tr("The recovery code is right. Set a new opening code."), Text.TABLE, wrap=True),
                     label(tr("New opening code"), Text.SMALL_STRONG), self.new,
                     label(tr("Once more"), Text.SMALL_STRONG), self.again)
        for each in (self._set_new, self._without):
            made.layout().addWidget(each)
        return made

    def _turn(self, face: int) -> None:
        self._remark.clear()
        self.face = face
        for at, each in enumerate(self._faces):
            each.setVisible(at == face)
        if self.isVisible():
            self.take_focus()

    # -- trying ----------------------------------------------------------------------------------------

    def _try_code(self) -> None:
        code = self.code.text()
        if not code or self._gate.seconds_left() or not self._open.isEnabled():
            self._tell_wait()
            return
        self._busy(is_busy=True)
        self._tasks.run(lambda: self._gate.open(code), self._let_in, self._refuse, owner=self)

    def _try_recovery(self) -> None:
        code = self.recovery.text().strip()
        if code and self._recover.isEnabled():
            self._busy(is_busy=True)
            self._tasks.run(lambda: self._gate.recover(code), self._offer_new, self._refuse, owner=self)

    def _offer_new(self, key: bytes) -> None:
        self._busy(is_busy=False)
        self._key = key
        self.recovery.clear()
        self._turn(2)

    def _renew(self) -> None:
        if self.new.text().strip() != self.again.text().strip():
            self._remark.say(tr("The two codes are not the same."), tr("Type both again."))
            self.again.clear()
            self.new.setFocus()
        elif not self.new.text():
            self.new.setFocus()
        else:
            self._finish(self.new.text())

    def _finish(self, code: str) -> None:
        key = self._key
        self._busy(is_busy=True)
        self._tasks.run(lambda: self._gate.renew(key, code), lambda _: self._let_in(key), self._refuse, owner=self)

    def _let_in(self, key: bytes) -> None:
        self._busy(is_busy=False)
        for each in (self.code, self.new, self.again):
            each.clear()
        self._key = b""
        self.opened.emit(key)

    def _refuse(self, problem: Exception) -> None:
        self._busy(is_busy=False)
        code = getattr(problem, "code", "")
        if code in ("keyring-empty", "older-keys", "no-keys"):
            self._turn(1)
        self._remark.say_trouble(problem)
        if self.face == 0:
            self.code.field.selectAll()
            self._tell_wait()
        self.take_focus()

    def _busy(self, *, is_busy: bool) -> None:
        for each in (self._open, self._recover, self._set_new, self._without):
            each.setEnabled(not is_busy)
        if is_busy:
            self._remark.say(tr("Opening…"), "", Tone.NEUTRAL)
        else:
            self._remark.clear()

    def _tell_wait(self) -> None:
        left = self._gate.seconds_left() if not self._only_recovery else 0
        self.code.setEnabled(not left)
        if self.face == 0:
            self._open.setEnabled(not left)
        if left:
            self._tick.start()
            if self.face == 0:
                self._remark.say(tr("The opening code was wrong too often."), wait_words(left))
        elif self._tick.isActive():
            self._tick.stop()
            self._remark.clear()
            if self.isVisible():
                self.take_focus()


def wait_words(seconds: int) -> str:
    """Return how long to wait, in seconds or minutes."""
    if seconds < 120:
        return trn("Wait {n} second, then type it again.", "Wait {n} seconds, then type it again.", seconds)
    minutes = -(-seconds // 60)
    return trn("Wait {n} minute, then type it again.", "Wait {n} minutes, then type it again.", minutes)


def _face(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.S)
    for each in widgets:
        column.addWidget(each)
    return made
