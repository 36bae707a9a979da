"""The fields of a form in their groups: two columns where there is room, one under large text."""
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.language import trc
from desktop.ui.records.field_editors import FieldEditor
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import rule
from protocol.catalogue import GROUP_CONTEXT

_TOP = Qt.AlignmentFlag.AlignTop
_COLUMN_SAMPLE = "Số quyết định, ngày quyết định 00/00/0000 00:00 0000"    # one column needs this much


class FormBody(QWidget):
    """The editors of one kind, each with its label, in the order of their declaration."""

    def __init__(self, editors: Mapping[str, FieldEditor]) -> None:
        super().__init__()
        self._editors = dict(editors)
        self._labels: dict[str, QLabel] = {}
        self._groups = [_Group(name, [self._labelled(each) for each in members])
                        for name, members in _in_groups(self._editors.values())]
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

    def show_field(self, code: str, *, shown: bool) -> None:
        """Show or hide a field with its label; what was typed in it stays."""
        self._editors[code].setVisible(shown)
        self._labels[code].setVisible(shown)

    def name_field(self, code: str, words: str) -> None:
        """Call a field otherwise than the kind does."""
        self._labels[code].setText(words)

    def is_shown(self, code: str) -> bool:
        """Return whether a field is part of the form now."""
        return not self._editors[code].isHidden()

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
        for column in self._columns:
            for group in self._groups:
                column.removeWidget(group)    # takeAt would leave the old item, with a height nobody corrects
        self._row.setStretch(1, 1 if in_two else 0)
        half = sum(len(group) for group in self._groups) / 2
        placed = 0
        for group in self._groups:
            second = in_two and placed and placed + len(group) / 2 > half
            column = self._columns[1 if second else 0]
            column.insertWidget(column.count() - 1, group)
            placed += len(group)

    def _labelled(self, editor: FieldEditor) -> tuple[QLabel, FieldEditor]:
        words = f"{editor.label} *" if editor.field.required else editor.label
        made = label(words, Text.TABLE, soft=True, wrap=True)
        made.setBuddy(editor.input())
        self._labels[editor.field.code] = made
        return made, editor


class _Group(QWidget):
    """A heading and its fields."""

    def __init__(self, name: str, lines: Sequence[tuple[QLabel, FieldEditor]]) -> None:
        super().__init__()
        self._lines = lines
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, Space.M)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S - 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        if name:
            grid.addWidget(label(trc(GROUP_CONTEXT, name), Text.SECTION), 0, 0, 1, 2)
            grid.addWidget(rule(), 1, 0, 1, 2)
        for at, (words, editor) in enumerate(lines, start=2):
            words.setContentsMargins(0, 6, 0, 0)    # level with the text inside the field
            grid.addWidget(words, at, 0, _TOP)
            grid.addWidget(editor, at, 1, _TOP)

    def __len__(self) -> int:
        return len(self._lines) + 1


def _in_groups(editors: Iterable[FieldEditor]) -> list[tuple[str, list[FieldEditor]]]:
    groups: dict[str, list[FieldEditor]] = {}
    for editor in editors:
        groups.setdefault(editor.field.group, []).append(editor)
    return list(groups.items())
