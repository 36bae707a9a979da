"""Notes above a list that offer what was being typed when the form, the program or the power went away."""
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from desktop.language import tr
from desktop.store.drafts import Draft
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.panels import clear, note, row

OFFERED: Final = 2


class DraftNotes(QVBoxLayout):
    """One note a draft: go on typing, or drop it. `own` reads the drafts, `words` names one."""

    def __init__(self, own: Callable[[], Sequence[Draft]], words: Callable[[Draft], str], *,
                 go_on: Callable[[str], object], drop: Callable[[str], object]) -> None:
        super().__init__()
        self._own, self._words, self._go_on, self._drop = own, words, go_on, drop
        self.setSpacing(Space.S)

    def offer(self, most: int) -> None:
        """Show the first `most` of what can be gone on with."""
        clear(self)
        for draft in self._own()[:most]:
            go_on = button(tr("Go on typing"), "small")
            go_on.clicked.connect(lambda _=False, key=draft.key: self._take(key))
            drop = button(tr("Drop it"), "link")
            drop.clicked.connect(lambda _=False, key=draft.key: self._drop(key))
            words = f"{self._words(draft)} · {draft.payload.get('at', '')}"
            made = note(tr("Typed and not saved:"), words, Tone.INFO)
            made.setProperty("draft", draft.key)
            made.layout().addWidget(row(go_on, drop))
            self.addWidget(made)
            made.show()

    def drop_gone(self, most: int) -> None:
        """Take away the notes of drafts that are no more; the next ones have room then."""
        known = {each.key for each in self._own()}
        for made in [self.itemAt(at).widget() for at in range(self.count())]:
            if made.property("draft") not in known:
                self.removeWidget(made)
                made.hide()
                made.deleteLater()
        if self.count() < min(len(known), most):
            self.offer(most)

    def _take(self, key: str) -> None:
        clear(self)
        self._go_on(key)
