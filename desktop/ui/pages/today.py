"""Hôm nay: what needs doing, how the lines are, who owes an answer, and one line to report by."""
import time
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.today_side import OneLineCard, SituationCard, StartCard, WaitingCard
from desktop.ui.pages.today_tasks import TaskCard
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.panels import Scrolled

if TYPE_CHECKING:
    from desktop.services.todo.task import Target, Task
    from desktop.services.todo.today import LeftTask, Today
    from desktop.ui.pages.lines_card import LinesCard

_REST_MS: Final = 500
_REST_SHARE: Final = 8       # of the time between two readings at most an eighth is spent on them, on a slow PC too
_LONGEST_REST_MS: Final = 15_000
_SETTLED_MS: Final = 40
_TWO_COLUMNS: Final = 32      # heights of a line: at twice the text size the cards stand in one column
_AGAIN_MS: Final = 60_000    # "2 ngày", "còn 18 ngày" and the day itself move on without any change of the book


class TodayPage(Page):
    """Computed from the records, each time they change. It only reads; its buttons ask the window."""
    key = "today"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Today"), _long_day(vietnam_now().date()))
        self._desk, self._actions = desk, actions
        self._shown: Today | None = None
        self._trial: QWidget | None = None
        self._content = content = QWidget()
        self._keys = QTimer(self)
        self._keys.setSingleShot(True)
        self._keys.setInterval(_SETTLED_MS)
        self._keys.timeout.connect(self._order_keys)
        self._start, self._tasks = StartCard(), TaskCard()
        self._lines: LinesCard | None = None
        self._situation, self._waiting = SituationCard(), WaitingCard(actions.open_record)
        self._report = OneLineCard()
        self.line = self._report.line
        self._start.chosen.connect(self._go)
        self._tasks.acted.connect(self._act)
        self._tasks.put_off.connect(self._put_off)
        self._tasks.day_asked.connect(self._ask_day)
        self._tasks.brought_back.connect(self._bring_back)
        self._report.typed.connect(self._actions.report_incident)
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        columns.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        columns.setSpacing(Space.M)
        self._left, right = QVBoxLayout(), QVBoxLayout()
        for share, column, cards in ((3, self._left, ((self._start, 0), (self._tasks, 1))),
                                     (2, right, ((self._situation, 0), (self._waiting, 1), (self._report, 0)))):
            column.setSpacing(Space.M)
            for card, stretch in cards:
                column.addWidget(card, stretch)
            columns.addLayout(column, share)
        self._right = right
        self._content.installEventFilter(self)
        outer = QVBoxLayout(self.body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(content))
        self._is_stale = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self.refresh() if self._is_stale else None)
        self._again = QTimer(self)
        self._again.timeout.connect(lambda: self.refresh() if self.isVisible() else None)
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

        def compute() -> tuple["Today", int]:
            from desktop.services.todo.today import today  # after the first paint
            began = time.monotonic()
            return today(store.read(), profile, now=now), round((time.monotonic() - began) * 1000)

        self._desk.tasks.latest("today", compute, self._take, self._actions.show_trouble, owner=self)
        if self._lines is None:
            self._lines = self._mounted_lines()
        self._lines.refresh(changes)

    def make_read_only(self) -> None:
        """Leave what can be read; a to-do is put off by whoever may do it."""
        super().make_read_only()
        self._tasks.may_put_off = False

    def escape(self) -> bool:
        """Close the try-out that lies open."""
        if self._trial is not None and self._trial.isVisible():
            self._trial.hide()
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._trial is not None and not event.spontaneous():    # it lies over all pages, but belongs to this one
            self._trial.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.body.width() < _TWO_COLUMNS * self.fontMetrics().height()
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self._measure()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content:
            if event.type() is QEvent.Type.LayoutRequest:
                self._keys.start()
                QTimer.singleShot(0, self, self._measure)
        elif event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._measure)    # the lines have come or gone, or grown
        return super().eventFilter(watched, event)

    # -- inside --------------------------------------------------------------------------------------

    def _mounted_lines(self) -> "LinesCard":
        """Return the card of the lines at the foot of the to-dos; it hides itself where nothing is measured."""
        from desktop.ui.pages.lines_card import LinesCard  # after the first paint
        card = LinesCard(self._desk, self._actions)
        self._left.addWidget(card)
        self._left.addStretch(0)
        card.installEventFilter(self)
        return card

    def _take(self, computed: tuple["Today", int]) -> None:
        seen, took_ms = computed
        self._rest.setInterval(max(_REST_MS, min(_LONGEST_REST_MS, _REST_SHARE * took_ms)))
        self._show(seen)
        self._report.keep_in(self._desk.store)

    def _order_keys(self) -> None:
        """Tab goes through the cards as one reads them; lines that are made later would come last."""
        found: list[QWidget] = []
        for card in (self._start, self._tasks, self._lines, self._situation, self._waiting, self._report):
            found += _as_read(card, [each for each in (card.findChildren(QWidget) if card is not None else ())
                                     if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus])
        for before, after in pairwise(found):
            QWidget.setTabOrder(before, after)

    def _show(self, seen: "Today") -> None:
        before, self._shown = self._shown, seen
        if seen == before:
            return    # nothing moved: the focus stays where it is
        if before is None or seen.steps != before.steps:
            self._start.show_steps(seen.steps)
            self._measure()
        if before is None or (seen.tasks, seen.left) != (before.tasks, before.left):
            self._tasks.show_tasks(seen.tasks, seen.left)
        if before is None or seen.situation != before.situation:
            self._situation.show_measures(seen.situation)
        if before is None or seen.waiting != before.waiting:
            self._waiting.show_debts(seen.waiting)

    def _measure(self) -> None:
        """Tell the to-dos how much room the other cards of their column leave on this screen."""
        others = [card for card in (self._start, self._lines) if card is not None and not card.isHidden()]
        taken = sum(card.sizeHint().height() + Space.M for card in others)
        room = self.body.height() - 2 * Space.L
        self._tasks.make_room(room - taken)
        if self._lines is not None:    # beside a long list of debts the lines stay under the to-dos, not at the foot
            is_long = self._right.minimumSize().height() > room
            self._left.setStretch(self._left.indexOf(self._tasks), int(not is_long))
            self._left.setStretch(self._left.count() - 1, int(is_long))

    def _act(self, task: "Task") -> None:
        if task.reminders:
            store = self._desk.store

            def note() -> None:
                from desktop.services.todo.putting_off import reminded
                reminded(store, task)

            self._desk.tasks.run(note, None, self._actions.show_trouble, owner=self)
        self._go(task.target)

    def _put_off(self, task: "Task", day: date) -> None:
        store = self._desk.store

        def put_off() -> str:
            from desktop.services.todo.putting_off import put_off as leave
            return leave(store, task, day)

        said = tr("Left until {day}", day=f"{day:%d/%m/%Y}")
        self._desk.tasks.run(put_off, lambda step: self._actions.say(said, Tone.GOOD, step, task.title),
                             self._actions.show_trouble, owner=self)

    def _ask_day(self, task: "Task") -> None:
        from desktop.ui.pages.today_day import DayChoice
        asked = DayChoice(self.window(), task)
        asked.chosen.connect(self._put_off)
        asked.open()

    def _bring_back(self, left: "LeftTask") -> None:
        store = self._desk.store

        def bring() -> str:
            from desktop.services.todo.putting_off import bring_back
            return bring_back(store, left.keys)

        self._desk.tasks.run(bring, lambda step: self._actions.say(tr("Shown again"), Tone.GOOD, step, left.task.title),
                             self._actions.show_trouble, owner=self)

    def _try_out(self) -> None:
        from desktop.ui.sheets.trial_sheet import TrialSheet
        if self._trial is None:
            over = self.parentWidget()
            self._trial = TrialSheet(over if over is not None else self, self.header, self._desk, self._actions)
        self._trial.open()    # type: ignore[attr-defined]

    def _drop_trial(self) -> None:
        store = self._desk.store

        def drop() -> None:
            from desktop.services.todo import trial
            trial.drop(store)

        self._desk.tasks.run(drop, lambda _: self._actions.say(tr("The try-out is deleted.")),
                             self._actions.show_trouble, owner=self)

    def _go(self, target: "Target") -> None:
        if target.ids:
            self._actions.show_only(target.kind, target.ids, target.words)
        elif target.kind:
            self._actions.open_record(target.kind, target.id)
        elif target.page == "import":
            self._actions.import_workbook(target.id)
        elif target.page == "leftovers":
            from desktop.ui.dialogs.import_leftovers import ImportLeftovers
            ImportLeftovers(self.window(), self._desk, self._actions).open()
        elif target.page == "leaver":
            from desktop.ui.dialogs.leaver_sheet import LeaverSheet
            LeaverSheet(self.window(), self._desk, self._actions).open(target.id)
        elif target.page == "person":
            self._actions.choose_person()
        elif target.page == "report":
            self._actions.report_incident()
        elif target.page == "this-machine":
            self._actions.read_this_machine()
        elif target.page == "trial":
            self._try_out()
        elif target.page == "drop-trial":
            self._drop_trial()
        else:
            self._actions.go(target.page)


def _as_read(card: QWidget, parts: list[QWidget]) -> list[QWidget]:
    """Return `parts` line by line from the left; what stands in one line may differ by a few pixels in height."""
    lines: list[tuple[int, list[QWidget]]] = []
    for each in sorted(parts, key=lambda each: each.mapTo(card, each.rect().center()).y()):
        middle = each.mapTo(card, each.rect().center()).y()
        if not lines or middle - lines[-1][0] > Space.S:
            lines.append((middle, []))
        lines[-1][1].append(each)
    return [each for _, line in lines for each in sorted(line, key=lambda one: one.mapTo(card, QPoint()).x())]


def _long_day(day: date) -> str:
    names = (tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"))
    return f"{names[day.weekday()]}, {day:%d/%m/%Y}"
