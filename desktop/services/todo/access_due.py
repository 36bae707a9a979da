"""Accounts that people need and do not have, hand-overs that nobody has signed, what leavers left open."""
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from desktop.language import tr, trn
from desktop.services import account_needs, leaving, rules
from desktop.services.todo import waiting
from desktop.services.todo.task import INFO, MOST, WARN, Target, Task, amount, facts, named, those
from desktop.store import overview_waiting
from desktop.store.driver import Connection

REMINDER_RULE: Final = "answer-reminder"


def tasks(db: Connection, day: date) -> Iterator[Task]:
    """Return what is to be done about accounts and hand-overs on `day`."""
    yield from _missing(db)
    yield from _long_pending(db, day)
    yield from _unsigned(db)
    yield from _left_open(db, day)


def remind_after_days(db: Connection, day: date) -> int:
    """Return after how many days without an answer to ask again."""
    days = rules.value(db, REMINDER_RULE, day).get("days")
    return days if isinstance(days, int) and not isinstance(days, bool) and days > 0 else MOST


def _missing(db: Connection) -> Iterator[Task]:
    lacks = account_needs.missing(db)
    if lacks:
        systems = Counter(each.system_name for each in lacks)
        yield Task(key="accounts-missing", state=tr("Not issued"), tone=WARN, action=tr("View"),
                   title=trn("{n} account that is needed was never issued",
                             "{n} accounts that are needed were never issued", len(lacks)),
                   detail=named([f"{name} ({count})" for name, count in systems.most_common()]),
                   target=those("account", [each.account for each in lacks[:MOST]], tr("Not issued")),
                   says=facts(each.account for each in lacks) if len(lacks) < MOST else amount(len(lacks)))


def _long_pending(db: Connection, day: date) -> Iterator[Task]:
    after = remind_after_days(db, day)
    late = [each for each in overview_waiting.pending_accounts(db, MOST)
            if waiting.days_pending(each, day) >= after]
    if late:
        systems = Counter(each.system for each in late)
        yield Task(key="accounts-pending", state=tr("Ask again"), tone=INFO, action=tr("View"),
                   title=trn("{n} account waits to be issued for over {days} days",
                             "{n} accounts wait to be issued for over {days} days", len(late), days=after),
                   detail=named([f"{name} ({count})" for name, count in systems.most_common()]),
                   target=those("account", [each.id for each in late], tr("Ask again")),
                   says=facts(each.id for each in late))


def _unsigned(db: Connection) -> Iterator[Task]:
    found = overview_waiting.unsigned_handovers(db, MOST)
    if found:
        yield Task(key="handovers", state=tr("To sign"), tone=WARN, action=tr("View"),
                   title=trn("{n} hand-over is not signed yet", "{n} hand-overs are not signed yet", len(found)),
                   detail=named([each.title for each in found]),
                   target=those("handover", [each.id for each in found], tr("To sign")),
                   says=facts(each.id for each in found))


def _left_open(db: Connection, day: date) -> Iterator[Task]:
    found = leaving.left_with_open_things(db, day)
    if found:
        yield Task(key="leavers", state=tr("Left open"), tone=WARN, action=tr("See and close"),
                   title=trn("{n} official who left still has things open",
                             "{n} officials who left still have things open", len(found)),
                   detail=named([f"{name} ({count})" for _, name, count in found]),
                   target=Target(page="leaver", id=found[0][0]), says=facts(id_ for id_, _, _ in found))
