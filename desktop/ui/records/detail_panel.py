"""The chosen record beside its list: what it is, what happened to it, what to do with it."""
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop.language import number_text, tr
from desktop.services.value_text import changed_text, choice_label, field_label, text_of
from desktop.store import records
from desktop.ui.models.tones import choice_tone, sync_words
from desktop.ui.page_opening import Making
from desktop.ui.records.duplicates import Duplicate, duplicates_of
from desktop.ui.records.facts_grid import FactsGrid
from desktop.ui.records.history_tab import HistoryTab
from desktop.ui.records.related_tab import RelatedTab, Relation
from desktop.ui.records.title_lines import TitleLines
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.button_line import ButtonLine
from desktop.ui.widgets.controls import ElidedLink, button
from desktop.ui.widgets.labels import Chip, ElidedLabel, label
from desktop.ui.widgets.panels import Scrolled, clear, note
from desktop.ui.widgets.read_only import READS, put_away
from desktop.ui.widgets.tabs import Tabs
from protocol.field import Field
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

SETTLE_MS: Final = 30    # arrow keys walk a list faster than one reads: the panel follows the last row
_LOW: Final = 22    # heights of a line: in a lower panel the buttons take one line, the rest is for what is read
_LINES: Final = 12    # so many facts most records have
_TOP = Qt.AlignmentFlag.AlignTop


class DetailPanel(QFrame):
    """Title, state and tabs; the buttons stay at the bottom whatever the tab."""
    restore_asked = Signal(str)    # id of a record in the trash

    def __init__(self, desk: "Desk", actions: "WindowActions", kind: Kind, *,
                 buttons: Sequence[QPushButton] = (), relations: Sequence[Relation] = ()) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self.desk, self.actions, self.kind = desk, actions, kind
        self.record: Record | None = None
        self._wanted = ""
        self._is_low = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._read)
        self._showing: Making | None = None
        self._title = TitleLines()
        self._status = Chip("", Tone.MUTED)
        self._meta = ElidedLabel("", Text.SMALL, soft=True)
        self._state = Chip("", Tone.MUTED)
        self.history = HistoryTab(desk, kind)
        self.related = [RelatedTab(desk, each, actions.open_record) for each in relations]
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.XS)
        self._first, self._second = _ends(self._title, self._status), _ends(self._meta, self._state)
        column.addLayout(self._first)
        column.addLayout(self._second)
        self._third = QHBoxLayout()
        column.addLayout(self._third)
        column.addSpacing(Space.S)
        column.addWidget(self._made_tabs(), 1)
        self._own_buttons = tuple(buttons)
        self._buttons = ButtonLine(buttons)
        self._back = button(tr("Take out of the trash"), "primary")
        self._back.clicked.connect(lambda: self.restore_asked.emit(self._wanted))
        column.addWidget(self._buttons)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        for each in (self._status, self._state, self._back):
            each.hide()    # until there is a record to speak of

    def prepare(self) -> None:
        """Make some lines ahead: the first record comes together with the rows of its list."""
        self._facts.prepare(_LINES)

    def show_record(self, record_id: str, *, at_once: bool = False, settle_ms: int = SETTLE_MS) -> None:
        """Show a record, or nothing for ""; rows that are only passed by are not read."""
        self._wanted = record_id
        if at_once:
            self._settle.stop()
            self._read()
            if self._showing is not None:
                self._showing.finish()
        else:
            self._settle.start(settle_ms)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_low = self.height() < _LOW * self.fontMetrics().height()
        self._buttons.keep_to_one_line(self._is_low)
        self._place_status()

    def _place_status(self) -> None:
        """Put the state beside the title, or a line lower where the title would need a line more beside it."""
        margins = self.layout().contentsMargins()
        room = self.width() - margins.left() - margins.right()
        beside = room - self._status.sizeHint().width() - self._first.spacing()
        is_beside = self._status.isHidden() or self._title.is_as_short(beside, room)
        if is_beside != (self._first.indexOf(self._status) >= 0):
            for line in (self._first, self._second):
                line.removeWidget(self._status)
            if is_beside:
                self._first.insertWidget(1, self._status, 0, _TOP)
            else:
                self._second.insertWidget(self._second.indexOf(self._state), self._status, 0, _TOP)
        after = sum(each.sizeHint().width() + self._second.spacing() for each in (self._state, self._status)
                    if self._second.indexOf(each) >= 0 and not each.isHidden())
        fits = self._meta.sizeHint().width() + after <= room
        self._meta.setVisible(not self._is_low or fits)
        if fits == (self._third.indexOf(self._meta) >= 0):    # beside the states, or under them
            for line in (self._second, self._third):
                line.removeWidget(self._meta)
            (self._second if fits else self._third).insertWidget(0, self._meta, 1)

    def make_read_only(self) -> None:
        """Leave what can be read: a viewer's buttons would end in a refusal."""
        put_away((each for each in (*self._own_buttons, self._back) if not each.property(READS)), self)
        self._nothing.setText(tr("Nothing more is known yet."))

    def reload(self) -> None:
        """Read the record that is shown again."""
        if self._wanted:
            self._settle.start(SETTLE_MS)

    def _read(self) -> None:
        reader = self.desk.store.read()
        record = records.get(reader, self._wanted) if self._wanted else None
        is_other = self.record is None or record is None or record.id != self.record.id
        self.record = record
        if record is None:
            return
        ids = {str(each) for field in self.kind.fields if field.target
               for each in _as_list(record.fields.get(field.code))} | {record.id}
        titles = records.titles(reader, sorted(ids | ({record.changed_by} if record.changed_by else set())))
        if self._showing is not None:
            self._showing.give_up()
        self._showing = Making(self, self.desk.tasks, (), self._shown(record, titles, is_other=is_other),
                               self.actions.show_trouble)
        self._showing.start()

    def _shown(self, record: "Record", titles: dict[str, str], *, is_other: bool) -> Iterator[None]:
        """Show a record, a part in each turn: a page that was just filled has its rows to paint as well."""
        self.layout().setEnabled(False)    # or each line that comes or goes lays out the whole page
        try:
            self._show_head(record, titles)
            self._buttons.setVisible(not record.deleted)
            self._back.setVisible(record.deleted)
        finally:
            self.layout().setEnabled(True)
        self.layout().invalidate()
        yield
        self._show_facts(record, titles)
        if is_other:
            self._scrolled.verticalScrollBar().setValue(0)
        yield
        self.show_more(record, titles)
        for tab in self.related:
            tab.show_record(record.id)
        if self._tabs.currentWidget() is self._history_page:
            self.history.show_record(record.id)
        store, kind = self.desk.store, self.kind
        self.desk.tasks.latest("duplicates", lambda: duplicates_of(store, kind, record), self._warn, owner=self)

    # What a kind may say otherwise.

    def title_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return what names the record in the panel."""
        return str(record.fields.get(self.kind.title[0]) or titles.get(record.id, ""))

    def meta_words(self, record: "Record", titles: dict[str, str]) -> str:
        """Return the line under the title: its code, when and by whom it was changed."""
        rest = [str(record.fields[code]) for code in self.kind.title[1:] if record.fields.get(code)]
        changed = changed_text(record.changed_at or "", titles.get(record.changed_by or "", ""))
        return " · ".join([*rest, changed] if changed else rest)

    def first_tab(self) -> tuple[str, QWidget] | None:
        """Return (heading, widget) of a tab before the fields, None for none; called once, at the start."""
        return None

    def show_more(self, record: "Record", titles: dict[str, str]) -> None:
        """Show what stands outside the fields."""

    def remarks(self, record: "Record", titles: dict[str, str]) -> list[QWidget]:
        """Return framed remarks above the fields."""
        return []

    def facts(self, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        """Return (name, value) of what is known; what is empty is not listed."""
        named = {*self.kind.title, self.kind.status}
        listed: list[tuple[str, str | QWidget]] = []
        for field in self.kind.fields:
            if field.code not in named and field.fits_a_cell:
                listed += self._fact(field, record, titles)
        return listed

    def _fact(self, field: Field, record: "Record", titles: dict[str, str]) -> list[tuple[str, str | QWidget]]:
        words = text_of(self.kind, field, record.fields.get(field.code), titles)
        return [(field_label(self.kind, field), words)] if words else []

    # How it is shown.

    def _show_head(self, record: "Record", titles: dict[str, str]) -> None:
        self._title.setText(self.title_words(record, titles))
        status = self.kind.field(self.kind.status) if self.kind.status else None
        code = record.fields.get(self.kind.status) if status else None
        self._status.setVisible(bool(code))
        if status is not None and code:
            self._status.show_state(choice_label(self.kind, status, str(code)),
                                    choice_tone(self.kind.code, status.code, code) or Tone.NEUTRAL)
        self._meta.setText(self.meta_words(record, titles))
        _, sentence, tone = sync_words(record.state)
        if record.state == "rejected":
            sentence = tr("refused")
        self._state.show_state(sentence, tone)
        self._state.show()
        self._place_status()

    def _show_facts(self, record: "Record", titles: dict[str, str]) -> None:
        clear(self._warnings)
        for each in (*self._state_remarks(record), *self.remarks(record, titles)):
            self._warnings.addWidget(each)
        listed = self.facts(record, titles)
        for code, value in sorted(record.unknown.items()):
            listed.append((code, str(value)))    # of a newer version: shown, never erased
        self._facts.show_facts(listed)
        self._nothing.setVisible(not listed)

    def _state_remarks(self, record: "Record") -> list[QWidget]:
        if record.deleted:
            return [note(tr("In the trash."), tr("Nothing of it is lost; it can be taken out again."))]
        if record.state == "conflict":
            choose = button(tr("See and choose"), "small")
            choose.clicked.connect(lambda: self.actions.go("sync"))
            made = note(tr("Two computers wrote differently."), tr("Both are kept – choose the right one."), Tone.BAD)
            made.layout().addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
            return [made]
        if record.state == "rejected":
            return [note(tr("The province's server did not take this."),
                         tr("It is kept on this computer. See Sync for the reason."), Tone.BAD)]
        return []

    def _warn(self, found: Sequence[Duplicate]) -> None:
        for each in found:
            if self.record is None or each.record != self.record.id:
                continue
            open_ = ElidedLink(tr("Open {title}", title=each.title), Text.SMALL)
            open_.clicked.connect(lambda _=False, other=each.other: self.actions.open_record(self.kind.code, other))
            made = note(tr("The same {field} twice.", field=each.field),
                        tr("Another record has it too. Correct the one that is wrong."), Tone.WARN)
            merge = button(tr("Make two records one…"), "small")
            merge.clicked.connect(lambda _=False, pair=(each.record, each.other): self._merge(*pair))
            made.layout().addWidget(open_, 0, Qt.AlignmentFlag.AlignLeft)
            if self.desk.may_edit():
                made.layout().addWidget(merge, 0, Qt.AlignmentFlag.AlignLeft)
            self._warnings.addWidget(made)

    def _merge(self, record: str, other: str) -> None:
        from desktop.ui.dialogs.merge_records import MergeSheet
        MergeSheet(self.window(), self.desk, self.actions).open(record, other)

    def _made_tabs(self) -> QTabWidget:
        tabs = self._tabs = Tabs(tr("Details"))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.M)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(Space.S)
        self._facts = FactsGrid()
        self._nothing = label(tr("Nothing more is known yet. Choose “Edit” to add it."), Text.TABLE, soft=True,
                              wrap=True)
        column.addLayout(self._warnings)
        column.addWidget(self._facts)
        column.addWidget(self._nothing)
        column.addStretch()
        self._scrolled = Scrolled(page)
        if (first := self.first_tab()) is not None:
            tabs.addTab(first[1], first[0])
        tabs.addTab(self._scrolled, tr("Information"))
        for each in self.related:
            at = tabs.addTab(Scrolled(each), each.relation.heading)
            each.counted.connect(lambda total, at=at, each=each: tabs.setTabText(
                at, f"{each.relation.heading} {number_text(total)}" if total else each.relation.heading))
        self._history_page = Scrolled(self.history)
        tabs.addTab(self._history_page, tr("History"))
        tabs.currentChanged.connect(self._enter_tab)
        return tabs

    def _enter_tab(self, at: int) -> None:
        if self._tabs.widget(at) is self._history_page and self.record is not None:
            self.history.show_record(self.record.id)


def _ends(left: QWidget, right: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(Space.S)
    line.addWidget(left, 1)
    line.addWidget(right, 0, _TOP)
    line.addStretch(0)    # takes the room of a left part that is hidden
    return line


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value] if isinstance(value, str) else []
