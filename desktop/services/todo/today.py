"""Hôm nay, computed from the records: what needs doing, who owes an answer, how far the book is.

One sort of to-do is one file beside this one; here they are put in order, and what was put off aside.
"""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.language import tr
from desktop.services.todo import (
    access,
    access_due,
    book_due,
    incidents_due,
    machines_due,
    putting_off,
    signatures_due,
    trial,
    waiting,
)
from desktop.services.todo.access import Signing
from desktop.services.todo.first_steps import Step, first_steps
from desktop.services.todo.putting_off import PutOff
from desktop.services.todo.situation import Measure, situation
from desktop.services.todo.task import NEUTRAL, Target, Task, facts
from desktop.services.todo.waiting import Debt
from desktop.services.value_text import datetime_text
from desktop.store.driver import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftTask:
    """A to-do that was put off: until which day ("" for none), and the notes that keep it away."""
    task: Task
    until: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything that the first page shows."""
    tasks: tuple[Task, ...]
    left: tuple[LeftTask, ...]
    steps: tuple[Step, ...]
    situation: tuple[Measure, ...]
    waiting: tuple[Debt, ...]


def today(db: Connection, profile: Path, *, now: datetime) -> Today:
    """Return what the first page shows at `now` (Vietnam wall time)."""
    day, signing, left = now.date(), access.signing(db, now.date()), putting_off.read(db)
    due: list[Task] = []
    put_off: list[LeftTask] = []
    for task in _tasks(db, profile, now, signing, left):
        note = left.get(task.key)
        if note is not None and note.holds(task.says, day):
            put_off.append(LeftTask(task=task, until=note.until, keys=(task.key,)))
        else:
            due.append(task)
    for task in signatures_due.reminded(db, day, signing, left):
        keys = tuple(each.key for each in task.reminders)
        put_off.append(LeftTask(task=task, keys=keys, until=min(
            (left[key].until for key in keys if left[key].until), default="")))
    return Today(tasks=tuple(due), left=tuple(put_off), steps=tuple(first_steps(db)),
                 situation=tuple(situation(db, day, signing)), waiting=tuple(waiting.debts(db, day)))


def _tasks(db: Connection, profile: Path, now: datetime, signing: Signing,
           left: Mapping[str, PutOff]) -> Iterator[Task]:
    """Return every to-do, the most pressing first."""
    day = now.date()
    yield from book_due.wrong_date(day)
    yield from incidents_due.tasks(db, now)
    yield from _trial(db, now)
    yield from book_due.pressing(db)
    yield from signatures_due.tasks(db, day, signing, left)
    yield from access_due.tasks(db, day)
    yield from book_due.keeping(db)
    yield from machines_due.tasks(db, day)
    yield from book_due.slip(db, profile, now)


def _trial(db: Connection, now: datetime) -> Iterator[Task]:
    tried = trial.read(db)
    if tried is not None and tried.is_there:
        said = [tr("Tried {time}", time=datetime_text(tried.at, today=now.date())), tried.understood,
                tr("only on this PC, sent to nobody")]
        yield Task(key="trial", state=tr("Try-out"), tone=NEUTRAL, title=tried.text, action=tr("Delete"),
                   detail=" · ".join(each for each in said if each), target=Target(page="drop-trial"),
                   says=facts((tried.at,)))
