"""What ui.py measures, each in a process of its own: `ui_inside.py WHAT [PROFILE …] [START_NS]`.

The last line of the output is one JSON object. Nothing is imported before it is needed: imports are part
of a start.
"""
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
TYPING_S = 0.1    # between two keys: a fast typist; what a key leaves to be done meanwhile is no part of the next one
TYPED = ("optiplex", "may in 2", "pc-0142", "canon", "dang su", "prodesk", "kodak i26", "veriton", "elead t3", "tang 2",
         "windows 7", "lenovo v50", "phong hop", "may quet", "i5-9500")


def answer(figures):
    """Print the figures."""
    import json
    print(json.dumps(figures), flush=True)


def memory_mb():
    """Return the resident memory of this process; where it can be had, without what psutil itself takes."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        import psutil
        return psutil.Process().memory_info().rss / 1e6


def bare(begun_ns):
    """A window with one table over nothing of ours."""
    from PySide6.QtCore import QEvent, QObject, QStringListModel, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
    qt = QApplication([])

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and watched is window:
                QTimer.singleShot(0, qt.quit)
            return False

    window, view, watch = QMainWindow(), QTableView(), Watch()
    model = QStringListModel([f"Máy {at}" for at in range(1000)])
    view.setModel(model)
    window.setCentralWidget(view)
    window.resize(1366, 768)
    window.installEventFilter(watch)
    window.show()
    qt.exec()
    answer({"ms": (time.time_ns() - begun_ns) / 1e6, "mb": memory_mb()})


class Running:
    """The real program over a profile, with its window, driven by hand."""

    def __init__(self, profile, page="today"):
        import gc
        gc.disable()    # as `desktop.__main__` does: the window collects for itself
        from desktop import settings
        from desktop.bootstrap import SWITCH_S, Program, open_or_make
        from desktop.ui.application import Application, made_qt
        view = settings.load(profile)
        view.page, view.geometry = page, ""
        sys.setswitchinterval(SWITCH_S)     # as `bootstrap.run` does
        self.qt = made_qt(view)
        self.application = Application(self.qt)
        self.program = Program(profile, open_or_make(profile), view, restore=lambda *_: None)
        self.application.show(self.program.desk)
        self.window = self.application.window()
        self.store = self.program.desk.store

    def turn(self, until, limit_s=30.0):
        """Turn the loop until something is true; it sleeps between events, as a real one does.

        A loop that spins would keep the interpreter from the workers it waits for.
        """
        from PySide6.QtCore import QEventLoop, QTimer
        wake = QTimer()
        wake.start(20)
        end = time.perf_counter() + limit_s
        while not until():
            if time.perf_counter() > end:
                raise TimeoutError(until)
            self.qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def painted(self, widget):
        """Turn the loop once, with everything of `widget` on the screen."""
        widget.viewport().repaint()
        self.qt.processEvents()

    def page(self, key):
        """Show a page whose list is filled; return (page, milliseconds until its rows are painted)."""
        self.turn(lambda: self.window.page() is not None)
        begun = time.perf_counter()
        self.window.go(key)
        page = self.window.page()
        self.turn(lambda: page.model.rowCount() > 0)
        self.painted(page.table)
        return page, (time.perf_counter() - begun) * 1000


def first(profile, begun_ns):
    """From the start of the process to the first painted window."""
    from PySide6.QtCore import QEvent, QObject
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and not painted:
                painted.append(time.time_ns())
            return False

    running = Running(profile)
    watch = Watch()
    # As in the bare window, and not of all: PySide makes the enums of each kind of event that a filter is shown,
    # a tenth of the start.
    running.window.installEventFilter(watch)
    running.turn(lambda: painted)
    answer({"ms": (painted[0] - begun_ns) / 1e6, "mb": memory_mb()})
    running.program.stop()


def shown(profile, begun_ns):
    """From the start of the process until the list of devices shows its rows."""
    running = Running(profile, page="devices")
    running.turn(lambda: running.window.page() is not None and running.window.page().model.rowCount() > 0)
    running.painted(running.window.page().table)
    answer({"ms": (time.time_ns() - begun_ns) / 1e6, "mb": memory_mb()})
    running.program.stop()


def long(profile):
    """A list of 100,000: open, sort, filter key by key, scroll."""
    from PySide6.QtCore import Qt
    figures = {}
    running = Running(profile)
    page, ms = running.page("devices")
    figures["first visit of the page"] = [ms]
    answered = []
    page.model.answered.connect(lambda: answered.append(time.perf_counter()))
    figures["open a long list"] = []
    for _ in range(5):
        begun = time.perf_counter()
        answered.clear()
        page.model.show(page.model.search)
        running.turn(lambda: answered)
        running.painted(page.table)
        figures["open a long list"].append((time.perf_counter() - begun) * 1000)

    def ordered(column, order):
        answered.clear()
        begun = time.perf_counter()
        page.model.sort(column, order)
        running.turn(lambda: answered)
        running.painted(page.table)
        return (time.perf_counter() - begun) * 1000

    both = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    orders = [column.order for column in page.model.columns]
    for name, code in (("sort, indexed column", "asset_code"), ("sort, other column", "status")):
        figures[name] = [ordered(orders.index(code), order) for order in both * 3]
    keys, typed_on = [], [0.0]
    for word in TYPED:
        for length in range(1, len(word) + 1):
            running.turn(lambda: time.perf_counter() > typed_on[0] + TYPING_S)
            typed_on[0] = begun = time.perf_counter()
            answered.clear()
            page.filters.search.setText(word[:length])
            running.turn(lambda: answered)
            running.painted(page.table)
            keys.append((time.perf_counter() - begun) * 1000)
    figures["a key in the filter, p95"] = [sorted(keys)[int(len(keys) * 0.95)]]
    figures["a key in the filter, median"] = [sorted(keys)[len(keys) // 2]]
    answered.clear()
    page.filters.search.setText("")
    running.turn(lambda: answered)
    bar = page.table.verticalScrollBar()
    scrolls = []
    for at in range(200):
        begun = time.perf_counter()
        bar.setValue(bar.value() + bar.pageStep() if at % 40 else at * bar.maximum() // 200)
        running.painted(page.table)
        scrolls.append((time.perf_counter() - begun) * 1000)
    figures["scroll a page, median"] = [sorted(scrolls)[100]]
    figures["scroll a page, longest"] = [max(scrolls)]
    answer(figures)
    running.program.stop()


def bare_keys():
    """The same keys in a bare window: a field, and a table that gets 20 other rows for each; no search, no record."""
    from PySide6.QtCore import QEventLoop, QStringListModel, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
    qt, window, field, view, model = QApplication([]), QWidget(), QLineEdit(), QTableView(), QStringListModel()
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(view)
    view.setModel(model)
    window.resize(1366, 768)
    window.show()
    wake, times, typed_on = QTimer(), [], 0.0
    wake.start(20)
    for word in TYPED:
        for length in range(1, len(word) + 1):
            while time.perf_counter() < typed_on + TYPING_S:
                qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            typed_on = begun = time.perf_counter()
            field.setText(word[:length])
            qt.processEvents()
            model.setStringList([f"{word[:length]} {at}" for at in range(20)])
            view.viewport().repaint()
            qt.processEvents()
            times.append((time.perf_counter() - begun) * 1000)
    answer({"keys of a bare window, p95": [sorted(times)[int(len(times) * 0.95)]]})


def saves(profile):
    """2,000 saves with the list of devices on the screen: time of each, and what memory they keep."""
    import statistics

    from desktop.services import record_keeping
    from desktop.ui.page_opening import AHEAD
    running = Running(profile)
    page, _ = running.page("devices")
    ids = [page.model.record(at).id for at in range(100)]
    times = []

    def save(at):
        begun = time.perf_counter()
        record_keeping.save(running.store, "device", ids[at % 100], {"location": f"tầng {at}"})
        times.append((time.perf_counter() - begun) * 1000)
        running.qt.processEvents()

    running.turn(lambda: all(name in sys.modules for name in AHEAD))    # what the window imports while it rests
    for at in range(1000):      # until SQLite's page cache is full: that is no leak
        save(at)
    times.clear()
    done, kept = [], []
    for at in range(1000, 3000):
        save(at)
        if at % 50 == 49:       # what SQLite holds comes and goes by some MB: two points alone make no line
            done.append(at / 1000)
            kept.append(memory_mb())
    slope, _ = statistics.linear_regression(done, kept)
    answer({"save one edit, p95": [sorted(times)[1900]], "save one edit, median": [sorted(times)[1000]],
            "memory per 1,000 saves": [slope]})
    running.program.stop()


@contextmanager
def province(folder, count):
    """Yield (url, code) of a server that has a commune of `count` records, and lets one more PC in."""
    from benchmarks.commune import records
    from benchmarks.sync import COMMUNE, Pc, serving
    from desktop.store import setting
    from desktop.store.store import Store
    made = list(records(int(count)))
    with serving(folder / "province") as (url, code):
        other = folder / "other"
        sender = Pc(other, Store.create(other, bytes(32), settings={setting.COMMUNE: COMMUNE}), url, code(), "A")
        for at in range(0, len(made), 500):
            with sender.store.write() as unit:
                for each in made[at:at + 500]:
                    unit.edit(each.kind, each.id, each.fields, group="fill")
        sender.sync()
        sender.close()
        yield url, code()


def enrolled(profile, url, code):
    """Make a new book at `profile`, let in by the server; return its link."""
    from benchmarks.sync import COMMUNE
    from desktop.services import profiles
    from desktop.store.store import Store
    from desktop.sync import enrolment_call
    from desktop.sync.server_client import ServerClient
    from desktop.vault import data_key
    profiles.create_book(profile, commune=COMMUNE, name="XM-VP-03", person="Hà Văn Pó")
    kept = []
    with Store(profile, data_key.open_profile_key(profile)) as store:
        enrolment_call.enrol(store, kept.append, url, code, "XM-VP-03")
    return ServerClient([url], kept[0])


class Beats:
    """The times between the beats of a loop that is asked to beat each millisecond."""

    def __init__(self):
        from PySide6.QtCore import QTimer
        self.gaps, self._last, self._timer = [], time.perf_counter(), QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self):
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


def arriving(folder, count):
    """The longest time in which the window could not answer while a whole commune is downloaded."""
    import threading

    from desktop.sync.cycle import Cycle
    profile = folder / "book"
    with province(folder, count) as (url, code):
        link, running = enrolled(profile, url, code), Running(profile)
        running.turn(lambda: running.window.page() is not None)
        running.window.go("devices")
        for _ in range(50):
            running.qt.processEvents()
        thread = threading.Thread(target=lambda: Cycle(running.store, link).run())
        beats = Beats()
        thread.start()
        running.turn(lambda: not thread.is_alive(), limit_s=600)
        answer({"stall": [max(beats.gaps)]})
        running.program.stop()


def beside(folder, count):
    """The same of a bare window, while another process downloads the commune: what the machine itself does."""
    import subprocess

    from PySide6.QtCore import QEventLoop, QStringListModel
    from PySide6.QtWidgets import QApplication, QTableView
    with province(folder, count) as (url, code):
        qt, view, model = QApplication([]), QTableView(), QStringListModel([f"Máy {at}" for at in range(1000)])
        view.setModel(model)
        view.resize(1366, 768)
        view.show()
        for _ in range(50):
            qt.processEvents()
        other = subprocess.Popen([sys.executable, __file__, "headless", folder / "book", url, code],
                                 stdout=subprocess.PIPE)
        beats = Beats()
        while other.poll() is None:
            qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if other.returncode:
            raise RuntimeError("the download beside the bare window failed: nothing was measured")
        answer({"stall": [max(beats.gaps)]})


def headless(profile, url, code):
    """Download a commune without a window, in the same small steps as beside one."""
    from desktop.store.store import Store
    from desktop.sync.cycle import Cycle
    from desktop.vault import data_key
    link = enrolled(profile, url, code)
    with Store(profile, data_key.open_profile_key(profile)) as store:
        Cycle(store, link).run()
        store.finish_indexing()


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "bare":
        bare(int(rest[-1]))
    elif what in ("first", "shown"):
        {"first": first, "shown": shown}[what](Path(rest[0]), int(rest[-1]))
    elif what in ("arriving", "beside"):
        {"arriving": arriving, "beside": beside}[what](Path(rest[0]), rest[1])
    elif what == "bare_keys":
        bare_keys()
    elif what == "headless":
        headless(Path(rest[0]), *rest[1:])
    else:
        {"long": long, "saves": saves}[what](Path(rest[0]))
