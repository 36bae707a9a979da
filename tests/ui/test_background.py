"""Tasks end in exactly one way, in the main thread; news that come fast are told together."""
import threading

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.background.change_signals import ChangeSignals
from desktop.background.tasks import Tasks
from desktop.store.changes import Changes
from tests.ui.opened import wait


def test_a_result_comes_back_to_the_main_thread(qapp, qtbot):
    tasks, told = Tasks(), []
    tasks.run(threading.get_ident, lambda where: told.append((where, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(told), timeout=15_000)
    worker, here = told[0]
    assert here == threading.get_ident() != worker
    assert tasks.idle()
    tasks.stop()


def test_an_error_goes_to_its_own_door_alone(qapp, qtbot):
    tasks, done, failed = Tasks(), [], []
    tasks.run(lambda: 1 // 0, done.append, failed.append)
    qtbot.waitUntil(lambda: bool(failed), timeout=15_000)
    assert isinstance(failed[0], ZeroDivisionError)
    assert done == []
    tasks.stop()


def test_nothing_is_delivered_to_a_widget_that_is_gone(qapp):
    tasks, told, owner, go = Tasks(), [], QWidget(), threading.Event()
    tasks.run(lambda: go.wait(2), told.append, owner=owner)
    owner.deleteLater()
    wait(20)
    go.set()
    wait(100)
    assert told == []
    assert tasks.idle()
    tasks.stop()


def test_of_searches_as_one_types_only_the_last_answers(qapp, qtbot):
    tasks, told, go = Tasks(), [], threading.Event()
    for word in ("h", "ho", "hoa"):
        tasks.latest("search", lambda word=word: (go.wait(2), word)[1], told.append)
    go.set()
    qtbot.waitUntil(tasks.idle, timeout=15_000)
    assert told == ["hoa"]
    tasks.stop()


def test_after_stop_nothing_runs_and_nothing_is_told(qapp):
    tasks, told = Tasks(), []
    tasks.stop()
    assert tasks.run(lambda: 1, told.append).stopped()
    wait(20)
    assert told == []


def test_the_first_news_is_told_at_once_and_a_run_of_them_together(qapp, qtbot):
    news, told = ChangeSignals(), []
    news.changed.connect(told.append)
    for at in range(50):
        threading.Thread(target=news.ring, args=(Changes(records=frozenset({("device", str(at))})),)).start()
    qtbot.waitUntil(lambda: sum(len(each.records) for each in told) == 50, timeout=15_000)
    assert len(told) < 10
    assert set().union(*(each.records for each in told)) == {("device", str(at)) for at in range(50)}


def test_garbage_of_a_window_is_collected_in_the_main_thread(qapp, qtbot):
    """A QObject in a cycle, dropped, and another thread that allocates: it must not be deleted there."""
    import gc

    from desktop.settings import ViewSettings
    from desktop.ui.application import made_qt
    made_qt(ViewSettings())
    where = []

    class Watched(QObject):
        def __del__(self):
            where.append(threading.get_ident())

    made = Watched()
    made.itself = made
    del made
    other = threading.Thread(target=lambda: [[] for _ in range(200_000)])
    other.start()
    other.join()
    QTimer.singleShot(0, gc.collect)
    qtbot.waitUntil(lambda: bool(where), timeout=15_000)
    assert where == [threading.get_ident()]


def test_what_waits_for_its_turn_when_the_window_closes_is_still_done(qapp):
    tasks, begun, written = Tasks(threads=1), threading.Event(), []
    tasks.run(lambda: (begun.set(), threading.Event().wait(0.2)))
    begun.wait(5)
    tasks.run(lambda: written.append("saved"))
    tasks.latest("search", lambda: written.append("read for nobody"), written.append)
    tasks.stop()
    assert written == ["saved"]
