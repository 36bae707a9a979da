"""What every benchmark prints: the machine, the versions, the seed; median with least and most."""
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LIBRARIES: Final = ("sqlcipher3", "requests", "uvicorn", "fastapi", "PySide6-Essentials")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure. `goal` as people say it ("≤ 53"); `met` None where there is nothing to reach.

    `slowness` says how many times longer than on the machine of the goals a measure of the machine itself
    took beside the figure: 1.0 where there is none.
    """
    name: str
    values: Sequence[float]
    unit: str
    goal: str = ""
    digits: int = 0
    slowness: float = 1.0

    @property
    def met(self) -> bool | None:
        """Return whether the median reaches the goal."""
        return self._meets(statistics.median(self.values))

    @property
    def met_there(self) -> bool | None:
        """Return whether the median would reach the goal on the machine of the goals."""
        return self._meets(statistics.median(self.values) / self.slowness)

    def _meets(self, value: float) -> bool | None:
        if not self.goal:
            return None
        sign, bound = self.goal.split()[:2]
        return value <= float(bound.replace(",", "")) if sign == "≤" else value >= float(bound.replace(",", ""))


def heading(title: str, seed: int) -> str:
    """Return what must stand over every table."""
    from sqlcipher3 import dbapi2

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True,
                            check=False).stdout.strip() or "?"
    return "\n".join((
        f"# {title}",
        f"{platform.platform()}, {_processor()}, {os.cpu_count()} cores, {_memory_gb()} GB",
        f"commit {commit}, seed {seed}, load before the start {_load()}",
        f"Python {sys.version.split()[0]}, SQLite {dbapi2.sqlite_version}, "
        + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
    ))


def table(lines: Sequence[Line]) -> str:
    """Return the figures as aligned columns: what, median, least–most, runs, the machine's slowness, goal."""
    rows: list[tuple[str, ...]] = [("", "median", "min–max", "runs", "÷ slowness", "goal", "")]
    for line in lines:
        least, most = min(line.values), max(line.values)
        middle = statistics.median(line.values)
        there = f"÷ {line.slowness:.2f} = {_said(middle / line.slowness, line)}" if line.slowness != 1.0 else ""
        reached = {None: "", True: "reached", False: "reached there" if line.met_there else "NOT YET"}[line.met]
        rows.append((line.name, f"{_said(middle, line)} {line.unit}", f"{_said(least, line)}–{_said(most, line)}",
                     str(len(line.values)), there, line.goal, reached))
    if not any(row[4] for row in rows[1:]):
        rows = [(*row[:4], *row[5:]) for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) if at == 0 else cell.rjust(width)
                               for at, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
                     for row in rows)


def _said(value: float, line: Line) -> str:
    return f"{value:,.{line.digits}f}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"


def _memory_gb() -> int:
    import psutil

    return round(psutil.virtual_memory().total / 2**30)
