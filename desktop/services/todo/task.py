"""One thing to do, as the first page shows it: what it says, its one action, and what it says exactly."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

# Tones, as the window colours them; the words beside say the same.
GOOD, INFO, WARN, BAD, NEUTRAL = "good", "info", "warn", "bad", "neutral"

NAMED: Final = 3
"""How many are named in one line; the rest is "…"."""
MOST: Final = 200
"""How many of one sort are looked at one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an action leads: a record, several of one kind (`ids`, under a chip with `words`), or a page.

    Some pages are sheets: `import`, `person`, `report`, `leftovers`, `leaver`, `this-machine`, `trial`, `drop-trial`.
    """
    page: str = ""
    kind: str = ""
    id: str = ""
    ids: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is reminded of once: after the action it is silent until `until` ("" : until it says something else)."""
    key: str
    until: str
    says: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, with its one action.

    `key` tells it from the others, `says` are the facts it stands for: put off, it stays away while none
    joins them. With `reminders` the action itself is enough: each is silent until its next threshold.
    """
    key: str
    state: str
    tone: str
    title: str
    detail: str
    action: str
    target: Target
    says: frozenset[str]
    reminders: tuple[Reminder, ...] = ()


def amount(number: int) -> frozenset[str]:
    """Return the facts of a mere number: one more is a new fact. Beyond `MOST` only hundreds count."""
    return frozenset(str(at) for at in range(min(number, MOST))) | frozenset(
        f"{at}00" for at in range(MOST // 100, number // 100 + 1))


def named(titles: Sequence[str], number: int | None = None) -> str:
    """Return the first few titles in one line, with … where there are more."""
    return ", ".join(titles[:NAMED]) + ("\u00a0…" if (len(titles) if number is None else number) > NAMED else "")


def those(kind: str, ids: Sequence[str], words: str) -> Target:
    """Return the way to these records: to the one, or to the list of them."""
    return Target(kind=kind, id=ids[0] if ids else "", ids=tuple(ids) if len(ids) > 1 else (), words=words)


def facts(ids: Iterable[str]) -> frozenset[str]:
    """Return the facts of a list of records."""
    return frozenset(ids)


def days_since(since: str, day: date) -> int:
    """Return how many days ago `since` was (ISO, any precision), 0 where it cannot be read or is ahead."""
    try:
        return max(0, (day - date.fromisoformat(f"{since}-01-01"[:10] if len(since) < 10 else since[:10])).days)
    except ValueError:
        return 0
