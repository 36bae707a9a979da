"""What one PC saw, as signals: looks by target and time, and the state that held between two looks.

Pure: nothing here asks a clock, a network or the book. A run of equal looks may be kept as its first and its
last alone: a state holds until the next look of its target, or until the program stopped measuring.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

PC: Final = "pc"
GATEWAY: Final = "gateway"
MAINS: Final = "mains"
"""Targets that every measuring PC has: itself, the next box of the LAN, and its power cord where it can tell."""


class Seen(StrEnum):
    """What a look found."""
    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    UNKNOWN = "unknown"     # the way there was broken: nothing can be said of what lies behind


class Mark(StrEnum):
    """What happened to the measuring PC itself; looks of the target `pc`."""
    ALIVE = "alive"         # the program measures
    STARTED = "started"     # the program began
    ENDED = "ended"         # the program ended in order
    BOOTED = "booted"       # the PC was switched on, as it says itself
    SHUTDOWN = "shutdown"   # the PC was shut down in order, as it noted itself
    WOKE = "woke"           # the same process went on after a pause: sleep, never a power cut
    CLOCK = "clock"         # somebody set the clock: times before and after do not belong together


_BAD: Final = (Seen.DOWN, Seen.SLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look. `state` is a `Seen`, or a `Mark` for the target `pc`; `at_s` is Unix seconds."""
    target: str
    at_s: int
    state: str
    answer_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A target and what it stands for. `on` is the target that it is reached through, "" for none."""
    target: str
    what: str       # lan, internet, private_wan, system: codes of `outage.what`
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The dated rule `outage-thresholds`; seconds, and minutes of the day for the working hours."""
    every_s: int = 30
    slow_ms: int = 3000
    down_after_s: int = 60
    merge_gap_s: int = 300
    restart_s: int = 120
    write_after_s: int = 120
    open_after_s: int = 600
    unsure_after_s: int = 3 * 3600
    work_from_min: int = 7 * 60
    work_until_min: int = 17 * 60 + 30
    witnesses: tuple[str, ...] = ()

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Limits":
        """Return the limits that a rule gives; what it does not say stays as it is here."""
        said = {name: value[name] for name in cls.__slots__
                if name in value and isinstance(value[name], int) and not isinstance(value[name], bool)}
        listed = value.get("witnesses")
        if isinstance(listed, Sequence) and not isinstance(listed, str):
            said["witnesses"] = tuple(str(each) for each in listed)
        for name, key in (("work_from_min", "work_from"), ("work_until_min", "work_until")):
            hour, colon, minute = str(value.get(key, "")).partition(":")
            if colon and hour.isdigit() and minute.isdigit():
                said[name] = int(hour) * 60 + int(minute)
        return cls(**said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of time in which one state held."""
    from_s: int
    until_s: int
    state: str
    answer_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awake:
    """A stretch in which this PC measured. `began` and `ended` are the marks at its ends; ALIVE: no mark."""
    from_s: int
    until_s: int
    began: str
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one address answered: `answer_ms` only where it did."""
    seen: Seen
    answer_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Everything that was found at one moment. `own` are the witnesses of each line, `systems` by target.

    None: it cannot be told on this PC.
    """
    at_s: int
    mains: Seen | None
    gateway: Seen | None
    own: Mapping[str, Sequence[Found]]
    systems: Mapping[str, Found]


def looks_of(found: Round, watched: Sequence[Watched], limits: Limits) -> list[Look]:
    """Return the looks that a round comes to: what lies behind a dead line or LAN is not measured."""
    answers = [*found.systems.values(), *(each for several in found.own.values() for each in several)]
    anything = any(each.seen in (Seen.UP, Seen.SLOW) for each in answers)
    gateway = Seen.UP if anything else found.gateway    # who answers proves the way, whatever a box says of itself
    made = [Look(target=PC, at_s=found.at_s, state=Mark.ALIVE)]
    if found.mains is not None:
        made.append(Look(target=MAINS, at_s=found.at_s, state=found.mains))
    if gateway is not None:
        made.append(Look(target=GATEWAY, at_s=found.at_s, state=gateway))
    lines: dict[str, Seen] = {}
    for each in watched:
        if each.what in ("internet", "private_wan"):
            behind = [found.systems[one.target] for one in watched if one.on == each.target
                      and one.target in found.systems]
            own = list(found.own.get(each.target, ()))
            state = Seen.UNKNOWN if gateway is Seen.DOWN else line_state(
                [one.seen for one in own], [one.seen for one in behind],
                [one.answer_ms for one in behind if one.answer_ms is not None], limits.slow_ms)
            lines[each.target] = state
            ms = min((one.answer_ms for one in own if one.answer_ms is not None), default=None)
            made.append(Look(target=each.target, at_s=found.at_s, state=state, answer_ms=ms))
    for each in watched:
        if each.what == "system":
            one = found.systems.get(each.target)
            hidden = gateway is Seen.DOWN or lines.get(each.on, Seen.UP) in (Seen.DOWN, Seen.UNKNOWN)
            known = one is not None and (not hidden or one.seen is not Seen.DOWN)
            made.append(Look(target=each.target, at_s=found.at_s, state=one.seen if one and known else Seen.UNKNOWN,
                             answer_ms=one.answer_ms if one and known else None))
    return made


class Runs:
    """Looks kept as runs: of equal looks one after the other the first and the last. `rows` is by time."""

    def __init__(self, looks: Iterable[Look] = ()) -> None:
        self._rows: dict[str, list[Look]] = {}
        self._broken_at = 0
        self._gone: list[Look] = []
        self._new: dict[tuple[str, int], Look] = {}
        for look in looks:
            self._rows.setdefault(look.target, []).append(look)

    @property
    def rows(self) -> list[Look]:
        """Return every look that is kept, by time."""
        return sorted((look for rows in self._rows.values() for look in rows), key=lambda each: each.at_s)

    def add(self, look: Look) -> None:
        """Keep a look; a mark of the PC that says more than "alive" begins every run anew."""
        if look.target == PC and look.state != Mark.ALIVE:
            self._broken_at = look.at_s
        rows = self._rows.setdefault(look.target, [])
        if look.target == PC and look.state == Mark.ALIVE and rows and rows[-1].at_s == look.at_s:
            return    # the mark of this second says more
        is_run = len(rows) >= 2 and rows[-1].state == rows[-2].state == look.state \
            and rows[-2].at_s >= self._broken_at
        if is_run:
            gone = rows.pop()
            if self._new.pop((gone.target, gone.at_s), None) is None:
                self._gone.append(gone)
        if rows and rows[-1].at_s == look.at_s:
            rows.pop()
        rows.append(look)
        self._new[look.target, look.at_s] = look

    def next_look_s(self, limits: Limits) -> int:
        """Return when to look again: three times as soon while it is not clear whether something is out.

        One good answer among bad ones makes nothing clear: of a slow system some answers come in time.
        """
        for target, rows in self._rows.items():
            if target == PC or not rows:
                continue
            now = rows[-1].at_s
            bad = next((each.at_s for each in reversed(rows[-4:]) if each.state in _BAD), 0)
            good = next((each.at_s for each in reversed(rows) if each.state == Seen.UP), 0)
            if bad and good and now - bad <= limits.every_s and now - good <= 4 * limits.down_after_s:
                return limits.every_s // 3
        return limits.every_s

    def take_changes(self) -> tuple[list[Look], list[Look]]:
        """Return (gone, new) rows since the last time, for the book."""
        gone, new = self._gone, list(self._new.values())
        self._gone, self._new = [], {}
        return gone, new

    def put_back(self, gone: Iterable[Look], new: Iterable[Look]) -> None:
        """Take back what could not be written: it is handed out again the next time."""
        self._gone = [*gone, *self._gone]
        there = {(each.target, each.at_s): each for rows in self._rows.values() for each in rows}
        for each in new:
            if there.get((each.target, each.at_s)) == each:
                self._new.setdefault((each.target, each.at_s), each)

    def forget_after(self, at_s: int) -> None:
        """Forget what stands later: the clock that said so was wrong."""
        for target, rows in self._rows.items():
            self._gone += [each for each in rows if each.at_s >= at_s]
            self._rows[target] = [each for each in rows if each.at_s < at_s]
        self._new = {key: look for key, look in self._new.items() if look.at_s < at_s}

    def forget_before(self, at_s: int) -> None:
        """Forget what is older, but the last look of each target."""
        for target, rows in self._rows.items():
            self._rows[target] = [each for each in rows[:-1] if each.at_s >= at_s] + rows[-1:]


def line_state(own: Sequence[Seen], behind: Sequence[Seen], answers: Sequence[int], slow_ms: int) -> Seen:
    """Return how a line is, from its own witnesses and from the systems that are reached over it.

    Anything that answers proves the line. One silent system alone proves nothing of the line.
    """
    if any(each in (Seen.UP, Seen.SLOW) for each in own):
        return Seen.SLOW if all(each is Seen.SLOW for each in own if each is not Seen.DOWN) else Seen.UP
    answered = [each for each in behind if each in (Seen.UP, Seen.SLOW)]
    if answered:
        slow = sum(each is Seen.SLOW for each in answered)
        is_slow = len(answered) >= 2 and slow * 5 >= len(answered) * 3 and min(answers, default=0) >= slow_ms // 2
        return Seen.SLOW if is_slow else Seen.UP
    if own or len(behind) >= 2:
        return Seen.DOWN
    return Seen.UNKNOWN


def awake_times(looks: Iterable[Look]) -> list[Awake]:
    """Return when this PC measured, from the marks of the target `pc`, which come in the order of time."""
    made: list[Awake] = []
    begun: tuple[int, str] | None = None
    last = 0
    for look in looks:
        if look.target != PC or look.state in (Mark.BOOTED, Mark.SHUTDOWN):
            continue
        if look.state in (Mark.STARTED, Mark.WOKE, Mark.CLOCK):
            if begun is not None:
                made.append(Awake(from_s=begun[0], until_s=last, began=begun[1], ended=Mark.ALIVE))
            begun = (look.at_s, look.state)
        elif begun is None:
            begun = (look.at_s, look.state)
        last = look.at_s
        if look.state == Mark.ENDED:
            made.append(Awake(from_s=begun[0], until_s=last, began=begun[1], ended=Mark.ENDED))
            begun = None
    if begun is not None:
        made.append(Awake(from_s=begun[0], until_s=last, began=begun[1], ended=Mark.ALIVE))
    return made


def pieces_of(looks: Sequence[Look], awake: Sequence[Awake], every_s: int) -> list[Piece]:
    """Return the states of one target, piece by piece, in the times in which this PC measured.

    `looks` are those of that target alone. Nothing counts before it was seen to answer for the first
    time: an address that was never right is no outage.
    """
    first = next((look.at_s for look in looks if look.state in (Seen.UP, Seen.SLOW)), None)
    if first is None:
        return []
    made: list[Piece] = []
    at = 0
    for stretch in awake:
        inside: list[Look] = []
        while at < len(looks) and looks[at].at_s < stretch.from_s:
            at += 1
        while at < len(looks) and looks[at].at_s <= stretch.until_s + every_s:
            inside.append(looks[at])
            at += 1
        for place, look in enumerate(inside):
            until = inside[place + 1].at_s if place + 1 < len(inside) else max(stretch.until_s, look.at_s)
            if look.at_s < first:
                continue
            if made and made[-1].state == look.state and made[-1].until_s == look.at_s:
                before = made.pop()
                made.append(Piece(from_s=before.from_s, until_s=until, state=look.state,
                                  answer_ms=_most(before.answer_ms, look.answer_ms)))
            else:
                made.append(Piece(from_s=look.at_s, until_s=until, state=look.state, answer_ms=look.answer_ms))
    return made


def _most(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)
