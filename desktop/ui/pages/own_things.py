"""What a colleague sees: their own machines, accounts and signatures, and the incidents they reported. To read."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import certificate_states, roles
from desktop.services.certificate_states import CertificateState
from desktop.services.roles import OwnThings
from desktop.services.value_text import choice_label, date_text, datetime_text, short_text_of
from desktop.store import records
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.models.tones import choice_tone
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import Card, Scrolled, clear, note, rule
from desktop.ui.widgets.turning import TurningRow
from protocol.catalogue import KINDS

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store

_TOP = Qt.AlignmentFlag.AlignTop
Seen = tuple[str, OwnThings, dict[str, CertificateState]]
"""The name of the person, what is theirs, and the states of the signatures by id."""


class OwnThingsPage(Page):
    """Two columns of cards; every machine has its "Báo sự cố"."""
    key = "own"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Machines & accounts"))
        self._desk, self._actions = desk, actions
        self._seen: Seen | None = None
        self._devices, self._incidents = Card(tr("Machines in use")), Card(tr("Incidents reported"))
        self._accounts, self._certificates = Card(tr("Accounts")), Card(tr("Digital signatures"))
        self._lines = {card: _lines_of(card) for card in (self._devices, self._incidents, self._accounts,
                                                           self._certificates)}
        content = QWidget()
        halves = [QWidget(), QWidget()]
        for half, cards in zip(halves, ((self._devices, self._incidents), (self._accounts, self._certificates)),
                               strict=True):
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.M)
            for card in cards:
                column.addWidget(card)
            column.addStretch()
        outer = QVBoxLayout(content)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.M)
        outer.addWidget(note(tr("Something does not work?"),
                             tr("“Report incident” (Ctrl+N) takes one line as one speaks; the focal point sees it.")))
        outer.addWidget(TurningRow(*halves, share=1, lines=32))
        outer.addStretch()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Scrolled(content))

    def refresh(self, changes: object | None = None) -> None:
        """Read again, in another thread."""
        store = self._desk.store
        self._desk.tasks.latest("own-things", lambda: _read(store), self._show, self._actions.show_trouble, owner=self)

    def _show(self, seen: Seen) -> None:
        if seen == self._seen:
            return
        self._seen = seen
        name, own, self._states = seen
        self.subtitle.setText(name)
        self._fill(self._devices, own.devices, own, tr("No machine names this person as user or custodian yet."))
        self._fill(self._incidents, own.incidents, own, tr("Nothing reported yet."))
        self._fill(self._accounts, own.accounts, own, tr("No account is noted yet."))
        self._fill(self._certificates, own.certificates, own, tr("No digital signature is noted."))

    def _fill(self, card: Card, listed: "tuple[Record, ...]", own: OwnThings, nothing: str) -> None:
        lines = self._lines[card]
        clear(lines)
        if not listed:
            lines.addWidget(label(nothing, Text.TABLE, soft=True, wrap=True))
        for at, record in enumerate(listed):
            if at:
                lines.addWidget(rule())
            lines.addWidget(self._line(record, own))

    def _line(self, record: "Record", own: OwnThings) -> QWidget:
        kind = KINDS[record.kind]
        title, detail = _title(record, own), _detail(record, own)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, Space.XS, 0, Space.XS)
        column.setSpacing(Space.HAIR)
        first, second = QHBoxLayout(), QHBoxLayout()
        for each in (first, second):
            each.setSpacing(Space.M)
            column.addLayout(each)
        first.addWidget(label(title, Text.STRONG, wrap=True), 1)
        if detail or record.kind == "device":
            second.addWidget(label(detail, Text.SMALL, wrap=True), 1)
        status = kind.field(kind.status) if kind.status else None
        code = record.fields.get(kind.status) if status is not None else None
        state = self._states.get(record.id)
        if state is not None:
            first.addWidget(Chip(state.words, Tone(state.tone)), 0, _TOP)
        elif status is not None and code:
            first.addWidget(Chip(choice_label(kind, status, str(code)),
                                 choice_tone(kind.code, status.code, code) or Tone.NEUTRAL), 0, _TOP)
        if record.kind == "device":
            report = button(tr("Report incident"), "small", name=f"{tr('Report incident')}: {title}")
            report.clicked.connect(lambda: self._actions.report_incident(device=record.id))
            second.addWidget(report)
        return made


def _read(store: "Store") -> Seen:
    db, day = store.read(), vietnam_now().date()
    who = roles.me(db)
    own, figures = roles.own_things(db, who), certificate_states.reminders(db, day)
    return (records.title(db, who) if who else "", own,
            {each.id: certificate_states.state_of(each.fields, day, figures) for each in own.certificates})


def _title(record: "Record", own: OwnThings) -> str:
    if record.kind == "account":
        return own.titles.get(str(record.fields.get("system") or "")) or tr("(no name)")
    if record.kind == "certificate":
        kind = KINDS["certificate"]
        said = [short_text_of(kind, field, record.fields.get(code), own.titles)
                for code in ("kind", "provider") if (field := kind.field(code)) is not None]
        return " · ".join(filter(None, said)) or own.titles.get(record.id) or tr("(no name)")
    return own.titles.get(record.id) or tr("(no name)")


def _detail(record: "Record", own: OwnThings) -> str:
    fields = record.fields
    if record.kind == "incident":
        return datetime_text(str(fields["detected_at"])) if fields.get("detected_at") else ""
    if record.kind == "certificate":
        ends = tr("ends {date}", date=date_text(str(fields["expires_on"]))) if fields.get("expires_on") else ""
        return " · ".join(filter(None, (ends, str(fields.get("carrier_number") or ""))))
    if record.kind == "account":
        return str(fields.get("login") or "")
    return " · ".join(filter(None, (str(fields.get("location") or ""), own.titles.get(str(fields.get("office") or ""),
                                                                                   ""))))


def _lines_of(card: Card) -> QVBoxLayout:
    lines = QVBoxLayout()
    lines.setSpacing(Space.XS)
    card.body.addLayout(lines)
    return lines
