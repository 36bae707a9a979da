"""What a reference field offers while one types: records of its kind, and enough to tell them apart."""
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.services.roles import own_ids
from desktop.store import records, search, setting
from protocol.catalogue import KINDS

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store

SHOWN: Final = 8
MAY_BE_MADE: Final = frozenset({"site", "office", "person", "device", "system"})
"""Kinds of which a form may make a record on the way, with nothing but its name."""
_DETAILS: Final = {"person": ("title", "office"), "device": ("office",), "office": ("site",),
                   "system": ("owner",), "guide": ("category",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One record offered; `detail` tells it from others of the same name."""
    id: str
    title: str
    detail: str = ""


def candidates(store: "Store", kind: str, text: str) -> list[Candidate]:
    """Return at most `SHOWN` records of `kind` that fit `text`; the first of the list when nothing is typed.

    To a colleague only their own. Reads the store: call it in a worker.
    """
    reader = store.read()
    if kind in ("device", "person") and setting.text(reader, setting.SEAT) == "colleague":
        own = sorted(own_ids(reader))
        found = records.page(reader, records.Search(kind=kind, text=text, ids=own), 0, SHOWN)
    elif text.strip():
        hits, _ = search.find(reader, text, SHOWN, kinds=(kind,))
        found = [record for hit in hits if (record := records.get(reader, hit.id)) is not None]
    else:
        found = records.page(reader, records.Search(kind=kind), 0, SHOWN)
    living = [record for record in found if not record.deleted]
    titles = records.titles(reader, [record.id for record in living] + _referenced(living))
    return [Candidate(id=record.id, title=titles.get(record.id, ""), detail=_detail(record, titles))
            for record in living]


def _referenced(found: "list[Record]") -> list[str]:
    return sorted({str(record.fields[code]) for record in found for code in _DETAILS.get(record.kind, ())
                   if _is_reference(record.kind, code) and record.fields.get(code)})


def _detail(record: "Record", titles: dict[str, str]) -> str:
    parts = []
    for code in _DETAILS.get(record.kind, ()):
        value = record.fields.get(code)
        if value:
            parts.append(titles.get(str(value), "") if _is_reference(record.kind, code) else str(value))
    return " · ".join(part for part in parts if part)


def _is_reference(kind: str, code: str) -> bool:
    field = KINDS[kind].field(code)
    return field is not None and bool(field.target)
