"""Cán bộ: who works here, in which office, with which duties; sorted by tên."""
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.language import tr, trn
from desktop.ui.moments import vietnam_now
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.related_tab import Relation
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.panels import note
from desktop.ui.widgets.table import Column
from protocol.kinds import person

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions
    from protocol.kind import Kind


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
        """Return the panel with the machines of a person, and what to do when she leaves."""
        edit = KeyButton(tr("Edit"), "F2", "primary", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        hand_over = button(tr("Hand over…"))
        hand_over.clicked.connect(lambda: self.actions.hand_over(person=self.table.current_id() or self._shown_id))
        return PersonPanel(self.desk, self.actions, self.kind, buttons=(edit, hand_over), relations=(
            Relation(kind="device", fields=("users", "custodian"), heading=tr("Devices"), detail="office",
                     empty=tr("No device names this person as user or custodian.")),
            Relation(kind="incident", fields=("reporter",), heading=tr("Incidents"), detail="detected_at",
                     empty=tr("No incident was reported by this person."))))


class PersonPanel(DetailPanel):
    """The chosen official. Whoever has left is told about as long as something still hangs on them."""

    def __init__(self, desk: "Desk", actions: "WindowActions", kind: "Kind", *, buttons: Sequence[QWidget] = (),
                 relations: Sequence[Relation] = ()) -> None:
        leave = button(tr("Leaves or changes post…"))
        leave.clicked.connect(self._open_leaver)
        self._focal = button(tr("Hand over the focal point…"))
        self._focal.clicked.connect(self._open_focal)
        super().__init__(desk, actions, kind, buttons=(*buttons, leave, self._focal), relations=relations)

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Offer what fits the person; look in another thread whether somebody left with things open."""
        self._focal.setVisible(record.fields.get("focal") in ("chief", "deputy"))
        if record.fields.get("status") in ("transferred", "retired") and not record.deleted \
                and self.desk.may_edit():
            store, person, day = self.desk.store, record.id, vietnam_now().date()

            def count() -> tuple[str, int]:
                from desktop.services import leaving
                return person, leaving.count_open(store.read(), person, day)

            self.desk.tasks.latest("left-open", count, self._remind, owner=self)

    def _remind(self, counted: tuple[str, int]) -> None:
        person, count = counted
        if not count or self.record is None or self.record.id != person:
            return
        open_ = button(tr("Open the checklist"), "small")
        open_.clicked.connect(self._open_leaver)
        made = note(trn("{n} thing still hangs on this official:", "{n} things still hang on this official:", count),
                    tr("accounts, signatures, devices or incidents to close."), Tone.WARN)
        made.layout().addWidget(open_, 0, Qt.AlignmentFlag.AlignLeft)
        self._warnings.addWidget(made)

    def _open_leaver(self) -> None:
        if self.record is not None:
            from desktop.ui.dialogs.leaver_sheet import LeaverSheet
            LeaverSheet(self.window(), self.desk, self.actions).open(self.record.id)

    def _open_focal(self) -> None:
        from desktop.ui.dialogs.focal_sheet import FocalSheet
        FocalSheet(self.window(), self.desk, self.actions).open()
