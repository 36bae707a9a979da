"""machine read, machine export, machine import: what a PC says of itself, and inventories of GLPI."""
import time
from pathlib import Path

from desktop.cli.output import Answer, Exit, table
from desktop.cli.session import Session
from desktop.language import tr
from desktop.services.machine import glpi, this_machine, usb
from desktop.services.machine.problems import NoMachineFolder
from desktop.services.machine.reading import title_of, values
from desktop.services.machine.usb import Fate, Looked
from desktop.services.value_text import field_label, text_of
from protocol.kinds import device


def machine(session: Session) -> Answer:
    """Read this PC, write it to a file, or take files of other PCs in."""
    match session.asked.action:
        case "read":
            return _read()
        case "export":
            return _export(session.asked.file)
        case _:
            return _import(session)


def _read() -> Answer:
    """What this PC says of itself; nothing is saved, and no book is needed."""
    begun = time.perf_counter()
    reading = this_machine.read()
    took = round(time.perf_counter() - begun, 3)
    found = values(reading)
    rows = [[field_label(device.KIND, field), text_of(device.KIND, field, found[field.code])]
            for field in device.KIND.fields if field.code in found]
    return Answer(data={"machine": found, "kind": reading.kind, "name": reading.name, "read_at": reading.read_at,
                        "seconds": took}, text=table(rows))


def _export(file: Path) -> Answer:
    """Write this PC as GLPI inventory JSON."""
    reading = this_machine.read()
    try:
        file.write_text(glpi.text_of(reading), encoding="utf-8")
    except OSError as problem:
        raise NoMachineFolder(folder=str(file.parent)) from problem
    return Answer(data={"file": str(file), "machine": values(reading)}, text=tr("Written: {file}", file=file.name))


def _import(session: Session) -> Answer:
    """Take in inventories of GLPI or of the USB collector, files or folders of them, in one step.

    What a person wrote stays; what is not certain is named and left to the window.
    """
    asked = session.asked
    with session.store(write=not asked.dry_run) as store:
        files = [each for path in asked.files for each in (usb.files_in(path) if path.is_dir() else [path])]
        looked = usb.look_at(store.read(), files)
        saved = None if asked.dry_run else usb.take(store, looked)
        data: dict[str, object] = {
            "machines": [_as_json(each) for each in looked], "created": list(saved.created) if saved else [],
            "changed": list(saved.changed) if saved else []}
        rows = [[each.file, str(each.fate), each.title or (title_of(each.reading) if each.reading else ""), each.words]
                for each in looked]
        is_bad = bool(looked) and all(each.fate is Fate.PROBLEM for each in looked)
        if is_bad:
            data |= {"ok": False, "error": {"code": "machine-bad-file", "message": looked[0].words, "hint": ""}}
        return Answer(data=data, text=table(rows), exit=Exit.MENDABLE if is_bad else Exit.DONE)


def _as_json(looked: Looked) -> dict[str, object]:
    return {"file": looked.file, "fate": str(looked.fate), "title": looked.title, "records": list(looked.found.ids),
            "machine": values(looked.reading) if looked.reading else None, "message": looked.words,
            "fields_changed": looked.changed, "fields_kept": looked.edited}
