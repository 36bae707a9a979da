"""Đọc tệp chứng thư: what a public file holds, whose it is, what it would change; saved when the person says so."""
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import certificate_file, certificate_intake
from desktop.services.certificate_file import NAMES, ReadCertificate
from desktop.services.certificate_intake import NEW, SAME, UPDATE, Intake, Person
from desktop.services.value_text import choice_label, date_text, field_label, text_of
from desktop.store import access
from desktop.ui.dialogs.certificate_sheet import CertificateSheet
from desktop.ui.moments import vietnam_now
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.troubles import said
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import clear, note
from desktop.ui.widgets.tick_box import TickBox
from protocol.kinds.certificate import KIND

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

_SHOWN = 60    # certificates drawn at once; a file with more is rare, and all of them are saved
_TOLD = ("holder_name", "title", "unit_name", "serial", "expires_on", "person", "status", "renewals")


class FileSheet(CertificateSheet):
    """The way of a certificate file into the register. `choose` asks for one, `look_at` reads it."""

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(over, below_header, desk, actions)
        self.intakes: list[Intake] = []
        self._wanted: set[int] = set()
        self._people: list[Person] = []
        self._authorities = 0
        self._path: Path | None = None
        again = button(tr("Choose another file"))
        again.clicked.connect(self.choose)
        self.footer.insertWidget(2, again)

    def choose(self) -> None:
        """Ask for a file and read it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.parentWidget(), tr("Choose a file of public certificates"), str(Path.home()),
            tr("Public certificates") + f" ({' '.join(NAMES)})")
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Read a file in another thread and show what it holds; what cannot be read is said in one sentence."""
        self._path, self.intakes = path, []
        self.begin(tr("Read certificates: {file}", file=path.name),
                   tr("Only public certificates are read, never a key. Nothing is saved before “Save”."))
        self.lines.addWidget(label(tr("Reading…"), Text.TABLE, soft=True))
        self.lines.addStretch()
        self.say_save(tr("Save"), may=False)
        store = self.desk.store
        self.desk.tasks.latest(f"certificates-{id(self)}", lambda: _looked(store, path), self._show_found,
                               self._refuse, owner=self)
        self.setFocus()

    def save(self) -> None:
        """Write what is ticked, in one step."""
        chosen, store = [self.intakes[at] for at in sorted(self._wanted)], self.desk.store
        if chosen:
            day = vietnam_now().date()
            self.submit(lambda: certificate_intake.save(store, chosen, day), lambda asked: self.tell(
                asked, trn("{n} certificate saved.", "{n} certificates saved.", asked.count)))

    def _refuse(self, problem: Exception) -> None:
        words = said(problem)
        clear(self.lines)
        self.lines.addWidget(note(words.message, words.hint, Tone.BAD))
        self.lines.addStretch()

    def _show_found(self, found: tuple[list[Intake], list[Person], list[ReadCertificate]]) -> None:
        self.intakes, self._people, authorities = found
        self._authorities = len(authorities)
        self._wanted = {at for at, each in enumerate(self.intakes) if each.what != SAME}
        self._show()
        self.save_button.setFocus()

    def _show(self) -> None:
        clear(self.lines)
        for at, each in enumerate(self.intakes[:_SHOWN]):
            self.lines.addWidget(self._frame(at, each))
        if not self.intakes:
            self.lines.addWidget(label(tr("The file holds certificates of authorities only; none is of an official or "
                                          "of an office. Choose the file of the signer."), Text.TABLE, wrap=True))
        elif self._authorities:
            self.lines.addWidget(label(trn("{n} certificate of an authority is in the file and is not taken.",
                                           "{n} certificates of authorities are in the file and are not taken.",
                                           self._authorities), Text.SMALL, soft=True, wrap=True))
        self.lines.addStretch()
        self._tell_count()

    def _frame(self, at: int, each: Intake) -> QFrame:
        frame, read = QFrame(), each.read
        frame.setObjectName("note")
        frame.setProperty("tone", "plain")
        column = QVBoxLayout(frame)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        tick = TickBox(each.read.name or each.read.serial)
        tick.setProperty("look", Text.STRONG)
        tick.setChecked(at in self._wanted)
        tick.setEnabled(each.what != SAME)
        tick.toggled.connect(lambda on, at=at: self._tick(at, on))
        chips = QWidget()
        flow = FlowLayout(Space.XS)
        chips.setLayout(flow)
        flow.addWidget(tick)
        words, tone = {NEW: (tr("new in the book"), Tone.INFO), SAME: (tr("in the book already"), Tone.MUTED),
                       UPDATE: (tr("answers the request") if each.is_answer else tr("updates the book"), Tone.WARN),
                       }[each.what]
        flow.addWidget(Chip(words, tone))
        kind = KIND.field("kind")
        if kind is not None:
            flow.addWidget(Chip(choice_label(KIND, kind, each.read.kind), Tone.NEUTRAL))
        has_holder = read.kind == "personal" and each.what != SAME
        if has_holder and not each.person:
            words = tr("several of this name: choose") if len(each.people) > 1 else tr("nobody of this name")
            flow.addWidget(Chip(words, Tone.WARN))
        column.addWidget(chips)
        for line in (" · ".join(part for part in (read.title, read.unit) if part),
                     tr("Serial {serial} · {provider}", serial=read.serial, provider=read.provider),
                     tr("Valid {begins} – {ends}", begins=date_text(read.valid_from), ends=date_text(read.expires_on))):
            if line:
                column.addWidget(label(line, Text.SMALL, wrap=True))
        for line in self._changes(each):
            column.addWidget(label(line, Text.SMALL, wrap=True))
        if has_holder:
            column.addWidget(self._holder(at, each))
        return frame

    def _changes(self, each: Intake) -> list[str]:
        if each.what != UPDATE:
            return []
        names = {person.id: person.name for person in self._people}
        said = []
        for code in _TOLD:
            field = KIND.field(code)
            if field is not None and code in each.values:
                before = text_of(KIND, field, each.before.get(code), names) or "–"
                said.append(f"{field_label(KIND, field)}: {before} → {text_of(KIND, field, each.values[code], names)}")
        return said

    def _holder(self, at: int, each: Intake) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        box = QuietBox()
        box.setAccessibleName(tr("Official of {name}", name=each.read.name))
        box.addItem(tr("(no official of the list)"), "")
        fitting = {person.id for person in each.people}
        for person in sorted(self._people, key=lambda one: one.id not in fitting):
            box.addItem(paint.in_order(" – ".join(part for part in (person.name, person.title) if part)), person.id)
        box.setCurrentIndex(max(0, box.findData(each.person)))
        box.activated.connect(lambda _, at=at, box=box: self._choose_person(at, str(box.currentData() or "")))
        line.addWidget(label(tr("Official"), Text.SMALL, soft=True))
        line.addWidget(box, 1)
        return made

    def _choose_person(self, at: int, person: str) -> None:
        store, each, day = self.desk.store, self.intakes[at], vietnam_now().date()

        def put(made: Intake) -> None:
            self.intakes[at] = made
            if made.what != SAME:
                self._wanted.add(at)
            self._show()

        self.desk.tasks.run(lambda: certificate_intake.for_person(store.read(), each, person, day), put,
                            self.actions.show_trouble, owner=self)

    def _tick(self, at: int, on: bool) -> None:
        self._wanted = self._wanted | {at} if on else self._wanted - {at}
        self._tell_count()

    def _tell_count(self) -> None:
        self.say_save(trn("Save {n} certificate", "Save {n} certificates", len(self._wanted)), may=bool(self._wanted))


def _looked(store: "Store", path: Path) -> tuple[list[Intake], list[Person], Sequence[ReadCertificate]]:
    found = certificate_file.read_file(path)
    db = store.read()
    people = [Person(id=each.id, name=each.name, title=each.title) for each in access.people(db)]
    return (certificate_intake.matched(db, found, vietnam_now().date()), people,
            [each for each in found if each.is_authority])
