"""The register of signatures as leaders ask about it: who has none, what ends, what should have been revoked.

Everything is computed from the records and the dated rules, for one day.
"""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.services import account_needs, certificate_states
from desktop.services.certificate_names import Standing, UnitNames, same_name, same_post, unit_names
from desktop.services.certificate_states import CertificateState, Reminders, State, state_of
from desktop.store import access, records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search

GONE: Final = frozenset({"transferred", "retired"})
MONTHS: Final = 12
_MOST: Final = 20_000


class Question(StrEnum):
    """What leaders ask; each is a list."""
    ALL = "all"
    LACKING = "lacking"
    EXPIRING = "expiring"
    LEFT = "left"
    OUTDATED = "outdated"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose certificate it is. `is_gone`: retired or transferred, as the list of staff says."""
    id: str
    name: str
    title: str
    is_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One certificate. `outdated` names what is no longer so: name, title, unit."""
    record: Record
    holder: Holder | None
    state: CertificateState
    outdated: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the record."""
        return self.record.id

    @property
    def name(self) -> str:
        """Return who it names: the official, else what stands in the certificate."""
        return self.holder.name if self.holder else text(self.record, "holder_name") or text(self.record, "unit_name")

    @property
    def is_living(self) -> bool:
        """Return whether it is out there: issued, neither over nor revoked, even when locked or lost."""
        return self.state.state not in (State.PENDING, State.EXPIRED, State.REVOKED, State.UNKNOWN)

    @property
    def is_left_behind(self) -> bool:
        """Return whether its holder is gone and nobody has revoked it."""
        return self.is_living and self.holder is not None and self.holder.is_gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """Somebody who works here and has no signature, nor is one on its way. `is_required`: by the dated rule."""
    id: str
    name: str
    title: str
    office: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every certificate, in the order of the list, and what follows from them on `day`."""
    day: date
    figures: Reminders
    units: UnitNames
    entries: tuple[Entry, ...]
    lacking: tuple[Lacking, ...]

    def fitting(self, question: Question) -> list[Entry]:
        """Return the certificates that answer a question; who lacks one is in `lacking`."""
        return [entry for entry in self.entries if _fits(entry, question)]

    def count(self, question: Question) -> int:
        """Return the number beside the question; of those who lack one only whom the rule requires to have it."""
        if question is Question.LACKING:
            return sum(each.is_required for each in self.lacking)
        return len(self.fitting(question))

    def entry(self, record_id: str) -> Entry | None:
        """Return one certificate."""
        return next((each for each in self.entries if each.id == record_id), None)

    def months(self) -> list[tuple[str, int]]:
        """Return (yyyy-mm, how many certificates in use end in it) of this month and the eleven that follow."""
        ends = Counter(text(each.record, "expires_on")[:7] for each in self.entries
                       if each.is_living and len(text(each.record, "expires_on")) >= 7)
        return [(month, ends[month]) for month in months_from(self.day)]

    def ending_in(self, month: str) -> list[Entry]:
        """Return the certificates in use that end in the month yyyy-mm."""
        return [each for each in self.entries
                if each.is_living and text(each.record, "expires_on").startswith(month)]


def register(db: Connection, day: date) -> Register:
    """Return the register as it stands on `day`."""
    figures, units = certificate_states.reminders(db, day), unit_names(db)
    found = records.page(db, Search(kind="certificate"), 0, _MOST)
    holders = _holders(db, {text(each, "person") for each in found})
    entries = tuple(_entry(each, holders.get(text(each, "person")), day, figures, units) for each in found)
    return Register(day=day, figures=figures, units=units, entries=entries, lacking=tuple(_lacking(db, day, entries)))


def entry(db: Connection, record: Record, day: date) -> Entry:
    """Return one certificate with what follows from it."""
    holders = _holders(db, {text(record, "person")})
    return _entry(record, holders.get(text(record, "person")), day, certificate_states.reminders(db, day),
                  unit_names(db))


def months_from(day: date) -> list[str]:
    """Return yyyy-mm of this month and the eleven that follow."""
    return [f"{day.year + (day.month - 1 + at) // 12:04}-{(day.month - 1 + at) % 12 + 1:02}" for at in range(MONTHS)]


def text(record: Record, code: str) -> str:
    """Return the value of a text field, "" where there is none."""
    value = record.fields.get(code)
    return value if isinstance(value, str) else ""


def _entry(record: Record, holder: Holder | None, day: date, figures: Reminders, units: UnitNames) -> Entry:
    made = Entry(record=record, holder=holder, state=state_of(record.fields, day, figures))
    if not made.is_living:
        return made
    outdated = []
    if holder is not None and not same_name(text(record, "holder_name"), holder.name):
        outdated.append("name")
    if holder is not None and not same_post(text(record, "title"), holder.title):
        outdated.append("title")
    if units.standing(text(record, "unit_name")) in (Standing.FORMER, Standing.OTHER):
        outdated.append("unit")
    return Entry(record=record, holder=holder, state=made.state, outdated=tuple(outdated))


def _fits(each: Entry, question: Question) -> bool:
    match question:
        case Question.ALL:
            return True
        case Question.EXPIRING:
            return each.state.state is State.EXPIRING or each.state.state is State.REQUESTED and \
                each.state.request == "renew"
        case Question.LEFT:
            return each.is_left_behind
        case Question.OUTDATED:
            return bool(each.outdated)
        case Question.REQUESTED:
            return bool(each.state.request)
        case Question.LACKING:
            return False


def _holders(db: Connection, ids: set[str]) -> dict[str, Holder]:
    """Return the holders by the id that names them; one that was joined with another is the other."""
    found = records.get_many(db, ids - {""})
    joined = records.get_many(db, {each.merged_into for each in found.values() if each.merged_into})
    made = {}
    for id_, record in found.items():
        person = joined.get(record.merged_into or "", record)
        made[id_] = Holder(id=person.id, name=text(person, "full_name"), title=text(person, "title"),
                           is_gone=text(person, "status") in GONE)
    return made


def _lacking(db: Connection, day: date, entries: Iterable[Entry]) -> list[Lacking]:
    people = access.people(db)
    required = account_needs.needing_signature(db, day, account_needs.Needs(people))
    have = {each.holder.id for each in entries
            if each.holder is not None and text(each.record, "kind") in ("", "personal")
            and (each.is_living or each.state.state is State.PENDING)}
    lacking = [Lacking(id=each.id, name=each.name, title=each.title, office=each.office,
                       is_required=each.id in required) for each in people if each.id not in have]
    return sorted(lacking, key=lambda each: not each.is_required)
