"""One guide to read calmly: what one sees, the steps to tick off, what not to do, when to call whom."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import guides as guide_service
from desktop.services import incident_contacts
from desktop.services.guides import Guide
from desktop.services.value_text import choice_label
from desktop.ui.pages.guide_print import has_printer, printed_page, save_pdf, send_to_printer
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import clear, note
from desktop.ui.widgets.tick_box import TickBox
from protocol.catalogue import KINDS

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class GuideReading(QWidget):
    """The chosen guide. Nothing here needs a network; nothing of it is kept but what one prints."""
    reported = Signal(str)    # "Báo sự cố này": the title of the guide

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__()
        self._desk, self._actions = desk, actions
        self._guide: Guide | None = None
        self._calls: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self._column.setSpacing(Space.S)
        self._contacts = QVBoxLayout()
        QShortcut(QKeySequence("Ctrl+P"), self, self.print, context=Qt.ShortcutContext.WindowShortcut)

    def show_nothing(self, words: str) -> None:
        """Say why there is no guide, and what to do."""
        self._guide = None
        self._column.removeItem(self._contacts)
        clear(self._column)
        self._column.addWidget(label(words, Text.BODY, soft=True, wrap=True))
        self._column.addStretch()

    def show_guide(self, guide: Guide) -> None:
        """Show a guide, and whom the book knows to call for it a moment later."""
        self._guide, self._calls = guide, []
        clear(self._contacts)
        self._column.removeItem(self._contacts)
        clear(self._column)
        self._contacts = QVBoxLayout()
        self._column.addWidget(label(guide.title, Text.SHEET_TITLE, wrap=True))
        self._column.addWidget(label(" · ".join(filter(None, (
            category_name(guide.category), trn("{n} step", "{n} steps", len(guide.steps)), tr("no network needed"),
            tr("from the province") if guide.id else ""))), Text.SMALL, wrap=True))
        if guide.symptoms:
            self._column.addWidget(label(guide.symptoms, Text.BODY, wrap=True))
        for at, step in enumerate(guide.steps, start=1):
            self._column.addWidget(_step(at, step))
        if guide.avoid:
            self._column.addWidget(note(tr("Do not:"), "\n".join(guide.avoid), Tone.BAD))
        if guide.escalate_when:
            teams = "; ".join(guide_service.team_names(guide.escalate_to))
            self._column.addWidget(note(tr("Pass on when:"), guide.escalate_when + (f"\n→ {teams}" if teams else "")))
        self._column.addLayout(self._contacts)
        self._column.addSpacing(Space.S)
        self._column.addWidget(self._buttons(guide))
        self._column.addStretch()
        store = self._desk.store
        self._desk.tasks.latest("guide-calls", lambda: incident_contacts.calls(store.read(), guide.escalate_to),
                                lambda found: self._show_calls(guide, found), owner=self)

    def print(self) -> None:
        """Print the guide, or save it as PDF where there is no printer."""
        if self._guide is None or not self.isVisible():
            return
        if not has_printer():
            self._actions.say(tr("No printer on this PC; the guide is saved as PDF instead."), Tone.INFO)
            self.ask_pdf()
            return
        send_to_printer(self, printed_page(self._desk.store, self._guide, self._calls), lambda: self._actions.say(
            tr("The printer did not answer. Save the guide as PDF instead."), Tone.WARN))

    def ask_pdf(self) -> None:
        """Ask where the PDF goes."""
        if self._guide is None:
            return
        dialog = QFileDialog(self, tr("Save the guide as PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{self._guide.key}.pdf")
        dialog.fileSelected.connect(self.save_pdf)
        dialog.open()

    def save_pdf(self, path: str) -> None:
        """Write the guide as a PDF, in a worker."""
        if self._guide is None:
            return
        store, guide, calls = self._desk.store, self._guide, list(self._calls)

        def write() -> bool:
            return save_pdf(printed_page(store, guide, calls), path)

        def tell(done: bool) -> None:
            if done:
                self._actions.say(tr("PDF saved: {file}", file=path))
            else:
                self._actions.say(tr("The PDF could not be written here. Choose another folder."), Tone.BAD)

        self._desk.tasks.run(write, tell, self._actions.show_trouble, owner=self)

    def _buttons(self, guide: Guide) -> QWidget:
        report = button(tr("Report this incident"), "primary")
        report.clicked.connect(lambda: self.reported.emit(guide.title))
        print_ = KeyButton(tr("Print"), "Ctrl+P", is_shortcut=False)
        print_.clicked.connect(self.print)
        pdf = button(tr("Save as PDF…"))
        pdf.clicked.connect(self.ask_pdf)
        made = QWidget()
        flow = FlowLayout()
        made.setLayout(flow)
        for each in (*((report,) if self._desk.may_edit() else ()), print_, pdf):    # a viewer's would be refused
            flow.addWidget(each)
        return made

    def _show_calls(self, guide: Guide, found: list[incident_contacts.Call]) -> None:
        if self._guide is not guide:
            return
        self._calls = [each.words() for each in found if each.phone]
        if self._calls:
            self._contacts.addWidget(note(tr("Whom to call:"), "\n" + "\n".join(self._calls)))


def category_name(code: str) -> str:
    """Return the words of a category of incidents."""
    field = KINDS["guide"].field("category")
    return choice_label(KINDS["guide"], field, code) if field is not None and code else ""


def _step(at: int, words: str) -> QWidget:
    """A step to tick off while doing it; nothing is kept, the incident sheet keeps what was tried."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.XS)
    tick = TickBox(f"{at}.", name=f"{at}. {words}")
    text: QLabel = label(words, Text.BODY, wrap=True)
    text.setContentsMargins(0, Space.XS, 0, 0)    # the first line beside the number of the box
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return made
