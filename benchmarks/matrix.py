"""The accounts matrix: open, scroll, change a cell. `python -m benchmarks.matrix [PEOPLE] [SYSTEMS]`

Prints milliseconds (median, worst) on this machine, beside a bare QTableView of the same size that scrolls
the same way: absolute figures of other machines differ.
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
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QTableView

from desktop.services import account_matrix
from desktop.store import bulk
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
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
        began = time.perf_counter()
        it.window.go("accounts")
        matrix = it.window.page()._views["matrix"]    # type: ignore[union-attr]
        while not matrix.model.rowCount():
            QApplication.processEvents()
        shown = time.perf_counter()
        it.window.repaint()
        opened = time.perf_counter() - began
        told("read the whole matrix (another thread)", reads)
        told("open the page: click to painted table", [opened])
        told("  of it the paint", [time.perf_counter() - shown])
        it.settle()
        told("scroll, a frame (down, right)", scrolled(matrix.view))
        bare = QTableView()
        bare.setModel(_Bare(people, systems))
        bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.resize(matrix.view.size())
        bare.show()
        wait(50)
        told("  a bare QTableView, a frame", scrolled(bare))
        bare.hide()
        changes, blocked = [], []
        for row in range(12):
            matrix.view.choose(row, 1)
            cell = matrix.model.cell(row, 1)
            key, code = ("K", "locked") if cell.state == "in_use" else ("D", "in_use")
            began = time.perf_counter()
            QApplication.sendEvent(matrix.view, QKeyEvent(QEvent.Type.KeyPress, ord(key),
                                                          Qt.KeyboardModifier.NoModifier, key.lower()))
            blocked.append(time.perf_counter() - began)
            while matrix.model.cell(row, 1).state != code and time.perf_counter() - began < 5:
                began_turn = time.perf_counter()
                QApplication.processEvents()
                blocked.append(time.perf_counter() - began_turn)
                time.sleep(0.0005)
            matrix.view.viewport().repaint()
            changes.append(time.perf_counter() - began)
            it.settle(20)
        told("change a cell: key to painted, on the disk", changes)
        told("  longest the window was held meanwhile", [max(blocked)])
        typed = []
        for text in ("h", "ho", "hoa", "ho", "h", ""):
            began = time.perf_counter()
            matrix.model.filter(text=text)
            matrix.view.viewport().repaint()
            typed.append(time.perf_counter() - began)
        told("search by name, a keystroke", typed)
        it.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
