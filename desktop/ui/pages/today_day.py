"""To which day a to-do is left: a date is typed, Enter takes it."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Text
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.remark import Remark

if TYPE_CHECKING:
    from desktop.services.todo.task import Task


class DayChoice(Overlay):
    """Asks for a day to come, within a year."""
    chosen = Signal(object, object)    # Task, date

    WIDTH = 380

    def __init__(self, window: QWidget, task: "Task") -> None:
        super().__init__(window, tr("Leave until a day"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._task = task
        self.day = TextField(tr("Day"), tr("for example: 05/12 or 5/12/2026"), limit=20)
        self.day.returnPressed.connect(self._take)
        take = button(tr("Leave it for later"), "primary")
        take.clicked.connect(self._take)
        self._remark = Remark()
        self.body.addWidget(label(task.title, Text.TABLE, soft=True, wrap=True))
        self.body.addWidget(self.day)
        self.body.addWidget(self._remark)
        self.body.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)

    def open(self) -> None:
        """Show it, ready to type."""
        self.show_over()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        from desktop.services.todo.putting_off import is_possible, typed_day  # after the first paint
        today = vietnam_now().date()
        day = typed_day(self.day.text(), today)
        if day is None or not is_possible(day, today):
            self._remark.say(tr("Type a day to come within a year, for example 05/12."))
            self.place()
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            self.day.selectAll()
            return
        self.hide()
        self.chosen.emit(self._task, day)
