"""The same thing written down twice: found when a book that has worked alone meets its commune for the first time.

Nothing is joined or doubled by the program: a person says same, different, or new, as after an import.
The push does not wait for that.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.store import here, plan, undo, visible
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.field import FieldType, JsonValue
from protocol.folding import fold
from protocol.kind import DELETED, MERGED_INTO, SYSTEM_FIELDS, Feed, Kind
from protocol.operation import Special

if TYPE_CHECKING:
    from desktop.store.unit import Unit

MOST: Final = 50_000


class Choice(StrEnum):
    """What a person says of two records."""
    SAME = "same"              # giống: ours is joined to theirs
    DIFFERENT = "different"    # khác: two things that only look alike
    NEW = "new"                # mới: ours stands beside theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyDuplicate:
    """Two records that may be one thing. `why` is the field by which they were found, or `name`."""
    mine: str
    theirs: str
    kind: str
    why: str
    equal: bool


def find(db: Connection) -> list[LikelyDuplicate]:
    """Return the records of ours that the province seems to have already. Reads only; ours are those never sent."""
    return list(_pairs(db))


def keep(unit: "Unit", found: Iterable[LikelyDuplicate]) -> None:
    """List pairs for a person; one that is listed already stays as it was answered."""
    unit.db.executemany(
        "INSERT INTO likely_duplicate (mine, theirs, kind, why, equal) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (mine, theirs) DO NOTHING",
        [(each.mine, each.theirs, each.kind, each.why, int(each.equal)) for each in found])
    unit.changes.feeds_changed = True


def listed(db: Connection) -> list[LikelyDuplicate]:
    """Return the pairs about which nobody has said anything yet."""
    return [LikelyDuplicate(mine=mine, theirs=theirs, kind=kind, why=why, equal=bool(equal))
            for mine, theirs, kind, why, equal in db.execute(
                "SELECT mine, theirs, kind, why, equal FROM likely_duplicate WHERE choice = ''"
                " ORDER BY kind, mine, theirs").fetchall()]


def settle(unit: "Unit", pair: LikelyDuplicate, choice: Choice, *, group: str) -> None:
    """Do as a person chose, in the undo step `group`: taken back, the pair is asked about again.

    `same` leaves theirs as it is, fills what it lacks, and points ours to it.
    """
    undo.answer(unit, here.PAIR, f"{pair.mine} {pair.theirs}", choice.value, group=group)
    if choice is not Choice.SAME:
        return
    mine = visible.read(unit.db, pair.kind, pair.mine)
    theirs = visible.read(unit.db, pair.kind, pair.theirs)
    if mine is None or theirs is None:
        return
    lacking = {key: value for key, value in mine.items()
               if value is not None and theirs.get(key) is None and key not in SYSTEM_FIELDS}
    if lacking:
        unit.edit(pair.kind, pair.theirs, lacking, group=group)
    unit.edit(pair.kind, pair.mine, {MERGED_INTO: pair.theirs}, group=group)
    if not mine.get(DELETED):
        unit.edit(pair.kind, pair.mine, {}, special=Special.DELETE, group=group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A living record that names another one in `field`; `is_set`: as an element of a set."""
    kind: str
    id: str
    field: str
    is_set: bool


def pointers(db: Connection, record: str) -> list[Pointer]:
    """Return everything that names `record`, also what was joined to it before; notes written once are left out."""
    made: list[Pointer] = []
    for kind in KINDS.values():
        if kind.feed is Feed.SERVER or kind.written_once:
            continue
        for each in kind.fields:
            if each.type is FieldType.REFERENCE:
                made += [Pointer(kind=kind.code, id=id_, field=each.code, is_set=False) for id_, in db.execute(
                    f'SELECT r.id FROM "{plan.table(kind.code)}" AS k JOIN record AS r ON r.n = k.n'
                    f' WHERE k."{plan.column(each.code)}" = ? AND k.deleted = 0', (record,)).fetchall()]
    made += [Pointer(kind=kind, id=id_, field=field, is_set=True) for kind, id_, field in db.execute(
        "SELECT r.kind, r.id, m.field FROM member AS m JOIN record AS r ON r.n = m.n"
        " WHERE m.member = ? AND r.deleted = 0", (record,)).fetchall()]
    made += [Pointer(kind=kind, id=id_, field=MERGED_INTO, is_set=False) for kind, id_ in db.execute(
        "SELECT kind, id FROM record WHERE merged_into = ?", (record,)).fetchall()]
    return [each for each in made if not is_provincial(db, each.id)]


def written_once_about(db: Connection, record: str) -> int:
    """Return how many notes name `record` that can never name another one."""
    total = 0
    for kind in KINDS.values():
        for each in kind.fields if kind.written_once else ():
            if each.type is FieldType.REFERENCE:
                row = db.execute(f'SELECT count(*) FROM "{plan.table(kind.code)}"'
                                 f' WHERE "{plan.column(each.code)}" = ? AND deleted = 0', (record,)).fetchone()
                total += int(row[0]) if row is not None else 0
    return total


def is_provincial(db: Connection, record: str) -> bool:
    """Return whether the province publishes a record: only the province changes it."""
    return db.execute("SELECT 1 FROM provincial WHERE record = ?", (record,)).fetchone() is not None


def joined_by_hand(unit: "Unit", one: str, other: str, *, group: str) -> None:
    """Note that a pair that was waiting for an answer has one, in the undo step of the merge."""
    for key in (f"{one} {other}", f"{other} {one}"):
        if here.read(unit.db, here.PAIR, key) is not None:
            undo.answer(unit, here.PAIR, key, Choice.SAME.value, group=group)


def _pairs(db: Connection) -> Iterable[LikelyDuplicate]:
    for kind in KINDS.values():
        keys = _keys(kind)
        if not keys:
            continue
        mine = _records(db, kind, is_known=False)
        theirs = _records(db, kind, is_known=True) if mine else {}
        if not theirs:
            continue
        taken: set[tuple[str, str]] = set()
        for why, key_of in keys:
            index: dict[str, list[str]] = {}
            for record, fields in theirs.items():
                if key := key_of(db, fields):
                    index.setdefault(key, []).append(record)
            for record, fields in mine.items():
                for other in index.get(key_of(db, fields), ()):
                    if (record, other) not in taken:
                        taken.add((record, other))
                        yield LikelyDuplicate(mine=record, theirs=other, kind=kind.code, why=why,
                                              equal=_says_no_other(fields, theirs[other]))


def _keys(kind: Kind) -> list["tuple[str, KeyOf]"]:
    keys: list[tuple[str, KeyOf]] = [(field.code, KeyOf(field.code, ())) for field in kind.fields
                                     if field.distinct and field.type is FieldType.TEXT]
    # People and offices have no codes: they are told by their names, people by their office as well.
    if kind.code == "person":
        keys.append(("name", KeyOf("full_name", ("office",))))
    elif kind.code in ("office", "site"):
        keys.append(("name", KeyOf("name", ())))
    return keys


@dataclass(frozen=True, slots=True)
class KeyOf:
    """Makes the text by which two records are compared; "" for one that cannot be."""
    field: str
    places: tuple[str, ...]

    def __call__(self, db: Connection, fields: Mapping[str, JsonValue]) -> str:
        value = fields.get(self.field)
        if not isinstance(value, str) or not value.strip():
            return ""
        return "\n".join([fold(value), *(_title(db, fields.get(place)) for place in self.places)])


def _title(db: Connection, record: JsonValue) -> str:
    if not isinstance(record, str):
        return ""
    row = db.execute("SELECT title FROM record WHERE id = ?", (record,)).fetchone()
    return fold(row[0]) if row is not None else ""


def _records(db: Connection, kind: Kind, *, is_known: bool) -> dict[str, dict[str, JsonValue]]:
    ids = [row[0] for row in db.execute(
        "SELECT id FROM record WHERE kind = ? AND deleted = 0 AND (rv > 0) = ? LIMIT ?",
        (kind.code, int(is_known), MOST)).fetchall()]
    if not ids:
        return {}
    return visible.read_many(db, kind.code, ids)


def _says_no_other(mine: Mapping[str, JsonValue], theirs: Mapping[str, JsonValue]) -> bool:
    return all(theirs.get(key) in (None, value) or key in SYSTEM_FIELDS for key, value in mine.items())


