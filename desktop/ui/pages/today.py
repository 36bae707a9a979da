"""Hôm nay: what needs doing, who owes an answer, how far the book is, and one line to report by."""
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import ElidedLink, TextField, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Bar, Card, Scrolled, clear, rule
from desktop.ui.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.services.todo import Step, Target, Task, Today

_TOP = Qt.AlignmentFlag.AlignTop
_SHOWN = 12
_REST_MS = 500
_AGAIN_MS = 60_000    # "2 ngày", "còn 18 ngày" and the day itself move on without any change of the book


class TodayPage(Page):
    """Computed from the records, each time they change. It only reads; its buttons ask the window."""
    key = "today"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Today"), _long_day(vietnam_now().date()))
        self._desk, self._actions = desk, actions
        self._shown: Today | None = None
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._columns.setSpacing(Space.M)
        self._start = _Lines(tr("Getting started"))
        self._start.hide()
        self._tasks = _Lines(tr("To do"))
        self._situation = _Lines(tr("The IT of the commune today"))
        self._waiting = _Lines(tr("Waiting for whom"))
        self._tasks.body.addStretch(1)
        self._waiting.body.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, ((self._start, 0), (self._tasks, 1))),
                              (right, ((self._situation, 0), (self._waiting, 1), (self._one_line(), 0)))):
            column.setSpacing(Space.M)
            for card, stretch in cards:
                column.addWidget(card, stretch)
        self._columns.addLayout(left, 5)
        self._columns.addLayout(right, 3)
        outer = QVBoxLayout(self.body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(content))
        self._is_stale = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self.refresh() if self._is_stale else None)
        self._again = QTimer(self)
        self._again.timeout.connect(self.refresh)
        self._again.start(_AGAIN_MS)

    def refresh(self, changes: object | None = None) -> None:
        """Compute again, in another thread; while a download arrives, twice a second."""
        if self._rest.isActive():
            self._is_stale = True
            return
        self._is_stale = False
        self._rest.start()
        store, profile = self._desk.store, self._desk.profile
        now = vietnam_now()
        self.subtitle.setText(_long_day(now.date()))

        def compute() -> "Today":
            from desktop.services import todo  # after the first paint
            return todo.today(store.read(), profile, now=now)

        self._desk.tasks.latest("today", compute, self._show, self._actions.show_trouble, owner=self)

    def _show(self, seen: "Today") -> None:
        if seen == self._shown:
            return    # nothing moved: the focus stays where it is
        self._shown = seen
        self._start.setVisible(bool(seen.steps))
        clear(self._start.lines)
        for step in seen.steps:
            self._start.lines.addWidget(self._step_line(step))
        self._show_tasks(seen)
        self._show_situation(seen)
        self._show_waiting(seen)

    def _show_tasks(self, seen: "Today") -> None:
        clear(self._tasks.lines)
        if not seen.tasks:
            self._tasks.lines.addWidget(
                label(tr("Nothing waits. A new incident is reported with Ctrl+N."), Text.TABLE, soft=True, wrap=True))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        grid.setColumnStretch(1, 1)    # one column of chips; each row shares the rest between words and button
        for at, task in enumerate(seen.tasks[:_SHOWN]):
            if at:
                grid.addWidget(rule(), 2 * at - 1, 0, 1, 2)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(task.title, Text.STRONG, wrap=True))
            if task.detail:
                words.addWidget(label(task.detail, Text.SMALL, wrap=True))
            words.addStretch()
            grid.addWidget(Chip(task.state, Tone(task.tone)), 2 * at, 0, _TOP)
            act = button(task.action, name=f"{task.action}: {task.title}")
            act.clicked.connect(lambda _=False, task=task: self._act(task))
            rest = QHBoxLayout()
            rest.setSpacing(Space.M)
            rest.addLayout(words, 1)
            rest.addWidget(act, 0, _TOP)
            grid.addLayout(rest, 2 * at, 1)
        self._tasks.lines.addLayout(grid)
        more = len(seen.tasks) - _SHOWN
        if more > 0:
            self._tasks.lines.addWidget(label(trn("{n} more", "{n} more", more), Text.SMALL))

    def _show_situation(self, seen: "Today") -> None:
        lines = self._situation.lines
        clear(lines)
        for at, measure in enumerate(seen.situation):
            if at:
                lines.addSpacing(Space.M)
            words = QHBoxLayout()
            words.addWidget(label(measure.name, Text.SMALL, wrap=True), 1)
            value = f"{measure.part} / {measure.whole}" if measure.known else tr("not enough data")
            words.addWidget(label(value, Text.SMALL_STRONG))
            lines.addLayout(words)
            lines.addSpacing(Space.HAIR)
            bar = Bar(measure.share, Tone(measure.tone), known=measure.known)
            bar.setAccessibleName(f"{measure.name}: {value}")
            lines.addWidget(bar)
        lines.addSpacing(Space.XS)

    def _show_waiting(self, seen: "Today") -> None:
        lines = self._waiting.lines
        clear(lines)
        if not seen.waiting:
            lines.addWidget(label(tr("Nobody owes an answer."), Text.TABLE, soft=True, wrap=True))
        for at, debt in enumerate(seen.waiting):
            if at:
                lines.addSpacing(Space.S)
                lines.addWidget(rule())
                lines.addSpacing(Space.S)
            line = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(debt.who, Text.STRONG))
            what = ElidedLink(debt.what, Text.SMALL, name=f"{debt.who}: {debt.what}")
            what.clicked.connect(lambda _=False, debt=debt: self._actions.open_record(debt.kind, debt.id))
            words.addWidget(what)
            line.addLayout(words, 1)
            line.addWidget(Chip(debt.since, Tone(debt.tone)), 0, _TOP)
            lines.addLayout(line)

    def _step_line(self, step: "Step") -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        tick = Tick(step.done)
        tick.setAccessibleName(f"{step.title}: " + (tr("done") if step.done else tr("not done yet")))
        row.addWidget(tick)
        words = label(step.title, Text.TABLE, soft=step.done, wrap=True)
        row.addWidget(words, 1)
        if not step.done:
            act = button(step.action, "small", name=f"{step.action}: {step.title}")
            act.clicked.connect(lambda: self._go(step.target))
            row.addWidget(act)
        return made

    def _one_line(self) -> Card:
        card = Card(tr("Report in one line"))
        self.line = TextField(tr("Report in one line"), tr("for example: “may in tu phap ket giay”"), limit=200)
        self.line.returnPressed.connect(self._report)
        card.body.addWidget(self.line)
        card.body.addSpacing(Space.S - 2)
        card.body.addWidget(label(tr("Device, kind of incident and guide are recognised as one types"), Text.SMALL,
                                  wrap=True))
        return card

    def _report(self) -> None:
        text = self.line.text()
        self.line.clear()
        self._actions.report_incident(text)

    def _act(self, task: "Task") -> None:
        self._go(task.target)

    def _go(self, target: "Target") -> None:
        if target.kind:
            self._actions.open_record(target.kind, target.id)
        elif target.page == "import":
            self._actions.import_workbook(target.id)
        elif target.page == "leftovers":
            from desktop.ui.dialogs.import_leftovers import ImportLeftovers
            ImportLeftovers(self.window(), self._desk, self._actions).open()
        elif target.page == "person":
            self._actions.choose_person()
        elif target.page == "report":
            self._actions.report_incident()
        else:
            self._actions.go(target.page)


class _Lines(Card):
    """A card whose lines are made anew when what they say has changed."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        self.body.addLayout(self.lines)


def _long_day(day: date) -> str:
    names = (tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"))
    return f"{names[day.weekday()]}, {day:%d/%m/%Y}"
