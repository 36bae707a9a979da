"""Puts records into the trash and takes them out again: what is asked before, and one undo step after."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.language import tr
from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import NotFound
from desktop.services.value_text import kind_label, stamp_text
from desktop.store import records, trash
from protocol.catalogue import KINDS
from protocol.folding import fold
from protocol.kind import MERGED_INTO

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.store import Store
    from desktop.store.unit import Unit

LISTED: Final = 5
SHOWN: Final = 200
MOST: Final = 2_000
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
    """Return how many records came out of the trash, and the undo group; what was merged is its own again."""
    group = new_group()

    def write(unit: "Unit") -> int:
        done = 0
        for record_id in ids:
            record = records.get(unit.db, record_id)
            if record is None:
                raise NotFound(kind="", text=record_id)
            if record.merged_into is not None:
                unit.edit(record.kind, record_id, {MERGED_INTO: None}, group=group)
            done += unit.edit(record.kind, record_id, {}, special="undelete", group=group) is not None
        return done

    return store.submit(write).result(), group


@dataclass(frozen=True, slots=True, kw_only=True)
class InTrash:
    """One line of the trash of all kinds."""
    id: str
    kind: str
    title: str
    detail: str


def in_trash(db: "Connection", text: str = "", *, limit: int = SHOWN) -> list[InTrash]:
    """Return what was deleted last, of all kinds, whose title holds `text` with or without accents."""
    found = [each for each in trash.listed(db, MOST) if fold(text) in fold(each.title)][:limit]
    names = records.titles(db, [name for each in found for name in (each.by, each.merged_into) if name])
    return [InTrash(id=each.id, kind=each.kind, title=each.title or tr("(no name)"), detail=_words(each, names))
            for each in found]


def _words(each: "trash.Thrown", names: dict[str, str]) -> str:
    said = [kind_label(KINDS[each.kind])]
    if each.at:
        said.append(stamp_text(each.at))
    if names.get(each.by):
        said.append(names[each.by])
    if each.merged_into:
        said.append(tr("merged into {title}", title=names.get(each.merged_into) or tr("(no name)")))
    return " · ".join(said)
