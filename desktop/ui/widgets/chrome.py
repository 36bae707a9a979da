"""What stays the same on every page: navigation, header, status strip, the line that says what was done."""
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.language import tr
from desktop.ui.tokens import Size, Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, NavButton, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Scrolled
from desktop.ui.widgets.read_only import READS, put_away, writing


class Navigation(QFrame):
    """The dark column on the left. Tab enters it once; the arrow keys choose."""
    chosen = Signal(str)    # the key of the page, after a click or an arrow key
    pointed = Signal(str)    # the key of a page that may be asked for next: the mouse is over its line

    def __init__(self, above: Sequence[NavButton], below: Sequence[NavButton]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName(tr("Pages of the book"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._group = QButtonGroup(self)
        self._commune = ElidedLabel("", Text.STRONG)
        self._mark = label("", Text.MARK)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.S, Space.L, Space.S, Space.M)
        column.setSpacing(Space.HAIR)
        column.addStrut(Size.NAV_WIDTH - 2 * Space.S)    # setMinimumWidth would overrule wider words
        self._names = QVBoxLayout()
        self._names.setContentsMargins(Space.S + Space.HAIR, 0, 0, 0)
        self._names.setSpacing(0)
        self._names.addWidget(self._commune)
        self._names.addWidget(self._mark)
        column.addLayout(self._names)
        self._mark.hide()
        column.addSpacing(Space.S)
        for entry in above:
            self._add(column, entry)
        column.addStretch()
        for entry in below:
            self._add(column, entry)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inside = inside
        outer.addWidget(Scrolled(inside))    # ten lines at twice the text size are taller than the window
        self._group.buttonToggled.connect(self._tell)

    def sizeHint(self) -> QSize:
        return QSize(self._inside.minimumSizeHint().width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inside.minimumSizeHint().width(), Size.HEADER_HEIGHT)

    def show_commune(self, name: str, *, is_sample: bool) -> None:
        """Say whose book this is; the sample commune carries its ribbon."""
        self._commune.setText(name)
        self._mark.setText(tr("SAMPLE DATA") if is_sample else "")
        self._mark.setVisible(is_sample)

    def select(self, key: str) -> None:
        """Mark the page `key` as the one that is shown, without telling anyone."""
        self._group.blockSignals(True)
        held = self.window().focusWidget()
        for entry in self.entries():
            is_shown = entry.key == key
            if is_shown:
                entry.setChecked(True)
            # Qt moves the only Tab stop of a group with the focus, not with setChecked.
            entry.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_shown else Qt.FocusPolicy.NoFocus)
            # A line that keeps the focus of a page left by Ctrl+3 would take the stop back with the next Alt+Tab.
            if is_shown and isinstance(held, NavButton) and held is not entry:
                entry.setFocus()
        self._group.blockSignals(False)

    def count(self, key: str, waiting: int, beside: str = "", spoken: str = "") -> None:
        """Show how many things wait on the page `key`; `beside` is what must not be added to them."""
        for entry in self.entries():
            if entry.key == key:
                entry.count_to(waiting, beside, spoken)

    def entries(self) -> list[NavButton]:
        """Return the lines, from the top."""
        return [entry for entry in self._group.buttons() if isinstance(entry, NavButton)]

    def _add(self, column: QVBoxLayout, entry: NavButton) -> None:
        self._group.addButton(entry)
        column.addWidget(entry)
        entry.pointed.connect(lambda: self.pointed.emit(entry.key))
        entry.pressed.connect(lambda: self.pointed.emit(entry.key))

    def _tell(self, entry: NavButton, checked: bool) -> None:
        if checked:
            self.chosen.emit(entry.key)


class Page(QFrame):
    """A page: its header with actions on the right, and a `body` below.

    The window puts its own tools (search, who is here, report) at the right end of the header of the
    page that is shown. Subclasses are made as `TodayPage(desk, actions)` when first shown.
    """
    key: ClassVar[str] = ""
    _is_begun_only: ClassVar[bool] = False

    def __init__(self, title: str, subtitle: str = "", actions: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(title)
        self.title = title
        self.search: QLineEdit | None = None    # the field that Ctrl+F goes to
        self._rest: Iterator[None] = iter(())
        self.header = _Header(title, subtitle, actions)
        self.subtitle = self.header.subtitle
        self.body = QFrame()
        self.body.setObjectName("pageBody")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.body, 1)

    @classmethod
    def begun(cls, *arguments: object) -> Self:
        """Return a page that was begun: `step` makes its parts, one at a time, so that the window can answer."""
        Page._is_begun_only = True
        try:
            return cls(*arguments)    # type: ignore[arg-type]
        finally:
            Page._is_begun_only = False

    def build(self, parts: Iterator[None]) -> None:
        """Make what the page is made of, where `parts` yields between them; of a page that was begun, at each `step`.

        The last thing that the constructor of a page in parts does.
        """
        self._rest = parts
        if not Page._is_begun_only:
            self.finish()

    def step(self) -> bool:
        """Make the next part; return whether there are more."""
        return next(self._rest, self) is not self

    def finish(self) -> None:
        """Make the rest."""
        for _ in self._rest:
            pass

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now; `changes` (store.Changes) tells what moved, None: anything."""

    def open_record(self, kind: str, record_id: str) -> None:
        """Show one record; only pages with records do."""

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> bool:
        """Show just these records under a chip with `words`; return whether this page has a list of the kind."""
        return False

    def new_record(self) -> None:
        """Start a new record of this page (Ctrl+Shift+N); nothing where there is none to make."""

    def escape(self) -> bool:
        """Close what lies open on the page; return whether there was anything."""
        return False

    def make_read_only(self) -> None:
        """Show the page as a viewer sees it; called once, right after it was made."""
        put_away([each for each in self.header.actions() if not each.property(READS)] + writing(self), self)

    def host(self, tools: QWidget) -> None:
        """Take the tools of the window into the header."""
        self.header.host(tools)


class _Header(QFrame):
    """Title, actions of the page, tools of the window: on one line, or on two or three when text is large."""

    def __init__(self, title: str, subtitle: str, actions: Sequence[QWidget]) -> None:
        super().__init__()
        self.setObjectName("header")
        self.subtitle = ElidedLabel(subtitle, Text.BODY, soft=True)
        self._lead = QWidget()
        lead = QHBoxLayout(self._lead)
        lead.setContentsMargins(0, 0, 0, 0)
        lead.setSpacing(Space.M)
        lead.addWidget(label(title, Text.TITLE))
        lead.addWidget(self.subtitle, 1)
        self._own = tuple(actions)
        self._actions, self._tools = QWidget(), QWidget()
        own, self._tool_row = QHBoxLayout(self._actions), QHBoxLayout(self._tools)
        for each in (own, self._tool_row):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(Space.M)
        for action in actions:
            own.addWidget(action)
        if not actions:
            self._actions.hide()    # and never show() here: without a parent it would be a window of its own
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(Space.M)
        self._top.addWidget(self._lead, 1)
        self._top.addWidget(self._actions, 0, Qt.AlignmentFlag.AlignLeft)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        self._box.setSpacing(Space.M)
        self._box.addStrut(Size.HEADER_HEIGHT - 2 * Space.S)
        self._box.addLayout(self._top, 1)
        self._box.addWidget(self._tools)

    def actions(self) -> tuple[QWidget, ...]:
        """Return what the page itself put into its header."""
        return self._own

    def host(self, tools: QWidget) -> None:
        self._tool_row.addWidget(tools)
        tools.show()
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._turn)    # before it was shown, fonts were not those of the QSS

    def minimumSizeHint(self) -> QSize:
        lead, own, tools = self._least()
        own -= sum(each.hint_room() for each in self._hinted() if each.shows_hint())    # they go before a window grows
        return QSize(max(lead, own, tools) + 2 * Space.L, super().minimumSizeHint().height())

    def _hinted(self) -> list[KeyButton]:
        return [each for each in self._own if isinstance(each, KeyButton) and not each.isHidden()]

    def event(self, event: QEvent) -> bool:
        # A new size of text, or a subtitle that was counted later.
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._turn)
        return super().event(event)

    def _turn(self) -> None:
        lead, own, tools = self._least()
        room = self.width() - 2 * Space.L
        hinted = self._hinted()
        hints = sum(each.hint_room() for each in hinted)
        whole = own + sum(each.hint_room() for each in hinted if not each.shows_hint())
        # A line more costs the page more than the hints of keys, which F1 lists, are worth.
        beside_tools = lead + Space.M + whole + Space.M + tools + self._ease()
        has_hints = not (room < beside_tools <= room + hints or room < lead + Space.M + whole <= room + hints)
        for each in hinted:
            each.show_hint(has_hints)
        own = whole if has_hints else whole - hints
        beside = lead + (Space.M + own if own else 0)
        for box, fits in ((self._top, beside <= room), (self._box, beside + Space.M + tools + self._ease() <= room)):
            direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
            if box.direction() != direction:
                box.setDirection(direction)
                box.setSpacing(Space.M if fits else Space.XS)

    def _ease(self) -> int:
        """Return what the search and the person need beyond the least to be read beside the title."""
        return 5 * self.fontMetrics().height()

    def _least(self) -> tuple[int, int, int]:
        """Return the least widths of the title, of the page's actions and of the window's tools."""
        own = 0 if self._actions.isHidden() else self._actions.minimumSizeHint().width()
        return self._lead.minimumSizeHint().width(), own, self._tools.minimumSizeHint().width()


class StatusStrip(QFrame):
    """The last line of the window: one sentence about what has reached the province."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusStrip")
        self.setAccessibleName(tr("Status"))
        self._state = Chip("", Tone.MUTED, dot=True)
        self._view_only = Chip(tr("View only"), Tone.NEUTRAL)
        self._view_only.hide()
        self._sentence = ElidedLabel("", Text.SMALL, soft=True)
        self._last = label("", Text.SMALL)
        self._machine = label("", Text.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.L, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(self._state)
        row.addWidget(self._view_only)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._last)
        row.addWidget(self._machine)

    def say(self, state: str, tone: Tone, sentence: str, last: str = "") -> None:
        """Show a state in two words and the sentence that explains it."""
        self._state.show_state(state, tone)
        self._sentence.setText(sentence)
        self._last.setText(last)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out when the last exchange was where the sentence itself would be cut for it."""
        row = self.layout()
        others = [each for each in (self._state, self._view_only, self._machine) if not each.isHidden()]
        taken = sum(each.sizeHint().width() + row.spacing() for each in (*others, self._sentence, self._last))
        margins = row.contentsMargins()
        fits = taken - row.spacing() <= self.width() - margins.left() - margins.right()
        self._last.setVisible(bool(self._last.text()) and fits)

    def show_view_only(self, *, is_viewer: bool) -> None:
        """Say, for as long as it is so, that nothing can be written on this PC."""
        self._view_only.setVisible(is_viewer)

    def name_machine(self, name: str) -> None:
        """Say which PC this is."""
        self._machine.setText(name)

    def words(self) -> str:
        """Return what is shown, for tests and screen readers."""
        shown = (self._state, *(() if self._view_only.isHidden() else (self._view_only,)), self._sentence, self._last)
        return " · ".join(each.text() for each in shown if each.text())


class MessageBar(QFrame):
    """What was just done, in one line over the status strip, with the way back beside it."""
    undo_asked = Signal(str)    # the group to take back

    SHOWN_MS = 12_000

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self._group = ""
        self._chip = Chip("", Tone.GOOD, dot=True, may_shrink=True)
        self._more = ElidedLabel("", Text.SMALL, soft=True)
        self._undo = KeyButton(tr("Undo"), "Ctrl+Z", is_shortcut=False)
        self._undo.clicked.connect(lambda: self.undo_asked.emit(self._group))
        close = button(tr("Close"), "link", name=tr("Close this message"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.L, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(self._chip)
        row.addWidget(self._more, 1)
        row.addWidget(self._undo)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, message: str, tone: Tone = Tone.GOOD, undo_group: str = "", more: str = "") -> None:
        """Show `message`; what went wrong stays until closed, the rest goes by itself."""
        self._group = undo_group
        self._chip.show_state(message, tone)
        self._more.setText(more)
        self._undo.setVisible(bool(undo_group))
        self.setAccessibleName(f"{message} {more}".strip())
        self.show()
        if tone is Tone.BAD:
            self._timer.stop()
        else:
            self._timer.start(self.SHOWN_MS)

    def forget_undo(self) -> None:
        """Offer no way back any more: somebody else sits here now."""
        self._group = ""
        self._undo.hide()

    def text(self) -> str:
        """Return what is said, or "" when nothing is shown."""
        return "" if self.isHidden() else f"{self._chip.text()} {self._more.text()}".strip()


class ResizeWatch(QObject):
    """Calls `act` when `watched` changes its size: for sheets and pop-ups that lie over it.

    It goes with its `owner`: a call into a sheet that was deleted would end the program.
    """

    def __init__(self, watched: QWidget, act: object, *, owner: QObject | None = None) -> None:
        super().__init__(owner or watched)
        self._act = act
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and callable(self._act):
            self._act()
        return False
