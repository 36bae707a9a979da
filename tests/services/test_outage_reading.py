"""What looks like an outage and is none, and what is one in disguise: one short story each."""
from datetime import datetime

from desktop.services.outage_reading import read
from desktop.services.outage_signals import (
    GATEWAY,
    MAINS,
    PC,
    Found,
    Limits,
    Look,
    Mark,
    Runs,
    Seen,
    Watched,
    line_state,
)
from desktop.services.value_text import VIETNAM

LIMITS = Limits()
WATCHED = (Watched(target=GATEWAY, what="lan"), Watched(target="line:1", what="internet"),
           Watched(target="system:1", what="system", on="line:1"))


def at(clock: str, day: int = 18) -> int:
    return int(datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=VIETNAM).timestamp())


def measured(runs: Runs, begin: int, end: int, **states: Seen) -> None:
    """Let the PC look from `begin` until `end`; `states` by target, up where nothing is said."""
    named = {"gateway": GATEWAY, "mains": MAINS, "line": "line:1", "system": "system:1"}
    for moment in range(begin, end, 30):
        runs.add(Look(target=PC, at_s=moment, state=Mark.ALIVE))
        for name, target in named.items():
            if name != "mains" or name in states:
                runs.add(Look(target=target, at_s=moment, state=states.get(name, Seen.UP)))


def started(runs: Runs, moment: int, *, booted: int = 0) -> None:
    if booted:
        runs.add(Look(target=PC, at_s=booted, state=Mark.BOOTED))
    runs.add(Look(target=PC, at_s=moment, state=Mark.STARTED))


def spans(runs: Runs, now: int) -> list[tuple[str, str, int, int | None]]:
    return [(each.what, each.how_bad, each.from_s, each.until_s)
            for each in read(runs.rows, WATCHED, LIMITS, now_s=now).spans]


def test_who_cuts_the_current_at_the_main_switch_in_the_evening_has_no_power_cut_each_night():
    runs = Runs()
    started(runs, at("07:30"))
    measured(runs, at("07:30"), at("17:40"))
    started(runs, at("07:31", 19), booted=at("07:30", 19))
    measured(runs, at("07:31", 19), at("09:00", 19))
    assert spans(runs, at("09:00", 19)) == []


def test_a_cut_in_the_working_hours_counts_although_nobody_came_back_before_the_morning_and_says_so():
    runs = Runs()
    started(runs, at("07:30"))
    measured(runs, at("07:30"), at("15:10"))
    started(runs, at("07:31", 19), booted=at("07:30", 19))
    measured(runs, at("07:31", 19), at("09:00", 19))
    (span,) = read(runs.rows, WATCHED, LIMITS, now_s=at("09:00", 19)).spans
    assert (span.what, span.until_s, span.is_until_known) == ("power", at("07:30", 19), False)


def test_a_laptop_on_its_battery_with_a_dead_lan_sees_a_power_cut_and_one_that_is_only_unplugged_does_not():
    runs = Runs()
    started(runs, at("08:00"))
    measured(runs, at("08:00"), at("09:00"), mains=Seen.UP)
    measured(runs, at("09:00"), at("09:30"), mains=Seen.DOWN)
    measured(runs, at("09:30"), at("10:00"), mains=Seen.UP)
    measured(runs, at("10:00"), at("10:20"), mains=Seen.DOWN, gateway=Seen.DOWN, line=Seen.UNKNOWN, system=Seen.UNKNOWN)
    measured(runs, at("10:20"), at("11:00"), mains=Seen.UP)
    assert spans(runs, at("11:00")) == [("power", "down", at("10:00"), at("10:20"))]


def test_a_line_that_was_away_before_and_after_the_night_is_one_outage():
    runs = Runs()
    started(runs, at("08:00"))
    measured(runs, at("08:00"), at("16:00"))
    measured(runs, at("16:00"), at("17:00"), line=Seen.DOWN, system=Seen.UNKNOWN)
    runs.add(Look(target=PC, at_s=at("17:00"), state=Mark.ENDED))
    started(runs, at("07:30", 19), booted=at("07:29", 19))
    measured(runs, at("07:31", 19), at("08:00", 19), line=Seen.DOWN, system=Seen.UNKNOWN)
    measured(runs, at("08:00", 19), at("09:00", 19))
    assert spans(runs, at("09:00", 19)) == [("internet", "down", at("16:00"), at("08:00", 19))]


def test_an_address_that_never_answered_is_a_wrong_address_and_no_outage():
    runs = Runs()
    started(runs, at("08:00"))
    measured(runs, at("08:00"), at("12:00"), system=Seen.DOWN)
    assert spans(runs, at("12:00")) == []


def test_a_clock_that_was_set_makes_no_outage_of_the_hours_between():
    runs = Runs()
    started(runs, at("08:00"))
    measured(runs, at("08:00"), at("09:00"))
    runs.add(Look(target=PC, at_s=at("14:00"), state=Mark.CLOCK))
    measured(runs, at("14:01"), at("15:00"))
    assert spans(runs, at("15:00")) == []


def test_one_silent_system_proves_nothing_of_a_line_without_a_witness():
    assert line_state([], [Seen.DOWN], [], LIMITS.slow_ms) is Seen.UNKNOWN
    assert line_state([], [Seen.DOWN, Seen.DOWN], [], LIMITS.slow_ms) is Seen.DOWN
    assert line_state([Seen.DOWN], [Seen.UP], [40], LIMITS.slow_ms) is Seen.UP
    assert line_state([], [Seen.SLOW, Seen.SLOW, Seen.UP], [4000, 3900, 3000], LIMITS.slow_ms) is Seen.SLOW
    assert line_state([Seen.UP], [Seen.SLOW, Seen.SLOW], [4000, 3900], LIMITS.slow_ms) is Seen.UP


def test_runs_read_the_same_as_every_look():
    """The book keeps the first and the last look of a run."""
    every, runs = [], Runs()
    looks = Runs()
    started(looks, at("08:00"))
    measured(looks, at("08:00"), at("09:00"))
    for moment in range(at("08:01"), at("12:00"), 30):
        state = Seen.DOWN if at("09:00") <= moment < at("09:20") else Seen.UP
        for target in (PC, "line:1"):
            look = Look(target=target, at_s=moment, state=Mark.ALIVE if target == PC else state)
            every.append(look)
            runs.add(look)
    assert len(runs.rows) < 12
    whole = read([Look(target=PC, at_s=at("08:00"), state=Mark.STARTED), *every], WATCHED, LIMITS, now_s=at("12:00"))
    assert read(runs.rows, WATCHED, LIMITS, now_s=at("12:00")).spans == whole.spans
    assert len(whole.spans) == 1


def test_limits_come_from_the_rule_and_nonsense_is_left_out():
    limits = Limits.of({"slow_ms": 2000, "every_s": "x", "work_from": "06:45", "witnesses": ["a:53"],
                        "down_after_s": True})
    assert (limits.slow_ms, limits.every_s, limits.work_from_min, limits.witnesses) == (2000, 30, 405, ("a:53",))
    assert limits.down_after_s == 60
    assert Found(seen=Seen.UP).answer_ms is None
