"""Two PCs without a network read the same machine: that is nothing to choose between, the newer reading stands."""
import json
from collections.abc import Callable
from pathlib import Path

from desktop.services.machine import glpi
from desktop.services.machine.reading import Reading
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]
SERIAL = "7XK2M93"


def reading(folder: Path, at: str, **more: object) -> Path:
    path = folder / f"{at.replace(':', '')}.json"
    path.write_text(glpi.text_of(Reading(maker="Dell", model="OptiPlex 3070", serial=SERIAL, read_at=at,
                                         **more)), encoding="utf-8")    # type: ignore[arg-type]
    return path


def test_a_machine_read_from_two_pcs_offline_bothers_nobody(pc: Made, server: Server, tmp_path: Path):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    device = first.put("device", "name=Dell OptiPlex 3070", f"serial={SERIAL}")["id"]
    first("sync")
    second("sync")
    server.kill()
    first("machine", "import", reading(tmp_path, "2026-11-22T08:00", ram_gb=8))
    second("machine", "import", reading(tmp_path, "2026-11-22T09:30", ram_gb=8, os="Windows 10 Pro"))
    server.start()
    for _ in range(3):
        for each in (first, second):
            each("sync")
    for each in (first, second):
        assert each("conflicts")["conflicts"] == [] and each("status")["conflicts"] == 0
        record = each.get(device)
        assert (record["state"], record["conflicts"]) == ("synced", [])
        assert record["fields"]["reading"]["read_at"] == "2026-11-22T09:30", "the newer of the two"
        assert (record["fields"]["ram_gb"], record["fields"]["os"]) == (8, "Windows 10 Pro")
    said = first("sync")
    assert (said["sent"], said["received"]) == (0, 0), "the two PCs must not answer each other for ever"
    assert first("undo")["records"], "a person's last step is still theirs to take back"


def test_what_a_hand_wrote_beside_the_readings_is_still_asked_about(pc: Made, server: Server, tmp_path: Path):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    device = first.put("device", "name=Dell OptiPlex 3070", f"serial={SERIAL}")["id"]
    first("sync")
    second("sync")
    server.kill()
    for each, at, place in ((first, "2026-11-22T08:00", "Tầng 1"), (second, "2026-11-22T09:30", "Tầng 2")):
        each("machine", "import", reading(tmp_path, at, ram_gb=8))
        each.put("device", device, f"location={place}")
    server.start()
    for _ in range(3):
        for each in (first, second):
            each("sync")
    for each in (first, second):
        [conflict] = each("conflicts")["conflicts"]
        assert conflict["field"] == "location", json.dumps(conflict, ensure_ascii=False)
        assert each.get(device)["state"] == "conflict"
