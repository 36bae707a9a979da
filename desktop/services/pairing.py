"""Likely duplicates of a first meeting with the province, in words, and a person's answer to each."""
import uuid
from dataclasses import dataclass
from typing import Final

from desktop.language import tr
from desktop.services.value_text import field_label, short_text_of
from desktop.store import duplicates, records
from desktop.store.driver import Connection
from desktop.store.duplicates import Choice, LikelyDuplicate
from desktop.store.records import Record
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.catalogue import KINDS

_TOLD: Final = 4    # fields that tell two records apart at a glance


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that may be one: ours, theirs, and by what they were found."""
    found: LikelyDuplicate
    mine_title: str
    mine_words: str
    other_title: str
    other_words: str
    why: str


def count(db: Connection) -> int:
    """Return how many pairs wait for an answer."""
    return len(duplicates.listed(db))


def likely_pairs(db: Connection, *, limit: int) -> list[Pair]:
    """Return the first pairs that wait for an answer."""
    listed = duplicates.listed(db)[:limit]
    ids = {each for pair in listed for each in (pair.mine, pair.theirs)}
    found = records.get_many(db, ids)
    titles = {**records.titles(db, ids), **records.labels(db, found.values())}
    return [Pair(found=pair, mine_title=titles.get(pair.mine) or tr("(no name)"),
                 other_title=titles.get(pair.theirs) or tr("(no name)"),
                 mine_words=_words(found.get(pair.mine), titles), other_words=_words(found.get(pair.theirs), titles),
                 why=_why(pair)) for pair in listed]


def join(store: Store, pair: Pair) -> str:
    """Return the undo step in which ours was joined to theirs; references resolve through it."""
    return _settle(store, pair, Choice.SAME)


def keep_apart(store: Store, pair: Pair) -> str:
    """Return the undo step in which it was noted that they are two different things."""
    return _settle(store, pair, Choice.DIFFERENT)


def _settle(store: Store, pair: Pair, choice: Choice) -> str:
    group = uuid.uuid4().hex

    def write(unit: Unit) -> None:
        duplicates.settle(unit, pair.found, choice, group=group)

    store.submit(write).result()
    return group


def _words(record: Record | None, titles: dict[str, str]) -> str:
    kind = KINDS.get(record.kind) if record is not None else None
    if record is None or kind is None:
        return ""
    said = []
    for field in sorted(kind.fields, key=lambda field: (not field.distinct, field.column or 99)):
        if field.code in kind.title or record.fields.get(field.code) in (None, ""):
            continue
        said.append(f"{field_label(kind, field)}: {short_text_of(kind, field, record.fields[field.code], titles)}")
        if len(said) == _TOLD:
            break
    return " · ".join(said)


def _why(pair: LikelyDuplicate) -> str:
    kind = KINDS.get(pair.kind)
    field = kind.field(pair.why) if kind is not None else None
    if kind is None or field is None or pair.why == "name":
        return tr("Same name")
    return tr("Same value in “{field}”", field=field_label(kind, field))
