"""The sheet on which a hand-over is written: both parties, when, why, and the devices below."""
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import handing_over
from desktop.services.form_saving import FormSaved
from desktop.services.handing_over import Entry, Kept
from desktop.store import records
from desktop.ui.dialogs.handover_lines import HandoverLines
from desktop.ui.moments import vietnam_now
from desktop.ui.records.field_editors import FieldEditor, made_editor
from desktop.ui.records.form import RecordForm
from desktop.ui.records.reference_editors import ReferenceEditor
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import button
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
        super().__init__(over, below_header, desk, actions, handover.KIND, without=WITHOUT)
        self.lines = HandoverLines(self._offer, lambda ids: records.titles(desk.store.read(), ids))
        self.lines.edited.connect(self._hear_typing)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lines)
        column.addWidget(self._scrolled.takeWidget())
        column.addStretch()
        content.setObjectName("scrolled")
        self._scrolled.setWidget(content)
        for each in (content, self._body):
            each.setAutoFillBackground(False)    # a scroll area switches it on
        self._body.name_field(TITLE, self.editors[TITLE].label)    # it may be left to the program
        line = self.editors[TITLE].input()
        assert isinstance(line, QLineEdit)
        line.setPlaceholderText(tr("left empty: named by its devices and receiver"))

    def begin(self, devices: Sequence[str] = (), preset: Mapping[str, JsonValue] | None = None) -> None:
        """Show an empty sheet with these devices and values; what was being typed in it is taken up, not lost."""
        reader = self._desk.store.read()
        known: dict[str, JsonValue] = {"from_person": self._actions.who() or None,
                                       "held_on": vietnam_now().date().isoformat(), **(preset or {})}
        self._begin(None)
        for code, value in known.items():
            editor = self.editors[code]
            if value is not None and not editor.is_touched():
                editor.show_value(value, records.titles(reader, [str(value)]))
                self._preset[code] = value
        self.lines.add(devices)
        first = self.editors["to_person"].input() if self.lines.lines() else self.lines.pick
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
        self._preset: dict[str, JsonValue] = {}
        self.lines.show_lines(handing_over.lines_of(self._desk.store.read(), record.id) if record else ())
        super()._begin(record, with_draft=with_draft)

    def _take_draft(self, draft: Mapping[str, JsonValue]) -> None:
        super()._take_draft(draft)
        lines = draft.get("lines")
        if lines and lines != self.lines.draft():
            self.lines.take_draft(lines)
            if not self._notes.count():
                drop = button(tr("Drop what was typed"), "link")
                drop.clicked.connect(self._drop_draft)
                self._remark(tr("Taken up again:"), tr("what was being typed at {time} and not saved.",
                                                       time=draft.get("at", "")), Tone.INFO, drop)

    def _draft(self) -> dict[str, JsonValue]:
        return super()._draft() | ({"lines": self.lines.draft()} if self.lines.is_touched() else {})

    def _touched(self) -> tuple[dict[str, JsonValue], FieldEditor | None]:
        values, wrong = super()._touched()
        if self._record is None:    # what was put in for a person counts as theirs
            values = {**{code: value for code, value in self._preset.items()
                         if not self.editors[code].is_touched()}, **values}
        return values, wrong

    def _lay_out(self) -> None:
        # Who receives is what nobody else knows: the parties stand first, right under the devices.
        self.editors = dict(sorted(self.editors.items(), key=lambda one: one[1].field.group != PARTIES))
        super()._lay_out()

    def _heading(self, record: "Record | None") -> str:
        return tr("Prepare a hand-over") if record is None else super()._heading(record)

    def _kept(self, kept: Kept) -> None:
        self._done(FormSaved(id=kept.id, group=kept.group, changed=bool(kept.group)))

    def _made(self, field: Field) -> FieldEditor:
        if field.type is FieldType.REFERENCE:
            return ReferenceEditor(self.kind, field, self._offer, may_add=False)
        return made_editor(self.kind, field)
