"""How one thing that hangs on a leaver is closed: revoked, passed on to the successor, or let go.

Everything is judged again as it is written: what others have moved meanwhile is left as it is.
"""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import Refused
from desktop.store import access, records
from desktop.store.records import Record
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.conditions import check_transition
from protocol.field import JsonValue, element_key

__all__ = ["Act", "Closed", "checked", "new_group", "perform"]

LEAVER_REASON: Final = "Thôi việc, chuyển công tác"
"""Written into `revoke_reason`: words of the record, not of the screen."""


class Act(StrEnum):
    """What is done with one thing."""
    REVOKED = "revoked"            # the account or the certificate is revoked
    NOT_ISSUED = "not_issued"      # an account that was asked for is no longer wanted
    ASK_REVOKE = "ask_revoke"      # the revocation is asked for
    ASK_CHANGE = "ask_change"      # new title or unit: the change is asked for
    PASS_ON = "pass_on"            # the successor takes it
    LET_GO = "let_go"              # nobody has it for now
    SWAP_USER = "swap_user"        # the successor uses it instead
    DROP_USER = "drop_user"        # the leaver no longer uses it


NEEDS_SUCCESSOR: Final = frozenset({Act.PASS_ON, Act.SWAP_USER})
_PERSON_FIELD: Final = {"device": "custodian", "certificate": "keeper", "incident": "handler", "room": "contact"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What came of it: how many things were closed, how many could not be; `group` takes all of it back."""
    done: int
    left: int
    group: str


def checked(record: Record, fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return `fields` as they will be kept. Raises Refused for what the kind or the way of its states forbids."""
    kind = KINDS[record.kind]
    before, after = record.fields.get(kind.status) if kind.status else None, fields.get(kind.status)
    refused = check_transition(kind, before if isinstance(before, str) else None,
                               after if isinstance(after, str) else None)
    if refused is not None:
        raise Refused(kind.code, [refused])
    return record_keeping.check(kind, fields, record)


def perform(unit: Unit, kind: str, record_id: str, act: Act, *, person: str, successor: str, day: date,
            group: str) -> bool:
    """Return whether the thing moved; what is gone, or no longer this person's, does not."""
    record = records.get(unit.db, record_id)
    if record is None or record.deleted or record.kind != kind or (act in NEEDS_SUCCESSOR and not successor):
        return False
    fields = _ACTS[act](record, frozenset(access.known_as(unit.db, person)), successor, day)
    if not fields:
        return False
    try:
        clean = checked(record, fields)
    except Refused:
        return False
    return unit.edit(kind, record_id, clean, group=group) is not None


def _revoked(record: Record, names: frozenset[str], successor: str, day: date) -> dict[str, JsonValue]:
    if record.fields.get("person") not in names:
        return {}
    if record.kind == "account":
        return {"status": "revoked", "reviewed_on": day.isoformat()}
    fields: dict[str, JsonValue] = {"status": "revoked", "revoked_on": day.isoformat()}
    if not record.fields.get("revoke_reason"):
        fields["revoke_reason"] = LEAVER_REASON
    if record.fields.get("request") and not record.fields.get("request_answered_on"):
        fields["request_answered_on"] = day.isoformat()
    return fields


def _not_issued(record: Record, names: frozenset[str], successor: str, day: date) -> dict[str, JsonValue]:
    return {"status": "missing", "reviewed_on": day.isoformat()} if record.fields.get("person") in names else {}


def _asked(request: str) -> "_Made":
    def made(record: Record, names: frozenset[str], successor: str, day: date) -> dict[str, JsonValue]:
        if record.fields.get("person") not in names:
            return {}
        fields: dict[str, JsonValue] = {"request": request, "request_document": None, "request_sent_on": None,
                                        "request_answered_on": None}
        if request == "revoke" and not record.fields.get("revoke_reason"):
            fields["revoke_reason"] = LEAVER_REASON
        return fields

    return made


def _given_to(who: Callable[[str], str]) -> "_Made":
    def made(record: Record, names: frozenset[str], successor: str, day: date) -> dict[str, JsonValue]:
        code = _PERSON_FIELD.get(record.kind, "")
        return {code: who(successor) or None} if code and record.fields.get(code) in names else {}

    return made


def _users(*, swap: bool) -> "_Made":
    def made(record: Record, names: frozenset[str], successor: str, day: date) -> dict[str, JsonValue]:
        users = record.fields.get("users")
        theirs = sorted(names & set(map(str, users))) if isinstance(users, (list, tuple)) else []
        if not theirs or not isinstance(users, (list, tuple)):
            return {}
        fields: dict[str, JsonValue] = {element_key("users", each): None for each in theirs}
        if swap and successor not in users:
            fields[element_key("users", successor)] = True
        return fields

    return made


_Made = Callable[[Record, frozenset[str], str, date], dict[str, JsonValue]]
_ACTS: Final[Mapping[Act, _Made]] = {
    Act.REVOKED: _revoked, Act.NOT_ISSUED: _not_issued, Act.ASK_REVOKE: _asked("revoke"),
    Act.ASK_CHANGE: _asked("change"), Act.PASS_ON: _given_to(lambda successor: successor),
    Act.LET_GO: _given_to(lambda _: ""), Act.SWAP_USER: _users(swap=True), Act.DROP_USER: _users(swap=False),
}
