"""Hôm nay, "Hệ thống và đường truyền – 24 giờ qua": what is there now, what the day was like, and one tap to tell."""
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop.language import N_, tr, trn
from desktop.services.value_text import datetime_text
from desktop.ui.moments import vietnam_now
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, button
from desktop.ui.widgets.day_strip import STATE_COLOURS, DayStrip
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, ElidedLabel, PlainLabel, label, plain_tooltip
from desktop.ui.widgets.panels import Card, clear, legend, rule

if TYPE_CHECKING:
    from desktop.services.outage_by_hand import Told
    from desktop.services.outage_day import Day, DayRow, Open
    from desktop.store.changes import Changes
    from desktop.ui.desk import Desk, WindowActions

_NOW: Final = {
    "up": (N_("There"), Tone.GOOD), "slow": (N_("Slow"), Tone.WARN), "unstable": (N_("Unstable"), Tone.WARN),
    "down": (N_("Out"), Tone.BAD), "unknown": (N_("Unclear"), Tone.WARN),
    "not_measured": (N_("Not measured"), Tone.MUTED),
}
_LEGEND: Final = (("up", N_("there")), ("slow", N_("slow or unstable")), ("down", N_("out")),
                  ("power", N_("power cut")), ("unknown", N_("unclear")), ("not_measured", N_("not measured")))
TAPS: Final = (("network", N_("Network is out")), ("slow", N_("It is slow")), ("power", N_("Power is out")))
_KINDS: Final = ("outage", "line", "system", "site")
_LONG_NAME: Final = 13    # heights of a line
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class LinesCard(Card):
    """Mounted on Hôm nay. Hides itself where there is nothing to say. Reads in a task; its taps write in one."""

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(tr("Systems and lines – the last 24 hours"))
        self._desk, self._actions = desk, actions
        self._shown: tuple[Day, date] | None = None
        self._lines: list[_Line] = []
        self._table = QGridLayout()
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setHorizontalSpacing(Space.M)
        self._table.setVerticalSpacing(Space.XS)
        self._table.setColumnStretch(2, 1)    # words as wide as they are, the strip takes the rest
        self._below = QVBoxLayout()
        self._below.setSpacing(Space.S)
        self.body.addLayout(self._table)
        self.body.addSpacing(Space.S)
        self.body.addLayout(self._below)
        self.hide()

    def refresh(self, changes: "Changes | object | None" = None) -> None:
        """Read the day again; news of other kinds are none for this card."""
        touched = getattr(changes, "records", None)
        if changes is not None and not getattr(changes, "everything", False) \
                and not getattr(changes, "settings_changed", False) \
                and not any(kind in _KINDS for kind, _ in touched or ()):
            return
        store, now = self._desk.store, vietnam_now()

        def read() -> "Day":
            from desktop.services import outage_day  # after the first paint
            return outage_day.read(store.read(), now=now)

        self._desk.tasks.latest("lines-card", read, lambda day: self._show(day, now.date()),
                                self._actions.show_trouble, owner=self)

    def _show(self, day: "Day", today: date) -> None:
        if (day, today) == self._shown:
            return    # nothing moved: the focus stays where it is
        before, self._shown = self._shown, (day, today)
        self.setVisible(bool(day.rows))
        if before is not None and _shape(*before) == _shape(day, today):
            for line, row in zip(self._lines, day.rows, strict=True):
                line.show_row(row)    # the strips move on every minute: nothing is built anew for that
            return
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        clear(self._table)
        clear(self._below)
        self._lines = []
        if not day.rows:
            return
        self._fill(day, today)
        again = next((each for each in self.findChildren(QPushButton) if name and each.accessibleName() == name), None)
        if again is not None:
            again.setFocus()    # whoever stands on a button of the card stays on it

    def _fill(self, day: "Day", today: date) -> None:
        self._head()
        for at, row in enumerate(day.rows):
            self._line(2 * at + 2, row, is_last=at == len(day.rows) - 1)
        if day.more:
            self._below.addWidget(label(trn("{n} more", "{n} more", day.more), Text.SMALL, soft=True))
        for each in day.open:
            self._below.addWidget(self._open_line(each, today))
        if self._desk.may_edit():
            self._below.addWidget(self._taps(offers=day.offers_to_measure))
        self._below.addWidget(_legend(_states(day)))

    def _head(self) -> None:
        ground = QFrame()
        ground.setObjectName("tableHead")
        self._table.addWidget(ground, 0, 0, 1, 4)
        for at, words in enumerate((tr("System"), tr("Now"), tr("The last 24 hours"), tr("Interruptions"))):
            heading = label(words, Text.SMALL_STRONG, soft=True)
            heading.setContentsMargins(Space.S if at == 0 else 0, Space.XS, 0, Space.XS)
            self._table.addWidget(heading, 0, at)

    def _line(self, at: int, row: "DayRow", *, is_last: bool) -> None:
        name: QWidget
        if row.kind:
            name = _Name(row.name, Text.TABLE)
            name.clicked.connect(lambda _=False, row=row: self._actions.open_record(row.kind, row.id))
        else:
            name = ElidedLabel(row.name, Text.TABLE)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(Space.S, 0, 0, 0)
        box.addWidget(name)
        line = _Line()
        line.show_row(row)
        self._lines.append(line)
        for column, widget in enumerate((holder, line.now, line.strip, line.words)):
            self._table.addWidget(widget, at, column, _MIDDLE)
        if not is_last:
            self._table.addWidget(rule(), at + 1, 0, 1, 4)

    def _open_line(self, outage: "Open", today: date) -> QWidget:
        made = QWidget()
        flow = FlowLayout()
        made.setLayout(flow)
        since = tr("since {time}", time=datetime_text(outage.since, today=today))
        link = button(f"{outage.title} {since}", "link")
        link.clicked.connect(lambda: self._actions.open_record("outage", outage.id))
        back = button(tr("It is back"), "small", name=tr("It is back: {title}", title=outage.title))
        back.clicked.connect(lambda: close_outage(self._desk, self._actions, outage.id, self))
        flow.addWidget(link)
        if self._desk.may_edit():
            flow.addWidget(back)
        return made

    def _offer(self, flow: FlowLayout) -> None:
        """Ask once, on the focal point's PC, whether it may measure."""
        why = tr("This PC can note by itself when power, network or a system is away.")
        asked = label(tr("On all day?"), Text.SMALL_STRONG)
        asked.setToolTip(plain_tooltip(why))
        yes = button(tr("Measure here"), "small", name=tr("Measure with this PC"))
        yes.clicked.connect(lambda: self._answer(True))
        no = button(tr("No"), "small", name=tr("Not this PC"))
        no.clicked.connect(lambda: self._answer(False))
        for each in (asked, yes, no):
            flow.addWidget(each)
        yes.setToolTip(plain_tooltip(why))
        yes.setAccessibleDescription(why)

    def _answer(self, yes: bool) -> None:
        store = self._desk.store

        def write() -> str:
            from desktop.services import outage_measuring
            if yes:
                return outage_measuring.measure_here(store)
            outage_measuring.ask_no_more(store)
            return ""

        self._desk.tasks.run(write, lambda group: yes and self._actions.say(
            tr("This PC measures within a minute"), Tone.GOOD, group), self._actions.show_trouble, owner=self)

    def _taps(self, *, offers: bool) -> QWidget:
        made = QWidget()
        flow = FlowLayout()
        made.setLayout(flow)
        flow.addWidget(label(tr("Right now:"), Text.SMALL, soft=True))
        for tap, words in TAPS:
            made_button = button(tr(words), "small", name=tr("Note an outage from now on: {what}", what=tr(words)))
            made_button.clicked.connect(lambda _=False, tap=tap: report_outage(self._desk, self._actions, tap, self))
            flow.addWidget(made_button)
        if offers:
            self._offer(flow)    # in the same line: the page need not scroll for a question that is asked once
        return made


class _Line:
    """What moves in a line of the table."""

    def __init__(self) -> None:
        self.now = Chip("", Tone.MUTED)
        self.strip = DayStrip((), "")
        self.words = _Words()

    def show_row(self, row: "DayRow") -> None:
        """Show the line as it is now."""
        words, tone = _NOW[row.now]
        self.now.show_state(tr(words), tone)
        self.strip.show_parts([(part.from_min / 1440, part.until_min / 1440, part.state) for part in row.parts],
                              f"{row.name}: {row.spoken or row.words}")
        if self.words.text() != row.words:
            self.words.setText(row.words)


class _Name(ElidedLink):
    """Keeps its width before the words beside it wrap; only a very long one is cut."""

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), _LONG_NAME * self.fontMetrics().height()), wanted.height())


class _Words(PlainLabel):
    """Wraps only where there is no room: QLabel would ask for two lines of nearly the same width."""

    def __init__(self) -> None:
        super().__init__("")
        self.setProperty("look", Text.TABLE)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + Space.HAIR, super().sizeHint().height())


def _states(day: "Day") -> set[str]:
    return {"slow" if part.state == "unstable" else part.state for row in day.rows for part in row.parts}


def _shape(day: "Day", today: date) -> tuple[object, ...]:
    """Return what the widgets of the card depend on, besides what `_Line` shows."""
    return (today, [(row.name, row.kind, row.id) for row in day.rows], day.open, day.more, day.offers_to_measure,
            _states(day))


def _legend(seen: set[str]) -> QWidget:
    """Return what the colours say; it goes on in the next line under large text."""
    made = QWidget()
    flow = FlowLayout()
    made.setLayout(flow)
    for state, word in _LEGEND:
        if state in seen:
            flow.addWidget(legend([(STATE_COLOURS[state], tr(word))]))
    return made


def report_outage(desk: "Desk", actions: "WindowActions", tap: str, owner: QWidget) -> None:
    """Note an outage that begins now, and say so with the way back."""
    store, now = desk.store, vietnam_now()

    def write() -> "Told":
        from desktop.services import outage_by_hand
        return outage_by_hand.report(store, tap, now=now)

    def tell(told: "Told") -> None:
        since = datetime_text(told.since, today=now.date())
        if told.is_new:
            actions.say(tr("Noted from {time}", time=since), Tone.GOOD, told.group,
                        tr("{title}. Choose “It is back” when it is over.", title=told.title))
        else:
            actions.say(tr("Already noted, since {time}", time=since), Tone.INFO, "", told.title)

    desk.tasks.run(write, tell, actions.show_trouble, owner=owner)


def close_outage(desk: "Desk", actions: "WindowActions", outage: str, owner: QWidget) -> None:
    """Note that it is back now."""
    store, now = desk.store, vietnam_now()

    def write() -> str:
        from desktop.services import outage_by_hand
        return outage_by_hand.close(store, outage, now=now)

    def tell(group: str) -> None:
        actions.say(tr("Noted: back at {time}", time=now.strftime("%H:%M")), Tone.GOOD, group,
                    tr("Citizens waiting and dossiers delayed may be added on its page."))

    desk.tasks.run(write, tell, actions.show_trouble, owner=owner)
