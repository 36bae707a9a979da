"""What this PC measured of power, lines and systems: of each run of equal looks the first and the last. Never sent."""
from collections.abc import Iterable
from typing import Final

from desktop.store.driver import Connection

KEPT_S: Final = 30 * 86_400
"""Looks older than this are forgotten."""

TABLES: Final[tuple[str, ...]] = (
    """
    CREATE TABLE measure (
        target TEXT NOT NULL, at_s INTEGER NOT NULL, state TEXT NOT NULL, answer_ms INTEGER, PRIMARY KEY (target, at_s)
    ) STRICT, WITHOUT ROWID
    """,
)


def add(db: Connection, target: str, at_s: int, state: str, answer_ms: int | None) -> None:
    """Write one look at `target` (Unix seconds, UTC); inside a unit. A second look in the same second replaces it."""
    db.execute("INSERT INTO measure (target, at_s, state, answer_ms) VALUES (?, ?, ?, ?)"
               " ON CONFLICT (target, at_s) DO UPDATE SET state = excluded.state, answer_ms = excluded.answer_ms",
               (target, at_s, state, answer_ms))


def drop(db: Connection, looks: Iterable[tuple[str, int]]) -> None:
    """Forget these looks, each by target and time; inside a unit. They were in the middle of a run."""
    db.executemany("DELETE FROM measure WHERE target = ? AND at_s = ?", list(looks))


def since(db: Connection, at_s: int) -> list[tuple[str, int, str, int | None]]:
    """Return (target, at_s, state, answer_ms) of every look from `at_s` on, by target and time."""
    return [(target, at, state, ms) for target, at, state, ms in db.execute(
        "SELECT target, at_s, state, answer_ms FROM measure WHERE at_s >= ? ORDER BY target, at_s",
        (at_s,)).fetchall()]


def forget_before(db: Connection, at_s: int) -> None:
    """Forget every look before `at_s`; inside a unit."""
    db.execute("DELETE FROM measure WHERE at_s < ?", (at_s,))
