"""The accounts as a list: login, role, when it was reviewed, and the chosen one beside it."""
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.services.value_text import changed_text, date_text, field_label
from desktop.store import records
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.reference_editors import ReferenceEditor
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.read_only import READS
from desktop.ui.widgets.table import Column
from protocol.kinds import account

if TYPE_CHECKING:
    from desktop.store.records import Record
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
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find a name, login, system…"),
                         empty=tr("No accounts yet. The overview table says with one key who has what; "
                                  "“Import from Excel” takes in a list as it is kept."),
                         unfit=tr("No account fits. Use fewer words or drop a filter."))
        self.header.hide()
        self.header = QWidget(self)    # forms lie under the header: here they begin at the top
        self.header.setFixedHeight(0)

    def parts(self) -> Iterator[None]:
        """Make the list; its filters stand beside the toggles of the page."""
        yield from super().parts()
        self.bar = self.filters

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; the day of the review says how far the word may be trusted."""
        made = [each for each in columns_of(self.kind, shapes=self.shapes) if each.code != "issued_on"]
        reviewed = self.kind.field("reviewed_on")
        if reviewed is not None:
            made.insert(len(made) - 1, ListColumn(
                code="reviewed_on", heading=field_label(self.kind, reviewed), order="reviewed_on",
                shape=Column(sample="00/00/0000", dropped=2),
                text=lambda record, titles: date_text(str(record.fields.get("reviewed_on") or ""))))
        return tuple(made)

    def made_panel(self) -> DetailPanel:
        """Return the panel with the way to the person."""
        edit = KeyButton(tr("Edit"), "F2", "primary", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        person = button(tr("Open the official"))
        person.setProperty(READS, True)
        person.clicked.connect(self._open_person)
        return AccountPanel(self.desk, self.actions, self.kind, buttons=(edit, person))

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


class AccountPanel(DetailPanel):
    """The chosen account: whose it is, and in which system."""

    def title_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return the name of the official."""
        return titles.get(str(record.fields.get("person") or ""), "") or tr("(no name)")

    def meta_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return when and by whom the account was changed."""
        return changed_text(record.changed_at or "", titles.get(record.changed_by or "", ""))

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return the system first: its name is too long for the line under the title."""
        system = self.kind.field("system")
        assert system is not None
        return [*self._fact(system, record, titles), *super().facts(record, titles)]
