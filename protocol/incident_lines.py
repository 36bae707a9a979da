"""The two lines of incidents: technical support, and cyber security, which has duties and a queue of its own.

They never mix by hand; two PCs that each wrote half of a record can bring them together all the same.
"""
from collections.abc import Mapping
from typing import Final

from protocol.field import JsonValue
from protocol.kind import Kind
from protocol.problem import Problem

_SUPPORT: Final = "province_ict"
_SECURITY_CATEGORY: Final = "an_ninh_mang"
_LINE_FIELDS: Final = frozenset({"type", "category", "security_group", "security_level", "sent_to", "status"})


def keep_apart(kind: Kind, clean: dict[str, JsonValue], before: Mapping[str, JsonValue]) -> list[Problem]:
    """Refuse a cyber security incident in the queue for technical support; an edit of something else may pass.

    What is given a mark of cyber security and no line is put into that line, in `clean`.
    """
    if kind.code != "incident" or not _LINE_FIELDS & clean.keys():
        return []
    if "type" not in clean and _is_marked(clean) and before.get("type") != "security":
        clean["type"] = "security"
    if not in_wrong_queue({code: clean.get(code, before.get(code)) for code in _LINE_FIELDS}):
        return []
    if not {"type", "sent_to"} & clean.keys() and clean.get("status") not in (None, "escalated"):
        return []    # what went wrong elsewhere may still be closed here
    wrong = "sent_to" if clean.get("sent_to", before.get("sent_to")) is not None else "status"
    clean.pop(wrong, None)
    return [Problem(field=wrong, code="security-line")]


def is_security_line(incident: Mapping[str, JsonValue]) -> bool:
    """Return whether an incident belongs to the line of cyber security: said so, or marked and not said otherwise."""
    return incident.get("type") == "security" or (incident.get("type") is None and _is_marked(incident))


def in_wrong_queue(incident: Mapping[str, JsonValue]) -> bool:
    """Return whether a cyber security incident stands where technical support is asked for.

    No hand brings it there; two PCs that each wrote half of it can. Whoever shows a queue leaves it out.
    """
    return is_security_line(incident) and (
        incident.get("sent_to") == _SUPPORT
        or (incident.get("status") == "escalated" and incident.get("sent_to") is None))


def _is_marked(incident: Mapping[str, JsonValue]) -> bool:
    return incident.get("category") == _SECURITY_CATEGORY or any(
        incident.get(code) is not None for code in ("security_group", "security_level"))
