"""How fast and how heavy sync is: workloads W1 to W5 over a real server process and real encrypted books.

    python benchmarks/sync.py [--records 28500] [--runs 5] [--only W3,W4] [--json FILE]

W1 first upload · W2 first download on a second PC · W3 nothing changed · W4 n records changed, up and down ·
W5 both sides changed 100, 10 of them the same. Beside them the floor (floor.py), in the same run.
"""
import argparse
import gc
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.commune import SEED, WHOLE, Made, edited, records  # noqa: E402
from benchmarks.floor import FloorClient  # noqa: E402
from benchmarks.report import Line, heading, table  # noqa: E402
from desktop.store import derived, setting  # noqa: E402
from desktop.store.store import Store  # noqa: E402
from desktop.sync import enrolment_call  # noqa: E402
from desktop.sync.cycle import Cycle, SyncReport  # noqa: E402
from desktop.sync.server_client import ServerClient  # noqa: E402

COMMUNE: Final = "00000"
KEY: Final = bytes(range(32))
SLICE_ROWS: Final = 500      # without a window
GOALS: Final = {
    "W1 upload": ("≤ 1,500", "ms"), "W1 upload, size": ("≤ 1,450", "kB"),
    "W2 download, lists whole": ("≤ 700", "ms"), "W2 download, search whole": ("≤ 2,000", "ms"),
    "W2 download, size": ("≤ 1,450", "kB"),
    "W3 nothing changed": ("≤ 3", "ms"), "W3 round trips": ("≤ 1", ""), "W3 both ways": ("≤ 600", "B"),
    "W4 up 1": ("≤ 5", "ms"), "W4 up 1, round trips": ("≤ 1", ""),
    "W4 up 100": ("≤ 12", "ms"), "W4 up 100, size": ("≤ 5.5", "kB"),
    "W4 up 1000": ("≤ 53", "ms"), "W4 up 1000, size": ("≤ 40", "kB"),
    "W5 both changed 100, 10 the same": ("≤ 38", "ms"), "W5 conflicts shown": ("≥ 10", ""),
}


class Figures:
    """Every value measured, by name, in the order first measured."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = defaultdict(list)
        self.units: dict[str, str] = {}

    def add(self, name: str, value: float, unit: str) -> None:
        """Note one value."""
        self.values[name].append(value)
        self.units[name] = unit

    def lines(self, goals: bool) -> list[Line]:
        """Return the table's lines; goals hold for a whole commune only."""
        return [Line(name=name, values=values, unit=self.units[name],
                     goal=GOALS[name][0] if goals and name in GOALS else "",
                     digits=1 if self.units[name] in ("ms", "kB") else 0)
                for name, values in self.values.items()]


class Pc:
    """One PC of the commune: its book, its connection, its cycle."""

    def __init__(self, folder: Path, store: Store, url: str, code: str, name: str) -> None:
        self.folder, self.store = folder, store
        kept: list[str] = []
        enrolment_call.enrol(store, kept.append, url, code, name)
        self.link = ServerClient([url], kept[0])
        self.cycle = Cycle(store, self.link, slice_rows=SLICE_ROWS)

    def sync(self) -> tuple[SyncReport, float]:
        """Sync until settled; return the report and the milliseconds."""
        begun = time.perf_counter()
        report = self.cycle.run()
        return report, (time.perf_counter() - begun) * 1000

    def edit(self, made: Sequence[Made], rng: random.Random, *, field: str = "") -> None:
        """Change one or two fields of each record, as one hand; or just `field`."""
        with self.store.write() as unit:
            for record in made:
                values = edited(record, rng)
                unit.edit(record.kind, record.id, {field: values[field]} if field else values)

    def close(self) -> None:
        """Let go of the server and the book."""
        self.link.close()
        self.store.close()


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Serve the commune from an empty database; yield the address and a maker of codes."""
    admin = [sys.executable, "-m", "server"]
    where = ["--data", str(data), "--json"]

    def ask(*words: str) -> dict[str, str]:
        done = subprocess.run([*admin, *words, *where], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        answer: dict[str, str] = json.loads(done.stdout)
        return answer

    ask("commune", "add", COMMUNE)
    process = subprocess.Popen([*admin, "serve", "--port", "0", "--requests-a-minute", "1000000", *where], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"], lambda: ask("code", "new", "--commune", COMMUNE)["code"]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@contextmanager
def serving_floor(path: Path) -> Iterator[str]:
    """Serve the floor; yield its address."""
    process = subprocess.Popen([sys.executable, str(ROOT / "benchmarks" / "floor.py"), str(path)],
                               stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def filled(folder: Path, made: Sequence[Made]) -> None:
    """Make a book, not enrolled yet, in which a hand wrote every record."""
    store = Store.create(folder, KEY, settings={setting.COMMUNE: COMMUNE})
    for at in range(0, len(made), 500):
        with store.write() as unit:
            for record in made[at:at + 500]:
                unit.edit(record.kind, record.id, record.fields, group="fill")
    store.close()


def _count(store: Store) -> int:
    row = store.read().execute("SELECT count(*) FROM record").fetchone()
    assert row is not None
    return int(row[0])


def first_upload_and_download(figures: Figures, work: Path, book: Path, count: int, run: int) -> None:
    """W1 and W2: a full book meets an empty province; a second PC begins."""
    folder = work / f"first-{run}"
    shutil.copytree(book, folder / "a")
    with serving(folder / "province") as (url, code):
        a = Pc(folder / "a", Store(folder / "a", KEY), url, code(), "PC-A")
        report, ms = a.sync()
        assert report.sent == count, report
        figures.add("W1 upload", ms, "ms")
        figures.add("W1 upload, size", report.bytes_up / 1000, "kB")
        figures.add("W1 round trips", report.round_trips, "")
        a.close()
        b = Pc(folder / "b", Store.create(folder / "b", KEY, settings={setting.COMMUNE: COMMUNE}), url, code(), "PC-B")
        whole: list[float] = []

        def look(_changes: object) -> None:
            if not whole and _count(b.store) >= count:
                whole.append(time.perf_counter())

        b.store.on_commit(look)
        begun = time.perf_counter()
        report, _ = b.sync()
        assert report.received >= count, report
        figures.add("W2 download, lists whole", (whole[0] - begun) * 1000, "ms")
        while derived.is_stale(b.store.read()):
            with b.store.write(background=True) as unit:
                derived.catch_up(unit.db)
        figures.add("W2 download, search whole", (time.perf_counter() - begun) * 1000, "ms")
        figures.add("W2 download, size", report.bytes_down / 1000, "kB")
        figures.add("W2 round trips", report.round_trips, "")
        b.close()
    shutil.rmtree(folder)


def settle(*pcs: "Pc") -> None:
    """Let the search index of each book catch up: both live in this process, one must not slow the other down."""
    for pc in pcs:
        while derived.is_stale(pc.store.read()):
            with pc.store.write(background=True) as unit:
                derived.catch_up(unit.db)


def daily(figures: Figures, work: Path, book: Path, made: Sequence[Made], runs: int, wanted: set[str]) -> None:
    """W3, W4 and W5 between two PCs that are up to date."""
    rng = random.Random(SEED)
    changeable = [record for record in made if record.kind == "device"]
    shutil.copytree(book, work / "a")
    with serving(work / "province") as (url, code):
        a = Pc(work / "a", Store(work / "a", KEY), url, code(), "PC-A")
        b = Pc(work / "b", Store.create(work / "b", KEY, settings={setting.COMMUNE: COMMUNE}), url, code(), "PC-B")
        a.sync()
        b.sync()
        settle(a, b)
        if "W3" in wanted:
            for _ in range(runs * 10):
                report, ms = a.sync()
                figures.add("W3 nothing changed", ms, "ms")
                figures.add("W3 round trips", report.round_trips, "")
                figures.add("W3 both ways", report.bytes_up + report.bytes_down, "B")
        for count in (1, 100, 1000) if "W4" in wanted else ():
            for _ in range(runs * (4 if count == 1 else 1)):
                a.edit(rng.sample(changeable, min(count, len(changeable))), rng)
                report, ms = a.sync()
                figures.add(f"W4 up {count}", ms, "ms")
                figures.add(f"W4 up {count}, size", report.bytes_up / 1000, "kB")
                figures.add(f"W4 up {count}, round trips", report.round_trips, "")
                report, ms = b.sync()
                # Chance may write what stands there already: then there is nothing to send.
                assert report.received >= min(count, len(changeable)) * 0.99, report
                figures.add(f"W4 down {count}", ms, "ms")
                figures.add(f"W4 down {count}, size", report.bytes_down / 1000, "kB")
                settle(a, b)
        for _ in range(runs if "W5" in wanted else 0):
            both_sides(figures, a, b, rng.sample(changeable, min(190, len(changeable))), rng)
            settle(a, b)
        a.close()
        b.close()


def both_sides(figures: Figures, a: Pc, b: Pc, chosen: Sequence[Made], rng: random.Random) -> None:
    """W5: each PC changed a field of 100 records; the last 10 of one are the first 10 of the other."""
    half = (len(chosen) + 10) // 2
    a.edit(chosen[:half], rng, field="location")
    b.edit(chosen[half - 10:], rng, field="location")
    _, first = a.sync()
    report, second = b.sync()
    _, third = a.sync()
    figures.add("W5 both changed 100, 10 the same", first + second + third, "ms")
    figures.add("W5 conflicts shown", report.conflicts, "")


def floor(figures: Figures, work: Path, made: Sequence[Made], runs: int) -> None:
    """The same rows at the floor."""
    rows = [(record.kind, record.id, record.fields) for record in made]
    with serving_floor(work / "floor-server.db") as url:
        client = FloorClient(url, work / "floor-client.db")

        def timed(name: str, action: Callable[[], int]) -> None:
            begun = time.perf_counter()
            size = action()
            figures.add(f"floor {name}", (time.perf_counter() - begun) * 1000, "ms")
            figures.add(f"floor {name}, size", size / 1000, "kB")

        timed("W1 upload", lambda: client.push(rows))
        second = FloorClient(url, work / "floor-second.db")
        timed("W2 download", lambda: second.pull(0)[1])
        for _ in range(runs * 10):
            timed("W3 nothing changed", lambda: client.pull(1_000_000)[1])
        for count in (1, 100, 1000):
            for at in range(runs):
                timed(f"W4 up {count}", lambda start=at * 7, count=count: client.push(       # type: ignore[misc]
                    rows[start:start + count]))


def main() -> int:
    """Measure, print the table, and keep the figures if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=WHOLE, help=f"size of the commune, default {WHOLE}")
    parser.add_argument("--runs", type=int, default=5, help="how often each workload is measured")
    parser.add_argument("--only", default="W1,W3,W4,W5", help="W1 stands for W1 and W2")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value in FILE")
    options = parser.parse_args()
    wanted = set(options.only.split(","))
    print(heading(f"Sync of a commune of {options.records:,} records", SEED), flush=True)
    figures, made = Figures(), list(records(options.records))
    # What the benchmark itself holds is no part of any program: the collector does not walk it, here as little
    # as there (the window and the server look after their garbage at moments of their own).
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="so-cntt-bench-") as folder:
        work = Path(folder)
        begun = time.perf_counter()
        filled(work / "book", made)
        print(f"a hand wrote them in {time.perf_counter() - begun:.1f} s\n", flush=True)
        if "W1" in wanted:
            for run in range(options.runs):
                first_upload_and_download(figures, work, work / "book", len(made), run)
        if wanted & {"W3", "W4", "W5"}:
            daily(figures, work, work / "book", made, options.runs, wanted)
        floor(figures, work, made, options.runs)
    print(table(figures.lines(goals=options.records == WHOLE)))
    if options.json:
        options.json.write_text(json.dumps(figures.values, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
