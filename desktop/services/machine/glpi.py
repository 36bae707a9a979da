"""A machine as GLPI inventory JSON, the form of glpi-agent 1.x: what we hold goes out and comes back the same.

https://github.com/glpi-project/inventory_format describes the form. A file is somebody else's: it is
measured before it is parsed, and what is not of the form ends in one sentence.
"""
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop.services.machine import words
from desktop.services.machine.problems import BadMachineFile, MachineFileHostile, MachineFileTooBig
from desktop.services.machine.reading import Adapter, Disk, Reading, best_disks, in_order
from desktop.services.problems import NoFile

FILE_LIMIT: Final = 8 * 1024 * 1024     # a full inventory with every program of a PC has about 1 MB
DEPTH_LIMIT: Final = 32
CLIENT: Final = "So-CNTT"
_ENTRIES: Final = 5_000
_NO_BRACKETS: Final = bytes(each for each in range(256) if each not in b"[]{}")
_CHASSIS: Final = {"desktop": "Desktop", "laptop": "Notebook", "tablet": "Tablet", "server": "Main Server Chassis"}

Section = Mapping[str, object]


def text_of(reading: Reading) -> str:
    """Return the file of one machine."""
    return json.dumps(document(reading), ensure_ascii=False, indent=2) + "\n"


def document(reading: Reading) -> dict[str, object]:
    """Return the inventory of one machine; what is not known is left out."""
    stamp = reading.read_at.replace("T", " ") + ":00" if reading.read_at else ""
    name = reading.name or reading.serial or reading.model or "PC"
    content: dict[str, object] = {
        "versionclient": f"{CLIENT}_v1",
        "accesslog": _known({"logdate": stamp}),
        "bios": _known({"smanufacturer": reading.maker, "smodel": reading.model, "ssn": reading.serial}),
        "hardware": _known({"name": reading.name, "uuid": reading.hardware_uuid.upper(),
                            "memory": reading.ram_gb * 1024, "chassis_type": _CHASSIS.get(reading.kind, "")}),
        "cpus": [{"name": reading.cpu}] if reading.cpu else [],
        "memories": [{"capacity": reading.ram_gb * 1024}] if reading.ram_gb else [],
        "storages": [{"type": disk.media or "disk", "disksize": disk.size_mb} for disk in reading.disks],
        "operatingsystem": _known({"full_name": reading.os, "name": reading.os.partition(" ")[0]}),
        "networks": [{"description": each.type, "type": each.type, "mac": each.mac.lower(),
                      "status": "up" if each.is_up else "down", "virtualdev": False} for each in reading.adapters],
    }
    if reading.antivirus is not None:
        content["antivirus"] = [{"name": name, "enabled": True} for name in reading.antivirus.split(", ") if name]
    if reading.office_suite is not None:
        content["softwares"] = [{"name": name} for name in reading.office_suite.split(", ") if name]
    when = stamp.replace(" ", "-").replace(":", "-")
    return {"action": "inventory", "deviceid": f"{name}-{when}".rstrip("-"), "itemtype": "Computer",
            "content": {key: value for key, value in content.items() if value or key in ("antivirus", "softwares")}}


def read(path: Path) -> Reading:
    """Return the machine in a file. Raises NoFile, BadMachineFile and those under it."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except FileNotFoundError as problem:
        raise NoFile(file=path.name) from problem
    except OSError as problem:
        raise BadMachineFile(file=path.name) from problem
    try:
        return parsed(data)
    except BadMachineFile as problem:
        raise type(problem)(file=path.name) from problem


def parsed(data: bytes) -> Reading:
    """Return the machine in the bytes of a file. Raises BadMachineFile and those under it."""
    if len(data) > FILE_LIMIT or _depth(data) > DEPTH_LIMIT:
        raise MachineFileTooBig(file="")
    try:
        told = json.loads(data.decode(_encoding(data)))
    except (ValueError, RecursionError) as problem:
        raise BadMachineFile(file="") from problem
    if not isinstance(told, dict) or not isinstance(told.get("content"), dict) \
            or told.get("itemtype", "Computer") != "Computer":
        raise BadMachineFile(file="")
    reading = _reading(told["content"])
    if not reading.says_something:
        raise BadMachineFile(file="")
    return reading


def _encoding(data: bytes) -> str:
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _depth(data: bytes) -> int:
    """Return how deep brackets go, those in texts too: no inventory comes near the limit either way."""
    depth = most = 0
    for byte in data.translate(None, delete=_NO_BRACKETS):
        depth += 1 if byte in b"[{" else -1
        most = max(most, depth)
    return most


def _reading(content: Section) -> Reading:
    bios, hardware = _section(content, "bios"), _section(content, "hardware")
    system, log = _section(content, "operatingsystem"), _section(content, "accesslog")
    maker = words.maker_words(_text(bios, "smanufacturer")) or words.maker_words(_text(bios, "mmanufacturer"))
    serials = (_text(bios, code) for code in ("ssn", "enclosureserial", "biosserial", "msn"))
    memory_mb = sum(_number(each, "capacity") for each in _entries(content, "memories")) or _number(hardware, "memory")
    return Reading(
        name=words.text_of(_text(hardware, "name")), kind=words.chassis_words(_text(hardware, "chassis_type")),
        maker=maker,
        model=words.model_words(_text(bios, "smodel"), maker) or words.model_words(_text(bios, "mmodel"), maker),
        serial=next((serial for said in serials if (serial := words.text_of(said))), ""),
        hardware_uuid=words.uuid_of(_text(hardware, "uuid")),
        cpu=next((cpu for each in _entries(content, "cpus") if (cpu := words.cpu_words(_text(each, "name")))), ""),
        ram_gb=min(-(-memory_mb // 1024), 100_000),
        disks=_disks(content), os=words.os_words(_text(system, "full_name") or _text(system, "name")),
        office_suite=_office(content), antivirus=_antivirus(content), adapters=in_order(_adapters(content)),
        read_at=_moment(_text(log, "logdate")))


def _disks(content: Section) -> tuple[Disk, ...]:
    found = []
    for each in _entries(content, "storages"):
        type_ = _text(each, "type")
        is_outside = _text(each, "interface").casefold() in ("usb", "1394") or any(
            word in type_.casefold() for word in ("cd", "dvd", "removable", "floppy", "tape"))
        if not is_outside:
            model = " ".join(_text(each, code) for code in ("model", "name") if not _text(each, code).startswith("\\"))
            found.append((type_, model, _number(each, "disksize")))
    return best_disks(found)


def _office(content: Section) -> str | None:
    return None if "softwares" not in content else words.office_words(
        [_text(each, "name") for each in _entries(content, "softwares")])


def _antivirus(content: Section) -> str | None:
    """Return what guards the PC: what is switched off guards nothing."""
    if "antivirus" not in content:
        return None
    names = [words.text_of(_text(each, "name")) for each in _entries(content, "antivirus")
             if each.get("enabled", True) in (True, 1, "1")]
    return ", ".join(dict.fromkeys(name for name in names if name))[:words.LONGEST]


def _adapters(content: Section) -> Iterator[Adapter]:
    for each in _entries(content, "networks"):
        type_ = _text(each, "type").casefold() or "ethernet"
        is_made_up = each.get("virtualdev") in (True, 1, "1") or each.get("management") in (True, 1, "1")
        if type_ in ("ethernet", "wifi") and not is_made_up:
            yield Adapter(mac=_text(each, "mac") or _text(each, "macaddr"), type=type_,
                          is_up=_text(each, "status").casefold() == "up")


def _section(content: Section, key: str) -> Section:
    said = content.get(key, {})
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if not isinstance(said, dict):
        raise BadMachineFile(file="")
    return said


def _entries(content: Section, key: str) -> Sequence[Section]:
    said = content.get(key, [])
    listed = [said] if isinstance(said, dict) else said
    if not isinstance(listed, list) or len(listed) > _ENTRIES or not all(isinstance(each, dict) for each in listed):
        raise BadMachineFile(file="")
    return listed


def _text(section: Section, key: str) -> str:
    said = section.get(key, "")
    if said is None:
        return ""
    if isinstance(said, bool) or not isinstance(said, (str, int)):
        raise BadMachineFile(file="")
    text = str(said).strip()
    if text.startswith(("=", "+", "@", "＝", "＋", "＠")):
        raise MachineFileHostile(file="")
    return text


def _number(section: Section, key: str) -> int:
    said = section.get(key, 0)
    if isinstance(said, str) and said.strip().isdecimal() and len(said) < 12:
        said = int(said)
    if said is None:
        return 0
    if isinstance(said, bool) or not isinstance(said, (int, float)) or not 0 <= said < 10 ** 10:
        raise BadMachineFile(file="")
    return int(said)


def _moment(text: str) -> str:
    """Return `2026-11-22 08:30:05` as a date-time field keeps it, "" for anything else."""
    try:
        moment = datetime.strptime(text[:16].replace("T", " "), "%Y-%m-%d %H:%M")    # noqa: DTZ007  no zone is told
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M") if moment.year >= 2000 else ""


def _known(section: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in section.items() if value}
