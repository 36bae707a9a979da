"""Which record is this machine? By its hardware identifier, then its serial number; never by a name alone."""
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from desktop.services.machine import words
from desktop.services.machine.reading import Reading, macs_in
from desktop.store import machines
from desktop.store.driver import Connection

_BETWEEN: Final = re.compile(r"[\W_]+")
UUID, SERIAL, MAC = "hardware_uuid", "serial", "mac"


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

    def add(self, record: str, uuid: str, serial: str, mac: str = "") -> None:
        """Note the codes of one record."""
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
    for record, uuid, serial, mac in machines.codes(db):
        made.add(record, uuid, serial, mac)
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
    return Found(ids=ids, by=MAC if ids else "")    # a card moves from PC to PC: never sure


def serial_key(serial: str) -> str:
    """Return a serial number as it is compared: "5cg 012-3abc" is 5CG0123ABC; "" for a word that is none."""
    return "" if words.is_no_value(serial) else _BETWEEN.sub("", serial).upper()


def _is_another(book: Known, record: str, uuid: str, serial: str) -> bool:
    """Return whether the record names another machine: both tell a code, and not the same."""
    return bool(uuid and record in book.uuids) or bool(serial and record in book.serials)
