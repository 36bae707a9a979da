"""What a machine says of itself, in the words of the book: "Dell", "OptiPlex 3050", "SSD 256GB", "Windows 10 Pro".

Every reader (Windows, Linux, a GLPI file) ends here, so that the same machine reads the same whoever read it.
"""
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.services.machine.words import disk_size_words, media_of
from protocol.field import JsonValue
from protocol.folding import fold

FIELDS: Final = ("maker", "model", "serial", "hardware_uuid", "cpu", "ram_gb", "disk", "os", "office_suite",
                 "antivirus", "mac")
"""The fields of a device that a reading fills, in the order in which they are shown."""


NONE: Final = "Không có"
"""What a record says of a PC that surely has no antivirus or office suite; an empty field is not known."""
_NONE_TYPED: Final = frozenset({"khong", "khong co", "chua", "chua co", "chua cai", "none", "no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """One built-in disk. `media` is HDD, SSD, eMMC or "" where the machine does not say; size in 10^6 bytes."""
    media: str = ""
    size_mb: int = 0

    def words(self) -> str:
        """Return "SSD 256GB"; "256GB" of a disk that does not say what it is."""
        return f"{self.media} {disk_size_words(self.size_mb)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One network card of the machine, never a virtual one. `type` is ethernet or wifi."""
    mac: str
    type: str = "ethernet"
    is_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at a machine. "" and () are not known, except: `office_suite` and `antivirus` are None when
    not known, "" when it is sure that there is none. `read_at` is Vietnam wall time to the minute.
    """
    name: str = ""            # of the computer in its network; never enough to find a record by
    kind: str = ""            # desktop, laptop, tablet, server
    maker: str = ""
    model: str = ""
    serial: str = ""
    hardware_uuid: str = ""   # lower case, with hyphens
    cpu: str = ""
    ram_gb: int = 0
    disks: tuple[Disk, ...] = ()
    os: str = ""
    office_suite: str | None = None
    antivirus: str | None = None
    adapters: tuple[Adapter, ...] = ()
    read_at: str = ""

    @property
    def says_something(self) -> bool:
        """Return whether anything of a machine was read at all."""
        return bool(self.maker or self.model or self.serial or self.hardware_uuid or self.cpu)


def values(reading: Reading) -> dict[str, JsonValue]:
    """Return {field: value} of what is known; `NONE` where it is sure that there is nothing."""
    found: dict[str, JsonValue] = {code: getattr(reading, code) for code in FIELDS if code not in ("disk", "mac")}
    found["disk"] = " + ".join(disk.words() for disk in reading.disks[:_MOST])
    found["mac"] = ", ".join(each.mac for each in reading.adapters[:_MOST])
    for code in ("office_suite", "antivirus"):
        found[code] = NONE if found[code] == "" else found[code]
    return {code: value for code in FIELDS if (value := found[code])}


def kept(reading: Reading, by: str) -> dict[str, JsonValue]:
    """Return what `device.reading` keeps: the values, when they were read, and by what (here, usb, file)."""
    return {**values(reading), "read_at": reading.read_at, "by": by, **({"name": reading.name} if reading.name else {})}


def title_of(reading: Reading) -> str:
    """Return how a record of this machine may be called: "Dell OptiPlex 3050", or its name in the network."""
    return " ".join(part for part in (reading.maker, reading.model) if part) or reading.name


def in_order(adapters: Iterable[Adapter]) -> tuple[Adapter, ...]:
    """Return the cards with a real address, each once, wired ones first."""
    known: dict[str, Adapter] = {}
    for each in adapters:
        mac = plain_mac(each.mac)
        if mac and not (each.type == "wifi" and int(mac[1], 16) & 2):    # Windows makes up Wi-Fi addresses
            known.setdefault(mac, Adapter(mac=mac, type=each.type, is_up=each.is_up))
    return tuple(sorted(known.values(), key=lambda each: each.type != "ethernet"))


def plain_mac(text: str) -> str:
    """Return a MAC address as 00:1A:2B:3C:4D:5E, "" for what is none."""
    digits = _MAC_SIGNS.sub("", text).upper()
    if not _MAC_DIGITS.fullmatch(digits) or digits == digits[0] * 12:
        return ""
    return ":".join((digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:10], digits[10:]))


def best_disks(found: Sequence[tuple[str, str, int]]) -> tuple[Disk, ...]:
    """Return the disks of (type, model, 10^6 bytes), the fastest kind first; what is no disk is left out."""
    made = [Disk(media=media_of(type_, model), size_mb=size) for type_, model, size in found if size >= _LEAST_DISK_MB]
    return tuple(sorted(made, key=lambda disk: ("SSD", "HDD", "eMMC", "").index(disk.media)))


def in_gigabytes(total_bytes: int) -> int:
    """Return memory as it is sold: what the graphics card and the firmware hold back is counted again."""
    return -(-total_bytes // _GIB) if total_bytes > 0 else 0


def same_value(field: str, ours: JsonValue, read: JsonValue) -> bool:
    """Return whether a record says the same in other letters: "256 GB SSD" and "SSD 256GB"."""
    if ours in (None, "") or read in (None, ""):
        return ours in (None, "") and read in (None, "")
    if field == "mac":
        return macs_in(str(ours)) == macs_in(str(read))
    if field == "ram_gb":
        return ours == read
    if read == NONE:
        return fold(str(ours)) in _NONE_TYPED
    return sorted(re.findall(r"[^\W\d_]+|\d+", str(ours).casefold())) == sorted(
        re.findall(r"[^\W\d_]+|\d+", str(read).casefold()))


def macs_in(text: str) -> frozenset[str]:
    """Return the MAC addresses written in a field, however they are written."""
    return frozenset(plain_mac(found) for found in _MAC.findall(text)) - {""}


def standing(kept_reading: JsonValue, field: str) -> tuple[bool, JsonValue]:
    """Return (whether a former reading knew the field, what it said)."""
    if not isinstance(kept_reading, Mapping) or field not in kept_reading:
        return False, None
    return True, kept_reading[field]


_MAC_SIGNS: Final = re.compile(r"[-:. ]")
_MAC_DIGITS: Final = re.compile(r"[0-9A-F]{12}")
_MAC: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[-: ]?){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}")
_MOST: Final = 8
_LEAST_DISK_MB: Final = 8_000
_GIB: Final = 1024 ** 3
