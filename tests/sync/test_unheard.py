"""The server acknowledged a word and shows nothing of it: it stays where it was typed, and is listed.

Numbered as they bit, in histories of the simulation that were longer than the usual ones.
"""
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import attention, visible
from desktop.store.store import Store
from desktop.sync.enrolment_call import enrol_over
from protocol.operation import Special
from tests.sync.direct import COMMUNE, DirectPc, DirectServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DirectServer]:
    made = DirectServer(tmp_path)
    yield made
    made.database.close()


def _opened(server: DirectServer, profile: Path) -> Store:
    return Store(profile, None, clock=server.clock, index_in_background=False)


def _enrolled(server: DirectServer, store: Store, name: str) -> DirectPc:
    pc = DirectPc(server, store)
    enrol_over(store, pc, pc.keep, code=server.exchange.new_code(COMMUNE).code, name=name)
    return pc


def _fields(pc: DirectPc, record: str) -> dict[str, object]:
    return dict(visible.read(pc.store.read(), "device", record) or {})


def test_1_a_refused_creation_said_again_by_a_disk_image(server: DirectServer, tmp_path: Path) -> None:
    """1. A device without a proper name is typed before the PC is enrolled. 2. The disk is imaged.
    3. The PC enrols, the server refuses. 4. The image is put back, the PC enrols under a new id:
    its operation is known and answered with the old verdict, and no page ever tells of the record."""
    Store.create(tmp_path / "pc", None, clock=server.clock, index_in_background=False).close()
    with _opened(server, tmp_path / "pc") as store, store.write() as unit:
        device = unit.create("device", {"name": 5, "location": "Phòng một cửa"})
    shutil.copytree(tmp_path / "pc", tmp_path / "image")
    with _opened(server, tmp_path / "pc") as store:
        assert _enrolled(server, store, "TL-VP-01").cycle.run().rejected == 1
    with _opened(server, tmp_path / "image") as store:
        pc = _enrolled(server, store, "TL-VP-01")
        for _ in range(3):
            pc.cycle.run()
        assert _fields(pc, device) == {"name": 5, "location": "Phòng một cửa"}
        [line] = attention.listed(store.read())
        assert line.record == device and line.whole
        assert line.fields == {"name": 5, "location": "Phòng một cửa"}
        with store.write() as unit:
            unit.edit("device", device, {"name": "Máy in"})
        pc.cycle.run()
        assert attention.listed(store.read()) == []
    with _opened(server, tmp_path / "pc") as store:
        other = DirectPc(server, store)
        other.token = pc.token
        other.cycle.run()
        assert _fields(other, device) == {"name": "Máy in", "location": "Phòng một cửa"}


def test_2_what_a_restored_server_lost_is_not_in_the_trash_once_it_is_said_anew(server: DirectServer) -> None:
    """1. A device is made, sent and deleted; the archive of the PC is gone. 2. The server is restored to a day
    before all that. 3. The device, still in the trash here, is edited: it is said whole, and lives at both ends."""
    pc, kept = server.pc("TL-VP-01"), server.save()
    with pc.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "location": "tầng 1"})
        unit.edit("device", device, {}, special=Special.DELETE)
    pc.cycle.run()
    with pc.store.write() as unit:
        unit.db.execute("DELETE FROM outbox")
        unit.db.execute("UPDATE chain SET floor = acked, floor_hash = zeroblob(32)")
    server.restore(kept)
    server.exchange.epoch = "0badcafe"
    for _ in range(3):
        pc.cycle.run()
    assert _fields(pc, device)["deleted"] is True
    with pc.store.write() as unit:
        unit.edit("device", device, {"location": "tầng 2"})
    assert _fields(pc, device) == {"name": "Máy in", "location": "tầng 2"}
    pc.cycle.run()
    assert _fields(pc, device) == {"name": "Máy in", "location": "tầng 2"}
    pc.store.close()
