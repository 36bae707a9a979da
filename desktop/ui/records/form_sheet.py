"""A sheet of fields: its first ones are there at once, the others follow a few in each turn of the loop.

Thirty editors are some two hundred widgets; made at once they held the window for 100 ms.
"""
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.page_opening import Making, in_turns
from desktop.ui.records.field_editors import FieldEditor
from desktop.ui.records.form_body import FormBody
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import KeyButton
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import Scrolled
from protocol.field import Field

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks

AT_ONCE: Final = 3    # so many fields are there when the sheet is


class FieldsSheet(SideSheet):
    """Title, remarks, the fields and a footer. A subclass calls `_build`, and `_go_on` when it was shown."""

    def __init__(self, over: QWidget, below_header: QWidget, tasks: "Tasks") -> None:
        super().__init__(over, below_header)
        self._tasks = tasks
        self._editors: dict[str, FieldEditor] = {}    # those that are there

    @property
    def editors(self) -> dict[str, FieldEditor]:
        """Return the editors of all fields; those that are not there yet are made."""
        if len(self._editors) < len(self.fields):
            self._making.finish()
        return self._editors

    def editor(self, code: str) -> FieldEditor:
        """Return the editor of one field; of those that are not there yet only what stands before it is made."""
        while code not in self._editors and next(self._rest, self) is not self:
            pass
        return self._editors[code]

    def save(self) -> None:
        """Save what was typed."""
        raise NotImplementedError

    # What a form may say otherwise.

    def ordered(self, fields: list[Field]) -> list[Field]:
        """Return the fields in the order in which they stand."""
        return fields

    def content(self) -> QWidget:
        """Return what is scrolled: the fields."""
        return self._body

    def _made(self, field: Field) -> FieldEditor:
        raise NotImplementedError

    def _take_in(self, editor: FieldEditor) -> None:
        """Take in an editor that was just made."""
        self._editors[editor.field.code] = editor

    def _fail_to_build(self, problem: Exception) -> None:
        raise problem

    # How it is made.

    def _build(self, fields: Sequence[Field]) -> None:
        self.fields = self.ordered(list(fields))
        self._lay_out()
        self._rest = self._parts()
        for _ in range(AT_ONCE):
            next(self._rest, None)
        self._lay_out_footer()    # after the first fields: Tab goes through them before it comes here
        self._making = Making(self, self._tasks, (), in_turns(self._rest), self._fail_to_build)

    def _go_on(self) -> None:
        """Make the other fields while the window answers; after the sheet was shown."""
        if len(self._editors) < len(self.fields):
            self._making.start()

    def _parts(self) -> Iterator[None]:
        for field in self.fields:
            editor = self._made(field)
            self._body.add(editor)
            self._take_in(editor)
            if len(self._editors) > AT_ONCE:    # Tab comes to the buttons after the last field that is there
                QWidget.setTabOrder(editor.input(), self._save)
                QWidget.setTabOrder(self._save, self._leave)
            yield

    def _lay_out(self) -> None:
        # Each with its parent before it has children: whatever gets another parent is styled anew with all in it.
        sheet = QFrame(self)
        sheet.setObjectName("sheetBody")
        self.columns.addWidget(sheet)
        column = self._column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        self._title = ElidedLabel("", Text.SHEET_TITLE)
        column.addWidget(self._title)
        column.addWidget(label(tr("Do not enter secret information, passwords or PINs."), Text.SMALL, wrap=True))
        self._above, self._notes = QVBoxLayout(), QVBoxLayout()
        for each in (self._above, self._notes):
            each.setSpacing(Space.S)
            column.addLayout(each)
        self._body = FormBody(self.fields, sheet)
        self._scrolled = Scrolled(self.content())
        column.addWidget(self._scrolled, 1)

    def _lay_out_footer(self) -> None:
        self._save = KeyButton(tr("Save"), "Enter", "primary", is_shortcut=False)
        self._save.clicked.connect(self.save)
        self._leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        self._leave.clicked.connect(self.hide)
        footer = QHBoxLayout()
        footer.setSpacing(Space.S)
        footer.addWidget(self._save)
        footer.addWidget(self._leave)
        footer.addWidget(ElidedLabel(tr("What is typed is kept, also after Esc."), Text.SMALL, soft=True), 1)
        self._column.addLayout(footer)
