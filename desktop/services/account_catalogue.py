"""Systems come into the book: the starter list of what communes usually work with, and who needs each."""
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop import paths
from desktop.services import record_keeping
from desktop.services.account_needs import Needs
from desktop.services.form_saving import new_group
from desktop.store import access
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.folding import fold, sort_key
from protocol.kinds import system, system_use

FILE: Final = "systems-vi.tsv"
EVERYBODY: Final = "mọi cán bộ"
"""How the book says it; data of the country, as titles and duties are."""
_BETWEEN: Final = ";"
_COLUMNS: Final = ("name", "short_name", "owner", "operator", "scope", "type", "reachable_from", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A line of the starter list. `type` groups it as the form does: operation, one_stop, sector …"""
    name: str
    short_name: str
    owner: str
    operator: str
    scope: str
    type: str
    reachable_from: str
    required_for: tuple[str, ...]
    note: str

    def fields(self) -> dict[str, JsonValue]:
        """Return the fields of the record it becomes."""
        said: dict[str, JsonValue] = {code: getattr(self, code) for code in _COLUMNS if getattr(self, code)}
        if self.required_for:
            said["required_for"] = list(self.required_for)
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A title or a duty of this commune, and how many people it means."""
    text: str
    people: int


@lru_cache(maxsize=1)
def starter_list() -> tuple[Suggested, ...]:
    """Return the starter list in its order; none when the file is missing or cannot be read."""
    try:
        with paths.resource(FILE).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return tuple(Suggested(
            required_for=tuple(each.strip() for each in row["required_for"].split(_BETWEEN) if each.strip()),
            **{code: row[code] for code in _COLUMNS}) for row in rows)
    except (OSError, UnicodeDecodeError, KeyError, AttributeError, TypeError):
        return ()


def not_yet_here(db: Connection) -> list[Suggested]:
    """Return what of the starter list this book has no system of, by name or short name."""
    names = {fold(each) for row in access.systems(db) for each in (row.name, row.short_name) if each}
    return [each for each in starter_list() if not {fold(each.name), fold(each.short_name)} & names]


def add(store: Store, chosen: Sequence[Suggested]) -> tuple[int, str]:
    """Return how many systems were added, and the undo group that takes all of them back."""
    group = new_group()

    def write(unit: Unit) -> int:
        wanted = {each.name for each in chosen}
        made = 0
        for each in not_yet_here(unit.db):
            if each.name in wanted:
                unit.create("system", record_keeping.check(system.KIND, each.fields(), None), group=group)
                made += 1
        return made

    return store.submit(write).result(), group


def words_of_the_book(db: Connection) -> list[Words]:
    """Return every title and duty that occurs here, with whom each means; "mọi cán bộ" first."""
    people = access.people(db)
    needs = Needs(people)
    counted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for person in people:
        for text in (person.title, *person.duties):
            if text.strip():
                counted[fold(text)] += 1
                spelled.setdefault(fold(text), text.strip())
    listed = [Words(text=text, people=len(needs.meant_by(text)))
              for text in sorted(spelled.values(), key=sort_key)]
    return [Words(text=EVERYBODY, people=len(people)), *listed]


def people_meant(db: Connection, lines: Sequence[str]) -> int:
    """Return how many people these lines mean."""
    return len(Needs(access.people(db)).of(lines))


def save_required(store: Store, system_id: str, lines: Sequence[str]) -> str:
    """Say for whom a system is, and return the undo group.

    A system that the province publishes is not ours to change: the commune's words lie in `system_use`.
    """
    group = new_group()

    def write(unit: Unit) -> None:
        row = next((each for each in access.systems(unit.db) if each.id == system_id), None)
        if row is None:
            return
        uses = [each for each in access.uses(unit.db) if each.system == system_id]
        wanted: JsonValue = list(lines) or None
        if not row.is_provincial:
            unit.edit("system", system_id, {"required_for": wanted}, group=group)
        for at, use in enumerate(uses):    # one record says it; older words beside it would hold on
            unit.edit("system_use", use.id, {"required_for": wanted if row.is_provincial and not at else None},
                      group=group)
        if row.is_provincial and not uses and lines:
            fields: dict[str, JsonValue] = {"system": system_id, "required_for": wanted}
            unit.create("system_use", record_keeping.check(system_use.KIND, fields, None), group=group)

    store.submit(write).result()
    return group

