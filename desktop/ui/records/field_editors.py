"""One editor for each type of field. Every one can be typed into, and keeps what was typed.

An editor shows a value, tells what was typed (`value`, or `Mistyped`), and gives its raw text for the
draft: a half-typed date survives a power cut as it stands.
"""
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.language import tr, trc
from desktop.services.typed_values import Mistyped, Typed, read_typed
from desktop.services.value_text import (
    VIETNAM,
    choice_label,
    date_text,
    datetime_text,
    field_label,
    integer_text,
    is_year,
    money_text,
)
from desktop.ui.tokens import TEXT_PX, Colour, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import TextField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.tick_box import TickBox
from protocol.catalogue import UNIT_CONTEXT
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

_AREA_LINES: Final = 3


class FieldEditor(QWidget):
    """What all editors have in common: the input, the sentence under it, and whether it was touched."""
    edited = Signal()    # a person changed something
    left = Signal()      # the focus went elsewhere: time to check

    def __init__(self, kind: Kind, field: Field) -> None:
        super().__init__()
        self.kind, self.field = kind, field
        self.label = field_label(kind, field)
        self._problem: QLabel | None = None    # most fields are never wrong
        self._standing: JsonValue = None    # the draft of the value that the program put in
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines = 0    # how many stand above what is said to be wrong

    def input(self) -> QWidget:
        """Return the widget that takes the keys."""
        raise NotImplementedError

    def value(self) -> Typed:
        """Return what was typed as a value, None for nothing, or why it cannot be read."""
        raise NotImplementedError

    def draft(self) -> JsonValue:
        """Return what was typed as it stands, for the draft."""
        raise NotImplementedError

    def take_draft(self, raw: JsonValue) -> None:
        """Put typed text back in, as a person's own."""
        raise NotImplementedError

    def show_value(self, value: JsonValue, titles: dict[str, str]) -> None:
        """Put in a value of the record; from here on only what a person changes counts as touched."""
        self._put(value, titles)
        self._standing = self.draft()
        self.say("")

    def is_touched(self) -> bool:
        """Return whether what stands there differs from what the program put in."""
        return self.draft() != self._standing

    @property
    def problem(self) -> QLabel:
        """Return the line under the field that says what is wrong."""
        if self._problem is None:
            self._problem = label("", Text.SMALL, wrap=True)
            self._problem.setProperty("wrong", True)
            self._problem.hide()
            self._column.insertWidget(self._lines, self._problem)
        return self._problem

    def is_wrong(self) -> bool:
        """Return whether something is said to be wrong."""
        return self._problem is not None and bool(self._problem.text())

    def say(self, sentence: str) -> None:
        """Show what is wrong in one sentence beside the field; "" when nothing is."""
        if sentence == (self._problem.text() if self._problem is not None else ""):
            return
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        field = self.input()
        field.setAccessibleDescription(sentence)
        field.setProperty("wrong", bool(sentence))
        field.style().unpolish(field)
        field.style().polish(field)

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        raise NotImplementedError

    def _add(self, *inputs: QWidget) -> None:
        for widget in inputs:
            self._column.addWidget(widget)
        self._lines = len(inputs)
        self.setFocusProxy(self.input())

    def _tell_edited(self) -> None:
        self.say("")
        self.edited.emit()


class LineEditor(FieldEditor):
    """Text, numbers, amounts, dates: one line, put in order when the focus leaves it."""

    def __init__(self, kind: Kind, field: Field) -> None:
        super().__init__(kind, field)
        self._line = TextField(self.label, _placeholder(field))
        self._line.textEdited.connect(lambda _: self._tell_edited())
        self._line.editingFinished.connect(self._finish)
        if not field.unit:
            self._add(self._line)
            return
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line, 1)
        row.addWidget(label(trc(UNIT_CONTEXT, field.unit), Text.TABLE, soft=True))
        self._add(holder)

    def input(self) -> TextField:
        return self._line

    def value(self) -> Typed:
        return read_typed(self.field, self._line.text(), today=datetime.now(VIETNAM).date())

    def draft(self) -> JsonValue:
        return self._line.text()

    def take_draft(self, raw: JsonValue) -> None:
        self._line.setText(str(raw or ""))

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        self._line.setText(_typed_form(self.field, value))
        self._line.setCursorPosition(0)

    def _finish(self) -> None:
        value = self.value()
        if value is not None and not isinstance(value, Mistyped):
            shown = _typed_form(self.field, value)
            if shown != self._line.text():
                self._line.setText(shown)
        self.left.emit()


class AreaEditor(FieldEditor):
    """Long text, and lists with one entry a line. Enter is a new line here; Ctrl+Enter saves."""

    def __init__(self, kind: Kind, field: Field) -> None:
        super().__init__(kind, field)
        self._area = _Area()
        self._area.setAccessibleName(self.label)
        self._area.setTabChangesFocus(True)
        if field.type is FieldType.LINES:
            self._area.setPlaceholderText(tr("one a line"))
        self._area.textChanged.connect(self._tell_typed)
        self._area.left.connect(self.left)
        self._silent = False
        self._add(self._area)

    def input(self) -> QPlainTextEdit:
        return self._area

    def value(self) -> Typed:
        return read_typed(self.field, self._area.toPlainText(), today=datetime.now(VIETNAM).date())

    def draft(self) -> JsonValue:
        return self._area.toPlainText()

    def take_draft(self, raw: JsonValue) -> None:
        self._set(str(raw or ""))

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        lines = value if isinstance(value, (list, tuple)) else (value or "",)
        self._set("\n".join(str(line) for line in lines))

    def _set(self, text: str) -> None:
        self._silent = True
        self._area.setPlainText(text)
        self._silent = False

    def _tell_typed(self) -> None:
        if not self._silent:
            self._tell_edited()


class ChoiceEditor(FieldEditor):
    """One of the declared choices; a code that this version does not know stays as it is."""

    def __init__(self, kind: Kind, field: Field) -> None:
        super().__init__(kind, field)
        self._box = QuietBox()
        self._box.setAccessibleName(self.label)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMaxVisibleItems(16)
        self._box.addItem("–", "")
        for choice in field.choices:
            if not choice.retired:
                self._box.addItem(choice_label(kind, field, choice.code), choice.code)
        self._box.activated.connect(lambda _: self._tell_edited())
        self._box.left.connect(self.left)
        self._add(self._box)

    def offer(self, codes: Sequence[str]) -> None:
        """Offer only `codes`: from a state one can go to some others, not to all."""
        self._box.clear()
        self._box.addItem("–", "")
        for code in codes:
            self._box.addItem(choice_label(self.kind, self.field, code), code)

    def input(self) -> QComboBox:
        return self._box

    def value(self) -> Typed:
        return self._box.currentData() or None

    def draft(self) -> JsonValue:
        return str(self._box.currentData() or "")

    def take_draft(self, raw: JsonValue) -> None:
        self._put(raw, {})

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        code = str(value or "")
        at = self._box.findData(code)
        if at < 0:
            self._box.addItem(choice_label(self.kind, self.field, code), code)
            at = self._box.count() - 1
        self._box.setCurrentIndex(at)


class CheckEditor(FieldEditor):
    """Yes or no; not touched, it stays unsaid."""

    def __init__(self, kind: Kind, field: Field) -> None:
        super().__init__(kind, field)
        self._box = TickBox(tr("Yes"))
        self._box.setAccessibleName(self.label)
        self._box.clicked.connect(lambda _: self._tell_edited())
        self._add(self._box)

    def input(self) -> QCheckBox:
        return self._box

    def value(self) -> Typed:
        return self._box.isChecked()

    def draft(self) -> JsonValue:
        return self._box.isChecked()

    def take_draft(self, raw: JsonValue) -> None:
        self._box.setChecked(bool(raw))

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        self._box.setChecked(value is True)


class QuietBox(QComboBox):
    """A combo box that the wheel does not change while one scrolls the form."""
    left = Signal()    # the focus went elsewhere

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_chevron(self)


class _Area(QPlainTextEdit):
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setFixedHeight(paint.text_height(self.fontMetrics(), lines=_AREA_LINES) + 18)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def paint_chevron(box: QComboBox) -> None:
    """Draw the mark of a list on a combo box: the style sheet leaves none, and an image would not scale."""
    painter = QPainter(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(Colour.SOFT_INK), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    grown = box.font().pixelSize() / TEXT_PX[Text.BODY]    # with the words beside it
    painter.translate(box.width() - 14 * grown, box.height() / 2 + 1)
    painter.scale(grown, grown)
    painter.drawPolyline([QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)])
    painter.end()


def made_editor(kind: Kind, field: Field) -> FieldEditor:
    """Return the editor for `field`; references have theirs in `reference_editors`."""
    match field.type:
        case FieldType.CHOICE:
            return ChoiceEditor(kind, field)
        case FieldType.BOOLEAN:
            return CheckEditor(kind, field)
        case FieldType.LONG_TEXT | FieldType.LINES:
            return AreaEditor(kind, field)
        case _:
            return LineEditor(kind, field)


def editable(fields: Sequence[Field]) -> list[Field]:
    """Return the fields that a person types into a form."""
    return [field for field in fields if field.in_form and field.fits_a_cell]


def _typed_form(field: Field, value: JsonValue) -> str:
    """Return `value` as one would type it."""
    match field.type, value:
        case _, None:
            return ""
        case FieldType.DATE, str(day):
            return date_text(day)
        case FieldType.DATETIME, str(moment):
            return datetime_text(moment)
        case FieldType.MONEY, int(amount):
            return money_text(amount)
        case FieldType.INTEGER, int(number):
            return str(number) if is_year(field) else integer_text(number)
        case _:
            return str(value)


def _placeholder(field: Field) -> str:
    match field.type:
        case FieldType.DATE:
            return tr("05/11/2026, 11/2026 or 2026")
        case FieldType.DATETIME:
            return tr("05/11/2026 09:05")
        case FieldType.MONEY:
            return tr("11.500.000 or 11,5 triệu")
        case _:
            return ""
