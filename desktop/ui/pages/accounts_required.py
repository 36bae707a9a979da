"""Who needs a system: titles and duties of this commune, ticked; the table knows then whom to ask about it."""
from PySide6.QtWidgets import QWidget

from desktop.language import tr, trn
from desktop.services import account_catalogue
from desktop.services.account_catalogue import Words
from desktop.services.account_matrix import SystemColumn
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.dialogs.leaver_overlay import PassingSheet
from desktop.ui.pages.accounts_ticks import Line, TickList
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.remark import Remark
from protocol.folding import fold


class RequiredFor(PassingSheet):
    """Opened from the heading of a column."""

    WIDTH = 520

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions, system: SystemColumn) -> None:
        super().__init__(window, tr("Who needs {system}", system=system.heading))
        self._desk, self._actions, self._system = desk, actions, system
        self._list = TickList(tr("Titles and duties"), tr("Find a title or a duty…"), rows=9)
        self._list.changed.connect(self._tell)
        self._list.entered.connect(self.save_if_ready)
        self._preview = label("", Text.BODY, wrap=True)
        self._save = button(tr("Save"), "primary")
        self._save.clicked.connect(self.save)
        leave = button(tr("Leave it"))
        leave.clicked.connect(self.hide)
        self._remark = Remark()
        self.body.addWidget(label(tr("Tick titles and duties. Who has none of them needs no account (“–”)."),
                                  Text.SMALL, wrap=True))
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._preview)
        self.body.addWidget(self._remark)
        self.body.addWidget(row(self._save, leave))

    def open(self) -> None:
        """Show every title and duty of the book, those ticked that are said already."""
        store = self._desk.store
        self._desk.tasks.run(lambda: account_catalogue.words_of_the_book(store.read()), self._show,
                             self._actions.show_trouble, owner=self)

    def save_if_ready(self) -> None:
        """Do what the first button does, if it may be pressed."""
        if self._save.isEnabled():
            self.save()

    def save(self) -> None:
        """Say it; the table is computed anew."""
        store, system, lines = self._desk.store, self._system.id, self._lines()

        def done(group: str) -> None:
            self.hide()
            self._actions.say(tr("Saved on this computer."), Tone.GOOD, undo_group=group)

        self._desk.tasks.run(lambda: account_catalogue.save_required(store, system, lines), done,
                             self._remark.say_trouble, owner=self)

    def _show(self, known: list[Words]) -> None:
        said = {fold(each): each for each in self._system.required_for}
        listed = {fold(each.text) for each in known}
        lines = [Line(id=said.get(fold(each.text), each.text), title=each.text,
                      detail=trn("{n} official", "{n} officials", each.people)) for each in known]
        lines += [Line(id=each, title=each, detail=tr("nobody here has it in these words"))
                  for key, each in said.items() if key not in listed]
        self._list.show_lines(lines, self._system.required_for)
        self._tell()
        self.show_over()
        self._list.search.setFocus()

    def _lines(self) -> list[str]:
        return sorted(self._list.ticked())

    def _tell(self) -> None:
        store, lines = self._desk.store, self._lines()
        self._desk.tasks.latest("required-for", lambda: account_catalogue.people_meant(store.read(), lines),
                                lambda count: self._preview.setText(self._words(count, bool(lines))), owner=self)

    @staticmethod
    def _words(count: int, is_said: bool) -> str:
        if not is_said:
            return tr("Nothing is said: everybody stays “not reviewed” until asked.")
        return trn("{n} official needs an account.", "{n} officials need an account.", count)
