"""One field of a whole selection: choose it, give the value, see what changes, save."""
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import bulk_editing
from desktop.services.bulk_editing import BulkDone, BulkPreview
from desktop.services.form_saving import NEW
from desktop.services.stoppable import Progress
from desktop.services.typed_values import Mistyped
from desktop.services.value_text import field_label, kind_plural, text_of
from desktop.store import records
from desktop.ui.records.candidates import candidates
from desktop.ui.records.field_editors import FieldEditor, QuietBox, editable, made_editor
from desktop.ui.records.problem_words import mistyped_words, problem_words
from desktop.ui.records.reference_editors import ReferenceEditor, ReferencesEditor
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button, takes_enter
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear, note
from desktop.ui.widgets.tick_box import TickBox
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

_LISTED = 5
_PAUSE_MS = 150


class BulkEdit(SideSheet):
    """A sheet for the selection of a list."""

    def __init__(self, over: "QWidget", below_header: "QWidget", desk: "Desk", actions: "WindowActions",
                 kind: Kind) -> None:
        super().__init__(over, below_header, share=0.5)
        self.kind, self._desk, self._actions = kind, desk, actions
        self._ids: tuple[str, ...] = ()
        self._preview: BulkPreview | None = None
        self._fields = [field for field in editable(kind.fields) if field.code not in kind.title and not field.distinct]
        self.editor: FieldEditor | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)
        self._progress = Progress()
        self._watch = QTimer(self)
        self._watch.setInterval(_PAUSE_MS)
        self._watch.timeout.connect(self._tell_progress)
        self._lay_out()

    def open(self, ids: Sequence[str]) -> None:
        """Show the sheet for these records."""
        self._ids = tuple(ids)
        plural = kind_plural(self.kind).lower()
        self._title.setText(tr("Edit one field of {n} {things}", n=len(ids), things=plural))
        self._choose_field()
        self.show_over()
        self.choice.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not takes_enter(self, event, self.save):
            super().keyPressEvent(event)

    def save(self) -> None:
        """Write what the preview shows."""
        seen = self._preview
        if seen is None or not seen.changes or self.editor is None:
            return    # what is written is what the preview shows, never what was typed since
        self._save.setEnabled(False)
        value, field, store, kind = self._value(), self._field().code, self._desk.store, self.kind
        also = self.also()
        progress = self._progress = Progress()
        self._begin(len(seen.sights))
        self._desk.tasks.run(lambda: bulk_editing.apply(store, kind, seen.sights, field, value, also=also,
                                                        progress=progress), self._done, self._failed, owner=self)

    def also(self) -> dict[str, JsonValue]:
        """Return what else is written into each record, such as the number of a decision; a page may ask for it."""
        return {}

    def _begin(self, total: int) -> None:
        for each in (self.choice, self.editor, self.clears):
            if each is not None:
                each.setEnabled(False)
        if total > bulk_editing.SLICE:
            self._stop.setEnabled(True)
            self._stop.show()
            self._watch.start()

    def _end(self) -> None:
        self._watch.stop()
        self._stop.hide()
        self._going.hide()
        for each in (self.choice, self.editor, self.clears):
            if each is not None:
                each.setEnabled(True)

    def _tell_progress(self) -> None:
        done = self._progress
        self._going.setText(tr("{done} of {total} records written…", done=done.done, total=done.total))
        self._going.show()

    def _ask_stop(self) -> None:
        self._progress.stop = True
        self._stop.setEnabled(False)

    def _done(self, result: BulkDone) -> None:
        self._end()
        if result.stopped:
            self._save.setEnabled(True)
            self._actions.say(tr("Stopped. All of it was taken back."), Tone.NEUTRAL)
            return
        self.hide()
        self._actions.say(trn("{n} record changed.", "{n} records changed.", result.changed), Tone.GOOD,
                          undo_group=result.group)

    def _failed(self, problem: Exception) -> None:
        self._end()
        self._save.setEnabled(True)
        self._actions.show_trouble(problem)

    def _field(self) -> Field:
        return self._fields[self.choice.currentIndex()]

    def _value(self) -> JsonValue:
        value = self.editor.value() if self.editor is not None and not self.clears.isChecked() else None
        return None if isinstance(value, Mistyped) else value

    def _choose_field(self) -> None:
        clear(self._slot)
        field = self._field()
        if field.type in (FieldType.REFERENCE, FieldType.REFERENCES):
            cls = ReferencesEditor if field.is_set else ReferenceEditor
            self.editor = cls(self.kind, field, self._offer, may_add=False)
        else:
            self.editor = made_editor(self.kind, field)
        self.editor.show_value(None, {})
        self.editor.edited.connect(self._hear_edit)
        self.clears.blockSignals(True)
        self.clears.setChecked(False)
        self.clears.blockSignals(False)
        self._slot.addWidget(self.editor)
        self.editor.show()
        self._look_ahead()

    def _hear_edit(self) -> None:
        self._preview = None
        self._save.setEnabled(False)
        self._pause.start()

    def _hear_clears(self, is_on: bool) -> None:
        if self.editor is not None:
            self.editor.setEnabled(not is_on)
        self._hear_edit()

    def _offer(self, kind: str, text: str, bring: "object") -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"pick-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)

    def _look_ahead(self) -> None:
        self._save.setEnabled(False)
        self._preview = None
        if self.editor is None:
            return
        typed = self.editor.value() if not self.clears.isChecked() else None
        if isinstance(typed, Mistyped):
            self.editor.say(mistyped_words(typed))
            return
        if isinstance(typed, str) and typed.startswith(NEW):
            return
        if typed in (None, "", [], ()) and not self.clears.isChecked():
            clear(self._shown)
            self._shown.addWidget(label(tr("Give the new value; what changes is shown here before it is saved."),
                                        Text.TABLE, soft=True, wrap=True))
            return
        store, kind, ids, field = self._desk.store, self.kind, self._ids, self._field()
        self._desk.tasks.latest(f"bulk-{id(self)}", lambda: _looked(store, kind, ids, field, typed),
                                self._show_preview, self._actions.show_trouble, owner=self)

    def _show_preview(self, looked: tuple[BulkPreview, list[str]]) -> None:
        found, lines = looked
        self._preview = found
        clear(self._shown)
        self._shown.addWidget(label(trn("{n} record will change.", "{n} records will change.", found.changes)
                                    if found.changes else tr("Nothing would change."), Text.STRONG, wrap=True))
        for line in lines[:_LISTED]:
            self._shown.addWidget(label(line, Text.TABLE, wrap=True))
        if found.same:
            self._shown.addWidget(label(trn("{n} has this value already.", "{n} have this value already.",
                                            found.same), Text.TABLE, soft=True, wrap=True))
        if found.unfit:
            self._shown.addWidget(note(trn("{n} cannot take it and stays as it is.",
                                           "{n} cannot take it and stay as they are.", len(found.unfit)),
                                       "", Tone.WARN))
            for words, titles in _by_reason(self.kind, found).items():
                self._shown.addWidget(label(f"{words} ({len(titles)})", Text.TABLE, wrap=True))
                named = ", ".join(titles[:_LISTED]) + (" …" if len(titles) > _LISTED else "")
                self._shown.addWidget(label(named, Text.SMALL, wrap=True))
        self._save.setEnabled(found.changes > 0)

    def _lay_out(self) -> None:
        sheet = QFrame()
        sheet.setObjectName("sheetBody")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        self._title = label("", Text.SHEET_TITLE, wrap=True)
        column.addWidget(self._title)
        column.addWidget(label(tr("Field"), Text.TABLE, soft=True))
        self.choice = QuietBox()
        self.choice.setAccessibleName(tr("Field"))
        self.choice.addItems([field_label(self.kind, field) for field in self._fields])
        self.choice.setCurrentIndex(next((at for at, each in enumerate(self._fields)
                                          if each.code == self.kind.status), 0))
        self.choice.activated.connect(lambda _: self._choose_field())
        column.addWidget(self.choice)
        column.addWidget(label(tr("New value"), Text.TABLE, soft=True))
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        self.clears = TickBox(tr("Clear this field"))
        self.clears.toggled.connect(self._hear_clears)
        column.addWidget(self.clears)
        column.addSpacing(Space.M)
        inside = QWidget()
        self._shown = QVBoxLayout()
        self._shown.setSpacing(Space.XS)
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 0, 0)
        held.addLayout(self._shown)
        held.addStretch()
        column.addWidget(Scrolled(inside), 1)
        self._going = label("", Text.TABLE, wrap=True)
        self._going.hide()
        column.addWidget(self._going)
        self._save = KeyButton(tr("Save"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(self.save)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        footer = QHBoxLayout()
        footer.addWidget(self._save)
        footer.addWidget(leave)
        self._stop = button(tr("Stop"))
        self._stop.clicked.connect(self._ask_stop)
        self._stop.hide()
        footer.addWidget(self._stop)
        footer.addStretch()
        column.addLayout(footer)
        self.columns.addWidget(sheet)


def _by_reason(kind: Kind, found: BulkPreview) -> dict[str, list[str]]:
    """Return the titles of the records that cannot take the value, by why, in one sentence each."""
    made: dict[str, list[str]] = {}
    for title, problem in found.unfit:
        made.setdefault(problem_words(kind, problem), []).append(title or tr("(no name)"))
    return made


def _looked(store: "Store", kind: Kind, ids: Sequence[str], field: Field,
            value: JsonValue) -> tuple[BulkPreview, list[str]]:
    reader = store.read()
    found = bulk_editing.preview(reader, kind, ids, field.code, value)
    wanted = {str(each) for old, _ in (*found.before, (value, 0)) if field.target
              for each in (old if isinstance(old, (list, tuple)) else [old]) if each}
    titles = dict(records.titles(reader, sorted(wanted)))
    new = text_of(kind, field, value, titles) or "–"
    return found, [f"{text_of(kind, field, old, titles) or '–'} → {new}  ({count})" for old, count in found.before]
