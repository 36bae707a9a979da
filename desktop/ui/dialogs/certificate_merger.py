"""Rà soát sau sáp nhập: every certificate that carries what is no longer so, with what the rule does with it."""
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import certificate_merger
from desktop.services.certificate_merger import Action, Line
from desktop.services.certificate_register import Register, text
from desktop.ui.dialogs.certificate_sheet import CertificateSheet, PaperFields
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import rule

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class MergerSheet(CertificateSheet):
    """A list with a proposed action each, correctable within the law, done together in one step."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions, share=0.75)
        self._register: Register | None = None
        self.chosen: dict[str, Action] = {}
        self.paper = PaperFields()
        for editor in (self.paper.document, self.paper.sent_on):
            self.add_editor(editor)
        self.below.addWidget(self.paper)

    def open(self, register: Register) -> None:
        """Show what is to be decided."""
        self._register = register
        found = certificate_merger.lines(register)
        self.chosen = {line.entry.id: line.proposed for line in found}
        self.begin(tr("Review after a merger or a change of staff"),
                   tr("By Điều 17 of NĐ 68/2024: same person and post, the information is changed; who left, it is "
                      "revoked; another post or a dissolved unit, it is revoked and a new one issued."),
                   draft="certificate:merger")
        boxes = [self._add(line) for line in found]
        for box in boxes:
            box.ensurePolished()
        widest = max((box.sizeHint().width() for box in boxes), default=0)
        for box in boxes:
            box.setMinimumWidth(widest)    # one column, whatever each may be asked for
        if not found:
            self.lines.addWidget(label(tr("Nothing to decide: every certificate in use carries the names of today."),
                                       Text.TABLE, wrap=True))
        self.lines.addStretch()
        self.paper.setVisible(bool(found))
        self._tell_count()

    def save(self) -> None:
        """Ask for all of it, in one step."""
        paper, register, store = self.paper.paper(), self._register, self.desk.store
        chosen = {id_: action for id_, action in self.chosen.items() if action is not Action.NOTHING}
        if paper is None or register is None or not chosen:
            return
        self.submit(lambda: certificate_merger.apply(store, chosen, register.day, paper), lambda asked: self.tell(
            asked, trn("{n} certificate: request made.", "{n} certificates: requests made.", asked.count)))

    def _add(self, line: Line) -> QuietBox:
        entry = line.entry
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(ElidedLabel(entry.name, Text.STRONG))
        first.addWidget(Chip(entry.state.words, Tone(entry.state.tone)))
        first.addStretch()
        words.addLayout(first)
        carried = dict.fromkeys((text(entry.record, "title"), text(entry.record, "unit_name")))
        carries = " · ".join(each for each in carried if each)
        if carries:
            words.addWidget(ElidedLabel(carries, Text.SMALL, soft=True))
        words.addWidget(label(line.reason, Text.SMALL, wrap=True))
        row.addLayout(words, 1)
        box = QuietBox()
        box.setAccessibleName(tr("What is asked for: {name}", name=entry.name))
        for action in line.may:
            box.addItem(action_words(action), action)
        box.setCurrentIndex(line.may.index(line.proposed))
        box.setEnabled(len(line.may) > 1)
        box.activated.connect(lambda _, box=box: self._choose(entry.id, Action(box.currentData())))
        row.addWidget(box)
        self.lines.addWidget(made)
        self.lines.addWidget(rule())
        return box

    def _choose(self, record_id: str, action: Action) -> None:
        self.chosen[record_id] = action
        self._tell_count()

    def _tell_count(self) -> None:
        count = sum(action is not Action.NOTHING for action in self.chosen.values())
        self.say_save(trn("Note a request for {n} certificate", "Note requests for {n} certificates", count),
                      may=count > 0)


def action_words(action: Action) -> str:
    """Return what an action is called."""
    return {Action.CHANGE: tr("Change the information"), Action.REVOKE: tr("Revoke"),
            Action.REISSUE: tr("Revoke and issue a new one"), Action.NOTHING: tr("Leave as it is")}[action]
