"""Which record is this machine? By its hardware identifier, then its serial number; never by a name alone.

Boards without either are many in communes: a network card is a question then, unless the record was read before
under the same name, from the same board. Without a card, too, such a record is a question and no second machine.
"""
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from desktop.services.machine import words
from desktop.services.machine.reading import Reading, macs_in
from desktop.store import machines
from desktop.store.driver import Connection

_BETWEEN: Final = re.compile(r"[\W_]+")
UUID, SERIAL, MAC, NAME = "hardware_uuid", "serial", "mac", "computer_name"
_TOLD = ("name", "maker", "model", "cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The records that may be this machine, and the field that says so ("" for none).

    `is_sure`: there is one, and nothing speaks against it; otherwise a person chooses.
    """
    ids: tuple[str, ...] = ()
    by: str = ""
    is_sure: bool = False


@dataclass(slots=True, kw_only=True)
class Known:
    """Every code of the book's devices, read once for many machines."""
    by_uuid: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_serial: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_mac: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    uuids: dict[str, str] = field(default_factory=dict)
    serials: dict[str, str] = field(default_factory=dict)
    by_name: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: str, uuid: str, serial: str, mac: str = "", read: str = "") -> None:
        """Note the codes of one record, and the JSON of its last reading."""
        if (told := _told(json.loads(read) if read else {})) is not None:
            self.by_name[told].append(record)
        if plain := words.uuid_of(uuid):
            self.uuids[record] = plain
            self.by_uuid[plain].append(record)
        if plain := serial_key(serial):
            self.serials[record] = plain
            self.by_serial[plain].append(record)
        for each in macs_in(mac):
            self.by_mac[each].append(record)


def known(db: Connection) -> Known:
    """Return the codes of the book as it is now."""
    made = Known()
    for codes in machines.codes(db):
        made.add(*codes)
    return made


def find(book: Known, reading: Reading) -> Found:
    """Return which records may be the machine of `reading`."""
    uuid, serial = reading.hardware_uuid, serial_key(reading.serial)
    own_uuids = {uuid, words.turned_uuid(uuid)} if uuid else set()
    ids = tuple(dict.fromkeys(record for each in sorted(own_uuids) for record in book.by_uuid.get(each, ())))
    if ids:
        return Found(ids=ids, by=UUID, is_sure=len(ids) == 1)
    ids = tuple(book.by_serial.get(serial, ())) if serial else ()
    if ids:
        # Another board in the same case, or two makers with one number: the same serial alone proves nothing then.
        is_other = any(uuid and record in book.uuids for record in ids)
        return Found(ids=ids, by=SERIAL, is_sure=len(ids) == 1 and not is_other)
    by_mac = dict.fromkeys(record for each in reading.adapters for record in book.by_mac.get(each.mac, ()))
    ids = tuple(record for record in by_mac if not _is_another(book, record, uuid, serial))
    told = _told({"name": reading.name, "maker": reading.maker, "model": reading.model, "cpu": reading.cpu})
    named = () if uuid or serial or told is None else tuple(
        record for record in book.by_name.get(told, ()) if record not in book.uuids and record not in book.serials)
    if ids:    # a card moves from PC to PC: sure only where everything else is told the same, too
        return Found(ids=ids, by=MAC, is_sure=len(ids) == 1 and ids == named)
    return Found(ids=named, by=NAME if named else "")


def serial_key(serial: str) -> str:
    """Return a serial number as it is compared: "5cg 012-3abc" is 5CG0123ABC; "" for a word that is none."""
    return "" if words.is_no_value(serial) else _BETWEEN.sub("", serial).upper()


def _is_another(book: Known, record: str, uuid: str, serial: str) -> bool:
    """Return whether the record names another machine: both tell a code, and not the same."""
    return bool(uuid and record in book.uuids) or bool(serial and record in book.serials)


def _told(reading: object) -> tuple[str, ...] | None:
    """Return under which name, and as which board, a machine told of itself; None without a name."""
    said = tuple(str(reading.get(each) or "").casefold() for each in _TOLD) if isinstance(reading, dict) else ()
    return said if said and said[0] and any(said[1:]) else None
