"""Reads this PC under Linux: what the kernel tells everybody, and dmidecode where it is allowed."""
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop.services.machine import words
from desktop.services.machine.reading import Adapter, Disk, Reading, best_disks, in_gigabytes, in_order

_DMIDECODE: Final = "usr/sbin/dmidecode"
_TIMEOUT_S: Final = 3.0
_NO_DISKS: Final = re.compile(r"(?:loop|ram|zram|dm-|md|sr|fd|nbd|mtd|mmcblk\d+(?:boot|rpmb))")
_OFFICES: Final = (
    ("LibreOffice", ("usr/bin/libreoffice", "usr/bin/soffice", "snap/bin/libreoffice"), "usr/lib/libreoffice"),
    ("WPS Office", ("usr/bin/wps", "opt/kingsoft/wps-office"), ""),
    ("ONLYOFFICE", ("usr/bin/onlyoffice-desktopeditors", "opt/onlyoffice"), ""),
)
_GUARDS: Final = (
    ("Kaspersky Endpoint Security", "opt/kaspersky/kesl"), ("ESET", "opt/eset/eea"), ("Bkav", "opt/bkav"),
    ("Microsoft Defender", "opt/microsoft/mdatp"), ("Sophos", "opt/sophos-spl"), ("ClamAV", "usr/sbin/clamd"),
)


def read(root: Path = Path("/")) -> Reading:
    """Return what this PC says of itself; `root` is where its files lie."""
    maker = words.maker_words(_dmi(root, "sys_vendor")) or words.maker_words(_dmi(root, "board_vendor"))
    model = words.model_words(_model(root, maker), maker) or words.model_words(_dmi(root, "board_name"), maker)
    serials = (_dmi(root, each) for each in ("product_serial", "chassis_serial", "board_serial"))
    return Reading(
        name=words.text_of(platform.node() if root == Path("/") else _line(root / "etc/hostname")),
        kind=_kind(root), maker=maker, model=model,
        serial=next((text for said in serials if (text := words.text_of(said))), ""),
        hardware_uuid=words.uuid_of(_dmi(root, "product_uuid")), cpu=_cpu(root), ram_gb=_ram_gb(root),
        disks=_disks(root), os=_os(root), office_suite=_office(root), antivirus=_antivirus(root),
        adapters=in_order(_adapters(root)))


def _dmi(root: Path, name: str) -> str:
    """Return a value of the firmware's table; serial numbers are told to the administrator alone."""
    return _line(root / "sys/class/dmi/id" / name)


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").replace("\0", " ").strip()
    except OSError:
        return ""


def _model(root: Path, maker: str) -> str:
    if maker == "Lenovo":    # its product name is a number; people know the version: ThinkCentre M710q
        return words.text_of(_dmi(root, "product_version")) or _dmi(root, "product_name")
    return _dmi(root, "product_name") or _line(root / "sys/firmware/devicetree/base/model")


def _kind(root: Path) -> str:
    said = _dmi(root, "chassis_type")
    return words.chassis_words(int(said)) if said.isdecimal() else ""


def _cpu(root: Path) -> str:
    told = _line(root / "proc/cpuinfo")
    found = re.search(r"^(?:model name|Hardware|cpu model)\s*:\s*(.+)$", told, re.MULTILINE)
    return words.cpu_words(found[1]) if found else ""


def _ram_gb(root: Path) -> int:
    installed = _installed_bytes(root)
    if installed:
        return in_gigabytes(installed)
    found = re.search(r"^MemTotal:\s*(\d{1,12}) kB", _line(root / "proc/meminfo"), re.MULTILINE)
    return in_gigabytes(int(found[1]) * 1024) if found else 0


def _installed_bytes(root: Path) -> int:
    """Return the memory that is plugged in, as the firmware counts it; 0 where nobody may ask."""
    program = root / _DMIDECODE
    if not program.is_file() or not os.access(program, os.X_OK):
        return 0
    try:
        done = subprocess.run([str(program), "-t", "17"], capture_output=True, timeout=_TIMEOUT_S, check=False,
                              env={"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    except (OSError, subprocess.TimeoutExpired):
        return 0
    if done.returncode:
        return 0
    units = {"kB": 1024, "MB": 1024 ** 2, "GB": 1024 ** 3}
    return sum(int(number) * units[unit] for number, unit in re.findall(
        r"^\s+Size: (\d{1,7}) (kB|MB|GB)\b", done.stdout.decode("utf-8", errors="replace"), re.MULTILINE))


def _disks(root: Path) -> tuple[Disk, ...]:
    found = []
    for block in _children(root / "sys/block"):
        sectors = _line(block / "size")
        if _NO_DISKS.match(block.name) or _line(block / "removable") == "1" or not sectors.isdecimal() \
                or "/usb" in os.path.realpath(block) or "/virtual/" in os.path.realpath(block):
            continue
        rotates = _line(block / "queue/rotational")
        said = "eMMC" if block.name.startswith("mmcblk") else {"0": "SSD", "1": "HDD"}.get(rotates, "")
        if block.name.startswith(("vd", "xvd")):
            said = ""    # the disk of a virtual machine: what lies under it is not told
        found.append((said, _line(block / "device/model"), int(sectors) * 512 // 1_000_000))
    return best_disks(found)


def _os(root: Path) -> str:
    found = re.search(r'^PRETTY_NAME=["\']?([^"\'\n]+)', _line(root / "etc/os-release"), re.MULTILINE)
    return words.os_words(found[1]) if found else ""


def _office(root: Path) -> str:
    names = []
    for name, places, library in _OFFICES:
        if any((root / place).exists() for place in places):
            version = re.search(r"^(?:AboutBoxVersion|ReferenceOOoMajorMinor)=(\d+\.\d+)",
                                _line(root / library / "program/versionrc"), re.MULTILINE) if library else None
            names.append(f"{name} {version[1]}" if version else name)
    return words.office_words(names)


def _antivirus(root: Path) -> str:
    return ", ".join(name for name, place in _GUARDS if (root / place).exists())


def _adapters(root: Path) -> Iterator[Adapter]:
    for card in _children(root / "sys/class/net"):
        if (card / "device").exists() and _line(card / "type") == "1":
            is_wireless = (card / "wireless").exists() or (card / "phy80211").exists()
            yield Adapter(mac=_line(card / "address"), type="wifi" if is_wireless else "ethernet",
                          is_up=_line(card / "operstate") == "up")


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
