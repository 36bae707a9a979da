"""Đồng bộ: one true sentence, the choices that only a person can make, and the numbers for whoever asks."""
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import conflict_settling, needs_attention
from desktop.services.needs_attention import AttentionLine
from desktop.store import drafts
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.moments import moment
from desktop.ui.pages.conflict_cards import ConflictCard, ConflictView, draft_key, read_conflicts
from desktop.ui.pages.likely_pairs import PairsCard
from desktop.ui.status_bar import words_of
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Card, Scrolled, clear, rule
from desktop.ui.widgets.read_only import READS

_SHOWN = 20
_TWO_COLUMNS = 32    # heights of a line: at twice the text size the cards stand in one column


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    conflicts: tuple[ConflictView, ...]
    more_conflicts: int
    attention: tuple[AttentionLine, ...]


class SyncPage(Page):
    """Keys 1 and 2 choose in the conflict that is marked; then the next one is."""
    key = "sync"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        self._now = button(tr("Sync now"), name=tr("Sync now, F5"))
        self._now.setProperty(READS, True)
        super().__init__(tr("Sync"), "", [self._now])
        self._desk, self._actions = desk, actions
        self._seen: _Seen | None = None
        self._cards: list[ConflictCard] = []
        self._now.clicked.connect(desk.sync.now)
        content = QWidget()
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        columns.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        columns.setSpacing(Space.M)
        left, right = self._left, self._right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(Space.M)
        right.setSpacing(Space.M)
        self._technical = self._technical_card()
        left.addWidget(self._state_card())
        left.addWidget(self._technical)
        left.addStretch(1)
        self._conflicts = Card(tr("Two PCs wrote differently – choose the right one"))
        self._conflict_lines = QVBoxLayout()
        self._conflict_lines.setSpacing(Space.M)
        self._conflicts.body.addLayout(self._conflict_lines)
        self._attention = Card(tr("Needs a person"))
        self._attention_lines = QVBoxLayout()
        self._attention_lines.setSpacing(Space.S)
        self._attention.body.addLayout(self._attention_lines)
        self._pairs = PairsCard(desk, actions)
        right.addWidget(self._conflicts)
        right.addWidget(self._pairs)
        right.addWidget(self._attention)
        right.addStretch(1)
        columns.addLayout(left, 3)
        columns.addLayout(right, 7)
        self._scrolled = Scrolled(content)
        outer = QVBoxLayout(self.body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scrolled)
        for at, key in enumerate(("1", "2", "3", "4")):
            # Wherever the focus is while the page is shown; a field keeps its digits.
            QShortcut(QKeySequence(key), self, lambda at=at: self._press(at))
        desk.sync.told.connect(self._show_state)
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.body.width() < _TWO_COLUMNS * self.fontMetrics().height()
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if direction != self._columns.direction():
            self._columns.setDirection(direction)
            one, other = (self._left, self._right) if is_narrow else (self._right, self._left)
            one.removeWidget(self._technical)
            other.insertWidget(other.count() - 1, self._technical)    # what one has to choose comes before figures

    def refresh(self, changes: object | None = None) -> None:
        """Read conflicts and what needs a person, in another thread."""
        store = self._desk.store

        def read() -> _Seen:
            db = store.read()
            conflicts = read_conflicts(db)
            return _Seen(conflicts=tuple(conflicts[:_SHOWN]), more_conflicts=max(0, len(conflicts) - _SHOWN),
                         attention=tuple(needs_attention.listed(db, limit=_SHOWN)))

        self._desk.tasks.latest("sync-page", read, self._show, self._actions.show_trouble, owner=self)
        self._pairs.refresh()
        self._show_state()

    def open_record(self, kind: str, record_id: str) -> None:
        """Mark the conflict with this id."""
        for card in self._cards:
            if card.view.id == record_id:
                self._mark(card)

    def _show(self, seen: _Seen) -> None:
        if seen == self._seen:
            return
        self._seen = seen
        marked = next((at for at, card in enumerate(self._cards) if card.is_marked()), 0)
        focus = self.focusWidget()
        had_focus = focus is not None and any(card.isAncestorOf(focus) for card in self._cards)
        # A card that says the same stays: somebody may be typing in it.
        kept = {card.view.id: card for card in self._cards if card.view in seen.conflicts and card.isEnabled()}
        for card in self._cards:
            card.setParent(None)
            if card not in kept.values():
                card.deleteLater()
        clear(self._conflict_lines)
        self._cards = [kept.get(view.id) or self._made_card(view) for view in seen.conflicts]
        count = len(seen.conflicts) + seen.more_conflicts
        self._conflicts.heading.setText(
            tr("Two PCs wrote differently – choose the right one ({n})", n=count) if count
            else tr("Two PCs wrote differently"))
        if not count:
            self._say_in(self._conflict_lines, tr("Nothing to choose. What two PCs write differently is kept from both "
                                                  "and shown here."))
        for at, card in enumerate(self._cards):
            if at:
                self._conflict_lines.addWidget(rule())
            self._conflict_lines.addWidget(card)
            card.show()
        if seen.more_conflicts:
            self._say_in(self._conflict_lines, trn("{n} more follow.", "{n} more follow.", seen.more_conflicts))
        if count and self._desk.may_edit():
            self._say_in(self._conflict_lines, tr("Both stay in the history. After a choice the next one follows. "
                                                  "Undo: Ctrl Z."))
        if self._cards:
            card = self._cards[min(marked, len(self._cards) - 1)]
            self._mark(card)
            if had_focus and not card.isAncestorOf(self.focusWidget() or card):
                card.take_focus()
        self._show_attention(seen.attention)

    def _made_card(self, view: ConflictView) -> ConflictCard:
        card = ConflictCard(view, self._desk.store)
        card.chosen.connect(self._settle)
        card.entered.connect(self._mark)
        card.record_asked.connect(self._actions.open_record)
        if not self._desk.may_edit():
            card.make_read_only()
        return card

    @staticmethod
    def _say_in(lines: QVBoxLayout, words: str) -> None:
        lines.addWidget(label(words, Text.SMALL, wrap=True))

    def _show_attention(self, lines: tuple[AttentionLine, ...]) -> None:
        clear(self._attention_lines)
        self._attention.setVisible(bool(lines))
        for at, line in enumerate(lines):
            if at:
                self._attention_lines.addWidget(rule())
            made = QWidget()
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(Space.M)
            words = QVBoxLayout()
            words.setSpacing(Space.HAIR)
            words.addWidget(ElidedLabel(line.title, Text.STRONG))
            words.addWidget(label(line.words, Text.TABLE, wrap=True))
            words.addWidget(Chip(line.why, Tone.WARN, may_shrink=True), 0, Qt.AlignmentFlag.AlignLeft)
            row.addLayout(words, 1)
            again = button(tr("Send again"), name=tr("Send again") + f": {line.title}")
            again.clicked.connect(lambda _=False, id_=line.id: self._attend(id_, again=True))
            drop = button(tr("Take off the list"), name=tr("Take off the list") + f": {line.title}")
            drop.clicked.connect(lambda _=False, id_=line.id: self._attend(id_, again=False))
            if self._desk.may_edit():
                row.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
            self._attention_lines.addWidget(made)

    def _attend(self, line: int, *, again: bool) -> None:
        store = self._desk.store
        act = (lambda: needs_attention.send_again(store, line)) if again else (
            lambda: needs_attention.dismiss(store, [line]))
        words = tr("It will be sent again.") if again else tr("Taken off the list; it stays in the history.")
        self._desk.tasks.run(act, lambda step: self._actions.say(words, undo_group=step or ""),
                             self._actions.show_trouble, owner=self)

    # -- conflicts -------------------------------------------------------------------------------------

    def _press(self, at: int) -> None:
        card = next((card for card in self._cards if card.is_marked()), None)
        if card is not None:
            card.press(at)

    def _mark(self, marked: ConflictCard) -> None:
        for card in self._cards:
            card.mark(card is marked)
        self._scrolled.ensureWidgetVisible(marked)

    def _settle(self, card: ConflictCard, value: object, words: str) -> None:
        store, conflict = self._desk.store, card.view.id
        card.rest()

        def failed(problem: Exception) -> None:
            if card in self._cards:    # the news of another choice may have taken it away
                card.setEnabled(True)
            self._actions.show_trouble(problem)

        def settle() -> None:
            conflict_settling.settle(store, conflict, value)    # type: ignore[arg-type]
            store.submit(lambda unit: drafts.drop(unit, draft_key(conflict))).result()

        def done(_: object) -> None:
            self._actions.say(tr("Chosen: {value}", value=words), Tone.GOOD, "last")

        self._desk.tasks.run(settle, done, failed, owner=self)

    # -- the state -------------------------------------------------------------------------------------

    def _state_card(self) -> Card:
        card = Card()
        self._sentence = label("", Text.STRONG, wrap=True)
        self._more = label("", Text.SMALL, wrap=True)
        self._chip = Chip("", Tone.MUTED, dot=True, may_shrink=True)
        card.body.setSpacing(Space.S)
        card.body.addWidget(self._sentence)
        card.body.addWidget(self._more)
        card.body.addWidget(self._chip)
        return card

    def _technical_card(self) -> Card:
        card = Card(tr("Technical details"))
        self._numbers = label("", Text.SMALL, wrap=True)
        self._journal = label("", Text.SMALL, wrap=True)
        for each in (self._numbers, self._journal):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(self._numbers)
        card.body.addSpacing(Space.S)
        card.body.addWidget(rule())
        card.body.addSpacing(Space.S)
        card.body.addWidget(self._journal)
        return card

    def _show_state(self) -> None:
        view = self._desk.sync.view()
        words = words_of(view)
        if view.synced and view.last_sync_ms:
            first = tr("Everything was sent to the province at {time}.", time=moment(view.last_sync_ms))
        else:
            first = words.sentence
        self._sentence.setText(first)
        more = [f"{words.last}."] if words.last and not view.synced else []
        if view.conflicts:
            more.append(trn("{n} content to choose.", "{n} contents to choose.", view.conflicts))
        if view.rejected:
            more.append(trn("{n} refused by the server.", "{n} refused by the server.", view.rejected))
        self._more.setText(" ".join(more))
        self._more.setVisible(bool(more))
        self._chip.show_state(words.state, words.tone)
        self._now.setEnabled(view.enrolled)
        none = "–"
        self._numbers.setText("\n".join((
            tr("Server: {server}", server=view.server or none),
            tr("Waiting: {n}", n=view.waiting),
            tr("Received by the server up to: {n}", n=view.acked),
            tr("In a backup of the server up to: {n}", n=view.durable),
            tr("Replica: {replica}", replica=view.replica or none),
        )))
        journal = self._desk.sync.journal()
        self._journal.setText("\n".join(f"{moment(line.at_ms)}  {line.words}" for line in journal[:12])
                              or tr("No exchange since the program was started."))
