"""Certificates read from a file meet the register: what is there already, whose it is, what would change.

Everything is shown before it is saved, and saved in one step. A certificate is known by its serial; one that
was asked for is the answer to its request.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.services import certificate_register, certificate_requests, record_keeping
from desktop.services.certificate_file import ReadCertificate
from desktop.services.certificate_register import Entry, Register, text
from desktop.services.certificate_requests import Asked
from desktop.services.form_saving import new_group
from desktop.store import access, records
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.folding import compact, fold
from protocol.kinds.certificate import KIND

NEW, UPDATE, SAME = "new", "update", "same"
_ANSWERED_BY_ONE: Final = (certificate_requests.ISSUE, certificate_requests.RENEW, certificate_requests.CHANGE)
_FACTS: Final = frozenset({"holder_name", "title", "unit_name", "serial", "expires_on"})
"""What a granted request moves: a file that says the same as the book is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whose name the certificate may carry."""
    id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One certificate of a file. `existing` is the record it belongs to, "" for a new one; `values` what would be
    written there, `before` what stands there now. `people` are those of that name: one is taken, of several is asked.
    `is_answer`: it answers the request of `existing`.
    """
    read: ReadCertificate
    existing: str
    person: str
    people: tuple[Person, ...]
    values: Mapping[str, JsonValue]
    before: Mapping[str, JsonValue]
    is_answer: bool = False

    @property
    def what(self) -> str:
        """Return new, update or same."""
        return NEW if not self.existing else UPDATE if self.values else SAME


def matched(db: Connection, found: Iterable[ReadCertificate], day: date) -> list[Intake]:
    """Return what each certificate is to the book; those of authorities are left out."""
    register = certificate_register.register(db, day)
    people: dict[str, list[Person]] = {}
    for each in access.people(db):
        people.setdefault(fold(each.name), []).append(Person(id=each.id, name=each.name, title=each.title))
    return [_intake(each, register, people.get(fold(each.name), []), day) for each in found if not each.is_authority]


def for_person(db: Connection, intake: Intake, person: str, day: date) -> Intake:
    """Return the same certificate as that of another person, "" for nobody of the list."""
    return _intake(intake.read, certificate_register.register(db, day), intake.people, day, chosen=person)


def save(store: Store, chosen: Sequence[Intake], day: date) -> Asked:
    """Return how many certificates were written, all in one step; judged again against the book as it stands."""
    group = new_group()

    def write(unit: Unit) -> Asked:
        count, made = 0, list[str]()
        for each in chosen:
            now = for_person(unit.db, each, each.person, day)
            if now.existing:
                record = records.get(unit.db, now.existing)
                if record is not None and now.values:
                    count += certificate_requests.edit(unit, record, now.values, group)
            else:
                fields = {key: value for key, value in now.values.items() if value not in (None, "")}
                clean = record_keeping.check(KIND, fields, None)
                made.append(unit.create(KIND.code, clean, group=group))
        return Asked(count=count + len(made), group=group if count or made else "", made=tuple(made))

    return store.submit(write).result()


def same_serial(one: str, other: str) -> bool:
    """Return whether two serials are one: separators, case and zeros in front do not matter."""
    first, second = (compact(each).lstrip("0") for each in (one, other))
    return bool(first) and first == second


def _intake(read: ReadCertificate, register: Register, people: Sequence[Person], day: date, *,
            chosen: str | None = None) -> Intake:
    person = people[0].id if len(people) == 1 and read.kind == "personal" else ""
    if chosen is not None:
        person = chosen
    entry = next((each for each in register.entries if same_serial(text(each.record, "serial"), read.serial)), None)
    entry = entry or _asked_for(read, register, person)
    said: dict[str, JsonValue] = {
        "holder_name": read.name, "title": read.title, "unit_name": read.unit, "serial": read.serial,
        "provider": read.provider, "issued_on": read.valid_from, "valid_from": read.valid_from,
        "expires_on": read.expires_on}
    if entry is None:
        said |= {"kind": read.kind, "person": person or None, "status": "valid"}
        return Intake(read=read, existing="", person=person, people=tuple(people), values=said, before={})
    values = _differing(said, entry, read)
    if person and person != text(entry.record, "person") and (chosen is not None or not text(entry.record, "person")):
        values["person"] = person    # whom the book names already is changed only by hand
    is_answer = entry.state.request in _ANSWERED_BY_ONE and bool(_FACTS & set(values))
    if is_answer:
        values |= {"request_answered_on": min(max(read.valid_from, text(entry.record, "request_sent_on")),
                                              day.isoformat())}
        if text(entry.record, "status") != "valid":
            values["status"] = "valid"
        if entry.state.request == certificate_requests.RENEW:
            values["renewals"] = certificate_requests.renewals_of(entry) + 1
    before = {code: entry.record.fields.get(code) for code in values}
    return Intake(read=read, existing=entry.id, person=person or text(entry.record, "person"), people=tuple(people),
                  values=values, before=before, is_answer=is_answer)


def _asked_for(read: ReadCertificate, register: Register, person: str) -> Entry | None:
    """Return the one request that this certificate answers: a new one, a renewal or a change, of its holder."""
    asked = [each for each in register.entries
             if each.state.request in _ANSWERED_BY_ONE
             and (each.holder is not None and each.holder.id == person if person
                  else text(each.record, "kind") == read.kind and fold(each.name) == fold(read.name))
             and text(each.record, "expires_on") <= read.expires_on]
    return asked[0] if len(asked) == 1 else None


def _differing(said: Mapping[str, JsonValue], entry: Entry, read: ReadCertificate) -> dict[str, JsonValue]:
    """Return what the file knows better. What the file leaves out stays; a provider is only filled in."""
    fields = entry.record.fields
    values: dict[str, JsonValue] = {}
    for code, value in said.items():
        now = fields.get(code)
        if not value or value == now:
            continue
        if code == "serial" and same_serial(str(now or ""), read.serial):
            continue
        if now and code in ("provider", "issued_on"):
            continue
        values[code] = value
    if not fields.get("kind"):
        values["kind"] = read.kind
    return values
