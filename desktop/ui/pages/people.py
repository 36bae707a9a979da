"""Cán bộ: who works here, in which office, with which duties; sorted by tên."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from desktop.language import tr
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.related_tab import Relation
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.table import Column
from protocol.kinds import person

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class PeoplePage(ListPage):
    """The list of officials, and the chosen one."""
    key = "people"
    kind = person.KIND
    shapes: ClassVar[Mapping[str, Column]] = {
        "full_name": Column(sample="Nguyễn Thị Phương Anh", share=2),
        "title": Column(sample="Phó Chủ tịch UBND", share=1),
        "office": Column(sample="VP HĐND và UBND", share=1, dropped=3),
        "duties": Column(sample="tư pháp – hộ tịch", share=1, dropped=2),
        "email": Column(sample="ten@xamau.gov.vn", dropped=1),
        "phone": Column(sample="0900 000 000", dropped=4),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        add = KeyButton(tr("+ Add an official"), "Ctrl+Shift+N", "primary", is_shortcut=False)
        add.clicked.connect(self.new_record)
        bring = button(tr("Import from Excel"))
        bring.clicked.connect(lambda: actions.import_workbook("person"))
        super().__init__(desk, actions, header=(bring, add),
                         placeholder=tr("Find a name, title, office, duty…"),
                         empty=tr("Nobody yet. “Import from Excel” takes in the list as it is kept; "
                                  "“Add an official” begins with one."),
                         unfit=tr("Nobody fits. Use fewer words or drop a filter."))

    def made_panel(self) -> DetailPanel:
        """Return the panel with the machines that a person uses or answers for."""
        edit = KeyButton(tr("Edit"), "F2", "primary", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        return DetailPanel(self.desk, self.actions, self.kind, buttons=(edit,), relations=(
            Relation(kind="device", fields=("users", "custodian"), heading=tr("Devices"), detail="office",
                     empty=tr("No device names this person as user or custodian.")),
            Relation(kind="incident", fields=("reporter",), heading=tr("Incidents"), detail="detected_at",
                     empty=tr("No incident was reported by this person."))))
