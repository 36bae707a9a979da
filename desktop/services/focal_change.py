"""A change of the focal point: what the predecessor leaves open, and the step that makes the successor the chief.

It works the same when the predecessor has already gone: then the successor begins it, alone. Everything is
read from the records; the last step is one undo step.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.services import (
    certificate_states,
    focal_recovery,
    handing_over,
    leaving_acts,
    record_keeping,
    recovery_slip,
)
from desktop.services.certificate_states import State
from desktop.services.form_saving import NEW, new_group
from desktop.services.problems import NotFound
from desktop.services.value_text import choice_label, date_text
from desktop.store import here, local_notes, records, setting, undo
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.conditions import NEEDS_DOCUMENT, OPEN_INCIDENT
from protocol.field import JsonValue
from protocol.kinds import person as person_kind

CHIEF, DEPUTY = "chief", "deputy"
NOTES: Final = "focal_change"    # local notes: what was typed and not finished
_MOST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One thing that passes to the successor: a record, and what to say of it. `mine`: the predecessor handles it."""
    kind: str
    id: str
    title: str
    detail: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Focal:
    """A focal point of the list of staff. `is_gone`: retired, transferred or in the trash."""
    id: str
    name: str
    role: str
    decision: str
    is_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FocalChange:
    """One look at the change. `former` is None where nobody is noted as chief."""
    former: Focal | None
    deputies: tuple[Focal, ...]
    incidents: tuple[Open, ...]
    handovers: tuple[Open, ...]
    certificates: tuple[Open, ...]
    papers: tuple[Open, ...]
    devices: tuple[Open, ...]
    in_custody: int      # of the devices, those for which the predecessor answers
    here: str            # who sits at this PC
    here_name: str
    machine: str
    has_code: bool
    code_made_ms: int    # when a new recovery code was made for this change, 0 never
    code_kept_ms: int    # when the slip was said to lie in its envelope
    typed_successor: str = ""     # what was typed on this page before and not finished
    typed_successor_name: str = ""
    typed_decision: str = ""

    @property
    def is_begun_by_successor(self) -> bool:
        """Return whether the predecessor is not here any more: gone from the staff, or never noted."""
        return self.former is None or self.former.is_gone


def read(db: Connection, day: date) -> FocalChange:
    """Return what a change of the focal point has to settle on `day`."""
    focals = _focals(db)
    former = next((each for each in focals if each.role == CHIEF), None)
    who = former.id if former else ""
    here = setting.text(db, setting.WHO)
    typed = local_notes.read(db, NOTES)
    chosen = str(typed.get("successor") or "")
    name = chosen.removeprefix(NEW) if chosen.startswith(NEW) else records.title(db, chosen) if chosen else ""
    return FocalChange(
        former=former, deputies=tuple(each for each in focals if each.role == DEPUTY and not each.is_gone),
        incidents=_incidents(db, who), handovers=_handovers(db), certificates=_certificates(db, day),
        papers=_papers(db), devices=_devices(db, who),
        in_custody=len(_in_custody(db, who)) if who else 0, here=here,
        here_name=records.title(db, here) if here else "", machine=setting.text(db, setting.REPLICA_NAME),
        has_code=bool(setting.text(db, setting.RECOVERY_CODE)),
        code_made_ms=setting.number(db, focal_recovery.MADE_AT), code_kept_ms=setting.number(db, recovery_slip.KEPT_AT),
        typed_successor=chosen, typed_successor_name=name, typed_decision=str(typed.get("decision") or ""))


def remember(store: Store, *, successor: str, decision: str) -> None:
    """Keep what was typed and not finished yet, on this PC alone."""
    def write(unit: Unit) -> None:
        local_notes.write(unit, NOTES, "successor", successor or None)
        local_notes.write(unit, NOTES, "decision", decision or None)

    store.submit(write).result()


def finish(store: Store, *, successor: str, decision: str, day: date,
           incidents: Sequence[str] = ()) -> tuple[str, str]:
    """Make `successor` the chief focal point; return (their id, undo group): one step for all of it.

    `successor` is an id, or `new:Name` for somebody who is not in the book. `incidents` pass to them. The
    predecessor is no focal point any more; what a deputy is, stays. Raises NotFound, Refused.
    """
    group = new_group()

    def write(unit: Unit) -> str:
        who = _successor(unit, successor, group)
        record = records.get(unit.db, who)
        if record is None or record.deleted or record.kind != person_kind.KIND.code:
            raise NotFound(kind=person_kind.KIND.code, text=successor)
        former = [each for each in _focals(unit.db) if each.role == CHIEF and each.id != who]
        wanted: dict[str, JsonValue] = {"focal": CHIEF}
        if decision.strip():
            wanted["focal_decision"] = decision.strip()
        unit.edit(record.kind, who, record_keeping.check(person_kind.KIND, wanted, record), group=group)
        for each in former:
            unit.edit(record.kind, each.id, {"focal": None, "focal_full_time": None}, group=group)
        for typed in ("successor", "decision"):
            undo.answer(unit, here.NOTE + NOTES, typed, None, group=group)
        for incident in incidents:
            for each in former:
                leaving_acts.perform(unit, "incident", incident, leaving_acts.Act.PASS_ON, person=each.id,
                                     successor=who, day=day, group=group)
        return who

    return store.submit(write).result(), group


def pass_on(store: Store, incidents: Sequence[str], *, successor: str) -> tuple[int, str]:
    """Return how many open incidents the successor handles from now on, and the undo group."""
    group = new_group()

    def write(unit: Unit) -> int:
        moved = 0
        for incident in incidents:
            record = records.get(unit.db, incident)
            if record is not None and not record.deleted and record.kind == "incident":
                moved += unit.edit("incident", incident, {"handler": successor}, group=group) is not None
        return moved

    return store.submit(write).result(), group


def prepare_handover(store: Store, *, former: str, successor: str, decision: str, day: date) -> handing_over.Kept:
    """Return the draft that gives the predecessor's machines to the successor; one that is there gets what it lacks."""
    db = store.read()
    wanted: dict[str, JsonValue] = {"from_person": former, "reason": "focal_point"}
    draft = next((each.id for each in records.page(db, Search(kind="handover", where=wanted), 0, _MOST)
                  if str(each.fields.get("status") or "draft") == "draft"), "")
    before = handing_over.lines_of(db, draft) if draft else ()
    known = {line.device for line in before}
    lines = (*before, *(handing_over.Line(device=each) for each in _in_custody(db, former) if each not in known))
    values: dict[str, JsonValue] = {**wanted, "to_person": successor}
    if decision.strip():
        values["basis"] = decision.strip()
    if not draft:
        values["held_on"] = day.isoformat()
    return handing_over.keep(store, handing_over.Entry(values=values, lines=lines, id=draft or None))


# --- what is read --------------------------------------------------------------------------------

def _focals(db: Connection) -> list[Focal]:
    """Return everybody who is noted as focal point: those who still work here first."""
    made: list[Focal] = []
    for trash in (False, True):
        found = records.page(db, Search(kind="person", where={"focal": [CHIEF, DEPUTY]}, trash=trash), 0, _MOST)
        made += [Focal(id=each.id, name=str(each.fields.get("full_name") or ""), role=str(each.fields.get("focal")),
                       decision=str(each.fields.get("focal_decision") or ""),
                       is_gone=trash or each.fields.get("status") in ("transferred", "retired")) for each in found
                 if each.merged_into is None]
    return sorted(made, key=lambda each: each.is_gone)


def _incidents(db: Connection, former: str) -> tuple[Open, ...]:
    status = KINDS["incident"].field("status")
    assert status is not None
    codes: list[JsonValue] = [*sorted(OPEN_INCIDENT), None]
    found = records.page(db, Search(kind="incident", where={"status": codes}), 0, _MOST)
    return tuple(Open(kind="incident", id=each.id, title=str(each.fields.get("title") or ""),
                      detail=choice_label(KINDS["incident"], status, str(each.fields.get("status") or "new")),
                      mine=bool(former) and each.fields.get("handler") == former) for each in found)


def _handovers(db: Connection) -> tuple[Open, ...]:
    where: dict[str, JsonValue] = {"status": ["draft", "to_sign", None]}
    found = records.page(db, Search(kind="handover", where=where), 0, _MOST)
    return tuple(Open(kind="handover", id=each.id, title=str(each.fields.get("title") or ""),
                      detail=date_text(str(each.fields.get("held_on") or ""))) for each in found)


def _certificates(db: Connection, day: date) -> tuple[Open, ...]:
    """Return the certificates that end soon or have ended, the most pressing first."""
    figures = certificate_states.reminders(db, day)
    made: list[tuple[int, Open]] = []
    found = records.page(db, Search(kind="certificate"), 0, _MOST)
    titles = records.labels(db, found)
    for each in found:
        state = certificate_states.state_of(each.fields, day, figures)
        if state.state in (State.EXPIRING, State.EXPIRED) and state.days_left is not None:
            made.append((state.days_left, Open(kind="certificate", id=each.id, detail=state.words,
                                               title=_holder(each, titles))))
    return tuple(each for _, each in sorted(made, key=lambda pair: pair[0]))


def _papers(db: Connection) -> tuple[Open, ...]:
    """Return what waits for the number of a paper: requests for certificates, decisions about devices."""
    found = records.page(db, Search(kind="certificate", where={"request_document": None}), 0, _MOST)
    asked = [each for each in found if certificate_states.open_request(each.fields)]
    titles = records.labels(db, asked)
    made = [Open(kind="certificate", id=each.id, title=_holder(each, titles),
                 detail=certificate_states.request_words(certificate_states.open_request(each.fields)))
            for each in asked]
    status = KINDS["device"].field("status")
    assert status is not None
    where: dict[str, JsonValue] = {"status": sorted(NEEDS_DOCUMENT), "status_document": None}
    made += [Open(kind="device", id=each.id, title=_device(each),
                  detail=choice_label(KINDS["device"], status, str(each.fields.get("status"))))
             for each in records.page(db, Search(kind="device", where=where), 0, _MOST)]
    return tuple(made)


def _devices(db: Connection, former: str) -> tuple[Open, ...]:
    """Return the machines of the predecessor: in their custody or used by them."""
    if not former:
        return ()
    found = {each.id: each for code in ("custodian", "users")
             for each in records.page(db, Search(kind="device", where={code: former}), 0, _MOST)}
    return tuple(Open(kind="device", id=each.id, title=_device(each), detail=str(each.fields.get("location") or ""))
                 for each in found.values() if each.fields.get("status") not in NEEDS_DOCUMENT)


def _in_custody(db: Connection, person: str) -> list[str]:
    found = records.page(db, Search(kind="device", where={"custodian": person}), 0, _MOST)
    return [each.id for each in found if each.fields.get("status") not in NEEDS_DOCUMENT]


def _device(record: Record) -> str:
    return " · ".join(str(record.fields[code]) for code in ("name", "asset_code") if record.fields.get(code))


def _holder(record: Record, titles: dict[str, str]) -> str:
    return titles.get(str(record.fields.get("person") or ""), "") or str(
        record.fields.get("holder_name") or record.fields.get("title") or record.fields.get("serial") or "")


def _successor(unit: Unit, successor: str, group: str) -> str:
    if not successor.startswith(NEW):
        return successor
    flat: dict[str, JsonValue] = {"full_name": successor.removeprefix(NEW).strip(), "status": "active"}
    return unit.create("person", record_keeping.check(person_kind.KIND, flat, None), group=group)
