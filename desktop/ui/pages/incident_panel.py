"""The chosen incident: its road, what was said and done about it, and the next steps that are legal."""
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.language import N_, tr
from desktop.services import incident_reporting
from desktop.services.incident_message import zalo_text
from desktop.services.incident_road import Moment, road, short_moment, timeline
from desktop.services.problems import Refused
from desktop.services.value_text import choice_label
from desktop.store import records
from desktop.store.store import wall_ms
from desktop.ui.models.tones import SEVERITY_TONES
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.problem_words import problem_words
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import KeyButton, button, shown
from desktop.ui.widgets.labels import Chip, LeadText, label
from desktop.ui.widgets.panels import Scrolled, clear, note, row, rule
from protocol.conditions import next_statuses
from protocol.field import JsonValue
from protocol.kinds import incident, incident_note

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

_VERBS: Final = {
    "in_progress": N_("Handle it"), "escalated": N_("Send to the Department (KH&CN)"),
    "waiting": N_("Wait for an answer"), "resolved": N_("Resolved"), "closed": N_("Close it"),
}
_REOPEN: Final = N_("Reopen")
_OVER: Final = frozenset({"resolved", "closed"})
_NOTE_LINES: Final = 2


class IncidentPanel(DetailPanel):
    """Road and timeline first; the fields and the history behind them."""

    def __init__(self, desk: "Desk", actions: "WindowActions", edit: Callable[[], object]) -> None:
        self.forward = button("", "primary")
        self.status = button(tr("Change state…"))
        self.change = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        self.story = _Story(desk)
        super().__init__(desk, actions, incident.KIND, buttons=(self.forward, self.status, self.change))
        self._forward_to = ""
        self.forward.clicked.connect(lambda: self.move_to(self._forward_to))
        self.status.clicked.connect(self._offer_states)
        self.story.copy.clicked.connect(self._copy_for_chat)
        self.change.clicked.connect(edit)
        self.story.written.connect(self._add_note)

    def first_tab(self) -> tuple[str, QWidget]:
        """Return the tab with the road and the timeline."""
        return tr("Progress"), self.story

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Show the road, the exchange and the next step."""
        store = self.desk.store
        self.desk.tasks.latest("incident-story", lambda: _read(store, record), self.story.put, owner=self)
        self.story.show_record(record.id)
        legal = self._legal(record)
        self._forward_to = next((code for code in ("resolved", "closed", "in_progress") if code in legal), "")
        self.forward.setVisible(bool(self._forward_to))
        if self._forward_to:
            self.forward.setText(shown(self._verb(record, self._forward_to)))
            self.forward.setAccessibleName(self._verb(record, self._forward_to))
        self.status.setVisible(len(legal) > 1)

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return which of the two lines it belongs to, when that is the police's."""
        if record.fields.get("type") != "security":
            return []
        return [note(tr("Cyber security incident:"),
                     tr("tell the police of the commune; it does not enter the queue for technical support."),
                     Tone.BAD)]

    def move_to(self, status: str) -> None:
        """Bring the incident into another state, as one step that can be undone."""
        record, store = self.record, self.desk.store
        if record is None or not status:
            return
        self.desk.tasks.run(lambda: incident_reporting.move_to(store, record, status), self._tell_moved,
                            self._tell_trouble, owner=self)

    def states_menu(self) -> QMenu:
        """Return what the incident may become from where it stands."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code in self._legal(self.record) if self.record is not None else ():
            action = menu.addAction(shown(self._verb(self.record, code)))
            action.triggered.connect(lambda _=False, code=code: self.move_to(code))
        return menu

    def _legal(self, record: "Record | None") -> tuple[str, ...]:
        if record is None:
            return ()
        now = record.fields.get("status")
        codes = next_statuses(incident.KIND, now if isinstance(now, str) else None)
        if record.fields.get("type") == "security":
            return tuple(code for code in codes if code != "escalated")
        return codes

    def _verb(self, record: "Record | None", code: str) -> str:
        if code == "in_progress" and record is not None and record.fields.get("status") in _OVER:
            return tr(_REOPEN)
        return tr(_VERBS[code]) if code in _VERBS else code

    def _offer_states(self) -> None:
        menu = self.states_menu()
        menu.popup(self.status.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _tell_moved(self, result: tuple[bool, str]) -> None:
        changed, group = result
        if changed:
            self.actions.say(tr("Saved on this computer."), Tone.GOOD, undo_group=group)

    def _tell_trouble(self, problem: Exception) -> None:
        if isinstance(problem, Refused):
            self.actions.say(problem_words(incident.KIND, problem.problems[0]), Tone.BAD)
        else:
            self.actions.show_trouble(problem)

    def _copy_for_chat(self) -> None:
        if self.record is None:
            return
        text = zalo_text(self.desk.store.read(), self.record, now_ms=wall_ms())
        QGuiApplication.clipboard().setText(text)
        self.actions.say(tr("Four lines copied, without personal data. Paste them into the Zalo group."))

    def _add_note(self, incident_id: str, text: str) -> None:
        store = self.desk.store
        self.desk.tasks.run(lambda: incident_reporting.add_note(store, incident_id, text),
                            lambda _: self.story.finish_note(), self._tell_note_trouble, owner=self)

    def _tell_note_trouble(self, problem: Exception) -> None:
        if isinstance(problem, Refused):
            self.story.say(problem_words(incident_note.KIND, problem.problems[0]))
        else:
            self.actions.show_trouble(problem)


class _Story(QWidget):
    """Road, timeline, and a field to write into it."""
    written = Signal(str, str)    # incident and text

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
        column.addWidget(row(self._severity, self.copy))
        column.addWidget(Scrolled(page), 1)
        column.addWidget(self.field)
        column.addWidget(self._problem)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._add.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeper.keep_if_due()

    def show_record(self, record_id: str) -> None:
        """Turn to an incident; what was being typed for it comes back."""
        if record_id == self._id:
            return
        self._keeper.keep_if_due()
        self._id = record_id
        kept = self._keeper.load(f"note:{record_id}")
        self._put_text(str(kept.get("text") or ""))
        self.say("")

    def put(self, read: tuple[str, list[str], list[Moment], tuple[str, Tone] | None]) -> None:
        """Show what a worker read."""
        record_id, steps, moments, severity = read
        if record_id != self._id:
            return
        clear(self._lines)
        self._severity.setVisible(severity is not None)
        if severity is not None:
            self._severity.show_state(*severity)
        self._lines.addWidget(label(" · ".join(steps), Text.SMALL, wrap=True))
        self._lines.addSpacing(Space.XS)
        for moment in moments:
            self._lines.addWidget(rule())
            self._lines.addWidget(_moment(moment))
        if not moments:
            self._lines.addWidget(label(tr("Nothing was written about it yet."), Text.TABLE, soft=True, wrap=True))

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
        if text and self._id:
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
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) \
                and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: "object") -> None:
        super().changeEvent(event)    # type: ignore[arg-type]
        self.setFixedHeight(paint.text_height(self.fontMetrics(), lines=_NOTE_LINES) + 18)


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


def _read(store: "Store", record: "Record") -> tuple[str, list[str], list[Moment], tuple[str, Tone] | None]:
    db = store.read()
    now = records.get(db, record.id) or record
    field, code = incident.KIND.field("severity"), str(now.fields.get("severity") or "")
    severity = (choice_label(incident.KIND, field, code), SEVERITY_TONES.get(code, Tone.NEUTRAL)) \
        if field is not None and code else None
    return now.id, road(db, now, now_ms=wall_ms()), timeline(db, now), severity
