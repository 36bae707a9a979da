"""The card "Mã mở sổ" of Thiết lập: whether one is set, and honestly what it guards."""
from desktop.language import tr
from desktop.services.opening_code import LOCK_AFTER_S, OpeningState
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card


class OpeningCodeCard(Card):
    """Off until somebody sets it; nothing here presses for it."""

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Opening code"), spacing=Space.S)
        self._desk, self._actions = desk, actions
        self.state = label("", Text.TABLE, wrap=True)
        self.guards = label("", Text.SMALL, wrap=True)
        self.body.addWidget(self.state)
        self.body.addWidget(self.guards)
        self.set = button(tr("Set an opening code…"))
        self.change = button(tr("Change the code…"))
        self.remove = button(tr("Take the code away…"))
        self.lock = KeyButton(tr("Lock now"), "Ctrl+L", is_shortcut=False)
        self.lock.clicked.connect(self._lock)
        buttons = FlowLayout()
        for aim, made in (("set", self.set), ("change", self.change), ("remove", self.remove)):
            made.clicked.connect(lambda _=False, aim=aim: self._ask(aim))
            buttons.addWidget(made)
        buttons.addWidget(self.lock)
        self.body.addLayout(buttons)
        self.show_state(OpeningState(is_set=False, with_key_store=False))

    def show_state(self, state: OpeningState) -> None:
        """Say whether a code is set, and what it does."""
        self.set.setVisible(not state.is_set)
        for each in (self.change, self.remove, self.lock):
            each.setVisible(state.is_set)
        minutes = LOCK_AFTER_S // 60
        if not state.is_set:
            self.state.setText(tr("No code is set: the book opens with the Windows or Linux login."))
            self.guards.setText(tr("Worth it where several persons use this PC under one login. The book then asks for "
                                   "the code when it opens, and locks after {n} minutes without a key or a click.",
                                   n=minutes))
            return
        self.state.setText(tr("A code is set: asked for when the book opens, and after {n} minutes without a key or "
                              "a click. In the seat of a colleague the book does not lock by itself.", n=minutes))
        self.guards.setText(
            tr("Without the code neither a colleague under the same login nor a thief of the disk reads the book: it "
               "lies under the code and a secret in the key store of this login. While it is open, whoever sits here "
               "reads it.") if state.with_key_store else
            tr("This PC has no key store that works: the book lies under the code alone. Whoever copies the folder can "
               "try codes in peace, so take a long one; a copy of the folder made before the code was set stays "
               "readable. While the book is open, whoever sits here reads it."))

    def _ask(self, aim: str) -> None:
        from desktop.ui.dialogs.opening_code import Aim, OpeningCodeSheet
        OpeningCodeSheet(self.window(), self._desk, Aim(aim), self._told).open()

    def _told(self, words: str) -> None:
        from desktop.services import opening_code
        self._actions.say(words, Tone.GOOD)
        self.show_state(opening_code.state(self._desk.profile))

    def _lock(self) -> None:
        lock = getattr(self._actions, "lock", None)
        if callable(lock):
            lock()
