"""What a group row says about the records below it: their office, their former unit, or their kind."""
import re
from collections.abc import Sequence
from typing import Final

from desktop.services.import_.device_words import device_kind
from desktop.services.import_.text import plain, words_pattern
from protocol.field import JsonValue
from protocol.kind import Kind

TAKEN_OVER: Final = re.compile(
    r"^(?:(?:các\s+)?(?:tài sản|thiết bị|máy móc|trang thiết bị)\s+)?(?:do\s+)?(?:đã\s+)?(?:được\s+)?"
    r"(?:(?:tiếp\s*)?nhận\s+(?:lại\s+)?(?:bàn\s*giao\s+)?(?:từ|của)|bàn\s*giao\s+từ|(?:điều\s*)?chuyển\s+(?:giao\s+)?từ|kế\s*thừa\s+từ|nguồn\s+(?:từ|gốc))"
    r"\s*:?\s+", re.IGNORECASE)
OF: Final = re.compile(
    r"^(?:tài sản|thiết bị|máy móc|danh sách|cán bộ|nhân sự)\s+(?:của|thuộc|tại)\s+:?\s*"
    r"|^(?:tên\s+)?(?:đơn vị|bộ phận|phòng,?\s*ban|khối|cơ quan|nơi sử dụng|phòng, bộ phận|thuộc)(?:\s+sử dụng)?\s*:\s*"
    r"|^thuộc\s+", re.IGNORECASE)
FORMER: Final = re.compile(
    r"^((ubnd|uy ban nhan dan|dang uy|hdnd)( va \w+)? )?(xa|phuong|thi tran) (?!hoi\b)\w+"
    r"|\b(xa|phuong|thi tran|huyen|thi xa) \w+ .*\bcu$|\bhuyen \w+")


def values_of_groups(kind: Kind, labels: Sequence[str]) -> dict[str, JsonValue]:
    """Return the fields that hold for the records under these group labels, the innermost deciding."""
    found: dict[str, JsonValue] = {}
    for label in labels:
        found |= _values_of(kind, label)
    return found


def _values_of(kind: Kind, label: str) -> dict[str, JsonValue]:
    taken = TAKEN_OVER.sub("", label)
    if kind.has("origin_unit") and (taken != label or FORMER.search(plain(label))):
        return {"origin_unit": taken} if taken else {}
    if kind.code == "device":
        code = device_kind(label, whole=True)
        if code is not None:
            return {"kind": code}
    if not kind.has("office") or kind.code == "incident":
        return {}
    office = OF.sub("", label).strip()
    return {"office": office} if office and _is_place(office) else {}


# Groups that are no office: by price, by year, by condition, by source.
NO_PLACE: Final = words_pattern("""
    (nam \\d{4}|tai san (co dinh|co nguyen gia|duoi|tren)|cong cu|tscd|ccdc|may moc|nguyen gia|con su dung|dang su dung
    |thiet bi (khac|van phong|tin hoc|cntt|mang|cong nghe|dien tu)|hong|cho thanh ly|trong do|danh muc|ngan sach|nguon
    |phan mem|tai san$|thiet bi$|khac$)""")


def _is_place(label: str) -> bool:
    words = plain(label)
    return bool(words) and len(words) <= 120 and NO_PLACE.match(words) is None and not words.isdecimal()
