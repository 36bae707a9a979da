""""Nhận từ USB": what the collector wrote of each PC, with what taking it in would do; all or some, one step."""
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services.machine import saving, usb
from desktop.services.machine.reading import title_of
from desktop.services.machine.saving import SavedMachines
from desktop.services.machine.usb import Fate, Looked
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, row
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.tick_box import TickBox

_TOP: Final = Qt.AlignmentFlag.AlignTop
_CHIP_AT: Final = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(slots=True, kw_only=True)
class _Line:
    looked: Looked
    tick: TickBox | None


class MachineUsb(Overlay):
    """`open` looks at the stick that is plugged in; another folder can be chosen."""

    WIDTH = 860

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Receive from USB"))
        self._desk, self._actions = desk, actions
        self._folder: Path | None = None
        self._lines: list[_Line] = []
        self._place = ElidedLabel("", Text.SMALL, soft=True)
        self._told = label("", Text.TABLE, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Looking at the files…"))
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(Space.S)
        self._scrolled = Scrolled(inside)
        self._scrolled.setMinimumHeight(300)
        self._remark = Remark()
        self.take = KeyButton(tr("Receive"), "Enter", "primary", is_shortcut=False)
        self.take.clicked.connect(self.take_in)
        other = button(tr("Choose a folder…"))
        other.clicked.connect(self.choose_folder)
        put = button(tr("Make a USB collector…"))
        put.clicked.connect(self.choose_stick)
        for each in (self._place, self._told, self._bar):
            self.body.addWidget(each)
        self.body.addWidget(self._scrolled, 1)
        self.body.addWidget(self._remark)
        self.body.addWidget(row(self.take, other, put))

    # What the window asks.

    def open(self) -> None:
        """Look at the stick that is plugged in, if there is one."""
        self._remark.clear()
        self._show([])
        self._place.setText("")
        self._told.setText(tr("Looking for the stick…"))
        self._bar.show()
        self.show_over()
        self.setFocus()
        self._desk.tasks.run(usb.sticks, self._begin, self._tell_trouble, owner=self)

    def look_at(self, folder: Path) -> None:
        """Look at every file in this folder."""
        self._folder = folder
        self._remark.clear()
        self._place.setText(str(folder))
        self._place.show()
        self._bar.show()
        store = self._desk.store
        self._desk.tasks.latest("machine-usb", lambda: usb.look(store.read(), folder), self._show_found,
                                self._tell_trouble, owner=self)

    def choose_folder(self) -> None:
        """Ask for the folder with the files."""
        chosen = QFileDialog.getExistingDirectory(self, tr("The stick, or a folder with its files"), self._begin_at())
        if chosen:
            self.look_at(Path(chosen))

    def choose_stick(self) -> None:
        """Ask where the collector is to be put."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Put the collector on this stick"), self._begin_at())
        if chosen:
            self.put_collector(Path(chosen))

    def put_collector(self, folder: Path) -> None:
        """Copy the collector to a folder and say how it is started."""
        self._desk.tasks.run(lambda: usb.put_collector(folder), self._say_put, self._tell_trouble, owner=self)

    def take_in(self) -> None:
        """Write what is ticked, in one step."""
        chosen = self.chosen()
        if not chosen:
            return
        self.take.setEnabled(False)
        store = self._desk.store
        self._desk.tasks.run(lambda: usb.take(store, chosen), self._done, self._tell_trouble, owner=self)

    def chosen(self) -> list[Looked]:
        """Return the files that are ticked."""
        return [each.looked for each in self._lines if each.tick is not None and each.tick.isChecked()]

    def lines(self) -> list[tuple[Looked, TickBox | None]]:
        """Return what is listed, with the tick of what may be taken in."""
        return [(each.looked, each.tick) for each in self._lines]

    # What happens.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.take_in()
            return
        super().keyPressEvent(event)

    def _begin(self, sticks: list[Path]) -> None:
        if sticks:
            self.look_at(sticks[0])
            return
        self._bar.hide()
        self._place.hide()
        self._told.setText(tr("No stick is plugged in. Plug it in and open this again, or choose a folder. "
                              "“Make a USB collector…” puts the program that reads other PCs on a stick."))
        self.place()

    def _show_found(self, found: list[Looked]) -> None:
        self._bar.hide()
        self._show(found)
        if not found:
            self._told.setText(tr("No file of a machine lies here. “Make a USB collector…” puts the program that reads "
                                  "other PCs on the stick."))
            self.place()
            return
        self._told.setText(" · ".join(words for fate in Fate if (words := _count_words(fate, sum(
            each.fate is fate for each in found)))))
        self.take.setFocus()
        self.place()

    def _show(self, found: list[Looked]) -> None:
        clear(self._list)
        self._lines = []
        self._scrolled.setVisible(bool(found))
        if found:
            grid = QGridLayout()
            grid.setHorizontalSpacing(Space.M)
            grid.setVerticalSpacing(Space.S)
            grid.setColumnStretch(1, 1)
            for at, each in enumerate(found):
                self._add(grid, at, each)
            self._list.addLayout(grid)
        self._list.addStretch()
        self._count_chosen()

    def _add(self, grid: QGridLayout, at: int, looked: Looked) -> None:
        name = looked.title or (title_of(looked.reading) if looked.reading else "") or looked.file
        tick: TickBox | None = None
        if looked.may_be_taken:
            tick = TickBox("", name=tr("Take in {name}", name=name))
            tick.setChecked(True)
            tick.toggled.connect(lambda _: self._count_chosen())
            grid.addWidget(tick, at, 0, _TOP)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(name, Text.STRONG, wrap=True))
        words.addWidget(label(_detail(looked), Text.SMALL, wrap=True))
        grid.addLayout(words, at, 1)
        state = QHBoxLayout()
        state.addWidget(Chip(*_fates()[looked.fate]), 0, _CHIP_AT)
        grid.addLayout(state, at, 2)
        if looked.reading is not None and looked.fate is not Fate.OLDER:
            see = button(tr("Look and decide") if looked.fate is Fate.CHOOSE or looked.edited else tr("Look"), "small",
                         name=tr("Look at {name}", name=name))
            see.clicked.connect(lambda _=False, looked=looked: self._look_closer(looked))
            grid.addWidget(see, at, 3, _TOP)
        self._lines.append(_Line(looked=looked, tick=tick))

    def _count_chosen(self) -> None:
        chosen = len(self.chosen())
        self.take.setText(trn("Take {n} machine in", "Take {n} machines in", chosen) if chosen else tr("Receive"))
        self.take.setEnabled(chosen > 0)
        self.take.updateGeometry()

    def _look_closer(self, looked: Looked) -> None:
        from desktop.ui.dialogs.machine_sheet import MachineSheet
        if looked.reading is not None:
            sheet = self._window.findChild(MachineSheet) or MachineSheet(self._window, self._desk, self._actions)
            sheet.look_at(looked.reading, saving.USB, self._look_again)

    def _look_again(self) -> None:
        if self._folder is not None:
            self.look_at(self._folder)

    def _done(self, saved: SavedMachines) -> None:
        words = tr("{created} machines added, {changed} brought up to date.", created=len(saved.created),
                   changed=len(saved.changed))
        self._actions.say(words if saved.group else tr("Nothing had to be changed."), Tone.GOOD,
                          undo_group=saved.group)
        self._look_again()

    def _say_put(self, made: Path) -> None:
        self._remark.say(tr("The collector lies in {folder}.", folder=str(made)),
                         tr("On each PC open that folder and start THU-THAP.cmd; it asks first and writes in under "
                            "15 seconds. Then come back here with the stick."), Tone.GOOD)
        self.place()

    def _tell_trouble(self, problem: Exception) -> None:
        self._bar.hide()
        self._count_chosen()
        self._remark.say_trouble(problem)
        self.place()

    def _begin_at(self) -> str:
        return str(self._folder or Path.home())


def _fates() -> dict[Fate, tuple[str, Tone]]:
    return {Fate.NEW: (tr("New"), Tone.GOOD), Fate.UPDATE: (tr("Update"), Tone.INFO),
            Fate.SAME: (tr("No change"), Tone.MUTED), Fate.CHOOSE: (tr("To choose"), Tone.WARN),
            Fate.SECRET: (tr("Refused"), Tone.BAD), Fate.OLDER: (tr("Older reading"), Tone.MUTED),
            Fate.PROBLEM: (tr("Cannot be read"), Tone.BAD)}


def _count_words(fate: Fate, count: int) -> str:
    return f"{_fates()[fate][0]}: {count}" if count else ""


def _detail(looked: Looked) -> str:
    """Return one line that says what would happen to this machine."""
    reading = looked.reading
    match looked.fate:
        case Fate.SECRET:
            return tr("A stand-alone PC for secret papers: nothing of it is recorded.")
        case Fate.PROBLEM:
            return looked.words
        case Fate.CHOOSE:
            words = tr("Several records fit, or one that is not certain: look and choose.")
            return " · ".join(part for part in (reading.name if reading is not None else "", words) if part)
    assert reading is not None
    said = [part for part in (title_of(reading) if looked.title else "", reading.serial, reading.name) if part]
    if looked.changed and looked.title:
        said.append(trn("{n} field changes", "{n} fields change", looked.changed))
    if looked.edited:
        said.append(trn("{n} stays as a person wrote it", "{n} stay as a person wrote them", looked.edited))
    return " · ".join(said) or looked.file
