"""The columns of a list, made from the fields of a kind: heading, text, chip, width, order."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetrics, QGuiApplication

from desktop.language import tr
from desktop.services.value_text import choice_label, field_label, short_text_of
from desktop.ui.models.tones import all_sync_words, choice_tone, has_tones, sync_words
from desktop.ui.tokens import Tone
from desktop.ui.widgets.table import Column
from protocol.field import Field, FieldType
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.records import Record

Titles = Mapping[str, str]
_SAMPLES: Final = {
    FieldType.DATE: "00/00/0000", FieldType.DATETIME: "00/00/0000 00:00", FieldType.MONEY: "000.000.000 đ",
    FieldType.INTEGER: "00.000", FieldType.PHONE: "0900 000 000", FieldType.BOOLEAN: "Không",
}
_TEXT_SAMPLE: Final = "Dell OptiPlex"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """One column. `order` is the field that a click on the heading sorts by ("" for none); `spoken` is
    what a screen reader and the tooltip say where the cell itself is shorter."""
    code: str
    heading: str
    shape: Column
    text: "Callable[[Record, Titles], str]"
    tone: "Callable[[Record], Tone | None] | None" = None
    spoken: "Callable[[Record, Titles], str] | None" = None
    order: str = ""
    references: tuple[str, ...] = field(default=())


def columns_of(kind: Kind, *, shapes: Mapping[str, Column] | None = None) -> tuple[ListColumn, ...]:
    """Return a column for each field of `kind` that wants one, in its order, and the sync state last.

    `shapes` gives widths by field code where the general ones do not suit a page.
    """
    fields = sorted((each for each in kind.fields if each.column), key=lambda each: each.column)
    made = [_column(kind, each) for each in fields]
    made.append(sync_column())
    keys = {*kind.title[:2], kind.status}    # what names a record, and its state
    shaped = ((each, (shapes or {}).get(each.code, each.shape)) for each in made)
    return tuple(replace(each, shape=replace(shape, key=shape.key or each.code in keys)) for each, shape in shaped)


def sync_column() -> ListColumn:
    """Return the column with how far each row has come: waiting, sent, refused, written differently."""
    widest = max(all_sync_words(), key=QFontMetrics(QGuiApplication.font()).horizontalAdvance)
    return ListColumn(
        code="state", heading=tr("Sync"), shape=Column(sample=widest, is_chip=True, dropped=9),
        text=lambda record, titles: sync_words(record.state)[0],
        tone=lambda record: sync_words(record.state)[2],
        spoken=lambda record, titles: sync_words(record.state)[1])


def _column(kind: Kind, each: Field) -> ListColumn:
    code = each.code
    is_chip = has_tones(kind.code, code)
    references = (code,) if each.type in (FieldType.REFERENCE, FieldType.REFERENCES) else ()
    return ListColumn(
        code=code, heading=field_label(kind, each), shape=_shape(kind, each, is_chip=is_chip),
        text=lambda record, titles: short_text_of(kind, each, record.fields.get(code), titles),
        tone=(lambda record: choice_tone(kind.code, code, record.fields.get(code))) if is_chip else None,
        order=code, references=references)


def _shape(kind: Kind, each: Field, *, is_chip: bool) -> Column:
    if is_chip:
        labels = [choice_label(kind, each, choice.code) for choice in each.choices if not choice.retired]
        widest = QFontMetrics(QGuiApplication.font()).horizontalAdvance
        return Column(sample=max(labels, key=widest, default=""), is_chip=True)
    # The first columns name the record and stay; of the others the rightmost goes first.
    dropped = 0 if each.column <= 2 else max(1, 10 - each.column)
    share = 3 if each.code == kind.title[0] else 1 if each.type not in _SAMPLES else 0
    return Column(sample=_SAMPLES.get(each.type, _TEXT_SAMPLE), share=share, dropped=dropped)
