"""Keeps what a person types into the few fields of a small sheet, over Esc, a closed window and a power cut."""
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.records.draft_keeper import DraftKeeper

if TYPE_CHECKING:
    from desktop.store.store import Store
    from protocol.field import JsonValue


class TextDraft(QObject):
    """The fields of `sheet` by their names. Only what was typed is kept; what the sheet proposes is not."""

    def __init__(self, store: "Store", fields: Mapping[str, QLineEdit], sheet: QWidget) -> None:
        super().__init__(sheet)
        self._fields = fields
        self._keeper = DraftKeeper(store, self._typed, self)
        for each in fields.values():
            each.textEdited.connect(lambda _: self._keeper.typed())
        sheet.installEventFilter(self)

    def begin(self, key: str) -> None:
        """Put back what was being typed under `key` when the sheet was last left."""
        self._keeper.keep_if_due()
        for name, text in self._keeper.load(key).items():
            if name in self._fields and isinstance(text, str):
                self._fields[name].setText(text)
                self._fields[name].setModified(True)

    def forget(self) -> None:
        """Drop it: it was saved."""
        self._keeper.forget()
        for each in self._fields.values():
            each.setModified(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._keeper.keep_if_due()
        return super().eventFilter(watched, event)

    def _typed(self) -> "dict[str, JsonValue]":
        return {name: each.text() for name, each in self._fields.items() if each.isModified()}
