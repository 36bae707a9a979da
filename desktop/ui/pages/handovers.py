"""Bàn giao: which machines went from whom to whom, what still waits for signatures, and the minutes of each."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import handing_over, handing_over_minutes
from desktop.services.handing_over_minutes import Item, Minutes
from desktop.store import records
from desktop.ui.dialogs.handover_form import HandoverForm
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.records.copied_table import as_html, as_tsv
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.facts_grid import FactsGrid
from desktop.ui.records.form import RecordForm
from desktop.ui.records.list_page import ListPage
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import ElidedLink, KeyButton, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear, note, rule
from desktop.ui.widgets.read_only import READS
from desktop.ui.widgets.table import Column
from protocol.field import JsonValue
from protocol.kinds import handover

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.dialogs.handover_sign import HandoverSign


_OUTSIDE: Final = {"from_person": "from_party", "to_person": "to_party"}


class HandoversView(ListPage):
    """A view of the page of devices: it has no header of its own, and its filters stand beside the toggles."""
    kind = handover.KIND
    order = (("held_on", True),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "title": Column(sample="Giao máy cho quầy tiếp nhận", share=4),
        "reason": Column(sample="Cấp cho cán bộ", dropped=1),
        "held_on": Column(sample="00/00/0000"),
        "from_person": Column(sample="Phạm Văn Nam", share=1, dropped=2),
        "to_person": Column(sample="Phạm Văn Nam", share=1, dropped=3),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a subject, grounds, number…"),
                         empty=tr("No hand-over yet. Select devices in the list and choose “Hand over…”, or begin "
                                  "with “Prepare a hand-over”."),
                         unfit=tr("No hand-over fits. Use fewer words or drop a filter."))
        self.header.hide()
        self.header = QWidget(self)    # the sheet lies under the header: here it begins at the top
        self.header.setFixedHeight(0)
        self.add_words = tr("+ Prepare a hand-over")

    def parts(self) -> Iterator[None]:
        """Make the list; its filters stand beside the toggles of the page."""
        yield from super().parts()
        self.bar = self.filters

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns of the list; a party from outside stands where a person would."""
        return tuple(replace(each, text=_party(each, _OUTSIDE[each.code])) if each.code in _OUTSIDE else each
                     for each in columns_of(self.kind, shapes=self.shapes))

    def made_panel(self) -> DetailPanel:
        """Return the panel with the minutes and what may be done next."""
        return HandoverPanel(self.desk, self.actions, lambda: self.edit())

    def form(self) -> RecordForm:
        """Return the sheet of this view, made when first asked for."""
        if self._form is None:
            self._form = HandoverForm(self, self.header, self.desk, self.actions)
            self._form.saved.connect(self._show_saved)
            self._form.closed.connect(self._leave_form)
        return self._form

    def begin(self, devices: Sequence[str] = (), preset: Mapping[str, JsonValue] | None = None) -> None:
        """Open an empty sheet with these devices."""
        form = self.form()
        assert isinstance(form, HandoverForm)
        form.begin(devices, preset)

    def edit(self, record_id: str = "") -> None:
        """Open the sheet of one that is not signed; a signed one is only read."""
        wanted = record_id or self.table.current_id() or self._shown_id
        record = records.get(self.desk.store.read(), wanted) if wanted else None
        if record is not None and record.fields.get("status") in handing_over.LOCKED:
            self.actions.say(tr("A signed or cancelled hand-over is not changed."), Tone.WARN,
                             more=tr("Choose “Open again” first."))
            return
        super().edit(record_id)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a hand-over, or the one of a line."""
        if kind == "handover_item":
            record = records.get(self.desk.store.read(), record_id)
            record_id = str(record.fields.get("handover") or "") if record is not None else ""
        super().open_record(handover.KIND.code, record_id)


def _party(column: ListColumn, outside: str) -> "Callable[[Record, Mapping[str, str]], str]":
    """Return the text of a party: the person, else the unit from outside."""
    return lambda record, titles: column.text(record, titles) or str(record.fields.get(outside) or "")


class HandoverPanel(DetailPanel):
    """The minutes of the chosen one, and the next step."""

    def __init__(self, desk: "Desk", actions: "WindowActions", edit: object) -> None:
        self._minutes = QWidget()
        self._lines = QVBoxLayout(self._minutes)
        self._lines.setContentsMargins(0, Space.M, 0, Space.M)
        self._lines.setSpacing(Space.S)
        self._told: Minutes | None = None
        self._asked: HandoverSign | None = None
        self._send = button(tr("To be signed"), "primary")
        self._send.clicked.connect(lambda: self._move("to_sign"))
        self._sign = button(tr("Signed…"), "primary")
        self._sign.clicked.connect(self.ask_signed)
        self._again = button(tr("Open again"))
        self._again.clicked.connect(self._open_again)
        self._edit = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        self._edit.clicked.connect(edit)    # type: ignore[arg-type]
        self._copy = button(tr("Copy the minutes"))
        self._copy.clicked.connect(self.copy)
        self._copy.setProperty(READS, True)
        self._cancel = button(tr("Cancel it"))
        self._cancel.clicked.connect(lambda: self._move("cancelled"))
        super().__init__(desk, actions, handover.KIND,
                         buttons=(self._send, self._sign, self._edit, self._copy, self._again, self._cancel))

    def first_tab(self) -> tuple[str, QWidget] | None:
        """Return the tab with the minutes."""
        return tr("Minutes"), Scrolled(self._minutes)

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Show the minutes, and offer what may follow from this state."""
        status = str(record.fields.get("status") or "draft")
        self._send.setVisible(status == "draft")
        self._sign.setVisible(status == "to_sign")
        self._edit.setVisible(status not in handing_over.LOCKED)
        self._cancel.setVisible(status in ("draft", "to_sign"))
        self._again.setVisible(status in handing_over.LOCKED)
        store, id_ = self.desk.store, record.id
        self.desk.tasks.latest("handover-minutes", lambda: (handing_over_minutes.minutes(store.read(), id_),
                                                            handing_over.lacking(store.read(), id_)),
                               self._show_minutes, self.actions.show_trouble, owner=self)

    def copy(self) -> None:
        """Put the minutes on the clipboard: lines and a table for Word."""
        told = self._told
        if told is None:
            return
        head, table = handing_over_minutes.head_lines(told), handing_over_minutes.as_rows(told)
        copied = QMimeData()
        copied.setText("\n".join(head) + "\n\n" + as_tsv(table))
        copied.setHtml(as_html(head[:1], [*([line] for line in head[1:]), *table]))
        QGuiApplication.clipboard().setMimeData(copied)
        self.actions.say(tr("The minutes are copied. Paste them into Word or Zalo."))

    def ask_signed(self) -> None:
        """Ask what follows for the devices, then note it as signed; what was typed and left is still there."""
        if self.record is None:
            return
        if self._asked is None or not self._asked.is_of(self.record):
            from desktop.ui.dialogs.handover_sign import HandoverSign
            if self._asked is not None:
                self._asked.deleteLater()
            self._asked = HandoverSign(self.window(), self.desk, self.actions, self.record.id)
        self._asked.open()

    def _open_again(self) -> None:
        signed = self.record is not None and self.record.fields.get("status") == "signed"
        self._move("to_sign" if signed else "draft")

    def _move(self, status: str) -> None:
        if self.record is None:
            return
        store, id_ = self.desk.store, self.record.id
        said = {"to_sign": tr("Waiting for signatures."), "draft": tr("Being prepared again."),
                "cancelled": tr("Cancelled. No device was changed.")}[status]
        more = tr("The devices stay as they are; “Undo” takes back what signing changed.") \
            if status == "to_sign" and self.record.fields.get("status") == "signed" else ""
        self.desk.tasks.run(lambda: handing_over.move(store, id_, status),
                            lambda group: self.actions.say(said, Tone.GOOD, undo_group=group, more=more),
                            self.actions.show_trouble, owner=self)

    def _show_minutes(self, looked: tuple[Minutes | None, tuple[str, ...]]) -> None:
        told, lacking = looked
        if told is None:
            return
        self._told = told
        self._sign.setEnabled(not lacking)
        self._send.setEnabled(not lacking)
        clear(self._lines)
        if lacking and told.status not in handing_over.LOCKED:
            self._lines.addWidget(note(tr("Still to be written:"), ", ".join(lacking) + ".", Tone.WARN))
        facts = FactsGrid()
        facts.show_facts([(name, "\n".join(part for part in (party.name or "…", party.detail) if part))
                          for name, party in zip(handing_over_minutes.party_labels(), (told.giver, told.receiver),
                                                 strict=True)] + list(told.facts))
        self._lines.addWidget(facts)
        self._lines.addSpacing(Space.XS)
        self._lines.addWidget(label(tr("Devices ({n})", n=len(told.items)), Text.SECTION))
        for each in told.items:
            self._lines.addWidget(rule())
            self._lines.addWidget(self._item(each))
        if not told.items:
            self._lines.addWidget(label(tr("No device yet. Choose “Edit” to add the first."), Text.TABLE, soft=True,
                                        wrap=True))
        self._lines.addStretch()

    def _item(self, each: Item) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        name = ElidedLink(" ".join(part for part in (each.name, each.code) if part), Text.STRONG)
        name.clicked.connect(lambda: self.actions.open_record("device", each.id))
        column.addWidget(name)
        for words in (each.serial, each.specification, each.condition, each.accessories, each.note):
            if words:
                column.addWidget(label(words, Text.SMALL, wrap=True))
        return made
