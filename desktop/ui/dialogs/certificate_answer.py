"""Ghi kết quả: what the authority answered, with the values that follow from it to correct before saving."""
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.language import tr
from desktop.services import certificate_requests
from desktop.services.certificate_register import Entry, Register
from desktop.services.certificate_states import request_words
from desktop.ui.dialogs.certificate_sheet import CertificateSheet, say_mistyped, values_of
from desktop.ui.records.field_editors import FieldEditor, LineEditor, made_editor
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import clear
from protocol.field import Field, FieldType, JsonValue
from protocol.kinds.certificate import KIND

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

_GRANTED, _TURNED_DOWN = range(2)
_OUTCOME: Final = "outcome"
_WHOLE_DATE: Final = len("2026-11-05")
_REASON: Final = Field(code="reason", label="Reason it was sent back")


class AnswerSheet(CertificateSheet):
    """One request and its answer: granted with these values, or sent back for this reason."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions, share=0.5)
        self._register: Register | None = None
        self._entry: Entry | None = None
        self._fixed: dict[str, JsonValue] = {}    # the state follows from the answer, it is not typed
        self._follow: dict[str, FieldEditor] = {}
        self._typed: dict[str, JsonValue] = {}    # what was corrected by hand, kept over another outcome and Esc
        self.outcome = Choices([tr("Granted"), tr("Sent back")], name=tr("Answer"))
        self.outcome.chosen.connect(lambda _: (self._show(), self._hear_typing()))
        answered = KIND.field("request_answered_on")
        assert answered is not None
        self.answered_on = LineEditor(KIND, answered)
        self.answered_on.left.connect(self._propose_again)
        self.answered_on.edited.connect(lambda: say_mistyped(self.answered_on) and None)
        self.reason = LineEditor(KIND, _REASON)
        for each in (self.answered_on, self.reason):
            each.edited.connect(self._hear_typing)
        self.above.addWidget(self.outcome)
        self.above.addWidget(label(self.answered_on.label, Text.TABLE, soft=True))
        self.above.addWidget(self.answered_on)

    def open(self, register: Register, entry: Entry) -> None:
        """Show the sheet for the open request of a certificate."""
        self._register, self._entry = register, entry
        self.outcome.choose(_GRANTED)
        self.answered_on.show_value(register.day.isoformat(), {})
        self.reason.show_value(None, {})
        self._follow = {}
        self.begin(tr("Answer to the request: {what}", what=request_words(entry.state.request).lower()), entry.name,
                   draft=f"certificate:answer:{entry.id}")
        self._typed = self._keeper.load(f"certificate:answer:{entry.id}")
        if self._typed.get(_OUTCOME) == _TURNED_DOWN:
            self.outcome.choose(_TURNED_DOWN)
        for editor in (self.answered_on, self.reason):
            if raw := self._typed.get(editor.field.code):
                editor.take_draft(raw)
        self._show()
        self.answered_on.input().setFocus()
        self.answered_on.input().selectAll()

    def save(self) -> None:
        """Write the answer, in one step."""
        entry, store = self._entry, self.desk.store
        if entry is None or say_mistyped(self.answered_on):
            return
        answered_on = self.answered_on.value()
        if not isinstance(answered_on, str):
            self.answered_on.say(tr("When was it answered?"))
            self.answered_on.input().setFocus()
            return
        words = tr("Answer noted: {name}.", name=entry.name)
        if self.outcome.at() == _TURNED_DOWN:
            reason = str(self.reason.value() or "")
            self.submit(lambda: certificate_requests.turn_down(store, entry.id, answered_on, reason),
                        lambda asked: self.tell(asked, words))
            return
        typed = values_of(self._follow)
        if typed is not None:
            values = {**self._fixed, **typed}
            self.submit(lambda: certificate_requests.answer(store, entry.id, answered_on, values),
                        lambda asked: self.tell(asked, words))

    def _draft(self) -> dict[str, JsonValue]:
        for each in (self.answered_on, self.reason, *self._follow.values()):
            self._typed.pop(each.field.code, None)
            if each.is_touched():
                self._typed[each.field.code] = each.draft()
        return {**self._typed, _OUTCOME: self.outcome.at()}

    def _show(self) -> None:
        self._draft()    # what was corrected comes back when the outcome does
        self.reason.setParent(None)
        clear(self.lines)
        self._follow = {}
        if self.outcome.at() == _TURNED_DOWN:
            self.lines.addWidget(label(tr("Reason it was sent back"), Text.TABLE, soft=True))
            self.lines.addWidget(self.reason)
            self.reason.show()
            self.lines.addWidget(label(tr("The certificate stays as it is; the reason goes into its note."),
                                       Text.SMALL, wrap=True))
        else:
            self._show_values()
        self.lines.addStretch()
        self.say_save(tr("Note the answer"), may=True)

    def _show_values(self) -> None:
        proposed = self._proposed()
        self._fixed = {code: value for code, value in proposed.items() if code == "status"}
        grid_holder = QWidget()
        grid = QGridLayout(grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for row, (code, value) in enumerate((code, value) for code, value in proposed.items() if code != "status"):
            field = KIND.field(code)
            if field is None or field.type in (FieldType.REFERENCE, FieldType.REFERENCES):
                continue
            editor = made_editor(KIND, field)
            editor.show_value(value, {})
            if raw := self._typed.get(code):
                editor.take_draft(raw)
            editor.edited.connect(self._hear_typing)
            editor.left.connect(self._doubt)
            self._follow[code] = editor
            grid.addWidget(label(editor.label, Text.TABLE, soft=True), row, 0)
            grid.addWidget(editor, row, 1)
        if self._follow:
            self.lines.addWidget(label(tr("What follows from it; correct it by the certificate:"), Text.TABLE,
                                       wrap=True))
        self.lines.addWidget(grid_holder)
        self._doubt()

    def _proposed(self) -> dict[str, JsonValue]:
        answered = self.answered_on.value()
        if self._entry is None or self._register is None:
            return {}
        day = date.fromisoformat(answered) if isinstance(answered, str) and len(answered) == _WHOLE_DATE \
            else self._register.day
        return certificate_requests.answer_proposed(self._entry, day, self._register)

    def _propose_again(self) -> None:
        """Another day of the answer moves what follows from it, where nobody has corrected that by hand."""
        for code, value in self._proposed().items():
            editor = self._follow.get(code)
            if editor is not None and not editor.is_touched():
                editor.show_value(value, {})
        self._doubt()

    def _doubt(self) -> None:
        if self._entry is None or self._register is None or not self._follow:
            return
        values = {code: value for code, editor in self._follow.items()
                  if isinstance(value := editor.value(), (str, int))}
        found = certificate_requests.doubts(self._entry.state.request, values, self._entry.record.fields,
                                            self._register.figures)
        if found:
            self.remark.say(tr("Look again:"), " ".join(found), Tone.WARN)
        else:
            self.remark.clear()
