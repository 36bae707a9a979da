"""What only a person can settle: refused, lost in a restore of the server, and how it comes back."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import attention, feeds, outbox, setting, visible
from desktop.sync.status import status
from protocol.operation import Special
from tests.sync.direct import DirectPc, DirectServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DirectServer]:
    made = DirectServer(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def here(server: DirectServer) -> Iterator[DirectPc]:
    pc = server.pc("TL-VP-01")
    yield pc
    pc.store.close()


@pytest.fixture
def there(server: DirectServer) -> Iterator[DirectPc]:
    pc = server.pc("TL-MC-01")
    yield pc
    pc.store.close()


def _meet(*pcs: DirectPc) -> None:
    """Let each of them talk to the server once, in this order."""
    for pc in pcs:
        pc.cycle.run()


def _shown(pc: DirectPc, record: str) -> dict[str, object] | None:
    kind = visible.known(pc.store.read(), record)
    return None if kind is None else dict(visible.read(pc.store.read(), kind, record) or {})


def _forget_archive(pc: DirectPc) -> None:
    """The PC's disk was lost with its archive: nobody brings the lost days back."""
    with pc.store.write() as unit:
        unit.db.execute("DELETE FROM outbox")
        unit.db.execute("UPDATE chain SET floor = acked, floor_hash = zeroblob(32)")


def test_a_refused_creation_stays_and_the_next_edit_sends_it_whole(here: DirectPc, there: DirectPc) -> None:
    """A name that is no text: refused, kept where it was typed; mended, all of it arrives."""
    with here.store.write() as unit:
        device = unit.create("device", {"name": 5, "location": "Phòng một cửa", "serial": "S1"})
    assert here.cycle.run().rejected == 1
    assert _shown(here, device) == {"name": 5, "location": "Phòng một cửa", "serial": "S1"}
    assert outbox.state_of(here.store.read(), [device]) == {device: "rejected"}
    [line] = attention.listed(here.store.read())
    assert (line.whole, line.code) == (True, "not-text")
    with here.store.write() as unit:
        unit.edit("device", device, {"name": "Máy in"})
    assert attention.listed(here.store.read()) == []
    assert here.cycle.run().rejected == 0
    there.cycle.run()
    assert _shown(there, device) == {"name": "Máy in", "location": "Phòng một cửa", "serial": "S1"}
    assert outbox.state_of(here.store.read(), [device]) == {device: "synced"}


def test_a_refused_edit_leaves_the_screen_and_can_be_sent_again(here: DirectPc) -> None:
    """What the server did not take is listed; the rest of the record is untouched."""
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in"})
    here.cycle.run()
    with here.store.write() as unit:
        unit.edit("device", device, {"serial": 7})
        unit.edit("device", device, {"location": "Kho"})
    assert here.cycle.run().rejected == 1
    assert _shown(here, device) == {"name": "Máy in", "location": "Kho"}
    [line] = attention.listed(here.store.read())
    with here.store.write() as unit:
        attention.send_again(unit, line.id)
    assert (_shown(here, device) or {})["serial"] == 7
    assert here.cycle.run().rejected == 1
    [line] = attention.listed(here.store.read())
    with here.store.write() as unit:
        attention.dismiss(unit, [line.id], group="off")
    assert (attention.listed(here.store.read()), status(here.store.read()).rejected) == ([], 0)
    assert here.store.read().execute("SELECT count(*) FROM confirmed").fetchone() == (0,)


def test_a_restored_server_gets_its_lost_days_back(server: DirectServer, here: DirectPc, there: DirectPc) -> None:
    """The archive of the author brings them; on the other PC nothing is listed once they are back."""
    kept = server.save()
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "location": "Kho"})
    _meet(here, there)
    server.restore(kept)
    there.cycle.run()
    assert _shown(there, device) == {"name": "Máy in", "location": "Kho"}, "no row disappears"
    [line] = attention.listed(there.store.read())
    assert (line.reason, line.record, line.whole) == ("lost", device, True)
    _meet(here, there)
    assert _shown(there, device) == {"name": "Máy in", "location": "Kho"}
    assert attention.listed(there.store.read()) == []
    assert outbox.state_of(there.store.read(), [device]) == {device: "synced"}


def test_what_nobody_brings_back_is_sent_again_by_a_person(server: DirectServer, here: DirectPc,
                                                           there: DirectPc) -> None:
    """The author's disk is gone as well: the copy on the second PC says it anew, whole."""
    kept = server.save()
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "location": "Kho"})
    _meet(here, there)
    server.restore(kept)
    _forget_archive(here)
    there.cycle.run()
    [line] = attention.listed(there.store.read())
    with there.store.write() as unit:
        attention.send_again(unit, line.id)
    _meet(there, here)
    assert _shown(here, device) == _shown(there, device) == {"name": "Máy in", "location": "Kho"}
    assert attention.listed(there.store.read()) == []
    assert attention.listed(here.store.read()) == []


def test_an_edit_of_a_lost_record_sends_it_whole(server: DirectServer, here: DirectPc, there: DirectPc) -> None:
    """Nobody need know that it was lost: the next edit brings all of it."""
    kept = server.save()
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "location": "Kho"})
    _meet(here, there)
    server.restore(kept)
    _forget_archive(here)
    there.cycle.run()
    with there.store.write() as unit:
        operation = unit.edit("device", device, {"location": "Phòng họp"})
    assert operation is not None and dict(operation.assignments()) == {"name": "Máy in", "location": "Phòng họp"}
    _meet(there, here)
    assert _shown(here, device) == {"name": "Máy in", "location": "Phòng họp"}


def test_lost_values_of_a_kept_record_are_listed(server: DirectServer, here: DirectPc, there: DirectPc) -> None:
    """The record survived in the backup, an edit did not: the old value shows, the newer one is listed."""
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in", "location": "Kho"})
    _meet(here, there)
    kept = server.save()
    with here.store.write() as unit:
        unit.edit("device", device, {"location": "Phòng họp"})
    _meet(here, there)
    server.restore(kept)
    _forget_archive(here)
    there.cycle.run()
    assert (_shown(there, device) or {})["location"] == "Kho"
    [line] = attention.listed(there.store.read())
    assert (line.fields, line.whole) == ({"location": "Phòng họp"}, False)
    with there.store.write() as unit:
        attention.send_again(unit, line.id)
    there.cycle.run()
    assert attention.listed(there.store.read()) == []
    assert (_shown(there, device) or {})["location"] == "Phòng họp"


def test_a_lost_deletion_is_listed_and_can_be_said_again(server: DirectServer, here: DirectPc, there: DirectPc) -> None:
    """The server shows the record again; nothing is deleted by inference, here neither."""
    with here.store.write() as unit:
        device = unit.create("device", {"name": "Máy in"})
    _meet(here, there)
    kept = server.save()
    with here.store.write() as unit:
        unit.edit("device", device, {}, special=Special.DELETE)
    _meet(here, there)
    server.restore(kept)
    _forget_archive(here)
    there.cycle.run()
    assert "deleted" not in (_shown(there, device) or {})
    [line] = attention.listed(there.store.read())
    assert line.fields == {"deleted": True}
    with there.store.write() as unit:
        attention.send_again(unit, line.id)
    there.cycle.run()
    assert (_shown(there, device) or {})["deleted"] is True


def test_a_clone_takes_an_id_of_its_own(server: DirectServer, here: DirectPc, there: DirectPc) -> None:
    """The disk of a PC is copied to a second one; both go on writing, and nothing is swallowed."""
    import shutil

    from desktop.store.store import Store
    with here.store.write() as unit:
        unit.create("device", {"name": "Máy chung"})
    here.cycle.run()
    shutil.copytree(here.store.profile, server.folder / "clone", ignore=shutil.ignore_patterns("lock"))
    clone = DirectPc(server, Store(server.folder / "clone", None, clock=server.clock, index_in_background=False))
    clone.token = here.token
    for pc, name in ((here, "Máy của bản gốc"), (clone, "Máy của bản sao")):
        with pc.store.write() as unit:
            unit.create("device", {"name": name})
        pc.cycle.run()
    before = setting.text(here.store.read(), "replica")
    assert setting.text(clone.store.read(), "replica") != before
    assert before in feeds.own_replicas(clone.store.read()), "it still knows what it wrote under the old id"
    there.cycle.run()
    titles = {row[0] for row in there.store.read().execute("SELECT title FROM record").fetchall()}
    assert titles == {"Máy chung", "Máy của bản gốc", "Máy của bản sao"}
    clone.store.close()
