"""What the first visit of each page costs the window, over a whole commune.

    python benchmarks/pages.py [--runs 3] [--records 28500] [--page devices …]

Each visit in a process of its own: the program starts on Hôm nay, rests, and the line in the navigation is
clicked. Milliseconds of the UI thread, which is what holds keys back: imports, building, the longest turn of the
loop until everything is shown and quiet; and by the clock, the longest turn and the click to the painted list.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SO_CNTT_KEYRING", "off")

GOAL_MS: Final = 16
PAGES: Final = ("incidents", "devices", "accounts", "people", "infrastructure", "guides", "sync", "settings")
VIEWS: Final = {"devices": ("state", "handovers", "stocktakes"), "accounts": ("list", "certificates")}


def visited(profile: Path, key: str) -> dict[str, object]:
    """Return the figures of the first visit of a page, in this process."""
    import threading

    from benchmarks.turns import Turns, longest, longest_wall
    from benchmarks.ui_inside import Running, memory_mb
    from desktop.bootstrap import SWITCH_S
    sys.setswitchinterval(SWITCH_S)
    running = Running(profile)
    turns = Turns(running.qt)
    turns.until(lambda: running.window.page() is not None)
    turns.quiet(running.program.tasks.idle, 2.5)    # what is done in idle time is done
    turns.taken()
    imported, known, before = _Imports(), set(sys.modules), memory_mb()
    entry = next(each for each in running.window._navigation.entries() if each.key == key)
    began = time.perf_counter()
    with imported, turns.one():
        entry.click()
    with imported:
        turns.until(lambda: _is_there(running, key))
        shown = (time.perf_counter() - began) * 1000
        turns.quiet(running.program.tasks.idle)
    held = turns.taken()
    figures: dict[str, object] = {
        "click": held[0][1], "imports": imported.ms, "modules": len(set(sys.modules) - known),
        "longest": longest(held), "longest by the clock": longest_wall(held), "shown": shown,
        "over": [round(own) for _, own in held if own > GOAL_MS], "memory": memory_mb() - before}
    assert threading.current_thread() is threading.main_thread()
    running.program.stop()
    return figures


def _is_there(running, key: str) -> bool:
    page = running.window.page()
    if page is None or page.key != key:
        return False
    model = getattr(page, "model", None)
    if model is None:
        return running.program.tasks.idle()
    return model.rowCount() > 0 or running.program.tasks.idle()


class _Imports:
    """Adds up the UI thread's time in imports of ours, the outermost alone."""

    def __init__(self) -> None:
        import builtins
        self.ms, self._depth, self._builtins, self._real = 0.0, 0, builtins, builtins.__import__

    def __enter__(self) -> None:
        import threading
        main = threading.main_thread()

        def timed(*arguments, **named):
            if threading.current_thread() is not main:
                return self._real(*arguments, **named)
            self._depth += 1
            began = time.thread_time()
            try:
                return self._real(*arguments, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.ms += (time.thread_time() - began) * 1000

        self._builtins.__import__ = timed

    def __exit__(self, *_: object) -> None:
        self._builtins.__import__ = self._real


def main() -> int:
    """Print a line a page."""
    if sys.argv[1:2] == ["inside"]:
        print(json.dumps(visited(Path(sys.argv[2]), sys.argv[3])), flush=True)
        return 0
    import subprocess

    from benchmarks.commune import SEED, WHOLE, records
    from benchmarks.report import heading
    from benchmarks.ui import book, display
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--records", type=int, default=WHOLE)
    parser.add_argument("--page", action="append", choices=PAGES)
    parser.add_argument("--profile", type=Path, help="a book that was made before")
    asked = parser.parse_args()
    print(heading(f"The first visit of each page, {asked.records:,} records", SEED), flush=True)
    names = ("click", "imports", "longest", "longest by the clock", "shown", "memory")
    print(f"{'':16}" + "".join(f"{name:>22}" for name in names) + "  turns over 16 ms")
    is_reached = True
    with tempfile.TemporaryDirectory(prefix="so-cntt-bench-") as temporary, display() as environment:
        profile = asked.profile or Path(temporary) / "book"
        if asked.profile is None:
            book(profile, list(records(asked.records)))
        for page in asked.page or PAGES:
            runs = [json.loads(subprocess.run(
                [sys.executable, __file__, "inside", str(profile), page], cwd=ROOT, env=environment, timeout=300,
                stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[-1]) for _ in range(asked.runs)]
            middle = {name: statistics.median(each[name] for each in runs) for name in names}
            is_reached &= middle["longest"] <= GOAL_MS
            print(f"{page:16}" + "".join(f"{middle[name]:>22.1f}" for name in names),
                  f" {runs[-1]['over']}", flush=True)
    print("every turn ≤ 16 ms" if is_reached else "NOT YET")
    return 0


if __name__ == "__main__":
    sys.exit(main())
