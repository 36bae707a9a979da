"""The accounts as a list: login, role, when it was reviewed, and the chosen one beside it."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.store import records
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.reference_editors import ReferenceEditor
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.table import Column
from protocol.kinds import account

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class AccountsList(ListPage):
    """A view of the page of accounts: it has no header of its own, and its filters stand beside the toggles."""
    kind = account.KIND
    order = (("person", False),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "person": Column(sample="Nguyễn Thị Phương Anh", share=2),
        "system": Column(sample="Hệ thống thông tin giải quyết", share=2),
        "login": Column(sample="ten.nguoidung", share=1, dropped=3),
        "role": Column(sample="Chuyên viên xử lý", share=1, dropped=1),
        "issued_on": Column(sample="00/00/0000", dropped=2),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a name, login, system…"),
                         empty=tr("No accounts yet. The overview table says with one key who has what; "
                                  "“Import from Excel” takes in a list as it is kept."),
                         unfit=tr("No account fits. Use fewer words or drop a filter."))
        self.header.hide()
        self.header = QWidget(self)    # forms lie under the header: here they begin at the top
        self.header.setFixedHeight(0)
        self.bar = self.filters

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; the day of the review says how far the word may be trusted."""
        return columns_of(self.kind, shapes=self.shapes)

    def made_panel(self) -> DetailPanel:
        """Return the panel with the way to the person."""
        edit = KeyButton(tr("Edit"), "F2", "primary", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        person = button(tr("Open the official"))
        person.clicked.connect(self._open_person)
        return DetailPanel(self.desk, self.actions, self.kind, buttons=(edit, person))

    def new_for(self, person: str, system: str) -> None:
        """Open an empty form for an account of this person in this system."""
        form = self.form()
        form.open_new()
        titles = records.titles(self.desk.store.read(), (person, system))
        for code, record_id in (("person", person), ("system", system)):
            editor = form.editors[code]
            if isinstance(editor, ReferenceEditor):
                editor.choose(record_id, titles.get(record_id, ""))    # as a person would: it is saved with the rest
        form.editors["login"].input().setFocus()

    def _open_person(self) -> None:
        record = self.panel.record
        if record is not None and record.fields.get("person"):
            self.actions.open_record("person", str(record.fields["person"]))
