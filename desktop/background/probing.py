"""Measures power, lines and systems by itself, on the one PC of a site that was named for it. Off everywhere else.

Looks every half minute in a thread of its own, writes at most once a minute, and only what changed.
"""
import logging
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from desktop.background import probing_machine
from desktop.services import network_probe, outage_ledger, rules
from desktop.services.outage_reading import Reading, read
from desktop.services.outage_signals import PC, Found, Limits, Look, Mark, Round, Runs, Seen, looks_of
from desktop.services.outage_ways import Ways, line_target, measuring, system_target, ways
from desktop.services.value_text import instant
from desktop.store import measures
from desktop.store.errors import StoreError
from desktop.store.store import Store
from desktop.store.unit import Unit

FIRST_AFTER_S: Final = 8.0
CONFIG_EVERY_S: Final = 60
WRITE_EVERY_S: Final = 60
FORGET_EVERY_S: Final = 6 * 3600
READ_BACK_S: Final = 3 * 86_400
MOST_SYSTEMS: Final = 60
_log = logging.getLogger(__name__)


class Machine(Protocol):
    """The facts about this PC; see `probing_machine`."""

    def elapsed_s(self) -> float: ...
    def booted_at_s(self, now_s: float) -> int: ...
    def shut_down_at_s(self) -> int | None: ...
    def mains(self) -> Seen | None: ...
    def gateway(self) -> Seen | None: ...


AskAddress = Callable[[str, int], Found]


class Prober:
    """`start` and `stop` belong to the main thread; everything between runs in its own."""

    def __init__(self, store: Store, *, machine: Machine | None = None, ask: AskAddress | None = None,
                 clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._machine: Machine = machine or _ThisPc()
        self._ask = ask or network_probe.ask
        self._clock = clock
        self._askers = network_probe.Askers()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._runs: Runs | None = None      # None while this PC does not measure
        self._plan: tuple[Ways, Limits] | None = None
        self._last: tuple[float, float] | None = None       # wall, elapsed
        self._looked_up_at = self._written_at = self._forgotten_at = 0.0
        self._gateway_was_there = False
        self._clock_was_wrong = False       # the book knows later looks than the clock gave at the start

    def start(self) -> None:
        """Begin, a little after the start of the program, which must not wait for it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="prober", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, and note that it was in order: only what stops without this can be a power cut."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=3.0)
        if self._runs is None:
            return
        try:
            self._end()
        except StoreError as problem:
            _log.warning("the end of measuring was not noted: %s", problem.code)

    def turn(self) -> float:
        """Do one round, and return in how many seconds the next is due. Called in one thread at a time."""
        now = self._clock()
        if now - self._looked_up_at >= CONFIG_EVERY_S or now < self._looked_up_at or self._plan is None:
            self._looked_up_at = now
            self._look_up(now)
        if self._runs is None or self._plan is None:
            return CONFIG_EVERY_S
        ways_, limits = self._plan
        self._mark_pauses(now, limits)
        found = self._round(round(now), ways_, limits)
        if self._stopped.is_set():
            return CONFIG_EVERY_S      # half a round says nothing
        for look in looks_of(found, ways_.watched, limits):
            self._runs.add(look)
        self._last = (now, self._machine.elapsed_s())
        if now - self._written_at >= WRITE_EVERY_S or now < self._written_at:
            self._written_at = now
            self._write(now, ways_, limits)
        return self._runs.next_look_s(limits)

    def reading(self) -> Reading | None:
        """Return what the looks say so far, None while this PC does not measure."""
        if self._runs is None or self._plan is None:
            return None
        ways_, limits = self._plan
        return read(self._runs.rows, ways_.watched, limits, now_s=round(self._clock()))

    # -- inside ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        wait = FIRST_AFTER_S
        while not self._stopped.wait(wait):
            begun = time.monotonic()
            try:
                due = self.turn()
            except StoreError as problem:       # a full disk: the looks stay in memory and are written later
                _log.warning("measures were not written: %s", problem.code)
                due = CONFIG_EVERY_S
            except Exception:  # noqa: BLE001
                # The window must not fall over what only measures; the log says what it was.
                _log.exception("measuring failed")
                due = 10 * CONFIG_EVERY_S
            wait = max(1.0, due - (time.monotonic() - begun))

    def _look_up(self, now: float) -> None:
        """Read again whether this PC measures, and what."""
        db = self._store.read()
        known = measuring(db)
        if not known.here:
            if self._runs is not None and self._plan is not None:
                self._end()
                self._tell_ledger(now, *self._plan)     # nobody measures its end any more
            self._runs, self._plan = None, None
            return
        limits = Limits.of(rules.value(db, "outage-thresholds", instant(round(now * 1000)).date()))
        self._plan = (ways(db, known.site), limits)
        if self._runs is None:
            self._begin(now)

    def _begin(self, now: float) -> None:
        """Take up where the last run of the program ended, and mark how this one began."""
        rows = sorted((Look(target=target, at_s=at_s, state=state, answer_ms=ms) for target, at_s, state, ms
                       in measures.since(self._store.read(), round(now) - READ_BACK_S)), key=lambda each: each.at_s)
        self._clock_was_wrong = bool(rows) and rows[-1].at_s > now + CONFIG_EVERY_S
        self._runs = Runs(row for row in rows if row.at_s <= now)
        last = max((each.at_s for each in self._runs.rows if each.target == PC), default=0)
        booted, down = self._machine.booted_at_s(now), self._machine.shut_down_at_s()
        if last < booted <= now:
            if down is not None and last - WRITE_EVERY_S <= down <= now:
                self._runs.add(Look(target=PC, at_s=max(down, last + 1), state=Mark.SHUTDOWN))
                last = max(down, last + 1)
            self._runs.add(Look(target=PC, at_s=max(booted, last + 1), state=Mark.BOOTED))
            last = max(booted, last + 1)
        self._runs.add(Look(target=PC, at_s=max(round(now) - 1, last + 1), state=Mark.STARTED))
        self._last = None

    def _end(self) -> None:
        assert self._runs is not None
        self._runs.add(Look(target=PC, at_s=round(self._clock()), state=Mark.ENDED))
        self._put_away()

    def _mark_pauses(self, now: float, limits: Limits) -> None:
        """A process that goes on after a pause slept or stood still; a clock that jumped was set."""
        if self._last is None or self._runs is None:
            return
        wall, elapsed = now - self._last[0], self._machine.elapsed_s() - self._last[1]
        if abs(wall - elapsed) > limits.every_s and self._clock_was_wrong:
            self._begin(now)    # an empty battery on the board: only now is it known when the PC was switched on
        elif abs(wall - elapsed) > limits.every_s:
            # What was measured before the clock was set stands at times that never were.
            self._runs.forget_after(round(now))
            self._runs.add(Look(target=PC, at_s=round(now), state=Mark.CLOCK))
        elif elapsed > 3 * limits.every_s + 2 * network_probe.DEADLINE_S:
            self._runs.add(Look(target=PC, at_s=round(now), state=Mark.WOKE))

    def _round(self, at_s: int, ways_: Ways, limits: Limits) -> Round:
        mains, gateway = self._machine.mains(), self._machine.gateway()
        if gateway is Seen.DOWN and self._gateway_was_there:
            return Round(at_s=at_s, mains=mains, gateway=gateway, own={}, systems={})
        self._gateway_was_there = self._gateway_was_there or gateway is Seen.UP
        systems = {system_target(each.id): str(each.fields["address"]) for each in ways_.systems
                   if each.fields.get("address")}
        lines = {line_target(each): str(each.fields["probe_address"]) for each in
                 (ways_.line("internet"), ways_.line("private_wan")) if each is not None
                 and each.fields.get("probe_address")}
        wanted = dict([*lines.items(), *list(systems.items())[:MOST_SYSTEMS]])
        found = self._ask_all(wanted, limits)
        own = {target: [found[target]] for target in lines if target in found}
        internet = line_target(ways_.line("internet"))
        behind = [found[each.target] for each in ways_.watched if each.on == internet and each.target in found]
        if not any(each.seen in (Seen.UP, Seen.SLOW) for each in (*behind, *own.get(internet, ()))):
            # Nobody of ours answers: ask somebody outside before the line is blamed. Without that it stays unknown.
            witnesses = self._ask_all({f"witness {each}": each for each in limits.witnesses[:3]}, limits)
            own[internet] = [*own.get(internet, ()), *witnesses.values()]
        return Round(at_s=at_s, mains=mains, gateway=gateway, own=own,
                     systems={target: found[target] for target in systems if target in found})

    def _ask_all(self, wanted: dict[str, str], limits: Limits) -> dict[str, Found]:
        asks = {name: (lambda address=address: self._ask(address, limits.slow_ms)) for name, address in wanted.items()}
        return self._askers.ask_all(asks, self._stopped)

    def _write(self, now: float, ways_: Ways, limits: Limits) -> None:
        """Put away what is new, then tell the ledger what it comes to."""
        assert self._runs is not None
        self._put_away()
        self._tell_ledger(now, ways_, limits)
        if now - self._forgotten_at >= FORGET_EVERY_S:
            self._forgotten_at = now
            self._runs.forget_before(round(now) - READ_BACK_S)
            self._store.submit(lambda unit: measures.forget_before(unit.db, round(now) - measures.KEPT_S),
                               background=True).result()

    def _tell_ledger(self, now: float, ways_: Ways, limits: Limits) -> None:
        assert self._runs is not None
        seen = read(self._runs.rows, ways_.watched, limits, now_s=round(now))
        outage_ledger.write(self._store, seen.spans, ways_, limits, now_s=round(now))

    def _put_away(self) -> None:
        assert self._runs is not None
        gone, new = self._runs.take_changes()

        def put(unit: Unit) -> None:
            measures.drop(unit.db, [(each.target, each.at_s) for each in gone])
            for each in new:
                measures.add(unit.db, each.target, each.at_s, str(each.state), each.answer_ms)

        try:
            self._store.submit(put, background=True).result()
        except BaseException:
            self._runs.put_back(gone, new)
            raise


class _ThisPc:
    """The real facts."""
    elapsed_s = staticmethod(probing_machine.elapsed_s)
    booted_at_s = staticmethod(probing_machine.booted_at_s)
    shut_down_at_s = staticmethod(probing_machine.shut_down_at_s)
    mains = staticmethod(probing_machine.mains)
    gateway = staticmethod(probing_machine.gateway)
