"""Sự cố: what is open, how far each has come on its road, and what was said about it."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from desktop.language import tr
from desktop.store.drafts import Draft
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.pages.incident_panel import IncidentPanel
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.filters import Filter
from desktop.ui.records.list_page import ListPage
from desktop.ui.sheets.incident_sheet import DRAFT
from desktop.ui.widgets.table import Column
from protocol.conditions import OPEN_INCIDENT
from protocol.kinds import incident

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions


class IncidentsPage(ListPage):
    """The list of incidents, the open ones first asked for."""
    key = "incidents"
    kind = incident.KIND
    order = (("detected_at", True),)
    without = frozenset({"status", "sent_to", "sent_at", "sent_by", "resolved_at"})    # the actions set these
    shapes: ClassVar[Mapping[str, Column]] = {
        "title": Column(sample="Máy in phòng Tư pháp không in", share=3),
        "device": Column(sample="Máy in Canon LBP", share=1, dropped=3),
        "office": Column(sample="VP HĐND và UBND", share=1, dropped=1),
        "detected_at": Column(sample="00/00/0000 00:00", dropped=2),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        super().__init__(desk, actions, placeholder=tr("Find words, device, office…"),
                         empty=tr("No incident yet. Ctrl+N reports one in one line."),
                         unfit=tr("No incident fits. Use fewer words, or drop the filter to see all of them."))
        field = self.kind.field("status")
        if field is not None:
            codes = tuple(choice.code for choice in field.choices if choice.code in OPEN_INCIDENT)
            self.filters.put([Filter(field="status", values=codes, words=tr("Still open"))])

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; category and reporter stand in the panel."""
        return tuple(each for each in columns_of(self.kind, shapes=self.shapes)
                     if each.code not in ("category", "reporter"))

    def made_panel(self) -> DetailPanel:
        """Return the panel with road and timeline."""
        return IncidentPanel(self.desk, self.actions, lambda: self.edit())

    def count_words(self, shown: int, everything: int) -> str:
        """Return "4 đang mở" style words: the number handled is what is told, not the number of troubles."""
        if set(self.filters.filters) == {"status"} and not self.filters.text:
            return tr("{open} open · {done} of {all} handled", open=shown, done=everything - shown, all=everything)
        return super().count_words(shown, everything)

    def new_record(self) -> None:
        """Report a new incident: the one-line entry, not a form."""
        self.actions.report_incident()

    def draft_prefix(self) -> str:
        """Return how drafts of the one-line entry begin; the form's own come back when it is opened."""
        return DRAFT

    def draft_words(self, draft: Draft) -> str:
        """Return the line that was being typed."""
        return str(draft.payload.get("text") or "")

    def go_on(self, key: str) -> None:
        """Open the one-line entry: it takes up the newest draft."""
        self.actions.report_incident()

    def _own_drafts(self) -> list[Draft]:
        return [each for each in super()._own_drafts() if self.draft_words(each).strip()]
