"""What may go wrong, and a history of events drawn from a seed."""
import random
from enum import IntEnum
from typing import NamedTuple


class Regime(IntEnum):
    """Each regime adds faults to the one before."""
    CALM = 0        # no faults
    NETWORK = 1     # requests and answers lost, doubled, late, out of order, cut; crashes between transactions
    PCS = 2         # + image restore, clone, power loss
    SERVER = 3      # + the server restored from a backup, with and without a new epoch


class Event(NamedTuple):
    """One thing that happens: to whom, with which randomness, how long after the one before (seconds)."""
    kind: str
    whom: int
    seed: int
    wait_s: float


def history(seed: int, regime: Regime, steps: int) -> list[Event]:
    """Return the events of a seed."""
    g = random.Random(seed * 7 + 1)
    events = []
    for _ in range(steps):
        x = g.random()
        kind = "user" if x < 0.40 else "province" if x < 0.43 else "sync"
        if regime >= Regime.PCS:
            if 0.91 <= x < 0.935:
                kind = "image"
            elif 0.935 <= x < 0.955:
                kind = "pc"
            elif 0.955 <= x < 0.965:
                kind = "power"
        if regime >= Regime.SERVER and x >= 0.965:
            kind = "backup" if x < 0.985 else "restore"
        events.append(Event(kind, g.randrange(840), g.randrange(1 << 30), g.random() * 100))
    return events
