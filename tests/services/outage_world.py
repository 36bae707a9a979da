"""A small world with power, a LAN, two lines and five systems that fail in turn, and the PC that watches it.

Everything is drawn from a seed. The PC sees what such a PC can see: with lost answers, slow moments, sleep,
restarts, evenings. What really happened stays with the world.
"""
import random
from dataclasses import dataclass, field

from desktop.services.outage_signals import (
    PC,
    Found,
    Limits,
    Look,
    Mark,
    Round,
    Runs,
    Seen,
    Watched,
    looks_of,
)

LIMITS = Limits()
WATCHED = (
    Watched(target="gateway", what="lan"),
    Watched(target="line:fiber", what="internet"), Watched(target="line:wan", what="private_wan"),
    Watched(target="system:mot-cua", what="system", on="line:fiber"),
    Watched(target="system:ho-tich", what="system", on="line:fiber"),
    Watched(target="system:thu", what="system", on="line:fiber"),
    Watched(target="system:td-office", what="system", on="line:wan"),
    Watched(target="system:dat-dai", what="system", on="line:wan"),
)
SYSTEMS = tuple(each for each in WATCHED if each.what == "system")
MONDAY = 1_794_182_400 - 7 * 3600 + 2 * 86_400      # 09/11/2026 00:00 in Vietnam


@dataclass
class Event:
    """Something that happens to the world, or only to the PC."""
    kind: str
    from_s: int
    until_s: int
    target: str = ""
    ups_s: int = 0


@dataclass
class World:
    """One day: what happens, and what the PC has noted of it. `run` makes a generator of moments."""
    seed: int
    events: list[Event]
    noise: float = 0.012
    runs: Runs = field(default_factory=Runs)
    now: int = 0

    def run(self, from_s: int, until_s: int):
        """Yield after each round of the PC; between, the PC may sleep, be off, or have no power."""
        draw = random.Random(self.seed)
        at, is_off, was_asleep = from_s, "", False
        self._begin(at, booted=at - draw.randrange(120, 2000), clean=True)
        while at < until_s:
            at += self.runs.next_look_s(LIMITS)
            self.now = at
            state = self._pc(at)
            if state == "asleep":
                was_asleep = True
                continue
            if state:
                if not is_off and state in ("ended", "clean"):
                    self.runs.add(Look(target=PC, at_s=at - 5, state=Mark.ENDED))
                is_off = state
                continue
            if is_off:
                # The one who sits there switches on some time after the power is back; the rest boots at once.
                began = at if is_off in ("ended", "killed") else at + draw.randrange(20, 70)
                booted = 0 if is_off in ("ended", "killed") else at - draw.randrange(0, 20)
                self._begin(began, booted=booted, clean=is_off == "clean")
                at, is_off, was_asleep = began, "", False
                continue
            if was_asleep:
                self.runs.add(Look(target=PC, at_s=at, state=Mark.WOKE))
                was_asleep = False
            for look in looks_of(self._round(at, draw), WATCHED, LIMITS):
                self.runs.add(look)
            yield at

    def _begin(self, at: int, *, booted: int, clean: bool) -> None:
        last = max((each.at_s for each in self.runs.rows if each.target == PC), default=0)
        if booted and clean and last:
            self.runs.add(Look(target=PC, at_s=last + 1, state=Mark.SHUTDOWN))
        if booted:
            self.runs.add(Look(target=PC, at_s=max(booted, last + 2), state=Mark.BOOTED))
        self.runs.add(Look(target=PC, at_s=at, state=Mark.STARTED))

    def _pc(self, at: int) -> str:
        """Return what keeps the PC from measuring: "asleep", "ended", "clean", "killed", "power", "" for nothing."""
        for each in self.events:
            if each.from_s <= at < each.until_s:
                if each.kind == "power" and at >= each.from_s + each.ups_s:
                    return "power"
                if each.kind == "sleep":
                    return "asleep"
                if each.kind in ("ended", "clean", "killed", "reset"):
                    return "power" if each.kind == "reset" else each.kind
        return ""

    def _is(self, at: int, kind: str, target: str = "") -> bool:
        return any(each.kind == kind and each.target == target and each.from_s <= at < each.until_s
                   for each in self.events)

    def _round(self, at: int, draw: random.Random) -> Round:
        no_power = self._is(at, "power")
        lan = not no_power and not self._is(at, "lan")
        systems, own = {}, {"line:fiber": [], "line:wan": []}
        flaps = any(each.kind == "unstable" and each.from_s <= at < each.until_s and (at - each.from_s) // 90 % 2 == 0
                    for each in self.events)
        ways = {"line:fiber": lan and not self._is(at, "internet", "line:fiber") and not flaps,
                "line:wan": lan and not self._is(at, "private_wan", "line:wan")}
        own["line:fiber"].append(self._found(draw, ways["line:fiber"], slow=self._is(at, "slow", "line:fiber")))
        for each in SYSTEMS:
            is_up = ways[each.on] and not self._is(at, "system", each.target)
            slow = self._is(at, "slow", each.target) or self._is(at, "slow", each.on)
            systems[each.target] = self._found(draw, is_up, slow=slow)
        gateway = Seen.UP if lan and draw.random() > self.noise else Seen.DOWN
        if not lan:
            return Round(at_s=at, mains=None, gateway=gateway, own={}, systems={})
        return Round(at_s=at, mains=None, gateway=gateway, own=own, systems=systems)

    def _found(self, draw: random.Random, is_up: bool, *, slow: bool) -> Found:
        chance = draw.random()
        if not is_up or chance < self.noise:
            return Found(seen=Seen.DOWN)
        is_slow = slow and chance < 0.92 or chance > 1 - self.noise
        ms = draw.randrange(3100, 4900) if is_slow else draw.randrange(20, 700)
        return Found(seen=Seen.SLOW if ms >= LIMITS.slow_ms else Seen.UP, answer_ms=ms)
