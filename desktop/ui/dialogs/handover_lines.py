"""The devices of a hand-over while it is written: each with its condition, its faults and what goes with it."""
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.handing_over import Line
from desktop.services.value_text import choice_label, field_label
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.records.reference_editors import Ask, PickField
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import rule
from protocol.field import JsonValue
from protocol.kinds import handover_item

if TYPE_CHECKING:
    from protocol.field import Field

_TOP = Qt.AlignmentFlag.AlignTop
KIND = handover_item.KIND


class HandoverLines(QWidget):
    """A row for each device, and one field that adds the next."""
    edited = Signal()

    def __init__(self, ask: Ask, name_of: Callable[[Sequence[str]], dict[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._rows: list[_Row] = []
        self.removed: list[str] = []
        self._standing: JsonValue = []
        self._heading = label("", Text.SECTION)
        self.pick = PickField("device", tr("Add a device to the hand-over"), ask, may_add=False)
        self.pick.setPlaceholderText(tr("Add a device: type its code, name or user"))
        self.pick.picked.connect(self._pick)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.S)
        for at, stretch in enumerate((5, 3, 4, 5, 0)):
            self._grid.setColumnStretch(at, stretch)
        self._heads = [label(words, Text.SMALL, soft=True) for words in (
            tr("Device"), _label("condition"), _label("condition_note"), _label("accessories"))]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, Space.S, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self._heading)
        column.addWidget(rule())
        column.addLayout(self._grid)
        column.addWidget(self.pick)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; from here on only what a person changes counts as touched."""
        self.removed = []
        self._put(lines)
        self._standing = self.draft()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines as they are typed."""
        return tuple(each.line() for each in self._rows)

    def is_touched(self) -> bool:
        """Return whether a person changed anything."""
        return self.draft() != self._standing

    def draft(self) -> JsonValue:
        """Return everything typed, for the draft."""
        return {"lines": [{"id": each.id, "device": each.device, "condition": each.condition,
                           "condition_note": each.condition_note, "accessories": list(each.accessories),
                           "note": each.note} for each in self.lines()], "removed": list(self.removed)}

    def take_draft(self, raw: JsonValue) -> None:
        """Put typed lines back in, as a person's own."""
        kept = raw if isinstance(raw, dict) else {}
        said = kept.get("lines")
        self._put([Line(id=str(each.get("id") or ""), device=str(each.get("device") or ""),
                        condition=str(each.get("condition") or ""),
                        condition_note=str(each.get("condition_note") or ""), note=str(each.get("note") or ""),
                        accessories=tuple(str(part) for part in each.get("accessories") or ()))
                   for each in (said if isinstance(said, list) else []) if isinstance(each, dict)])
        removed = kept.get("removed")
        self.removed = [str(each) for each in removed] if isinstance(removed, list) else []

    def _put(self, lines: Sequence[Line]) -> None:
        for each in self._rows:
            self._take_off(each)
        names = self._name_of([each.device for each in lines])
        self._rows = [self._made(each, names.get(each.device) or tr("loading…")) for each in lines]
        self._place()

    def add(self, devices: Sequence[str]) -> None:
        """Add devices that are not there yet, as working well until somebody says otherwise."""
        there = {each.device for each in self._rows}
        new = [each for each in dict.fromkeys(devices) if each not in there]
        names = self._name_of(new)
        self._rows += [self._made(Line(device=each, condition="good"), names.get(each) or tr("loading…"))
                       for each in new]
        if new:
            self._place()
            self.edited.emit()

    def _pick(self, record_id: str, title: str) -> None:
        self.pick.clear()
        self.add([record_id])
        self.pick.setFocus()

    def _made(self, line: Line, title: str) -> "_Row":
        made = _Row(self, line, title)
        made.edited.connect(self.edited)
        made.drop.clicked.connect(lambda: self._drop(made))
        return made

    def _drop(self, row: "_Row") -> None:
        self._rows.remove(row)
        if row.id:
            self.removed.append(row.id)
        self._take_off(row)
        self._place()
        self.edited.emit()
        self.pick.setFocus()

    def _take_off(self, row: "_Row") -> None:
        for each in row.parts:
            self._grid.removeWidget(each)
            each.hide()
            each.deleteLater()
        row.deleteLater()

    def _place(self) -> None:
        self._heading.setText(tr("Devices ({n})", n=len(self._rows)))
        for at, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, at)
            head.setVisible(bool(self._rows))
        before = None
        for at, row in enumerate(self._rows, start=1):
            for column, part in enumerate(row.parts):
                self._grid.addWidget(part, at, column, _TOP)
                part.show()
                QWidget.setTabOrder(before or self._heads[0], part)
                before = part
        QWidget.setTabOrder(before or self._heads[0], self.pick)


class _Row(QWidget):
    """One line; itself not shown, its parts stand in the grid."""
    edited = Signal()

    def __init__(self, parent: QWidget, line: Line, title: str) -> None:
        super().__init__(parent)
        self.hide()
        self.id, self.device, self._note = line.id, line.device, line.note
        name = ElidedLabel(title, Text.TABLE)
        name.setContentsMargins(0, Space.S, 0, 0)
        field = _field("condition")
        self._condition = QuietBox()
        self._condition.setAccessibleName(f"{_label('condition')}: {title}")
        self._condition.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._condition.setMinimumContentsLength(8)
        self._condition.addItem("–", "")
        for choice in field.choices:
            self._condition.addItem(choice_label(KIND, field, choice.code), choice.code)
        self._condition.setCurrentIndex(max(0, self._condition.findData(line.condition)))
        self._condition.activated.connect(lambda _: self.edited.emit())
        self._faults = TextField(f"{_label('condition_note')}: {title}", limit=200)
        self._faults.setText(line.condition_note)
        self._accessories = TextField(f"{_label('accessories')}: {title}", tr("keyboard, mouse, power cord"), limit=400)
        self._accessories.setText(", ".join(line.accessories))
        for typed in (self._faults, self._accessories):
            typed.setCursorPosition(0)
            typed.textEdited.connect(lambda _: self.edited.emit())
        self.drop = button("×", "small", name=tr("Take out {name}", name=title))
        self.parts = (name, self._condition, self._faults, self._accessories, self.drop)

    def line(self) -> Line:
        """Return what is typed."""
        accessories = tuple(each.strip() for each in self._accessories.text().split(",") if each.strip())
        return Line(id=self.id, device=self.device, condition=str(self._condition.currentData() or ""),
                    condition_note=self._faults.text().strip(), accessories=accessories, note=self._note)


def _field(code: str) -> "Field":
    field = KIND.field(code)
    assert field is not None
    return field


def _label(code: str) -> str:
    return field_label(KIND, _field(code))
