"""A form made from a kind, as a sheet over its list. Enter saves, Esc leaves; what is typed is kept.

The draft is written once a second. A save that fails keeps the text; a record that changed elsewhere
meanwhile is told in a note, and what was typed stays typed.
"""
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.form_saving import NEW, FormEntry, FormSaved, save_form
from desktop.services.problems import Refused
from desktop.services.typed_values import Mistyped
from desktop.services.value_text import VIETNAM, kind_label, text_of
from desktop.store import records
from desktop.ui.records.candidates import MAY_BE_MADE, candidates
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.field_editors import ChoiceEditor, FieldEditor, editable, made_editor
from desktop.ui.records.form_body import FormBody
from desktop.ui.records.problem_words import mistyped_words, problem_words
from desktop.ui.records.reference_editors import ReferenceEditor, ReferencesEditor
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import Scrolled, clear, note
from protocol.conditions import next_statuses
from protocol.field import Field, FieldType, JsonValue, element_key
from protocol.kind import Kind
from protocol.kinds.device import HIDDEN_WHEN_SECRET, STANDALONE_SECRET
from protocol.validation import Problem, check_record

if TYPE_CHECKING:
    from desktop.store.changes import Changes
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordForm(SideSheet):
    """The form of one kind. `open` shows a record, `open_new` an empty one."""
    saved = Signal(str)    # the id, after the book holds it

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions",
                 kind: Kind, *, without: frozenset[str] = frozenset()) -> None:
        super().__init__(over, below_header)
        self.kind, self._desk, self._actions = kind, desk, actions
        self._record: Record | None = None
        self._given: dict[str, JsonValue] = {}    # put into a new form for the person: counts as typed
        self._asked_for: dict[str, JsonValue] = {}    # the same, without what a draft brought along
        self._saving = self._answered = False
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        self.editors: dict[str, FieldEditor] = {field.code: self._made(field) for field in editable(kind.fields)
                                                if field.code not in without}
        self._lay_out()
        for editor in self.editors.values():
            editor.edited.connect(self._hear_typing)
            editor.left.connect(lambda editor=editor: self._check(editor))
        if "network" in self.editors:
            self.editors["network"].edited.connect(self._hide_secret)
        desk.news.changed.connect(self._hear_news)

    # What the page asks.

    def open_new(self, preset: Mapping[str, JsonValue] | None = None) -> None:
        """Show an empty form with the values of `preset` in it: they are saved with it, unless a person clears them.

        What was being typed in an empty form comes back as it was left, with what was put in then.
        """
        self._given = self._asked_for = dict(preset or {})
        self._begin(None)

    def open(self, record_id: str) -> None:
        """Show a record as it stands now; what is saved later is judged against this moment."""
        self._given = self._asked_for = {}
        self._begin(records.get(self._desk.store.read(), record_id))

    def save(self) -> None:
        """Save what was touched, or say beside the fields what is wrong."""
        if self._saving:
            return
        values = self._checked()
        if values is None:
            return
        if self._record is not None and not values:
            self._keeper.forget()
            self.hide()
            return
        self._keeper.keep_if_due()
        self._saving = True
        self._save.setEnabled(False)
        entry = FormEntry(kind=self.kind.code, id=self._record.id if self._record else None, values=values,
                          seen=self._record.sight if self._record else None, answered=self._answered,
                          draft=self._keeper.key)
        self._desk.tasks.run(lambda: save_form(self._desk.store, entry), self._done, self._failed, owner=self)

    # What happens meanwhile.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
                Qt.KeyboardModifier.ControlModifier):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.save()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """Keep what is typed, unless it has just been saved."""
        if not self._saving:
            self._keeper.keep_if_due()

    def _begin(self, record: "Record | None", *, with_draft: bool = True) -> None:
        self._record, self._answered = record, False
        self._free()
        self._title.setText(self._heading(record))
        clear(self._notes)
        wanted = {id_ for value in (record.fields.values() if record else ()) for id_ in _ids(value)}
        titles = records.titles(self._desk.store.read(), sorted(wanted))
        self._told = {}
        for code, editor in self.editors.items():
            value = record.fields.get(code) if record else None
            if code == self.kind.status and isinstance(editor, ChoiceEditor):
                now = value if isinstance(value, str) else None
                editor.offer(((now,) if now else ()) + next_statuses(self.kind, now))
            editor.show_value(value, titles)
        draft = self._keeper.load(f"form:{self.kind.code}:{record.id if record else 'new'}")
        given = draft.get("given")
        if with_draft and draft.get("texts"):
            self._given = dict(given) if isinstance(given, Mapping) else {}
        for code, value in self._given.items():
            self.editors[code].show_value(value, records.titles(self._desk.store.read(), _ids(value)))
        if with_draft:
            self._take_draft(draft)
        self._hide_secret()
        self.show_over()
        self._scrolled.verticalScrollBar().setValue(0)
        next(iter(self.editors.values())).input().setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_draft(self, draft: Mapping[str, JsonValue]) -> None:
        texts = draft.get("texts")
        kept = {code: raw for code, raw in (texts if isinstance(texts, Mapping) else {}).items()
                if code in self.editors and raw != self.editors[code].draft()}
        if not kept:
            return
        for code, raw in kept.items():
            self.editors[code].take_draft(raw)
        drop = button(tr("Drop what was typed"), "link")
        drop.clicked.connect(self._drop_draft)
        self._remark(tr("Taken up again:"),
                     tr("what was being typed at {time} and not saved.", time=draft.get("at", "")), Tone.INFO, drop)

    def _drop_draft(self) -> None:
        self._keeper.forget()
        self._given = self._asked_for
        self._begin(self._record, with_draft=False)

    def _draft(self) -> dict[str, JsonValue]:
        return {"kind": self.kind.code, "id": self._record.id if self._record else "",
                "title": self._title.text(), "at": datetime.now(VIETNAM).strftime("%H:%M %d/%m/%Y"),
                "given": self._given,
                "texts": {code: each.draft() for code, each in self.editors.items() if each.is_touched()}}

    def _hear_typing(self) -> None:
        self._answered = False
        if not self._saving:
            self._keeper.typed()

    def _checked(self, *, named_by_itself: str = "") -> dict[str, JsonValue] | None:
        """Return what was touched, None where something is wrong: then it is said beside the field.

        `named_by_itself` is a field that gets its value when it is left empty.
        """
        values, first_wrong = self._touched()
        default: dict[str, JsonValue] = {named_by_itself: values.get(named_by_itself) or "–"} if named_by_itself else {}
        first_wrong = self._check_all({**values, **default}) or first_wrong
        if first_wrong is None:
            return values
        first_wrong.input().setFocus()
        self._scrolled.ensureWidgetVisible(first_wrong)
        return None

    def _touched(self) -> tuple[dict[str, JsonValue], FieldEditor | None]:
        """Return the flat values that a person changed, and the first editor whose text cannot be read."""
        values: dict[str, JsonValue] = {}
        wrong: FieldEditor | None = None
        for code, editor in self.editors.items():
            if not self._body.is_shown(code):
                for gone in (code, "reading"):    # of a PC for secret papers nothing of this is kept
                    if self._record is not None and self._record.fields.get(gone) is not None:
                        values[gone] = None
                continue
            if not editor.is_touched() and not (self._record is None and code in self._given):
                if self._record is None and editor.field.required:
                    values[code] = None
                continue
            value = editor.value()
            if isinstance(value, Mistyped):
                editor.say(mistyped_words(value))
                wrong = wrong or editor
            elif editor.field.is_set:
                values |= self._element_changes(code, value)
            else:
                values[code] = value
        return values, wrong

    def _check_all(self, values: Mapping[str, JsonValue]) -> FieldEditor | None:
        """Say beside every field what the kind refuses; return the first of them."""
        plain = {key: value for key, value in values.items() if NEW not in key and not str(value).startswith(NEW)}
        _, problems = check_record(self.kind, plain, new=self._record is None,
                                   before=self._record.flat if self._record else None)
        wrong = {each.field.partition(".")[0]: each for each in problems
                 if not each.is_question and each.code != "not-for-secret-pc"}
        first = None
        for code, editor in self.editors.items():
            if code in wrong and not editor.problem.text():
                editor.say(problem_words(self.kind, wrong[code]))
                first = first or editor
        return first

    def _element_changes(self, code: str, value: JsonValue) -> dict[str, JsonValue]:
        before = set(_ids(self._record.fields.get(code)) if self._record else ())
        after = set(_ids(value))
        return {element_key(code, id_): True for id_ in sorted(after - before)} | {
            element_key(code, id_): None for id_ in sorted(before - after)}

    def _check(self, editor: FieldEditor) -> None:
        value = editor.value() if editor.is_touched() else None
        if isinstance(value, Mistyped):
            editor.say(mistyped_words(value))

    def _done(self, saved: FormSaved) -> None:
        self._keeper.rest()
        self.hide()
        self._saving = False
        words = tr("Saved on this computer.") if saved.changed else tr("Nothing had to be changed.")
        self._actions.say(words, Tone.GOOD, undo_group=saved.group)
        self.saved.emit(saved.id)

    def _failed(self, problem: Exception) -> None:
        self._free()
        if not isinstance(problem, Refused):
            self._actions.show_trouble(problem)    # the text stays in the form, and in the draft
            return
        first: FieldEditor | None = None
        for each in problem.problems:
            editor = self.editors.get(each.field.partition(".")[0])
            if editor is None or not self._body.is_shown(editor.field.code):
                self._remark("", problem_words(self.kind, each), Tone.BAD)
                continue
            editor.say(problem_words(self.kind, each))
            first = first or editor
        if first is not None:
            first.input().setFocus()
            self._scrolled.ensureWidgetVisible(first)
        if all(each.is_question for each in problem.problems):
            self._ask(problem.problems)

    def _ask(self, questions: tuple[Problem, ...]) -> None:
        anyway = button(tr("It is none – save"))
        anyway.clicked.connect(self._save_anyway)
        self._remark(tr("Is this a password or a PIN?"),
                     tr("Passwords and PINs are never kept in this book. Take it out, then save."),
                     Tone.WARN, anyway)

    def _save_anyway(self) -> None:
        self._answered = True
        self.save()

    def _free(self) -> None:
        self._saving = False
        self._save.setEnabled(True)

    def _hear_news(self, changes: "Changes") -> None:
        if (self._record is None or self._saving or self.isHidden()
                or (self.kind.code, self._record.id) not in changes.records):
            return
        reader = self._desk.store.read()
        now = records.get(reader, self._record.id)
        if now is None:
            return
        moved = [code for code in self.editors if now.fields.get(code) != self._shown_fields().get(code)]
        titles = records.titles(reader, sorted({id_ for code in moved for id_ in _ids(now.fields.get(code))}))
        kept = []
        for code in moved:
            editor = self.editors[code]
            if editor.is_touched():
                kept.append(f"{editor.label}: {text_of(self.kind, editor.field, now.fields.get(code), titles) or '–'}")
            else:
                editor.show_value(now.fields.get(code), titles)
        self._told |= {code: now.fields.get(code) for code in moved}
        if now.deleted and not self._record.deleted:
            self._remark(tr("Deleted elsewhere:"), tr("saving shows the record again for a choice."), Tone.WARN)
        if kept:
            self._remark(tr("Just changed elsewhere, what is typed here stays:"), "; ".join(kept), Tone.WARN)
        elif moved:
            names = ", ".join(self.editors[code].label for code in moved)
            self._remark(tr("Just changed elsewhere:"), names, Tone.INFO)

    def _shown_fields(self) -> dict[str, JsonValue]:
        return (dict(self._record.fields) if self._record else {}) | self._told

    def _hide_secret(self) -> None:
        network = self.editors.get("network")
        if network is None or self.kind.code != "device":
            self._secret.hide()
            return
        is_secret = network.value() == STANDALONE_SECRET
        for code in HIDDEN_WHEN_SECRET & self.editors.keys():
            self._body.show_field(code, shown=not is_secret)
        self._secret.setVisible(is_secret)

    def _heading(self, record: "Record | None") -> str:
        if record is None:
            return tr("Add: {kind}", kind=kind_label(self.kind))
        title = records.title(self._desk.store.read(), record.id)
        return tr("Edit: {title}", title=title)

    # How it looks.

    def _made(self, field: Field) -> FieldEditor:
        if field.type not in (FieldType.REFERENCE, FieldType.REFERENCES):
            return made_editor(self.kind, field)
        cls = ReferencesEditor if field.type is FieldType.REFERENCES else ReferenceEditor
        return cls(self.kind, field, self._offer, may_add=field.target in MAY_BE_MADE)

    def _offer(self, kind: str, text: str, bring: "object") -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"pick-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)

    def _remark(self, lead: str, text: str, tone: Tone, *actions: QWidget) -> None:
        frame = note(lead, text, tone)
        for action in actions:
            frame.layout().addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        self._notes.addWidget(frame)
        frame.show()

    def _lay_out(self) -> None:
        self._told: dict[str, JsonValue] = {}
        sheet = QFrame()
        sheet.setObjectName("sheetBody")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        self._title = ElidedLabel("", Text.SHEET_TITLE)
        column.addWidget(self._title)
        column.addWidget(label(tr("Do not enter secret information, passwords or PINs."), Text.SMALL, wrap=True))
        self._secret = note(
            tr("Stand-alone PC for secret papers:"),
            tr("its serial number, hardware identifier, MAC, IP and place are not kept in this book, so that the "
               "book tells nothing about such a PC. The program is never installed on it."), Tone.WARN)
        column.addWidget(self._secret)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(Space.S)
        column.addLayout(self._notes)
        self._body = FormBody(self.editors)
        self._scrolled = Scrolled(self._body)
        column.addWidget(self._scrolled, 1)
        self._save = KeyButton(tr("Save"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(self.save)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        footer = QHBoxLayout()
        footer.setSpacing(Space.S)
        footer.addWidget(self._save)
        footer.addWidget(leave)
        footer.addWidget(ElidedLabel(tr("What is typed is kept, also after Esc."), Text.SMALL, soft=True), 1)
        column.addLayout(footer)
        self.columns.addWidget(sheet)


def _ids(value: JsonValue) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return [value] if isinstance(value, str) and len(value) == 36 else []
