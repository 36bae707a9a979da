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
        self.may_put_off = True
        self._tasks: Sequence[Task] = ()
        self._left: Sequence[LeftTask] = ()
        self._room = 0
        self._limit, self._shows_all, self._shows_left = SHOWN, False, False
        self._rows: list[_Row] = []
        self._links = QHBoxLayout()
        self._links.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(label(tr("To do"), Text.SECTION))
        head.addStretch()
        head.addLayout(self._links)
        self._nothing = label(tr("Nothing waits. A new incident is reported with Ctrl+N."), Text.TABLE, soft=True,
                              wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)    # one column of chips; each row shares the rest
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(head)
        self.body.addSpacing(Space.S)
        self.body.addWidget(self._nothing)
        self.body.addLayout(self._grid)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)

    def show_tasks(self, tasks: "Sequence[Task]", left: "Sequence[LeftTask]") -> None:
        """Show the to-dos, as many as there is room for; the rest when one asks for them."""
        at = next((at for at, row in enumerate(self._rows) if row.has_focus()), -1)
        self._tasks, self._left, self._limit = tasks, left, self._fitting()
        self._shows_left = self._shows_left and bool(left)
        self._lay_out()
        shown_ = [row for row in self._rows if row.task is not None]
        if at >= 0 and shown_:    # one was settled: the next takes its place under the hand
            shown_[min(at, len(shown_) - 1)].act.setFocus(Qt.FocusReason.OtherFocusReason)

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
        tasks = self._tasks if self._shows_all else self._tasks[:self._limit]
        self._nothing.setVisible(not tasks)
        while len(self._rows) < len(tasks):
            self._rows.append(_Row(self, self._grid, len(self._rows)))
        for row, task in zip(self._rows, tasks, strict=False):
            row.show_task(task)
        for row in self._rows[len(tasks):]:
            row.hide()
        self._lay_out_links()
        clear(self._lines)
        for each in self._left if self._shows_left else ():
            self._lines.addWidget(rule())
            self._lines.addWidget(self._left_line(each))

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
        if self.may_put_off:
            back = button(tr("Bring back"), "small", name=tr("Bring back: {what}", what=left.task.title))
            back.clicked.connect(lambda _=False: self.brought_back.emit(left))
            row.addWidget(back)
        return made


class _Row:
    """One line of the list. Made once and told what to show: new widgets would cost the window its turn."""

    def __init__(self, card: TaskCard, grid: QGridLayout, at: int) -> None:
        self.task: Task | None = None
        self._may_put_off = card.may_put_off
        self._is_hidden, self._has_detail = False, True
        self._rule = rule() if at else None    # between two, not above the first
        self._chip = Chip("", Tone.NEUTRAL)
        self._title, self._detail = label("", Text.STRONG, wrap=True), label("", Text.SMALL, wrap=True)
        self.act, self.later = button("", "small"), button(tr("Leave until…"), "bare")
        self.later.setProperty("look", Text.SMALL)
        self.act.clicked.connect(lambda: card.acted.emit(self.task))
        self.later.clicked.connect(lambda: card.days(self._of(), self.later).popup(
            self.later.mapToGlobal(self.later.rect().bottomLeft())))
        if not self._may_put_off:
            self.later.hide()
        words, buttons, rest = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch()
        buttons.setSpacing(0)
        buttons.addWidget(self.act, 0, _RIGHT)
        buttons.addWidget(self.later, 0, _RIGHT)
        buttons.addStretch()
        rest.setSpacing(Space.M)
        rest.addLayout(words, 1)
        rest.addLayout(buttons)
        if self._rule is not None:
            grid.addWidget(self._rule, 2 * at - 1, 0, 1, 2)
        grid.addWidget(self._chip, 2 * at, 0, _TOP)
        grid.addLayout(rest, 2 * at, 1)

    def show_task(self, task: "Task") -> None:
        """Say what is to be done."""
        if task != self.task:
            self._chip.show_state(task.state, Tone(task.tone))
            self._title.setText(task.title)
            self._detail.setText(task.detail)
            self.act.setText(shown(task.action))
            self.act.setAccessibleName(f"{task.action}: {task.title}")
            self.later.setAccessibleName(tr("Leave until: {what}", what=task.title))
        self.task = task
        if self._is_hidden:    # a new line is shown by its layout, in one go with the others
            self._set_visible(True)
        if self._is_hidden or bool(task.detail) is not self._has_detail:
            self._detail.setVisible(bool(task.detail))
        self._is_hidden, self._has_detail = False, bool(task.detail)

    def hide(self) -> None:
        """Show nothing."""
        self.task, self._is_hidden = None, True
        self._set_visible(False)

    def _set_visible(self, is_visible: bool) -> None:
        for each in (self._rule, self._chip, self._title, self._detail, self.act):
            if each is not None:
                each.setVisible(is_visible)
        self.later.setVisible(is_visible and self._may_put_off)

    def has_focus(self) -> bool:
        """Return whether the hand is here."""
        return self.act.hasFocus() or self.later.hasFocus()

    def _of(self) -> "Task":
        assert self.task is not None
        return self.task
