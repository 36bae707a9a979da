"""The form and the bulk edit of devices: whoever disposes, transfers or loses one is asked for the decision."""
from typing import TYPE_CHECKING

from desktop.language import tr
from desktop.services import device_decisions
from desktop.ui.records.bulk_edit import BulkEdit
from desktop.ui.records.field_editors import FieldEditor, made_editor
from desktop.ui.records.form import RecordForm
from desktop.ui.tokens import Text
from desktop.ui.widgets.labels import label
from protocol.field import JsonValue
from protocol.kinds import device

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk, WindowActions

STATUS, DOCUMENT = "status", "status_document"


class DeviceForm(RecordForm):
    """Asks for the decision where the state needs one; it may be left for later."""

    def __init__(self, over: "QWidget", below_header: "QWidget", desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions, device.KIND)
        self._body.show_field(DOCUMENT, shown=False)

    def _take_in(self, editor: FieldEditor) -> None:
        if editor.field.code == DOCUMENT:
            self.hint = label(_hint(), Text.SMALL, soft=True, wrap=True)
            self.hint.hide()
            editor.layout().addWidget(self.hint)
            editor.edited.connect(self._show_hint)
        elif editor.field.code == STATUS:
            editor.edited.connect(self._ask_decision)
        super()._take_in(editor)

    def _fill(self, editor: FieldEditor) -> None:
        super()._fill(editor)
        if editor.field.code == DOCUMENT:
            self._ask_decision()

    def _ask_decision(self) -> None:
        document = self._editors.get(DOCUMENT)
        if document is not None:    # it comes right after the state
            needed = device_decisions.needs_decision(self._editors[STATUS].value())
            self._body.show_field(DOCUMENT, shown=needed or bool(document.draft()))
            self._show_hint()

    def _show_hint(self) -> None:
        self.hint.setVisible(device_decisions.needs_decision(self._editors[STATUS].value())
                             and not self._editors[DOCUMENT].draft())


class DeviceBulkEdit(BulkEdit):
    """The same for a selection: state and decision are saved as one step."""

    def __init__(self, over: "QWidget", below_header: "QWidget", desk: "Desk", actions: "WindowActions") -> None:
        self._decision: FieldEditor | None = None
        self._asked: list[QWidget] = []
        super().__init__(over, below_header, desk, actions, device.KIND)

    def also(self) -> dict[str, JsonValue]:
        """Return the decision that was typed."""
        decision = self._typed()
        return {DOCUMENT: decision} if decision else {}

    def _choose_field(self) -> None:
        super()._choose_field()
        self._decision, self._asked = None, []
        if self._field().code != STATUS or self.editor is None:
            return
        field = self.kind.field(DOCUMENT)
        assert field is not None
        self._decision = made_editor(self.kind, field)
        self._decision.show_value(None, {})
        self._asked = [label(self._decision.label, Text.TABLE, soft=True), self._decision,
                       label(_hint(), Text.SMALL, soft=True, wrap=True)]
        for each in self._asked:
            self._slot.addWidget(each)
        self.editor.edited.connect(self._show_decision)
        self._show_decision()

    def _show_decision(self) -> None:
        needed = device_decisions.needs_decision(self._value())
        for each in self._asked:
            each.setVisible(needed)

    def _typed(self) -> str:
        is_asked = self._decision is not None and device_decisions.needs_decision(self._value())
        value = self._decision.value() if self._decision is not None and is_asked else None
        return value.strip() if isinstance(value, str) else ""


def _hint() -> str:
    return tr("For example: 12/QĐ-UBND, 20/11/2026. May be left empty: the device then says “no decision yet”.")
