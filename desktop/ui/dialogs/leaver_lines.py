"""The lines of the leaver's page: a group with its heading, each thing with what closes it."""
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services.leaving import Group, Item
from desktop.services.leaving_acts import NEEDS_SUCCESSOR, Act
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import rule

Close = Callable[[Sequence[tuple[Item, Act]]], None]


class GroupBox(QFrame):
    """One group of things that are open; `parts` makes a line for each."""

    def __init__(self, group: Group, items: Sequence[Item], close: Close, open_: Callable[[Item], None],
                 parent: QWidget) -> None:
        super().__init__(parent)
        self._items, self._close, self._open = items, close, open_
        self._waiting_for_successor: list[QPushButton] = []
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(label(f"{group_words(group)} ({len(items)})", Text.SECTION, wrap=True), 1)
        for act in _shared(items):
            head.addWidget(self._button(act, items, together=True))
        column.addLayout(head)
        if group is Group.CUSTODY:
            column.addWidget(label(tr("A hand-over moves them when it is signed; without one they are passed on at "
                                      "once."), Text.SMALL, wrap=True))

    def parts(self) -> Iterator[QWidget]:
        """Make the lines, one after the other, and yield each."""
        column = self.layout()
        for item in self._items:
            column.addWidget(rule())
            line = self._line(item)
            column.addWidget(line)
            yield line

    def allow(self, *, has_successor: bool) -> None:
        """Let things be passed on once somebody takes over."""
        for each in self._waiting_for_successor:
            each.setEnabled(has_successor)
            each.setToolTip("" if has_successor else tr("Choose who takes over first."))

    def _line(self, item: Item) -> QWidget:
        made = QWidget(self)
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        link = ElidedLink(item.title or tr("(no name)"), Text.TABLE, name=tr("Open {title}", title=item.title))
        link.clicked.connect(lambda: self._open(item))
        words.addWidget(link)
        if item.detail:
            words.addWidget(ElidedLabel(item.detail, Text.SMALL, soft=True))
        line.addLayout(words, 1)
        if item.is_waiting:
            line.addWidget(Chip(tr("waiting"), Tone.INFO), 0, Qt.AlignmentFlag.AlignVCenter)
        for act in item.acts:
            line.addWidget(self._button(act, [item], together=False), 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def _button(self, act: Act, items: Sequence[Item], *, together: bool) -> QPushButton:
        fitting = [each for each in items if act in each.acts]
        words = act_words(act)
        if together:
            made = button(trn("{act}: {n}", "{act}: all {n}", len(fitting), act=words), "small")
        else:
            made = button(words, "link", name=f"{words}: {items[0].title}")
        made.clicked.connect(lambda: self._close([(each, act) for each in fitting]))
        if act in NEEDS_SUCCESSOR:
            self._waiting_for_successor.append(made)
        return made


def group_words(group: Group) -> str:
    """Return the heading of a group."""
    return {Group.ACCOUNTS: tr("Accounts not revoked"), Group.CERTIFICATES: tr("Digital signatures"),
            Group.KEPT: tr("Tokens kept for others"), Group.CUSTODY: tr("Devices in custody"),
            Group.USE: tr("Devices used"), Group.INCIDENTS: tr("Incidents being handled"),
            Group.ROOMS: tr("Rooms in charge of"), Group.HANDOVERS: tr("Hand-overs not signed")}[group]


def act_words(act: Act) -> str:
    """Return the verb on the button."""
    return {Act.REVOKED: tr("Note as revoked"), Act.NOT_ISSUED: tr("No longer asked for"),
            Act.ASK_REVOKE: tr("Ask for revocation"), Act.ASK_CHANGE: tr("Ask for a change"),
            Act.PASS_ON: tr("Pass on"), Act.LET_GO: tr("Leave without"), Act.SWAP_USER: tr("Pass on"),
            Act.DROP_USER: tr("Take out")}[act]


def _shared(items: Sequence[Item]) -> list[Act]:
    """Return the acts offered for a whole group: the likeliest of its things, where there are several."""
    if len(items) < 2:
        return []
    first = [each.acts[0] for each in items if each.acts and not each.is_waiting]
    return [act for act in dict.fromkeys(first) if sum(act in each.acts for each in items) > 1][:1]
