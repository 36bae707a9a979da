""""Ghi máy này vào sổ": one question first, then what the machine says of itself, then the book.

Nothing is read before the question is answered, and nothing is kept before it was looked at.
"""
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.background.tasks import Task
from desktop.language import tr
from desktop.services.machine import glpi, looking, saving, this_machine
from desktop.services.machine.looking import Look, Target
from desktop.services.machine.reading import Reading, title_of
from desktop.services.machine.saving import Entry, SavedMachines, State
from desktop.services.problems import Refused
from desktop.services.value_text import datetime_text
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.dialogs.machine_beside import Beside
from desktop.ui.dialogs.machine_changes import ChangesGrid
from desktop.ui.dialogs.machine_target import NEW, TargetChooser
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, row
from desktop.ui.widgets.remark import Remark

_ASK, _BUSY, _SECRET, _LOOK = range(4)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIDE_BY_SIDE: Final = 44    # times the height of a letter: below it the two halves stand one under the other

Reader = Callable[[], Reading]


class MachineSheet(Overlay):
    """`open` asks and reads this PC; `look_at` shows a reading that came from elsewhere."""

    WIDTH = 940

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions, *,
                 read: Reader = this_machine.read) -> None:
        super().__init__(window, tr("Record this machine"))
        self._desk, self._actions, self._read = desk, actions, read
        self._by = saving.HERE
        self._look: Look | None = None
        self._target: Target | None = None
        self._typed_for: tuple[str, str] | None = None
        self._task: Task | None = None
        self._saved: Callable[[], object] | None = None
        self.chooser, self.changes, self.beside = TargetChooser(desk), ChangesGrid(), Beside(desk)
        self.chooser.chosen.connect(self._choose)
        self.changes.changed.connect(self._say_effect)
        self._keeper = DraftKeeper(desk.store, lambda: {"texts": self.beside.draft()}, self)
        for editor in self.beside.editors.values():
            editor.edited.connect(self._keeper.typed)
        self._remark = Remark()
        self._parts = [self._asking(), self._reading(), self._refusing(), self._looking()]
        for part in self._parts:
            self.body.addWidget(part, 1)
        self.body.addWidget(self._remark)

    # What the window asks.

    def open(self) -> None:
        """Ask the question that stands before every reading."""
        self._by, self._saved = saving.HERE, None
        self._begin(_ASK)
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at(self, reading: Reading, by: str, saved: Callable[[], object] | None = None) -> None:
        """Show a reading of another machine; `saved` is called once it is in the book."""
        self._by, self._saved = by, saved
        self._begin(_BUSY)
        self._take_in(lambda: reading)

    def read_now(self) -> None:
        """Read this PC: the person said that it is none for secret papers."""
        self._go(_BUSY)
        self._stop.setFocus()
        self._take_in(self._read)

    def refuse(self) -> None:
        """The person said that this PC writes secret papers: nothing is read."""
        self._drop(tr("Nothing was read or recorded."))

    def save(self) -> None:
        """Write what is shown, in one step."""
        if self._look is None or self._target is None or not self._save.isEnabled():
            return
        fields, wrong = self.beside.values()
        if wrong is not None:
            wrong.input().setFocus()
            self._scrolled.ensureWidgetVisible(wrong)
            return
        record = self._target.record
        entry = Entry(reading=self._look.reading, by=self._by, record=record.id if record else None, fields=fields,
                      take=self.changes.taken(), seen=record.sight if record else None,
                      draft=self._keeper.key)
        self._keeper.rest()
        self._save.setEnabled(False)
        store = self._desk.store
        self._task = self._desk.tasks.run(lambda: saving.save(store, [entry]), self._done, self._failed, owner=self)

    # What happens.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif self._look is not None:
                self.save()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._keeper.keep_if_due()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= _SIDE_BY_SIDE * self.fontMetrics().height()
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def _begin(self, part: int) -> None:
        self._look = self._target = None
        self._remark.clear()
        self._go(part)
        self.show_over()

    def _take_in(self, read: Reader) -> None:
        store = self._desk.store
        self._task = self._desk.tasks.run(lambda: looking.look(store.read(), read()), self._show_look,
                                          self._tell_trouble, owner=self)

    def _show_look(self, look: Look) -> None:
        self._look = look
        reading = look.reading
        said = [tr("read at {time}", time=datetime_text(reading.read_at))] if reading.read_at else []
        said += [tr("name in the network: {name}", name=reading.name)] if reading.name else []
        self._name.setText(title_of(reading) or tr("(no name)"))
        self._when.setText(" · ".join(said))
        first = self.chooser.show_look(look)
        self.changes.show_changes(saving.changes(reading, None), is_new=True)
        self._save.setEnabled(False)
        self._effect.setText(tr("Choose the record first.") if first is None else "")
        self.beside.setVisible(first is not None)
        self._go(_LOOK)
        if first is not None:
            self._choose(first)

    def _choose(self, record_id: str) -> None:
        if self._look is None:
            return
        store, reading = self._desk.store, self._look.reading
        self._desk.tasks.latest(f"machine-target-{id(self)}",
                                lambda: looking.target(store.read(), reading, record_id or None),
                                self._show_target, self._tell_trouble, owner=self)

    def _show_target(self, target: Target) -> None:
        if self._look is None:
            return
        if target.is_secret:
            self._drop(tr("Nothing is recorded, and what was read is forgotten."))
            return
        self._target = target
        reading, record = self._look.reading, target.record
        self.changes.show_changes(target.changes, is_new=record is None)
        typed_for = (record.id if record else NEW, reading.hardware_uuid or reading.serial or reading.name)
        if typed_for != self._typed_for:    # the same machine again: what was typed before Esc still stands
            self._typed_for = typed_for
            self.beside.show_record(record, target.titles, name=title_of(reading))
            kept = self._keeper.load("machine:" + ":".join(typed_for))
            self.beside.take_draft(kept.get("texts"))
        self.beside.show()
        self._save.setEnabled(True)
        self._say_effect()
        self._scrolled.verticalScrollBar().setValue(0)
        self._save.setFocus()
        self.place()

    def _drop(self, words: str) -> None:
        """Forget what was read, and say why nothing of such a PC stands in the book."""
        self._look = self._target = None
        self._keeper.forget()
        self._typed_for = None
        self.changes.show_changes((), is_new=True)
        for each in (self._name, self._when):
            each.setText("")
        self._refused.say(words, tr("A stand-alone PC for secret papers is kept out of this book. If the program is "
                                    "installed on such a PC, have it removed."), Tone.WARN)
        self._go(_SECRET)
        self._leave.setFocus()

    def _say_effect(self) -> None:
        """Say in one line what saving does to the fields."""
        target = self._target
        if target is None:
            return
        if target.record is None:
            self._effect.setText(tr("A new record is added."))
            return
        taken = len(self.changes.taken())
        moved = taken + sum(each.state in (State.FILLED, State.CHANGED) for each in target.changes)
        stays = sum(each.state is State.EDITED for each in target.changes) - taken
        words = tr("{n} fields change.", n=moved) if moved else tr("The book says the same as the machine.")
        if stays:
            words += " " + tr("{n} stay as a person wrote them; tick those that the machine knows better.", n=stays)
        self._effect.setText(words)

    def _done(self, saved: SavedMachines) -> None:
        self._typed_for = None
        name = self._name.text()
        self._look = self._target = None
        self.hide()
        words = tr("Recorded: {name}", name=name) if saved.group else tr("Nothing had to be changed.")
        self._actions.say(words, Tone.GOOD, undo_group=saved.group)
        if self._saved is not None:
            self._saved()
        elif saved.ids:
            self._actions.open_record("device", saved.ids[0])

    def _failed(self, problem: Exception) -> None:
        self._save.setEnabled(True)
        said = [self.beside.say(each) for each in problem.problems] if isinstance(problem, Refused) else []
        if not any(said):
            self._remark.say_trouble(problem)
            self.place()

    def _tell_trouble(self, problem: Exception) -> None:
        self._go(_ASK)
        self._remark.say_trouble(problem)
        self.place()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.hide()

    def _export(self) -> None:
        look = self._look
        if look is None:
            return
        proposed = Path.home() / f"{look.reading.name or 'may'}.json"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as a GLPI file"), str(proposed), "GLPI (*.json)")
        if chosen:
            path, text = Path(chosen), glpi.text_of(look.reading)
            self._desk.tasks.run(lambda: path.write_text(text, encoding="utf-8"),
                                 lambda _: self._remark.say(tr("Written: {file}", file=path.name), tone=Tone.GOOD),
                                 self._remark.say_trouble, owner=self)

    def _go(self, shown: int) -> None:
        for at, part in enumerate(self._parts):
            part.setVisible(at == shown)
        self.place()

    # How it looks.

    def _asking(self) -> QWidget:
        part, column = _part(self)
        column.addWidget(label(tr("Is this a stand-alone PC for writing secret papers?"), Text.STRONG, wrap=True))
        column.addWidget(label(tr("Of such a PC nothing is recorded: no serial number, no MAC, no IP, no place. The "
                                  "program is never installed on it."), Text.BODY, wrap=True))
        column.addWidget(label(tr("Otherwise the program reads maker, model, serial number, hardware identifier, "
                                  "processor, memory, disks, system, office suite, antivirus and MAC. It takes a few "
                                  "seconds, and nothing is saved before it was looked at."), Text.SMALL, wrap=True))
        self.go_on = KeyButton(tr("It is not – read this machine"), "Enter", "primary", is_shortcut=False)
        self.go_on.clicked.connect(self.read_now)
        self.stay_out = button(tr("It is – record nothing"))
        self.stay_out.clicked.connect(self.refuse)
        column.addWidget(row(self.go_on, self.stay_out))
        column.addStretch()
        return part

    def _reading(self) -> QWidget:
        part, column = _part(self)
        column.addWidget(label(tr("Reading the machine…"), Text.BODY))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Reading the machine…"))
        column.addWidget(bar)
        self._stop = button(tr("Cancel"))
        self._stop.clicked.connect(self._cancel)
        column.addWidget(row(self._stop))
        column.addStretch()
        return part

    def _refusing(self) -> QWidget:
        part, column = _part(self)
        self._refused = Remark()
        column.addWidget(self._refused)
        self._leave = KeyButton(tr("Close"), "Esc", "primary", is_shortcut=False)
        self._leave.clicked.connect(self.hide)
        column.addWidget(row(self._leave))
        column.addStretch()
        return part

    def _looking(self) -> QWidget:
        part, column = _part(self)
        self._name = label("", Text.STRONG, wrap=True)
        self._when = label("", Text.SMALL, wrap=True)
        for each in (self._name, self._when):
            column.addWidget(each)
        inside = QWidget(part)
        self._scrolled = Scrolled(inside)    # before it is filled: it is styled once then
        self._scrolled.setMinimumHeight(465)
        column.addWidget(self._scrolled, 1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(Space.XL)
        left = QWidget(inside)
        upright = QVBoxLayout(left)
        upright.setContentsMargins(0, 0, 0, 0)
        upright.setSpacing(Space.M)
        upright.addWidget(self.chooser)
        upright.addWidget(self.changes)
        upright.addStretch()
        self._halves.addWidget(left, 7)
        self._halves.addWidget(self.beside, 4)
        self._effect = label("", Text.SMALL_STRONG, wrap=True)
        self._save = KeyButton(tr("Write into the book"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(self.save)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        export = button(tr("Save as a GLPI file"), "link")
        export.clicked.connect(self._export)
        column.addWidget(self._effect)
        column.addWidget(row(self._save, leave, export))
        return part


def _part(sheet: QWidget) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget(sheet)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.S)
    return part, column
