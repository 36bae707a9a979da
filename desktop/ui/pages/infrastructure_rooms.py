"""Phòng họp: fit or not and why, the checklist to tick, and a two-way check before a meeting."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import room_check
from desktop.services.room_check import Item, Standing, Verdict
from desktop.services.value_text import datetime_text
from desktop.ui.models.list_columns import ListColumn
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.infrastructure_lists import InfrastructureList
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.related_tab import Relation
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import Choices, button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, clear, note, rule
from desktop.ui.widgets.table import Column
from protocol.kinds import room

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.pages.infrastructure_room_test import RoomTest

TONES: Final = {Standing.READY: Tone.GOOD, Standing.NOT_READY: Tone.BAD, Standing.UNCHECKED: Tone.MUTED}
_ANSWERS: Final = (True, False, None)
_TOLD_BY: Final = ("room", "line", "device", "rule")


class RoomsList(InfrastructureList):
    """The rooms. Whether one is fit is worked out from its records, not written in them."""
    kind = room.KIND
    left_out = frozenset({"host_body"})
    shapes: ClassVar[Mapping[str, Column]] = {
        "name": Column(sample="Hội trường tầng 2", share=3), "site": Column(sample="Trụ sở chính", share=1, dropped=2),
        "contact": Column(sample="Nguyễn Văn Ý", share=1, dropped=3), "seats": Column(sample="000", dropped=1),
        "checked_at": Column(sample="00/00/0000 00:00", dropped=4),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        self.verdicts: dict[str, Verdict] = {}
        self._test: RoomTest | None = None
        super().__init__(desk, actions, placeholder=tr("Find a room, body, note…"),
                         empty=tr("No meeting rooms yet. “Add a room”, tick its checklist, and check it both ways well "
                                  "before the meeting."),
                         unfit=tr("No room fits. Use fewer words or drop a filter."))

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns, with the verdict in place of the bare result of the last check."""
        return tuple(self._verdict_column(each) if each.code == "check_result" else each
                     for each in super().list_columns())

    def made_panel(self) -> DetailPanel:
        """Return the panel with the checklist and the check."""
        check = button(tr("Check the room"), "primary")
        check.clicked.connect(self.check)
        tell = button(tr("Report an incident"))
        tell.clicked.connect(self._report)
        return RoomPanel(self.desk, self.actions, self.kind, buttons=(check, tell, self.edit_button()), relations=(
            Relation(kind="incident", fields=("site",), heading=tr("Incidents of the site"), detail="detected_at",
                     empty=tr("No incident at this site yet.")),))

    def refresh(self, changes: "object | None" = None) -> None:
        """Show the rooms, and judge them again where something moved that counts."""
        super().refresh(changes)
        touched = {kind for kind, _ in getattr(changes, "records", ())}
        if changes is None or getattr(changes, "everything", False) or touched & set(_TOLD_BY):
            store, day = self.desk.store, vietnam_now().date()
            self.desk.tasks.latest("room-verdicts", lambda: room_check.verdicts(store.read(), day), self._take_verdicts,
                                   self.actions.show_trouble, owner=self)

    def check(self) -> None:
        """Open the two-way check of the chosen room."""
        record = self.panel.record
        if record is None or record.deleted:
            return
        if self._test is None:
            from desktop.ui.pages.infrastructure_room_test import RoomTest
            self._test = RoomTest(self.window(), self.desk, self.actions)
        self._test.open(record)

    def escape(self) -> bool:
        """Close the check, or what else lies open; its answers stay."""
        if self._test is not None and self._test.isVisible():
            self._test.hide()
            return True
        return super().escape()

    def make_read_only(self) -> None:
        """Leave what can be read."""
        super().make_read_only()
        if isinstance(self.panel, RoomPanel):
            self.panel.is_read_only = True

    def _take_verdicts(self, found: dict[str, Verdict]) -> None:
        if found != self.verdicts:
            self.verdicts = found
            self.model.reload()
            self.panel.reload()

    def _verdict_column(self, column: ListColumn) -> ListColumn:
        def standing(record: "Record") -> Standing | None:
            verdict = self.verdicts.get(record.id)
            return verdict.standing if verdict is not None else None

        def words(record: "Record") -> str:
            found = standing(record)
            return tr(room_check.WORDS[found]) if found is not None else ""

        def spoken(record: "Record") -> str:
            verdict = self.verdicts.get(record.id)
            return "\n".join((words(record), *(verdict.reasons if verdict is not None else ()))).strip()

        return ListColumn(code=column.code, heading=tr("Condition"), order=column.order,
                          shape=Column(sample="Chưa kiểm tra", is_chip=True, key=True),
                          text=lambda record, titles: words(record), spoken=lambda record, titles: spoken(record),
                          tone=lambda record: TONES[found] if (found := standing(record)) is not None else None)

    def _report(self) -> None:
        if self.panel.record is not None:
            self.actions.report_incident(tr("Meeting room {name}: {what}", what="",
                                            name=self.panel.record.fields.get("name") or "").strip())


class RoomPanel(DetailPanel):
    """A room: the verdict with its reasons, and the checklist, each line ticked where it stands."""
    is_read_only = False

    def first_tab(self) -> tuple[str, QWidget] | None:
        """Return the tab of the checklist."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        self._verdict = QVBoxLayout()
        self._items = QVBoxLayout()
        self._items.setSpacing(Space.S)
        column.addLayout(self._verdict)
        column.addLayout(self._items)
        column.addStretch()
        self._said: tuple[str, Verdict] | None = None
        return tr("Condition"), Scrolled(page)

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Judge the room that is shown; the line that holds the focus keeps it."""
        store, day = self.desk.store, vietnam_now().date()
        self.desk.tasks.latest("room-verdict", lambda: (record.id, room_check.verdict_of(store.read(), record, day)),
                               self._show_verdict, self.actions.show_trouble, owner=self)

    def _show_verdict(self, judged: tuple[str, Verdict]) -> None:
        record_id, verdict = judged
        if self.record is None or self.record.id != record_id or judged == self._said:
            return
        before, self._said = self._said, judged
        clear(self._verdict)
        self._verdict.addWidget(self._verdict_note(verdict))
        if before is not None and before[0] == record_id and before[1].items == verdict.items:
            return
        focused = next((at for at, choices in enumerate(self.findChildren(Choices)) if choices.isAncestorOf(
            self.window().focusWidget() or choices)), -1) if before is not None and before[0] == record_id else -1
        clear(self._items)
        made = []
        for at, item in enumerate(verdict.items):
            if at:
                self._items.addWidget(rule())
            line, choices = self._item_line(item)
            made.append(choices)
            self._items.addWidget(line)
        if 0 <= focused < len(made):
            made[focused].group.button(max(made[focused].at(), 0)).setFocus()

    def _verdict_note(self, verdict: Verdict) -> QWidget:
        tone = {Standing.READY: None, Standing.NOT_READY: Tone.BAD, Standing.UNCHECKED: Tone.INFO}[verdict.standing]
        words = tr(room_check.WORDS[verdict.standing])
        checked = str(self.record.fields.get("checked_at") or "") if self.record is not None else ""
        last = tr("Checked both ways: {when}", when=datetime_text(checked, today=vietnam_now().date())) \
            if checked and verdict.standing is Standing.READY else ""
        says_why = bool(verdict.reasons) and not last
        return note(words + (":" if says_why else "."), last or "\n".join(verdict.reasons), tone)

    def _item_line(self, item: Item) -> tuple[QWidget, Choices]:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(label(item.label if item.required else tr("{what} (good to have)", what=item.label),
                               Text.TABLE, wrap=True))
        choices = Choices([tr("Yes"), tr("No"), tr("Not looked at")], _ANSWERS.index(item.there), name=item.label)
        choices.setEnabled(not self.is_read_only)
        choices.chosen.connect(lambda at: self._mark(item.key, _ANSWERS[at]))
        column.addWidget(choices, 0, Qt.AlignmentFlag.AlignLeft)
        return made, choices

    def _mark(self, item: str, there: bool | None) -> None:
        if self.record is None:
            return
        store, room_id = self.desk.store, self.record.id
        self.desk.tasks.run(lambda: room_check.mark(store, room_id, item, there), None, self.actions.show_trouble,
                            owner=self)
