"""What stands beside the to-dos: how the commune's IT is, who owes an answer, and one line to report by."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import number_text, tr, trn
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, TextField, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Bar, Card, clear, rule
from desktop.ui.widgets.read_only import WRITES
from desktop.ui.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.services.todo.first_steps import Step
    from desktop.services.todo.situation import Measure
    from desktop.services.todo.waiting import Debt
    from desktop.store.store import Store
    from desktop.ui.records.text_draft import TextDraft

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
        self.setProperty(WRITES, True)
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
        act = button(step.action, "small", name=f"{step.action}: {step.title}")
        act.clicked.connect(lambda _=False: self.chosen.emit(step.target))
        row.addWidget(act)
        if step.done:    # its line stays as high as the others
            policy = act.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            act.setSizePolicy(policy)
            act.hide()
        return made


class SituationCard(_Lines):
    """One bar a question; "chưa đủ số liệu" where too little is known."""

    def __init__(self) -> None:
        super().__init__(tr("The IT of the commune today"))
        self._measures: list[_MeasureLine] = []

    def show_measures(self, measures: "Sequence[Measure]") -> None:
        """Show the bars."""
        while len(self._measures) < len(measures):
            self._measures.append(_MeasureLine())
            self.lines.addWidget(self._measures[-1])
        for line, measure in zip(self._measures, measures, strict=False):
            line.show_measure(measure)
        for line in self._measures[len(measures):]:
            line.hide()


class _MeasureLine(QWidget):
    """The name of a bar, its two numbers, and the bar."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._value = label("", Text.SMALL, wrap=True), label("", Text.SMALL_STRONG)
        self._bar: Bar | None = None
        words = QHBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(self._name, 1)
        words.addWidget(self._value, 0, _TOP)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, Space.M)
        self._box.setSpacing(Space.HAIR)
        self._box.addLayout(words)

    def show_measure(self, measure: "Measure") -> None:
        """Say how much of how many; a bar of which too little is known is empty."""
        value = " / ".join(map(number_text, (measure.part, measure.whole))) if measure.known else tr("not enough data")
        if self._bar is None or (self._name.text(), self._value.text()) != (measure.name, value):
            self._name.setText(measure.name)
            self._value.setText(value)
            if self._bar is not None:
                self._box.removeWidget(self._bar)
                self._bar.deleteLater()
            self._bar = Bar(measure.share if measure.known else 0.0, Tone(measure.tone), known=measure.known)
            self._bar.setAccessibleName(f"{measure.name}: {value}")
            self._box.addWidget(self._bar)
        self.show()


class WaitingCard(_Lines):
    """Who owes an answer, of what, since when."""

    def __init__(self, open_record: Callable[[str, str], object]) -> None:
        super().__init__(tr("Waiting for whom"))
        self._open_record = open_record
        self._debts: Sequence[Debt] = ()
        self._owed: list[_DebtLine] = []
        self._shows_all = False
        self._nothing = label(tr("Nobody owes an answer."), Text.TABLE, soft=True, wrap=True)
        self._more = button("", "link")
        self._more.clicked.connect(self._turn)
        self.body.insertWidget(self.body.indexOf(self.lines), self._nothing)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_debts(self, debts: "Sequence[Debt]") -> None:
        """Show the longest debts first; the rest when asked for."""
        self._debts = debts
        self._lay_out()

    def _lay_out(self) -> None:
        debts = self._debts if self._shows_all else self._debts[:OWED]
        self._nothing.setVisible(not debts)
        while len(self._owed) < len(debts):
            self._owed.append(_DebtLine(self._open_record, is_first=not self._owed))
            self.lines.addWidget(self._owed[-1])
        for line, debt in zip(self._owed, debts, strict=False):
            line.show_debt(debt)
        for line in self._owed[len(debts):]:
            line.hide()
        more = len(self._debts) - OWED
        self._more.setVisible(more > 0)
        self._more.setText(tr("Show fewer") if self._shows_all else trn("{n} more", "{n} more", more))
        self._more.setAccessibleName(trn("{n} more owe an answer", "{n} more owe an answer", more))

    def _turn(self) -> None:
        self._shows_all = not self._shows_all
        self._lay_out()


class _DebtLine(QWidget):
    """Who, what, since when."""

    def __init__(self, open_record: Callable[[str, str], object], *, is_first: bool) -> None:
        super().__init__()
        self._debt: Debt | None = None
        self._open_record = open_record
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, Space.S)
        self._box.setSpacing(Space.S)
        if not is_first:
            self._box.addWidget(rule())
        self._who, self._since = ElidedLabel("", Text.STRONG), Chip("", Tone.INFO)
        self._what: ElidedLink | None = None
        self._words, line = QVBoxLayout(), QHBoxLayout()
        self._words.setSpacing(0)
        line.addWidget(self._who, 1)
        line.addWidget(self._since)
        self._words.addLayout(line)
        self._box.addLayout(self._words)    # what is owed has the whole width, under both

    def show_debt(self, debt: "Debt") -> None:
        """Say who owes what."""
        if debt != self._debt:
            self._debt = debt
            self._who.setText(debt.who)
            self._since.show_state(debt.since, Tone(debt.tone))
            if self._what is not None:
                self._words.removeWidget(self._what)
                self._what.deleteLater()
            self._what = ElidedLink(debt.what, Text.SMALL, name=f"{debt.who}: {debt.what}")
            self._what.clicked.connect(lambda: self._open_record(debt.kind, debt.id))
            self._words.addWidget(self._what)
        self.show()


class OneLineCard(Card):
    """The one-line entry: Enter opens the incident sheet with what was typed."""
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Report in one line"))
        self.setProperty(WRITES, True)
        self.line = TextField(tr("Report in one line"), tr("for example: “may in tu phap ket giay”"), limit=200)
        self.line.returnPressed.connect(self._tell)
        self.body.addWidget(self.line)
        self.body.addSpacing(Space.S - Space.HAIR)
        self.body.addWidget(label(tr("Device, kind of incident and guide are recognised as one types"), Text.SMALL,
                                  wrap=True))
        self._draft: TextDraft | None = None

    def keep_in(self, store: "Store") -> None:
        """Keep what is typed over a closed window and a power cut; what was left is there again."""
        if self._draft is None:
            from desktop.ui.records.text_draft import TextDraft  # after the first paint
            typed = self.line.text()
            self._draft = TextDraft(store, {"line": self.line}, self)
            self._draft.begin("one-line")
            if typed:
                self.line.setText(typed)
                self.line.setModified(True)

    def _tell(self) -> None:
        text = self.line.text()
        self.line.clear()
        self.typed.emit(text)
        if self._draft is not None:
            self._draft.forget()    # the sheet keeps it from here on
