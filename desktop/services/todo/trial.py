""""Báo thử một sự cố": a try-out that is no record. It stays on this PC, is called so, and goes with one click.

Nothing of it is in the outbox: it cannot reach the province, whoever connects this PC later.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.services.value_text import wall_time
from desktop.store import local_notes

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.store import Store
    from desktop.store.unit import Unit

TOPIC: Final = "trial-incident"
_KEY: Final = "last"
TEXT_LIMIT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What was tried: the line as typed, what the program made of it, and in how many seconds.

    `is_there` is false once it was taken away; that it was done stays known.
    """
    text: str
    understood: str
    at: str
    seconds: int
    is_there: bool


def read(db: "Connection") -> Trial | None:
    """Return the try-out of this PC, None before there was one."""
    said = local_notes.read(db, TOPIC).get(_KEY)
    if not isinstance(said, Mapping):
        return None
    seconds = said.get("seconds")
    return Trial(text=str(said.get("text") or ""), understood=str(said.get("understood") or ""),
                 at=str(said.get("at") or ""), seconds=seconds if isinstance(seconds, int) else 0,
                 is_there=said.get("there") is True)


def keep(store: "Store", *, text: str, understood: str, seconds: int) -> None:
    """Note a try-out; an earlier one makes room."""
    def write(unit: "Unit") -> None:
        local_notes.write(unit, TOPIC, _KEY, {
            "text": " ".join(text.split())[:TEXT_LIMIT], "understood": understood, "at": wall_time(unit.now_ms),
            "seconds": max(0, seconds), "there": True})

    store.submit(write).result()


def drop(store: "Store") -> None:
    """Take the try-out away; the first step stays done."""
    def write(unit: "Unit") -> None:
        local_notes.write(unit, TOPIC, _KEY, {"there": False})

    store.submit(write).result()
