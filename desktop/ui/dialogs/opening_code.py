"""Sets, changes or takes away the Mã mở sổ. The former one is asked for; the recovery code helps at the lock."""
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services import opening_code
from desktop.ui.desk import Desk
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.secret_field import SecretField


class Aim(StrEnum):
    """What the sheet is opened for."""
    SET = "set"
    CHANGE = "change"
    REMOVE = "remove"


class OpeningCodeSheet(Overlay):
    """Made anew each time: nothing typed stays in it."""

    WIDTH = 480

    def __init__(self, window: QWidget, desk: Desk, aim: Aim, on_done: Callable[[str], object]) -> None:
        titles = {Aim.SET: tr("Set an opening code"), Aim.CHANGE: tr("Change the opening code"),
                  Aim.REMOVE: tr("Open without a code from now on")}
        super().__init__(window, titles[aim])
        self._desk, self._aim, self._on_done = desk, aim, on_done
        self.former = SecretField(tr("Opening code of now"))
        self.new, self.again = SecretField(tr("New opening code")), SecretField(tr("Once more"))
        self._remark = Remark()
        if aim is not Aim.REMOVE:
            self.body.addWidget(label(tr("At least 6 characters; figures alone may be guessed. It is not the password "
                                         "of Windows and not the one of a token."), Text.SMALL, wrap=True))
        shown = [self.former] if aim is not Aim.SET else []
        shown += [self.new, self.again] if aim is not Aim.REMOVE else []
        for each, after in zip(shown, [*shown[1:], None], strict=True):
            self.body.addWidget(label(each.field.accessibleName(), Text.SMALL_STRONG))
            self.body.addWidget(each)
            each.field.returnPressed.connect(after.setFocus if after is not None else self._go)
        for each in (self.former, self.new, self.again):
            each.setParent(each.parentWidget() or self)
            each.setVisible(each in shown)
        if aim is not Aim.REMOVE:
            self.body.addWidget(label(tr("Forgotten: the recovery code from the envelope opens the book, and a new "
                                         "code is set."), Text.SMALL, wrap=True))
        self.body.addWidget(self._remark)
        self._button = button({Aim.SET: tr("Set the code"), Aim.CHANGE: tr("Change the code"),
                               Aim.REMOVE: tr("Take the code away")}[aim], "primary")
        self._button.clicked.connect(self._go)
        leave = button(tr("Leave it"))
        leave.clicked.connect(self.hide)
        self.body.addWidget(row(self._button, leave))
        self._first = shown[0]

    def open(self) -> None:
        """Show it over the window."""
        self.show_over()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden():
            for each in (self.former, self.new, self.again):
                each.clear()
            self.deleteLater()

    def _go(self) -> None:
        store, former, new = self._desk.store, self.former.text(), self.new.text()
        if self._aim is not Aim.REMOVE and new.strip() != self.again.text().strip():
            self._say(tr("The two codes are not the same."), tr("Type both again."))
            self.again.clear()
            self.new.setFocus()
            return
        acts: dict[Aim, Callable[[], None]] = {
            Aim.SET: lambda: opening_code.set_first(store, new),
            Aim.CHANGE: lambda: opening_code.change(store, former, new),
            Aim.REMOVE: lambda: opening_code.take_away(store, former)}
        self._button.setEnabled(False)
        self._remark.clear()
        self._desk.tasks.run(acts[self._aim], lambda _: self._done(), self._refuse, owner=self)

    def _done(self) -> None:
        self.hide()
        self._on_done({Aim.SET: tr("The opening code is set. Ctrl+L locks the book."),
                       Aim.CHANGE: tr("The opening code was changed."),
                       Aim.REMOVE: tr("The book opens without a code again.")}[self._aim])

    def _refuse(self, problem: Exception) -> None:
        self._button.setEnabled(True)
        self._remark.say_trouble(problem)
        self.place()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, lead: str, more: str) -> None:
        self._remark.say(lead, more, Tone.BAD)
        self.place()
