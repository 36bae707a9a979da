"""When an official leaves or changes post: everything that still hangs on them, and how each thing is closed.

Accounts that still open doors, certificates that still sign, machines in their custody, tokens they keep for
others, incidents they handle, hand-overs not signed. Computed from the records, closed by ordinary edits: one
gesture is one undo step, however many things it closes.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.services import certificate_states, handing_over, leaving_acts
from desktop.services.certificate_states import State
from desktop.services.leaving_acts import Act
from desktop.services.value_text import choice_label, date_text
from desktop.store import access, local_notes, records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.conditions import OPEN_INCIDENT
from protocol.field import JsonValue
from protocol.kinds import person as person_kind

GONE: Final = frozenset({"transferred", "retired"})
NOTES: Final = "leaving"    # local notes: how many things there were, who takes over
_MOST: Final = 2000
_GONE_DEVICES: Final = frozenset({"disposed", "lost", "transferred"})
_OVER_CERTIFICATES: Final = frozenset({State.REVOKED, State.EXPIRED})


class Group(StrEnum):
    """What hangs on a person, in the order of the page."""
    ACCOUNTS = "accounts"
    CERTIFICATES = "certificates"
    KEPT = "kept"
    CUSTODY = "custody"
    USE = "use"
    INCIDENTS = "incidents"
    ROOMS = "rooms"
    HANDOVERS = "handovers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is open. `acts` close it, the likeliest first; none: it is settled where it is opened.

    `is_waiting`: the commune has done its part, somebody else's answer is awaited.
    """
    group: Group
    kind: str
    id: str
    title: str
    detail: str = ""
    acts: tuple[Act, ...] = ()
    is_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Everything about one person who leaves. `done` of `total` things are closed; `successor` is "" until chosen."""
    person: str
    name: str
    status: str
    left_on: str
    items: tuple[Item, ...]
    done: int
    successor: str = ""
    successor_name: str = ""
    handover: str = ""    # the draft that was prepared for the devices
    post: str = field(default="")
    typed_status: str | None = None    # chosen on this page before and not written yet
    typed_day: str = ""

    @property
    def total(self) -> int:
        """Return how many things there were."""
        return self.done + len(self.items)

    @property
    def is_gone(self) -> bool:
        """Return whether the list of staff says so."""
        return self.status in GONE

    def of(self, group: Group) -> tuple[Item, ...]:
        """Return the open things of one group."""
        return tuple(each for each in self.items if each.group is group)


def read(db: Connection, person: str, day: date) -> Leaving | None:
    """Return everything that hangs on a person, None for one this book does not have."""
    record = records.get(db, person)
    if record is None or record.kind != person_kind.KIND.code:
        return None
    items = tuple(open_items(db, person, day))
    noted = local_notes.read(db, NOTES).get(person)
    kept = noted if isinstance(noted, Mapping) else {}
    successor = str(kept.get("successor") or "")
    most = kept.get("most")
    done = max(_settled(db, person), (most if isinstance(most, int) else 0) - len(items))
    office = records.title(db, str(record.fields["office"])) if record.fields.get("office") else ""
    return Leaving(
        person=person, name=str(record.fields.get("full_name") or ""), status=str(record.fields.get("status") or ""),
        left_on=str(record.fields.get("left_on") or ""), items=items, done=max(0, done), successor=successor,
        successor_name=records.title(db, successor) if successor else "", handover=_draft_of(db, person),
        post=" · ".join(part for part in (str(record.fields.get("title") or ""), office) if part),
        typed_status=str(kept["status"]) if "status" in kept else None, typed_day=str(kept.get("day") or ""))


def count_open(db: Connection, person: str, day: date) -> int:
    """Return how many things hang on a person."""
    return sum(1 for _ in open_items(db, person, day))


def left_with_open_things(db: Connection, day: date) -> list[tuple[str, str, int]]:
    """Return (id, name, open things) of everybody who has left and on whom something still hangs."""
    found = []
    for person in access.left_behind(db):
        if count := count_open(db, person, day):
            found.append((person, records.title(db, person), count))
    return found


def open_items(db: Connection, person: str, day: date) -> Iterator[Item]:
    """Return what hangs on a person, group by group; also what names them by a record that was joined with theirs."""
    names = access.known_as(db, person)
    yield from _accounts(db, names)
    yield from _certificates(db, names, day)
    yield from _devices(db, names)
    yield from _others(db, names)


def begin(store: Store, person: str, *, status: str, left_on: str, successor: str, day: date) -> str:
    """Write that a person leaves, on which day, and who takes over; return the undo group ("" if all stood there)."""
    group = leaving_acts.new_group()

    def write(unit: Unit) -> str:
        record = records.get(unit.db, person)
        if record is None:
            return ""
        wanted: dict[str, JsonValue] = {"left_on": left_on or None}
        if status:
            wanted["status"] = status
        moved = unit.edit("person", person, leaving_acts.checked(record, wanted), group=group)
        _note(unit, person, day, successor, is_written=True)
        return group if moved is not None else ""

    return store.submit(write).result()


def choose_successor(store: Store, person: str, successor: str, day: date) -> None:
    """Remember on this PC who takes over; nothing of the records changes."""
    store.submit(lambda unit: _note(unit, person, day, successor)).result()


def remember(store: Store, person: str, *, status: str, typed_day: str) -> None:
    """Keep what was chosen and typed and is not written yet, on this PC alone."""
    def write(unit: Unit) -> None:
        kept = local_notes.read(unit.db, NOTES).get(person)
        local_notes.write(unit, NOTES, person, {**(kept if isinstance(kept, Mapping) else {}), "status": status,
                                                "day": typed_day})

    store.submit(write).result()


def close(store: Store, person: str, wanted: Sequence[tuple[Item, Act]], *, successor: str,
          day: date) -> leaving_acts.Closed:
    """Return what came of closing these things: one undo step; what moved meanwhile is left and counted."""
    group = leaving_acts.new_group()

    def write(unit: Unit) -> leaving_acts.Closed:
        _note(unit, person, day, successor)
        done = left = 0
        for item, act in wanted:
            if leaving_acts.perform(unit, item.kind, item.id, act, person=person, successor=successor, day=day,
                                    group=group):
                done += 1
            else:
                left += 1
        return leaving_acts.Closed(done=done, left=left, group=group if done else "")

    return store.submit(write).result()


def prepare_handover(store: Store, person: str, *, successor: str, held_on: str, day: date) -> handing_over.Kept:
    """Return the draft of a hand-over of everything in a person's custody; a draft that is there gets what it lacks."""
    choose_successor(store, person, successor, day)
    db = store.read()
    draft = _draft_of(db, person)
    devices = [each.id for each in _held(db, access.known_as(db, person), "custodian")]
    before = handing_over.lines_of(db, draft) if draft else ()
    known = {line.device for line in before}
    lines = (*before, *(handing_over.Line(device=each) for each in devices if each not in known))
    values: dict[str, JsonValue] = {"reason": "leaver", "from_person": person}
    if successor:
        values["to_person"] = successor
    if held_on and not draft:
        values["held_on"] = held_on
    return handing_over.keep(store, handing_over.Entry(values=values, lines=lines, id=draft or None))


# --- what hangs on a person --------------------------------------------------------------------

def _accounts(db: Connection, names: list[str]) -> Iterator[Item]:
    kind = KINDS["account"]
    status_field = kind.field("status")
    assert status_field is not None
    found = records.page(db, Search(kind="account", where={"person": names}), 0, _MOST)
    titles = records.labels(db, found)
    for each in found:
        status = str(each.fields.get("status") or "unreviewed")
        if status in ("revoked", "missing"):
            continue
        acts = (Act.NOT_ISSUED,) if status == "pending" else (Act.REVOKED,)
        login = str(each.fields.get("login") or "")
        yield Item(group=Group.ACCOUNTS, kind="account", id=each.id, acts=acts,
                   title=titles.get(str(each.fields.get("system") or ""), ""),
                   detail=" · ".join(part for part in (choice_label(kind, status_field, status), login) if part))


def _certificates(db: Connection, names: list[str], day: date) -> Iterator[Item]:
    figures = certificate_states.reminders(db, day)
    own = records.page(db, Search(kind="certificate", where={"person": names}), 0, _MOST)
    for each in own:
        state = certificate_states.state_of(each.fields, day, figures)
        if state.state in _OVER_CERTIFICATES:
            continue
        is_asked = state.request in ("revoke", "change")
        acts = (Act.REVOKED,) if is_asked else (Act.ASK_REVOKE, Act.REVOKED, Act.ASK_CHANGE)
        yield Item(group=Group.CERTIFICATES, kind="certificate", id=each.id, acts=acts, is_waiting=is_asked,
                   title=_certificate_title(each), detail=state.words)
    for each in records.page(db, Search(kind="certificate", where={"keeper": names}), 0, _MOST):
        state = certificate_states.state_of(each.fields, day, figures)
        if each.fields.get("person") not in names and state.state is not State.REVOKED:
            holder = str(each.fields.get("person") or "")
            yield Item(group=Group.KEPT, kind="certificate", id=each.id, acts=(Act.PASS_ON, Act.LET_GO),
                       title=_certificate_title(each), detail=records.title(db, holder) if holder else state.words)


def _certificate_title(record: Record) -> str:
    parts = [str(record.fields.get(code) or "") for code in ("title", "carrier_number")]
    return " · ".join(part for part in parts if part) or str(record.fields.get("serial") or "–")


def _devices(db: Connection, names: list[str]) -> Iterator[Item]:
    kind = KINDS["device"]
    for group, code in ((Group.CUSTODY, "custodian"), (Group.USE, "users")):
        for each in _held(db, names, code):
            kept = str(each.fields.get("asset_code") or "")
            place = str(each.fields.get("location") or "")
            yield Item(group=group, kind=kind.code, id=each.id, title=" · ".join(
                part for part in (str(each.fields.get("name") or ""), kept) if part), detail=place,
                acts=(Act.PASS_ON, Act.LET_GO) if code == "custodian" else (Act.SWAP_USER, Act.DROP_USER))


def _held(db: Connection, names: list[str], code: str) -> list[Record]:
    found = records.page(db, Search(kind="device", where={code: names}), 0, _MOST)
    return [each for each in found if each.fields.get("status") not in _GONE_DEVICES]


def _others(db: Connection, names: list[str]) -> Iterator[Item]:
    status = KINDS["incident"].field("status")
    assert status is not None
    for each in records.page(db, Search(kind="incident", where={"handler": names}), 0, _MOST):
        now = str(each.fields.get("status") or "new")
        if now in OPEN_INCIDENT:
            yield Item(group=Group.INCIDENTS, kind="incident", id=each.id, title=str(each.fields.get("title") or ""),
                       detail=choice_label(KINDS["incident"], status, now), acts=(Act.PASS_ON, Act.LET_GO))
    for each in records.page(db, Search(kind="room", where={"contact": names}), 0, _MOST):
        yield Item(group=Group.ROOMS, kind="room", id=each.id, title=records.title(db, each.id),
                   acts=(Act.PASS_ON, Act.LET_GO))
    for each in _unsigned(db, names):
        held = str(each.fields.get("held_on") or "")
        yield Item(group=Group.HANDOVERS, kind="handover", id=each.id, title=str(each.fields.get("title") or ""),
                   detail=date_text(held) if held else "", is_waiting=each.fields.get("status") == "to_sign")


def _unsigned(db: Connection, names: list[str]) -> Iterable[Record]:
    made: dict[str, Record] = {}
    for code in ("from_person", "to_person"):
        for each in records.page(db, Search(kind="handover", where={code: names}), 0, _MOST):
            if str(each.fields.get("status") or "draft") in ("draft", "to_sign"):
                made[each.id] = each
    return made.values()


def _draft_of(db: Connection, person: str) -> str:
    """Return the draft that gives away what a person holds because they leave, "" for none."""
    wanted: dict[str, JsonValue] = {"from_person": person, "reason": "leaver"}
    found = records.page(db, Search(kind="handover", where=wanted), 0, _MOST)
    return next((each.id for each in found if str(each.fields.get("status") or "draft") == "draft"), "")


def _settled(db: Connection, person: str) -> int:
    """Return how many things of a person the records show as closed: what is revoked was theirs."""
    return sum(records.count(db, Search(kind=kind, where={"person": access.known_as(db, person), "status": "revoked"}))
               for kind in ("account", "certificate"))


def _note(unit: Unit, person: str, day: date, successor: str, *, is_written: bool = False) -> None:
    """Remember how many things there were at most: what is passed on leaves no trace at the one who leaves."""
    known = local_notes.read(unit.db, NOTES).get(person)
    kept = dict(known) if isinstance(known, Mapping) else {}
    before = kept.get("most")
    now = count_open(unit.db, person, day) + _settled(unit.db, person)
    kept |= {"most": max(now, before if isinstance(before, int) else 0), "successor": successor}
    if is_written:
        kept.pop("status", None)
        kept.pop("day", None)
    local_notes.write(unit, NOTES, person, kept)
