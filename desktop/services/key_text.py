"""The words of one operation field and its value: "Tình trạng" and "Hỏng, chờ sửa", also for parts of a set."""
from collections.abc import Iterable, Mapping

from desktop.language import tr
from desktop.services.value_text import field_label, reference_text, text_of
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue, split_element
from protocol.kind import DELETED, MERGED_INTO

_LONG = (FieldType.LONG_TEXT, FieldType.LINES)


def key_label(kind_code: str, key: str, titles: Mapping[str, str] | None = None) -> str:
    """Return the heading of an operation field; a part names itself: "Người sử dụng: Lê Thị Hoa"."""
    if key == DELETED:
        return tr("Deletion")
    if key == MERGED_INTO:
        return tr("Joined to")
    kind = KINDS.get(kind_code)
    field = kind.field(key) if kind else None
    if kind is None or field is None:
        return key
    _, member = split_element(key)
    words = field_label(kind, field)
    if member and field.is_answers:
        from desktop.services.data_text import answer_label
        return f"{words}: {answer_label(kind.code, field.code, member)}"
    return f"{words}: {reference_text(member, titles or {})}" if member else words


def key_value_text(kind_code: str, key: str, value: JsonValue, titles: Mapping[str, str] | None = None) -> str:
    """Return how a value of an operation field reads; nothing there reads "(trống)"."""
    if key == DELETED:
        return tr("Delete the record") if value else tr("Keep the record")
    kind = KINDS.get(kind_code)
    field = kind.field(key) if kind else None
    if field is not None and field.is_answers and split_element(key)[1]:
        return tr("(empty)") if value is None else tr("Yes") if value else tr("No")
    if split_element(key)[1]:
        return tr("Belongs to it") if value else tr("Does not belong to it")
    if value is None or value == "":
        return tr("(empty)")
    return text_of(kind, field, value, titles) if kind is not None and field is not None else str(value)


def is_free_text(kind_code: str, key: str) -> bool:
    """Return whether the field holds words of a person, so that two of them may be kept together."""
    kind = KINDS.get(kind_code)
    field = kind.field(key) if kind else None
    return field is not None and not split_element(key)[1] and field.type in (FieldType.TEXT, *_LONG)


def is_long(kind_code: str, key: str) -> bool:
    """Return whether the field takes more than one line."""
    kind = KINDS.get(kind_code)
    field = kind.field(key) if kind else None
    return field is not None and field.type in _LONG


def named_in(kind_code: str, key: str, values: Iterable[JsonValue]) -> set[str]:
    """Return the ids of the records whose titles the words need."""
    _, member = split_element(key)
    kind = KINDS.get(kind_code)
    field = kind.field(key) if kind else None
    wanted = {member} if member and not (field is not None and field.is_answers) else set()
    if field is not None and not member:
        for value in values:
            if field.type is FieldType.REFERENCE and isinstance(value, str):
                wanted.add(value)
            elif field.type is FieldType.REFERENCES and isinstance(value, (list, tuple)):
                wanted.update(str(each) for each in value)
    return wanted
