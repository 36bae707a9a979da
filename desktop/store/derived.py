"""What is computed from a record for finding it: its title, its place in the alphabet, its words.

A record's `indexed` says how that stands: 0 never made, 1 up to date, 2 stale. A person's hand has it
made in the same transaction; a first download leaves it to `catch_up`, in slices.
"""
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from desktop.store import plan
from desktop.store.driver import Connection, Value
from desktop.store.plan import TITLE_LENGTH, Plan
from protocol import catalogue, folding
from protocol.field import Field, JsonValue

SLICE: Final = 200
_HYPHENS: Final = re.compile("[-‐‑‒–]")
_AT_ONCE: Final = 200    # titles made of another title that follow it in the same transaction


def own_title(its_plan: Plan, flat: Mapping[str, JsonValue]) -> str:
    """Return the title as far as the record's own fields give it."""
    parts = [flat.get(code) for code, is_reference in its_plan.title_fields if not is_reference]
    return " ".join(part for part in parts if isinstance(part, str))[:TITLE_LENGTH]


def refresh(db: Connection, its_plan: Plan, numbers: Sequence[int]) -> bool:
    """Make title, sort keys and words of records of one kind anew, and of the records named by theirs.

    Returns whether some of the latter were too many: they are stale until `catch_up`.
    """
    renamed = _refresh(db, its_plan, numbers)
    if not renamed:
        return False
    left_over = False
    for of, field in plan.dependents(its_plan.kind.code):
        stale = _dependents(db, of, field, renamed)
        if len(stale) > _AT_ONCE:
            left_over = True
            db.execute("UPDATE record SET indexed = 2 WHERE n IN (SELECT value FROM json_each(?))",
                       (json.dumps(stale),))
        else:
            _refresh(db, of, stale)
    return left_over


def catch_up(db: Connection, limit: int = SLICE) -> int:
    """Return how many records were made findable, at most `limit`; 0 means that the index is complete."""
    rows = db.execute("SELECT kind, n FROM record WHERE indexed <> 1 ORDER BY n LIMIT ?", (limit,)).fetchall()
    by_kind: dict[str, list[int]] = {}
    for kind, n in rows:
        by_kind.setdefault(kind, []).append(n)
    for kind, numbers in by_kind.items():
        its_plan = plan.of(kind)
        if its_plan is None:
            db.execute("UPDATE record SET indexed = 1 WHERE n IN (SELECT value FROM json_each(?))",
                       (json.dumps(numbers),))
        else:
            refresh(db, its_plan, numbers)
            # A record without its row is for `verify` to name; here it must not be tried for ever.
            db.execute("UPDATE record SET indexed = 1 WHERE n IN (SELECT value FROM json_each(?)) AND indexed <> 1"
                       f' AND NOT EXISTS (SELECT 1 FROM "{its_plan.table}" AS k WHERE k.n = record.n)',
                       (json.dumps(numbers),))
    return len(rows)


def is_behind(db: Connection) -> bool:
    """Return whether search does not know every record yet."""
    return db.execute("SELECT 1 FROM record WHERE indexed <> 1 AND indexed = 0 LIMIT 1").fetchone() is not None


def is_stale(db: Connection) -> bool:
    """Return whether `catch_up` has anything to do."""
    return db.execute("SELECT 1 FROM record WHERE indexed <> 1 LIMIT 1").fetchone() is not None


def progress(db: Connection) -> tuple[int, int]:
    """Return (records that search knows, all records); equal when it is complete."""
    row = db.execute("SELECT (SELECT count(*) FROM record WHERE indexed <> 1 AND indexed = 0), count(*) FROM record"
                     ).fetchone()
    assert row is not None
    return row[1] - row[0], row[1]


def search_words(its_plan: Plan, title: str, nested: Mapping[str, JsonValue],
                 labels: Mapping[str, "Label"]) -> tuple[str, str, str, str]:
    """Return what the index holds of a record: words of its title, ends of its codes, its other words,
    and the words of what it points to.
    """
    codes: list[str] = []
    for field in its_plan.search_codes:
        value = nested.get(field)
        if isinstance(value, str):
            codes += folding.words(value)
            codes += folding.suffixes(value)
    body: list[str] = []
    for field in its_plan.search_body:
        body += _words(text_of(nested.get(field)))
    near: list[str] = []
    for record in its_plan.pointed_at(nested, its_plan.near):
        if record in labels:
            near += labels[record].words
    return " ".join(_words(title)), " ".join(codes), " ".join(body), " ".join(near)


def _words(text: str) -> list[str]:
    # The index cuts folded text into words by itself; only Wi-Fi must be given as "wifi" too.
    return folding.index_words(text) if _HYPHENS.search(text) else [folding.fold(text)]


def text_of(value: JsonValue) -> str:
    """Return a value as the text in which words are looked for."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return "\n".join(each for each in value if isinstance(each, str))
    return "" if value is None or isinstance(value, (bool, Mapping)) else str(value)


class Label(NamedTuple):
    """What other records take from a record: its title, its place in the alphabet, the words it is found by."""
    title: str
    key: str
    words: tuple[str, ...]


def _dependents(db: Connection, of: Plan, field: Field, records: Sequence[str]) -> list[int]:
    """Return the numbers of the indexed records of a kind that point to `records` in a field."""
    asked = json.dumps(records)
    if field.is_set:
        rows = db.execute("SELECT DISTINCT m.n FROM json_each(?) AS asked"
                          " CROSS JOIN member AS m ON m.member = asked.value"
                          " AND m.field = ? JOIN record AS r ON r.n = m.n WHERE r.indexed > 0 AND r.kind = ?",
                          (asked, field.code, of.kind.code))
    else:
        rows = db.execute(f'SELECT k.n FROM json_each(?) AS asked CROSS JOIN "{of.table}" AS k'
                          f' ON k."{plan.column(field.code)}" = asked.value AND k.deleted IN (0, 1)'
                          " JOIN record AS r ON r.n = k.n WHERE r.indexed > 0", (asked,))
    return [row[0] for row in rows]


def _refresh(db: Connection, its_plan: Plan, numbers: Sequence[int]) -> list[str]:
    """Return the ids of those records whose label changed (or is new)."""
    if not numbers:
        return []
    rows = db.execute(
        f"SELECT r.n, r.id, r.deleted, r.indexed, r.title, {its_plan.select} FROM json_each(?) AS asked"
        f' JOIN record AS r ON r.n = asked.value JOIN "{its_plan.table}" AS k ON k.n = r.n',
        (json.dumps(numbers),)).fetchall()
    nested = {row[0]: its_plan.to_nested(row[5:]) for row in rows}
    wanted = (*its_plan.near, *(code for code, is_reference in its_plan.title_fields if is_reference))
    labels = _labels(db, (each for fields in nested.values() for each in its_plan.pointed_at(fields, wanted)))
    has_aliases = its_plan.kind.has(plan.ALIASES)
    records: list[tuple[Value, ...]] = []
    words: list[tuple[Value, ...]] = []
    unindexed: list[tuple[Value, ...]] = []
    renamed: list[str] = []
    for n, record, deleted, indexed, old_title, *_ in rows:
        fields = nested[n]
        title, key = _title(its_plan, fields, labels)
        records.append((title, key, n))
        if title != old_title or indexed == 0 or has_aliases:
            renamed.append(record)
        if indexed:
            unindexed.append((n, -n))
        if its_plan.is_searched:
            words.append((-n if deleted else n, *search_words(its_plan, title, fields, labels)))
    if unindexed:
        db.executemany("DELETE FROM search WHERE rowid IN (?, ?)", unindexed)
    if words:
        db.executemany("INSERT INTO search (rowid, title, codes, body, near) VALUES (?, ?, ?, ?, ?)", words)
    db.executemany("UPDATE record SET title = ?, title_key = ?, indexed = 1 WHERE n = ?", records)
    return renamed


def _title(its_plan: Plan, fields: Mapping[str, JsonValue], labels: Mapping[str, Label]) -> tuple[str, str]:
    """Return (title, its key in the alphabet)."""
    texts: list[str] = []
    keys: list[str] = []
    for at, (code, is_reference) in enumerate(its_plan.title_fields):
        value = fields.get(code)
        if not isinstance(value, str):
            continue
        if is_reference:
            label = labels.get(value)
            text, key = (label.title, label.key) if label is not None else ("", "")
        else:
            text = value[:TITLE_LENGTH]
            key = its_plan.title_key(text) if at == 0 else folding.sort_key(text)
        if text:
            texts.append(text)
            keys.append(key)
    return " ".join(texts)[:TITLE_LENGTH], "\x01".join(keys)


def _labels(db: Connection, records: Iterable[str]) -> dict[str, Label]:
    asked = list(dict.fromkeys(records))
    if not asked:
        return {}
    found: dict[str, Label] = {}
    named_otherwise: list[str] = []
    for record, kind, title, key in db.execute(
            "SELECT r.id, r.kind, r.title, r.title_key FROM json_each(?) AS asked"
            " JOIN record AS r ON r.id = asked.value", (json.dumps(asked),)):
        found[record] = Label(title, key, tuple(folding.words(title)))
        its_plan = plan.of(kind)
        if its_plan is not None and its_plan.kind.has(plan.ALIASES):
            named_otherwise.append(record)
    for record in named_otherwise:
        aliases = _aliases_of(db, record)
        found[record] = found[record]._replace(words=(*found[record].words, *folding.words(aliases)))
    return found


def _aliases_of(db: Connection, record: str) -> str:
    """Return the other names of a record, one a line."""
    for kind in catalogue.KINDS.values():
        if kind.has(plan.ALIASES):
            row = db.execute(f'SELECT k."{plan.column(plan.ALIASES)}" FROM record AS r JOIN "{plan.table(kind.code)}"'
                             " AS k ON k.n = r.n WHERE r.id = ?", (record,)).fetchone()
            if row is not None and row[0] is not None:
                return text_of(json.loads(row[0]))
    return ""
