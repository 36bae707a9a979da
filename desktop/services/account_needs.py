"""Which person needs which system, by title and duties; and how many of those needs are met.

A system says in `required_for` for whom it is ("văn thư", "chủ tịch", "mọi cán bộ"); the commune adds its
own words in `system_use`, which then hold instead. Nothing said of a system means that nobody knows yet:
then no cell is called missing.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from desktop.services import rules
from desktop.store import access
from desktop.store.access import AccountRow, PersonRow, SystemRow, UseRow
from desktop.store.driver import Connection
from protocol.folding import fold


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())


EVERYBODY: Final = frozenset(_folded(each) for each in (
    "tất cả", "tất cả cán bộ", "mọi cán bộ", "mọi người", "toàn bộ", "toàn bộ cán bộ", "tất cả mọi người",
    "tất cả cán bộ, công chức", "mọi cán bộ, công chức", "toàn thể cán bộ", "cán bộ, công chức, viên chức",
    "tất cả cán bộ, công chức, viên chức", "mọi cán bộ, công chức, viên chức", "all"))
_LEADERS: Final = frozenset(_folded(each) for each in ("lãnh đạo", "lãnh đạo xã", "lãnh đạo phường", "lãnh đạo đơn vị"))
_LEADING_TITLES: Final = tuple(_folded(each) for each in (
    "bí thư đảng ủy", "phó bí thư thường trực", "chủ tịch ubnd", "chủ tịch hđnd", "chủ tịch ủy ban nhân dân",
    "chủ tịch hội đồng nhân dân"))
# The state that counts where a person has two accounts in one system.
RANK: Final = {code: at for at, code in enumerate(
    ("in_use", "pending", "locked", "old_unit", "missing", "unreviewed", "revoked"))}


class Needs:
    """Who is meant by which words. Made for one reading of the book; `needs` is asked for every cell."""

    def __init__(self, people: Sequence[PersonRow]) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}
        self._leads: set[str] = set()
        for person in people:
            self._texts[person.id] = (*(f" {_folded(each)} " for each in (person.title, *person.duties)),
                                      *(f"={_folded(each)}" for each in (person.office, *person.office_aliases)))
            title = _folded(person.title)
            if person.office_type == "leadership" or any(each in title for each in _LEADING_TITLES):
                self._leads.add(person.id)
        self._meant: dict[str, frozenset[str]] = {}

    def meant_by(self, words: str) -> frozenset[str]:
        """Return the ids of the people whom one line of `required_for` means.

        A title or a duty that holds the words means its person; the name of an office, said whole, its people.
        """
        term = _folded(words)
        found = self._meant.get(term)
        if found is None:
            found = self._meant[term] = self._found(term)
        return found

    def of(self, lines: Iterable[str]) -> frozenset[str]:
        """Return the ids of the people whom any of the lines means."""
        return frozenset().union(*(self.meant_by(each) for each in lines))

    def _found(self, term: str) -> frozenset[str]:
        if not term:
            return frozenset()
        if term in EVERYBODY:
            return frozenset(self._texts)
        inside, whole = f" {term} ", f"={term}"
        found = {id_ for id_, texts in self._texts.items() if any(inside in text or text == whole for text in texts)}
        return frozenset(found | self._leads if term in _LEADERS else found)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsSummary:
    """How the needs of all systems stand: `needed` pairs of person and system, of which `reviewed` are said to be
    anything at all, and `have` are in use. `systems_reviewed` of `systems` have nothing left to review.
    """
    have: int
    needed: int
    reviewed: int
    systems: int
    systems_reviewed: int

    @property
    def known(self) -> float:
        """Return how much of what is needed was reviewed, 0 to 1."""
        return self.reviewed / self.needed if self.needed else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Somebody who needs a system and has no account in it, as a person or an import said."""
    person: str
    name: str
    system: str
    system_name: str
    status: str      # missing, pending, locked, old_unit
    account: str


def required_for(systems: Iterable[SystemRow], uses: Iterable[UseRow]) -> dict[str, tuple[str, ...]]:
    """Return {system: lines} of everything that is said; the commune's own lines hold before the province's."""
    own: dict[str, tuple[str, ...]] = {}
    for use in uses:
        if use.required_for:
            own[use.system] = (*own.get(use.system, ()), *use.required_for)
    return {system.id: own.get(system.id) or system.required_for for system in systems}


def needed(needs: Needs, lines: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return {system: ids of those who need it}; a system of which nothing is said is left out."""
    return {system: needs.of(said) for system, said in lines.items() if said}


def best_accounts(accounts: Iterable[AccountRow]) -> dict[tuple[str, str], AccountRow]:
    """Return {(person, system): the account that counts} where somebody has two of them."""
    best: dict[tuple[str, str], AccountRow] = {}
    for account in accounts:
        key = (account.person, account.system)
        known = best.get(key)
        if known is None or RANK.get(account.status, 9) < RANK.get(known.status, 9):
            best[key] = account
    return best


def needs_summary(db: Connection) -> NeedsSummary:
    """Return how many of the accounts that people need they have, and how much of that was reviewed."""
    people, systems = access.people(db), access.systems(db)
    wanted = needed(Needs(people), required_for(systems, access.uses(db)))
    best = best_accounts(access.accounts(db))
    here = {person.id for person in people}
    have = total = reviewed = systems_reviewed = 0
    for system in systems:
        # Where nobody said for whom a system is, everybody is to be asked; it counts as a need of nobody.
        asked = wanted.get(system.id)
        statuses = [account.status if (account := best.get((person, system.id))) else "unreviewed"
                    for person in (here if asked is None else asked)]
        known = sum(status != "unreviewed" for status in statuses)
        systems_reviewed += known == len(statuses) and bool(here)
        if asked is not None:
            total += len(statuses)
            reviewed += known
            have += statuses.count("in_use")
    return NeedsSummary(have=have, needed=total, reviewed=reviewed, systems=len(systems),
                        systems_reviewed=systems_reviewed)


def missing(db: Connection, *, limit: int = 0, statuses: frozenset[str] = frozenset({"missing"})) -> list[Lack]:
    """Return who needs a system and is said to have no account ("Chưa cấp"), by name; `limit` 0 returns all.

    What nobody reviewed is not missing. `statuses` may ask for pending, locked or old_unit too.
    """
    people, systems = access.people(db), access.systems(db)
    wanted = needed(Needs(people), required_for(systems, access.uses(db)))
    best = best_accounts(access.accounts(db))
    found: list[Lack] = []
    for person in people:
        for system in systems:
            account = best.get((person.id, system.id))
            asked = wanted.get(system.id)
            if account is None or account.status not in statuses or (asked is not None and person.id not in asked):
                continue
            found.append(Lack(person=person.id, name=person.name, system=system.id,
                              system_name=system.short_name or system.name, status=account.status, account=account.id))
            if limit and len(found) >= limit:
                return found
    return found


def needing_signature(db: Connection, day: date, needs: Needs) -> frozenset[str]:
    """Return the ids of the people who need a digital signature, by the dated rule."""
    lines = rules.value(db, "signature-required", day).get("required_for")
    return needs.of(str(each) for each in lines) if isinstance(lines, list) else frozenset()
