"""The accounts matrix: open, move, scroll, filter, change a cell. `python -m benchmarks.matrix [PEOPLE] [SYSTEMS]`

Prints milliseconds of the UI thread for each turn of the loop (median, worst), and what takes other threads by the
clock, beside a bare QTableView of the same size that scrolls the same way: absolute figures of other machines differ.
"""
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SO_CNTT_KEYRING", "off")

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.turns import Turns
from desktop.services import account_matrix
from desktop.store import bulk
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
from desktop.ui.page_opening import MEET_AFTER_MS
from desktop.ui.pages.accounts_except import AllExcept
from protocol.kinds.person import DUTIES
from tests.ui import books
from tests.ui.opened import Opened, wait

FAMILIES = ("Lê", "Phạm", "Hà", "Bùi", "Lò", "Ngân", "Thao", "Hoàng Nguyễn")
MIDDLES, GIVEN = ("Thị", "Văn", "Hữu", "Thị Phương", "Công"), ("Hoa", "Nam", "Pó", "Sơn", "Tiến", "Hiền", "Súa", "Ánh")
STATES = ("in_use", "in_use", "in_use", "pending", "missing", "locked", "old_unit", "revoked")


def a_book(profile: Path, people: int, systems: int) -> Store:
    """Return a book in which most of what is needed was reviewed; the same for the same numbers."""
    pick = random.Random(people * systems)
    store = books.a_chosen_book(profile)
    with store.write() as unit:
        office = unit.create("office", {"name": "Phòng Văn hóa – Xã hội"})
        persons = [NewRecord("person", unit.new_id(), {
            "full_name": " ".join((pick.choice(FAMILIES), pick.choice(MIDDLES), pick.choice(GIVEN))), "office": office,
            "title": "Chuyên viên", "duties": [pick.choice(DUTIES)], "status": "active"}) for _ in range(people - 1)]
        made = [NewRecord("system", unit.new_id(), {
            "name": f"Hệ thống thông tin số {at}", "short_name": f"HTTT {at}",
            "required_for": ["mọi cán bộ"] if at % 3 == 0 else [pick.choice(DUTIES), pick.choice(DUTIES)]})
            for at in range(systems)]
        accounts = [NewRecord("account", unit.new_id(), {
            "person": person.id, "system": system.id, "status": pick.choice(STATES)})
            for person in persons for system in made if pick.random() < 0.5]
        bulk.create_many(unit, [*persons, *made, *accounts], group="made", search_later=True)
    print(f"{people} people × {systems} systems, {len(accounts)} accounts")
    return store


def told(name: str, values: list[float]) -> None:
    """Print the median and the worst."""
    ms = sorted(value * 1000 for value in values)
    print(f"  {name:<44} {statistics.median(ms):7.1f} ms   (worst {ms[-1]:.1f}, n {len(ms)})")


def held(name: str, turns: Turns) -> None:
    """Print the longest turn of the UI thread, and the median of those in which anything was done."""
    own = sorted(ms for _, ms in turns.taken() if ms > 0.2)
    print(f"  {name:<44} {statistics.median(own):7.1f} ms   (worst {own[-1]:.1f}, n {len(own)})"
          + ("   over 16 ms" if own[-1] > 16 else ""))


def press(view: QTableView, key: Qt.Key) -> None:
    """Press a key without letters."""
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def scrolled(view: QTableView) -> list[float]:
    """Return the seconds of each frame of scrolling down and to the right, painted."""
    frames: list[float] = []
    for bar, step in ((view.verticalScrollBar(), 37), (view.horizontalScrollBar(), 41)):
        value, turns = 0, 0
        while value < bar.maximum() and turns < 150:
            value, turns = min(value + step, bar.maximum()), turns + 1
            began = time.perf_counter()
            bar.setValue(value)
            view.viewport().repaint()
            QApplication.processEvents()
            frames.append(time.perf_counter() - began)
        bar.setValue(0)
    return frames


class _Bare(QAbstractTableModel):
    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._size = (rows, columns)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return self._size[0]

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return self._size[1]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return "Chưa cấp" if role == Qt.ItemDataRole.DisplayRole else None


def main() -> int:
    """Return 0 after the figures are printed."""
    people, systems = (int(each) for each in (sys.argv[1:3] if len(sys.argv) > 2 else ("300", "40")))
    QApplication.instance() or QApplication(["so-cntt"])
    print(platform.platform(), f"Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        store = a_book(Path(place) / "book", people, systems)
        reads = []
        for _ in range(7):
            began = time.perf_counter()
            account_matrix.read(store.read(), date(2026, 11, 22))
            reads.append(time.perf_counter() - began)
        it = Opened(store)
        wait(MEET_AFTER_MS + 800)
        qt, idle = QApplication.instance(), it.program.tasks.idle
        turns = Turns(qt)
        began = time.perf_counter()
        with turns.one():
            it.window.visit("accounts")
        turns.until(lambda: it.window.page().key == "accounts")
        matrix = it.window.page()._views["matrix"]    # type: ignore[union-attr]
        turns.until(matrix.model.rowCount)
        opened = time.perf_counter() - began
        turns.quiet(idle)
        told("read the whole matrix (another thread)", reads)
        told("open the page: click to the table", [opened])
        held("  a turn meanwhile", turns)
        view = matrix.view
        view.setFocus()
        turns.quiet(idle)
        turns.taken()
        for key in [Qt.Key.Key_Down] * 40 + [Qt.Key.Key_Right] * 30 + [Qt.Key.Key_PageDown] * 10:
            with turns.one():
                press(view, key)
                qt.processEvents()
        held("an arrow key, painted", turns)
        told("scroll, a frame (down, right)", scrolled(view))
        bare = QTableView()
        bare.setModel(_Bare(people, systems))
        bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.resize(view.size())
        bare.show()
        wait(50)
        told("  a bare QTableView, a frame", scrolled(bare))
        bare.hide()
        for name, act in (
                ("filter by what is missing", lambda: matrix.bar._press("missing")),
                ("drop the filter", lambda: matrix.bar._press("")),
                ("select a column", lambda: view.selectColumn(2)),
                ("select everything", view.selectAll),
                ("the menu of everything", matrix.cell_menu),
                ("copy everything", matrix.copy),
                ("“All have it, except…”, opened", lambda: matrix.say_of_all(3)),
                ("  saved for everybody", lambda: it.window.findChild(AllExcept).save())):
            with turns.one():
                act()
            turns.quiet(idle)
            held(name, turns)
        changes = []
        for row in range(12):
            matrix.view.choose(row, 1)
            cell = matrix.model.cell(row, 1)
            key, code = ("K", "locked") if cell.state == "in_use" else ("D", "in_use")
            began = time.perf_counter()
            with turns.one():
                QApplication.sendEvent(matrix.view, QKeyEvent(QEvent.Type.KeyPress, ord(key),
                                                              Qt.KeyboardModifier.NoModifier, key.lower()))
            while matrix.model.cell(row, 1).state != code and time.perf_counter() - began < 5:
                with turns.one():
                    qt.processEvents()
                time.sleep(0.0005)
            matrix.view.viewport().repaint()
            changes.append(time.perf_counter() - began)
            it.settle(20)
        told("change a cell: key to painted, on the disk", changes)
        held("  a turn meanwhile", turns)
        typed = []
        for text in ("h", "ho", "hoa", "ho", "h", ""):
            began = time.perf_counter()
            matrix.model.filter(text=text)
            matrix.view.viewport().repaint()
            typed.append(time.perf_counter() - began)
        told("search by name, a keystroke", typed)
        it.close()
        QGuiApplication.clipboard().clear()    # offscreen it would be taken down after Python
    return 0


if __name__ == "__main__":
    sys.exit(main())
