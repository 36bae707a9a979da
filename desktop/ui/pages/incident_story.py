"""The road of an incident, its clock where it has one, what was seen and said, and a field to write into it."""
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.incident_reading import Reading
from desktop.services.incident_road import Moment, short_moment
from desktop.services.incident_security import left_words
from desktop.services.typed_values import Mistyped, read_datetime
from desktop.services.value_text import VIETNAM, choice_label
from desktop.store.store import wall_ms
from desktop.ui.models.tones import SEVERITY_TONES
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.problem_words import mistyped_words
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import KeyButton, TextField, button
from desktop.ui.widgets.labels import Chip, LeadText, label, plain_tooltip
from desktop.ui.widgets.panels import Scrolled, clear, note, row, rule
from protocol.field import JsonValue
from protocol.kinds import incident

if TYPE_CHECKING:
    from desktop.ui.desk import Desk

_NOTE_LINES: Final = 2
_LOW: Final = 14    # heights of a line: in a lower panel the field takes one line until one writes into it


class Story(QWidget):
    """Road, timeline, and a field to write into it."""
    written = Signal(str, str)    # incident and text
    retimed = Signal(str)         # when it was told, as a field keeps it

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._id = ""
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        page = QWidget()
        self._lines = QVBoxLayout(page)
        self._lines.setContentsMargins(0, Space.S, Space.S, 0)
        self._lines.setSpacing(Space.XS)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._severity = Chip("", Tone.MUTED)
        self.copy = button(tr("Copy for Zalo"), "link")
        self.call = button(tr("Whom to call"), "link")
        self.call.clicked.connect(self._show_calls)
        self._reading: Reading | None = None
        self.time = TextField(tr("Told at"), tr("9h05, or 16h40 yesterday"))
        self.time.returnPressed.connect(self._take_time)
        self.time.hide()
        self.field = _NoteField()
        self.field.setAccessibleName(tr("Write what was done or said"))
        self.field.setPlaceholderText(tr("Write what was done or said"))
        self.field.textChanged.connect(self._hear_typing)
        self.field.sent.connect(self._send)
        self._add = KeyButton(tr("Add"), "Ctrl+Enter", is_shortcut=False)
        self._add.clicked.connect(self._send)
        self._problem = label("", Text.SMALL, wrap=True)
        self._problem.setProperty("wrong", True)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, Space.XS)
        column.setSpacing(Space.XS)
        column.addWidget(row(self._severity, self.copy, self.call))
        column.addWidget(self.time)
        column.addWidget(Scrolled(page), 1)
        column.addWidget(self.field)
        column.addWidget(self._problem)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._add.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.field.keep_low(self.height() < _LOW * self.fontMetrics().height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeper.keep_if_due()

    def show_record(self, record_id: str) -> None:
        """Turn to an incident; what was being typed for it comes back."""
        if record_id == self._id:
            return
        self._keeper.keep_if_due()
        self._id = record_id
        self.call.setEnabled(True)
        self.time.hide()
        kept = self._keeper.load(f"note:{record_id}")
        self._put_text(str(kept.get("text") or ""))
        self.say("")

    def put(self, read: Reading) -> None:
        """Show what a worker read."""
        if read.id != self._id:
            return
        self._reading = read
        clear(self._lines)
        field = incident.KIND.field("severity")
        self._severity.setVisible(bool(read.severity))
        if read.severity and field is not None:
            self._severity.show_state(choice_label(incident.KIND, field, read.severity),
                                      SEVERITY_TONES.get(read.severity, Tone.NEUTRAL))
        if read.clock:
            self._lines.addWidget(_clock(read))
        self._lines.addWidget(label(" · ".join(read.road), Text.SMALL, wrap=True))
        for lead, words in ((tr("This PC looked by itself:"), read.evidence), (tr("Tried:"), read.tried)):
            if words:
                self._lines.addWidget(LeadText(lead, words))
        self._lines.addSpacing(Space.XS)
        for moment in read.moments:
            self._lines.addWidget(rule())
            self._lines.addWidget(_moment(moment))
        if not read.moments:
            self._lines.addWidget(label(tr("Nothing was written about it yet."), Text.TABLE, soft=True, wrap=True))

    def know(self, read: Reading) -> None:
        """Take over whom to call; what is shown stays."""
        if read.id == self._id:
            self._reading = read

    def ask_time(self, told_at: str) -> None:
        """Offer the time at which it was told, to be corrected; Enter keeps it."""
        moment = datetime.fromisoformat(told_at) if told_at else datetime.now(VIETNAM)
        self.time.setText(f"{moment:%H:%M %d/%m/%Y}")
        self.time.show()
        self.time.setFocus()
        self.time.selectAll()

    def _take_time(self) -> None:
        value = read_datetime(self.time.text().strip(), datetime.now(VIETNAM).date())
        if isinstance(value, Mistyped):
            self.say(mistyped_words(value))
            return
        self.say("")
        self.time.hide()
        self.retimed.emit(value)

    def _show_calls(self) -> None:
        if self._reading is None:
            return
        words = "\n".join(self._reading.calls)
        shown = note(tr("Call in this order:"), "\n" + words if words else tr(
            "no telephone is written down yet; add it under Staff, “In the support team”."))
        self._lines.insertWidget(0, shown)
        self.call.setEnabled(False)

    def finish_note(self) -> None:
        """Empty the field: the book holds the note."""
        self._keeper.forget()
        self._put_text("")
        self._add.setEnabled(True)

    def say(self, sentence: str) -> None:
        """Show what is wrong with the note."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._add.setEnabled(True)

    def _send(self) -> None:
        text = self.field.toPlainText().strip()
        if text and self._id and self._add.isEnabled():    # a second Enter before the first was written
            self._keeper.keep_if_due()
            self._add.setEnabled(False)
            self.written.emit(self._id, text)

    def _put_text(self, text: str) -> None:
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.blockSignals(False)
        self._add.setVisible(bool(text))

    def _hear_typing(self) -> None:
        self.say("")
        self._add.setVisible(bool(self.field.toPlainText().strip()))
        self._keeper.typed()

    def _draft(self) -> dict[str, JsonValue]:
        return {"text": self.field.toPlainText(), "id": self._id}


class _NoteField(QPlainTextEdit):
    sent = Signal()    # Ctrl+Enter

    def __init__(self) -> None:
        super().__init__()
        self._is_low = False
        self.setTabChangesFocus(True)

    def keep_low(self, low: bool) -> None:
        """Take one line while nobody writes."""
        if low != self._is_low:
            self._is_low = low
            self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._measure()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) \
                and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: "object") -> None:
        super().changeEvent(event)    # type: ignore[arg-type]
        self._measure()

    def _measure(self) -> None:
        lines = 1 if self._is_low and not self.hasFocus() and not self.toPlainText() else _NOTE_LINES
        self.setFixedHeight(paint.text_height(self.fontMetrics(), lines=lines) + 18)


def _moment(moment: Moment) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, Space.HAIR, 0, Space.HAIR)
    column.setSpacing(0)
    who = tr("Province") if moment.from_province else moment.who
    at = short_moment(moment.at, now_ms=wall_ms())
    column.addWidget(label(" · ".join(filter(None, (at, who))), Text.SMALL))
    if moment.kind == "change":
        column.addWidget(LeadText(tr("State:"), moment.words))
    else:
        column.addWidget(label(moment.words, Text.TABLE, wrap=True))
    return made


def _clock(read: Reading) -> QWidget:
    """The duties of the second line and how much time each has."""
    late = any(each.is_late for each in read.clock)
    pressing = late or any(not each.sent_at for each in read.clock)
    said = [f"{each.what}: {left_words(each)}" for each in read.clock]
    if read.undated:
        said.append(tr("When it was detected is not written; the time counts from its entry into the book."))
    made = note(tr("To the police:"), "\n" + "\n".join(said), Tone.BAD if pressing else Tone.GOOD)
    made.setToolTip(plain_tooltip(read.source))
    return made
