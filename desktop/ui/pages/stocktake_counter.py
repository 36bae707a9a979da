"""The tick list above the frozen list: where one stands, what one reads off the machine, how far one has come."""
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import number_text, tr
from desktop.services.stocktaking import FOUND, MISSING, PENDING, SURPLUS, Match, Progress
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Bar, Card, clear

ALL, ELSEWHERE = "", "elsewhere"
FILTERS: Final = (ALL, PENDING, FOUND, MISSING, SURPLUS, ELSEWHERE)


class Counter(Card):
    """Typed code or serial number, Enter: found. What fits several is chosen by a number key."""
    asked = Signal(str)           # Enter: look this up
    chosen = Signal(object)       # Match, one of those offered
    surplus_asked = Signal(str)   # what was typed and is in no list
    narrowed = Signal(str)        # one of FILTERS

    def __init__(self) -> None:
        super().__init__()
        self.code = _CodeField()
        self.code.returnPressed.connect(self._ask)
        self.code.numbered.connect(self._take)
        self.code.textEdited.connect(lambda _: self.offer((), ""))
        self.place = TextField(tr("Standing at"), tr("place one stands at (kept until changed)"), limit=200)
        self._offered: Sequence[Match] = ()
        self._typed = ""
        self._unsettled: list[tuple[Sequence[Match], str]] = []
        self._last = QHBoxLayout()
        self._last.setSpacing(Space.S)
        self._choices = QWidget()
        self._flow = FlowLayout()
        self._choices.setLayout(self._flow)
        self._choices.hide()
        self._bar = QVBoxLayout()
        self._words = label("", Text.STRONG)
        self.filter = _Filters(FILTERS)
        self.filter.chosen.connect(lambda at: self.narrowed.emit(FILTERS[at]))
        self._name_filters({})
        self._lay_out()

    def show_progress(self, seen: Progress, *, is_open: bool) -> None:
        """Show how far the counting has come; nothing is marked in a closed one."""
        clear(self._bar)
        share = seen.counted / seen.expected if seen.expected else 1.0
        words = tr("{n} of {all} counted", n=seen.counted, all=seen.expected)
        bar = Bar(share, Tone.GOOD if not seen.pending else Tone.INFO)
        bar.setAccessibleName(words)
        self._bar.addWidget(bar)
        self._words.setText(words)
        counts = {ALL: seen.expected + seen.surplus, PENDING: seen.pending, FOUND: seen.found,
                  MISSING: seen.missing, SURPLUS: seen.surplus, ELSEWHERE: seen.elsewhere}
        self._name_filters(counts)
        self._fields.setVisible(is_open)

    def answer(self, matches: Sequence[Match], typed: str) -> None:
        """Offer what `typed` may be, once the field is free: a scanner does not wait for the answer."""
        self._unsettled.append((matches, typed))
        self._offer_next()

    def offer(self, matches: Sequence[Match], typed: str) -> None:
        """Offer these lines, or, where none fits `typed`, to note it as more than expected."""
        self._offered, self._typed = matches, typed
        clear(self._flow)
        for at, each in enumerate(matches, start=1):
            words = " ".join(part for part in (each.code, each.name) if part)
            outside = tr("outside this stock-take") if each.outside else ""
            made = button(f"{at}  " + " · ".join(part for part in (words, each.serial, outside) if part), "small")
            made.clicked.connect(lambda _=False, each=each: self._choose(each))
            self._flow.addWidget(made)
            made.show()
        if typed and not matches:
            self._flow.addWidget(label(tr("“{text}” is in no list.", text=typed), Text.TABLE))
            more = button(tr("Note as surplus…"), "small")
            more.clicked.connect(lambda: self.surplus_asked.emit(typed))
            self._flow.addWidget(more)
        self._choices.setVisible(bool(self._flow.count()))

    def say(self, words: str, state: str, tone: Tone) -> None:
        """Say what was marked last, and be ready for the next."""
        clear(self._last)
        self._last.addWidget(Chip(state, tone))
        self._last.addWidget(ElidedLabel(words, Text.TABLE), 1)
        self._offer_next()

    def close_offers(self) -> bool:
        """Put away what is offered; return whether there was anything."""
        was_open = not self._choices.isHidden()
        self.offer((), "")
        return was_open

    def ready(self) -> None:
        """Take the next code."""
        self.code.clear()
        self.offer((), "")
        self.code.setFocus()
        self._offer_next()

    def _ask(self) -> None:
        typed = self.code.text().strip()
        if typed and typed == self._typed and not self._offered:
            self.surplus_asked.emit(typed)    # Enter once more
        elif typed and typed == self._typed and self._offered:
            self._choose(self._offered[0])
        elif typed:
            self.code.clear()    # the next code may be on its way already
            self.asked.emit(typed)

    def _take(self, at: int) -> None:
        if at < len(self._offered):
            self._choose(self._offered[at])

    def _choose(self, match: Match) -> None:
        self.ready()
        self.chosen.emit(match)

    def _offer_next(self) -> None:
        if self._unsettled and not self.code.text():
            matches, typed = self._unsettled.pop(0)
            self.code.setText(typed)
            self.code.selectAll()    # the next code takes its place
            self.offer(matches, typed)

    def _name_filters(self, counts: Mapping[str, int]) -> None:
        names = {ALL: tr("All"), PENDING: tr("Not counted"), FOUND: tr("Found"), MISSING: tr("Missing"),
                 SURPLUS: tr("Surplus"), ELSEWHERE: tr("Elsewhere")}
        for at, each in enumerate(FILTERS):
            self.filter.name(at, f"{names[each]} {number_text(counts.get(each, 0))}")

    def _lay_out(self) -> None:
        self._fields = QWidget()
        line = QHBoxLayout(self._fields)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        line.addWidget(self.code, 3)
        line.addWidget(self.place, 2)
        self.body.setSpacing(Space.S)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._words)
        top.addLayout(self._bar, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._fields)
        self.body.addWidget(self._choices)
        self.body.addLayout(self._last)
        self.body.addWidget(self.filter)


class _Filters(QWidget):
    """Choices that go on in the next line where large text leaves no room."""
    chosen = Signal(int)

    def __init__(self, filters: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Show"))
        self._group = QButtonGroup(self)
        flow = FlowLayout(Space.XS)
        self.setLayout(flow)
        for at, _ in enumerate(filters):
            made = button("", "choice")
            made.setCheckable(True)
            made.setChecked(at == 0)
            self._group.addButton(made, at)
            flow.addWidget(made)
        self._group.idClicked.connect(self.chosen)

    def choose(self, at: int) -> None:
        """Mark the choice at `at` without telling anyone."""
        self._group.button(at).setChecked(True)

    def name(self, at: int, words: str) -> None:
        """Say what a choice shows, and how much of it there is."""
        self._group.button(at).setText(words)
        self._group.button(at).setAccessibleName(words)


class _CodeField(TextField):
    """Alt and a number takes one of those offered; the digits themselves belong to the codes."""
    numbered = Signal(int)

    def __init__(self) -> None:
        super().__init__(tr("Asset code or part of the serial number"),
                         tr("code, or part of the serial number · Enter: found"), limit=100)

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of the field, for F1."""
        return [("Enter", tr("Found: what is typed")), ("Alt 1 … 9", tr("Found: one of those offered"))]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = event.key() - Qt.Key.Key_1
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and 0 <= at < 9:
            self.numbered.emit(at)
            return
        super().keyPressEvent(event)

