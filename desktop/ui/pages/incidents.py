"""Sự cố: what is open, how far each has come on its road, and what was said about it."""
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from desktop.language import N_, number_text, tr
from desktop.store import records
from desktop.store.drafts import Draft
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.pages.incident_panel import IncidentPanel
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.filters import Filter
from desktop.ui.records.list_page import ListPage
from desktop.ui.sheets.incident_sheet import DRAFT
from desktop.ui.widgets.controls import Choices, shown
from desktop.ui.widgets.read_only import READS
from desktop.ui.widgets.table import Column
from protocol.conditions import OPEN_INCIDENT
from protocol.field import JsonValue
from protocol.kinds import incident

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions

_TECHNICAL: Final = N_("Technical")
_SECURITY: Final = N_("Cyber security")
_LINES: Final[Mapping[int, tuple[JsonValue, ...]]] = {1: ("technical", None), 2: ("security",)}
"""The two lines that never mix; what has no line is technical."""


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
        self.lines = Choices([tr("All"), tr(_TECHNICAL), tr(_SECURITY)], name=tr("Line"))
        self.lines.chosen.connect(self._choose_line)
        self.lines.setProperty(READS, True)
        self._totals: dict[int, tuple[int, int]] = {}
        super().__init__(desk, actions, header=(self.lines,), placeholder=tr("Find words, device, office…"),
                         empty=tr("No incident yet. Ctrl+N reports one in one line."),
                         unfit=tr("No incident fits. Use fewer words, or drop the filter to see all of them."))

    def parts(self) -> Iterator[None]:
        """Make the list, and ask for what is open."""
        yield from super().parts()
        self.filters.changed.connect(self._follow_filters)
        field = self.kind.field("status")
        if field is not None:
            codes = tuple(choice.code for choice in field.choices if choice.code in OPEN_INCIDENT)
            self.filters.put([Filter(field="status", values=codes, words=tr("Still open"))])

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now, and count both lines."""
        super().refresh(changes)
        if changes is None or changes.touches("incident"):    # type: ignore[attr-defined]
            store = self.desk.store
            self.desk.tasks.latest("incident-lines", lambda: _count(store), self._tell_lines, owner=self)

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; category and reporter stand in the panel."""
        return tuple(each for each in columns_of(self.kind, shapes=self.shapes)
                     if each.code not in ("category", "reporter"))

    def made_panel(self) -> DetailPanel:
        """Return the panel with road and timeline."""
        return IncidentPanel(self.desk, self.actions, lambda: self.edit())

    def count_words(self, shown: int, everything: int) -> str:
        """Return "4 đang mở" style words: the number handled is what is told, not the number of troubles."""
        if self.filters.text or "status" not in self.filters.filters or set(self.filters.filters) > {"status", "type"}:
            return super().count_words(shown, everything)
        whole = self._totals.get(self.lines.at(), (0, everything))[1] if self.lines.at() > 0 else everything
        if not whole:
            return ""    # the list itself says what to do
        return tr("{open} open · {done} of {all} handled", open=shown, done=max(0, whole - shown), all=whole)

    def _choose_line(self, at: int) -> None:
        """Show the technical line, that of cyber security, or both."""
        kept = {code: each for code, each in self.filters.filters.items() if code != "type"}
        if at:
            words = tr(_SECURITY) if at == 2 else tr(_TECHNICAL)
            kept["type"] = Filter(field="type", values=_LINES[at], words=words)
        self.filters.put(kept)

    def _follow_filters(self) -> None:
        """A chip that was dropped or chosen elsewhere moves the choice, too."""
        chip = self.filters.filters.get("type")
        values = chip.values if chip is not None else ()
        self.lines.choose(0 if chip is None else 2 if values == _LINES[2] else 1)

    def _tell_lines(self, totals: dict[int, tuple[int, int]]) -> None:
        self._totals = totals
        for at, name in ((1, tr(_TECHNICAL)), (2, tr(_SECURITY))):
            words = f"{name} {number_text(totals[at][0])}" if totals[at][0] else name
            self.lines.group.button(at).setText(shown(words))
            self.lines.group.button(at).setAccessibleName(f"{tr('Line')}: {words}")

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


def _count(store: "Store") -> dict[int, tuple[int, int]]:
    """Return (open, all) of each line."""
    db = store.read()
    made = {}
    for at, values in _LINES.items():
        where: dict[str, JsonValue] = {"type": list(values)}
        made[at] = (records.count(db, records.Search(kind="incident", where=where | {"status": sorted(OPEN_INCIDENT)})),
                    records.count(db, records.Search(kind="incident", where=where)))
    return made
