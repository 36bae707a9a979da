"""Reads this PC under Windows through the system's own PowerShell: CIM classes and the list of programs.

The script only asks and prints one line of JSON; what it means is worked out here, where it is tested.
Each question fails by itself: a PC without SecurityCenter2 or with a broken class tells the rest.
"""
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from desktop.services.machine import words
from desktop.services.machine.problems import MachineUnreadable
from desktop.services.machine.reading import Adapter, Disk, Reading, best_disks, in_gigabytes, in_order
from desktop.services.machine.windows_script import SCRIPT

TIMEOUT_S: Final = 45.0     # the first PowerShell of the day on an old disk alone takes ten
ANSWER_LIMIT: Final = 2_000_000
_NO_WINDOW: Final = 0x08000000      # CREATE_NO_WINDOW

def read() -> Reading:
    """Return what this PC says of itself; takes a second or two. Raises MachineUnreadable."""
    command = [powershell(), "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", SCRIPT]
    flags = _NO_WINDOW if sys.platform == "win32" else 0
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT_S,
                              creationflags=flags, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise MachineUnreadable from problem
    return parsed(done.stdout)


def powershell() -> str:
    """Return the path of the system's own PowerShell; what lies in the PATH is not asked."""
    root = os.environ.get("SYSTEMROOT") or r"C:\Windows"
    return str(Path(root) / "System32" / "WindowsPowerShell" / "v1.0" / "powershell.exe")


def parsed(answer: bytes) -> Reading:
    """Return the reading in the script's answer. Raises MachineUnreadable where it is none."""
    try:
        told = json.loads(answer[:ANSWER_LIMIT].decode("utf-8-sig", errors="replace"), object_hook=_unwrapped)
    except (ValueError, RecursionError) as problem:
        raise MachineUnreadable from problem
    if not isinstance(told, dict):
        raise MachineUnreadable
    reading = _reading(told)
    if not reading.says_something:
        raise MachineUnreadable
    return reading


def _unwrapped(said: dict[str, object]) -> object:
    """Return a list that PowerShell 5.1 wrote as {"value": […], "Count": n}, which it does to some."""
    return said["value"] if said.keys() == {"value", "Count"} and isinstance(said["value"], list) else said


def _reading(told: Mapping[str, object]) -> Reading:
    system, product, board, firmware = (_first(told, each) for each in ("system", "product", "board", "firmware"))
    makers = (system.get("Manufacturer"), product.get("Vendor"), firmware.get("SystemManufacturer"),
              board.get("Manufacturer"), firmware.get("BaseBoardManufacturer"))
    maker = next((name for said in makers if (name := words.maker_words(said))), "")
    models = [system.get("Model"), product.get("Name"), firmware.get("SystemProductName"), board.get("Product"),
              firmware.get("BaseBoardProduct")]
    if maker == "Lenovo":    # its model is a number; people know the version: ThinkCentre M710q
        models = [product.get("Version"), firmware.get("SystemVersion"), *models]
    enclosure = _first(told, "enclosure")
    serials = (_first(told, "bios").get("SerialNumber"), product.get("IdentifyingNumber"),
               enclosure.get("SerialNumber"), board.get("SerialNumber"))
    processors = (_first(told, "processor").get("Name"), _first(told, "core").get("ProcessorNameString"))
    return Reading(
        name=words.text_of(system.get("Name")), kind=_kind(enclosure, system), maker=maker,
        model=next((name for said in models if (name := words.model_words(said, maker))), ""),
        serial=next((text for said in serials if (text := words.text_of(said))), ""),
        hardware_uuid=words.uuid_of(product.get("UUID")),
        cpu=next((name for said in processors if (name := words.cpu_words(said))), ""),
        ram_gb=in_gigabytes(sum(whole(each.get("Capacity")) for each in _all(told, "memory"))
                            or whole(system.get("TotalPhysicalMemory"))),
        disks=_disks(told), os=words.os_words(_first(told, "os").get("Caption")),
        office_suite=_office(told.get("software")), antivirus=_antivirus(told), adapters=in_order(_adapters(told)))


def _kind(enclosure: Mapping[str, object], system: Mapping[str, object]) -> str:
    types = enclosure.get("ChassisTypes")
    for each in types if isinstance(types, list) else [types]:
        if kind := words.chassis_words(each):
            return kind
    return {1: "desktop", 2: "laptop"}.get(whole(system.get("PCSystemType")), "")


def _disks(told: Mapping[str, object]) -> tuple[Disk, ...]:
    found = []
    for each in _all(told, "disk"):
        if whole(each.get("BusType")) not in _OUTSIDE_BUSES:
            said = {3: "HDD", 4: "SSD"}.get(whole(each.get("MediaType")), "")
            said = "SSD" if whole(each.get("BusType")) == _NVME else said
            found.append((said, str(each.get("Model") or ""), whole(each.get("Size")) // 1_000_000))
    if not found:
        for each in _all(told, "drive"):    # before Windows 8, or where the storage service does not answer
            outside = str(each.get("InterfaceType") or "").upper() in ("USB", "1394")
            if not outside and "removable" not in str(each.get("MediaType") or "").casefold():
                found.append(("", str(each.get("Model") or ""), whole(each.get("Size")) // 1_000_000))
    return best_disks(found)


def _office(names: object) -> str | None:
    if names is None:
        return None
    listed = names if isinstance(names, list) else [names]
    return words.office_words([each for each in listed if isinstance(each, str)])


def _antivirus(told: Mapping[str, object]) -> str | None:
    if told.get("antivirus") is None:
        return None
    names = [words.text_of(each.get("displayName")) for each in _all(told, "antivirus")
             if whole(each.get("productState")) & _GUARD_IS_ON]
    return ", ".join(dict.fromkeys(name for name in names if name))[:words.LONGEST]


def _adapters(told: Mapping[str, object]) -> Iterator[Adapter]:
    found = [each for each in _all(told, "adapter") if each.get("HardwareInterface") is True]
    for each in found:
        medium = whole(each.get("NdisPhysicalMedium"))
        if medium != _BLUETOOTH:
            yield Adapter(mac=str(each.get("PermanentAddress") or ""), type="wifi" if medium in _WIFI else "ethernet",
                          is_up=whole(each.get("MediaConnectState")) == 1)
    if found:
        return
    for each in _all(told, "card"):
        name, place = str(each.get("Name") or ""), str(each.get("PNPDeviceID") or "").upper()
        if each.get("PhysicalAdapter") is True and place.startswith(("PCI\\", "USB\\")) \
                and "bluetooth" not in name.casefold():
            is_wireless = any(word in name.casefold() for word in ("wireless", "wi-fi", "wifi", "802.11", "wlan"))
            yield Adapter(mac=str(each.get("MACAddress") or ""), type="wifi" if is_wireless else "ethernet",
                          is_up=whole(each.get("NetConnectionStatus")) == _CONNECTED)


def whole(said: object) -> int:
    """Return a number however it was written; 0 for what is none."""
    if isinstance(said, bool):
        return 0
    if isinstance(said, str) and said.strip().isdecimal() and len(said) < 20:
        return int(said)
    return max(0, said) if isinstance(said, int) and said < 10 ** 18 else 0


def _all(told: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    """Return the answers to one question: PowerShell makes one of a list of one."""
    said = told.get(key)
    listed = said if isinstance(said, list) else [said]
    return [each for each in listed[:_MOST] if isinstance(each, dict)]


def _first(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    return next(iter(_all(told, key)), {})


_MOST: Final = 200
_OUTSIDE_BUSES: Final = frozenset({4, 7, 12, 13, 14, 15})    # 1394, USB, SD, MMC, virtual disks and files
_NVME: Final = 17
_GUARD_IS_ON: Final = 0x1000
_BLUETOOTH: Final = 10
_WIFI: Final = frozenset({1, 9})     # wireless LAN, native 802.11
_CONNECTED: Final = 2
