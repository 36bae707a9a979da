"""The two questions of a new book, on one page: which commune, and who is here. Then straight to Hôm nay."""
from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.language import tr
from desktop.services.communes import Commune, CommuneList
from desktop.ui.desk import Desk
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets import paint
from desktop.ui.widgets.code_field import CodeField
from desktop.ui.widgets.controls import Choices, TextField, button
from desktop.ui.widgets.delegates import CellDelegate
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import Card, Scrolled, bare_column
from desktop.ui.widgets.remark import Remark

_WITH_CODE, _WITHOUT = 0, 1
_LISTED = 6


class FirstRun(QFrame):
    """Lies over the window until both are answered. Nothing is asked twice, nothing is printed."""
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("overlay")
        self.setAccessibleName(tr("First start"))
        self._desk = desk
        self._communes = CommuneList()
        self._found: list[Commune] = []
        self._commune: Commune | None = None
        self._trouble = Remark()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Working"))
        self._progress.hide()
        self._enter = button(tr("Open the book"), "primary")
        self._enter.clicked.connect(self._go)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.M)
        column.addStretch(1)
        column.addWidget(label(tr("Sổ CNTT – the IT book of the commune"), Text.TITLE, wrap=True))
        column.addWidget(label(tr("Two questions, then the book opens. Everything works without a network."),
                               Text.BODY, soft=True, wrap=True))
        column.addWidget(self._first_question())
        column.addWidget(self._second_question())
        column.addWidget(self._trouble)
        column.addWidget(self._progress)
        foot = QHBoxLayout()
        foot.addWidget(label(tr("Do not enter classified information, passwords or PINs."), Text.SMALL, wrap=True), 1)
        foot.addWidget(self._enter)
        column.addLayout(foot)
        column.addStretch(2)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(content, 4)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(middle))

    def take_focus(self) -> None:
        """Put the keys where the first answer is typed."""
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the questions ---------------------------------------------------------------------------------

    def _first_question(self) -> Card:
        card = Card(tr("1. Which commune does this PC belong to?"))
        self.way = Choices((tr("There is a connection code"), tr("No code yet – start without")), name=tr("Connection"))
        self.way.chosen.connect(self._turn)
        card.body.addWidget(self.way)
        card.body.addSpacing(Space.M)
        self._answers = QStackedWidget()
        self._answers.addWidget(self._code_answer())
        self._answers.addWidget(self._commune_answer())
        card.body.addWidget(self._answers)
        return card

    def _code_answer(self) -> QWidget:
        made, column = bare_column()
        self.code = CodeField(tr("Connection code"))
        self.code.address_found.connect(self._take_address)
        self.code.returnPressed.connect(self._go)
        column.addWidget(self.code)
        column.addWidget(label(tr("18 digits from the province. They name the province, the commune and the right "
                                  "to write. A whole message can be pasted here."), Text.SMALL, wrap=True))
        column.addWidget(label(tr("Address of the provincial server"), Text.SMALL_STRONG))
        self.server = TextField(tr("Address of the provincial server"), "https://", limit=300)
        self.server.setText(self._desk.sync.known_server())
        self.server.returnPressed.connect(self._go)
        column.addWidget(self.server)
        return made

    def _commune_answer(self) -> QWidget:
        made, column = bare_column()
        line = QHBoxLayout()
        self.commune = TextField(tr("Name of the commune"),
                                 tr("Type the name, also a former one; accents do not matter"), limit=100)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(60)
        self._pause.timeout.connect(self._look_up)
        self.commune.textEdited.connect(self._typed_commune)
        self.commune.returnPressed.connect(self._take_first)
        line.addWidget(self.commune, 1)
        self._chosen = Chip("", Tone.GOOD, may_shrink=True)
        self._chosen.hide()
        line.addWidget(self._chosen)
        column.addLayout(line)
        self._names = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._names)
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setAccessibleName(tr("Communes found"))
        self.list.setSelectionBehavior(QListView.SelectionBehavior.SelectRows)
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        self.list.activated.connect(lambda index: self._choose(index.row()))
        self.list.hide()
        column.addWidget(self.list)
        column.addWidget(label(tr("The connection code can be typed later in Settings; what was written goes along."),
                               Text.SMALL, wrap=True))
        return made

    def _second_question(self) -> Card:
        card = Card(tr("2. Who is using this PC?"))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self.name = TextField(tr("Full name"), tr("for example: Nguyễn Văn An"), limit=200)
        self.phone = TextField(tr("Phone"), tr("for example: 0912 345 678"), limit=30)
        for field, words, stretch in ((self.name, tr("Full name"), 3), (self.phone, tr("Phone"), 2)):
            box = QVBoxLayout()
            box.setSpacing(Space.XS)
            caption = label(words, Text.SMALL_STRONG)
            caption.setBuddy(field)
            box.addWidget(caption)
            box.addWidget(field)
            field.returnPressed.connect(self._go)
            row.addLayout(box, stretch)
        card.body.addLayout(row)
        card.body.addSpacing(Space.S)
        card.body.addWidget(label(tr("The name stands beside each change made here. It is no login and has no "
                                     "password; several people may take turns (Ctrl+U)."), Text.SMALL, wrap=True))
        return card

    # -- answering -------------------------------------------------------------------------------------

    def _turn(self, at: int) -> None:
        self._answers.setCurrentIndex(at)
        self._trouble.clear()
        (self.code if at == _WITH_CODE else self.commune).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_address(self, address: str) -> None:
        self.server.setText(address)

    def _typed_commune(self) -> None:
        self._commune = None
        self._chosen.hide()
        self._pause.start()

    def _look_up(self) -> None:
        words = self.commune.text()
        self._desk.tasks.latest("first-run-communes", lambda: self._communes.find(words, limit=_LISTED),
                                self._show_found, owner=self)

    def _show_found(self, found: list[Commune]) -> None:
        self._found = found
        self._names.setStringList([f"{each.full_name} · {each.province}" for each in found])
        self.list.setVisible(bool(found))
        self.list.setFixedHeight(len(found) * paint.row_height(self.list.font()) + 2)
        if found:
            self.list.setCurrentIndex(self._names.index(0))
        if not found and self.commune.text().strip():
            self._trouble.say(tr("No commune with these words."), tr("Type fewer letters, or a former name."))
        else:
            self._trouble.clear()

    def _take_first(self) -> None:
        if self._commune is not None:
            self._go()
        elif self._found:
            self._choose(max(0, self.list.currentIndex().row()))

    def _choose(self, at: int) -> None:
        self._commune = self._found[at]
        self.commune.setText(self._commune.full_name)
        self._chosen.show_state(f"{self._commune.full_name}, {self._commune.province}", Tone.GOOD)
        self._chosen.show()
        self.list.hide()
        self._trouble.clear()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        if not self._enter.isEnabled() or not self._ready():
            return
        self._wait(True)
        name, phone = " ".join(self.name.text().split()), self.phone.text().strip()
        start = self._desk.starting
        if self.way.at() == _WITH_CODE:
            code, server = self.code.code(), self.server.text().strip()
            self._desk.tasks.run(lambda: start.with_code(server, code, name, phone), self._finish, self._fail,
                                 owner=self)
        else:
            assert self._commune is not None
            commune = self._commune.code
            self._desk.tasks.run(lambda: start.without_code(commune, name, phone), self._finish, self._fail, owner=self)

    def _ready(self) -> bool:
        """Return whether both are answered; else say which is missing, and go there."""
        missing: tuple[str, QLineEdit] | None = None
        if self.way.at() == _WITH_CODE:
            if not self.code.is_whole():
                missing = tr("The connection code has 18 digits; {n} are typed.", n=len(self.code.code())), self.code
            elif not self.server.text().strip():
                missing = tr("The address of the provincial server is missing."), self.server
        elif self._commune is None:
            missing = tr("Choose the commune from the list."), self.commune
        if missing is None and not self.name.text().strip():
            missing = tr("The name of the person using this PC is missing."), self.name
        if missing is None:
            self._trouble.clear()
            return True
        self._trouble.say(missing[0])
        missing[1].setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _wait(self, waiting: bool) -> None:
        self._enter.setEnabled(not waiting)
        self._progress.setVisible(waiting)
        if waiting:
            self._trouble.clear()

    def _finish(self, _: object) -> None:
        self._wait(False)
        self.done.emit()

    def _fail(self, problem: Exception) -> None:
        self._wait(False)
        self._trouble.say_trouble(problem)
