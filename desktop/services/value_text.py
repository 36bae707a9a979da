"""How a value reads: dates dd/mm/yyyy, money 11.500.000 đ, labels in place of codes and ids.

Every list, form, history line and copied table takes its words from here, so that a value reads the
same wherever it is met. Nothing here touches the store: the labels of references are passed in.
"""
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Final

from desktop.language import tr, trc
from protocol.catalogue import KIND_CONTEXT, UNIT_CONTEXT, choice_context
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

VIETNAM: Final = timezone(timedelta(hours=7))
"""Vietnam has one zone and no summer time; a PC's own zone is not asked, it is often wrong."""


def kind_label(kind: Kind) -> str:
    """Return the name of a kind: Device."""
    return trc(KIND_CONTEXT, kind.label)


def kind_plural(kind: Kind) -> str:
    """Return the name of a list of the kind: Devices."""
    return trc(KIND_CONTEXT, kind.plural)


def field_label(kind: Kind, field: Field) -> str:
    """Return the heading of a field in the language shown."""
    return trc(kind.code, field.label)


def choice_label(kind: Kind, field: Field, code: str) -> str:
    """Return the label of a choice; a code that this version does not know reads as itself."""
    choice = field.choice(code)
    return trc(choice_context(kind.code, field.code), choice.label) if choice else code


def date_text(value: str) -> str:
    """Return `2026-11-05` as 05/11/2026, `2026-11` as 11/2026, `2026` as 2026."""
    return "/".join(reversed(value.split("-")))


def datetime_text(value: str, *, today: date | None = None) -> str:
    """Return `2026-11-05T09:05` as 05/11/2026 09:05; with `today`, as near as one says it: 09:05 today."""
    day, _, clock = value.partition("T")
    if today is None:
        return f"{date_text(day)} {clock}".strip()
    if day == today.isoformat():
        return tr("{time} today", time=clock)
    if day == (today - timedelta(days=1)).isoformat():
        return tr("{time} yesterday", time=clock)
    short = date_text(day)[:5] if day[:4] == f"{today.year:04}" else date_text(day)
    return f"{clock} {short}".strip()


def instant(ms: int) -> datetime:
    """Return the Vietnam wall time of a UTC instant in milliseconds."""
    return datetime.fromtimestamp(ms / 1000, tz=VIETNAM)


def utc_as_local(text: str) -> datetime:
    """Return the Vietnam wall time of a UTC text with Z, as the book and the server stamp."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(VIETNAM)


def stamp_text(text: str) -> str:
    """Return a UTC text with Z as it reads here: 05/11/2026 09:05."""
    return utc_as_local(text).strftime("%d/%m/%Y %H:%M")


def changed_text(at: str, who: str) -> str:
    """Return when (a UTC text) and by whom something was changed; "" without a time, no name where `who` is ""."""
    if not at:
        return ""
    when = stamp_text(at)
    return tr("changed {when}, {who}", when=when, who=who) if who else tr("changed {when}", when=when)


def wall_time(ms: int) -> str:
    """Return a UTC instant in milliseconds as a date-time field keeps it: `2026-11-05T09:05`."""
    return instant(ms).strftime("%Y-%m-%dT%H:%M")


def integer_text(value: int, unit: str = "") -> str:
    """Return 1011 as 1.011, followed by its unit; years (`is_year`) are not written so."""
    text = f"{value:,}".replace(",", ".")
    return f"{text} {unit}" if unit else text


def is_year(field: Field) -> bool:
    """Return whether the whole numbers of `field` are years, whose digits stay together."""
    return field.type is FieldType.INTEGER and field.code.endswith("_year")


def money_text(value: int) -> str:
    """Return an amount in whole đồng: 11.500.000 đ."""
    return f"{value:,} đ".replace(",", ".")


def reference_text(id_: str, titles: Mapping[str, str]) -> str:
    """Return the title of a referenced record; one that has not arrived yet says so."""
    return titles.get(id_) or tr("loading…")


def text_of(kind: Kind, field: Field, value: JsonValue, titles: Mapping[str, str] | None = None) -> str:
    """Return how `value` of `field` reads on one or more lines; "" where there is none.

    `titles` are the labels of the records that references name. A value of a shape this version does
    not know reads as itself: it came from a newer program and is shown, never dropped.
    """
    known = titles or {}
    match field.type, value:
        case _, None | "":
            return ""
        case FieldType.CHOICE, str(code):
            return choice_label(kind, field, code)
        case FieldType.DATE, str(day):
            return date_text(day)
        case FieldType.DATETIME, str(moment):
            return datetime_text(moment)
        case FieldType.BOOLEAN, bool(yes):
            return tr("Yes") if yes else tr("No")
        case FieldType.MONEY, int(amount):
            return money_text(amount)
        case FieldType.INTEGER, int(number):
            return str(number) if is_year(field) else integer_text(number, trc(UNIT_CONTEXT, field.unit))
        case FieldType.REFERENCE, str(id_):
            return reference_text(id_, known)
        case FieldType.REFERENCES, list() | tuple():
            return ", ".join(reference_text(str(id_), known) for id_ in value)
        case FieldType.LINES, list() | tuple():
            return "\n".join(str(line) for line in value)
        case FieldType.DATA, Mapping() if isinstance(value.get("read_at"), str):
            return datetime_text(str(value["read_at"]))    # a reading of a machine: its values stand in their fields
        case (FieldType.DATA | FieldType.ANSWERS), Mapping():
            from desktop.services.data_text import data_text
            return data_text(kind.code, field.code, value)
        case _:
            return str(value)


def short_text_of(kind: Kind, field: Field, value: JsonValue, titles: Mapping[str, str] | None = None) -> str:
    """Return `text_of` in one line for a list; of several records the first and how many more."""
    if field.type is FieldType.REFERENCES and isinstance(value, (list, tuple)) and len(value) > 1:
        return f"{reference_text(str(value[0]), titles or {})} + {len(value) - 1}"
    if field.type is FieldType.LINES and isinstance(value, (list, tuple)):
        return ", ".join(str(line) for line in value)
    return " ".join(text_of(kind, field, value, titles).split())
