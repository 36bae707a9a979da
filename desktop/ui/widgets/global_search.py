"""The search in every header: as one types, over all kinds, without holding up the keys."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.tokens import Size, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import SearchField
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.labels import label

Index = QModelIndex | QPersistentModelIndex
SHOWN = 12
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
        self._popup: _Popup | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _: self._pause.start())

    def results(self) -> list[Found]:
        """Return what is listed now."""
        return [] if self._popup is None or self._popup.isHidden() else list(self._popup.model.found)

    def close_results(self) -> bool:
        """Put the list away; return whether it was open."""
        was_open = self._popup is not None and not self._popup.isHidden()
        if self._popup is not None:
            self._popup.hide()
        self._pause.stop()
        return was_open

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, popup = event.key(), self._popup
        is_open = popup is not None and not popup.isHidden()
        if key == Qt.Key.Key_Escape:
            if self.close_results() or self.text():
                self.clear()
                return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if popup is not None and is_open and popup.chosen() is not None:
                self._open(popup.chosen())
            else:
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

    def _search(self) -> None:
        words = self.text().strip()
        if not words:
            self.close_results()
            return
        self._ask(words, lambda answer: self._show(words, answer))

    def _show(self, words: str, answer: Answer) -> None:
        if words != self.text().strip() or not self.hasFocus():
            return    # an answer to what is no longer asked
        popup = self._made_popup()
        popup.show_answer(answer)
        self._place()
        popup.show()
        popup.raise_()

    def _made_popup(self) -> "_Popup":
        if self._popup is None or self._popup.parentWidget() is not self.window():
            self._popup = _Popup(self.window())
            self._popup.view.clicked.connect(lambda index: self._open(self._popup.model.found[index.row()]))
            self.window().installEventFilter(self)
        return self._popup

    def _place(self) -> None:
        popup = self._popup
        if popup is None:
            return
        width = max(self.width(), min(520, self.window().width() - 2 * Space.L))
        corner = self.mapTo(self.window(), QPoint(self.width() - width, self.height() + Space.HAIR))
        left = max(Space.S, min(corner.x(), self.window().width() - width - Space.S))
        popup.setGeometry(left, corner.y(), width, popup.wanted_height(self.window().height() - corner.y() - Space.L))

    def _open(self, found: Found | None) -> None:
        if found is None:
            return
        self.close_results()
        self.clear()
        self.opened.emit(found.kind, found.id)


class _Popup(QFrame):
    """The list under the field: a child of the window, so that the field keeps the keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAccessibleName(tr("Search results"))
        self.model = _FoundModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Search results"))
        self._remark = label("", Text.SMALL, wrap=True)
        self._remark.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, Space.XS, 1, Space.XS)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._remark)
        self.hide()

    def show_answer(self, answer: Answer) -> None:
        self.model.show_found(answer.found)
        if self.model.found:
            self.view.setCurrentIndex(self.model.index(0))
        more = answer.total - len(answer.found)
        words = answer.remark
        if not answer.found:
            words = words or tr("Nothing found. Try fewer words; accents do not matter.")
        elif more > 0:
            words = f"{words} ".lstrip() + trn("{n} more. Type more words.", "{n} more. Type more words.", more)
        self._remark.setText(words)
        self._remark.setVisible(bool(words))
        self.view.setVisible(bool(answer.found))

    def wanted_height(self, room: int) -> int:
        rows = self.model.rowCount() * paint.row_height(self.view.font(), lines=2) + 2 if self.model.found else 0
        remark = self._remark.sizeHint().height() if self._remark.isVisibleTo(self) else 0
        return min(room, rows + remark + 2 * Space.XS + 2)

    def chosen(self) -> Found | None:
        at = self.view.currentIndex().row()
        return self.model.found[at] if 0 <= at < len(self.model.found) else None

    def move_by(self, step: int) -> None:
        if self.model.found:
            at = (self.view.currentIndex().row() + step) % len(self.model.found)
            self.view.setCurrentIndex(self.model.index(at))


class _FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Sequence[Found] = ()

    def show_found(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.found):
            return None
        one = self.found[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one.title
            case x if x == SECOND_LINE_ROLE:
                return one.detail
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{one.title}, {one.detail}"
        return None
