"""The starter list of systems: tick what is in use here, one step brings them all in."""
from PySide6.QtWidgets import QWidget

from desktop.language import tr, trn
from desktop.services import account_catalogue
from desktop.services.account_catalogue import Suggested
from desktop.services.value_text import choice_label
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.dialogs.leaver_overlay import PassingSheet
from desktop.ui.pages.accounts_ticks import Line, TickList
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.remark import Remark
from protocol.kinds import system


class SystemCatalogue(PassingSheet):
    """Opened where a commune has no systems yet, and later to add some."""

    WIDTH = 620

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Systems in use here"))
        self._desk, self._actions = desk, actions
        self._offered: dict[str, Suggested] = {}
        self._list = TickList(tr("Starter list of systems"), tr("Find a system…"), rows=9)
        self._list.changed.connect(self._tell)
        self._list.entered.connect(self.save_if_ready)
        self._save = button("", "primary")
        self._save.clicked.connect(self.save)
        leave = button(tr("Leave it"))
        leave.clicked.connect(self.hide)
        self._remark = Remark()
        self.body.addWidget(label(tr("Names differ from province to province; they can be changed afterwards."),
                                  Text.SMALL, wrap=True))
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._remark)
        self.body.addWidget(row(self._save, leave))
        self._tell()

    def open(self) -> None:
        """Show what the book does not have yet."""
        store = self._desk.store
        self._desk.tasks.run(lambda: account_catalogue.not_yet_here(store.read()), self._show,
                             self._actions.show_trouble, owner=self)

    def save_if_ready(self) -> None:
        """Do what the first button does, if it may be pressed."""
        if self._save.isEnabled():
            self.save()

    def save(self) -> None:
        """Add what is ticked."""
        chosen, store = [self._offered[name] for name in self._offered if name in self._list.ticked()], self._desk.store
        self._save.setEnabled(False)

        def done(result: tuple[int, str]) -> None:
            count, group = result
            self.hide()
            self._actions.say(trn("{n} system added.", "{n} systems added.", count), Tone.GOOD, undo_group=group)

        def failed(problem: Exception) -> None:
            self._save.setEnabled(True)
            self._remark.say_trouble(problem)

        self._desk.tasks.run(lambda: account_catalogue.add(store, chosen), done, failed, owner=self)

    def _show(self, offered: list[Suggested]) -> None:
        self._offered = {each.name: each for each in offered}
        type_field = system.KIND.field("type")
        lines: list[Line] = []
        for each in offered:
            if type_field is not None and (not lines or lines[-1].id.partition(":")[0] != each.type):
                lines.append(Line(id=f"{each.type}:", title=choice_label(system.KIND, type_field, each.type),
                                  is_heading=True))
            asked = "; ".join(each.required_for)
            lines.append(Line(id=f"{each.type}:{each.name}", title=each.name, detail=" · ".join(
                part for part in (each.owner, tr("Needed by: {who}", who=asked) if asked else "") if part)))
        self._offered = {f"{each.type}:{each.name}": each for each in offered}
        self._list.show_lines(lines, self._list.ticked())
        self._tell()
        self.show_over()
        self._list.search.setFocus()

    def _tell(self) -> None:
        count = len(self._list.ticked())
        self._save.setText(trn("Add {n} system", "Add {n} systems", count))
        self._save.setAccessibleName(self._save.text())
        self._save.setEnabled(count > 0)
