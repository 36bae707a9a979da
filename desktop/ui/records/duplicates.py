"""Codes that two records share: both are kept, and both say so."""
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.value_text import field_label
from desktop.store import records
from protocol.conditions import DISTINCT_TOGETHER
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Another record with the same code in a field that should tell records apart."""
    record: str
    field: str
    other: str
    title: str


def duplicates_of(store: "Store", kind: Kind, record: "Record") -> list[Duplicate]:
    """Return the first other living record for each field, or fields together, that should be `record`'s alone.

    Read in a worker.
    """
    reader = store.read()
    found: list[Duplicate] = []
    alone = [(field.code,) for field in kind.fields if field.distinct]
    for codes in () if record.deleted else (*alone, *DISTINCT_TOGETHER.get(kind.code, ())):
        where = {code: record.fields.get(code) for code in codes}
        if not all(where.values()):
            continue
        others = [each.id for each in records.page(reader, records.Search(kind=kind.code, where=where), 0, 2)
                  if each.id != record.id]
        if others:
            named = [field_label(kind, field) for code in codes if (field := kind.field(code)) is not None]
            found.append(Duplicate(record=record.id, field=" + ".join(named), other=others[0],
                                   title=records.title(reader, others[0])))
    return found
