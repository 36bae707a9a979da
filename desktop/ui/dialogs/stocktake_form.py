"""The sheet that begins a stock-take: what is counted, by whom, on which decision. Saving freezes the list."""
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.language import tr
from desktop.services import stocktaking
from desktop.services.form_saving import FormSaved
from desktop.services.value_text import VIETNAM, field_label
from desktop.store import drafts
from desktop.ui.moments import vietnam_now
from desktop.ui.records.field_editors import FieldEditor, made_editor
from desktop.ui.records.form import RecordForm
from desktop.ui.records.reference_editors import ReferenceEditor, ReferencesEditor
from desktop.ui.tokens import Tone
from protocol.field import Field, FieldType
from protocol.kinds import stocktake

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

TITLE, WITHOUT = "title", frozenset({"status"})
SCOPE = ("site", "office")


class StocktakeForm(RecordForm):
    """A new one freezes its list when it is saved; of one that was begun the scope cannot be changed."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions, stocktake.KIND, without=WITHOUT)
        self._body.name_field(TITLE, field_label(self.kind, self.kind.field(TITLE)))    # it may be left to the program

    def save(self) -> None:
        """Freeze the list of a new one; of another keep what was changed."""
        if self._record is not None:
            super().save()
            return
        if self._saving:
            return
        values = self._checked(named_by_itself=TITLE)
        if values is None:
            return
        values = {code: value for code, value in values.items() if value is not None}
        self._saving = True
        self._save.setEnabled(False)
        store, key = self._desk.store, self._keeper.key

        def begin() -> FormSaved:
            made, _, group = stocktaking.start(store, values)
            store.submit(lambda unit: drafts.drop(unit, key)).result()
            return FormSaved(id=made, group=group, changed=True)

        self._desk.tasks.run(begin, self._done, self._failed, owner=self)

    def _begin(self, record: "Record | None", *, with_draft: bool = True) -> None:
        for code in SCOPE:
            self._body.show_field(code, shown=record is None)
        super()._begin(record, with_draft=with_draft)
        if record is None:
            self._remark(tr("Everything in the place chosen is expected:"),
                         tr("without a site or an office, all devices of the commune that are not disposed of, "
                            "transferred or lost. The list does not change afterwards."), Tone.INFO)

    def _take_in(self, editor: FieldEditor) -> None:
        line = editor.input()
        if editor.field.code == TITLE and isinstance(line, QLineEdit):
            line.setPlaceholderText(tr("left empty: named by its day and place"))
        super()._take_in(editor)

    def _fill(self, editor: FieldEditor) -> None:
        super()._fill(editor)
        if self._record is None and editor.field.code == "held_at" and not editor.is_touched():
            editor.take_draft(f"{vietnam_now().astimezone(VIETNAM):%d/%m/%Y %H:%M}")

    def _touched(self) -> "tuple[dict[str, object], object]":    # type: ignore[override]
        values, wrong = super()._touched()
        if self._record is not None:
            for code in SCOPE:
                values.pop(code, None)
        return values, wrong

    def _made(self, field: Field) -> FieldEditor:
        if field.type in (FieldType.REFERENCE, FieldType.REFERENCES):
            cls = ReferencesEditor if field.is_set else ReferenceEditor
            return cls(self.kind, field, self._offer, may_add=False)
        return made_editor(self.kind, field)

    def _heading(self, record: "Record | None") -> str:
        return tr("Begin a stock-take") if record is None else super()._heading(record)
