"""What stands beside the to-dos: how the commune's IT is, who owes an answer, and one line to report by."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, TextField, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Bar, Card, clear, rule
from desktop.ui.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.services.todo.first_steps import Step
    from desktop.services.todo.situation import Measure
    from desktop.services.todo.waiting import Debt

OWED: Final = 3
_TOP: Final = Qt.AlignmentFlag.AlignTop


class _Lines(Card):
    """A card whose lines are made anew when what they say has changed."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        self.body.addLayout(self.lines)


class StartCard(_Lines):
    """"Bắt đầu": the five steps of an empty book. Hidden where there is none left."""
    chosen = Signal(object)    # Target of the step whose button was pressed

    def __init__(self) -> None:
        super().__init__(tr("Getting started"))
        self.hide()

    def show_steps(self, steps: "Sequence[Step]") -> None:
        """Show the steps, those done with a mark."""
        self.setVisible(bool(steps))
        clear(self.lines)
        for step in steps:
            self.lines.addWidget(self._line(step))

    def _line(self, step: "Step") -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        tick = Tick(step.done)
        tick.setAccessibleName(f"{step.title}: " + (tr("done") if step.done else tr("not done yet")))
        row.addWidget(tick)
        row.addWidget(label(step.title, Text.TABLE, soft=step.done, wrap=True), 1)
        if not step.done:
            act = button(step.action, "small", name=f"{step.action}: {step.title}")
            act.clicked.connect(lambda _=False: self.chosen.emit(step.target))
            row.addWidget(act)
        return made


class SituationCard(_Lines):
    """One bar a question; "chưa đủ số liệu" where too little is known."""

    def __init__(self) -> None:
        super().__init__(tr("The IT of the commune today"))

    def show_measures(self, measures: "Sequence[Measure]") -> None:
        """Show the bars."""
        clear(self.lines)
        for at, measure in enumerate(measures):
            if at:
                self.lines.addSpacing(Space.M)
            words = QHBoxLayout()
            words.setSpacing(Space.S)
            words.addWidget(label(measure.name, Text.SMALL, wrap=True), 1)
            value = f"{measure.part} / {measure.whole}" if measure.known else tr("not enough data")
            words.addWidget(label(value, Text.SMALL_STRONG), 0, _TOP)
            self.lines.addLayout(words)
            self.lines.addSpacing(Space.HAIR)
            bar = Bar(measure.share if measure.known else 0.0, Tone(measure.tone), known=measure.known)
            bar.setAccessibleName(f"{measure.name}: {value}")
            self.lines.addWidget(bar)
        self.lines.addSpacing(Space.XS)


class WaitingCard(_Lines):
    """Who owes an answer, of what, since when."""

    def __init__(self, open_record: Callable[[str, str], object]) -> None:
        super().__init__(tr("Waiting for whom"))
        self._open_record = open_record
        self._debts: Sequence[Debt] = ()
        self._shows_all = False
        self.body.addStretch(1)

    def show_debts(self, debts: "Sequence[Debt]") -> None:
        """Show the longest debts first; the rest when asked for."""
        self._debts = debts
        self._lay_out()

    def _lay_out(self) -> None:
        clear(self.lines)
        if not self._debts:
            self.lines.addWidget(label(tr("Nobody owes an answer."), Text.TABLE, soft=True, wrap=True))
        for at, debt in enumerate(self._debts if self._shows_all else self._debts[:OWED]):
            if at:
                self.lines.addSpacing(Space.S)
                self.lines.addWidget(rule())
                self.lines.addSpacing(Space.S)
            self.lines.addLayout(self._line(debt))
        more = len(self._debts) - OWED
        if more > 0:
            turn = button(tr("Show fewer") if self._shows_all else trn("{n} more", "{n} more", more), "link",
                          name=trn("{n} more owe an answer", "{n} more owe an answer", more))
            turn.clicked.connect(self._turn)
            self.lines.addSpacing(Space.S)
            self.lines.addWidget(turn, 0, Qt.AlignmentFlag.AlignLeft)

    def _turn(self) -> None:
        self._shows_all = not self._shows_all
        self._lay_out()

    def _line(self, debt: "Debt") -> QHBoxLayout:
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(debt.who, Text.STRONG))
        what = ElidedLink(debt.what, Text.SMALL, name=f"{debt.who}: {debt.what}")
        what.clicked.connect(lambda _=False: self._open_record(debt.kind, debt.id))
        words.addWidget(what)
        line.addLayout(words, 1)
        line.addWidget(Chip(debt.since, Tone(debt.tone)), 0, _TOP)
        return line


class OneLineCard(Card):
    """The one-line entry: Enter opens the incident sheet with what was typed."""
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Report in one line"))
        self.line = TextField(tr("Report in one line"), tr("for example: “may in tu phap ket giay”"), limit=200)
        self.line.returnPressed.connect(self._tell)
        self.body.addWidget(self.line)
        self.body.addSpacing(Space.S - Space.HAIR)
        self.body.addWidget(label(tr("Device, kind of incident and guide are recognised as one types"), Text.SMALL,
                                  wrap=True))

    def _tell(self) -> None:
        text = self.line.text()
        self.line.clear()
        self.typed.emit(text)
