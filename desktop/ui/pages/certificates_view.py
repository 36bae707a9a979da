"""Chữ ký số: the register with its states, the lists that leaders ask for, the months to come, and requests."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import N_, number_text, tr
from desktop.services import certificate_register, certificate_requests
from desktop.services.certificate_register import Entry, Question, Register, text
from desktop.services.certificate_states import CertificateState, Reminders, State, reminders, state_of
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.certificates_lacking import LackingList
from desktop.ui.pages.certificates_panel import CertificatePanel
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.controls import Choices, button, shown
from desktop.ui.widgets.expiry_timeline import ExpiryTimeline
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.panels import Card, Scrolled, bare_column
from desktop.ui.widgets.read_only import WRITES
from desktop.ui.widgets.table import Column
from protocol.kinds import certificate

if TYPE_CHECKING:
    from desktop.store import records
    from desktop.store.changes import Changes
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_LOWEST = 17    # heights of a line
_TOUCHING = ("certificate", "person", "rule", "office")
_SHORT_HEADINGS = {"title": N_("Title"), "serial": N_("Serial"), "carrier": N_("Carrier"), "expires_on": N_("Ends")}


class CertificatesView(ListPage):
    """A view of the page of accounts: no header of its own, its filters stand beside the toggles."""
    kind = certificate.KIND
    order = (("person", False),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "person": Column(sample="Nguyễn Thị Phương Anh", share=2),
        "title": Column(sample="Phó Chủ tịch UBND", share=1, dropped=3),
        "serial": Column(sample="02307AF505CD5045", dropped=2),
        "provider": Column(sample="Ban Cơ yếu Chính phủ", dropped=1),
        "carrier": Column(sample="USB token", dropped=4),
        "expires_on": Column(sample="00/00/0000", key=True),
        "status": Column(sample="Hiệu lực từ 00/00/0000", is_chip=True, usual="Đang hiệu lực"),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        self.register: Register | None = None
        self._figures: Reminders | None = None
        self._sheets: dict[str, QWidget] = {}
        super().__init__(desk, actions, placeholder=tr("Find a holder, serial, title…"),
                         empty=tr("No certificates yet. “Read a certificate file” takes them in as they are; “Lacking” "
                                  "asks for the first ones; “Import from Excel” takes in a list."),
                         unfit=tr("No certificate fits. Use fewer words, drop a filter or choose “All”."))
        self.header.hide()
        self.header = QWidget(self)    # sheets lie under the header: here they begin at the top
        self.header.setFixedHeight(0)

    def parts(self) -> Iterator[None]:
        """Make the list, then the bar and what is lacking."""
        yield from super().parts()
        self.bar = self._made_bar()
        yield
        self._add_lists()
        yield
        self._add_to_selection()
        self._set_actions()

    # What the page of accounts asks.

    def refresh(self, changes: "Changes | object | None" = None) -> None:
        """Show what the records say now; the register is computed in another thread."""
        touches = getattr(changes, "touches", None)
        if changes is None or touches is None or any(touches(kind) for kind in _TOUCHING) \
                or getattr(changes, "settings_changed", False):
            self._read_register()
        super().refresh(changes)

    def open_record(self, kind: str, record_id: str) -> None:
        """Choose a certificate in the whole list."""
        self._ask_question(Question.ALL)
        super().open_record(kind, record_id)

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> bool:
        """Narrow the whole list to these certificates."""
        self._ask_question(Question.ALL)
        return super().show_only(kind, ids, words)

    def escape(self) -> bool:
        """Close the sheet that lies open, then let go of the month that is chosen."""
        for sheet in self._sheets.values():
            if sheet.isVisible():
                sheet.hide()
                self.table.setFocus()
                return True
        if super().escape():
            return True
        if self.timeline.month():
            self.timeline.let_go()
            self._narrow()
            return True
        return False

    # What it shows.

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; the state is the day's, and an office's certificate names the office."""
        made = []
        for column in columns_of(self.kind, shapes=self.shapes):
            if column.code == "kind":
                continue
            if column.code == "person":
                column = replace(column, text=_holder_words)
            elif column.code == "status":
                column = replace(column, text=lambda record, titles: _chip_words(self._state(record)),
                                 spoken=lambda record, titles: self._state(record).words,
                                 tone=lambda record: Tone(self._state(record).tone))
            elif column.code in _SHORT_HEADINGS:
                column = replace(column, heading=tr(_SHORT_HEADINGS[column.code]))
            made.append(column)
        return tuple(made)

    def made_panel(self) -> DetailPanel:
        """Return the panel of a certificate."""
        return CertificatePanel(self.desk, self.actions, lambda: getattr(self, "register", None))

    def _state(self, record: "Record") -> CertificateState:
        day = vietnam_now().date()
        if self._figures is None:    # the first rows come before the register is read
            self._figures = reminders(self.desk.store.read(), day)
        return state_of(record.fields, day, self._figures)

    def _read_register(self) -> None:
        store, day = self.desk.store, vietnam_now().date()
        self.desk.tasks.latest(f"certificates-{id(self)}", lambda: certificate_register.register(store.read(), day),
                               self._show_register, self.actions.show_trouble, owner=self)

    def _show_register(self, register: Register) -> None:
        before, self.register = self.register, register
        self._figures = register.figures
        for at, question in enumerate(Question):
            count, name = register.count(question), _question_words(question)
            choice = self.questions.group.button(at)
            words = f"{name} {number_text(count)}" if count else name
            if choice.text() != shown(words):
                choice.setText(shown(words))
                choice.setAccessibleName(f"{tr('List')}: {words}")
                choice.updateGeometry()
        self.timeline.show_months(register.months())
        self._show_months()
        if self._question() is Question.LACKING:
            self.lacking.show_people(register.lacking)
        if before is None or self._narrowed(before) != self._narrowed(register):
            self._narrow()
        self.panel.reload()

    # How the list is narrowed.

    def _asked(self) -> "records.Search":
        asked = super()._asked()
        register = getattr(self, "register", None)
        narrowed = self._narrowed(register) if register is not None else None
        return asked if narrowed is None else replace(asked, ids=narrowed)

    def _narrowed(self, register: Register) -> list[str] | None:
        """Return the ids that the list is narrowed to, None for the whole list."""
        if month := self.timeline.month():
            return [each.id for each in register.ending_in(month)]
        question = self._question()
        return None if question in (Question.ALL, Question.LACKING) else \
            [each.id for each in register.fitting(question)]

    def _question(self) -> Question:
        return tuple(Question)[max(0, self.questions.at())]

    def _ask_question(self, question: Question) -> None:
        self.questions.choose(tuple(Question).index(question))
        self.timeline.let_go()
        self._narrow()

    def _choose_month(self, month: str) -> None:
        if month:
            self.questions.choose(0)
        self._narrow()

    def _narrow(self) -> None:
        lacking = self._question() is Question.LACKING
        if lacking:
            for each in (self._list, self._beside):
                each.hide()    # first: both at once would widen the window
        if lacking and self.register is not None:
            self.lacking.show_people(self.register.lacking)
        self._lacking_place.setVisible(lacking)
        if not lacking:
            self._list.show()
            self._beside.setVisible(self.model.rowCount() > 0)
            self.model.show(self._asked())

    def _tell_count(self, shown_: int, everything: int) -> None:
        super()._tell_count(shown_, everything)
        questions = getattr(self, "questions", None)
        if questions is not None and self._question() is Question.LACKING:
            self._beside.setVisible(False)

    # What can be done.

    def request(self, request: str = "") -> None:
        """Open the sheet of requests for the selection."""
        self.with_chosen(lambda ids: self._sheet("request").open(self.register, ids, (), request)
                         if self.register is not None and ids else None)

    def request_for(self, people: list[str]) -> None:
        """Open the sheet of requests for officials who have none."""
        if self.register is not None and people:
            self._sheet("request").open(self.register, (), people)

    def read_file(self) -> None:
        """Ask for a file of certificates and show what it holds."""
        self._sheet("file").choose()

    def review(self) -> None:
        """Open the review after a merger or a change of staff."""
        if self.register is not None:
            self._sheet("merger").open(self.register)

    def _answer(self) -> None:
        entry = self.panel.entry()
        if entry is not None and self.register is not None and entry.state.request:
            self._sheet("answer").open(self.register, entry)

    def _number(self) -> None:
        def open_(chosen: list[str]) -> None:
            if entries := self._entries(chosen):
                self._sheet("number").open(entries)

        self.with_chosen(open_)

    def _withdraw(self) -> None:
        self.with_chosen(self._withdraw_these)

    def _withdraw_these(self, chosen: list[str]) -> None:
        ids, store = [each.id for each in self._entries(chosen) if each.state.request], self.desk.store
        if ids:
            self.desk.tasks.run(lambda: certificate_requests.withdraw(store, ids), lambda asked: self.actions.say(
                tr("Request withdrawn."), Tone.GOOD, undo_group=asked.group), self.actions.show_trouble, owner=self)

    def _entries(self, ids: Sequence[str]) -> list[Entry]:
        register = self.register
        return [] if register is None else [entry for each in ids if (entry := register.entry(each)) is not None]

    def _sheet(self, name: str):
        """Return a sheet, made when first asked for."""
        if name not in self._sheets:
            made = _made_sheet(name, self, self.header, self.desk, self.actions)
            made.closed.connect(self.table.setFocus)
            self._sheets[name] = made
        return self._sheets[name]

    # How it is laid out.

    def _made_bar(self) -> QWidget:
        read = button(tr("Read a certificate file"))
        read.clicked.connect(self.read_file)
        review = button(tr("Review after a merger"))
        review.clicked.connect(self.review)
        for each in (read, review):
            each.setProperty(WRITES, True)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.filters, 1)
        flow, buttons = FlowLayout(), QWidget()    # under each other when large text leaves no room
        buttons.setLayout(flow)
        for each in (read, review):
            flow.addWidget(each)
        row.addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_months()

    def _show_months(self) -> None:
        """Show the months where they leave the list its room: under large text the questions above say the same."""
        is_low = self.height() < _LOWEST * self.fontMetrics().height() and not self.timeline.month()
        self._months.setVisible(self.register is not None and bool(self.register.entries) and not is_low)

    def _add_lists(self) -> None:
        self.questions = Choices([_question_words(each) for each in Question], name=tr("List"))
        flow, line = FlowLayout(Space.XS), self.questions.layout()
        while line.count():
            item = line.takeAt(0)
            if item.widget() is not None:
                flow.addWidget(item.widget())
        holder = QWidget()
        holder.setLayout(flow)
        line.addWidget(holder)
        self.questions.chosen.connect(lambda at: self._ask_question(tuple(Question)[at]))
        self.timeline = ExpiryTimeline()
        self.timeline.chosen.connect(self._choose_month)
        self.lacking = LackingList()
        self.lacking.asked.connect(self.request_for)
        months = self._months = Card()
        months.body.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        months.body.addWidget(self.timeline)
        left = self.body.layout().itemAt(0).layout()
        self._list = self.table.parentWidget()
        assert isinstance(left, QVBoxLayout)
        left.insertWidget(0, self.questions)
        left.insertWidget(1, months)
        inside, column = bare_column()
        column.addWidget(self.lacking)
        self._lacking_place = Scrolled(inside)    # its least height would widen the window under large text
        self._lacking_place.hide()
        left.addWidget(self._lacking_place, 1)

    def _add_to_selection(self) -> None:
        column = self._selection.column
        ask, number = button(tr("Note a request"), "primary"), button(tr("Number of the paper"))
        ask.clicked.connect(lambda: self.request())
        number.clicked.connect(self._number)
        edit = self._selection._edit
        edit.setProperty("kind", "plain")    # one button leads
        edit.style().unpolish(edit)    # it may have been styled as the one that leads
        edit.style().polish(edit)
        column.insertWidget(2, ask, 0, Qt.AlignmentFlag.AlignLeft)
        column.insertWidget(3, number, 0, Qt.AlignmentFlag.AlignLeft)

    def _set_actions(self) -> None:
        self.panel.ask.clicked.connect(lambda: self.request())
        self.panel.answer.clicked.connect(self._answer)
        self.panel.number.clicked.connect(self._number)
        self.panel.withdraw.clicked.connect(self._withdraw)
        self.panel.change.clicked.connect(lambda: self.edit())


def _made_sheet(name: str, over: QWidget, header: QWidget, desk: "Desk", actions: "WindowActions") -> QWidget:
    if name == "file":
        from desktop.ui.dialogs.certificate_file import FileSheet
        return FileSheet(over, header, desk, actions)
    if name == "merger":
        from desktop.ui.dialogs.certificate_merger import MergerSheet
        return MergerSheet(over, header, desk, actions)
    if name == "answer":
        from desktop.ui.dialogs.certificate_answer import AnswerSheet
        return AnswerSheet(over, header, desk, actions)
    from desktop.ui.dialogs.certificate_request import NumberSheet, RequestSheet
    return (NumberSheet if name == "number" else RequestSheet)(over, header, desk, actions)


def _holder_words(record: "Record", titles: Mapping[str, str]) -> str:
    person = text(record, "person")
    return titles.get(person, "") if person else text(record, "holder_name") or text(record, "unit_name")


def _chip_words(state: CertificateState) -> str:
    """Return the state without what is asked for beside it: the tooltip and the panel say all of it."""
    short = {State.LOCKED: tr("Token locked"), State.LOST: tr("Lost or broken"), State.EXPIRED: tr("Expired")}
    return short.get(state.state, state.words)


def _question_words(question: Question) -> str:
    return {Question.ALL: tr("All"), Question.LACKING: tr("Lacking"), Question.EXPIRING: tr("Expiring"),
            Question.LEFT: tr("Left, not revoked"), Question.OUTDATED: tr("Old name, title or unit"),
            Question.REQUESTED: tr("Asked for")}[question]
