"""What opening each sheet, form and inner view costs the window, the first and the second time.

    python benchmarks/sheets.py [--runs 1] [--records 28500] [--only "device form" …] [--slower 1.0]

Each in a process of its own: the program starts on Hôm nay, goes to the page, rests until all that is done in idle
time is done; then the sheet is opened. The longest turn of the loop until it is quiet, in milliseconds of the UI
thread (which is what holds keys back) and by the clock. The *floor* is what a hundred bare labels take in the same
process: a busy machine is slower by as much. `--slower 2.4` divides the thread's time on a machine that is so much
slower than the usual one.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SO_CNTT_KEYRING", "off")

GOAL_MS: Final = 16
REST_S: Final = 2.5


class Scene:
    """A running program in which something is opened."""

    def __init__(self, profile: Path) -> None:
        from benchmarks.turns import Turns
        from benchmarks.ui_inside import Running
        self.running = Running(profile)
        self.window, self.desk = self.running.window, self.running.program.desk
        self.turns = Turns(self.running.qt)
        self.turns.until(lambda: self.window.page() is not None)

    def rest(self, seconds: float = REST_S) -> None:
        """Turn until what is done in idle time is done."""
        self.turns.quiet(self.running.program.tasks.idle, seconds)

    def page(self, key: str):
        """Return a page that was visited."""
        self.window.go(key)
        self.turns.until(lambda: self.window.page() is not None and self.window.page().key == key)
        self.rest(0.3)
        return self.window.page()

    def view(self, key: str, name: str):
        """Return an inner view that was visited."""
        page = self.page(key)
        if name != getattr(page, "_shown", ""):
            page.visit_view(name)
            self.rest(0.3)
        return page._views[name]

    def first(self, kind: str, **where: str) -> str:
        """Return the id of the first record of a kind."""
        from desktop.store import records
        found = records.page(self.desk.store.read(), records.Search(kind=kind, where=where), 0, 1)
        return found[0].record.id if found else ""

    def ids(self, kind: str, count: int) -> list[str]:
        """Return the ids of the first records of a kind."""
        rows = self.desk.store.read().execute("SELECT id FROM record WHERE kind = ? LIMIT ?", (kind, count))
        return [id_ for id_, in rows]

    def escape(self) -> None:
        """Close what lies open, as Esc does."""
        self.window._escape()


Opener = Callable[[], object]


def _form(page: str) -> Callable[[Scene], Opener]:
    return lambda scene: scene.page(page).new_record


def _edit(page: str) -> Callable[[Scene], Opener]:
    return lambda scene: scene.page(page).edit


def _form_of_view(page: str, name: str) -> Callable[[Scene], Opener]:
    return lambda scene: scene.view(page, name).new_record


def _view(page: str, name: str) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        shown = scene.page(page)
        first = shown._shown if hasattr(shown, "_shown") else next(iter(shown._views))

        def visit() -> None:
            shown.visit_view(name)

        scene.escape = lambda: shown.visit_view(first)    # type: ignore[method-assign]
        return visit
    return made


def _next_row(page: str) -> Callable[[Scene], Opener]:
    """Return what chooses the next row: the panel shows another record."""
    def made(scene: Scene) -> Opener:
        shown = scene.page(page)
        at = iter(range(3, 1000, 7))
        scene.escape = lambda: None    # type: ignore[method-assign]
        return lambda: shown.table.choose(next(at))
    return made


def _two_rows(page: str, act: str) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        shown = scene.page(page)
        from PySide6.QtCore import QItemSelectionModel
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        shown.table.choose(0)
        for at in (0, 1):
            shown.table.selectionModel().select(shown.model.index(at, 0), flags)
        scene.rest(0.3)
        return getattr(shown, act)
    return made


def _sheet(module: str, name: str, *arguments: Callable[[Scene], object], page: str = "today"
           ) -> Callable[[Scene], Opener]:
    """Return what makes and opens a sheet that is made anew each time; its import is part of it."""
    def made(scene: Scene) -> Opener:
        scene.page(page)
        given = [each(scene) for each in arguments]

        def open_() -> None:
            import importlib
            cls = getattr(importlib.import_module(module), name)
            cls(scene.window, scene.desk, scene.window).open(*given)

        return open_
    return made


def _of_certificates(name: str) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        view = scene.view("accounts", "certificates")
        view.table.choose(0)
        scene.rest(0.3)
        return {"request": view.request, "merger": view.review, "number": view._number,
                "answer": lambda: _any_answer(view), "file": lambda: _file_sheet(view)}[name]
    return made


def _any_answer(view) -> None:
    entry = view.panel.entry() or view.register.entries[0]
    view._sheet("answer").open(view.register, entry)


def _file_sheet(view) -> None:
    view._sheet("file").show_over()


def _search(scene: Scene) -> Opener:
    scene.page("today")
    scene.escape = scene.window._tools.search.clear    # type: ignore[method-assign]

    def search() -> None:
        scene.window._to_search()
        scene.window._tools.search.setText("optiplex")
    return search


def _record(kind: str) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        scene.page("today")
        wanted = scene.ids(kind, 1)[0]
        return lambda: scene.window.open_record(kind, wanted)
    return made


def _of_window(name: str, page: str = "today", *arguments: object) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        scene.page(page)
        return lambda: getattr(scene.window, name)(*arguments)
    return made


def _of_page(page: str, name: str) -> Callable[[Scene], Opener]:
    return lambda scene: getattr(scene.page(page), name)


def _of_view(page: str, view: str, name: str) -> Callable[[Scene], Opener]:
    def made(scene: Scene) -> Opener:
        shown = scene.view(page, view)
        if shown.model.rowCount():
            shown.table.choose(0)
        scene.rest(0.3)
        return getattr(shown, name)
    return made


_DIALOGS: Final = "desktop.ui.dialogs."
SCENES: Final[dict[str, Callable[[Scene], Opener]]] = {
    "incident sheet": _of_window("report_incident"),
    "device form, new": _form("devices"),
    "device form, a record": _edit("devices"),
    "person form": _form("people"),
    "incident form": _edit("incidents"),
    "account form": _form_of_view("accounts", "list"),
    "certificate form": _form_of_view("accounts", "certificates"),
    "system form": lambda scene: (lambda page: lambda: page.system_form().open_new())(scene.page("accounts")),
    "site form": _form_of_view("infrastructure", "site"),
    "room form": _form_of_view("infrastructure", "room"),
    "line form": _form_of_view("infrastructure", "line"),
    "outage form": _form_of_view("infrastructure", "outage"),
    "training form": _form_of_view("infrastructure", "training"),
    "handover form": _form_of_view("devices", "handovers"),
    "stocktake form": _form_of_view("devices", "stocktakes"),
    "bulk edit": _two_rows("devices", "_edit_all"),
    "two made one": _two_rows("devices", "_merge_two"),
    "import sheet": _of_window("import_workbook", "devices", "device"),
    "this machine": _of_window("read_this_machine", "devices"),
    "machines from USB": _of_window("receive_machines", "devices"),
    "list of keys (F1)": _of_window("show_keys"),
    "who sits here (Ctrl+U)": _of_window("choose_person"),
    "search (Ctrl+K)": _search,
    "change of focal point": _sheet(_DIALOGS + "focal_sheet", "FocalSheet"),
    "leaver": _sheet(_DIALOGS + "leaver_sheet", "LeaverSheet", lambda scene: scene.ids("person", 1)[0]),
    "trash": _of_page("settings", "_open_trash"),
    "record sheet, office": _record("office"),
    "trial incident": _of_page("today", "_try_out"),
    "certificate request": _of_certificates("request"),
    "certificate answer": _of_certificates("answer"),
    "certificates after a merger": _of_certificates("merger"),
    "certificate number": _of_certificates("number"),
    "certificate file": _of_certificates("file"),
    "room test": _of_view("infrastructure", "room", "check"),
    "line measured": _of_view("infrastructure", "line", "measure"),
    "view state of devices": _view("devices", "state"),
    "view hand-overs": _view("devices", "handovers"),
    "view stock-takes": _view("devices", "stocktakes"),
    "view accounts list": _view("accounts", "list"),
    "view certificates": _view("accounts", "certificates"),
    "view sites": _view("infrastructure", "site"),
    "view lines": _view("infrastructure", "line"),
    "view outages": _view("infrastructure", "outage"),
    "view hamlets": _view("infrastructure", "hamlet"),
    "view trainings": _view("infrastructure", "training"),
    "next device in the panel": _next_row("devices"),
    "next incident in the panel": _next_row("incidents"),
    "next official in the panel": _next_row("people"),
}


def opened(profile: Path, name: str) -> dict[str, object]:
    """Return the figures of opening one of them twice, in this process."""
    from benchmarks.turns import longest, longest_wall
    from desktop.bootstrap import SWITCH_S
    sys.setswitchinterval(SWITCH_S)
    scene = Scene(profile)
    open_ = SCENES[name](scene)
    scene.rest()
    figures: dict[str, object] = {"floor": _floor(scene)}
    for time_ in ("first", "second"):
        scene.turns.taken()
        known = set(sys.modules)
        with scene.turns.one():
            open_()
        scene.rest(0.3)
        held = scene.turns.taken()
        figures[time_] = longest(held)
        figures[f"{time_} by the clock"] = longest_wall(held)
        figures[f"{time_} click"] = held[0][1]
        figures[f"{time_} in all"] = sum(own for _, own in held)
        figures[f"{time_} over"] = [round(own) for _, own in held if own > 10]
        figures[f"{time_} modules"] = len(set(sys.modules) - known)
        scene.escape()
        scene.rest(0.3)
    scene.running.program.stop()
    return figures


def _floor(scene: Scene) -> float:
    """Return the milliseconds of the UI thread that a hundred labels of Qt take: made, laid out, styled."""
    from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
    holder = QWidget(scene.window)
    holder.hide()
    column = QVBoxLayout(holder)
    began = time.thread_time()
    for at in range(100):
        made = QLabel(f"Máy {at}")
        column.addWidget(made)
        made.ensurePolished()
    column.activate()
    took = (time.thread_time() - began) * 1000
    holder.deleteLater()
    return took


def everything(folder: Path, count: int) -> None:
    """Make a book with the sample commune and `count` records more."""
    from benchmarks.commune import Made, records
    from benchmarks.ui import book
    from desktop import paths
    from protocol.catalogue import KINDS
    sample = [json.loads(line) for path in sorted(paths.resource("sample").glob("*.jsonl"))
              for line in path.read_text(encoding="utf-8").splitlines()]
    book(folder, [*(Made(kind=said["kind"], id=said["id"], fields=KINDS[said["kind"]].flat(said["fields"]))
                    for said in sample), *records(count)])


def main() -> int:
    """Print a line each."""
    if sys.argv[1:2] == ["inside"]:
        print(json.dumps(opened(Path(sys.argv[2]), sys.argv[3])), flush=True)
        return 0
    import subprocess

    from benchmarks.commune import SEED, WHOLE
    from benchmarks.report import heading
    from benchmarks.ui import display
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--records", type=int, default=WHOLE)
    parser.add_argument("--only", action="append", help="a part of the name")
    parser.add_argument("--profile", type=Path, help="a book that was made before")
    parser.add_argument("--slower", type=float, default=1.0, help="how many times slower than usual the machine is")
    asked = parser.parse_args()
    print(heading(f"Sheets, forms and views, the sample commune and {asked.records:,} records", SEED), flush=True)
    names = ("floor", "first", "first by the clock", "first click", "first in all", "second", "second click")
    print(f"{'':28}" + "".join(f"{name:>20}" for name in names) + "  turns over 10 ms, the first time", flush=True)
    is_reached = True
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="so-cntt-bench-") as temporary, display() as environment:
        profile = asked.profile or Path(temporary) / "book"
        if not profile.exists():
            everything(profile, asked.records)
        for name in SCENES:
            if asked.only and not any(part in name for part in asked.only):
                continue
            runs = []
            for _ in range(asked.runs):
                done = subprocess.run([sys.executable, __file__, "inside", str(profile), name], cwd=ROOT,
                                      env=environment, timeout=300, stdout=subprocess.PIPE, text=True, check=False)
                if done.returncode == 0:
                    runs.append(json.loads(done.stdout.splitlines()[-1]))
            if not runs:
                print(f"{name:28} FAILED", flush=True)
                is_reached = False
                continue
            middle = {each: statistics.median(run[each] for run in runs) / asked.slower for each in names}
            is_reached &= max(middle["first"], middle["second"]) <= GOAL_MS
            print(f"{name:28}" + "".join(f"{middle[each]:>20.1f}" for each in names),
                  f" {runs[-1]['first over']} {runs[-1]['first modules']} modules", flush=True)
    print("every turn ≤ 16 ms" if is_reached else "NOT YET", f"({time.perf_counter() - began:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
