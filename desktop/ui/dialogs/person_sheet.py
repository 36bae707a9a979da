"""Ctrl+U: who is at this PC now. Several people share one PC; each signs what they write.

Focal points have the whole book before them, a colleague their own things. Leaving a colleague's seat asks
for the Mã mở sổ where one is set.
"""
from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QSizePolicy, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import opening_code, roles
from desktop.services.roles import Role
from desktop.ui import window_reading
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.records.text_draft import TextDraft
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import SearchField, TextField, button
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import note, row, rule
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.secret_field import SecretField

Index = QModelIndex | QPersistentModelIndex
_LISTED = 6


class PersonSheet(Overlay):
    """Type a few letters, Enter. A name that is not in the book yet is added below."""
    seated = Signal()    # somebody took the seat

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
        self.list = _ShortList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setAccessibleName(tr("Persons in the book"))
        self.list.clicked.connect(lambda index: self._choose(self.model.people[index.row()]))
        self.list.activated.connect(lambda index: self._choose(self.model.people[index.row()]))
        self.name = TextField(tr("Full name"), tr("Full name"), limit=200)
        self.phone = TextField(tr("Phone"), tr("Phone"), limit=30)
        self.name.returnPressed.connect(self._add)
        self.phone.returnPressed.connect(self._add)
        self._draft = TextDraft(desk.store, {"name": self.name, "phone": self.phone}, self)
        self._remark = Remark()
        self._is_begun = self._is_adding = False
        self._again: Callable[[str], object] = str    # what waits for the code
        self._offer = self._made_offer()
        self._asking = self._made_asking()
        add = button(tr("Add and choose"))
        add.clicked.connect(self._add)
        self.body.addWidget(label(tr("The name stands beside each change made here. Focal points see the whole book, "
                                     "a colleague their own things. It is courtesy, not protection."),
                                  Text.SMALL, wrap=True))
        self.body.addWidget(self._offer)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self._adding = QWidget()
        adding = QVBoxLayout(self._adding)
        adding.setContentsMargins(0, 0, 0, 0)
        adding.setSpacing(Space.S)
        adding.addWidget(rule())
        adding.addWidget(label(tr("Not in the book yet"), Text.SMALL_STRONG))
        both = QHBoxLayout()
        both.setSpacing(Space.S)
        both.addWidget(self.name, 3)
        both.addWidget(self.phone, 2)
        adding.addLayout(both)
        adding.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._adding)
        self.body.addWidget(self._asking)
        self.body.addWidget(self._remark)

    def open(self) -> None:
        """Show the people of this commune, the first ones by name."""
        self.search.clear()
        if not self._is_begun:    # later it is still in the fields
            self._is_begun = True
            self._draft.begin("person-sheet")
        self._remark.clear()
        self._asking.hide()
        self._adding.show()
        self.code.clear()
        self._fit()
        self.show_over()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look_up()
        store = self._desk.store
        self._desk.tasks.run(lambda: opening_code.is_to_be_offered(store.read(), store.profile), self._show_offer,
                             self._remark.say_trouble, owner=self)

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
        self.list.show_rows(len(self.model.people))
        self.list.setVisible(bool(self.model.people))

    def _take(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self.model.people):
            self._choose(self.model.people[at])

    def _choose(self, person: window_reading.Person) -> None:
        store, self._is_adding = self._desk.store, False
        self._sit(lambda code: (person.name, roles.sit_down(store, person.id, code=code)))

    def _add(self) -> None:
        name, phone, store = " ".join(self.name.text().split()), self.phone.text().strip(), self._desk.store
        if not name:
            self._remark.say(tr("The name of the person using this PC is missing."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._is_adding = True
        self._sit(lambda code: (name, roles.add_and_sit_down(store, name, phone, code=code)[1]))

    def _sit(self, act: Callable[[str], tuple[str, Role]], code: str = "") -> None:
        self._again = lambda typed: self._sit(act, typed)
        self._remark.clear()
        self._desk.tasks.run(lambda: act(code), self._done, self._refuse, owner=self)

    def _refuse(self, problem: Exception) -> None:
        if getattr(problem, "code", "") == "opening-code-needed":
            self._asking.show()
            self._adding.hide()    # one question at a time
            self.code.clear()
        else:
            self._remark.say_trouble(problem)
        self.place()
        if self._asking.isVisible():
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, seated: tuple[str, Role]) -> None:
        name, role = seated
        if self._is_adding:
            self._draft.forget()
            self.name.clear()
            self.phone.clear()
        self.code.clear()
        self.hide()
        self.seated.emit()
        self._actions.say(tr("At this PC: {name}", name=name), more=roles.role_words(role))

    def _made_asking(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        self.code = SecretField(tr("Opening code"))
        go = button(tr("Change seats"), "primary")
        for told in (self.code.field.returnPressed, go.clicked):
            told.connect(lambda *_: self._again(self.code.text()) if self.code.text() else None)
        column.addWidget(label(tr("The seat of a colleague is left with the opening code; with the recovery code "
                                  "where that is forgotten."), Text.SMALL_STRONG, wrap=True))
        column.addWidget(self.code)
        column.addWidget(row(go))
        made.hide()
        return made

    def _made_offer(self) -> QWidget:
        made = note(tr("Two persons use this PC under one login."),
                    tr("An opening code closes the book when nobody is here. It is not needed, and can be set later "
                       "in Settings."))
        go, leave = button(tr("Set an opening code…"), "small"), button(tr("Not needed"), "small")
        go.clicked.connect(self._set_code)
        leave.clicked.connect(lambda: self._show_offer(is_due=False))
        made.layout().addWidget(row(go, leave))
        made.hide()
        return made

    def _show_offer(self, is_due: bool) -> None:
        self._offer.setVisible(is_due)
        self._adding.setVisible(not is_due)    # one question at a time
        self.place()
        if is_due:
            store = self._desk.store
            self._desk.tasks.run(lambda: opening_code.offered(store))    # once, whatever becomes of it

    def _set_code(self) -> None:
        self.hide()
        self._actions.go("settings")


class _ShortList(QListView):
    """As high as its rows where there is room, at least two of them, and scrolled where there is not."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_rows(self, rows: int) -> None:
        """Want room for `rows`."""
        self._rows = max(1, rows)
        self.setMaximumHeight(self._height(self._rows))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(240, self._height(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height(min(self._rows, 2)))

    def _height(self, rows: int) -> int:
        return rows * paint.row_height(self.font(), lines=2) + 2


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
