"""A record of a kind that has no list of its own: to read, with its history, to edit and to put into the trash."""
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QTabWidget, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.value_text import field_label, kind_label, text_of
from desktop.store import duplicates, records, setting
from desktop.store.records import Record
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.records.removal import Removal
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear, note, row
from protocol.catalogue import KINDS
from protocol.kind import Feed, Kind

if TYPE_CHECKING:
    from desktop.ui.records.form import RecordForm
    from desktop.ui.records.history_tab import HistoryTab


class RecordSheet(Overlay):
    """Opened from a search result or a line of Hôm nay; it goes away with Esc."""

    WIDTH = 560

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Record"))
        self._desk, self._actions = desk, actions
        self._record: Record | None = None
        self._may_edit = False
        self._history: HistoryTab | None = None
        self._form: RecordForm | None = None
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, Space.S, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS + 1)
        self._grid.setColumnStretch(1, 1)
        self._past = QWidget()
        QVBoxLayout(self._past).setContentsMargins(0, 0, 0, 0)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setExpanding(False)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.setAccessibleName(tr("Details"))
        self._tabs.setMinimumHeight(260)
        self._tabs.addTab(Scrolled(inside), tr("Information"))
        self._tabs.addTab(Scrolled(self._past), tr("History"))
        self._tabs.currentChanged.connect(lambda at: self._show_history() if at == 1 else None)
        self.edit = button(tr("Edit"), "primary")
        self.edit.clicked.connect(self._open_form)
        self.throw = button(tr("Put into the trash"), "danger")
        self.throw.clicked.connect(self._delete)
        self.back = button(tr("Take out of the trash"), "primary")
        self.back.clicked.connect(self._restore)
        self._removal = Removal(self, desk, actions, placed=self.place)
        self.body.addWidget(self._tabs, 1)
        self.body.addLayout(self._removal)
        self.body.addWidget(row(self.edit, self.throw, self.back))

    def open(self, kind: str, record_id: str) -> None:
        """Show the record with this id."""
        store = self._desk.store

        def read() -> tuple[Record | None, dict[str, str], bool]:
            db = store.read()
            record = records.get(db, record_id)
            declared = KINDS.get(record.kind) if record is not None else None
            return (record, {**records.titles(db, [record_id]), **records.labels(db, [record] if record else [])},
                    declared is not None and declared.feed in (Feed.COMMUNE, Feed.BOTH) and not declared.written_once
                    and not duplicates.is_provincial(db, record_id) and self._desk.may_edit()
                    and setting.text(db, setting.SEAT) != "colleague")

        self._desk.tasks.run(read, self._show, self._actions.show_trouble, owner=self)

    def _show(self, seen: tuple[Record | None, dict[str, str], bool]) -> None:
        self._record, titles, self._may_edit = seen
        record = self._record
        clear(self._grid)
        clear(self._removal)
        self._history = None
        clear(self._past.layout())
        kind = KINDS.get(record.kind) if record is not None else None
        if record is None or kind is None:
            missing = label(tr("This record has not arrived on this PC yet."), Text.TABLE, wrap=True)
            self._grid.addWidget(missing, 0, 0, 1, 2)
        else:
            self._fill(record, kind, titles)
        is_gone = record is not None and record.deleted
        self.edit.setVisible(self._may_edit and not is_gone)
        self.throw.setVisible(self._may_edit and not is_gone)
        self.back.setVisible(self._may_edit and is_gone)
        self._tabs.tabBar().setVisible(self._may_edit)
        self._tabs.setCurrentIndex(0)
        self.show_over()
        self.setFocus()

    def _fill(self, record: Record, kind: Kind, titles: dict[str, str]) -> None:
        self._grid.addWidget(label(titles.get(record.id) or tr("(no name)"), Text.STRONG, wrap=True), 0, 0, 1, 2)
        self._grid.addWidget(label(kind_label(kind), Text.SMALL), 1, 0, 1, 2)
        if record.deleted:
            self._grid.addWidget(note(tr("In the trash."), tr("Nothing of it is lost; it can be taken out again.")),
                                 2, 0, 1, 2)
        at = 3
        for field in kind.fields:
            if record.fields.get(field.code) in (None, "", []):
                continue
            self._grid.addWidget(label(field_label(kind, field), Text.TABLE, soft=True), at, 0,
                                 Qt.AlignmentFlag.AlignTop)
            value = text_of(kind, field, record.fields[field.code], titles)
            self._grid.addWidget(label(value, Text.TABLE, wrap=True), at, 1)
            at += 1
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _show_history(self) -> None:
        record = self._record
        kind = KINDS.get(record.kind) if record is not None else None
        if record is None or kind is None:
            return
        if self._history is None:
            from desktop.ui.records.history_tab import HistoryTab
            self._history = HistoryTab(self._desk, kind)
            self._past.layout().addWidget(self._history)
        self._history.show_record(record.id)

    def _open_form(self) -> None:
        record, page = self._record, getattr(self.window(), "page", lambda: None)()
        if record is None or not isinstance(page, Page):
            return
        from desktop.ui.records.form import RecordForm
        if self._form is not None:
            self._form.deleteLater()
        form = self._form = RecordForm(page, page.header, self._desk, self._actions, KINDS[record.kind])
        QShortcut(QKeySequence(Qt.Key.Key_Escape), form, form.hide,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()
        form.saved.connect(lambda id_, kind=record.kind: self.open(kind, id_))
        form.open(record.id)

    def _delete(self) -> None:
        if (record := self._record) is not None:
            self._removal.delete(lambda: [record.id], self.hide)

    def _restore(self) -> None:
        if (record := self._record) is not None:
            self._removal.restore(lambda: [record.id], self.hide)
