"""Who works here, what they need, and who can sign today: read once for everything the first page says of it."""
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.services import certificate_states
from desktop.services.account_needs import Needs, needing_signature
from desktop.services.certificate_states import Reminders, State
from desktop.store import access
from desktop.store.access import PersonRow
from desktop.store.driver import Connection

_OVER: Final = frozenset({State.REVOKED, State.LOST, State.LOCKED, State.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who must sign, who can, and of whom the register says anything that still counts.

    `noted` are people with any certificate at all, `under_way` those whose certificate is valid, asked for, or
    ran out: a to-do of its own reminds of that.
    """
    people: tuple[PersonRow, ...]
    needs: Needs
    must: frozenset[str]
    can: frozenset[str]
    noted: frozenset[str]
    under_way: frozenset[str]
    figures: Reminders

    @property
    def names(self) -> dict[str, str]:
        """Return the names of the people, by id, in the order of the alphabet."""
        return {person.id: person.name for person in self.people}


def signing(db: Connection, day: date) -> Signing:
    """Return how signatures stand among the people who work here on `day`."""
    people = tuple(access.people(db))
    needs = Needs(people)
    figures = certificate_states.reminders(db, day)
    can, noted, under_way = set[str](), set[str](), set[str]()
    for each in access.certificates(db):
        state = certificate_states.state_of(each.fields, day, figures)
        noted.add(each.person)
        if state.can_sign:
            can.add(each.person)
        if state.can_sign or state.request or state.state not in _OVER:
            under_way.add(each.person)
    return Signing(people=people, needs=needs, must=needing_signature(db, day, needs), can=frozenset(can),
                   noted=frozenset(noted), under_way=frozenset(under_way), figures=figures)
