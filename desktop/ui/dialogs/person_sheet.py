"""Ctrl+U: who is at this PC now. Several people share one PC; each signs what they write."""
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from desktop.language import tr
from desktop.services import first_start
from desktop.ui import window_reading
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import SearchField, TextField, button
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import rule
from desktop.ui.widgets.remark import Remark

Index = QModelIndex | QPersistentModelIndex
_LISTED = 6


class PersonSheet(Overlay):
    """Type a few letters, Enter. A name that is not in the book yet is added below."""

    def __init__(self, window: QWidget, anchor: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Who is at this PC?"), anchor)
        self._desk, self._actions = desk, actions
        self.search = SearchField(tr("Find a person…"))
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self._take)
        self.search.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(40)
        self._pause.timeout.connect(self._look_up)
        self.model = _People(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setAccessibleName(tr("Persons in the book"))
        self.list.clicked.connect(lambda index: self._choose(self.model.people[index.row()]))
        self.list.activated.connect(lambda index: self._choose(self.model.people[index.row()]))
        self.name = TextField(tr("Full name"), tr("Full name"), limit=200)
        self.phone = TextField(tr("Phone"), tr("Phone"), limit=30)
        self.name.returnPressed.connect(self._add)
        self.phone.returnPressed.connect(self._add)
        self._remark = Remark()
        add = button(tr("Add and choose"))
        add.clicked.connect(self._add)
        self.body.addWidget(label(tr("The name stands beside each change made here. It is courtesy, not protection."),
                                  Text.SMALL, wrap=True))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list)
        self.body.addWidget(rule())
        self.body.addWidget(label(tr("Not in the book yet"), Text.SMALL_STRONG))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.name, 3)
        row.addWidget(self.phone, 2)
        self.body.addLayout(row)
        self.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._remark)

    def open(self) -> None:
        """Show the people of this commune, the first ones by name."""
        for field in (self.search, self.name, self.phone):
            field.clear()
        self._remark.clear()
        self._fit()
        self.show_over()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.model.people:
                at = (self.list.currentIndex().row() + step) % len(self.model.people)
                self.list.setCurrentIndex(self.model.index(at))
                return True
        return super().eventFilter(watched, event)

    def _look_up(self) -> None:
        store, words = self._desk.store, self.search.text()
        self._desk.tasks.latest("person-sheet", lambda: window_reading.people(store, words, _LISTED),
                                self._show, self._remark.say_trouble, owner=self)

    def _show(self, people: list[window_reading.Person]) -> None:
        self.model.show(people)
        if people:
            self.list.setCurrentIndex(self.model.index(0))
        self._fit()
        self.place()

    def _fit(self) -> None:
        rows = max(1, len(self.model.people))
        self.list.setFixedHeight(rows * paint.row_height(self.list.font(), lines=2) + 2)
        self.list.setVisible(bool(self.model.people))

    def _take(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self.model.people):
            self._choose(self.model.people[at])

    def _choose(self, person: window_reading.Person) -> None:
        store, said = self._desk.store, tr("At this PC: {name}", name=person.name)
        self._desk.tasks.run(lambda: first_start.choose_person(store, person.id), lambda _: self._done(said),
                             self._remark.say_trouble, owner=self)

    def _add(self) -> None:
        name, phone, store = " ".join(self.name.text().split()), self.phone.text().strip(), self._desk.store
        if not name:
            self._remark.say(tr("The name of the person using this PC is missing."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._desk.tasks.run(lambda: first_start.add_person(store, name, phone),
                             lambda _: self._done(tr("At this PC: {name}", name=name)),
                             self._remark.say_trouble, owner=self)

    def _done(self, words: str) -> None:
        self.hide()
        self._actions.say(words)


class _People(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.people: list[window_reading.Person] = []

    def show(self, people: list[window_reading.Person]) -> None:
        self.beginResetModel()
        self.people = people
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.people):
            return None
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == SECOND_LINE_ROLE:
            return person.detail
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{person.name}, {person.detail}"
        return None
