"""What a person adds to a reading: a name, a code, the office, who answers for the machine and who uses it."""
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.typed_values import Mistyped
from desktop.store.records import Record
from desktop.ui.desk import Desk
from desktop.ui.records.candidates import MAY_BE_MADE, candidates
from desktop.ui.records.field_editors import FieldEditor, made_editor
from desktop.ui.records.problem_words import mistyped_words, problem_words
from desktop.ui.records.reference_editors import ReferenceEditor, ReferencesEditor
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from protocol.field import FieldType, JsonValue, element_key
from protocol.kinds import device
from protocol.problem import Problem

CODES: Final = ("name", "asset_code", "office", "location", "custodian", "users")


class Beside(QWidget):
    """A few fields of a device, as its form has them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: Record | None = None
        self.editors: dict[str, FieldEditor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(label(tr("People and place"), Text.SECTION))
        for code in CODES:
            editor = self._made(code)
            self.editors[code] = editor
            column.addSpacing(Space.XS)
            column.addWidget(label(editor.label, Text.SMALL))
            column.addWidget(editor)
        column.addStretch()

    def show_record(self, record: Record | None, titles: Mapping[str, str], *, name: str) -> None:
        """Put in what the record says; a new one is offered `name`."""
        self._record = record
        for code, editor in self.editors.items():
            value = record.fields.get(code) if record is not None else name if code == "name" else None
            editor.show_value(value, dict(titles))

    def draft(self) -> dict[str, JsonValue]:
        """Return what a person typed, as it stands."""
        return {code: editor.draft() for code, editor in self.editors.items() if editor.is_touched()}

    def take_draft(self, texts: JsonValue) -> None:
        """Put typed text back in."""
        for code, raw in (texts.items() if isinstance(texts, Mapping) else ()):
            if code in self.editors:
                self.editors[code].take_draft(raw)

    def values(self) -> tuple[dict[str, JsonValue], FieldEditor | None]:
        """Return the flat values that a person changed, and the first editor whose text cannot be read."""
        flat: dict[str, JsonValue] = {}
        wrong: FieldEditor | None = None
        for code, editor in self.editors.items():
            is_new_name = self._record is None and code == "name"
            if not editor.is_touched() and not is_new_name:
                continue
            value = editor.value()
            if isinstance(value, Mistyped):
                editor.say(mistyped_words(value))
                wrong = wrong or editor
            elif is_new_name and not value:
                editor.say(problem_words(device.KIND, Problem(field=code, code="required")))
                wrong = wrong or editor
            elif editor.field.is_set:
                flat |= self._members(code, value)
            else:
                flat[code] = value
        return flat, wrong

    def say(self, problem: Problem) -> bool:
        """Say what is wrong beside its field; return whether there is such a field."""
        editor = self.editors.get(problem.field.partition(".")[0])
        if editor is not None:
            editor.say(problem_words(device.KIND, problem))
            editor.input().setFocus()
        return editor is not None

    def _members(self, code: str, value: JsonValue) -> dict[str, JsonValue]:
        standing = self._record.fields.get(code) if self._record is not None else None
        before = {str(each) for each in standing} if isinstance(standing, (list, tuple)) else set()
        after = {str(each) for each in value} if isinstance(value, (list, tuple)) else set()
        return {element_key(code, each): True for each in sorted(after - before)} | {
            element_key(code, each): None for each in sorted(before - after)}

    def _made(self, code: str) -> FieldEditor:
        field = device.KIND.field(code)
        assert field is not None
        if field.type not in (FieldType.REFERENCE, FieldType.REFERENCES):
            return made_editor(device.KIND, field)
        made = ReferencesEditor if field.type is FieldType.REFERENCES else ReferenceEditor
        return made(device.KIND, field, self._offer, may_add=field.target in MAY_BE_MADE)

    def _offer(self, kind: str, text: str, bring: Callable[..., object]) -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"machine-pick-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)
