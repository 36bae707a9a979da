"""Machines go from one party to another: who, which, in what condition, and what follows when both have signed.

The hand-over and its lines are records of their own. The devices themselves move only when it is
signed, in the same undo step, and only as far as the person who signs it off asks for.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.language import tr, trn
from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import NotFound, Refused
from desktop.store import drafts, records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from protocol.conditions import NEEDS_DOCUMENT, check_transition
from protocol.field import JsonValue, element_key
from protocol.kinds import device, handover, handover_item
from protocol.problem import Problem

if TYPE_CHECKING:
    from desktop.store.feeds import Sight
    from desktop.store.store import Store
    from desktop.store.unit import Unit

MOST_LINES: Final = 1000
LOCKED: Final = frozenset({"signed", "cancelled"})
"""States in which nothing of a hand-over is changed any more, until it is opened again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One device of a hand-over. `id` is that of its record, "" before it is kept."""
    device: str
    condition: str = ""
    condition_note: str = ""
    accessories: tuple[str, ...] = ()
    note: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A hand-over as it was typed. `values` are flat; of its devices `lines` are kept and `removed` taken out (ids
    of lines). A line that another PC added meanwhile stays.
    """
    values: Mapping[str, JsonValue]
    lines: tuple[Line, ...]
    removed: tuple[str, ...] = ()
    id: str | None = None
    seen: "Sight | None" = None
    draft: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept, and the undo group that takes it back ("" when nothing changed)."""
    id: str
    group: str


class Users(StrEnum):
    """What becomes of the users of a device when it is handed over."""
    KEEP = "keep"
    ONLY = "only"    # the receiver alone
    ADD = "add"      # the receiver too
    SWAP = "swap"    # the receiver in place of the giver
    DROP = "drop"    # the giver no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """What follows for the devices. `status` "" leaves theirs; `location` None leaves it, "" clears it."""
    custodian: bool = False
    users: Users = Users.KEEP
    office: bool = False
    status: str = ""
    status_document: str = ""
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What `Follow` would change: how many devices, and which cannot take the state, by title."""
    devices: int
    unfit: tuple[str, ...] = ()


def keep(store: "Store", entry: Entry) -> Kept:
    """Return what was kept of `entry`: the hand-over and its lines, whole or nothing, in one undo step.

    Raises Refused, NotFound; a signed one is refused until it is opened again.
    """
    step = new_group()

    def write(unit: "Unit") -> Kept:
        record = _record(unit.db, entry.id) if entry.id else None
        if record is not None and record.fields.get("status") in LOCKED:
            raise Refused(handover.KIND.code, [Problem(field="status", code="illegal-transition", message_values={
                "old": str(record.fields.get("status")), "new": "draft"})])
        values = dict(entry.values)
        if record is None:
            values.setdefault("status", "draft")
        if not (values.get("title") or (record is not None and "title" not in values)):
            values["title"] = title_for(unit.db, values, len(entry.lines))
        clean = record_keeping.check(handover.KIND, values, record)
        if record is None:
            kept_id, changed = unit.create(handover.KIND.code, clean, group=step), True
        else:
            kept_id = record.id
            changed = unit.edit(handover.KIND.code, kept_id, clean, seen=entry.seen, group=step) is not None
        changed = _keep_lines(unit, kept_id, entry, step) or changed
        if entry.draft:
            drafts.drop(unit, entry.draft)
        return Kept(id=kept_id, group=step if changed else "")

    return store.submit(write).result()


def held_by(db: Connection, person_id: str) -> list[str]:
    """Return the devices, still here, that a person answers for, or uses where nobody else answers for them."""
    found = [*records.page(db, Search(kind=device.KIND.code, where={"custodian": person_id}), 0, MOST_LINES),
             *records.page(db, Search(kind=device.KIND.code, where={"users": person_id}), 0, MOST_LINES)]
    return list(dict.fromkeys(each.id for each in found if each.fields.get("status") not in NEEDS_DOCUMENT
                              and each.fields.get("custodian") in (None, person_id)))


def title_for(db: Connection, values: Mapping[str, JsonValue], devices: int) -> str:
    """Return the subject that a hand-over gets when nobody writes one."""
    person = values.get("to_person")
    whom = records.title(db, person) if isinstance(person, str) else str(values.get("to_party") or "")
    if not whom:
        return trn("Hand-over of {n} device", "Hand-over of {n} devices", devices)
    return trn("Hand-over of {n} device to {whom}", "Hand-over of {n} devices to {whom}", devices, whom=whom)


def lines_of(db: Connection, handover_id: str) -> tuple[Line, ...]:
    """Return the devices of a hand-over, by their names."""
    found = records.page(db, Search(kind=handover_item.KIND.code, where={"handover": handover_id}), 0, MOST_LINES)
    return tuple(Line(id=each.id, device=str(each.fields.get("device") or ""),
                      condition=str(each.fields.get("condition") or ""),
                      condition_note=str(each.fields.get("condition_note") or ""),
                      accessories=_texts(each.fields.get("accessories")), note=str(each.fields.get("note") or ""))
                 for each in found)


def lacking(db: Connection, handover_id: str) -> tuple[str, ...]:
    """Return what must still be written before it can be signed, in plain words."""
    record = _record(db, handover_id)
    fields = record.fields
    said = []
    if not fields.get("from_person") and not fields.get("from_party"):
        said.append(tr("who hands over"))
    if not fields.get("to_person") and not fields.get("to_party"):
        said.append(tr("who receives"))
    if not fields.get("held_on"):
        said.append(tr("the date"))
    if not lines_of(db, handover_id):
        said.append(tr("at least one device"))
    return tuple(said)


def move(store: "Store", handover_id: str, status: str) -> str:
    """Return the undo group of a change of state other than signing. Raises Refused, NotFound."""
    step = new_group()

    def write(unit: "Unit") -> None:
        record = _record(unit.db, handover_id)
        _require(record, status)
        unit.edit(handover.KIND.code, handover_id, {"status": status}, seen=record.sight, group=step)

    store.submit(write).result()
    return step


def proposal(db: Connection, handover_id: str) -> Follow:
    """Return what usually follows from a hand-over of this reason, to be asked before it is signed."""
    fields = _record(db, handover_id).fields
    has_person, is_outside = bool(fields.get("to_person")), bool(fields.get("to_party") and not fields.get("to_person"))
    has_office = bool(_office(db, fields))
    reason = str(fields.get("reason") or "")
    if is_outside:
        gone = {"transfer": "transferred", "merger": "transferred", "repair": "in_repair"}
        return Follow(status=gone.get(reason, ""), users=Users.KEEP)
    users = {"issue": Users.ONLY, "take_back": Users.DROP, "transfer": Users.SWAP, "leaver": Users.SWAP}
    status = {"issue": "in_use", "take_back": "in_stock"}
    if reason == "repair":    # it comes back
        return Follow(status="in_use")
    chosen = users.get(reason, Users.KEEP)
    return Follow(custodian=has_person, office=has_office, status=status.get(reason, ""),
                  users=chosen if has_person or chosen is Users.DROP else Users.KEEP)


def following(db: Connection, handover_id: str, follow: Follow) -> Following:
    """Return what `follow` would change; nothing is written."""
    fields = _record(db, handover_id).fields
    changed, unfit = 0, list[str]()
    for each in records.get_many(db, [line.device for line in lines_of(db, handover_id)]).values():
        flat, is_legal = _changes(db, each, fields, follow)
        changed += bool(flat)
        if not is_legal:
            unfit.append(records.title(db, each.id))
    return Following(devices=changed, unfit=tuple(unfit))


def sign(store: "Store", handover_id: str, follow: Follow, *, signed_on: str = "",
         document: str = "") -> tuple[int, str]:
    """Return how many devices changed, and the undo group: the hand-over and the devices are one step.

    A device that cannot take the state keeps its own; everything else of it follows. Raises Refused, NotFound.
    """
    step = new_group()

    def write(unit: "Unit") -> int:
        record = _record(unit.db, handover_id)
        _require(record, "signed")
        missing = lacking(unit.db, handover_id)
        if missing:
            raise Refused(handover.KIND.code, [Problem(field="title", code="required")])
        values: dict[str, JsonValue] = {"status": "signed"}
        values |= {"signed_on": signed_on} if signed_on else {}
        values |= {"document": document} if document else {}
        clean = record_keeping.check(handover.KIND, values, record)
        unit.edit(handover.KIND.code, handover_id, clean, seen=record.sight, group=step)
        changed = 0
        for each in records.get_many(unit.db, [line.device for line in lines_of(unit.db, handover_id)]).values():
            flat, _ = _changes(unit.db, each, record.fields, follow)
            if flat:
                kept = record_keeping.check(device.KIND, flat, each)
                changed += unit.edit(device.KIND.code, each.id, kept, seen=each.sight, group=step) is not None
        return changed

    return store.submit(write).result(), step


# --- inside ------------------------------------------------------------------------------------

def _changes(db: Connection, each: Record, fields: Mapping[str, JsonValue],
             follow: Follow) -> tuple[dict[str, JsonValue], bool]:
    """Return what changes of one device, and whether it can take the state."""
    if each.deleted or each.kind != device.KIND.code:
        return {}, True
    receiver, giver = str(fields.get("to_person") or ""), str(fields.get("from_person") or "")
    wanted: dict[str, JsonValue] = {}
    if follow.custodian and receiver:
        wanted["custodian"] = receiver
    office = _office(db, fields) if follow.office else ""
    if office:
        wanted["office"] = office
        home = records.get(db, office)
        if home is not None and home.fields.get("site"):
            wanted["site"] = home.fields["site"]
    if follow.location is not None:
        wanted["location"] = follow.location or None
    if fields.get("from_party"):
        wanted |= {code: each.fields.get(code) or fields["from_party"] for code in ("origin_unit", "handed_over_by")}
    is_legal = True
    if follow.status and follow.status != each.fields.get("status"):
        now = each.fields.get("status")
        is_legal = check_transition(device.KIND, now if isinstance(now, str) else None, follow.status) is None
        if is_legal:
            wanted["status"] = follow.status
            wanted |= {"status_document": follow.status_document} if follow.status_document else {}
    flat = {code: value for code, value in wanted.items() if value != each.fields.get(code)}
    return flat | _users(each, receiver, giver, follow.users), is_legal


def _users(each: Record, receiver: str, giver: str, follow: Users) -> dict[str, JsonValue]:
    before = set(_texts(each.fields.get("users")))
    after = {Users.KEEP: before, Users.ONLY: {receiver}, Users.ADD: before | {receiver},
             Users.SWAP: before - {giver} | {receiver}, Users.DROP: before - {giver}}[follow] - {""}
    if not after and follow is Users.ONLY:
        after = before    # no receiver here: nobody takes their place
    return {element_key("users", who): True for who in sorted(after - before)} | {
        element_key("users", who): None for who in sorted(before - after)}


def _office(db: Connection, fields: Mapping[str, JsonValue]) -> str:
    """Return the office that receives: the one written, else that of the receiver."""
    if fields.get("to_office"):
        return str(fields["to_office"])
    person = records.get(db, str(fields["to_person"])) if fields.get("to_person") else None
    return str(person.fields.get("office") or "") if person is not None else ""


def _keep_lines(unit: "Unit", handover_id: str, entry: Entry, step: str) -> bool:
    standing = lines_of(unit.db, handover_id)
    known = {each.device: each.id for each in reversed(standing)}    # two PCs may have added the same device
    changed = False
    for line in {each.device: each for each in entry.lines}.values():
        record = records.get(unit.db, line.id or known.get(line.device, ""))
        flat: dict[str, JsonValue] = {
            "condition": line.condition or None, "condition_note": line.condition_note or None,
            "accessories": list(line.accessories) or None, "note": line.note or None}
        if record is None:
            flat |= {"handover": handover_id, "device": line.device}
            clean = record_keeping.check(handover_item.KIND, flat, None)
            unit.create(handover_item.KIND.code, clean, group=step)
            changed = True
        else:
            clean = record_keeping.check(handover_item.KIND, flat, record)
            changed = unit.edit(handover_item.KIND.code, record.id, clean, group=step) is not None or changed
    for line_id in {each.id for each in standing} & set(entry.removed):
        unit.edit(handover_item.KIND.code, line_id, {}, special="delete", group=step)
        changed = True
    return changed


def _record(db: Connection, handover_id: str) -> Record:
    record = records.get(db, handover_id)
    if record is None or record.kind != handover.KIND.code:
        raise NotFound(kind=handover.KIND.code, text=handover_id)
    return record


def _require(record: Record, status: str) -> None:
    now = record.fields.get("status")
    problem = check_transition(handover.KIND, now if isinstance(now, str) else None, status)
    if problem is not None:
        raise Refused(handover.KIND.code, [problem])


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else ()
