"""What the tests of incidents share: a desk over the sample book, the sheet, and a look at the network that waits."""
import threading

import pytest
import shiboken6

from desktop.services import incident_evidence
from desktop.services.incident_entry import Guesser, build_lexicon
from desktop.services.incident_evidence import Target
from tests.ui import books
from tests.ui.incidents.bench import Bench
from tests.ui.records_desk import desk_over, themed


@pytest.fixture
def desk(tmp_path, qapp):
    themed()
    store = books.a_sample_book(tmp_path / "profile")
    made = []

    def guesser():
        if not made:
            made.append(Guesser(build_lexicon(store.read())))
        return made[0]

    with desk_over(store, guesser) as over:
        yield over


@pytest.fixture
def bench(desk, qtbot):
    made = Bench(desk, qtbot)
    yield made
    shiboken6.delete(made.page)


@pytest.fixture
def looks(monkeypatch):
    """Replace the look at the network by one that answers when it is told to."""
    asked, gate = [], threading.Event()

    def gather(store, system, *, stop=None):
        asked.append(system)
        gate.wait(10)
        return incident_evidence.gathered(
            [incident_evidence.Answer(target=Target(role="system", name="TD Office", host="td.example", port=443),
                                      tries=3, answered=0, ms=None, why="time"),
             incident_evidence.Answer(target=Target(role="line", name="Internet", host="1.1.1.1", port=53), tries=1,
                                      answered=1, ms=42, why="")], now_ms=store.clock())

    monkeypatch.setattr(incident_evidence, "gather", gather)
    yield asked, gate
    gate.set()
