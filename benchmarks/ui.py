"""How fast the window is, beside a bare PySide6 window with one table, in the same run.

    python benchmarks/ui.py [--runs 7] [--records 28500] [--long 100000]

Under Xvfb where there is no display. Starts are processes of their own; the rest is measured inside one.
Machines differ, and a shared one differs from hour to hour: the bare window is started before and after each
measurement, and every time is also told as it would be where that window takes as long as when the goals
were set.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SO_CNTT_KEYRING", "off")

from benchmarks.commune import SEED, WHOLE, Made, devices, people, records  # noqa: E402
from benchmarks.report import Line, heading, table  # noqa: E402
from benchmarks.slow_disk import slower  # noqa: E402

GOALS_BARE_MS: Final = 155    # the bare window on the machine of the goals: 140–170
SLOW_FSYNC_MS: Final = 10
STALL: Final = "longest stall while a commune arrives"
SLOW_SAVE: Final = "save one edit, p95, slow disk"
GOALS: Final = {
    "first paint": "≤ 350", "list shown, whole commune": "≤ 600", "memory at the list": "≤ 105",
    "open a long list": "≤ 60", "sort, indexed column": "≤ 50", "sort, other column": "≤ 90",
    "a key in the filter, p95": "≤ 16", "scroll a page, median": "≤ 16", "scroll a page, longest": "≤ 50",
    "save one edit, p95": "≤ 15", SLOW_SAVE: "≤ 50", STALL: "≤ 30",
    "memory per 1,000 saves": "≤ 1",
}
UNITS: Final = {"memory at the list": "MB", "bare memory": "MB", "memory per 1,000 saves": "MB",
                "memory at the first paint": "MB"}


def book(folder: Path, made: Sequence[Made]) -> None:
    """Make the profile of an official whose commune has these records, indexed."""
    from desktop.services import profiles
    from desktop.store import derived, setting
    from desktop.store.store import Store
    from desktop.store.visible import Row, write_many
    from desktop.vault import data_key

    profiles.create_book(folder, commune="00000", name="XM-VP-03")
    everyone = list(people())
    rows = [*everyone, *made]
    with Store(folder, data_key.open_profile_key(folder)) as store:
        for at in range(0, len(rows), 2_000):
            with store.write() as unit:
                write_many(unit.db, [Row(row.kind, row.id, row.fields, 1, 1) for row in rows[at:at + 2_000]],
                           search_later=True)
        while derived.is_stale(store.read()):
            with store.write() as unit:
                derived.catch_up(unit.db)
        store.tidy_index()      # as the program does by itself when it has been open for a while
        with store.write() as unit:
            unit.set_setting(setting.WHO, everyone[0].id)


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Yield what a window needs in its environment: the display there is, an Xvfb of our own, or none."""
    # A program that was installed has its compiled files; without them a start compiles a hundred modules.
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    base["PYTHONUTF8"] = "1"
    xvfb = shutil.which("Xvfb")
    if os.name == "nt" or os.environ.get("DISPLAY"):
        yield base
        return
    if not xvfb:
        print("Xvfb is not here; measured offscreen", flush=True)
        yield {**base, "QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    process = subprocess.Popen([xvfb, "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
                               pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield {**base, "DISPLAY": ":" + told.readline().strip()}
    finally:
        process.terminate()
        process.wait(20)


def started(environment: Mapping[str, str], *command: object) -> dict[str, float]:
    """Run a program that prints one JSON object of figures; its start in nanoseconds is its last argument."""
    done = subprocess.run([sys.executable, *map(str, command), str(time.time_ns())], cwd=ROOT, env=dict(environment),
                          stdout=subprocess.PIPE, text=True, check=True, timeout=600)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def inside(name: str, environment: Mapping[str, str], *arguments: object) -> dict[str, list[float]]:
    """Run a measurement of ui_inside.py in a process of its own."""
    done = subprocess.run([sys.executable, str(ROOT / "benchmarks" / "ui_inside.py"), name, *map(str, arguments)],
                          cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, text=True, check=True, timeout=1800)
    figures: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return figures


def note(text: str) -> None:
    """Say on stderr how far it is."""
    print(f"… {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--records", type=int, default=WHOLE, help=f"size of the commune, default {WHOLE}")
    parser.add_argument("--long", type=int, default=100_000, help="rows of the long list")
    options = parser.parse_args()
    print(heading(f"The window over a commune of {options.records:,} records", SEED), flush=True)
    figures: dict[str, list[float]] = defaultdict(list)
    slowness: dict[str, list[float]] = defaultdict(list)
    ui = ROOT / "benchmarks" / "ui_inside.py"
    with tempfile.TemporaryDirectory(prefix="so-cntt-bench-") as temporary, display() as environment:
        work = Path(temporary)

        def bare_ms() -> float:
            bare = started(environment, ui, "bare")
            figures["bare first paint"].append(bare["ms"])
            figures["bare memory"].append(bare["mb"])
            return bare["ms"]

        def measure(what: Callable[[], Mapping[str, Sequence[float]]]) -> None:
            before = bare_ms()
            measured = what()
            beside = (before + bare_ms()) / 2
            for name, values in measured.items():
                figures[name] += values
                slowness[name].append(beside / GOALS_BARE_MS)

        note("making the books")
        book(work / "commune", list(records(options.records)))
        book(work / "long", list(devices(options.long)))
        note("starting")
        started(environment, ui, "shown", work / "commune")     # the first start compiles
        for _ in range(options.runs):
            for what, ms, mb in (("first", "first paint", "memory at the first paint"),
                                 ("shown", "list shown, whole commune", "memory at the list")):
                measure(partial(_start, (environment, ui, what, work / "commune"), ms, mb))
        for run in range(options.runs):
            note(f"long, {run + 1} of {options.runs}")
            measure(partial(inside, "long", environment, work / "long"))
            measure(partial(inside, "bare_keys", environment))
        note("saves")
        measure(partial(inside, "saves", environment, work / "commune"))
        note(f"saves, each fsync {SLOW_FSYNC_MS} ms longer")
        if (slow := slower(work, environment, SLOW_FSYNC_MS)) is None:
            note("not measured: no C compiler here")
        else:
            measure(lambda: {SLOW_SAVE: inside("saves", slow, work / "commune")["save one edit, p95"]})
        for run in range(options.runs):
            note(f"arriving, {run + 1} of {options.runs}")
            for name, what in ((STALL, "arriving"), ("the same beside a bare window", "beside")):
                folder = work / f"{what}{run}"
                folder.mkdir()
                measure(lambda: {name: inside(what, environment, folder, options.records)["stall"]})  # noqa: B023
    print(table([_line(name, values, slowness.get(name, ())) for name, values in figures.items()]))
    return 0


def _start(command: tuple[Mapping[str, str], *tuple[object, ...]], ms: str, mb: str) -> dict[str, list[float]]:
    figures = started(*command)
    return {ms: [figures["ms"]], mb: [figures["mb"]]}


def _line(name: str, values: Sequence[float], slowness: Sequence[float]) -> Line:
    unit = UNITS.get(name, "ms")
    return Line(name=name, values=values, unit=unit, goal=GOALS.get(name, ""), digits=1,
                slowness=statistics.median(slowness) if slowness and unit == "ms" else 1.0)


if __name__ == "__main__":
    sys.exit(main())
