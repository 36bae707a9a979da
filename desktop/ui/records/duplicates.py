"""Codes that two records share: both are kept, and both say so."""
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.value_text import field_label
from desktop.store import records
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
    """Return the first other living record for each distinct field of `record`; read in a worker."""
    reader = store.read()
    found: list[Duplicate] = []
    for field in kind.fields:
        value = record.fields.get(field.code)
        if not field.distinct or not value or record.deleted:
            continue
        search = records.Search(kind=kind.code, where={field.code: value})
        others = [each.id for each in records.page(reader, search, 0, 2) if each.id != record.id]
        if others:
            found.append(Duplicate(record=record.id, field=field_label(kind, field), other=others[0],
                                   title=records.title(reader, others[0])))
    return found
