"""Which record of the book a machine is: found by its codes, or chosen by a person; or a new one."""
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.machine import matching
from desktop.services.machine.looking import Look
from desktop.services.value_text import field_label
from desktop.ui.desk import Desk
from desktop.ui.records.candidates import candidates
from desktop.ui.records.reference_editors import PickField
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import clear
from desktop.ui.widgets.radio import Radio
from protocol.kinds import device

NEW = ""


class TargetChooser(QWidget):
    """One line where the codes are sure; otherwise the records that fit, to choose from."""
    chosen = Signal(str)    # the id of a record, NEW for a new one

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._group = QButtonGroup(self)
        self._chip = Chip("", Tone.INFO)
        self._words = label("", Text.TABLE, wrap=True)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._words, 1)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(0)
        self._pick = PickField("device", tr("Find the record of this machine"), self._offer, may_add=False)
        self._pick.setPlaceholderText(tr("It is in the book already: find it by code, name, user…"))
        self._pick.picked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addLayout(self._choices)
        column.addWidget(self._pick)

    def show_look(self, look: Look) -> str | None:
        """Show what was found and return the record to begin with: its id, NEW, or None where one must choose."""
        clear(self._choices)
        self._group = QButtonGroup(self)
        self._pick.clear()
        self._pick.setVisible(not look.found.is_sure)
        if look.found.is_sure:
            self._say(tr("In the book"), Tone.GOOD, tr("{title} – the same {code}", title=look.candidates[0].title,
                                                       code=_code_words(look.found.by)))
            return look.found.ids[0]
        if not look.candidates:
            self._say(tr("New"), Tone.INFO, tr("No record has these codes. It will be added to the book."))
            return NEW
        self._say(tr("To choose"), Tone.WARN,
                  tr("Same {code}, but it is not certain. Which record is this machine?",
                     code=_code_words(look.found.by)))
        for each in look.candidates:
            self._add(each.id, " · ".join(part for part in (each.title, each.detail) if part))
        self._add(NEW, tr("None of them, a new machine"))
        return None

    def _say(self, words: str, tone: Tone, sentence: str) -> None:
        self._chip.show_state(words, tone)
        self._words.setText(sentence)

    def _add(self, record_id: str, words: str) -> None:
        choice = Radio(words)
        choice.toggled.connect(lambda on: self.chosen.emit(record_id) if on else None)
        self._group.addButton(choice)
        self._choices.addWidget(choice)
        choice.show()

    def _take(self, record_id: str, title: str) -> None:
        self._pick.setText(title)
        self._say(tr("In the book"), Tone.GOOD, tr("{title} – chosen by hand", title=title))
        self.chosen.emit(record_id)

    def _offer(self, kind: str, text: str, bring: Callable[..., object]) -> None:
        store = self._desk.store
        self._desk.tasks.latest(f"machine-record-{id(self)}", lambda: candidates(store, kind, text), bring, owner=self)


def _code_words(code: str) -> str:
    if code == matching.NAME:
        return tr("name of the computer")
    field = device.KIND.field(code or matching.SERIAL)
    words = field_label(device.KIND, field) if field is not None else code
    return words[:1].lower() + words[1:] if not words[:2].isupper() else words
