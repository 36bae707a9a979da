"""How the sheet of an incident is made: the line and its buttons at once, what is understood a few rows a turn."""
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import incident_reporting
from desktop.services.incident_reporting import ADDRESSEES
from desktop.services.value_text import choice_label
from desktop.ui.page_opening import Making, in_turns, polished
from desktop.ui.sheets.incident_after import AfterSaving
from desktop.ui.sheets.incident_guide import GuidePanel
from desktop.ui.sheets.incident_lines import UnderstoodLines
from desktop.ui.sheets.incident_remarks import Remarks
from desktop.ui.sheets.incident_security_box import SecurityBox
from desktop.ui.sheets.side_sheet import ROOMY, SideSheet
from desktop.ui.tokens import Size, Space, Text
from desktop.ui.widgets.controls import Choices, KeyButton, TextField
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.page_stack import BarStack
from desktop.ui.widgets.panels import Scrolled
from protocol.kinds import incident
from protocol.kinds.choices import SEVERITIES

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

MEDIUM: Final = [choice.code for choice in SEVERITIES].index("medium")


class IncidentFrame(SideSheet):
    """The widgets of `IncidentSheet`. Whoever asks for one of those that are not there yet gets all of them made."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header)
        self._desk, self._actions = desk, actions
        self.is_whole = self._is_narrow = False

    def finish(self) -> None:
        """Make the rest now."""
        if not self.is_whole:
            self._making.finish()

    @property
    def severity(self) -> Choices:
        """Return the choices of how bad it is."""
        self.finish()
        return self._severity

    @property
    def lines(self) -> UnderstoodLines:
        """Return the rows that say what was understood."""
        self.finish()
        return self._lines

    @property
    def box(self) -> SecurityBox:
        """Return what stands above the rows of a matter of security."""
        self.finish()
        return self._box

    @property
    def after(self) -> AfterSaving:
        """Return the buttons of a saved incident."""
        self.finish()
        return self._after

    # What the sheet does.

    def save(self, send_to: str | None = None) -> None:
        """Save the line."""
        raise NotImplementedError

    def pass_on(self) -> None:
        """Save the line and pass it on."""
        raise NotImplementedError

    def _fill(self) -> None:
        raise NotImplementedError

    def _connect(self) -> None:
        raise NotImplementedError

    # How it is made.

    def _build(self) -> None:
        self._lay_out()
        self._making = Making(self, self._desk.tasks, (), in_turns(self._parts()), self._actions.show_trouble)

    def _go_on(self) -> None:
        """Make the rest while the window answers; after the sheet was shown."""
        if not self.is_whole:
            self._making.start()

    def _parts(self) -> Iterator[None]:
        severity = incident.KIND.field("severity")
        assert severity is not None
        self._severity = Choices([choice_label(incident.KIND, severity, each.code) for each in SEVERITIES], MEDIUM,
                                 name=tr("Severity"), wraps=True)
        self._box = SecurityBox()
        self._inner.insertWidget(0, self._box)
        self._lines = UnderstoodLines(self._desk, self._severity, self._inner.parentWidget())
        self._lines.hide()    # until all of its rows are there
        self._inner.insertWidget(1, self._lines)
        for _ in self._lines.parts():
            polished(self._lines)
            yield
        self._after = AfterSaving(self._desk, self._actions)
        self._footer.addWidget(self._after)
        yield
        self._connect()
        for before, after in pairwise((self._lines.reporter.pick, self._save, self.second)):
            QWidget.setTabOrder(before, after)    # the buttons were there first
        self.is_whole = True
        self._fill()
        self._lines.show()

    def _lay_out(self) -> None:
        # From the outside inwards: whatever gets another parent is styled anew with all that is in it.
        form = self._form = QFrame(self)
        form.setObjectName("sheetBody")
        column = QVBoxLayout(form)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(label(tr("Report an incident"), Text.SHEET_TITLE))
        self.line = TextField(tr("The incident, as one says it"), tr("for example: may in tu phap ket giay"))
        self.line.setProperty("look", Text.SHEET_TITLE)
        column.addWidget(self.line)
        column.addWidget(label(tr("Type as one speaks, with or without accents. No passwords, PINs or secrets."),
                               Text.SMALL, wrap=True))
        self._problem = label("", Text.SMALL, wrap=True)
        self._problem.setProperty("wrong", True)
        self._problem.hide()
        column.addWidget(self._problem)
        column.addSpacing(Space.XS)
        middle = QWidget(form)
        inner = self._inner = QVBoxLayout(middle)
        inner.setContentsMargins(0, 0, Space.S, 0)
        inner.setSpacing(Space.S)
        inner.addSpacing(Space.XS)
        self.remarks = Remarks()
        inner.addLayout(self.remarks)
        inner.addStretch()
        self.remarks.scrolled = Scrolled(middle)
        column.addWidget(self.remarks.scrolled, 1)
        self._footer = BarStack()
        self._footer.addWidget(self._before_saving())
        self._footer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)    # lines of buttons
        column.addWidget(self._footer)
        self.guide = GuidePanel()
        self.columns.addWidget(form, 6)
        self.columns.addWidget(self.guide, 5)

    def _before_saving(self) -> QWidget:
        self._save = KeyButton(tr("Save"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(lambda: self.save(""))
        self.second = KeyButton(tr(ADDRESSEES[incident_reporting.DEFAULT_TEAM].words), "Ctrl+Enter", is_shortcut=False)
        self.second.clicked.connect(self.pass_on)
        made = QWidget()
        flow = FlowLayout()
        made.setLayout(flow)
        flow.addWidget(self._save)
        flow.addWidget(self.second)
        return made

    def _place(self) -> None:
        # Under large text the guide has no room beside the form: it stands below what is understood, and scrolls.
        needed = self._form.minimumSizeHint().width() + self.guide.minimumSizeHint().width() + Size.SHEET_SHADOW
        if not self.is_whole and self._over.width() <= ROOMY * self.fontMetrics().height():
            needed = self._over.width() + 1    # the rows will need it
        is_narrow = needed > self._over.width()
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            (self.columns if is_narrow else self._inner).removeWidget(self.guide)
            if is_narrow:
                self._inner.insertWidget(self._inner.count() - 1, self.guide)
            else:
                self.columns.addWidget(self.guide, 5)
            self.guide.setMinimumHeight(16 * self.fontMetrics().height() if is_narrow else 0)
            self.guide.show()
        super()._place()
