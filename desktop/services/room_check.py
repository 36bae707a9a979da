"""Whether a meeting room will do: its checklist, the last two-way check, its line, its devices – and why not."""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from desktop.language import N_, tr
from desktop.services import record_keeping, rules
from desktop.services.form_saving import new_group
from desktop.services.outage_by_hand import minute
from desktop.services.problems import NotFound
from desktop.services.value_text import date_text
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue, element_key
from protocol.kinds import room as room_kind

RULE: Final = "room-checklist"
_OUT_OF_WORK: Final = ("broken", "in_repair", "under_warranty", "to_dispose", "disposed", "lost", "transferred")
_MOST: Final = 500
_ANSWERS: Final = "answers"


class Standing(StrEnum):
    """How a room stands."""
    READY = "ready"
    NOT_READY = "not_ready"
    UNCHECKED = "unchecked"


WORDS: Final = {Standing.READY: N_("Fit"), Standing.NOT_READY: N_("Not fit"), Standing.UNCHECKED: N_("Not checked")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist; `there` is None where nobody looked."""
    key: str
    label: str
    required: bool
    there: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The standing of a room and the reasons, each one sentence without a full stop."""
    standing: Standing
    reasons: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was found in a two-way check. None where nobody said."""
    partner: str
    connected: bool
    we_hear: bool | None = None
    they_hear: bool | None = None
    we_see: bool | None = None
    they_see: bool | None = None
    held: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether everything was answered."""
        return not self.connected or None not in (self.we_hear, self.they_hear, self.we_see, self.they_see, self.held)

    @property
    def result(self) -> str:
        """Return the code of `room.check_result`."""
        ways = (self.we_hear, self.they_hear, self.we_see, self.they_see)
        if not self.connected or not any(ways):
            return "failed"
        return "both_ways" if all(ways) and self.held is not False else "one_way"

    def failed(self) -> list[str]:
        """Return what did not work, each as the words of an incident."""
        if not self.connected:
            return [tr("cannot connect to the other end")]
        said = ((self.we_hear, tr("the other end is not heard")),
                (self.they_hear, tr("the other end does not hear us")),
                (self.we_see, tr("no picture from the other end")),
                (self.they_see, tr("the other end sees no picture")),
                (self.held, tr("the connection breaks within two minutes")))
        return [words for answer, words in said if answer is False]


def judge(room: Record, rule: Mapping[str, Any], day: date, *, line: Record | None = None,
          devices: Iterable[Record] = (), disputed: Collection[str] = ()) -> Verdict:
    """Return whether the room is fit on `day`. What nobody looked at is "not checked", never "not fit".

    So is an item of which two PCs say different things (`disputed`).
    """
    looked = answered(room)
    items = tuple(Item(key=str(each["key"]), label=str(each["label"]), required=bool(each.get("required")),
                       there=_yes_or_no(looked.get(str(each["key"])))) for each in rule.get("items", ()))
    wrong = [tr("Missing: {what}", what=each.label) for each in items
             if each.required and each.there is False and each.key not in disputed]
    result = room.fields.get("check_result")
    if result == "failed":
        wrong.append(tr("The last check did not connect"))
    elif result == "one_way":
        wrong.append(tr("The last check worked one way only"))
    wrong += [tr("{device} does not work", device=_name(each)) for each in devices
              if each.fields.get("status") in _OUT_OF_WORK and not each.deleted]
    wrong += _line_reasons(line, rule)
    unlooked = "; ".join(each.label for each in items if each.required and each.there is None)
    unknown = [tr("Not looked at: {what}", what=unlooked)] if unlooked else []
    contested = "; ".join(each.label for each in items if each.required and each.key in disputed)
    unknown += [tr("Two PCs wrote differently: {what}", what=contested)] if contested else []
    unknown += _age_reasons(room, rule, day)
    standing = Standing.NOT_READY if wrong else Standing.UNCHECKED if unknown else Standing.READY
    return Verdict(standing=standing, reasons=(*wrong, *unknown), items=items)


def answered(room: Record) -> dict[str, Any]:
    """Return what was answered of the checklist, by item; what an earlier version wrote stands underneath."""
    told = (room.fields.get(code) for code in ("checklist", _ANSWERS))
    return {key: said for each in told if isinstance(each, Mapping) for key, said in each.items()}


def verdicts(db: Connection, day: date) -> dict[str, Verdict]:
    """Return the verdict of every room, by its id."""
    rule = rules.value(db, RULE, day)
    rooms = records.page(db, Search(kind="room"), 0, _MOST)
    wanted = {str(each) for room in rooms for each in (room.fields.get("line"), *_ids(room.fields.get("devices")))
              if each}
    known = records.get_many(db, wanted)
    disputed = records.disputed_parts(db, [room.id for room in rooms], _ANSWERS)
    return {room.id: judge(room, rule, day, line=known.get(str(room.fields.get("line") or "")),
                           devices=[known[each] for each in _ids(room.fields.get("devices")) if each in known],
                           disputed=disputed.get(room.id, ()))
            for room in rooms}


def verdict_of(db: Connection, room: Record, day: date) -> Verdict:
    """Return the verdict of one room."""
    known = records.get_many(db, [str(room.fields.get("line") or ""), *_ids(room.fields.get("devices"))])
    return judge(room, rules.value(db, RULE, day), day, line=known.get(str(room.fields.get("line") or "")),
                 devices=[known[each] for each in _ids(room.fields.get("devices")) if each in known],
                 disputed=records.disputed_parts(db, [room.id], _ANSWERS).get(room.id, ()))


def mark(store: Store, room: str, item: str, there: bool | None) -> str:
    """Say of one item that it is there, that it is not, or that nobody looked; return the undo group.

    Each item is a field of its own: two PCs that look at different ones do not meet.
    """
    return _write(store, room, {}, {item: there})


def save_check(store: Store, room: str, answers: Answers, *, now: datetime) -> str:
    """Keep the result of a two-way check, and what it says of the checklist; return the undo group."""
    found: dict[str, bool | None] = {}
    if answers.connected:
        found = {"camera": answers.they_see, "screen": answers.we_see,
                 "audio": _both(answers.we_hear, answers.they_hear)}
    return _write(store, room, {"checked_at": minute(now), "check_result": answers.result,
                                "check_partner": answers.partner.strip() or None},
                  {key: value for key, value in found.items() if value is not None})


def _write(store: Store, room: str, flat: dict[str, JsonValue], marks: Mapping[str, bool | None]) -> str:
    group = new_group()

    def write(unit: Unit) -> None:
        record = records.get(unit.db, room)
        if record is None:
            raise NotFound(kind="room", text=room)
        keys = {element_key(_ANSWERS, item): said for item, said in marks.items()}
        clean = record_keeping.check(room_kind.KIND, {**flat, **keys, **_taken_out(record, marks)}, record)
        # Of an item that two PCs answer differently, the next answer is the choice, also when it stands there.
        asked = {key for key in keys if records.disputed(unit.db, [room], key)}
        unit.edit("room", room, {key: value for key, value in clean.items() if key not in asked}, group=group)
        unit.edit("room", room, {key: clean[key] for key in asked}, group=group, keep_equal=True)

    store.submit(write).result()
    return group


def _taken_out(record: Record, marks: Mapping[str, bool | None]) -> dict[str, JsonValue]:
    """Return the earlier checklist without the items that nobody is to have looked at."""
    told = record.fields.get("checklist")
    if not isinstance(told, Mapping):
        return {}
    left = {key: said for key, said in told.items() if key not in marks or marks[key] is not None}
    return {} if len(left) == len(told) else {"checklist": left or None}


def _line_reasons(line: Record | None, rule: Mapping[str, Any]) -> list[str]:
    if line is None or line.deleted:
        return []
    if line.fields.get("status") in ("suspended", "ended"):
        return [tr("The line {line} is not in use", line=_name(line))]
    measured, least = line.fields.get("measured_mbps"), rule.get("minimum_mbps")
    if isinstance(measured, int) and isinstance(least, int) and measured < least:
        return [tr("The line gives {measured} Mbps, {least} are needed", measured=measured, least=least)]
    return []


def _age_reasons(room: Record, rule: Mapping[str, Any], day: date) -> list[str]:
    at = str(room.fields.get("checked_at") or "")[:10]
    try:
        days = (day - date.fromisoformat(at)).days
    except ValueError:
        return [tr("No two-way check yet")]
    valid = rule.get("check_valid_days")
    if isinstance(valid, int) and days > valid:
        return [tr("The last check was on {day}, more than {days} days ago", day=date_text(at), days=valid)]
    return []


def _name(record: Record) -> str:
    return str(record.fields.get("name") or "")


def _ids(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else []


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _both(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None or other is None else one and other
