"""The trash of all kinds, also of those without a list of their own; what is chosen comes out in one step."""
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.language import tr, trn
from desktop.services import record_removal
from desktop.services.record_removal import InTrash
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import SearchField, button
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.remark import Remark

_ROWS: Final = 8    # of the trash in sight, where there are so many

Index = QModelIndex | QPersistentModelIndex


class TrashSheet(Overlay):
    """Search, choose, take out. Nothing is ever thrown out of the trash."""

    WIDTH = 620

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Trash"))
        self._desk, self._actions = desk, actions
        self.search = SearchField(tr("Find by name…"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._look)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.model = _Lines(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(tr("Deleted records"))
        self.list.setUniformItemSizes(True)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._nothing = label("", Text.TABLE, soft=True, wrap=True)
        self._remark = Remark()
        self.back = button(tr("Take out of the trash"), "primary")
        self.back.clicked.connect(self._restore)
        leave = button(tr("Close"))
        leave.clicked.connect(self.hide)
        self.body.addWidget(label(tr("Of every kind, the latest first. Nothing is ever thrown out of it."), Text.SMALL,
                                  wrap=True))
        self.body.addWidget(self.search)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._remark)
        self.body.addWidget(row(self.back, leave))

    def open(self) -> None:
        """Show what was deleted last."""
        self.search.clear()
        self._remark.clear()
        self.show_over()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _look(self) -> None:
        store, text = self._desk.store, self.search.text().strip()
        self._desk.tasks.latest("trash", lambda: record_removal.in_trash(store.read(), text), self._show,
                                self._remark.say_trouble, owner=self)

    def _show(self, lines: list[InTrash]) -> None:
        self.model.show(lines)
        self.list.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        self._nothing.setText(tr("Nothing of that name lies in the trash.") if self.search.text().strip()
                              else tr("The trash is empty. What is deleted comes here and can be taken out again."))
        if lines:
            self.list.setCurrentIndex(self.model.index(0))
            rows = min(_ROWS, len(lines)) * self.list.sizeHintForRow(0) + 2 * Space.HAIR
            self.list.setMinimumHeight(min(rows, self.window().height() // 2))    # as high as what lies there
        self._enable()
        self.place()

    def _enable(self) -> None:
        self.back.setEnabled(self.list.selectionModel().hasSelection())

    def _restore(self) -> None:
        store = self._desk.store
        ids = [self.model.lines[index.row()].id for index in self.list.selectionModel().selectedIndexes()]
        self.back.setEnabled(False)
        self._desk.tasks.run(lambda: record_removal.restore(store, ids), self._done, self._remark.say_trouble,
                             owner=self)

    def _done(self, result: tuple[int, str]) -> None:
        count, group = result
        self.hide()
        self._actions.say(trn("{n} record taken out of the trash.", "{n} records taken out of the trash.", count),
                          Tone.GOOD, undo_group=group)


class _Lines(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[InTrash] = []

    def show(self, lines: list[InTrash]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == SECOND_LINE_ROLE:
            return line.detail
        return f"{line.title}, {line.detail}" if role == Qt.ItemDataRole.AccessibleTextRole else None
