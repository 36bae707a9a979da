"""Who may write what, and from which state to which: the same tables for both ends.

The client offers only what is legal from the state the person saw. The server checks who may write
the value, never the path: offline the path was legal, and a field that moved is an ordinary conflict.
"""
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from protocol.field import FieldType, JsonValue, Writer
from protocol.kind import MERGED_INTO, SYSTEM_FIELDS, Feed, Kind
from protocol.problem import Problem

OPEN_INCIDENT: Final = frozenset({"new", "in_progress", "escalated", "waiting", "answered"})
"""States in which an incident still asks something of somebody."""
REOPENED: Final = "in_progress"
CLOSES_AFTER_DAYS: Final = 7

NEEDS_DOCUMENT: Final = frozenset({"disposed", "transferred", "lost"})
"""States of a device that say "chưa có quyết định" until `status_document` is given."""

DISTINCT_TOGETHER: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {"account": (("person", "system"),)})
"""Fields of which the combination is distinct: a second one is saved, but badged."""

_LIVE: Final = ("in_use", "in_stock", "to_issue", "broken", "in_repair", "under_warranty", "to_dispose")
_PEOPLE: Final = ("active", "on_leave", "transferred", "retired")

TRANSITIONS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = MappingProxyType({
    "incident": {
        "new": frozenset({"in_progress", "escalated", "waiting", "resolved"}),
        "in_progress": frozenset({"escalated", "waiting", "resolved"}),
        "escalated": frozenset({"in_progress", "waiting", "answered", "resolved"}),
        "waiting": frozenset({"in_progress", "escalated", "answered", "resolved"}),
        "answered": frozenset({"in_progress", "escalated", "resolved"}),
        "resolved": frozenset({"closed", REOPENED}),
        "closed": frozenset({REOPENED}),
    },
    "device": {
        **{state: frozenset({*_LIVE, "lost", "transferred"} - {state}) for state in _LIVE},
        "broken": frozenset({*_LIVE, "lost", "transferred", "disposed"} - {"broken"}),
        "to_dispose": frozenset({*_LIVE, "lost", "transferred", "disposed"} - {"to_dispose"}),
        "disposed": frozenset({"to_dispose"}),
        "lost": frozenset({"in_use", "in_stock", "broken", "to_dispose"}),
        "transferred": frozenset({"in_use", "in_stock"}),
    },
    "account": {
        "unreviewed": frozenset({"missing", "pending", "in_use", "locked", "old_unit", "revoked"}),
        "missing": frozenset({"pending", "in_use"}),
        "pending": frozenset({"in_use", "missing"}),
        "in_use": frozenset({"locked", "old_unit", "revoked"}),
        "locked": frozenset({"in_use", "revoked"}),
        "old_unit": frozenset({"pending", "in_use", "revoked"}),
        "revoked": frozenset({"pending", "in_use"}),
    },
    "certificate": {
        "pending": frozenset({"valid", "revoked"}),
        "valid": frozenset({"locked", "lost", "revoked"}),
        "locked": frozenset({"valid", "lost", "revoked"}),
        "lost": frozenset({"valid", "revoked"}),
        "revoked": frozenset({"pending"}),
        "expired": frozenset({"pending", "valid", "revoked"}),
    },
    "person": {state: frozenset({*_PEOPLE} - {state}) for state in _PEOPLE},
    "handover": {
        "draft": frozenset({"to_sign", "signed", "cancelled"}),
        "to_sign": frozenset({"draft", "signed", "cancelled"}),
        "signed": frozenset({"to_sign"}),
        "cancelled": frozenset({"draft"}),
    },
    "stocktake": {
        "open": frozenset({"closed", "cancelled"}),
        "closed": frozenset({"open"}),
        "cancelled": frozenset({"open"}),
    },
    "line": {
        "in_use": frozenset({"suspended", "ended"}),
        "suspended": frozenset({"in_use", "ended"}),
        "ended": frozenset({"in_use"}),
    },
})
"""From each state to the states a person may choose next."""

_ONLY_PROVINCE: Final = frozenset({("incident", "status", "answered"), ("incident_note", "kind", "reply")})
_PROVINCE_STATES: Final = frozenset({"in_progress", "escalated", "waiting", "answered"})
"""The commune closes its own incidents; the province answers, asks back, or says that it is at work."""


def may_write(
    kind: Kind, key: str, value: JsonValue, author: Writer, *,
    provincial: bool = False, is_new: bool = True, known: Collection[JsonValue] = (),
) -> Problem | None:
    """Return None if `author` (COMMUNE or PROVINCE) may write `value` into `key`, else why not.

    `provincial`: the record lives in a province's feed, where only the province writes. `is_new`: the
    record is being created. `known`: values the field holds now, or offers in its open conflict: who
    may write the field may also keep or choose one of these, whoever wrote it first.
    """
    if kind.feed is Feed.SERVER:
        return Problem(field=key, code="server-only")
    if provincial or kind.feed is Feed.PROVINCE:
        return None if author is Writer.PROVINCE else Problem(field=key, code="province-only")
    if key in SYSTEM_FIELDS:
        return _may_set_system_field(kind, key, author)
    if kind.written_once and not is_new:
        return Problem(field=key, code="written-once")
    if not kind.writable_by(key, author):
        return Problem(field=key, code="commune-only" if author is Writer.PROVINCE else "province-only")
    if isinstance(value, str) and value not in known:
        return _may_write_value(kind, key, value, author)
    return None


def _may_set_system_field(kind: Kind, key: str, author: Writer) -> Problem | None:
    """The commune deletes and joins its own records; a note may be taken back by whoever writes notes."""
    if author is Writer.COMMUNE or (kind.written_once and key != MERGED_INTO):
        return None
    return Problem(field=key, code="commune-only")


def _may_write_value(kind: Kind, key: str, value: str, author: Writer) -> Problem | None:
    if author is Writer.COMMUNE and (kind.code, key, value) in _ONLY_PROVINCE:
        return Problem(field=key, code="province-only", message_values={"value": value})
    if author is Writer.PROVINCE and (kind.code, key) == ("incident", "status") and value not in _PROVINCE_STATES:
        return Problem(field=key, code="commune-only", message_values={"value": value})
    return None


def next_statuses(kind: Kind, before: str | None, author: Writer = Writer.COMMUNE) -> tuple[str, ...]:
    """Return the codes that `author` may choose next from `before`, in the order declared.

    Without a state, or from one this version does not know, everything that is offered is legal.
    """
    declared = kind.field(kind.status) if kind.status else None
    if declared is None or declared.type is not FieldType.CHOICE:
        return ()
    legal = TRANSITIONS.get(kind.code, {}).get(before or "")
    return tuple(
        choice.code for choice in declared.choices
        if choice.code != before and not choice.retired
        and (legal is None or choice.code in legal)
        and may_write(kind, declared.code, choice.code, author) is None)


def check_transition(
    kind: Kind, before: str | None, after: str | None, author: Writer = Writer.COMMUNE,
) -> Problem | None:
    """Return None if a person may move the record from `before` to `after` by hand."""
    if after is None or after == before or not kind.status:
        return None
    if after in next_statuses(kind, before, author):
        return None
    declared = kind.field(kind.status)
    retired = declared.choice(after) if declared is not None else None
    if before is None and retired is not None and retired.retired:
        return None    # an import may bring a state that is no longer offered
    return Problem(field=kind.status, code="illegal-transition",
                   message_values={"old": before or "", "new": after})


def closes_itself(status: str | None, resolved_at: str | None, now: str) -> bool:
    """Return whether a resolved incident counts as closed: 7 days after `resolved_at`.

    Times are Vietnam wall times `yyyy-mm-ddThh:mm`; a date alone is the end of its day.
    """
    if status != "resolved" or not resolved_at:
        return False
    try:
        since = datetime.fromisoformat(resolved_at if "T" in resolved_at else resolved_at + "T23:59")
        return datetime.fromisoformat(now) >= since + timedelta(days=CLOSES_AFTER_DAYS)
    except ValueError:
        return False

