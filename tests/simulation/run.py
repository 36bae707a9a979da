"""One history from one seed, and many of them."""
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.store import pages as server_pages
from tests.simulation.oracle import Violation, watching
from tests.simulation.pc import SMALL_PAGES
from tests.simulation.regimes import Event, Regime, history
from tests.simulation.world import Templates, World

STEPS = 60


@dataclass
class Outcome:
    """What became of one history; `violation` is None when every promise held."""
    seed: int
    regime: Regime
    violation: tuple[object, ...] | None
    count: Counter[str]
    trace: list[str] = field(repr=False)


class Simulation:
    """A place in memory where histories run one after the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.templates = Templates(root)

    def run(self, seed: int, regime: Regime, *, steps: int = STEPS, events: Sequence[Event] | None = None) -> Outcome:
        """Return what became of the history of a seed."""
        folder = self.root / "history"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        ratio, server_pages.RATIO = server_pages.RATIO, SMALL_PAGES  # type: ignore[misc]
        world = None
        try:
            world = World(folder, self.templates, seed, regime)
            with watching(world.oracle):
                try:
                    for event in history(seed, regime, steps) if events is None else events:
                        world.step(event)
                    world.finish()
                except Violation as violation:
                    return Outcome(seed, regime, violation.args, world.count, world.trace)
            return Outcome(seed, regime, None, world.count, world.trace)
        finally:
            server_pages.RATIO = ratio  # type: ignore[misc]
            if world is not None:
                world.close()


@contextmanager
def simulation() -> Iterator[Simulation]:
    """Give a simulation on a file system in memory, where there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="so-cntt-sim-", dir=memory if memory.is_dir() else None) as folder:
        yield Simulation(Path(folder))
