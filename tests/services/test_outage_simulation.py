"""Outages of every kind in a simulated commune: found within two minutes, told apart, and no sleep is a power cut.

The quota is a promise: 48 outages at least, each with noise and with what looks like one and is none.
"""
import random
from collections import Counter

import pytest

from desktop.services.outage_reading import Span, read
from desktop.services.outage_signals import Mark
from tests.services.outage_world import LIMITS, MONDAY, WATCHED, Event, World

SEED = 20261122
SEEDS = (SEED, 3000, 13000)    # of the last two one outage each was found after 140 and 167 s at first
EACH = 8
KINDS = ("power", "ups", "lan", "internet", "private_wan", "system", "slow-system", "slow-line", "unstable")
QUIET = ("sleep", "clean", "ended", "killed", "reset")
WITHIN_S = 120


def an_outage(draw: random.Random, kind: str, from_s: int) -> tuple[Event, str, str, str]:
    """Return (event, what, how bad, target) of an outage of 6 to 50 minutes."""
    until = from_s + draw.randrange(360, 3000)
    system = draw.choice([each.target for each in WATCHED if each.what == "system"])
    return {
        "power": (Event("power", from_s, until), "power", "down", "mains"),
        "ups": (Event("power", from_s, until + 600, ups_s=draw.randrange(150, 560)), "power", "down", "mains"),
        "lan": (Event("lan", from_s, until), "lan", "down", "gateway"),
        "internet": (Event("internet", from_s, until, "line:fiber"), "internet", "down", "line:fiber"),
        "private_wan": (Event("private_wan", from_s, until, "line:wan"), "private_wan", "down", "line:wan"),
        "system": (Event("system", from_s, until, system), "system", "down", system),
        "slow-system": (Event("slow", from_s, until, system), "system", "slow", system),
        "slow-line": (Event("slow", from_s, until, "line:fiber"), "internet", "slow", "line:fiber"),
        "unstable": (Event("unstable", from_s, until + 600, "line:fiber"), "internet", "unstable", "line:fiber"),
    }[kind]


def a_day(seed: int, kind: str) -> tuple[World, Event, tuple[str, str, str]]:
    """Return a morning with one outage, and before and after it something that only looks like one."""
    draw = random.Random(seed)
    start = MONDAY + draw.randrange(5) * 86_400 + 7 * 3600 + draw.randrange(900)
    outage, *truth = an_outage(draw, kind, start + 5400 + draw.randrange(1800))
    events = [outage]
    for at, quiet in ((start + 1200, draw.choice(QUIET)), (outage.until_s + 1800, draw.choice(QUIET))):
        length = draw.randrange(40, 80) if quiet == "reset" else draw.randrange(300, 2400)
        events.append(Event(quiet, at + draw.randrange(600), at + 600 + length))
    if draw.random() < 0.3:
        events.append(Event("sleep", outage.until_s + 6000, outage.until_s + 12_000))
    for each in events:
        if each.kind == "reset":
            each.until_s = each.from_s + draw.randrange(30, 60)
    return World(seed, events), outage, (truth[0], truth[1], truth[2])


def fits(span: Span, outage: Event) -> bool:
    end = span.until_s if span.until_s is not None else outage.until_s
    return span.from_s < outage.until_s and end > outage.from_s


@pytest.fixture(scope="module", params=SEEDS)
def trials(request):
    """Every morning lived through once: (kind, truth, seconds until found, spans at the end, world)."""
    made = []
    for number in range(EACH * len(KINDS)):
        kind = KINDS[number % len(KINDS)]
        world, outage, truth = a_day(request.param + number, kind)
        found_after = None
        for at in world.run(world_start(world), outage.until_s + 4 * 3600):
            if found_after is not None or not outage.from_s < at < outage.until_s + 3600:
                continue
            # Whatever it is taken for at first: a UPS that still holds looks like a dead LAN.
            if any(fits(each, outage) for each in read(world.runs.rows, WATCHED, LIMITS, now_s=at).spans):
                back = next((look.at_s for look in world.runs.rows
                             if look.state == Mark.STARTED and look.at_s > outage.until_s), at)
                found_after = at - (back if kind == "power" else outage.from_s)
        spans = read(world.runs.rows, WATCHED, LIMITS, now_s=world.now).spans
        made.append((kind, truth, found_after, spans, world, outage))
    return made


def world_start(world: World) -> int:
    return min(each.from_s for each in world.events) // 3600 * 3600 - 1800


def test_outages_are_found_within_two_minutes_and_told_apart(trials):
    """Power is found once the PC is back: nobody can look without it."""
    right, found, late = 0, 0, []
    wrong = []
    for kind, (what, how_bad, target), found_after, spans, world, outage in trials:
        touching = [each for each in spans if fits(each, outage)]
        is_right = len(touching) == 1 and (touching[0].what, touching[0].how_bad, touching[0].target) \
            == (what, how_bad, target)
        right += is_right
        if not is_right:
            wrong.append((world.seed, kind, [(each.what, each.how_bad, each.target) for each in touching]))
        if found_after is not None and found_after <= WITHIN_S:
            found += 1
        else:
            late.append((world.seed, kind, found_after))
    count = len(trials)
    print(f"\nseed {trials[0][4].seed}: {count} outages, {found} found within {WITHIN_S} s, {right} classified right"
          f" ({right / count:.1%}); wrong {wrong}; late {late}")
    assert count >= 40
    assert found == count, late
    assert right / count >= 0.95, wrong


def test_the_beginning_and_the_end_are_right_to_two_minutes(trials):
    off = []
    for kind, truth, _, spans, world, outage in trials:
        for span in [each for each in spans if fits(each, outage) and each.what == truth[0]][:1]:
            late = span.from_s - outage.from_s, (span.until_s or 0) - outage.until_s
            if max(map(abs, late)) > WITHIN_S:
                off.append((world.seed, kind, late))
    assert len(off) * 20 <= len(trials), off


def test_no_sleep_no_restart_and_no_evening_is_a_power_cut(trials):
    quiet = Counter(each.kind for *_, world, _ in trials for each in world.events if each.kind in QUIET)
    false = [(world.seed, kind, span.from_s, span.until_s) for kind, truth, _, spans, world, outage in trials
             for span in spans if span.what == "power" and not (truth[0] == "power" and fits(span, outage))]
    print(f"\n{sum(quiet.values())} pauses that are none: {dict(quiet)}; taken for a power cut: {false}")
    assert quiet["sleep"] >= 20
    assert not false


def test_the_trial_catches_a_reading_that_forgets_what_the_pc_noted_of_itself(trials):
    """Without the marks of an end in order, evenings become power cuts: the trial above can fail."""
    false = 0
    for _, _, _, _, world, _ in trials:
        rows = [each for each in world.runs.rows if each.state not in (Mark.ENDED, Mark.SHUTDOWN)]
        false += sum(span.what == "power" and not any(
            event.kind == "power" and fits(span, event) for event in world.events)
            for span in read(rows, WATCHED, LIMITS, now_s=world.now).spans)
    assert false >= 10


def test_noise_alone_makes_no_outage():
    """Forty hours with 1.2 % of the answers lost and as many slow."""
    found = []
    for seed in range(5):
        start = MONDAY + 8 * 3600
        world = World(SEED + 1000 + seed, [Event("sleep", start + 9000, start + 12_000)])
        for _ in world.run(start, start + 8 * 3600):
            pass
        found += read(world.runs.rows, WATCHED, LIMITS, now_s=world.now).spans
    assert found == []


def test_looks_kept_as_runs_read_the_same_as_all_of_them(trials):
    """The book keeps the first and the last look of a run; the answer must not depend on it."""
    _, _, _, spans, world, _ = trials[3]
    assert len(world.runs.rows) < 700
    assert spans
