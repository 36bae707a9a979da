"""A form made from a kind, as a sheet over its list. Enter saves, Esc leaves; what is typed is kept.

The draft is written once a second. A save that fails keeps the text; a record that changed elsewhere
meanwhile is told in a note, and what was typed stays typed. The first fields are there at once, the others follow
a few in each turn of the loop; whoever asks for `editors` gets all of them.
"""
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.language import tr
from desktop.services.form_saving import NEW, FormEntry, FormSaved, save_form
from desktop.services.problems import Refused
from desktop.services.typed_values import Mistyped
from desktop.services.value_text import VIETNAM, kind_label, text_of
from desktop.store import records
from desktop.ui.records.candidates import MAY_BE_MADE, candidates
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.field_editors import ChoiceEditor, FieldEditor, editable, made_editor
from desktop.ui.records.form_sheet import FieldsSheet
from desktop.ui.records.problem_words import mistyped_words, problem_words
from desktop.ui.records.reference_editors import ReferenceEditor, ReferencesEditor
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.panels import clear, note
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


class RecordForm(FieldsSheet):
    """The form of one kind. `open` shows a record, `open_new` an empty one."""
    saved = Signal(str)    # the id, after the book holds it

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions",
                 kind: Kind, *, without: frozenset[str] = frozenset()) -> None:
        super().__init__(over, below_header, desk.tasks)
        self.kind, self._desk, self._actions = kind, desk, actions
        self._record: Record | None = None
        self._given: dict[str, JsonValue] = {}    # put into a new form for the person: counts as typed
        self._asked_for: dict[str, JsonValue] = {}    # the same, without what a draft brought along
        self._saving = self._answered = False
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        self._titles: dict[str, str] = {}
        self._texts: dict[str, JsonValue] = {}    # of the draft that was taken up
        self._told: dict[str, JsonValue] = {}
        self._drop: QPushButton | None = None
        self._secret: QWidget | None = None
        self._build([field for field in editable(kind.fields) if field.code not in without])
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
        self._drop = None
        draft = self._keeper.load(f"form:{self.kind.code}:{record.id if record else 'new'}")
        texts, given = draft.get("texts"), draft.get("given")
        self._texts = dict(texts) if with_draft and isinstance(texts, Mapping) else {}
        self._at = str(draft.get("at") or "")
        if self._texts:
            self._given = dict(given) if isinstance(given, Mapping) else {}
        standing = [*(record.fields.values() if record else ()), *self._given.values()]
        wanted = {id_ for value in standing for id_ in _ids(value)}
        self._titles = records.titles(self._desk.store.read(), sorted(wanted))
        self._told = {}
        for editor in self._editors.values():
            self._fill(editor)
        self._hide_secret()
        self.show_over()
        self._scrolled.verticalScrollBar().setValue(0)
        self._editors[self.fields[0].code].input().setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_on()

    def _fill(self, editor: FieldEditor) -> None:
        """Put into an editor what the form was opened with: the record, what was given, what was being typed."""
        code = editor.field.code
        value = self._shown_fields().get(code)
        if code == self.kind.status and isinstance(editor, ChoiceEditor):
            now = value if isinstance(value, str) else None
            editor.offer(((now,) if now else ()) + next_statuses(self.kind, now))
        editor.show_value(self._given.get(code, value), self._titles)
        if code in self._texts and self._texts[code] != editor.draft():
            editor.take_draft(self._texts[code])
            self._tell_draft()

    def _tell_draft(self) -> None:
        """Say once that something was taken up again, and offer to drop it."""
        if self._drop is not None:
            return
        self._drop = button(tr("Drop what was typed"), "link")
        self._drop.clicked.connect(self._drop_draft)
        self._remark(tr("Taken up again:"), tr("what was being typed at {time} and not saved.", time=self._at),
                     Tone.INFO, self._drop)

    def _drop_draft(self) -> None:
        self._keeper.forget()
        self._given = self._asked_for
        self._begin(self._record, with_draft=False)

    def _draft(self) -> dict[str, JsonValue]:
        return {"kind": self.kind.code, "id": self._record.id if self._record else "",
                "title": self._title.text(), "at": datetime.now(VIETNAM).strftime("%H:%M %d/%m/%Y"),
                "given": self._given,
                "texts": {code: text for code, text in self._texts.items() if code not in self._editors} | {
                    code: each.draft() for code, each in self._editors.items() if each.is_touched()}}

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
            if code in wrong and not editor.is_wrong():
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
        if self.kind.code != "device":
            return
        network = self._editors.get("network")
        raw = self._texts.get("network", self._given.get("network", self._shown_fields().get("network")))
        is_secret = (raw if network is None else network.value()) == STANDALONE_SECRET
        for field in self.fields:
            if field.code in HIDDEN_WHEN_SECRET:
                self._body.show_field(field.code, shown=not is_secret)
        if is_secret and self._secret is None:
            self._secret = note(
                tr("Stand-alone PC for secret papers:"),
                tr("its serial number, hardware identifier, MAC, IP and place are not kept in this book, so that the "
                   "book tells nothing about such a PC. The program is never installed on it."), Tone.WARN)
            self._above.addWidget(self._secret)
        if self._secret is not None:
            self._secret.setVisible(is_secret)

    def _heading(self, record: "Record | None") -> str:
        if record is None:
            return tr("Add: {kind}", kind=kind_label(self.kind))
        title = records.title(self._desk.store.read(), record.id)
        return tr("Edit: {title}", title=title)

    # How it looks.

    def _take_in(self, editor: FieldEditor) -> None:
        super()._take_in(editor)
        editor.edited.connect(self._hear_typing)
        editor.left.connect(lambda: self._check(editor))
        if editor.field.code == "network":
            editor.edited.connect(self._hide_secret)
        if self._keeper.key:    # it was opened before this editor was made
            self._fill(editor)

    def _fail_to_build(self, problem: Exception) -> None:
        self.hide()    # what was typed is a draft
        self._actions.show_trouble(problem)

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

def _ids(value: JsonValue) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return [value] if isinstance(value, str) and len(value) == 36 else []
