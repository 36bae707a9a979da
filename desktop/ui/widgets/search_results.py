"""The list under the search field; imported with the first search."""
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.global_search import Answer, Found
from desktop.ui.widgets.labels import label

Index = QModelIndex | QPersistentModelIndex


class SearchResults(QFrame):
    """The list under the field: a child of the window, so that the field keeps the keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAccessibleName(tr("Search results"))
        self.model = FoundModel(self)
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

    def wanted_height(self, width: int, room: int) -> int:
        rows = self.model.rowCount() * paint.row_height(self.view.font(), lines=2) + 2 if self.model.found else 0
        remark = self._remark.heightForWidth(width - 2) if self._remark.isVisibleTo(self) else 0
        return min(room, rows + remark + 2 * Space.XS + 2)

    def chosen(self) -> Found | None:
        at = self.view.currentIndex().row()
        return self.model.found[at] if 0 <= at < len(self.model.found) else None

    def move_by(self, step: int) -> None:
        if self.model.found:
            at = (self.view.currentIndex().row() + step) % len(self.model.found)
            self.view.setCurrentIndex(self.model.index(at))


class FoundModel(QAbstractListModel):
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
