"""How long Hôm nay takes to compute: a whole commune, a list of devices longer than any, and the full matrix.

    python benchmarks/today.py [--runs 5] [--long 100000]

Wall and CPU time of `services.todo.today.today` in one thread, over an encrypted book; the first run is cold.
"""
import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SO_CNTT_KEYRING", "off")

from benchmarks.commune import Made, devices, records  # noqa: E402
from benchmarks.ui import book  # noqa: E402
from protocol.identity import RANDOM_BYTES, uuid7  # noqa: E402

NOW: Final = "2026-11-21T10:00"
GOALS: Final = {"a whole commune, 28,500 records": "≤ 300", "devices alone": "≤ 1000", "300 people × 40 systems": ""}


def matrix(people: int = 300, systems: int = 40) -> Iterator[Made]:
    """Yield officials, systems that all of them need, an account for each pair, and a certificate for most."""
    def id_(at: int) -> str:
        return uuid7(1_760_000_000_000 + at, at.to_bytes(RANDOM_BYTES, "big"))

    for at in range(systems):
        yield Made(kind="system", id=id_(at), fields={
            "name": f"Hệ thống {at:02}", "owner": f"Sở {at % 7}",
            "required_for": ["mọi cán bộ"] if at % 3 else ["văn thư", "một cửa"]})
    for at in range(people):
        who = id_(1_000 + at)
        duties = (["văn thư"], ["một cửa"], ["đất đai", "xây dựng"], [])[at % 4]
        yield Made(kind="person", id=who, fields={
            "full_name": f"Nguyễn Văn {at:03}", "title": ("Chuyên viên", "Phó Trưởng phòng")[at % 11 == 0],
            "duties": duties, "status": "active"})
        if at % 5:
            yield Made(kind="certificate", id=id_(2_000 + at), fields={
                "kind": "personal", "person": who, "status": "valid",
                "expires_on": f"202{6 + at % 4}-12-{1 + at % 28:02}"})
        for system in range(systems):
            status = ("in_use", "in_use", "in_use", "missing", "pending", "unreviewed")[(at + system) % 6]
            yield Made(kind="account", id=id_(10_000 + at * systems + system), fields={
                "person": who, "system": id_(system), "status": status})


def main() -> int:
    """Print a line a book: median (first – slowest) in ms of wall and of CPU time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--long", type=int, default=100_000)
    asked = parser.parse_args()
    for name, made in (("a whole commune, 28,500 records", records()), ("devices alone", devices(asked.long)),
                       ("300 people × 40 systems", matrix())):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
            book(Path(place) / "book", list(made))
            wall, cpu, tasks = measured(Path(place) / "book", asked.runs)
        print(f"{name}: {median(wall):.0f} ms wall ({wall[0]:.0f} cold), {median(cpu):.0f} ms CPU ({cpu[0]:.0f} cold), "
              f"{tasks} to-dos {GOALS[name]}", flush=True)
    return 0


def measured(profile: Path, runs: int) -> tuple[list[float], list[float], int]:
    """Return the times of each run and how many to-dos there are."""
    from desktop.services.todo.today import today
    from desktop.services.value_text import VIETNAM
    from desktop.store.store import Store
    from desktop.vault import data_key

    now = datetime.fromisoformat(NOW).replace(tzinfo=VIETNAM)
    wall, cpu, tasks = [], [], 0
    with Store(profile, data_key.open_profile_key(profile)) as store:
        for _ in range(runs):
            began, worked = time.perf_counter(), time.thread_time()
            tasks = len(today(store.read(), profile, now=now).tasks)
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.thread_time() - worked) * 1000)
    return wall, cpu, tasks


if __name__ == "__main__":
    sys.exit(main())
