"""When cyclic garbage is looked for: in the main thread alone, and not in the middle of a flood."""
import gc

import pytest
from PySide6.QtCore import QObject

from desktop.ui import garbage
from desktop.ui.garbage import GarbageCollector


@pytest.fixture
def collector(qapp, monkeypatch):
    owner = QObject()
    made = GarbageCollector(owner)
    made._timer.stop()
    gc.collect()
    made.looked = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: made.looked.append(generation))
    yield made
    monkeypatch.undo()
    gc.collect()


def test_a_few_new_objects_are_left_alone(collector):
    collector.collect()
    assert collector.looked == []


def test_a_second_s_worth_of_objects_is_looked_through(collector):
    kept = [[] for _ in range(2_000)]
    collector.collect()
    assert (len(kept), len(collector.looked)) == (2_000, 1)


def test_a_flood_is_waited_out_but_not_for_ever(collector):
    kept = [[] for _ in range(2 * garbage._FLOOD)]
    for _ in range(garbage._PUT_OFF):
        collector.collect()
    assert collector.looked == []
    collector.collect()
    assert (len(kept), len(collector.looked)) == (2 * garbage._FLOOD, 1)
