"""The search in every header: as one types, over all kinds, without holding up the keys."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from desktop.language import tr
from desktop.ui.tokens import Size, Space
from desktop.ui.widgets.controls import SearchField

if TYPE_CHECKING:
    from desktop.ui.widgets.search_results import SearchResults

SHOWN = 12
_RESULTS_PX = 520
_PAUSE_MS = 40    # between keys: a fast typist asks once for a word, not once a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record that was found; `detail` names its kind and what tells it apart."""
    kind: str
    id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search brought. `remark` is said under the list, e.g. while the index is being made."""
    found: tuple[Found, ...]
    total: int
    remark: str = ""


Ask = Callable[[str, Callable[[Answer], object]], object]
"""Takes the words and where to bring the answer; must not block."""


class SearchBox(SearchField):
    """The field in the header. Down and Up walk the results, Enter opens, Esc closes."""
    opened = Signal(str, str)    # kind and id of the record chosen

    def __init__(self, ask: Ask) -> None:
        super().__init__(tr("Search devices, incidents, staff…"), "Ctrl+K", width=Size.SEARCH_WIDTH - 60)
        self._ask = ask
        self._popup: SearchResults | None = None
        self._told = ""              # the words that the list answers
        self._opens_first = False    # Enter came before the answer
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(self._hear_typing)

    def results(self) -> list[Found]:
        """Return what is listed now."""
        return [] if self._popup is None or self._popup.isHidden() else list(self._popup.model.found)

    def close_results(self) -> bool:
        """Put the list away; return whether it was open."""
        was_open = self._popup is not None and not self._popup.isHidden()
        if self._popup is not None:
            self._popup.hide()
        self._pause.stop()
        self._opens_first = False
        return was_open

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, popup = event.key(), self._popup
        is_open = popup is not None and not popup.isHidden()
        if key == Qt.Key.Key_Escape:
            if self.close_results() or self.text():
                self.clear()
                return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if popup is not None and is_open and popup.chosen() is not None and self._told == self.text().strip():
                self._open(popup.chosen())
            else:    # fast fingers: the list is of fewer words, or not there yet
                self._pause.stop()
                self._opens_first = True
                self._search()
            return
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if popup is not None and is_open:
                popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            elif self.text():
                self._search()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)
        if self._popup is not None and not self._popup.underMouse():
            self.close_results()

    def _hear_typing(self) -> None:
        self._opens_first = False
        self._pause.start()

    def _search(self) -> None:
        words = self.text().strip()
        if not words:
            self.close_results()
            return
        self._ask(words, lambda answer: self._show(words, answer))

    def _show(self, words: str, answer: Answer) -> None:
        if words != self.text().strip() or not self.hasFocus():
            return    # an answer to what is no longer asked
        if self._opens_first and answer.found:
            self._open(answer.found[0])
            return
        self._told, self._opens_first = words, False
        popup = self._made_popup()
        popup.show_answer(answer)
        self._place()
        popup.show()
        popup.raise_()

    def _made_popup(self) -> "SearchResults":
        from desktop.ui.widgets.search_results import SearchResults
        if self._popup is None or self._popup.parentWidget() is not self.window():
            self._popup = SearchResults(self.window())
            self._popup.view.clicked.connect(lambda index: self._open(self._popup.model.found[index.row()]))
            self.window().installEventFilter(self)
        return self._popup

    def _place(self) -> None:
        popup = self._popup
        if popup is None:
            return
        wanted = round(_RESULTS_PX * self.font().pixelSize() / 14)
        width = max(self.width(), min(wanted, self.window().width() - 2 * Space.L))
        corner = self.mapTo(self.window(), QPoint(0, self.height() + Space.HAIR))    # under the words that are typed
        left = max(Space.S, min(corner.x(), self.window().width() - width - Space.S))
        room = self.window().height() - corner.y() - Space.L
        popup.setGeometry(left, corner.y(), width, popup.wanted_height(width, room))

    def _open(self, found: Found | None) -> None:
        if found is None:
            return
        self.close_results()
        self.clear()
        self.opened.emit(found.kind, found.id)
