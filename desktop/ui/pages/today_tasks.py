"""Việc cần làm: one line a to-do with its one action and "Để đến ngày…"; below, what was left for later."""
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button, shown
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Card, clear, rule

if TYPE_CHECKING:
    from desktop.services.todo.task import Task
    from desktop.services.todo.today import LeftTask

LEAST, SHOWN = 3, 8
_TOP: Final = Qt.AlignmentFlag.AlignTop
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class TaskCard(Card):
    """The list of to-dos. It asks its page for everything: what an action does, and what is put off."""
    acted = Signal(object)            # Task whose action was pressed
    put_off = Signal(object, object)  # Task, the day to which it is left
    day_asked = Signal(object)        # Task for which another day is to be typed
    brought_back = Signal(object)     # LeftTask

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("To do"))
        self._tasks: Sequence[Task] = ()
        self._left: Sequence[LeftTask] = ()
        self._room = 0
        self._limit, self._shows_all, self._shows_left = SHOWN, False, False
        self._actions: list[QPushButton] = []
        self._links = QHBoxLayout()
        self._links.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(label(tr("To do"), Text.SECTION))
        head.addStretch()
        head.addLayout(self._links)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(head)
        self.body.addSpacing(Space.S)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)

    def show_tasks(self, tasks: "Sequence[Task]", left: "Sequence[LeftTask]") -> None:
        """Show the to-dos, as many as there is room for; the rest when one asks for them."""
        at = next((at for at, made in enumerate(self._actions) if made.hasFocus()), -1)
        self._tasks, self._left, self._limit = tasks, left, self._fitting()
        self._shows_left = self._shows_left and bool(left)
        self._lay_out()
        if at >= 0 and self._actions:    # one was settled: the next takes its place under the hand
            self._actions[min(at, len(self._actions) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def make_room(self, height: int) -> None:
        """Say how high the card may be without making the page scroll."""
        self._room = height
        if self._tasks and self._fitting() != self._limit and not self._shows_all:
            self.show_tasks(self._tasks, self._left)

    def _fitting(self) -> int:
        """Return how many to-dos fit into the room there is: two lines of text and a hairline each."""
        line = self.fontMetrics().lineSpacing()
        return max(LEAST, min(SHOWN, round((self._room - 2.5 * line) // (3.35 * line))))

    def _lay_out(self) -> None:
        clear(self._lines)
        self._actions = []
        if not self._tasks:
            self._lines.addWidget(
                label(tr("Nothing waits. A new incident is reported with Ctrl+N."), Text.TABLE, soft=True, wrap=True))
        else:
            self._lines.addLayout(self._grid(self._tasks if self._shows_all else self._tasks[:self._limit]))
        self._lay_out_links()
        if self._shows_left:
            self._lines.addSpacing(Space.S)
            for each in self._left:
                self._lines.addWidget(rule())
                self._lines.addWidget(self._left_line(each))

    def _grid(self, tasks: "Sequence[Task]") -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)    # one column of chips; each row shares the rest between words and button
        for at, task in enumerate(tasks):
            if at:
                grid.addWidget(rule(), 2 * at - 1, 0, 1, 2)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(task.title, Text.STRONG, wrap=True))
            if task.detail:
                words.addWidget(label(task.detail, Text.SMALL, wrap=True))
            words.addStretch()
            grid.addWidget(Chip(task.state, Tone(task.tone)), 2 * at, 0, _TOP)
            rest = QHBoxLayout()
            rest.setSpacing(Space.M)
            rest.addLayout(words, 1)
            rest.addLayout(self._buttons(task))
            grid.addLayout(rest, 2 * at, 1)
        return grid

    def _buttons(self, task: "Task") -> QVBoxLayout:
        act = button(task.action, "small", name=f"{task.action}: {task.title}")
        act.clicked.connect(lambda _=False: self.acted.emit(task))
        self._actions.append(act)
        later = button(tr("Leave until…"), "bare", name=tr("Leave until: {what}", what=task.title))
        later.setProperty("look", Text.SMALL)
        later.clicked.connect(lambda _=False: self.days(task, later).popup(later.mapToGlobal(
            later.rect().bottomLeft())))
        made = QVBoxLayout()
        made.setSpacing(0)
        made.addWidget(act, 0, _RIGHT)
        made.addWidget(later, 0, _RIGHT)
        made.addStretch()
        return made

    def days(self, task: "Task", over: QWidget) -> QMenu:
        """Return the menu of days to which a to-do may be left."""
        from desktop.services.todo.putting_off import next_days  # after the first paint
        menu = QMenu(over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tomorrow, monday = next_days(vietnam_now().date())
        for words, day in ((tr("Tomorrow ({day})", day=f"{tomorrow:%d/%m}"), tomorrow),
                           (tr("Next week (Monday {day})", day=f"{monday:%d/%m}"), monday)):
            menu.addAction(shown(words)).triggered.connect(
                lambda _=False, day=day: self.put_off.emit(task, day))
        menu.addAction(shown(tr("Choose a day…"))).triggered.connect(lambda _=False: self.day_asked.emit(task))
        return menu

    def _lay_out_links(self) -> None:
        clear(self._links)
        more = len(self._tasks) - self._limit
        if more > 0:
            words = tr("Show fewer") if self._shows_all else trn("{n} more to do", "{n} more to do", more)
            self._links.addWidget(self._toggle(words, "_shows_all"))
        if self._left:
            words = trn("{n} left for later", "{n} left for later", len(self._left))
            self._links.addWidget(self._toggle(tr("Hide what was left for later") if self._shows_left else words,
                                               "_shows_left"))

    def _toggle(self, words: str, flag: str) -> QPushButton:
        made = button(words, "link")

        def turn() -> None:
            setattr(self, flag, not getattr(self, flag))
            self._lay_out()
            again = next((each for each in self.findChildren(QPushButton) if each.property("flag") == flag
                          and not each.isHidden()), None)
            if again is not None:
                again.setFocus(Qt.FocusReason.OtherFocusReason)

        made.setProperty("flag", flag)
        made.clicked.connect(turn)
        return made

    def _left_line(self, left: "LeftTask") -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        until = tr("until {day}", day=f"{date.fromisoformat(left.until):%d/%m/%Y}") if left.until \
            else tr("reminded of")
        row.addWidget(Chip(until, Tone.MUTED))
        row.addWidget(ElidedLabel(left.task.title, Text.TABLE, soft=True), 1)
        back = button(tr("Bring back"), "small", name=tr("Bring back: {what}", what=left.task.title))
        back.clicked.connect(lambda _=False: self.brought_back.emit(left))
        row.addWidget(back)
        return made
