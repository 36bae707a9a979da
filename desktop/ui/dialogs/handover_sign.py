"""Both have signed: what follows for the devices is asked once, shown before, and done in one step."""
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import device_decisions, handing_over
from desktop.services.handing_over import Follow, Following, Users
from desktop.services.typed_values import Mistyped, read_date
from desktop.services.value_text import choice_label, date_text, field_label
from desktop.store import records
from desktop.ui.moments import vietnam_now
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.records.text_draft import TextDraft
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, TextField, takes_enter
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, note, row
from desktop.ui.widgets.tick_box import TickBox
from protocol.kind import Kind
from protocol.kinds import device, handover

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_PAUSE_MS = 120


class HandoverSign(Overlay):
    """Opened over the window for one hand-over; Enter writes it, Esc leaves everything as it is."""

    WIDTH = 560

    def __init__(self, window: QWidget, desk: "Desk", actions: "WindowActions", handover_id: str) -> None:
        super().__init__(window, tr("Both have signed"))
        self._desk, self._actions, self._id = desk, actions, handover_id
        self.is_done = False
        reader = desk.store.read()
        record = records.get(reader, handover_id)
        fields = self._fields = record.fields if record is not None else {}
        self._receiver = records.title(reader, str(fields.get("to_person") or ""))
        self._giver = records.title(reader, str(fields.get("from_person") or ""))
        proposed = handing_over.proposal(reader, handover_id)
        self.signed_on = TextField(_label(handover.KIND, "signed_on"), tr("05/11/2026, 11/2026 or 2026"))
        self.signed_on.setText(f"{vietnam_now():%d/%m/%Y}" if not fields.get("signed_on")
                               else date_text(str(fields["signed_on"])))
        self.document = TextField(_label(handover.KIND, "document"), limit=200)
        self.document.setText(str(fields.get("document") or ""))
        self.custodian = TickBox(tr("{name} becomes the custodian", name=self._receiver))
        self.custodian.setVisible(bool(self._receiver))
        self.custodian.setChecked(proposed.custodian)
        self.office = TickBox(tr("The devices go to the receiver's office"))
        self.office.setChecked(proposed.office)
        self.users = self._box(tr("Users"), self._user_choices(), proposed.users.value)
        self.status = self._box(_label(device.KIND, "status"), self._status_choices(), proposed.status)
        self.decision = TextField(_label(device.KIND, "status_document"), tr("12/QĐ-UBND, 20/11/2026"), limit=200)
        self.location = TextField(tr("New location"), tr("empty: stays as it is"), limit=200)
        self._draft = TextDraft(desk.store, {"signed_on": self.signed_on, "document": self.document,
                                             "decision": self.decision, "location": self.location}, self)
        self._draft.begin(f"handover-sign:{handover_id}")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)
        self._lay_out()
        self._changed()

    def open(self) -> None:
        """Show it with what usually follows already ticked."""
        self.show_over()
        self.signed_on.setFocus()

    def is_of(self, record: "Record") -> bool:
        """Return whether what was typed here belongs to this hand-over as it stands, and is not written yet."""
        return record.id == self._id and record.fields == self._fields and not self.is_done

    def follow(self) -> Follow:
        """Return what is asked for now."""
        status = str(self.status.currentData() or "")
        asks = device_decisions.needs_decision(status)
        place = self.location.text().strip()
        return Follow(custodian=self.custodian.isChecked() and bool(self._receiver), office=self.office.isChecked(),
                      users=Users(self.users.currentData()), status=status, location=place or None,
                      status_document=self.decision.text().strip() if asks else "")

    def sign(self) -> None:
        """Write that it is signed, and what follows."""
        signed_on = read_date(self.signed_on.text(), vietnam_now().date()) if self.signed_on.text().strip() else ""
        if isinstance(signed_on, Mistyped):
            self._say(tr("The date cannot be read."), tr("Write it as 05/11/2026."), Tone.BAD)
            self.signed_on.setFocus()
            return
        store, handover_id, follow, document = self._desk.store, self._id, self.follow(), self.document.text().strip()
        self._sign.setEnabled(False)
        self._desk.tasks.run(lambda: handing_over.sign(store, handover_id, follow, signed_on=signed_on,
                                                       document=document), self._done, self._failed, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not takes_enter(self, event, self.sign):
            super().keyPressEvent(event)

    def _done(self, result: tuple[int, str]) -> None:
        changed, group = result
        self.is_done = True
        self._draft.forget()
        self.hide()
        self._actions.say(trn("Signed. {n} device changed with it.", "Signed. {n} devices changed with it.", changed),
                          Tone.GOOD, undo_group=group)

    def _failed(self, problem: Exception) -> None:
        self._sign.setEnabled(True)
        self._actions.show_trouble(problem)

    def _changed(self) -> None:
        asks = device_decisions.needs_decision(self.status.currentData())
        self._decision_line.setVisible(asks)
        self._pause.start()
        self.place()

    def _look_ahead(self) -> None:
        store, handover_id, follow = self._desk.store, self._id, self.follow()
        self._desk.tasks.latest(f"sign-{id(self)}", lambda: handing_over.following(store.read(), handover_id, follow),
                                self._show_following, self._actions.show_trouble, owner=self)

    def _show_following(self, seen: Following) -> None:
        words = trn("{n} device will change.", "{n} devices will change.", seen.devices) if seen.devices \
            else tr("No device will change.")
        unfit = tr("These keep their status, from which one cannot go there: {names}.", names="; ".join(seen.unfit[:5])
                   ) if seen.unfit else ""
        self._say(words, unfit, Tone.WARN if unfit else Tone.INFO)

    def _say(self, lead: str, text: str, tone: Tone) -> None:
        clear(self._shown.layout())
        self._shown.layout().addWidget(note(lead, text, tone))
        QTimer.singleShot(0, self, self.place)

    def _user_choices(self) -> list[tuple[str, str]]:
        made = [(tr("stay as they are"), Users.KEEP.value)]
        if self._receiver:
            made += [(tr("only {name}", name=self._receiver), Users.ONLY.value),
                     (tr("{name} too", name=self._receiver), Users.ADD.value)]
        if self._receiver and self._giver:
            made.append((tr("{name} in place of {other}", name=self._receiver, other=self._giver), Users.SWAP.value))
        if self._giver:
            made.append((tr("{name} no longer", name=self._giver), Users.DROP.value))
        return made

    def _status_choices(self) -> list[tuple[str, str]]:
        field = device.KIND.field("status")
        assert field is not None
        return [(tr("stays as it is"), ""), *((choice_label(device.KIND, field, each.code), each.code)
                                              for each in field.choices if each.code != "disposed")]

    def _box(self, name: str, offered: list[tuple[str, str]], chosen: str) -> QuietBox:
        made = QuietBox()
        made.setAccessibleName(name)
        for words, code in offered:
            made.addItem(words, code)
        made.setCurrentIndex(max(0, made.findData(chosen)))
        made.activated.connect(lambda _: self._changed())
        return made

    def _line(self, name: str, field: QWidget) -> QWidget:
        words = label(name, Text.TABLE, soft=True, wrap=True)
        words.setBuddy(field)
        line = row(words, field, stretch=False)
        line.layout().setStretch(0, 2)
        line.layout().setStretch(1, 3)
        return line

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._line(self.signed_on.accessibleName(), self.signed_on))
        column.addWidget(self._line(self.document.accessibleName(), self.document))
        column.addSpacing(Space.XS)
        column.addWidget(label(tr("What follows for the devices"), Text.SECTION))
        column.addWidget(self.custodian)
        column.addWidget(self._line(self.users.accessibleName(), self.users))
        column.addWidget(self.office)
        column.addWidget(self._line(self.location.accessibleName(), self.location))
        column.addWidget(self._line(self.status.accessibleName(), self.status))
        self._decision_line = self._line(self.decision.accessibleName(), self.decision)
        column.addWidget(self._decision_line)
        self._shown = row(stretch=False)
        self.body.addWidget(_Whole(inside), 1)
        self.body.addWidget(self._shown)
        for tick in (self.custodian, self.office):
            tick.clicked.connect(lambda _: self._changed())
        self._sign = KeyButton(tr("Note as signed"), "Enter", "primary", is_shortcut=False)
        self._sign.clicked.connect(self.sign)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        self.body.addWidget(row(self._sign, leave))


class _Whole(Scrolled):
    """Scrolls only where the window is too low for all of it."""

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint() + QSize(Space.L, Space.XS)


def _label(kind: Kind, code: str) -> str:
    field = kind.field(code)
    return field_label(kind, field) if field is not None else code
