"""What a person is shown before a machine is saved: which records it may be, and each field old and new."""
from dataclasses import dataclass

from desktop.services.machine import matching, saving
from desktop.services.machine.matching import Found
from desktop.services.machine.reading import Reading
from desktop.services.machine.saving import FieldChange
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be the machine; `detail` tells it from others of the same name."""
    id: str
    title: str
    detail: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which records a reading may be of."""
    reading: Reading
    found: Found
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The record chosen, None for a new one, with what the reading means for it and the titles it names."""
    record: Record | None
    changes: tuple[FieldChange, ...]
    titles: dict[str, str]
    has_news: bool
    title: str = ""

    @property
    def is_secret(self) -> bool:
        """Return whether the record is a PC for secret papers."""
        return saving.is_secret(self.record)


def look(db: Connection, reading: Reading) -> Look:
    """Return which records of the book may be the machine of `reading`."""
    found = matching.find(matching.known(db), reading)
    return Look(reading=reading, found=found, candidates=tuple(candidate(db, each) for each in found.ids))


def candidate(db: Connection, record_id: str) -> Candidate:
    """Return a record as it is offered: its title, its office and its custodian."""
    record = records.get(db, record_id)
    named = [str(record.fields[code]) for code in ("office", "custodian") if record and record.fields.get(code)]
    titles = records.titles(db, [record_id, *named])
    place = str(record.fields.get("location") or "") if record else ""
    return Candidate(id=record_id, title=titles.get(record_id, ""), is_secret=saving.is_secret(record),
                     detail=" · ".join(part for part in (*(titles.get(each, "") for each in named), place) if part))


def target(db: Connection, reading: Reading, record_id: str | None) -> Target:
    """Return what saving the reading to this record, or to a new one, would do."""
    record = records.get(db, record_id) if record_id else None
    if saving.is_secret(record):
        return Target(record=record, changes=(), titles={}, has_news=False, title=records.title(db, record_id or ""))
    return Target(record=record, changes=saving.changes(reading, record), has_news=saving.has_news(reading, record),
                  titles=dict(records.labels(db, [record])) if record else {},
                  title=records.title(db, record.id) if record else "")
