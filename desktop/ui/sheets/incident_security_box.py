"""The second line on the sheet: its clock, its group, personal data; and the way back to the first line."""
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout

from desktop.language import tr
from desktop.services.incident_security import Deadline, left_words
from desktop.services.value_text import choice_label, field_label
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.controls import KeyButton, button, shown
from desktop.ui.widgets.flow import flowing
from desktop.ui.widgets.labels import Chip, LeadText
from desktop.ui.widgets.panels import clear
from desktop.ui.widgets.tick_box import TickBox
from protocol.kinds import incident


class SecurityBox(QFrame):
    """Hidden for technical incidents."""
    changed = Signal()         # group or personal data, by a person
    is_technical = Signal()    # a person says that it is no matter of security

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setProperty("tone", Tone.BAD)
        self._group, self._is_chosen = "", False
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L - 2, Space.M - 2, Space.L - 2, Space.M - 2)
        column.setSpacing(Space.XS)
        column.addWidget(LeadText(tr("Cyber security incident:"), tr(
            "goes to the police, not into the queue for technical support. Leaders sign; people send.")))
        self._clock = QVBoxLayout()
        self._clock.setSpacing(Space.HAIR)
        column.addLayout(self._clock)
        self._chip = Chip("", Tone.NEUTRAL, may_shrink=True)
        self.change = KeyButton(tr("Change"), "Alt+6", "link")
        self.change.setAccessibleName(tr("Change: {name}", name=_label("security_group")))
        self.change.clicked.connect(self._offer)
        self.personal = TickBox(_label("personal_data"))
        self.personal.toggled.connect(lambda _: self.changed.emit())
        technical = self.technical = button(tr("It is a technical incident"), "link")
        technical.clicked.connect(self.is_technical)
        column.addWidget(flowing(self._chip, self.change, self.personal))
        column.addWidget(technical, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def begin(self) -> None:
        """Forget what was chosen for the former line."""
        self._group, self._is_chosen = "", False
        self.personal.blockSignals(True)
        self.personal.setChecked(False)
        self.personal.blockSignals(False)

    def show_guess(self, group: str, clock: Sequence[Deadline]) -> None:
        """Show the clock of an incident that begins when the sheet says; `group` unless a person chose one."""
        if not self._is_chosen:
            self._group = group
        self._chip.show_state(_words(self._group), Tone.NEUTRAL)
        clear(self._clock)
        for each in clock:
            self._clock.addWidget(LeadText(f"{each.what}:", left_words(each)))

    def group(self) -> str:
        """Return the code of the group that is shown."""
        return self._group

    def finish(self, *, done: bool) -> None:
        """Take away or bring back what changes things."""
        for each in (self.change, self.technical):
            each.setVisible(not done)
        self.personal.setEnabled(not done)

    def menu(self) -> QMenu:
        """Return the groups to choose from."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        field = incident.KIND.field("security_group")
        assert field is not None
        for choice in field.choices:
            action = menu.addAction(shown(choice_label(incident.KIND, field, choice.code)))
            action.triggered.connect(lambda _=False, code=choice.code: self._choose(code))
        return menu

    def _offer(self) -> None:
        self.menu().popup(self.change.mapToGlobal(QPoint(0, self.change.height())))

    def _choose(self, code: str) -> None:
        self._group, self._is_chosen = code, True
        self._chip.show_state(_words(code), Tone.NEUTRAL)
        self.changed.emit()


def _label(code: str) -> str:
    field = incident.KIND.field(code)
    return field_label(incident.KIND, field) if field is not None else code


def _words(code: str) -> str:
    field = incident.KIND.field("security_group")
    return choice_label(incident.KIND, field, code) if field is not None and code else tr("not known yet")
