"""What an import left for a person: rows that wait to be mended, and names that it found and nobody has confirmed."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.language import tr
from desktop.services.form_saving import new_group
from desktop.services.typed_values import Mistyped, read_typed
from desktop.services.value_text import field_label, kind_label
from desktop.store import imports, records
from desktop.store.driver import Connection
from desktop.store.store import Store
from protocol.catalogue import KINDS
from protocol.field import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An office, person or system that a file only names."""
    id: str
    kind: str
    title: str
    kind_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One field of a waiting row that must be put right: what was written there, and why it does not go in."""
    field: str
    label: str
    written: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One row that waits; `blanks` are what keeps it from going in."""
    batch: str
    number: int
    kind: str
    title: str
    blanks: tuple[Blank, ...]
    values: Mapping[str, JsonValue]


def waiting_count(db: Connection) -> int:
    """Return how many rows wait to be mended."""
    row = db.execute("SELECT count(*) FROM import_waiting AS w JOIN import_batch AS b ON b.id = w.batch"
                     " WHERE b.taken_back = 0").fetchone()
    return int(row[0]) if row is not None else 0


def drafts(db: Connection) -> list[Draft]:
    """Return the names that nobody has confirmed or edited, by kind and name."""
    found = imports.drafts(db)
    titles = records.titles(db, found)
    made = [Draft(id=id_, kind=kind, title=titles.get(id_) or tr("(no name)"), kind_words=kind_label(KINDS[kind]))
            for id_, kind in found.items() if kind in KINDS]
    return sorted(made, key=lambda each: (each.kind, each.title))


def confirm(store: Store, ids: Sequence[str]) -> str:
    """Note that these names are right; return the undo group."""
    step = new_group()
    store.submit(lambda unit: imports.confirm(unit, ids, group=step)).result()
    return step


def waiting(db: Connection, *, limit: int) -> list[WaitingRow]:
    """Return the first rows that wait, with what is to be put right."""
    from desktop.services.import_ import batch
    from desktop.services.import_.batch import shown_problem
    kinds = {each.id: each.kind for each in imports.batches(db, limit=1000)}
    made = []
    for its_batch, number, row in batch.waiting_rows(db)[:limit]:
        kind = KINDS.get(kinds.get(its_batch, ""))
        if kind is None:
            continue
        title = " · ".join(str(row.values[code]) for code in kind.title if row.values.get(code))
        blanks = []
        for problem in row.problems:
            field = kind.field(problem.field)
            if problem.blocks:
                blanks.append(Blank(field=problem.field, label=field_label(kind, field) if field else problem.field,
                                    written=problem.value, message=shown_problem(kind.code, problem).message))
        place = tr("row {row}", row=row.row) + (f", {row.sheet}" if row.sheet else "")
        made.append(WaitingRow(batch=its_batch, number=number, kind=kind.code, blanks=tuple(blanks),
                               title=f"{title} ({place})" if title else place, values=dict(row.values)))
    return made


def mend(store: Store, row: WaitingRow, typed: Mapping[str, str], today: date, *, group: str = "") -> str:
    """Return "" when the row went in with what was typed, else the sentence that says what is still wrong.

    `group` names the step of undo.
    """
    from desktop.services.import_ import batch
    from desktop.services.import_.batch import shown_problem
    kind, values = KINDS[row.kind], dict(row.values)
    for code, text in typed.items():
        field = kind.field(code)
        if field is None:
            continue
        read = text.strip() or None if field.target else read_typed(field, text, today=today)
        if isinstance(read, Mistyped):
            return tr("“{value}” cannot be read in “{field}”.", value=text, field=field_label(kind, field))
        values[code] = read
    planned = batch.mend(store, row.batch, row.number, values, group=group)
    return "" if not any(each.blocks for each in planned.problems) else " ".join(
        shown_problem(row.kind, each).message for each in planned.problems if each.blocks)


def drop(store: Store, row: WaitingRow) -> str:
    """Leave out a row that is not wanted; return the undo group."""
    from desktop.services.import_ import batch
    return batch.drop_waiting(store, row.batch, row.number)
