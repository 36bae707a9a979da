"""“Tất cả đã có, trừ…”: a whole system said in one step, with its few exceptions ticked."""
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.language import tr, trn
from desktop.services import account_stating
from desktop.services.account_matrix import Matrix, SystemColumn
from desktop.services.account_stating import Stated
from desktop.ui.desk import Desk
from desktop.ui.dialogs.leaver_overlay import PassingSheet
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.accounts_ticks import Line, TickList
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import Choices, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.remark import Remark

_LACKS = ("missing", "pending", "")


class AllExcept(PassingSheet):
    """Opened from the heading of a column."""

    WIDTH = 520

    def __init__(self, window: QWidget, desk: Desk, matrix: Matrix, system: SystemColumn,
                 told: Callable[[Stated, str], object]) -> None:
        super().__init__(window, tr("{system}: all have it, except…", system=system.heading))
        self._desk, self._matrix, self._system, self._told = desk, matrix, system, told
        at = next(index for index, each in enumerate(matrix.systems) if each.id == system.id)
        self._states = {person.id: cells[at].state for person, cells in zip(matrix.people, matrix.cells, strict=True)}
        self._needed = {person.id for person, cells in zip(matrix.people, matrix.cells, strict=True)
                        if cells[at].needed}
        few, everybody = len(self._needed), len(self._states)
        self._who = Choices([tr("Who needs it ({n})", n=few), tr("Everybody ({n})", n=everybody)], name=tr("For whom"))
        self._who.setVisible(system.is_known and few != everybody)
        self._who.chosen.connect(lambda _: self._show_people())
        self._exceptions = TickList(tr("Exceptions"), tr("Find an exception by name…"), rows=7)
        self._exceptions.changed.connect(self._tell)
        self._exceptions.entered.connect(self.save_if_ready)
        self._lack = Choices([state_words("missing"), state_words("pending"), tr("Leave as they are")],
                             name=tr("The exceptions are"))
        self._lack.chosen.connect(lambda _: self._tell())
        self._preview = label("", Text.BODY, wrap=True)
        self._save = button("", "primary")
        self._save.clicked.connect(self.save)
        leave = button(tr("Leave it"))
        leave.clicked.connect(self.hide)
        self._remark = Remark()
        self.body.addWidget(self._who)
        self.body.addWidget(label(tr("Tick only those who do not have it:"), Text.SMALL))
        self.body.addWidget(self._exceptions, 1)
        self.body.addWidget(row(label(tr("The exceptions are"), Text.SMALL), self._lack))
        self.body.addSpacing(Space.XS)
        self.body.addWidget(self._preview)
        self.body.addWidget(self._remark)
        self.body.addWidget(row(self._save, leave))

    def open(self) -> None:
        """Show it, ready to type the first exception."""
        self._show_people()
        self.show_over()
        self._exceptions.search.setFocus()

    def save_if_ready(self) -> None:
        """Do what the first button does, if it may be pressed."""
        if self._save.isEnabled():
            self.save()

    def save(self) -> None:
        """Say it of everybody who is meant, in one step."""
        people, exceptions, lack = list(self._meant()), self._exceptions.ticked(), self._lacking()
        store, system, day = self._desk.store, self._system.id, vietnam_now().date()
        self._save.setEnabled(False)

        def done(stated: Stated) -> None:
            self.hide()
            self._told(stated, "in_use")

        def failed(problem: Exception) -> None:
            self._save.setEnabled(True)
            self._remark.say_trouble(problem)

        self._desk.tasks.run(lambda: account_stating.state_column(store, system, people, exceptions, lack, day),
                             done, failed, owner=self)

    def _meant(self) -> dict[str, str]:
        only_needed = self._system.is_known and self._who.at() == 0
        return {person: state for person, state in self._states.items() if not only_needed or person in self._needed}

    def _lacking(self) -> str:
        return _LACKS[max(self._lack.at(), 0)]

    def _show_people(self) -> None:
        meant, ticked = self._meant(), self._exceptions.ticked()
        self._exceptions.show_lines(
            [Line(id=person.id, title=person.name, detail=person.detail)
             for person in self._matrix.people if person.id in meant], ticked & meant.keys())
        self._tell()

    def _tell(self) -> None:
        seen = account_stating.preview_column(self._meant(), self._exceptions.ticked(), self._lacking())
        said = [trn("{n} account: {state}", "{n} accounts: {state}", seen.have, state=state_words("in_use"))]
        if seen.lack:
            said.append(trn("{n} account: {state}", "{n} accounts: {state}", seen.lack,
                            state=state_words(self._lacking())))
        if seen.kept:
            said.append(trn("{n} stays: locked, of another unit or revoked", "{n} stay: locked, of another unit or "
                            "revoked", seen.kept))
        if seen.same:
            said.append(trn("{n} is said already or left alone", "{n} are said already or left alone", seen.same))
        self._preview.setText(" · ".join(said))
        total = seen.have + seen.lack
        self._save.setText(trn("Write {n} account", "Write {n} accounts", total))
        self._save.setAccessibleName(self._save.text())
        self._save.setEnabled(total > 0)
