"""The fields of a form in their groups: two columns where there is room, one under large text."""
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.language import trc
from desktop.ui.page_opening import polished
from desktop.ui.records.field_editors import FieldEditor
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import rule
from protocol.catalogue import GROUP_CONTEXT
from protocol.field import Field

_TOP = Qt.AlignmentFlag.AlignTop
_COLUMN_SAMPLE = "Số quyết định, ngày quyết định 00/00/0000 00:00 0000"    # one column needs this much


class FormBody(QWidget):
    """Where each field of one kind stands, in the order of their declaration; `add` puts in an editor.

    Which group stands in which column is known from the beginning: nothing moves while editors are added.
    """

    def __init__(self, fields: Sequence[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self._editors: dict[str, FieldEditor] = {}
        self._labels: dict[str, QLabel] = {}
        self._hidden: set[str] = set()
        self._names: dict[str, str] = {}
        counted: dict[str, int] = {}
        for field in fields:
            counted[field.group] = counted.get(field.group, 0) + 1
        self._groups = {name: _Group(name, count, self) for name, count in counted.items()}
        self._columns = (QVBoxLayout(), QVBoxLayout())
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.S, Space.S, Space.S)
        row.setSpacing(Space.XL)
        for column in self._columns:
            column.setSpacing(0)    # each group brings its own
            column.addStretch()
            row.addLayout(column, 1)
        self._in_two: bool | None = None
        self._arrange(in_two=True)

    def add(self, editor: FieldEditor) -> None:
        """Put in the editor of a field, with its label."""
        code = editor.field.code
        words = f"{editor.label} *" if editor.field.required else editor.label
        made = label(self._names.get(code, words), Text.TABLE, soft=True, wrap=True)
        made.setBuddy(editor.input())
        self._editors[code], self._labels[code] = editor, made
        self._groups[editor.field.group].add(made, editor)
        polished(made)
        polished(editor)
        self.show_field(code, shown=code not in self._hidden)

    def show_field(self, code: str, *, shown: bool) -> None:
        """Show or hide a field with its label; what was typed in it stays."""
        (self._hidden.discard if shown else self._hidden.add)(code)
        if code in self._editors:
            self._editors[code].setVisible(shown)
            self._labels[code].setVisible(shown)

    def name_field(self, code: str, words: str) -> None:
        """Call a field otherwise than the kind does."""
        self._names[code] = words
        if code in self._labels:
            self._labels[code].setText(words)

    def is_shown(self, code: str) -> bool:
        """Return whether a field is part of the form now."""
        return code not in self._hidden

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        needed = 2 * self.fontMetrics().horizontalAdvance(_COLUMN_SAMPLE) + Space.XL
        self._arrange(in_two=self.width() >= needed and len(self._groups) > 1)

    def _arrange(self, *, in_two: bool) -> None:
        if in_two == self._in_two:
            return
        self._in_two = in_two
        groups = self._groups.values()
        for column in self._columns:
            for group in groups:
                column.removeWidget(group)    # takeAt would leave the old item, with a height nobody corrects
        self._row.setStretch(1, 1 if in_two else 0)
        half = sum(len(group) for group in groups) / 2
        placed = 0
        for group in groups:
            second = in_two and placed and placed + len(group) / 2 > half
            column = self._columns[1 if second else 0]
            column.insertWidget(column.count() - 1, group)
            placed += len(group)


class _Group(QWidget):
    """A heading and its fields; nothing is to be seen of it before the first of them is there."""

    def __init__(self, name: str, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._count = name, count
        self._row = 2    # under the heading and its line
        self._grid: QGridLayout | None = None

    def add(self, words: QLabel, editor: FieldEditor) -> None:
        grid = self._grid or self._made_grid()
        words.setContentsMargins(0, 6, 0, 0)    # level with the text inside the field
        grid.addWidget(words, self._row, 0, _TOP)
        grid.addWidget(editor, self._row, 1, _TOP)
        self._row += 1

    def _made_grid(self) -> QGridLayout:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, Space.M)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S - 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        if self._name:
            for at, each in enumerate((label(trc(GROUP_CONTEXT, self._name), Text.SECTION), rule())):
                grid.addWidget(each, at, 0, 1, 2)
                each.show()    # or its place stays empty for a turn
        return grid

    def __len__(self) -> int:
        """Return how many lines it will have."""
        return self._count + 1
