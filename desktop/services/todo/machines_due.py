"""What computers and other devices ask for: systems out of support, no antivirus, no decision, warranties that end."""
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from desktop.language import tr, trn
from desktop.services import device_fitness, rules
from desktop.services.todo.task import BAD, INFO, MOST, NAMED, WARN, Task, amount, facts, named, those
from desktop.services.value_text import choice_label, date_text
from desktop.store import overview_machines
from desktop.store.driver import Connection
from desktop.store.overview_machines import Making
from protocol.folding import fold
from protocol.kinds import device

WARRANTY_RULE: Final = "warranty-reminder"
NOTHING: Final = frozenset({"khong", "khong co", "khong cai", "khong dung", "chua", "chua co", "chua cai",
                            "chua cai dat", "none", "no", "0"})
"""How people write that a computer has no antivirus. Where nothing is written nobody knows, and nothing is said."""


def tasks(db: Connection, day: date) -> Iterator[Task]:
    """Return what is to be done about devices on `day`."""
    makings = overview_machines.makings(db)
    runs = [each for each in makings if not each.is_secret]
    if len(runs) < len(makings):
        yield from _told_secrets(db)
    yield from _out_of_support(db, day, runs)
    yield from _without_antivirus(db, runs)
    yield from _without_decision(db)
    yield from _warranties(db, day)


def _told_secrets(db: Connection) -> Iterator[Task]:
    found = overview_machines.told_secrets(db, MOST)
    if found:
        yield Task(key="secret-told", state=tr("Take out"), tone=BAD, action=tr("Open"),
                   title=trn("Of {n} PC for secret papers the book holds serial number, address or place",
                             "Of {n} PCs for secret papers the book holds serial number, address or place",
                             len(found)),
                   detail=named([each.title for each in found]), says=facts(each.id for each in found),
                   target=those("device", [each.id for each in found], tr("Take out")))


def _out_of_support(db: Connection, day: date, runs: list[Making]) -> Iterator[Task]:
    known = device_fitness.standards(db, day)
    ended: dict[str, device_fitness.SupportEnd] = {}
    for each in runs:
        end = device_fitness.support_end(each.os, known) if each.os else None
        if each.os and end is not None and end.until < day.isoformat():
            ended[each.os] = end
    number = sum(each.machines for each in runs if each.os in ended)
    if not number:
        return
    by_system: dict[str, int] = {}
    for each in runs:
        if each.os in ended:
            by_system[ended[each.os].name] = by_system.get(ended[each.os].name, 0) + each.machines
    oldest = sorted({end.name: end.until for end in ended.values()}.items(), key=lambda each: each[1])
    said = [tr("{system}: {n} (support ended {day})", system=name, n=by_system[name], day=date_text(until))
            for name, until in oldest]
    by_age = sorted(ended, key=lambda os: ended[os].until)
    ids = [each.id for os in by_age for each in overview_machines.running(db, (os,), MOST)] if number < MOST else \
        [each.id for each in overview_machines.running(db, by_age[:1], 1)]
    yield Task(key="out-of-support", state=tr("Unsupported system"), tone=WARN, detail=named(said),
               title=trn("{n} computer runs a system out of support", "{n} computers run a system out of support",
                         number),
               action=tr("View"), target=those("device", ids, tr("Unsupported system")),
               says=facts(ids) if number < MOST else amount(number))


def _without_antivirus(db: Connection, runs: list[Making]) -> Iterator[Task]:
    words = {each.antivirus for each in runs if each.antivirus and fold(each.antivirus).strip(" .-") in NOTHING}
    number = sum(each.machines for each in runs if each.antivirus in words)
    if not number:
        return
    found = overview_machines.unprotected(db, words, MOST)
    unknown = sum(each.machines for each in runs if not each.antivirus)
    said = named([each.title for each in found], number)
    if unknown:
        said += " · " + trn("{n} more not noted", "{n} more not noted", unknown)
    yield Task(key="no-antivirus", state=tr("No antivirus"), tone=WARN, detail=said, action=tr("View"),
               title=trn("{n} computer has no antivirus", "{n} computers have no antivirus", number),
               target=those("device", [each.id for each in found], tr("No antivirus")),
               says=facts(each.id for each in found) if number < MOST else amount(number))


def _without_decision(db: Connection) -> Iterator[Task]:
    found = overview_machines.undecided(db, MOST)
    if found:
        status = device.KIND.field("status")
        assert status is not None
        said = [f"{each.title} ({choice_label(device.KIND, status, each.said).lower()})" for each in found]
        yield Task(key="no-decision", state=tr("No decision"), tone=WARN, action=tr("Enter the decision"),
                   title=trn("{n} device was disposed of, transferred or lost without a decision",
                             "{n} devices were disposed of, transferred or lost without a decision", len(found)),
                   detail=named(said), target=those("device", [each.id for each in found], tr("No decision")),
                   says=facts(each.id for each in found))


def _warranties(db: Connection, day: date) -> Iterator[Task]:
    days = rules.value(db, WARRANTY_RULE, day).get("days")
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        return
    until = (day + timedelta(days=days)).isoformat()
    number, found = overview_machines.ending_warranties(db, day.isoformat(), until, MOST)
    if number:
        said = [f"{each.title} ({date_text(each.said)})" for each in found[:NAMED]]
        yield Task(key="warranties", state=tr("Warranty ends"), tone=INFO, action=tr("View"),
                   target=those("device", [each.id for each in found], tr("Warranty ends")),
                   title=trn("{n} device leaves its warranty within {days} days",
                             "{n} devices leave their warranty within {days} days", number, days=days),
                   detail=named(said, number),
                   says=facts(each.id for each in found) if number < MOST else amount(number))
