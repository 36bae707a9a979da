"""The chosen certificate beside its list: its state in words, what is wrong with it, and the one thing to do."""
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services import certificate_requests
from desktop.services.certificate_register import Entry, Register, text
from desktop.services.certificate_states import request_words
from desktop.services.value_text import changed_text, date_text
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.panels import note
from protocol.kinds.certificate import KIND

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_UNDER_WAY = frozenset({"request", "request_document", "request_sent_on", "request_answered_on"})


class CertificatePanel(DetailPanel):
    """A certificate. `register` says what follows from it today."""

    def __init__(self, desk: "Desk", actions: "WindowActions", register: Callable[[], Register | None]) -> None:
        self._register = register
        self.ask = button(tr("Note a request"), "primary")
        self.answer = button(tr("Note the answer"), "primary")
        self.number = button(tr("Number of the paper"))
        self.withdraw = button(tr("Withdraw the request"))
        self.change = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        super().__init__(desk, actions, KIND, buttons=(self.ask, self.answer, self.number, self.change, self.withdraw))

    def entry(self) -> Entry | None:
        """Return what follows from the record that is shown."""
        register = self._register()
        return register.entry(self.record.id) if register is not None and self.record is not None else None

    def title_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return whose it is."""
        person = text(record, "person")
        return titles.get(person, "") or text(record, "holder_name") or text(record, "unit_name") or tr("(no name)")

    def meta_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return when and by whom it was changed; title and serial stand among the facts, whole."""
        return changed_text(record.changed_at or "", titles.get(record.changed_by or "", ""))

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Show the state in words, and only what can be done from there."""
        entry = self.entry()
        if entry is None:
            return
        self._status.setVisible(True)
        self._status.show_state(entry.state.words, Tone(entry.state.tone))
        under_way = bool(entry.state.request)
        self.ask.setVisible(not under_way)
        for each in (self.answer, self.number, self.withdraw):
            each.setVisible(under_way)

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return what is wrong, and what the rule says to do about it."""
        register, entry = self._register(), self.entry()
        if register is None or entry is None:
            return []
        made: list[QWidget] = []
        if entry.state.request:
            made.append(note(tr("{request} asked for", request=request_words(entry.state.request)) + ":",
                             self._paper(record), Tone.INFO))
        if entry.is_left_behind:
            made.append(note(tr("The holder has left."), tr("The certificate is to be revoked."), Tone.BAD))
        elif entry.outdated:
            names = {"name": tr("name"), "title": tr("title"), "unit": tr("unit")}
            made.append(note(tr("Carries what is no longer so:"), ", ".join(names[each] for each in entry.outdated),
                             Tone.WARN))
        likely = certificate_requests.proposed(entry, register.day, register.figures)
        if likely and likely != certificate_requests.REVOKE:
            judged = certificate_requests.verdict(entry, certificate_requests.RENEW, register.day, register.figures)
            why = judged.why if likely == certificate_requests.ISSUE and not judged.may else ""
            made.append(note(tr("To do: {request}.", request=request_words(likely).lower()), why, Tone.INFO))
        return made

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return the fields; the serial and the title too, which other kinds say in their heading."""
        listed: list[tuple[str, str | QWidget]] = []
        for field in self.kind.fields:
            if field.code not in _UNDER_WAY and field.code not in ("person", self.kind.status):
                listed += self._fact(field, record, titles)
        if record.fields.get("request") and record.fields.get("request_answered_on"):
            for code in ("request", "request_document", "request_sent_on", "request_answered_on"):
                field = self.kind.field(code)
                if field is not None:
                    listed += self._fact(field, record, titles)
        return listed

    def _paper(self, record: "Record") -> str:
        number, sent_on = text(record, "request_document"), text(record, "request_sent_on")
        return ", ".join((tr("paper {number}", number=number) if number else tr("no number yet"),
                          tr("sent on {date}", date=date_text(sent_on)) if sent_on else tr("not sent yet")))
