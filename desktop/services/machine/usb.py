"""The stick that goes from PC to PC: the collector is put on it, and what it wrote is looked at and taken in."""
import os
import string
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop import paths
from desktop.services.machine import glpi, matching, saving
from desktop.services.machine.matching import Found
from desktop.services.machine.problems import BadMachineFile, NoMachineFolder
from desktop.services.machine.reading import Reading
from desktop.services.machine.saving import Entry, SavedMachines, State
from desktop.services.problems import NoFile
from desktop.services.sentences import sentence
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.store import Store

FOLDER: Final = "so-cntt-thu-thap"
OUTPUT: Final = "may"
FILES_LIMIT: Final = 500
_COLLECTOR: Final = ("THU-THAP.cmd", "thu-thap.ps1", "HUONG-DAN.txt")
_REMOVABLE: Final = 2       # DRIVE_REMOVABLE


class Fate(StrEnum):
    """What taking a file in would do, in the order in which they are shown: what asks for something first."""
    NEW = "new"
    UPDATE = "update"
    CHOOSE = "choose"     # several records fit, or one that is not sure
    PROBLEM = "problem"   # the file cannot be read
    SECRET = "secret"     # the record is a PC for secret papers
    SAME = "same"         # the book says all of it already
    OLDER = "older"       # another file tells the same machine later


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One file. `title` is of the record where there is one; `words` say what is wrong with the file.

    `changed` and `edited` count the fields that would move, and those that a person wrote and that stay.
    """
    file: str
    fate: Fate
    reading: Reading | None = None
    found: Found = Found()
    title: str = ""
    words: str = ""
    changed: int = 0
    edited: int = 0

    @property
    def may_be_taken(self) -> bool:
        """Return whether it can go in without another question."""
        return self.fate in (Fate.NEW, Fate.UPDATE)


def look(db: Connection, folder: Path) -> list[Looked]:
    """Return what each file in the collector's folder would do, the useful ones first. Raises NoMachineFolder."""
    return look_at(db, files_in(folder))


def look_at(db: Connection, files: Iterable[Path]) -> list[Looked]:
    """Return what each of `files` would do; nothing is written."""
    read: list[Looked] = []
    book = matching.known(db)
    for path in files:
        try:
            read.append(_looked(db, book, path.name, glpi.read(path)))
        except (BadMachineFile, NoFile) as problem:
            said = sentence(problem.code, **problem.values)
            read.append(Looked(file=path.name, fate=Fate.PROBLEM, words=said.message))
    order = list(Fate)
    return sorted(_newest_alone(read), key=lambda each: (order.index(each.fate), each.title.casefold(), each.file))


def files_in(folder: Path) -> list[Path]:
    """Return the files of machines on a stick or in a folder. Raises NoMachineFolder."""
    places = (folder, folder / OUTPUT, folder / FOLDER / OUTPUT)
    if not folder.is_dir():
        raise NoMachineFolder(folder=folder.name or str(folder))
    found: list[Path] = []
    for place in places:
        try:
            found += sorted(each for each in place.iterdir() if each.suffix.casefold() == ".json" and each.is_file())
        except OSError:
            continue
    return found[:FILES_LIMIT]


def take(store: Store, chosen: Sequence[Looked]) -> SavedMachines:
    """Return what was written of the chosen files, in one step. Raises what `saving.save` raises."""
    return saving.save(store, [Entry(reading=each.reading, by=saving.USB, record=next(iter(each.found.ids), None))
                               for each in chosen if each.may_be_taken and each.reading is not None])


def put_collector(folder: Path) -> Path:
    """Return the folder in `folder` into which the collector was copied. Raises NoMachineFolder."""
    made = folder / FOLDER
    try:
        (made / OUTPUT).mkdir(parents=True, exist_ok=True)
        for name in _COLLECTOR:
            text = paths.resource("usb-collector", name).read_text(encoding="utf-8")
            # Old Windows: Notepad and cmd want CRLF, PowerShell 2.0 takes a file without a mark for ANSI.
            (made / name).write_bytes("\r\n".join(text.splitlines()).encode("utf-8") + b"\r\n")
    except OSError as problem:
        raise NoMachineFolder(folder=folder.name or str(folder)) from problem
    return made


def sticks() -> list[Path]:
    """Return the removable disks that are plugged in; those with something to take in come first."""
    found = _windows_sticks() if sys.platform == "win32" else _mounted_sticks()
    # A card reader without a card is a drive too, and nothing can be opened on it.
    return sorted((each for each in found if each.is_dir()),
                  key=lambda each: (not (each / FOLDER).is_dir(), str(each)))


def _windows_sticks() -> list[Path]:
    import ctypes
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GetLogicalDrives.restype = ctypes.c_uint32
    kernel.GetDriveTypeW.argtypes = (ctypes.c_wchar_p,)
    there = kernel.GetLogicalDrives()
    drives = (f"{letter}:\\" for at, letter in enumerate(string.ascii_uppercase) if there >> at & 1)
    return [Path(drive) for drive in drives if kernel.GetDriveTypeW(drive) == _REMOVABLE]


def _mounted_sticks() -> list[Path]:
    user = os.environ.get("USER") or "root"
    found: list[Path] = []
    for place in (Path("/media") / user, Path("/run/media") / user):
        try:
            found += [each for each in place.iterdir() if os.path.ismount(each)]
        except OSError:
            continue
    return found


def _looked(db: Connection, book: matching.Known, file: str, reading: Reading) -> Looked:
    found = matching.find(book, reading)
    record = records.get(db, found.ids[0]) if found.is_sure else None
    title = records.title(db, found.ids[0]) if found.ids else ""
    if any(saving.is_secret(records.get(db, each)) for each in found.ids):
        return Looked(file=file, fate=Fate.SECRET, title=title)    # nothing of the reading goes further
    if found.ids and record is None:
        return Looked(file=file, fate=Fate.CHOOSE, reading=reading, found=found, title=title)
    changes = saving.changes(reading, record)
    changed = sum(each.state in (State.FILLED, State.CHANGED) for each in changes)
    fate = Fate.NEW if record is None else Fate.UPDATE if saving.has_news(reading, record) else Fate.SAME
    return Looked(file=file, fate=fate, reading=reading, found=found, title=title, changed=changed,
                  edited=sum(each.state is State.EDITED for each in changes))


def _newest_alone(read: Sequence[Looked]) -> list[Looked]:
    """Return the files, those marked that another one tells later of the same machine."""
    newest: dict[str, Looked] = {}
    for each in read:
        if each.reading is not None and (key := _machine_key(each.reading)):
            standing = newest.get(key)
            if standing is None or standing.reading is None or standing.reading.read_at <= each.reading.read_at:
                newest[key] = each
    return [each if each.reading is None or not (key := _machine_key(each.reading)) or newest[key] is each
            else replace(each, fate=Fate.OLDER) for each in read]


def _machine_key(reading: Reading) -> str:
    return reading.hardware_uuid or matching.serial_key(reading.serial) or ",".join(
        each.mac for each in reading.adapters)
