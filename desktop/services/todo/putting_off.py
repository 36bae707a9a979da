""""Để đến ngày…": a to-do that is put off stays away until its day, unless it says something new before.

Kept on this PC alone: what one colleague leaves for Monday is not left for the others.
"""
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.services import certificate_states
from desktop.services.form_saving import new_group
from desktop.services.todo.task import Task
from desktop.services.typed_values import Mistyped, read_date
from desktop.services.value_text import instant
from desktop.store import here, local_notes, undo
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.store import Store
    from desktop.store.unit import Unit

TOPIC: Final = "put-off"
PLACE: Final = here.NOTE + TOPIC
LONGEST_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """What is put off: until which day ("" without one), and what it said then."""
    until: str
    says: frozenset[str]

    def holds(self, says: frozenset[str], day: date) -> bool:
        """Return whether a to-do that says this now is still to be left alone on `day`."""
        return (not self.until or day.isoformat() < self.until) and says <= self.says


def read(db: "Connection") -> dict[str, PutOff]:
    """Return everything that was put off on this PC, by the key of its to-do."""
    found = {}
    for key, value in local_notes.read(db, TOPIC).items():
        if isinstance(value, Mapping):
            says = value.get("says")
            found[key] = PutOff(until=str(value.get("until") or ""), says=frozenset(
                str(each) for each in (says if isinstance(says, list) else ())))
    return found


def put_off(store: "Store", task: Task, until: date) -> str:
    """Leave a to-do alone until a day; return the undo group."""
    step = new_group()

    def write(unit: "Unit") -> None:
        _forget_past(unit)
        undo.answer(unit, PLACE, task.key, _noted(until.isoformat(), task.says), group=step)

    store.submit(write).result()
    return step


def reminded(store: "Store", task: Task) -> None:
    """Note that a person has acted on what is reminded of once."""
    def write(unit: "Unit") -> None:
        for each in task.reminders:
            local_notes.write(unit, TOPIC, each.key, _noted(each.until, each.says))

    if task.reminders:
        store.submit(write).result()


def bring_back(store: "Store", keys: Iterable[str]) -> str:
    """Show these to-dos again; return the undo group."""
    wanted, step = tuple(keys), new_group()

    def write(unit: "Unit") -> None:
        for key in wanted:
            undo.answer(unit, PLACE, key, None, group=step)

    store.submit(write).result()
    return step


def next_days(day: date) -> tuple[date, date]:
    """Return tomorrow, and the Monday of next week; on a Sunday the Monday after the next one."""
    ahead = 7 - day.weekday()
    return day + timedelta(days=1), day + timedelta(days=ahead if ahead > 1 else ahead + 7)


def typed_day(text: str, day: date) -> date | None:
    """Return the day that was typed, None for none; "05/01" in November is next January's."""
    said = read_date(text, day)
    if isinstance(said, Mistyped) or len(said) != len("2026-11-05"):
        return None
    typed = date.fromisoformat(said)
    numbers = re.findall(r"\d+", text)
    has_year = len(numbers) > 2 or len(numbers[0]) > len("0501")
    return certificate_states.later(typed, 1) if typed <= day and not has_year else typed


def is_possible(until: date, day: date) -> bool:
    """Return whether something may be put off to `until`: a day to come, within a year."""
    return day < until <= day + timedelta(days=LONGEST_DAYS)


def _noted(until: str, says: frozenset[str]) -> dict[str, JsonValue]:
    return {"until": until, "says": sorted(says)}


def _forget_past(unit: "Unit") -> None:
    """What was put off to a day long past stands for nothing; its record may be gone."""
    past = (instant(unit.now_ms).date() - timedelta(days=31)).isoformat()
    for key, each in read(unit.db).items():
        if each.until and each.until < past:
            local_notes.write(unit, TOPIC, key, None)
