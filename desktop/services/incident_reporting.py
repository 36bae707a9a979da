"""Reporting an incident: from one line to a record, to whom it goes, and how far it has come.

The program prepares, people send: only what is meant for Sở KH&CN enters the province's queue; warranty,
carriers, the police and the others are called, and the record says so.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.language import N_, tr
from desktop.services import incident_learning, incident_security, record_keeping
from desktop.services.form_saving import new_group
from desktop.services.incident_learning import Lesson
from desktop.services.value_text import wall_time
from desktop.store import drafts, records, setting
from protocol.conditions import next_statuses
from protocol.field import JsonValue
from protocol.kinds import incident, incident_note

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record
    from desktop.store.store import Store
    from desktop.store.unit import Unit

KIND: Final = incident.KIND
DEFAULT_TEAM: Final = "so_khcn"
SECURITY_TEAM: Final = "cong_an"
TITLE_LIMIT: Final = 200
SHOWN: Final = ".shown"
"""After the key of the guide that lay beside an incident, in `steps_tried`: nothing of it was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Where an incident goes next. `sent_to` is "" for people of the commune itself; `queue` is the province's."""
    team: str
    sent_to: str
    words: str       # msgid of the second button
    told: str        # msgid of the step on the road
    queue: bool = False


ADDRESSEES: Final[Mapping[str, Addressee]] = {each.team: each for each in (
    Addressee(team="so_khcn", sent_to="province_ict", queue=True,
              words=N_("Save and send to the Department (KH&CN)"), told=N_("sent to the Department (KH&CN)")),
    Addressee(team="to_ho_tro_xa", sent_to="", words=N_("Save and call the commune's support team"),
              told=N_("the commune's support team was called")),
    Addressee(team="bao_hanh", sent_to="warranty", words=N_("Save and call the warranty service"),
              told=N_("warranty service called")),
    Addressee(team="nha_mang", sent_to="carrier", words=N_("Save and tell the carrier"), told=N_("carrier told")),
    Addressee(team="don_vi_phan_mem", sent_to="software_vendor", words=N_("Save and tell the software's operator"),
              told=N_("software's operator told")),
    Addressee(team="nganh_doc", sent_to="sector_department", words=N_("Save and tell the sector's department"),
              told=N_("sector's department told")),
    Addressee(team="cong_an", sent_to="police", words=N_("Save and tell the police"), told=N_("police told")),
    Addressee(team="ban_co_yeu", sent_to="province_ict", words=N_("Save and tell the signature contact"),
              told=N_("the province's signature contact told")),
    Addressee(team="dien_luc", sent_to="power_company", words=N_("Save and tell the power company"),
              told=N_("power company told")),
    Addressee(team="lanh_dao", sent_to="", words=N_("Save and tell the leaders"), told=N_("leaders told")),
    Addressee(team="vp_tinh_uy", sent_to="party_office", words=N_("Save and tell the Provincial Party Office"),
              told=N_("Provincial Party Office told")),
)}
OWN_PEOPLE: Final = {"to_ho_tro_xa": "support_team"}    # told, they are named; reported to, they handle it at once
TOLD: Final[dict[str, str]] = {    # the first of those who share a code
    each.sent_to: each.told for each in reversed(list(ADDRESSEES.values())) if each.sent_to}
TOLD["support_team"] = ADDRESSEES["to_ho_tro_xa"].told
"""The msgid of the step on the road for each `sent_to`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the sheet holds when Enter is pressed. Ids and codes are "" where nothing is known."""
    text: str
    category: str = ""
    security: bool = False
    device: str = ""
    system: str = ""
    office: str = ""
    site: str = ""
    severity: str = "medium"
    guide: str = ""        # the province's record of it, "" for one that came with the program
    guide_key: str = ""
    reporter: str = ""
    detected_at: str = ""
    send_to: str = ""    # team code for the second button, "" for Lưu
    draft: str = ""
    steps: Mapping[str, JsonValue] = field(default_factory=dict)    # of the guide: what was tried, did it help
    evidence: Mapping[str, JsonValue] = field(default_factory=dict)
    security_group: str = ""
    personal_data: bool = False
    lessons: Sequence[Lesson] = ()    # what the corrections teach this PC


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The new incident, and the undo group that takes it back."""
    id: str
    group: str


def addressee_of(escalate_to: Sequence[str], *, security: bool = False, body: str = "") -> Addressee:
    """Return whom the second button goes to: the guide's first, else by the line the incident belongs to.

    The two lines never mix: cyber security never enters the technical queue, it goes to the police.
    Technical matters of a Party office go to the Provincial Party Office in place of Sở KH&CN.
    """
    if security:
        return ADDRESSEES[SECURITY_TEAM]
    teams = [code for code in escalate_to if code in ADDRESSEES]
    return ADDRESSEES[_of_the_party(teams[0] if teams else DEFAULT_TEAM, body)]


def addressees_of(escalate_to: Sequence[str], *, security: bool = False, body: str = "") -> list[Addressee]:
    """Return everybody the incident may be told to, first things first; each only once."""
    first = addressee_of(escalate_to, security=security, body=body)
    teams = [_of_the_party(code, body) for code in (*escalate_to, DEFAULT_TEAM)
             if code in ADDRESSEES and not (security and code == DEFAULT_TEAM)]
    rest = [ADDRESSEES[code] for code in dict.fromkeys(teams)]
    return [first, *(each for each in rest if each.team != first.team
                     and not (security and each.sent_to == "province_ict"))]


def _of_the_party(team: str, body: str) -> str:
    return "vp_tinh_uy" if team == DEFAULT_TEAM and body == "party" else team


def body_of_office(db: "Connection", office: str) -> str:
    """Return the body an office belongs to: party, public_service_unit …; "" when it is not said."""
    record = records.get(db, office) if office else None
    return str(record.fields.get("body") or "") if record is not None else ""


def report(store: "Store", entry: Entry) -> Reported:
    """Return the incident as it was saved, with its draft gone in the same transaction. Raises Refused."""
    group = new_group()

    def write(unit: "Unit") -> Reported:
        values = values_of(entry, unit.now_ms)
        if setting.text(unit.db, setting.SEAT) == "colleague" and unit.who:
            from desktop.services.roles import me
            values.setdefault("reporter", me(unit.db))    # else a colleague would not find it again
        clean = record_keeping.check(KIND, values, None, answered=True)
        made = unit.create(KIND.code, clean, group=group)
        line = incident_security.first_words(unit.db, clean, by="phone", now_ms=unit.now_ms)
        if line and clean.get("sent_to") == "police":
            _note(unit, made, line, group, kind="status")
        if entry.draft:
            drafts.drop(unit, entry.draft)
        if entry.lessons:
            incident_learning.learn(unit, entry.lessons, group)
        return Reported(id=made, group=group)

    return store.submit(write).result()


def values_of(entry: Entry, now_ms: int) -> dict[str, JsonValue]:
    """Return the fields of the new incident; a line over 200 characters goes on in the note."""
    now = wall_time(now_ms)
    title = " ".join(entry.text.split())
    values: dict[str, JsonValue] = {
        "title": title if len(title) <= TITLE_LIMIT else title[:TITLE_LIMIT - 1].rstrip() + "…",
        "note": title if len(title) > TITLE_LIMIT else None,
        "type": "security" if entry.security else "technical",
        "category": entry.category or None, "severity": entry.severity, "status": "new",
        "device": entry.device or None, "system": entry.system or None, "office": entry.office or None,
        "site": entry.site or None, "reporter": entry.reporter or None,
        "guide": entry.guide or None, "detected_at": entry.detected_at or now,
        "steps_tried": _tried(entry) or None, "evidence": dict(entry.evidence) or None,
        "security_group": (entry.security_group or None) if entry.security else None,
        "personal_data": True if entry.security and entry.personal_data else None,
    }
    sent = ADDRESSEES.get(entry.send_to)
    if sent is not None and sent.queue:
        values |= {"status": "escalated", "sent_to": sent.sent_to, "sent_at": now, "sent_by": "app"}
    elif sent is not None and sent.sent_to:
        values |= {"status": "waiting", "sent_to": sent.sent_to, "sent_at": now, "sent_by": "phone"}
    elif sent is not None:
        values["status"] = "in_progress"
    elif True in entry.steps.values():
        values |= {"status": "resolved", "resolved_at": now}
    return {key: value for key, value in values.items() if value is not None}


def _tried(entry: Entry) -> dict[str, JsonValue]:
    """Return what was tried of the guide, and which one it was by its key: a shipped guide has no record."""
    known = {key.partition(".")[0] for key in entry.steps}
    shown: dict[str, JsonValue] = {f"{entry.guide_key}{SHOWN}": True} \
        if entry.guide_key and entry.guide_key not in known else {}
    return {**entry.steps, **shown}


def add_note(store: "Store", incident_id: str, text: str) -> str:
    """Return the id of a new note about an incident. Raises Refused."""
    return store.submit(lambda unit: _note(unit, incident_id, text)).result()


def tell(store: "Store", record: "Record", team: str, *, by: str, at: str = "") -> str:
    """Return the undo group of marking that `team` was told by phone, chat or document, now or `at`. Raises Refused."""
    group = new_group()
    addressee = ADDRESSEES[team]

    def write(unit: "Unit") -> str:
        now = record.fields.get("status")
        legal = next_statuses(KIND, str(now) if now else None)
        wanted = "escalated" if addressee.queue else "waiting"
        values: dict[str, JsonValue] = {"sent_to": addressee.sent_to or OWN_PEOPLE.get(team),
                                        "sent_at": at or wall_time(unit.now_ms), "sent_by": by}
        if values["sent_to"] is None:    # leaders are told in person: the log says so, no addressee waits for it
            text = tr(addressee.told)
            _note(unit, record.id, f"{text[:1].upper()}{text[1:]}", group, kind="status")
            return group
        if wanted in legal:
            values["status"] = wanted
        unit.edit(KIND.code, record.id, record_keeping.check(KIND, values, record), seen=record.sight, group=group)
        return group

    return store.submit(write).result()


def retime(store: "Store", record: "Record", at: str) -> str:
    """Return the undo group of correcting when an incident was passed on. Raises Refused."""
    group = new_group()
    clean = record_keeping.check(KIND, {"sent_at": at}, record)
    store.submit(lambda unit: unit.edit(KIND.code, record.id, clean, seen=record.sight, group=group)).result()
    return group


def _note(unit: "Unit", incident_id: str, text: str, group: str | None = None, *, kind: str = "note") -> str:
    fields: dict[str, JsonValue] = {"incident": incident_id, "written_at": wall_time(unit.now_ms),
                                    "text": text, "kind": kind}
    return unit.create("incident_note", record_keeping.check(incident_note.KIND, fields, None), group=group)


def move_to(store: "Store", record: "Record", status: str) -> tuple[bool, str]:
    """Return whether the incident changed to `status`, and the undo group; times go with the state.

    Passing it on goes to Sở KH&CN, for a Party office to the Provincial Party Office; a cyber security
    incident is refused there. Raises Refused.
    """
    group = new_group()

    def write(unit: "Unit") -> bool:
        now = wall_time(unit.now_ms)
        values: dict[str, JsonValue] = {"status": status}
        if status == "resolved":
            values["resolved_at"] = now
        elif record.fields.get("resolved_at") and status == "in_progress":
            values["resolved_at"] = None
        elif status == "escalated" and body_of_office(unit.db, str(record.fields.get("office") or "")) == "party" \
                and not incident_security.is_security(record.fields):
            values |= {"status": "waiting", "sent_to": "party_office", "sent_at": now, "sent_by": "phone"}
        elif status == "escalated":
            values |= {"sent_to": "province_ict", "sent_at": now, "sent_by": "app"}
        clean = record_keeping.check(KIND, values, record)
        return unit.edit(KIND.code, record.id, clean, seen=record.sight, group=group) is not None

    return store.submit(write).result(), group
