"""Thử phòng họp: two minutes, five answers, and the result stands in the book. Well before the meeting."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import N_, tr
from desktop.services import room_check
from desktop.services.room_check import Answers
from desktop.services.value_text import choice_label
from desktop.ui.moments import vietnam_now
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices, TextField, button
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, note, row, rule
from protocol.field import JsonValue
from protocol.kinds import room

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

SECONDS: Final = 120
QUESTIONS: Final = (
    ("we_hear", N_("The other end is heard clearly")), ("they_hear", N_("The other end hears us clearly")),
    ("we_see", N_("The picture of the other end is seen")), ("they_see", N_("The other end sees our picture")),
    ("held", N_("It held for two minutes")),
)
_RESULT_TONES: Final = {"both_ways": Tone.GOOD, "one_way": Tone.WARN, "failed": Tone.BAD}


class RoomTest(Overlay):
    """A small sheet in three steps. What was answered stays until it is saved, also over a power cut."""
    WIDTH = 520

    def __init__(self, window: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(window, tr("Check the meeting room"))
        self._desk, self._actions = desk, actions
        self._room, self._left = "", 0
        self._room_name = ""
        self._name = label("", Text.STRONG, wrap=True)
        self._partner = TextField(tr("Whom the room calls"), tr("for example: the room of the department"), limit=200)
        self._clock = label("", Text.STRONG)
        self._begin = button(tr("Begin two minutes"))
        self._begin.clicked.connect(self._start_clock)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tick)
        self._answers = {code: Choices([tr("Yes"), tr("No")], -1, name=tr(words)) for code, words in QUESTIONS}
        self._result = Chip("", Tone.MUTED)
        self._cannot = button(tr("It does not connect"))
        self._cannot.clicked.connect(lambda: self._save(connected=False))
        self._keep = button(tr("Save the result"), "primary")
        self._keep.clicked.connect(lambda: self._save(connected=True))
        self._after = QVBoxLayout()
        self._lay_out()
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        for each in self._answers.values():
            each.chosen.connect(lambda _: (self._show_result(), self._keeper.typed()))
        self._partner.textEdited.connect(lambda _: self._keeper.typed())

    def open(self, record: "Record") -> None:
        """Begin the check of a room, or go on with the one that was begun."""
        self._drop_after()
        if record.id != self._room:
            self._keeper.keep_if_due()
            self._room = record.id
            self._partner.setText(str(record.fields.get("check_partner") or ""))
            self._reset()
            self._take_draft(self._keeper.load(f"room-check:{record.id}"))
        self._room_name = str(record.fields.get("name") or "")
        self._name.setText(self._room_name)
        self._form.show()
        self._show_result()
        self.show_over()
        self._partner.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._keeper.keep_if_due()
        super().hideEvent(event)

    def _draft(self) -> dict[str, JsonValue]:
        return {"partner": self._partner.text(), **{code: each.at() for code, each in self._answers.items()}}

    def _take_draft(self, kept: Mapping[str, JsonValue]) -> None:
        if kept:
            self._partner.setText(str(kept.get("partner") or ""))
        for code, each in self._answers.items():
            if kept.get(code) in (0, 1):
                each.choose(int(str(kept[code])))

    def answers(self, *, connected: bool = True) -> Answers:
        """Return what was answered so far."""
        said = {code: (None, True, False)[each.at() + 1] for code, each in self._answers.items()}
        return Answers(partner=self._partner.text(), connected=connected, **said)

    def _lay_out(self) -> None:
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(label(tr("1. Call a room that can answer, with the camera and microphone of the meeting."),
                               Text.TABLE, wrap=True))
        column.addWidget(self._partner)
        column.addWidget(label(tr("2. Talk for two minutes, each in turn."), Text.TABLE, wrap=True))
        clock = QHBoxLayout()
        clock.setSpacing(Space.M)
        clock.addWidget(self._begin)
        clock.addWidget(self._clock)
        clock.addStretch()
        column.addLayout(clock)
        column.addWidget(label(tr("3. Answer."), Text.TABLE))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(0, 1)
        for at, (code, words) in enumerate(QUESTIONS):
            grid.addWidget(label(tr(words), Text.TABLE, wrap=True), at, 0)
            grid.addWidget(self._answers[code], at, 1)
        column.addLayout(grid)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(Space.S)
        form.addWidget(Scrolled(steps, whole=True), 1)    # large text: the steps scroll, the buttons stay
        form.addWidget(rule())
        form.addWidget(self._result, 0, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(row(self._keep, self._cannot))
        self.body.addWidget(self._name)
        self.body.addWidget(self._form)
        self.body.addLayout(self._after)

    def _reset(self) -> None:
        self._second.stop()
        self._left = 0
        self._clock.setText("")
        for each in self._answers.values():
            each.group.setExclusive(False)
            for choice in each.group.buttons():
                choice.setChecked(False)
            each.group.setExclusive(True)

    def _start_clock(self) -> None:
        self._left = SECONDS
        self._second.start()
        self._tell_clock()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._second.stop()
        self._tell_clock()

    def _tell_clock(self) -> None:
        self._clock.setText(tr("{minutes}:{seconds} left", minutes=self._left // 60, seconds=f"{self._left % 60:02}")
                            if self._left > 0 else tr("Two minutes are over"))

    def _show_result(self) -> None:
        found = self.answers()
        self._keep.setEnabled(found.is_whole)
        if found.is_whole:
            self._result.show_state(_result_words(found.result), _RESULT_TONES[found.result])
        else:
            self._result.show_state(tr("Answer all five"), Tone.MUTED)

    def _save(self, *, connected: bool) -> None:
        found = self.answers(connected=connected)
        if not found.is_whole:
            return
        store, room_id, now = self._desk.store, self._room, vietnam_now()
        self._second.stop()

        def told(group: str) -> None:
            self._actions.say(tr("The check of the room is noted"), _RESULT_TONES[found.result], group,
                              _result_words(found.result))
            self._keeper.forget()
            self._reset()
            failed = found.failed()
            if failed:
                self._offer_incident(failed)
            else:
                self.hide()

        self._desk.tasks.run(lambda: room_check.save_check(store, room_id, found, now=now), told,
                             self._actions.show_trouble, owner=self)

    def _offer_incident(self, failed: list[str]) -> None:
        """What did not work is worth an incident while there is time."""
        self._form.hide()
        self._drop_after()
        report = button(tr("Report an incident"), "primary")
        report.clicked.connect(lambda: self._report(failed[0]))
        later = button(tr("Later"))
        later.clicked.connect(self.hide)
        made = note(tr("Not working:"), "; ".join(failed) + ".", Tone.WARN)
        self._after.addWidget(made)
        self._after.addWidget(row(report, later))
        self.place()
        report.setFocus()

    def _report(self, what: str) -> None:
        self.hide()
        self._actions.report_incident(tr("Meeting room {name}: {what}", name=self._room_name, what=what))

    def _drop_after(self) -> None:
        clear(self._after)


def _result_words(code: str) -> str:
    field = room.KIND.field("check_result")
    return choice_label(room.KIND, field, code) if field is not None else code
