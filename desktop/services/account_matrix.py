"""Person × system, read at once: what the matrix shows in every cell, and how much of it was reviewed.

A cell begins as "chưa rà soát". Only a person or an import makes it "Chưa cấp"; "–" stands where nobody
needs an account and none is known. The first column is computed from the certificates.
"""
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from desktop.language import tr
from desktop.services import account_needs, certificate_states
from desktop.services.account_needs import Needs
from desktop.services.certificate_states import CertificateState, State
from desktop.store import access
from desktop.store.access import AccountRow, CertificateRow, PersonRow, SystemRow
from desktop.store.driver import Connection

UNREVIEWED, NOT_NEEDED = "unreviewed", "not_needed"
_TOLD_DUTIES: Final = 2
# Of several certificates of one person that which serves most is told.
_BEST: Final = {state: at for at, state in enumerate((
    State.VALID, State.EXPIRING, State.REQUESTED, State.PENDING, State.UNKNOWN, State.LOCKED, State.EXPIRED,
    State.LOST, State.REVOKED))}


class Cell(NamedTuple):
    """What is known of a person in a system. `state` is the status of the account, or `NOT_NEEDED`; `account` is ""
    while there is no record. `twice`: there is more than one.
    """
    state: str
    account: str = ""
    needed: bool = True
    twice: bool = False


class Signature(NamedTuple):
    """The signature of a person as one cell. `state` is a `certificate_states.State`, "missing", or `NOT_NEEDED`;
    `words` are short, `told` says all of it.
    """
    state: str
    words: str
    tone: str
    certificate: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line of the matrix; `detail` is office · duty, `duty` what the person is asked for."""
    id: str
    name: str
    detail: str
    office_id: str
    office: str


@dataclass(frozen=True, slots=True)
class SystemColumn:
    """A column. `needed_by` is empty with `is_known` false where nobody said for whom the system is."""
    id: str
    name: str
    heading: str
    is_provincial: bool
    is_known: bool
    required_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything the matrix shows: `cells[row][column]` for `people[row]` and `systems[column]`."""
    people: tuple[PersonLine, ...] = ()
    systems: tuple[SystemColumn, ...] = ()
    signatures: tuple[Signature, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()

    def counts(self) -> Counter[str]:
        """Return how many cells stand in each state, the signatures among them."""
        counted: Counter[str] = Counter(each.state for each in self.signatures)
        for row in self.cells:
            counted.update(cell[0] for cell in row)
        return counted

    def systems_reviewed(self) -> int:
        """Return of how many systems nothing is left to review."""
        if not self.people:
            return 0
        return sum(all(row[at].state != UNREVIEWED for row in self.cells) for at in range(len(self.systems)))


def read(db: Connection, day: date) -> Matrix:
    """Return the matrix of everybody who works here, by tên, and every system, those most needed first."""
    people, systems = access.people(db), access.systems(db)
    needs = Needs(people)
    lines = account_needs.required_for(systems, access.uses(db))
    wanted = account_needs.needed(needs, lines)
    systems = sorted(systems, key=lambda each: -len(wanted[each.id]) if each.id in wanted else 1)
    accounts = access.accounts(db)
    known = account_needs.best_accounts(accounts)
    counted = Counter((each.person, each.system) for each in accounts) if len(known) < len(accounts) else Counter()
    return Matrix(
        people=tuple(_person_line(each) for each in people),
        systems=tuple(_column(each, lines[each.id], is_known=each.id in wanted) for each in systems),
        signatures=_signatures(db, day, people, needs),
        cells=tuple(tuple(_cell(person.id, system.id, known, wanted, counted) for system in systems)
                    for person in people))


def patched(db: Connection, matrix: Matrix, accounts: Collection[str]) -> Matrix | None:
    """Return `matrix` with these accounts as they are now, None where only a whole reading can tell.

    One cell that was said is shown at once this way, however large the commune is.
    """
    found = access.accounts_by_id(db, accounts)
    if len(found) < len(accounts):
        return None    # one went into the trash: another account may stand in its place
    rows = {person.id: at for at, person in enumerate(matrix.people)}
    columns = {system.id: at for at, system in enumerate(matrix.systems)}
    cells = list(matrix.cells)
    for account in found:
        row, column = rows.get(account.person), columns.get(account.system)
        if row is None or column is None:
            continue    # of somebody who has left
        before = cells[row][column]
        if before.twice or before.account not in ("", account.id):
            return None
        line = list(cells[row])
        line[column] = before._replace(state=account.status, account=account.id)
        cells[row] = tuple(line)
    return replace(matrix, cells=tuple(cells))


_ASKED: Final = Cell(UNREVIEWED)
_NOT_ASKED: Final = Cell(NOT_NEEDED, needed=False)


def _cell(person: str, system: str, known: dict[tuple[str, str], AccountRow], wanted: dict[str, frozenset[str]],
          counted: Counter[tuple[str, str]]) -> Cell:
    account = known.get((person, system))
    who = wanted.get(system)
    is_needed = who is None or person in who
    if account is None:
        return _ASKED if is_needed else _NOT_ASKED
    return Cell(account.status, account.id, is_needed, bool(counted) and counted[person, system] > 1)


def _person_line(person: PersonRow) -> PersonLine:
    duty = ", ".join(person.duties[:_TOLD_DUTIES]) + (" …" if len(person.duties) > _TOLD_DUTIES else "")
    told = duty or person.title
    return PersonLine(id=person.id, name=person.name, office_id=person.office_id, office=person.office,
                      detail=" · ".join(part for part in (person.office, told) if part))


def _column(system: SystemRow, lines: Sequence[str], *, is_known: bool) -> SystemColumn:
    return SystemColumn(id=system.id, name=system.name, heading=system.short_name or system.name,
                        is_provincial=system.is_provincial, is_known=is_known, required_for=tuple(lines))


def _short(state: CertificateState) -> str:
    known = {State.PENDING: tr("Waiting to be issued"), State.REQUESTED: tr("Asked for"),
             State.LOST: tr("Lost or broken"), State.EXPIRED: tr("Expired"), State.LOCKED: tr("Locked")}
    return known.get(state.state) or state.words


def _signatures(db: Connection, day: date, people: Sequence[PersonRow], needs: Needs) -> tuple[Signature, ...]:
    """Return the signature of each; while the book has no certificate at all, nobody is called missing."""
    certificates = access.certificates(db)
    figures = certificate_states.reminders(db, day)
    best: dict[str, tuple[CertificateState, CertificateRow]] = {}
    for each in certificates:
        state = certificate_states.state_of(each.fields, day, figures)
        known = best.get(each.person)
        if known is None or _BEST[state.state] <= _BEST[known[0].state]:
            best[each.person] = (state, each)
    wanted = account_needs.needing_signature(db, day, needs)
    made: list[Signature] = []
    for person in people:
        found = best.get(person.id)
        if found is not None and (found[0].state is not State.REVOKED or person.id not in wanted):
            state = found[0]
            made.append(Signature(state.state, _short(state), state.tone, found[1].id, state.words))
        elif person.id not in wanted:
            made.append(Signature(NOT_NEEDED, "–", "muted"))
        elif not certificates:
            made.append(Signature(UNREVIEWED, tr("not reviewed"), "muted"))
        else:
            made.append(Signature("missing", tr("None yet"), "bad", found[1].id if found else ""))
    return tuple(made)
