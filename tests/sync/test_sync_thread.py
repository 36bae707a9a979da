"""The background thread: what starts a cycle, what makes it wait, and that it cannot be killed by a mistake."""
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.background import sync_thread
from desktop.background.connectivity import Connectivity
from desktop.background.sync_thread import Reason, SyncNews, SyncThread
from desktop.store.store import Store
from desktop.sync.cycle import SyncReport
from desktop.sync.errors import NoServer, Revoked, ServerPaused
from desktop.sync.retry import seconds_until_retry
from desktop.sync.session import LiveSession
from tests.sync.conftest import Pc, Province

PROMPT_MS = 8_000


class Session:
    """Plays a cycle: each run takes the next outcome, the last one for ever."""

    def __init__(self, *outcomes: SyncReport | Exception) -> None:
        self.outcomes = list(outcomes)
        self.runs = 0
        self.ran = threading.Semaphore(0)
        self.is_cut = False

    def run(self) -> SyncReport:
        self.runs += 1
        self.ran.release()
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def cut(self) -> None:
        self.is_cut = True

    def wait(self) -> bool:
        return self.ran.acquire(timeout=PROMPT_MS / 1000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p", None) as made:
        yield made


@pytest.fixture
def start(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SyncThread]]:
    monkeypatch.setattr(sync_thread, "AFTER_SAVE_S", 0.05)
    monkeypatch.setattr(sync_thread, "LOOK_S", 0.02)
    made: list[SyncThread] = []

    def begin(session: object, **named: object) -> SyncThread:
        thread = SyncThread(store, lambda: session, uniform=lambda low, high: low, **named)  # type: ignore[arg-type,return-value]
        made.append(thread)
        thread.start()
        return thread

    yield begin
    for each in made:
        each.stop()


def test_it_syncs_at_the_start_and_after_a_save(store: Store, start: Callable[..., SyncThread]) -> None:
    """A burst of saves is one cycle."""
    session = Session(SyncReport())
    start(session)
    assert session.wait()
    for n in range(5):
        with store.write() as unit:
            unit.create("device", {"name": f"Máy {n}"})
    assert session.wait()
    assert session.runs == 2


def test_the_news_come_in_the_thread_of_who_listens(qtbot: QtBot, store: Store,
                                                    start: Callable[..., SyncThread]) -> None:
    """Running, then done, with the book's own status."""
    thread = start(Session(SyncReport(sent=3)))
    with qtbot.waitSignal(thread.news, timeout=PROMPT_MS,
                          check_params_cb=lambda news: isinstance(news, SyncNews) and news.report is not None) as said:
        thread.nudge()
    assert said.args[0].report.sent == 3
    assert said.args[0].status.state == "unenrolled"


def test_a_mistake_of_ours_does_not_end_it(start: Callable[..., SyncThread], caplog: pytest.LogCaptureFixture) -> None:
    """The cycle falls over: logged, told, and tried again."""
    session = Session(ZeroDivisionError("our mistake"), SyncReport())
    thread = start(session)
    assert session.wait()
    thread.nudge()
    assert session.wait()
    assert "fell over" in caplog.text


def test_failures_wait_longer_and_a_save_does_not_shorten_it(store: Store, start: Callable[..., SyncThread]) -> None:
    """Without a server the saves of a day do not become a day of knocking; a person's wish does."""
    session = Session(NoServer("down"))
    thread = SyncThread(store, lambda: session, uniform=lambda low, high: high)
    thread.start()
    try:
        thread.nudge()
        assert session.wait()
        with store.write() as unit:
            unit.create("device", {"name": "Máy"})
        assert not session.ran.acquire(timeout=0.3)
        thread.nudge(Reason.PERSON)
        assert session.wait()
        assert session.runs == 2
    finally:
        thread.stop()


def test_the_servers_own_wish_wins(start: Callable[..., SyncThread]) -> None:
    """Retry-After holds even against a person's click."""
    session = Session(ServerPaused("later", retry_after_s=30))
    thread = start(session)
    assert session.wait()
    thread.nudge(Reason.PERSON)
    assert not session.ran.acquire(timeout=0.3)


def test_a_clear_no_is_told_and_not_repeated(qtbot: QtBot, start: Callable[..., SyncThread]) -> None:
    """A revoked PC asks once an hour, and at once after a new code."""
    session = Session(Revoked("gone"))
    thread = start(session)
    with qtbot.waitSignal(thread.news, timeout=PROMPT_MS, check_params_cb=lambda news: news.error == "revoked"):
        thread.nudge()
    thread.nudge(Reason.ENROLLED)
    assert session.wait()
    assert session.wait()


def test_the_network_coming_back_starts_it(start: Callable[..., SyncThread]) -> None:
    """Offline, then a cable is plugged in."""
    is_up = threading.Event()
    session = Session(NoServer("no way"), SyncReport())
    start(session, connectivity=Connectivity(lambda: "https://example.vn", probe=lambda _address: is_up.is_set()))
    assert session.wait()
    is_up.set()
    assert session.wait()


def test_connectivity_tells_only_the_coming_up() -> None:
    """Down, up, still up: one piece of news."""
    answers = iter([False, False, True, True, False, True])
    here = Connectivity(lambda: "https://example.vn", probe=lambda _address: next(answers))
    assert [here.look() for _ in range(6)] == [False, False, True, False, False, True]


def test_stop_waits_and_cuts(store: Store) -> None:
    """The window closes while an exchange hangs: it is cut, the thread ends, the book can be closed."""
    hanging = threading.Event()

    class Hanging(Session):
        def run(self) -> SyncReport:
            self.ran.release()
            hanging.wait(PROMPT_MS / 1000)
            raise NoServer("cut")

        def cut(self) -> None:
            hanging.set()

    session = Hanging(SyncReport())
    thread = SyncThread(store, lambda: session, uniform=lambda low, high: low)
    thread.start()
    thread.nudge()
    assert session.wait()
    thread.stop()
    assert "sync" not in {each.name for each in threading.enumerate()}


def test_it_syncs_with_a_real_server(qtbot: QtBot, new_pc: Callable[..., Pc], province: Province) -> None:
    """Saved here, seen there, without anybody asking."""
    here, there = new_pc("TL-VP-01"), new_pc("TL-MC-01")
    thread = SyncThread(here.store, lambda: LiveSession(here.store, here.token), uniform=lambda low, high: low)
    thread.start()
    try:
        sent = qtbot.waitSignal(thread.news, timeout=PROMPT_MS,
                                check_params_cb=lambda news: news.report is not None and news.report.sent == 1)
        with sent, here.store.write() as unit:
            device = unit.create("device", {"name": "Máy tự gửi"})
    finally:
        thread.stop()
    there.cycle.run()
    assert there.store.read().execute("SELECT 1 FROM record WHERE id = ?", (device,)).fetchone()


def test_the_wait_grows_and_stays_below_its_ceiling() -> None:
    """Full jitter up to a quarter of an hour; after ten minutes of silence up to two minutes more."""
    assert [seconds_until_retry(n, lambda low, high: high) for n in (0, 1, 3, 20)] == [5, 10, 40, 900]
    assert seconds_until_retry(20, lambda low, high: high, silent_s=601) == 1020
    assert seconds_until_retry(0, lambda low, high: low, asked_s=33) == 33
