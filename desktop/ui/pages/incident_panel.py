"""The chosen incident: its road, what was said and done about it, and the next steps that are legal."""
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.language import N_, tr
from desktop.services import incident_reporting
from desktop.services.incident_message import zalo_text
from desktop.services.incident_reading import Reading, read
from desktop.services.incident_security import is_security, log_sent, turn
from desktop.services.problems import Refused
from desktop.services.value_text import choice_label
from desktop.ui.pages.incident_story import Story
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.problem_words import problem_words
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import KeyButton, button, shown
from desktop.ui.widgets.panels import note
from desktop.ui.widgets.read_only import put_away
from protocol.conditions import next_statuses
from protocol.kinds import incident, incident_note

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

    Action = Callable[[Store, Record], str]

_VERBS: Final = {
    "in_progress": N_("Handle it"), "escalated": N_("Send to the Department (KH&CN)"),
    "waiting": N_("Wait for an answer"), "resolved": N_("Resolved"), "closed": N_("Close it"),
}
_REOPEN: Final = N_("Reopen")
_OVER: Final = frozenset({"resolved", "closed"})


class IncidentPanel(DetailPanel):
    """Road and timeline first; the fields and the history behind them."""

    def __init__(self, desk: "Desk", actions: "WindowActions", edit: Callable[[], object]) -> None:
        self.forward = button("", "primary", name=tr("Change state…"))
        self.status = button(tr("Change state…"))
        self.change = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        self.story = Story(desk)
        self.told = button(tr("Told…"))
        super().__init__(desk, actions, incident.KIND, buttons=(self.forward, self.told, self.status, self.change))
        self._forward_to = ""
        self._reading: Reading | None = None
        self.forward.clicked.connect(lambda: self.move_to(self._forward_to))
        self.status.clicked.connect(self._offer_states)
        self.told.clicked.connect(self._offer_told)
        self.story.retimed.connect(self._retime)
        self.story.copy.clicked.connect(self._copy_for_chat)
        self.change.clicked.connect(edit)
        self.story.written.connect(self._add_note)

    def make_read_only(self) -> None:
        """Leave the road and what was said; nothing can be added to it."""
        super().make_read_only()
        put_away((self.story.field,), self)

    def first_tab(self) -> tuple[str, QWidget]:
        """Return the tab with the road and the timeline."""
        return tr("Progress"), self.story

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Show the road, the exchange and the next step."""
        store = self.desk.store
        self.desk.tasks.latest("incident-story", lambda: read(store, record), lambda made: self._put(record, made),
                               owner=self)
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
        if not is_security(record.fields):
            return []
        return [note(tr("Cyber security incident:"),
                     tr("tell the police of the commune; it does not enter the queue for technical support."),
                     Tone.BAD)]

    def told_menu(self) -> QMenu:
        """Return whom it may be told to and how; of the second line, each duty of the clock that is open."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        record, reading = self.record, self._reading
        if record is None or reading is None or reading.id != record.id:
            return menu
        for duty in (each for each in reading.clock if not each.sent_at):
            inner = menu.addMenu(shown(tr("{what}: sent to the police", what=duty.what)))
            self._add_ways(inner, duty.what, log_sent)
        rest = [each for each in reading.addressees    # the police's duties stand above already
                if not reading.clock or each.team != incident_reporting.SECURITY_TEAM]
        for each in rest:
            words = tr(each.told)
            words = f"{words[:1].upper()}{words[1:]}"
            if each is rest[0] and not reading.clock:
                self._add_ways(menu, each.team, incident_reporting.tell, f"{words}, ")
                menu.addSeparator()
            else:
                self._add_ways(menu.addMenu(shown(words)), each.team, incident_reporting.tell)
        menu.addSeparator()
        if record.fields.get("sent_at"):
            again = menu.addAction(tr("Correct the time…"))
            again.triggered.connect(lambda: self.story.ask_time(str(record.fields.get("sent_at") or "")))
        security = is_security(record.fields)
        other = menu.addAction(tr("It is a technical incident") if security else tr("It is a cyber security incident"))
        other.triggered.connect(lambda: self._do(lambda store, at: turn(store, at, to_security=not security)))
        return menu

    def _add_ways(self, menu: QMenu, what: str, tell: "Callable[..., str]", lead: str = "") -> None:
        field = incident.KIND.field("sent_by")
        assert field is not None
        for by in ("phone", "chat", "document"):
            words = choice_label(incident.KIND, field, by)
            words = words if by == "chat" or not lead else words.lower()    # Zalo is a name
            action = menu.addAction(shown(f"{lead}{words}"))
            action.triggered.connect(lambda _=False, by=by: self._do(
                lambda store, record: tell(store, record, what, by=by)))

    def _do(self, act: "Action") -> None:
        """Do something with the shown incident, as one step that can be undone."""
        record, store = self.record, self.desk.store
        if record is not None:
            self.desk.tasks.run(lambda: act(store, record), lambda group: self._tell_moved((True, group)),
                                self._tell_trouble, owner=self)

    def _retime(self, at: str) -> None:
        self._do(lambda store, record: incident_reporting.retime(store, record, at))

    def _offer_told(self) -> None:
        menu = self.told_menu()
        menu.popup(self.told.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _put(self, record: "Record", reading: Reading) -> None:
        self._reading = reading
        self.story.put(reading)
        if not reading.guide_key:    # whom its words mean comes a little later
            store, guesser = self.desk.store, self.desk.guesser
            self.desk.tasks.latest("incident-addressees", lambda: read(store, record, guesser), self._put_addressees,
                                   owner=self)

    def _put_addressees(self, reading: Reading) -> None:
        if self._reading is not None and reading.id == self._reading.id:
            self._reading = reading
            self.story.know(reading)

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
        if is_security(record.fields):
            return tuple(code for code in codes if code != "escalated")
        return codes

    def _verb(self, record: "Record | None", code: str) -> str:
        if code == "escalated" and self._reading is not None \
                and any(each.sent_to == "party_office" for each in self._reading.addressees):
            return tr("Tell the Provincial Party Office")
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
        record, store = self.record, self.desk.store
        if record is None:
            return

        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.actions.say(tr("Four lines copied, without personal data. Paste them into the Zalo group."))

        self.desk.tasks.latest("incident-zalo", lambda: zalo_text(store.read(), record, now_ms=store.clock()), copy,
                               self.actions.show_trouble, owner=self)

    def _add_note(self, incident_id: str, text: str) -> None:
        store = self.desk.store
        self.desk.tasks.run(lambda: incident_reporting.add_note(store, incident_id, text),
                            lambda _: self.story.finish_note(), self._tell_note_trouble, owner=self)

    def _tell_note_trouble(self, problem: Exception) -> None:
        if isinstance(problem, Refused):
            self.story.say(problem_words(incident_note.KIND, problem.problems[0]))
        else:
            self.actions.show_trouble(problem)
