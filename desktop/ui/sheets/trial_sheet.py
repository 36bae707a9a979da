"""Báo thử: the very sheet of an incident, with nothing behind it. What is typed stays on this PC."""
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.incident_understanding import Understood, understand
from desktop.services.todo import trial
from desktop.services.value_text import choice_label
from desktop.ui.sheets.incident_sheet import IncidentSheet
from desktop.ui.tokens import Tone
from desktop.ui.widgets.panels import note
from protocol.kinds import incident

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

_DRAFT: Final = "trial:incident"


class TrialSheet(IncidentSheet):
    """Guesses and asks as the real one; saving notes that it was tried, and writes no incident."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions)
        self.setAccessibleName(tr("Try to report an incident"))
        self._began = 0.0
        form = self.columns.itemAt(0).widget()
        column = form.layout() if form is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, note(tr("This is a try-out."), tr(
                "It stays on this PC, is sent to nobody, and can be deleted with one click."), Tone.INFO))

    def open(self, text: str = "", device: str = "") -> None:
        """Show the sheet, with what was left in an earlier try."""
        left = self.line.text()    # its draft may be a moment behind
        super().open()
        if left and not self.line.text():
            self.line.setText(left)
            self._guess()
        self._began = time.monotonic()

    def save(self, send_to: str | None = None) -> None:
        """Note the try-out; whichever button, nothing is sent."""
        text = self.line.text()
        if self._saving:
            return
        if not text.strip():
            super().save(send_to)    # says that the line is missing
            return
        self._saving = True
        store, guesser, chosen = self._desk.store, self._desk.guesser, self._chosen
        seconds = round(time.monotonic() - self._began)

        def write() -> None:
            trial.keep(store, text=text, understood=_words(understand(store, guesser, text, chosen)), seconds=seconds)

        self._desk.tasks.run(write, lambda _: self._noted(seconds), self._failed, owner=self)

    def _noted(self, seconds: int) -> None:
        self._saving = False
        self._keeper.forget()
        self.line.clear()
        self.hide()
        self._actions.say(tr("Tried in {n} seconds. Nothing was sent.", n=seconds), Tone.GOOD,
                          more=tr("The real one is Ctrl+N."))

    def _take_draft(self) -> None:
        self.line.setText(str(self._keeper.load(_DRAFT).get("text") or ""))

    def keyPressEvent(self, event: object) -> None:
        if event.key() == Qt.Key.Key_Escape:    # type: ignore[attr-defined]
            self.hide()
            return
        super().keyPressEvent(event)    # type: ignore[arg-type]


def _words(meant: Understood) -> str:
    """Return what the program made of the line: category, device, guide, and whom it would tell."""
    field = incident.KIND.field("category")
    said = [choice_label(incident.KIND, field, meant.category) if field is not None and meant.category else "",
            meant.device.title, meant.guide.title if meant.guide else ""]
    return " · ".join(each for each in said if each)
