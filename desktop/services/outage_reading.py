"""From looks to outages: power, LAN, line and single system told apart. A pure function, so that it can be tried.

What is not certain is not said: a sleeping PC, a program that did not run, and a system behind a dead line
are "not measured", never "down".
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.services.outage_signals import (
    GATEWAY,
    MAINS,
    PC,
    Awake,
    Limits,
    Look,
    Mark,
    Piece,
    Seen,
    Watched,
    awake_times,
    pieces_of,
)

POWER, LAN, INTERNET, WAN, SYSTEM = "power", "lan", "internet", "private_wan", "system"
DOWN, SLOW, UNSTABLE = "down", "slow", "unstable"
_ZONE_S: Final = 7 * 3600       # Vietnam has one zone
_DAY_S: Final = 24 * 3600
_BAD: Final = (Seen.DOWN, Seen.SLOW)
_Time = tuple[int, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One outage. `until_s` is None while it lasts. `is_until_known` is false when nobody measured at its end."""
    target: str
    what: str
    how_bad: str
    from_s: int
    until_s: int | None
    answer_ms: int | None = None
    is_until_known: bool = True

    def lasted_s(self, now_s: int) -> int:
        """Return for how long, until now if it lasts."""
        return (now_s if self.until_s is None else self.until_s) - self.from_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the looks say: the outages in the order of their start, and when nothing was measured."""
    spans: tuple[Span, ...]
    awake: tuple[Awake, ...]


def read(looks: Iterable[Look], watched: Sequence[Watched], limits: Limits, *, now_s: int) -> Reading:
    """Return the outages in `looks` (by time, of this PC alone), as far as they can be known at `now_s`."""
    by_target: dict[str, list[Look]] = {}
    for look in looks:
        by_target.setdefault(look.target, []).append(look)
    marks = by_target.get(PC, [])
    awake = awake_times(marks)
    is_measuring = bool(awake) and awake[-1].ended != Mark.ENDED and now_s - awake[-1].until_s <= 3 * limits.every_s
    power = _power_cuts(marks, awake, limits)
    signals = {each: pieces_of(found, awake, limits.every_s) for each, found in by_target.items() if each != PC}
    margin = limits.every_s + limits.every_s // 2
    lan = _spans(Watched(target=GATEWAY, what=LAN), signals.get(GATEWAY, []), awake, limits, is_measuring)
    lan, power_from_lan = _told_by_mains(lan, signals.get(MAINS, []))
    spans, lan = _on_battery([*power, *power_from_lan], lan, limits)
    spans += lan
    down_over: dict[str, list[_Time]] = {GATEWAY: [(each.from_s, each.until_s) for each in lan]}
    slow_over: dict[str, list[_Time]] = {}
    for each in sorted(watched, key=lambda one: one.what == SYSTEM):    # lines before what is behind them
        if each.target == GATEWAY:
            continue
        over = down_over.get(each.on or GATEWAY, down_over[GATEWAY])
        seen = _without(signals.get(each.target, []), over, margin, _BAD)
        seen = _without(seen, slow_over.get(each.on, []), margin, (Seen.SLOW,))
        found = _spans(each, seen, awake, limits, is_measuring)
        spans += found
        if each.what != SYSTEM:
            down_over[each.target] = [*over, *((one.from_s, one.until_s) for one in found if one.how_bad != SLOW)]
            slow_over[each.target] = [(one.from_s, one.until_s) for one in found if one.how_bad == SLOW]
    return Reading(spans=tuple(sorted(spans, key=lambda one: (one.from_s, one.target))), awake=tuple(awake))


# -- power ------------------------------------------------------------------------------------------------

def _power_cuts(marks: Sequence[Look], awake: Sequence[Awake], limits: Limits) -> list[Span]:
    """Return the gaps that only a cut explains: the looks stop, no end was noted, and the PC booted after."""
    made = []
    for before, after in zip(awake, awake[1:], strict=False):
        if before.ended == Mark.ENDED or after.began != Mark.STARTED:
            continue
        stopped = before.until_s
        between = [each for each in marks if stopped - limits.every_s <= each.at_s <= after.from_s]
        if any(each.state == Mark.SHUTDOWN for each in between):
            continue
        booted = max((each.at_s for each in between if each.state == Mark.BOOTED and each.at_s > stopped), default=0)
        if not booted or booted - stopped < limits.restart_s or _is_only_switched_off(stopped, booted, limits):
            continue
        made.append(Span(target=MAINS, what=POWER, how_bad=DOWN, from_s=stopped, until_s=booted,
                         is_until_known=booted - stopped < limits.unsure_after_s))
    return made


def _is_only_switched_off(stopped: int, booted: int, limits: Limits) -> bool:
    """Who cuts the current at the main switch in the evening leaves a gap until the next morning."""
    minute = (stopped + _ZONE_S) % _DAY_S // 60
    at_work = limits.work_from_min <= minute < limits.work_until_min
    return booted - stopped >= limits.unsure_after_s and not at_work


def _told_by_mains(lan: list[Span], mains: Sequence[Piece]) -> tuple[list[Span], list[Span]]:
    """Return (LAN, power): the LAN is away while this PC runs on its battery – then the power is away."""
    off = [piece for piece in mains if piece.state == Seen.DOWN]
    stayed, power = [], []
    for span in lan:
        end = span.until_s if span.until_s is not None else max((each.until_s for each in mains), default=0)
        shared = sum(max(0, min(end, piece.until_s) - max(span.from_s, piece.from_s)) for piece in off)
        if shared * 2 > end - span.from_s:
            power.append(replace(span, target=MAINS, what=POWER))
        else:
            stayed.append(span)
    return stayed, power


def _on_battery(power: list[Span], lan: list[Span], limits: Limits) -> tuple[list[Span], list[Span]]:
    """Return (power, LAN): a UPS kept the PC for a while longer than the boxes of the LAN."""
    slack = limits.merge_gap_s
    for at, cut in enumerate(power):
        for span in list(lan):
            end = span.until_s if span.until_s is not None else cut.from_s
            if span.from_s < cut.from_s and abs(end - cut.from_s) <= slack:
                power[at] = replace(cut, from_s=span.from_s)
                lan.remove(span)
            elif cut.from_s <= span.from_s and cut.until_s is not None and end <= cut.until_s + slack:
                lan.remove(span)    # the boxes start more slowly than the PC
    return power, lan


# -- what is reached over the network ------------------------------------------------------------------------

def _spans(watched: Watched, pieces: Sequence[Piece], awake: Sequence[Awake], limits: Limits,
           is_measuring: bool) -> list[Span]:
    """Return the outages of one target, down and slow apart, flapping joined."""
    runs = [_judged(run, pieces[-1].until_s, limits) for run in _runs(pieces, limits)]
    ends = {each.until_s for each in awake}
    last = awake[-1].until_s if awake else 0
    made: list[Span] = []
    for run, judged in runs:
        how_bad = judged or (made[-1].how_bad if made and _is_beside(run, made[-1], limits) else "")
        if not how_bad:
            continue
        is_last = is_measuring and run[-1].until_s >= last
        answers = [piece.answer_ms for piece in run if piece.state == Seen.SLOW and piece.answer_ms is not None]
        span = Span(target=watched.target, what=watched.what, how_bad=how_bad, from_s=run[0].from_s,
                    until_s=None if is_last else run[-1].until_s, answer_ms=max(answers, default=None),
                    is_until_known=not is_last and run[-1].until_s not in ends)
        if made and _belong_together(made[-1], span, pieces, limits):
            made[-1] = _joined(made[-1], span, pieces)
        elif judged:
            made.append(span)
    return made


def _runs(pieces: Sequence[Piece], limits: Limits) -> list[list[Piece]]:
    """Return the stretches in which the target was bad; one good look between does not end a stretch."""
    made: list[list[Piece]] = []
    for piece in pieces:
        if piece.state not in _BAD:
            continue
        if made and piece.from_s - made[-1][-1].until_s <= 2 * limits.every_s:
            made[-1].append(piece)
        else:
            made.append([piece])
    return made


def _judged(run: list[Piece], last_s: int, limits: Limits) -> tuple[list[Piece], str]:
    """Return the run and how bad it was, "" where it was only a slip of the network: two bad looks are none.

    Of a slow system some answers come in time: then three fifths of the whole stretch must have been bad.
    """
    lasted = {state: sum(each.until_s - each.from_s for each in run if each.state == state) for state in _BAD}
    total = sum(lasted.values())
    still = limits.every_s // 3 if run[-1].until_s == last_s else 0    # the last look holds until the next one
    whole = run[-1].until_s - run[0].from_s + still
    if total + still < _least(limits) and (whole < _least(limits) or (total + still) * 5 < whole * 3):
        return run, ""
    return run, DOWN if lasted[Seen.DOWN] * 2 >= total else SLOW


def _least(limits: Limits) -> int:
    return limits.down_after_s + limits.every_s // 3


def _is_beside(run: Sequence[Piece], sure: Span, limits: Limits) -> bool:
    """Return whether a run too short to be an outage may go with a sure one: a line that comes and goes."""
    state = Seen.SLOW if sure.how_bad == SLOW else Seen.DOWN
    return sum(each.until_s - each.from_s for each in run if each.state == state) * 2 >= _least(limits)


def _belong_together(one: Span, other: Span, pieces: Sequence[Piece], limits: Limits) -> bool:
    if one.until_s is None or (one.how_bad == SLOW) != (other.how_bad == SLOW):
        return False
    between = [each for each in pieces if one.until_s <= each.from_s < other.from_s and each.state in (Seen.UP, *_BAD)]
    good = sum(each.until_s - each.from_s for each in between if each.state == Seen.UP)
    # Across a pause of this PC: bad before and bad after, and not seen to answer between.
    return good <= limits.merge_gap_s and other.from_s - one.until_s <= (limits.merge_gap_s if good else _DAY_S)


def _joined(one: Span, other: Span, pieces: Sequence[Piece]) -> Span:
    end = other.until_s if other.until_s is not None else pieces[-1].until_s
    inside = [each for each in pieces if one.from_s <= each.from_s < end]
    times = sum(1 for before, after in zip(inside, inside[1:], strict=False)
                if before.state == Seen.UP and after.state in _BAD)
    good = sum(each.until_s - each.from_s for each in inside if each.state == Seen.UP)
    is_unstable = times >= 3 and good * 4 >= end - one.from_s
    return replace(one, until_s=other.until_s, is_until_known=other.is_until_known,
                   how_bad=UNSTABLE if is_unstable else one.how_bad,
                   answer_ms=max((each for each in (one.answer_ms, other.answer_ms) if each), default=None))


def _without(pieces: Sequence[Piece], times: Sequence[_Time], margin: int, states: Sequence[str]) -> list[Piece]:
    """Return the pieces with `states` turned to "not measured" where the way there was broken, and a little round."""
    made: list[Piece] = []
    for piece in pieces:
        if piece.state not in states:
            made.append(piece)
            continue
        left = [(piece.from_s, piece.until_s)]
        for start, end in times:
            low, high = start - margin, piece.until_s if end is None else end + margin
            left = [part for from_s, until_s in left
                    for part in ((from_s, min(until_s, low)), (max(from_s, high), until_s)) if part[0] < part[1]]
        at = piece.from_s
        for from_s, until_s in left:
            if from_s > at:
                made.append(Piece(from_s=at, until_s=from_s, state=Seen.UNKNOWN))
            made.append(replace(piece, from_s=from_s, until_s=until_s))
            at = until_s
        if at < piece.until_s:
            made.append(Piece(from_s=at, until_s=piece.until_s, state=Seen.UNKNOWN))
    return made
