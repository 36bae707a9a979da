"""A record of a kind that has no page of its own yet: what is written in it, to read."""
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.language import tr
from desktop.services.value_text import field_label, kind_label, text_of
from desktop.store import records
from desktop.store.records import Record
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled, clear
from protocol.catalogue import KINDS


class RecordSheet(Overlay):
    """Opened from a search result or a line of Hôm nay; it goes away with Esc."""

    WIDTH = 560

    def __init__(self, window: QWidget, desk: Desk, actions: WindowActions) -> None:
        super().__init__(window, tr("Record"))
        self._desk, self._actions = desk, actions
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS + 1)
        self._grid.setColumnStretch(1, 1)
        self._scrolled = Scrolled(inside)
        self._scrolled.setMinimumHeight(220)
        self.body.addWidget(self._scrolled, 1)

    def open(self, kind: str, record_id: str) -> None:
        """Show the record with this id."""
        store = self._desk.store

        def read() -> tuple[Record | None, dict[str, str]]:
            db = store.read()
            record = records.get(db, record_id)
            return record, {**records.titles(db, [record_id]), **records.labels(db, [record] if record else [])}

        self._desk.tasks.run(read, self._show, self._actions.show_trouble, owner=self)

    def _show(self, seen: tuple[Record | None, dict[str, str]]) -> None:
        record, titles = seen
        clear(self._grid)
        kind = KINDS.get(record.kind) if record is not None else None
        if record is None or kind is None:
            missing = label(tr("This record has not arrived on this PC yet."), Text.TABLE, wrap=True)
            self._grid.addWidget(missing, 0, 0, 1, 2)
        else:
            self._grid.addWidget(label(titles.get(record.id) or tr("(no name)"), Text.STRONG, wrap=True), 0, 0, 1, 2)
            self._grid.addWidget(label(kind_label(kind), Text.SMALL), 1, 0, 1, 2)
            at = 2
            for field in kind.fields:
                if record.fields.get(field.code) in (None, "", []):
                    continue
                self._grid.addWidget(label(field_label(kind, field), Text.TABLE, soft=True), at, 0)
                value = text_of(kind, field, record.fields[field.code], titles)
                self._grid.addWidget(label(value, Text.TABLE, wrap=True), at, 1)
                at += 1
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.show_over()
        self.setFocus()
