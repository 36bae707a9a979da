"""Thiết bị: what the commune has, who uses it, and what happened to it."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services.value_text import field_label, text_of
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.related_tab import Relation
from desktop.ui.tokens import Text, Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import Chip, label
from desktop.ui.widgets.panels import note
from desktop.ui.widgets.table import Column
from protocol.conditions import NEEDS_DOCUMENT
from protocol.field import Field
from protocol.kinds import device
from protocol.kinds.device import STANDALONE_SECRET

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

_JOINED = ("cpu", "ram_gb", "disk")


class DevicesPage(ListPage):
    """The list of devices, and the chosen one."""
    key = "devices"
    kind = device.KIND
    order = (("asset_code", False),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "asset_code": Column(sample="PC-0000"),
        "name": Column(sample="HP ProDesk 400 G6", share=3),
        "kind": Column(sample="Máy tính để bàn", dropped=2),
        "users": Column(sample="Phạm Văn Nam", share=1, dropped=4),
        "office": Column(sample="VP HĐND và UBND", share=1, dropped=3),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        add = KeyButton(tr("+ Add a device"), "Ctrl+Shift+N", "primary", is_shortcut=False)
        add.clicked.connect(self.new_record)
        bring = button(tr("Import from Excel"))
        bring.clicked.connect(lambda: actions.import_workbook("device"))
        super().__init__(desk, actions, header=(bring, add),
                         placeholder=tr("Find a code, name, user, place…"),
                         empty=tr("No devices yet. “Import from Excel” takes in the sheet as it is kept; "
                                  "“Add a device” begins with one."),
                         unfit=tr("No device fits. Use fewer words or drop a filter."))

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; place and year stand in the panel, the list names the office."""
        return tuple(each for each in columns_of(self.kind, shapes=self.shapes)
                     if each.code not in ("location", "in_use_year"))

    def made_panel(self) -> DetailPanel:
        """Return the panel with the two things one does with a device."""
        report = button(tr("Report an incident"), "primary")
        report.clicked.connect(lambda: self.actions.report_incident("", self.table.current_id()))
        edit = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        return DevicePanel(self.desk, self.actions, self.kind, buttons=(report, edit), relations=(
            Relation(kind="incident", fields=("device",), heading=tr("Incidents"), detail="detected_at",
                     empty=tr("No incident with this device yet. Choose “Report an incident” to write the first.")),))


class DevicePanel(DetailPanel):
    """A device: shared or not, where it stands, and what its state still lacks."""

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return what is missing or hidden, and why."""
        made: list[QWidget] = []
        if record.fields.get("status") in NEEDS_DOCUMENT and not record.fields.get("status_document"):
            made.append(note(tr("No decision yet:"), tr("write its number and date in the field "
                             "“Decision number and date” when it is issued."), Tone.WARN))
        if record.fields.get("network") == STANDALONE_SECRET:
            made.append(note(tr("Stand-alone PC for secret papers:"),
                             tr("serial number, MAC, IP and place are not kept in this book."), Tone.WARN))
        return made

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return the fields, with processor, memory and disk as one line, and so the place."""
        joined = {"cpu": (tr("CPU / RAM / disk"), " · ", _JOINED)}
        listed: list[tuple[str, str | QWidget]] = []
        named = {*self.kind.title, self.kind.status}
        for field in self.kind.fields:
            if field.code in joined:
                heading, between, codes = joined[field.code]
                words = between.join(self._part(code, record, titles) for code in codes if record.fields.get(code))
                listed += [(heading, words)] if words else []
            elif field.code == "users":
                listed += self._users(field, record, titles)
            elif field.code == "site" and record.fields.get("location"):
                continue    # the place names the building already
            elif field.code not in (*_JOINED, *named):
                listed += self._fact(field, record, titles)
        return listed

    def _part(self, code: str, record: "Record", titles: dict[str, str]) -> str:
        field = self.kind.field(code)
        return text_of(self.kind, field, record.fields.get(code), titles) if field else ""

    def _users(self, field: Field, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        ids = record.fields.get("users")
        count = len(ids) if isinstance(ids, (list, tuple)) else 0
        if not count:
            return []
        made = QWidget()
        flow = FlowLayout()    # the chip goes under a long name
        made.setLayout(flow)
        flow.addWidget(label(text_of(self.kind, field, ids, titles), Text.TABLE, wrap=count > 1))
        flow.addWidget(Chip(tr("shared") if count > 1 else tr("used by one"), Tone.INFO))
        return [(field_label(self.kind, field), made)]
