"""The second line: cyber security incidents, their clock from the dated rule, and the log of who was told what.

They go to the police; the program prepares, people send. They never enter the queue for technical support:
`protocol.incident_lines` refuses that by whatever door it is tried.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop.language import tr
from desktop.services import record_keeping, rules
from desktop.services.form_saving import new_group
from desktop.services.value_text import choice_label, wall_time
from desktop.store import records
from protocol.conditions import next_statuses
from protocol.field import JsonValue
from protocol.incident_lines import is_security_line
from protocol.kinds import incident, incident_note

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.store.unit import Unit

RULE: Final = "security-deadlines"
GUIDES: Final[Mapping[str, str]] = {
    "nghi-nhiem-ma-doc": "malware", "ma-doc-tong-tien": "malware", "lua-dao-phishing": "fraud",
    "lo-lot-du-lieu": "data_leak", "tai-khoan-bi-chiem": "intrusion"}
"""Guides of the second line, and the group of incidents that each is for."""
CATEGORY: Final = "an_ninh_mang"
_OVER: Final = frozenset({"resolved", "closed"})
_LATER: Final = " – "    # between what was sent and the rest, in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One duty of the clock. `due` is Vietnam wall time; `sent_at` when the log says that it was done, else ""."""
    key: str
    what: str
    hours: int
    due: str
    left_min: int
    sent_at: str = ""

    @property
    def is_late(self) -> bool:
        """Return whether it is not done and its time is over; what is due at once is never "late", but pressing."""
        return not self.sent_at and self.hours > 0 and self.left_min < 0


def is_security(fields: Mapping[str, JsonValue]) -> bool:
    """Return whether an incident belongs to the second line."""
    return is_security_line(fields)


def deadlines(db: "Connection", fields: Mapping[str, JsonValue], *, now: datetime,
              notes: Sequence["Record"] = ()) -> list[Deadline]:
    """Return the clock of an incident, counted from `detected_at` to the minute; nothing for the first line.

    `now` is Vietnam wall time without a zone. An incident whose level nobody said yet counts as the rule says.
    """
    began = _moment(fields.get("detected_at"))
    if not is_security(fields) or began is None:
        return []
    said = rules.value(db, RULE, began.date())
    level = str(fields.get("security_level") or said.get("unknown_level") or "")
    made = []
    for each in said.get("deadlines") or ():
        if not isinstance(each, Mapping) or not _applies(each, level, personal=bool(fields.get("personal_data"))):
            continue
        due = began + timedelta(hours=int(each.get("hours") or 0))
        what = str(each.get("what") or "")
        made.append(Deadline(key=str(each.get("key") or what), what=what, hours=int(each.get("hours") or 0),
                             due=due.isoformat(timespec="minutes"),
                             left_min=int((due - now.replace(second=0, microsecond=0)).total_seconds() // 60),
                             sent_at=_sent_at(what, notes)))
    return made


def clock_of(db: "Connection", record: "Record", *, now: datetime) -> list[Deadline]:
    """Return the clock of a saved incident, with what its log says was sent."""
    notes = records.page(db, records.Search(kind="incident_note", where={"incident": record.id}), 0, 500)
    fields = record.fields if not is_undated(record) else {**record.fields, "detected_at": _written_at(record.id, now)}
    return deadlines(db, fields, now=now, notes=notes)


def is_undated(record: "Record") -> bool:
    """Return whether nobody wrote when it was detected: its clock then counts from when it came into the book."""
    return is_security(record.fields) and _moment(record.fields.get("detected_at")) is None


def rule_source(db: "Connection", day: date) -> str:
    """Return where the deadlines come from, to stand beside them."""
    found = rules.rule(db, RULE, day)
    return found.source if found is not None else ""


def left_words(deadline: Deadline) -> str:
    """Return how a duty stands: sent, due at once, hours and minutes left, or late."""
    if deadline.sent_at:
        return tr("sent {time}", time=_short(deadline.sent_at))
    if deadline.hours == 0:
        return tr("at once")
    hours, minutes = divmod(abs(deadline.left_min), 60)
    if deadline.is_late:
        return tr("{hours} h {minutes} min late", hours=hours, minutes=f"{minutes:02}")
    return tr("{hours} h {minutes} min left, until {time}", hours=hours, minutes=f"{minutes:02}",
              time=_short(deadline.due))


def log_sent(store: "Store", record: "Record", what: str, *, by: str, to: str = "police", at: str = "") -> str:
    """Return the undo group of a line in the log: `what` was sent to the police by phone, chat or document.

    The first one also says on the incident to whom, when and how it went. Raises Refused.
    """
    group = new_group()

    def write(unit: "Unit") -> str:
        now = at or wall_time(unit.now_ms)
        note: dict[str, JsonValue] = {
            "incident": record.id, "written_at": wall_time(unit.now_ms), "kind": "status",
            "text": _log_line(what, to=to, by=by, at=now)}
        unit.create("incident_note", record_keeping.check(incident_note.KIND, note, None), group=group)
        values: dict[str, JsonValue] = {}
        if not record.fields.get("sent_at") or record.fields.get("sent_to") != to:
            values = {"sent_to": to, "sent_at": now, "sent_by": by}
        status = record.fields.get("status")
        if "waiting" in next_statuses(incident.KIND, str(status) if status else None):
            values["status"] = "waiting"
        if values:
            unit.edit("incident", record.id, record_keeping.check(incident.KIND, values, record), seen=record.sight,
                      group=group)
        return group

    return store.submit(write).result()


def first_words(db: "Connection", fields: Mapping[str, JsonValue], *, by: str, now_ms: int) -> str:
    """Return the line of the log for an incident that was told to the police while it was saved; "" without a clock."""
    now = wall_time(now_ms)
    found = deadlines(db, fields, now=datetime.fromisoformat(now))
    return _log_line(found[0].what, to="police", by=by, at=now) if found else ""


def turn(store: "Store", record: "Record", *, to_security: bool) -> str:
    """Return the undo group of bringing an incident to the other line; who had it before no longer does.

    Raises Refused.
    """
    group = new_group()

    def write(unit: "Unit") -> str:
        values: dict[str, JsonValue] = {"type": "security" if to_security else "technical"}
        if record.fields.get("sent_to") in (("province_ict",) if to_security else ("police",)):
            values |= told_nobody(record.fields)
        elif to_security and record.fields.get("status") == "escalated" and not record.fields.get("sent_to"):
            values["status"] = "in_progress"
        clean = record_keeping.check(incident.KIND, values, record)
        unit.edit("incident", record.id, clean, seen=record.sight, group=group)
        return group

    return store.submit(write).result()


def told_nobody(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return what says that nobody has the incident any more; it is handled here where that is the next state."""
    values: dict[str, JsonValue] = {"sent_to": None, "sent_at": None, "sent_by": None}
    status = fields.get("status")
    if "in_progress" in next_statuses(incident.KIND, str(status) if status else None) and status not in _OVER:
        values["status"] = "in_progress"
    return values


def _log_line(what: str, *, to: str, by: str, at: str) -> str:
    how = _choice("sent_by", by)
    return f"{what}{_LATER}" + tr("sent to {whom}, {how}, {time}", whom=_choice("sent_to", to),
                                  how=how if by == "chat" else how.lower(), time=_short(at))


def _applies(said: Mapping[str, object], level: str, *, personal: bool) -> bool:
    if said.get("personal_data"):
        return personal
    levels = said.get("levels")
    return not isinstance(levels, (list, tuple)) or level in levels


def _sent_at(what: str, notes: Sequence["Record"]) -> str:
    """Return when the log first says that `what` was sent."""
    told = [str(each.fields.get("written_at") or "") for each in notes
            if each.fields.get("kind") == "status" and str(each.fields.get("text") or "").startswith(what + _LATER)]
    return min(told, default="")


def _written_at(record_id: str, now: datetime) -> str:
    """Return the minute in which a record was made, as its id holds it; `now` for an id of another sort."""
    digits = record_id.replace("-", "")
    try:
        made = wall_time(int(digits[:12], 16)) if digits[12:13] == "7" else ""
    except (ValueError, OverflowError, OSError):
        made = ""
    return made or now.isoformat(timespec="minutes")


def _choice(code: str, value: str) -> str:
    field = incident.KIND.field(code)
    return choice_label(incident.KIND, field, value) if field is not None else value


def _short(moment: str) -> str:
    found = _moment(moment)
    return f"{found:%H:%M %d/%m/%Y}" if found is not None else moment


def _moment(value: JsonValue) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
