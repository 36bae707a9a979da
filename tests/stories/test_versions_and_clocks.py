"""PCs that are not alike: a newer program beside an older one, a clock that is nine years behind, a hurried exit."""
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.services import exchanging, record_keeping
from desktop.store import records
from desktop.store.store import Store, wall_ms
from desktop.vault import data_key
from protocol.field import JsonValue
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]
NINE_YEARS_MS = 9 * 365 * 86_400_000


@contextmanager
def book(pc: Pc, clock: Callable[[], int] = wall_ms) -> Iterator[Store]:
    """Open the book of a PC as its program does."""
    with Store(pc.folder, data_key.open_profile_key(pc.folder), clock=clock) as store:
        yield store


def written_by_newer(pc: Pc, record: str, fields: Mapping[str, JsonValue]) -> None:
    """Write as a program of next year would: with fields and codes that this version does not know."""
    with book(pc) as store, store.write() as unit:
        unit.edit("device", record, fields)


def test_what_a_newer_program_wrote_survives_an_older_one(pc: Made):
    newer, older = pc("XM-MOI"), pc("XM-CU")
    device = newer.put("device", "name=Máy in", "status=in_use")["id"]
    written_by_newer(newer, device, {"carbon_grams": 120, "status": "on_the_moon", "tags.blue": True})
    newer("sync")
    older("sync")
    seen = older.fields(device)
    assert (seen["carbon_grams"], seen["status"], seen["tags.blue"]) == (120, "on_the_moon", True)
    older.put("device", device, "location=Tầng 3")
    older("sync")
    newer("sync")
    kept = newer.fields(device)
    assert (kept["carbon_grams"], kept["status"], kept["location"]) == (120, "on_the_moon", "Tầng 3")
    assert newer("conflicts")["conflicts"] == []


def test_a_kind_that_this_version_does_not_know_is_kept(pc: Made):
    newer, older = pc("XM-MOI"), pc("XM-CU")
    with book(newer) as store, store.write() as unit:
        made = unit.create("spaceship", {"name": "Tàu vũ trụ", "crew": 3})
    newer("sync")
    older("sync")
    record = older.get(made)
    assert (record["kind"], record["fields"]["crew"]) == ("spaceship", 3)


def test_a_clock_nine_years_behind_loses_nothing_and_says_so(pc: Made):
    right, behind = pc("XM-DUNG"), pc("XM-SAI")
    device = right.put("device", "name=Máy in", "status=in_use")["id"]
    right("sync")
    with book(behind, lambda: wall_ms() - NINE_YEARS_MS) as store:
        exchanging.sync_until_settled(store, behind.folder)
        record_keeping.save(store, "device", device, {"status": "broken"})
        exchanging.sync_until_settled(store, behind.folder)
        assert exchanging.status(store.read()).state == "clock"
        found = records.get(store.read(), device)
        assert found is not None and found.state == "synced"
    right("sync")
    assert right.fields(device)["status"] == "broken"    # it was written after the other was seen
    changes = [each for each in right("history", device)["changes"] if each["field"] == "status"]
    assert changes[-1]["at"] > "2026"    # the offset learned from the server puts the hour right


def test_quitting_in_the_middle_of_a_sync_ends_at_once_and_loses_nothing(tmp_path: Path, pc: Made, server: Server):
    from desktop.bootstrap import Program
    from desktop.settings import ViewSettings
    from desktop.ui.application import made_qt
    view = ViewSettings()
    made_qt(view)
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    lines = tmp_path / "records.jsonl"
    lines.write_text("\n".join(json.dumps({"kind": "device", "fields": {"name": f"Máy {at}"}}) for at in range(2000)),
                     encoding="utf-8")
    first("import", lines)
    program = Program(first.folder, Store(first.folder, data_key.open_profile_key(first.folder)), view,
                      restore=lambda *_: None)
    program.go()
    program.desk.sync.now()
    for _ in range(10):
        QCoreApplication.processEvents()
        time.sleep(0.02)    # the moment of the exit, somewhere inside the exchange
    begun = time.monotonic()
    program.stop()
    assert time.monotonic() - begun < 10
    first("sync")
    second("sync")
    assert first("status")["waiting"] == 0
    assert second("list", "device", "--limit", "1")["total"] == 2000
