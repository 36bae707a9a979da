"""Ghi đề nghị: for one certificate or many, for officials who have none; and the paper's number, which comes later."""
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import certificate_requests
from desktop.services.certificate_register import Entry, Lacking, Register, text
from desktop.services.certificate_requests import ISSUE, REQUESTS, REVOKE, Asked
from desktop.services.certificate_states import request_words
from desktop.services.value_text import date_text
from desktop.ui.dialogs.certificate_sheet import CertificateSheet, PaperFields
from desktop.ui.records.field_editors import LineEditor
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import clear, rule
from protocol.kinds.certificate import KIND

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class RequestSheet(CertificateSheet):
    """What is asked for, for whom it may be, for whom not and why; written when the person says so."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions)
        self._register: Register | None = None
        self._entries: list[Entry] = []
        self._people: list[Lacking] = []
        self.kinds = Choices([request_words(each) for each in REQUESTS], name=tr("What is asked for"))
        self.kinds.chosen.connect(lambda _: self._show())
        self.above.addWidget(self.kinds)
        self.paper = PaperFields()
        reason = KIND.field("revoke_reason")
        assert reason is not None
        self.reason = LineEditor(KIND, reason)
        self._reason_label = label(self.reason.label, Text.TABLE, soft=True)
        for editor in (self.paper.document, self.paper.sent_on, self.reason):
            self.add_editor(editor)
        for part in (self.paper, self._reason_label, self.reason):
            self.below.addWidget(part)

    def open(self, register: Register, certificates: Sequence[str], people: Sequence[str] = (),
             request: str = "") -> None:
        """Show the sheet for these certificates and officials; `request` is proposed when it is not said."""
        self._register = register
        self._entries = [entry for each in certificates if (entry := register.entry(each)) is not None]
        wanted = set(people)
        self._people = [each for each in register.lacking if each.id in wanted]
        likely = Counter(each for entry in self._entries if (each := certificate_requests.proposed(
            entry, register.day, register.figures)))
        chosen = request or (ISSUE if self._people or not likely else likely.most_common(1)[0][0])
        for at, each in enumerate(REQUESTS):
            self.kinds.group.button(at).setVisible(not self._people or each == ISSUE)
        self.kinds.choose(REQUESTS.index(chosen))
        self.begin(tr("Note a request"),
                   tr("The managing body writes and sends the paper, the book notes it. Its number may come later."),
                   draft="certificate:request")
        self._show()
        self.paper.document.input().setFocus()

    def request(self) -> str:
        """Return what is asked for."""
        return REQUESTS[max(0, self.kinds.at())]

    def save(self) -> None:
        """Write the request on every certificate that may carry it, in one step."""
        paper, register = self.paper.paper(), self._register
        if paper is None or register is None:
            return
        request, reason = self.request(), str(self.reason.value() or "")
        ids, people, store = [each.id for each in self._fit()], [each.id for each in self._people], self.desk.store
        if not ids and not people:
            return
        self.submit(lambda: certificate_requests.ask(store, request, register.day, certificates=ids, people=people,
                                                     paper=paper, reason=reason), self._told)

    def _told(self, asked: Asked) -> None:
        self.tell(asked, trn("{n} request made: {what}.", "{n} requests made: {what}.", asked.count,
                             what=request_words(self.request()).lower()))

    def _fit(self) -> list[Entry]:
        register = self._register
        return [] if register is None else [each for each in self._entries if certificate_requests.verdict(
            each, self.request(), register.day, register.figures).may]

    def _show(self) -> None:
        clear(self.lines)
        register = self._register
        if register is None:
            return
        fit = 0
        for person in self._people:
            self._add(person.name, " · ".join(each for each in (person.title, person.office) if each), "", None)
            fit += 1
        for entry in self._entries:
            judged = certificate_requests.verdict(entry, self.request(), register.day, register.figures)
            fit += judged.may
            ends = text(entry.record, "expires_on")
            told = [text(entry.record, "title"), tr("ends {date}", date=date_text(ends)) if ends else ""]
            why = judged.why
            if judged.instead:
                why += " " + tr("Choose “{request}”.", request=request_words(judged.instead))
            self._add(entry.name, " · ".join(each for each in told if each), why, entry)
        self.lines.addStretch()
        for part in (self._reason_label, self.reason):
            part.setVisible(self.request() == REVOKE)
        total = len(self._people) + len(self._entries)
        words = tr("Note a request") if total == 1 else trn("Note {n} request", "Note {n} requests", fit)
        self.say_save(words, may=fit > 0)

    def _add(self, name: str, detail: str, why: str, entry: Entry | None) -> None:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(ElidedLabel(name, Text.STRONG), 1)
        if why:
            line.addWidget(Chip(tr("not this way"), Tone.WARN))
        elif entry is not None:
            line.addWidget(Chip(entry.state.words, Tone(entry.state.tone)))
        column.addLayout(line)
        if detail:
            column.addWidget(ElidedLabel(detail, Text.SMALL, soft=True))
        if why:
            column.addWidget(label(why, Text.SMALL, wrap=True))
        self.lines.addWidget(made)
        self.lines.addWidget(rule())


class NumberSheet(CertificateSheet):
    """The number and day of a paper, for every request that went with it."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions, share=0.5)
        self._ids: list[str] = []
        self.paper = PaperFields()
        for editor in (self.paper.document, self.paper.sent_on):
            self.add_editor(editor)
        self.above.addWidget(self.paper)

    def open(self, entries: Sequence[Entry]) -> None:
        """Show the sheet for the open requests among these."""
        open_ones = [each for each in entries if each.state.request]
        self._ids = [each.id for each in open_ones]
        one = open_ones[0].record.fields if len(open_ones) == 1 else {}
        self.paper.document.show_value(one.get("request_document"), {})
        self.paper.sent_on.show_value(one.get("request_sent_on"), {})
        self.begin(tr("Number and day of the paper"), tr("For every request that went with this paper."),
                   draft="certificate:number:" + "".join(self._ids[:1]))
        for entry in open_ones:
            self.lines.addWidget(ElidedLabel(entry.name, Text.STRONG))
            self.lines.addWidget(ElidedLabel(" · ".join(each for each in (
                request_words(entry.state.request), text(entry.record, "title")) if each), Text.SMALL, soft=True))
        self.lines.addStretch()
        self.say_save(tr("Save"), may=bool(open_ones))
        self.paper.document.input().setFocus()

    def save(self) -> None:
        """Write the number on all of them, in one step."""
        paper, ids, store = self.paper.paper(), self._ids, self.desk.store
        if paper is not None and (paper.document or paper.sent_on):
            self.submit(lambda: certificate_requests.number(store, ids, paper), lambda asked: self.tell(
                asked, trn("Number written on {n} request.", "Number written on {n} requests.", asked.count)))

