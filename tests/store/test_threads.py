"""One writer, many readers: saves go before slices, readers never wait, a profile has one writing program."""
import subprocess
import sys
import threading
import time

import pytest

from desktop.store import records, visible
from desktop.store.errors import ProfileInUse, StoreClosed
from desktop.store.records import Search
from desktop.store.store import Store
from tests.store.conftest import KEY


def test_a_save_goes_before_the_slices_that_wait(store):
    order: list[str] = []
    first_runs, go_on = threading.Event(), threading.Event()

    def slice_(name: str):
        def work(_: object) -> None:
            order.append(name)
            if name == "slice 0":
                first_runs.set()
                go_on.wait(10)
        return work

    slices = [store.submit(slice_(f"slice {number}"), background=True) for number in range(5)]
    assert first_runs.wait(10)
    save = store.submit(slice_("save"))
    go_on.set()
    for each in [*slices, save]:
        each.result(10)
    assert order == ["slice 0", "save", "slice 1", "slice 2", "slice 3", "slice 4"]


def test_the_failure_of_one_task_is_its_own(store):
    def broken(unit):
        unit.create("device", {"name": "Máy"})
        raise KeyError("x")

    failed = store.submit(broken)
    fine = store.submit(lambda unit: unit.create("device", {"name": "Máy 2"}))
    with pytest.raises(KeyError):
        failed.result(10)
    assert records.get(store.read(), fine.result(10)) is not None
    assert records.count(store.read(), Search(kind="device")) == 1


def test_threads_that_write_and_read_at_once_lose_nothing(store):
    """Four hands through the thread, two inline, three readers that must always see whole transactions."""
    stop, torn = threading.Event(), []

    def hand(name: str, inline: bool) -> None:
        for number in range(20):
            def pair(unit, number=number):
                unit.create("office", {"name": f"{name} {number}"})
                unit.create("site", {"name": f"{name} {number}"})
            if inline:
                with store.write() as unit:
                    pair(unit)
            else:
                store.submit(pair).result(30)

    def reader() -> None:
        while not stop.is_set():
            row = store.read().execute(
                "SELECT (SELECT count(*) FROM k_office), (SELECT count(*) FROM k_site)").fetchone()
            if row[0] != row[1]:
                torn.append(row)

    readers = [threading.Thread(target=reader) for _ in range(3)]
    hands = [threading.Thread(target=hand, args=(f"hand {number}", number < 2)) for number in range(6)]
    for each in readers + hands:
        each.start()
    for each in hands:
        each.join(60)
    stop.set()
    for each in readers:
        each.join(10)
    assert torn == []
    assert records.count(store.read(), Search(kind="office")) == 120
    assert {clock for clock, in store.read().execute("SELECT count(DISTINCT json_extract(body, '$.h')) FROM outbox")} \
        == {240}


def test_a_unit_inside_a_unit_is_a_mistake_not_a_deadlock(store):
    with pytest.raises(RuntimeError, match="already open"), store.write(), store.write():
        pass
    with store.write() as unit:
        unit.create("device", {"name": "Máy"})


def test_a_listener_may_write(store):
    def once(changes) -> None:
        if ("device", "d1") in changes.records:
            with store.write() as unit:
                unit.edit("device", "d2", {"name": "Theo sau"})

    store.on_commit(once)
    store.submit(lambda unit: unit.edit("device", "d1", {"name": "Máy"})).result(10)
    assert records.title(store.read(), "d2") == "Theo sau"


def test_the_end_waits_for_what_was_submitted(store, reopened):
    done = [store.submit(lambda unit, number=number: unit.create("device", {"name": f"Máy {number}"}))
            for number in range(30)]
    again = reopened()
    assert all(each.done() and each.exception() is None for each in done)
    assert records.count(again.read(), Search(kind="device")) == 30
    with pytest.raises(StoreClosed):
        store.submit(lambda unit: None)
    with pytest.raises(StoreClosed):
        store.read()


def test_readers_of_ended_threads_are_closed(store):
    for _ in range(12):
        thread = threading.Thread(target=lambda: store.read().execute("SELECT 1").fetchone())
        thread.start()
        thread.join()
    store.read()
    assert len(store._readers) <= 2


def test_search_is_completed_behind_the_writer(tmp_path):
    with Store.create(tmp_path / "p", KEY) as store:
        with store.write() as unit:
            visible.write_many(unit.db, [visible.Row("device", f"d{number}", {"name": f"Máy {number}"}, 1, 1)
                                         for number in range(700)], search_later=True, changes=unit.changes)
        until = time.monotonic() + 20
        while store.read().execute("SELECT 1 FROM record WHERE indexed <> 1 LIMIT 1").fetchone():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert store.read().execute("SELECT count(*) FROM search WHERE search MATCH 'may'").fetchone() == (700,)


HOLD = """
import sys
from pathlib import Path
from desktop.store.store import Store
store = Store(Path(sys.argv[1]), bytes(range(32)))
print("open", flush=True)
sys.stdin.readline()
if len(sys.argv) > 2:
    import os
    os._exit(1)
store.close()
"""


def test_a_profile_has_one_writing_program_and_any_number_of_readers(store):
    with store.write() as unit:
        unit.create("device", {"name": "Máy"})
    store.close()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store.profile)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(ProfileInUse) as busy:
            Store(store.profile, KEY)
        assert busy.value.code == "profile-in-use"
        with Store(store.profile, KEY, read_only=True) as reader:
            assert records.count(reader.read(), Search(kind="device")) == 1
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.wait(20) == 0
    with Store(store.profile, KEY) as again:
        assert not again.was_left_open


def test_a_program_that_died_is_noticed_and_holds_nothing(store):
    store.close()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store.profile), "die"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        other.stdin.write("\n")
        other.stdin.flush()
        other.wait(20)
    with Store(store.profile, KEY) as again:
        assert again.was_left_open
