"""What stands under the line that was understood: what this PC saw, earlier cases, and remarks with what to do."""
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services.incident_understanding import Understood
from desktop.services.value_text import date_text
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.panels import Scrolled, clear, note


class Remarks(QVBoxLayout):
    """Three places, one below the other. `scrolled` brings a new remark into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.scrolled: Scrolled | None = None
        self._seen, self._past, self.notes = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.notes.setSpacing(Space.S)
        self.setSpacing(Space.S)
        for each in (self._seen, self._past, self.notes):
            self.addLayout(each)

    def show_evidence(self, sentence: str) -> None:
        """Say what this PC saw of the fault; "" takes it away."""
        clear(self._seen)
        if sentence:
            self._seen.addWidget(note(tr("This PC looked by itself:"), sentence, Tone.INFO))

    def show_past(self, understood: Understood) -> None:
        """Tell earlier cases of the device, or of the same words."""
        clear(self._past)
        if not understood.past:
            return
        told = [f"{date_text(each.day)} – {each.title}" + (f": {each.action}" if each.action else "")
                for each in understood.past]
        lead = trn("It happened {n} time with this device.", "It happened {n} times with this device.",
                   understood.past_total) if understood.past_total else tr("Something like it happened before.")
        if (further := understood.past_total - len(understood.past)) > 0:
            told.append(trn("and {n} time before that", "and {n} times before that", further))
        self._past.addWidget(note(lead, "\n" + "\n".join(told)))

    def say(self, lead: str, text: str, tone: Tone | None = None, *actions: QWidget) -> None:
        """Show one remark in place of the others, with what may be done about it."""
        self.forget()
        frame = note(lead, text, tone)
        for action in actions:
            frame.layout().addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        self.notes.addWidget(frame)
        frame.show()
        if self.scrolled is not None:
            QTimer.singleShot(0, frame, lambda: self.scrolled.ensureWidgetVisible(frame, 0, Space.S))

    def forget(self) -> None:
        """Take the remark away."""
        clear(self.notes)
