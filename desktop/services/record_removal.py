"""Puts records into the trash and takes them out again: what is asked before, and one undo step after."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.store import records

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.store import Store

LISTED: Final = 5
CHECKED: Final = 200
"""Records of a large selection that are asked for what points at them; more would hold up the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """What else names the records that are to be deleted: how many, and the titles of the first few."""
    total: int
    titles: tuple[str, ...]


def pointing_at(db: "Connection", ids: Sequence[str]) -> Pointing:
    """Return what points at any of `ids`: asked once before they are deleted."""
    total, titles = 0, list[str]()
    for record_id in ids[:CHECKED]:
        count, found = records.pointing_at(db, record_id, limit=LISTED)
        total += count
        titles += found
    return Pointing(total=total, titles=tuple(titles[:LISTED]))


def delete(store: "Store", ids: Sequence[str]) -> tuple[int, str]:
    """Return how many records went into the trash, and the undo group that brings them back."""
    group = new_group()
    return len(record_keeping.delete(store, ids, group=group)), group


def restore(store: "Store", ids: Sequence[str]) -> tuple[int, str]:
    """Return how many records came out of the trash, and the undo group."""
    group = new_group()
    return len(record_keeping.undelete(store, ids, group=group)), group
