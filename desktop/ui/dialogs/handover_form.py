"""The sheet on which a hand-over is written: both parties, when, why, and the devices below."""
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import handing_over
from desktop.services.form_saving import FormSaved
from desktop.services.handing_over import Entry, Kept
from desktop.services.value_text import field_label
from desktop.store import records
from desktop.ui.dialogs.handover_lines import HandoverLines
from desktop.ui.moments import vietnam_now
from desktop.ui.records.field_editors import FieldEditor, made_editor
from desktop.ui.records.form import RecordForm
from desktop.ui.records.reference_editors import ReferenceEditor
from protocol.field import Field, FieldType, JsonValue
from protocol.kinds import handover

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

TITLE = "title"
PARTIES = "Parties"
WITHOUT = frozenset({"status", "signed_on"})    # the buttons of the panel set these


class HandoverForm(RecordForm):
    """A record form with its devices; everything is kept in one step, and as a draft while one types."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        self._preset: dict[str, JsonValue] = {}
        super().__init__(over, below_header, desk, actions, handover.KIND, without=WITHOUT)
        self.lines.edited.connect(self._hear_typing)
        self._body.name_field(TITLE, field_label(self.kind, self.kind.field(TITLE)))    # it may be left to the program

    def begin(self, devices: Sequence[str] = (), preset: Mapping[str, JsonValue] | None = None) -> None:
        """Show an empty sheet with these devices and values; what was being typed in it is taken up, not lost."""
        self._preset = {"from_person": self._actions.who() or None,
                        "held_on": vietnam_now().date().isoformat(), **(preset or {})}
        self._begin(None)
        self.lines.add(devices)
        first = self.editor("to_person").input() if self.lines.lines() else self.lines.pick
        first.setFocus()
        self._scrolled.ensureWidgetVisible(first)

    def open_new(self, preset: Mapping[str, JsonValue] | None = None) -> None:
        """Show an empty sheet, or what was being typed in it."""
        self.begin(preset=preset)

    def save(self) -> None:
        """Keep the hand-over with its devices, or say beside the fields what is wrong."""
        if self._saving:
            return
        values = self._checked(named_by_itself=TITLE)
        if values is None:
            return
        if self._record is not None and not values and not self.lines.is_touched():
            self._keeper.forget()
            self.hide()
            return
        self._keeper.keep_if_due()
        self._saving = True
        self._save.setEnabled(False)
        entry = Entry(id=self._record.id if self._record else None, values=values, lines=self.lines.lines(),
                      removed=tuple(self.lines.removed), seen=self._record.sight if self._record else None,
                      draft=self._keeper.key)
        store = self._desk.store
        self._desk.tasks.run(lambda: handing_over.keep(store, entry), self._kept, self._failed, owner=self)

    # What the form of a kind asks of its parts.

    def _begin(self, record: "Record | None", *, with_draft: bool = True) -> None:
        if record is not None:
            self._preset = {}
        self.lines.show_lines(handing_over.lines_of(self._desk.store.read(), record.id) if record else ())
        super()._begin(record, with_draft=with_draft)
        lines = self._keeper.load(self._keeper.key).get("lines") if with_draft else None
        if lines and lines != self.lines.draft():
            self.lines.take_draft(lines)
            self._tell_draft()

    def _fill(self, editor: FieldEditor) -> None:
        super()._fill(editor)
        code = editor.field.code
        value = self._preset.get(code)
        if value is not None and not editor.is_touched():
            editor.show_value(value, records.titles(self._desk.store.read(), [str(value)]))
        else:
            self._preset.pop(code, None)    # what was being typed counts for more

    def _take_in(self, editor: FieldEditor) -> None:
        line = editor.input()
        if editor.field.code == TITLE and isinstance(line, QLineEdit):
            line.setPlaceholderText(tr("left empty: named by its devices and receiver"))
        super()._take_in(editor)

    def _draft(self) -> dict[str, JsonValue]:
        return super()._draft() | ({"lines": self.lines.draft()} if self.lines.is_touched() else {})

    def _touched(self) -> tuple[dict[str, JsonValue], FieldEditor | None]:
        values, wrong = super()._touched()
        if self._record is None:    # what was put in for a person counts as theirs
            values = {**{code: value for code, value in self._preset.items()
                         if not self.editors[code].is_touched()}, **values}
        return values, wrong

    def ordered(self, fields: list[Field]) -> list[Field]:
        """Return the parties first, right under the devices: who receives is what nobody else knows."""
        return sorted(fields, key=lambda field: field.group != PARTIES)

    def content(self) -> QWidget:
        """Return the devices with the fields below them."""
        content = QWidget(self._body.parentWidget())
        self.lines = HandoverLines(self._offer, lambda ids: records.titles(self._desk.store.read(), ids), content)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lines)
        column.addWidget(self._body)
        column.addStretch()
        return content

    def _heading(self, record: "Record | None") -> str:
        return tr("Prepare a hand-over") if record is None else super()._heading(record)

    def _kept(self, kept: Kept) -> None:
        self._done(FormSaved(id=kept.id, group=kept.group, changed=bool(kept.group)))

    def _made(self, field: Field) -> FieldEditor:
        if field.type is FieldType.REFERENCE:
            return ReferenceEditor(self.kind, field, self._offer, may_add=False)
        return made_editor(self.kind, field)
