"""Something stands there that no list expects: its name, its code, where it was seen."""
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services import stocktaking
from desktop.services.value_text import field_label
from desktop.ui.records.text_draft import TextDraft
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.controls import KeyButton, TextField, takes_enter
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import row
from protocol.kinds import stocktake_item

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

_FIELDS = ("name", "asset_code", "serial", "found_place", "note")


class StocktakeSurplus(Overlay):
    """Opened with what was typed already in its place; Enter notes it."""

    def __init__(self, window: QWidget, desk: "Desk", actions: "WindowActions", then: Callable[[], object]) -> None:
        super().__init__(window, tr("Surplus: in no list"))
        self._desk, self._actions, self._id, self._then = desk, actions, "", then
        self.fields: dict[str, TextField] = {}
        for code in _FIELDS:
            field = stocktake_item.KIND.field(code)
            name = field_label(stocktake_item.KIND, field) if field is not None else code
            made = self.fields[code] = TextField(name, limit=200)
            words = label(f"{name} *" if code == "name" else name, Text.TABLE, soft=True, wrap=True)
            words.setBuddy(made)
            line = row(words, made, stretch=False)
            line.layout().setStretch(0, 2)
            line.layout().setStretch(1, 3)
            self.body.addWidget(line)
        self._draft = TextDraft(desk.store, self.fields, self)
        self._save = KeyButton(tr("Note as surplus"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(self.save)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        self.body.addWidget(row(self._save, leave))

    def open(self, stocktake_id: str, typed: str, place: str) -> None:
        """Show it; the name is what is asked for. What was typed before and left is still there."""
        self._id = stocktake_id
        self._draft.begin(f"stocktake-surplus:{stocktake_id}")
        for code, text in (("asset_code" if any(each.isdigit() for each in typed) else "name", typed),
                           ("found_place", place)):
            if text:
                self.fields[code].setText(text)
                self.fields[code].setModified(True)    # it was typed, in the field below
        self._save.setEnabled(True)
        self.show_over()
        self.fields["name"].setFocus()

    def save(self) -> None:
        """Note it; without a name there is nothing to note."""
        said = {code: each.text().strip() for code, each in self.fields.items()}
        if not said["name"]:
            self.fields["name"].setFocus()
            self._actions.say(tr("A name is needed."), Tone.WARN, more=tr("For example: projector, monitor."))
            return
        self._save.setEnabled(False)
        store, id_ = self._desk.store, self._id
        self._desk.tasks.run(lambda: stocktaking.add_surplus(
            store, id_, said["name"], code=said["asset_code"], serial=said["serial"], place=said["found_place"],
            note=said["note"]), self._done, self._failed, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not takes_enter(self, event, self.save):
            super().keyPressEvent(event)

    def _done(self, made: tuple[str, str]) -> None:
        self._draft.forget()
        self.hide()
        self._actions.say(tr("Noted as surplus."), Tone.GOOD, undo_group=made[1])
        for each in self.fields.values():
            each.clear()
        self._then()

    def _failed(self, problem: Exception) -> None:
        self._save.setEnabled(True)
        self._actions.show_trouble(problem)
