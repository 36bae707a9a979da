"""Puts readings of machines into the book: shown field by field first, then one undo step for all of them."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop.services import record_keeping
from desktop.services.form_saving import FormEntry, named, new_group
from desktop.services.machine import matching
from desktop.services.machine.problems import SecretMachine
from desktop.services.machine.reading import FIELDS, Reading, kept, same_value, standing, title_of, values
from desktop.services.problems import NotFound
from desktop.store import drafts, records
from desktop.store.feeds import Sight
from desktop.store.records import Record
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.field import JsonValue
from protocol.kinds.device import STANDALONE_SECRET

HERE, USB, FILE = "here", "usb", "file"
_KIND: Final = "device"
_STAMPS: Final = ("read_at", "by", "name")


class State(StrEnum):
    """How a field of the book stands to what was read."""
    SAME = "same"        # says the same, perhaps in other letters
    FILLED = "filled"    # was empty
    CHANGED = "changed"  # the machine has changed since its last reading
    EDITED = "edited"    # a person wrote it: kept unless that person says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field: what the book says, what the machine says, and what follows."""
    field: str
    old: JsonValue
    new: JsonValue
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One machine to be saved. `record` is None for a new one; `take` are edited fields that may be overwritten.

    `fields` are flat values that a person typed beside it, a reference `new:Name` is made on the way; `draft` is
    the key under which they were kept until now.
    """
    reading: Reading
    by: str
    record: str | None = None
    take: frozenset[str] = frozenset()
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    seen: Sight | None = None
    draft: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMachines:
    """What was written; `group` takes all of it back, "" where nothing was to be written."""
    group: str
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the records that were written."""
        return self.created + self.changed


def is_secret(record: Record | None) -> bool:
    """Return whether the record is a PC for secret papers, of which nothing is kept."""
    return record is not None and record.fields.get("network") == STANDALONE_SECRET


def changes(reading: Reading, record: Record | None) -> tuple[FieldChange, ...]:
    """Return what the reading means for each field that it knows of, in the order of the sheet."""
    read, fields = values(reading), record.fields if record is not None else {}
    return tuple(FieldChange(field=code, old=fields.get(code), new=read[code],
                             state=_state(code, fields.get(code), read[code], fields.get("reading")))
                 for code in FIELDS if code in read)


def _state(code: str, old: JsonValue, new: JsonValue, last_reading: JsonValue) -> State:
    if same_value(code, old, new):
        return State.SAME
    was_read, last = standing(last_reading, code)
    if was_read and same_value(code, old, last):
        return State.CHANGED if old not in (None, "") else State.FILLED
    if old in (None, ""):
        return State.EDITED if was_read and last is not None else State.FILLED    # somebody emptied it on purpose
    return State.EDITED


def has_news(reading: Reading, record: Record | None) -> bool:
    """Return whether saving would write anything but the hour of the reading."""
    if record is None or any(each.state in (State.FILLED, State.CHANGED) for each in changes(reading, record)):
        return True
    last = record.fields.get("reading")
    known = {key: value for key, value in last.items() if key not in _STAMPS} if isinstance(last, Mapping) else None
    return known != values(reading)


def save(store: Store, entries: Sequence[Entry]) -> SavedMachines:
    """Return what was written of `entries`, in one step, or nothing of it.

    Raises SecretMachine, NotFound, Refused, or an error of the store.
    """
    group = new_group()

    def write(unit: Unit) -> SavedMachines:
        created: list[str] = []
        changed: list[str] = []
        book = matching.known(unit.db) if any(each.record is None for each in entries) else matching.Known()
        for entry in entries:
            if entry.draft:
                drafts.drop(unit, entry.draft)
            # A machine that came twice, or that another window has saved since, is not made a second time.
            again = matching.find(book, entry.reading) if entry.record is None else None
            record_id = again.ids[0] if again is not None and again.is_sure else entry.record
            if record_id is None:
                created.append(_create(unit, entry, group))
                book.add(created[-1], entry.reading.hardware_uuid, entry.reading.serial)
            elif _update(unit, entry, record_id, group):
                changed.append(record_id)
        is_written = bool(created or changed)
        return SavedMachines(group=group if is_written else "", created=tuple(created),
                             changed=tuple(each for each in dict.fromkeys(changed) if each not in created))

    return store.submit(write).result()


def _create(unit: Unit, entry: Entry, group: str) -> str:
    typed = _typed(unit, entry, group)
    if typed.get("network") == STANDALONE_SECRET:
        raise SecretMachine
    flat: dict[str, JsonValue] = {
        "name": _name_of(entry), "kind": entry.reading.kind or "desktop", "status": "in_use",
        **values(entry.reading), **typed, "reading": kept(entry.reading, entry.by)}
    return unit.create(_KIND, record_keeping.check(KINDS[_KIND], flat, None), group=group)


def _name_of(entry: Entry) -> str:
    """Return what a new record is called; of forty white boxes from a stick each keeps its name in the network."""
    title, name = title_of(entry.reading), entry.reading.name
    return title if entry.by == HERE or not name or name in title else f"{title} – {name}"


def _update(unit: Unit, entry: Entry, record_id: str, group: str) -> bool:
    record = records.get(unit.db, record_id)
    if record is None or record.deleted or record.kind != _KIND:
        raise NotFound(kind=_KIND, text=record_id)
    typed = _typed(unit, entry, group)
    if is_secret(record) or typed.get("network") == STANDALONE_SECRET:
        raise SecretMachine
    flat: dict[str, JsonValue] = {
        each.field: each.new for each in changes(entry.reading, record)
        if each.state in (State.FILLED, State.CHANGED) or (each.state is State.EDITED and each.field in entry.take)}
    if flat or has_news(entry.reading, record):
        flat["reading"] = kept(entry.reading, entry.by)
    flat.update(typed)
    clean = record_keeping.check(KINDS[_KIND], flat, record)
    return unit.edit(_KIND, record_id, clean, seen=entry.seen, group=group) is not None


def _typed(unit: Unit, entry: Entry, group: str) -> dict[str, JsonValue]:
    """Return what a person typed beside the reading; persons and offices that are new are made."""
    flat, wanted = named(unit, FormEntry(kind=_KIND, id=entry.record, values=entry.fields))
    for record_id, (target, name) in wanted.items():
        kind = KINDS[target]
        unit.create(target, record_keeping.check(kind, {kind.title[0]: name}, None), id=record_id, group=group)
    return flat
