"""After saving: four lines for Zalo, whom to call, and one click for "told by phone" or "told through Zalo"."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import incident_contacts, incident_reporting, incident_security
from desktop.services.incident_message import zalo_text
from desktop.services.incident_reporting import Reported
from desktop.services.incident_understanding import Understood
from desktop.store import records
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import row

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions


class AfterSaving(QWidget):
    """What one does next with a saved incident."""
    closed = Signal()
    remarked = Signal(str, str)    # lead and text, to be shown above

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self._saved: Reported | None = None
        self._understood = Understood(text="")
        self.copy = button(tr("Copy for Zalo"))
        self.copy.clicked.connect(self.copy_for_chat)
        self.call = button(tr("Whom to call"))
        self.call.clicked.connect(self.tell_whom_to_call)
        self.by_phone = button(tr("by phone"), "small", name=tr("Told by phone"))
        self.by_phone.clicked.connect(lambda: self.mark_told("phone"))
        self.by_chat = button(tr("through Zalo"), "small", name=tr("Told through Zalo"))
        self.by_chat.clicked.connect(lambda: self.mark_told("chat"))
        close = KeyButton(tr("Close"), "Esc", is_shortcut=False)
        close.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(row(Chip(tr("Saved on this computer"), Tone.GOOD), label(tr("Told:"), Text.SMALL),
                             self.by_phone, self.by_chat))
        column.addWidget(row(self.copy, self.call, close))

    def show_saved(self, saved: Reported, understood: Understood, *, told: bool) -> None:
        """Take over a saved incident; `told`: the second button has said already to whom it went."""
        self._saved, self._understood = saved, understood
        for each in (self.by_phone, self.by_chat):
            each.setEnabled(not told)
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_for_chat(self) -> None:
        """Put the four lines on the clipboard."""
        saved, store = self._saved, self._desk.store

        def read() -> str:
            record = records.get(store.read(), saved.id) if saved is not None else None
            return zalo_text(store.read(), record, now_ms=store.clock()) if record is not None else ""

        def copy(text: str) -> None:
            if text:
                QGuiApplication.clipboard().setText(text)
                self._actions.say(tr("Four lines copied, without personal data. Paste them into the Zalo group."))

        self._desk.tasks.latest("incident-zalo", read, copy, self._actions.show_trouble, owner=self)

    def tell_whom_to_call(self) -> None:
        """Show whom to call, the first one first, with the telephones that the book knows."""
        understood, store = self._understood, self._desk.store
        self._desk.tasks.latest("incident-calls", lambda: called(store, understood), lambda words: self.remarked.emit(
            tr("Call in this order:"), "\n" + words if words else tr(
                "no telephone is written down yet; add it under Staff, “In the support team”.")), owner=self)

    def mark_told(self, by: str) -> None:
        """Note that the addressee was told just now."""
        saved, understood, store = self._saved, self._understood, self._desk.store
        if saved is None:
            return

        def write() -> str:
            record = records.get(store.read(), saved.id)
            if record is None:
                return ""
            if understood.security and understood.clock:
                return incident_security.log_sent(store, record, understood.clock[0].what, by=by)
            return incident_reporting.tell(store, record, understood.addressee.team, by=by)

        self._desk.tasks.run(write, self._tell_marked, self._actions.show_trouble, owner=self)

    def _tell_marked(self, group: str) -> None:
        for each in (self.by_phone, self.by_chat):
            each.setEnabled(False)
        words = tr(self._understood.addressee.told)
        self._actions.say(f"{words[:1].upper()}{words[1:]}.", Tone.GOOD, undo_group=group)


def called(store: "Store", understood: Understood) -> str:
    """Return whom to call, a line each; call it in a worker."""
    teams = list(understood.guide.escalate_to) if understood.guide is not None else []
    if understood.security:
        teams = ["cong_an", "lanh_dao"]
    elif understood.addressee.team not in teams:
        teams.insert(0, understood.addressee.team)
    found = incident_contacts.calls(store.read(), teams, system=understood.system.id, device=understood.device.id,
                                    site=understood.site)
    return "\n".join(f"{at}. {each.words()}" for at, each in enumerate(found, start=1))
