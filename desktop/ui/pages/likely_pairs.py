"""Likely duplicates after the first connection: the same, or different. Nothing is joined without a yes."""
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import pairing
from desktop.services.pairing import Pair
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import Card, clear, rule

_SHOWN = 20


class PairsCard(Card):
    """Hidden while there is no pair to decide."""

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Perhaps the same record twice"))
        self._desk, self._actions = desk, actions
        self._seen: list[Pair] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.S)
        self.body.addLayout(self._lines)
        self.hide()

    def refresh(self) -> None:
        """Look for pairs again, in another thread."""
        store = self._desk.store
        self._desk.tasks.latest("likely-pairs", lambda: pairing.likely_pairs(store.read(), limit=_SHOWN), self._show,
                                self._actions.show_trouble, owner=self)

    def _show(self, pairs: list[Pair]) -> None:
        if pairs == self._seen:
            return
        self._seen = pairs
        clear(self._lines)
        self.setVisible(bool(pairs))
        for at, pair in enumerate(pairs):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(self._line(pair))

    def _line(self, pair: Pair) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(ElidedLabel(pair.mine_title, Text.STRONG))
        words.addWidget(label(tr("written on this PC: {words}", words=pair.mine_words), Text.SMALL, wrap=True))
        words.addWidget(label(tr("already at the province: {title} – {words}", title=pair.other_title,
                                 words=pair.other_words), Text.SMALL, wrap=True))
        words.addWidget(label(pair.why, Text.SMALL, wrap=True))
        row.addLayout(words, 1)
        for text, act in ((tr("The same"), self._join), (tr("Compare…"), self._compare),
                          (tr("Different"), self._part)):
            made_button = button(text, name=f"{text}: {pair.mine_title}")
            made_button.clicked.connect(lambda _=False, act=act: act(pair))
            row.addWidget(made_button)
        return made

    def _join(self, pair: Pair) -> None:
        store = self._desk.store
        self._desk.tasks.run(lambda: pairing.join(store, pair),
                             lambda group: self._actions.say(tr("Joined into one record."), undo_group=group),
                             self._actions.show_trouble, owner=self)

    def _compare(self, pair: Pair) -> None:
        from desktop.ui.dialogs.merge_records import MergeSheet
        MergeSheet(self.window(), self._desk, self._actions).open(pair.found.theirs, pair.found.mine)

    def _part(self, pair: Pair) -> None:
        store = self._desk.store
        self._desk.tasks.run(lambda: pairing.keep_apart(store, pair),
                             lambda group: self._actions.say(tr("Noted: two different records."),
                                                                 undo_group=group),
                             self._actions.show_trouble, owner=self)
