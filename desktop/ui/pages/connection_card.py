"""The card of Thiết lập about the province: connect now, or what the connection is, and a code for a second PC."""
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.language import tr
from desktop.services.settings_facts import SettingsFacts
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.code_field import CodeField, digits_of, grouped
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Card, bare_column
from desktop.ui.widgets.remark import Remark


class ConnectionCard(Card):
    """Shows the form until the book is connected, the facts from then on."""

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Connection with the province"), spacing=Space.S)
        self._desk, self._actions = desk, actions
        self._remark = Remark()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Working"))
        self._progress.hide()
        self._form, self._facts = self._made_form(), self._made_facts()
        for each in (self._form, self._facts, self._progress, self._remark):
            self.body.addWidget(each)
        self._form.hide()
        self._facts.hide()

    def show_facts(self, facts: SettingsFacts) -> None:
        """Show what is true now."""
        self._form.setVisible(not facts.enrolled)
        self._facts.setVisible(facts.enrolled)
        if not facts.enrolled:
            self._for.setText(tr("The code must be one of {commune}.", commune=facts.commune) if facts.commune else "")
            self._for.setVisible(bool(facts.commune))
            if not self.server.text():
                self.server.setText(self._desk.sync.known_server())
            return
        role = tr("may read and write") if facts.role == "editor" else tr("may only read")
        self._lines.setText("\n".join((
            tr("Connected: {commune}, this PC {role}", commune=facts.commune or facts.commune_code, role=role),
            *(tr("Server: {server}", server=address) for address in facts.addresses))))
        self._mint.setVisible(facts.role == "editor")

    def _made_form(self) -> QWidget:
        made, column = bare_column()
        column.addWidget(label(tr("Not connected yet. Everything works; what is written here goes along when the code "
                                  "is typed."), Text.TABLE, wrap=True))
        column.addWidget(label(tr("Connection code"), Text.SMALL_STRONG))
        self.code = CodeField(tr("Connection code"))
        self.code.returnPressed.connect(self._connect)
        column.addWidget(self.code)
        self._for = label("", Text.SMALL, wrap=True)
        column.addWidget(self._for)
        column.addWidget(label(tr("Address of the provincial server"), Text.SMALL_STRONG))
        self.server = TextField(tr("Address of the provincial server"), "https://", limit=300)
        self.server.returnPressed.connect(self._connect)
        self.code.address_found.connect(self.server.setText)
        column.addWidget(self.server)
        row = FlowLayout()
        self._go = button(tr("Connect"), "primary")
        self._go.clicked.connect(self._connect)
        row.addWidget(self._go)
        column.addLayout(row)
        return made

    def _made_facts(self) -> QWidget:
        made, column = bare_column()
        self._lines = label("", Text.TABLE, wrap=True)
        column.addWidget(self._lines)
        self._mint = button(tr("Code for another PC of this commune"))
        self._mint.clicked.connect(self._ask_code)
        row = FlowLayout()
        row.addWidget(self._mint)
        column.addLayout(row)
        self._code = TextField(tr("Code for another PC"))
        self._code.setReadOnly(True)
        self._code.setProperty("look", "sheet_title")
        self._code.hide()
        column.addWidget(self._code)
        return made

    def _wait(self, waiting: bool) -> None:
        self._go.setEnabled(not waiting)
        self._mint.setEnabled(not waiting)
        self._progress.setVisible(waiting)
        if waiting:
            self._remark.clear()

    def _connect(self) -> None:
        if not self._go.isEnabled():
            return
        if not self.code.is_whole():
            self._remark.say(tr("The connection code has 18 digits; {n} are typed.", n=len(self.code.code())))
            self.code.setFocus()
            return
        if not self.server.text().strip():
            self._remark.say(tr("The address of the provincial server is missing."))
            self.server.setFocus()
            return
        code, server, starting = self.code.code(), self.server.text().strip(), self._desk.starting
        self._wait(True)

        def done(_: object) -> None:
            self._wait(False)
            self._actions.say(tr("Connected with the province."))
            self._desk.sync.now()

        self._desk.tasks.run(lambda: starting.enrol(server, code), done, self._failed, owner=self)

    def _ask_code(self) -> None:
        starting = self._desk.starting
        self._wait(True)

        def done(code: str) -> None:
            self._wait(False)
            self._code.setText(grouped(digits_of(code)))
            self._code.show()
            self._code.selectAll()
            self._remark.say(tr("Type this code on the other PC within 30 minutes."), tr("It works once."), Tone.GOOD)

        self._desk.tasks.run(starting.code_for_another_pc, done, self._failed, owner=self)

    def _failed(self, problem: Exception) -> None:
        self._wait(False)
        self._remark.say_trouble(problem)
