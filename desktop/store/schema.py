"""The tables of a book: fixed ones, and one a kind, made from the catalogue.

`record` knows every record of every kind. Its `n` carries the number of the kind in its upper bits, so
that a range of `n` is a kind, in `k_<kind>` and in the search index alike; there the dead are at `-n`.

`k_<kind>`: `f_<field>` as the kind declares it (a set as JSON list of ids, lines and data as JSON),
`s_<field>` its key in the order of the Vietnamese alphabet, `extra` what this version does not know.
"""
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from desktop.store import driver, feeds, outbox, setting, watched
from desktop.store.driver import Connection
from desktop.store.plan import column, has_sort_key, key_column, own_order, sort_column, storage, table
from protocol.field import Field, FieldType
from protocol.kind import Kind

_ORDERED: Final = frozenset({FieldType.TEXT, FieldType.EMAIL, FieldType.DATE, FieldType.DATETIME, FieldType.INTEGER,
                             FieldType.MONEY, FieldType.BOOLEAN})
LEARNED: Final = "kinds_learned"
"""Setting: fingerprint of the catalogue from which the tables were last made."""
LEARNED_VERSION: Final = "kinds_version"

FIXED_TABLES: Final[tuple[str, ...]] = (
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE kind (number INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE record (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        rv INTEGER NOT NULL DEFAULT 0,
        row_rv INTEGER NOT NULL DEFAULT 0,
        merged_into TEXT,
        title TEXT NOT NULL DEFAULT '',
        title_key TEXT NOT NULL DEFAULT '',
        deleted INTEGER NOT NULL DEFAULT 0,
        history_known INTEGER NOT NULL DEFAULT 0,
        indexed INTEGER NOT NULL DEFAULT 0          -- 0 not yet in search, 1 up to date, 2 there but stale
    ) STRICT
    """,
    "CREATE INDEX record_unindexed ON record (n) WHERE indexed <> 1",
    "CREATE TABLE unknown_record (n INTEGER PRIMARY KEY, fields TEXT NOT NULL) STRICT",
    """
    CREATE TABLE member (
        n INTEGER NOT NULL, field TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (n, field, member)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX member_of ON member (member, field, n)",
    """
    CREATE TABLE history (
        n INTEGER PRIMARY KEY,
        record TEXT NOT NULL,
        clock TEXT NOT NULL,
        replica TEXT NOT NULL,
        who TEXT NOT NULL DEFAULT '',
        seq INTEGER,
        rv INTEGER,
        changes TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX history_of ON history (record, clock, replica)",
    "CREATE INDEX history_seq ON history (seq) WHERE seq IS NOT NULL",
    """
    CREATE TABLE undo (
        n INTEGER PRIMARY KEY,
        step TEXT NOT NULL,
        who TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        record TEXT NOT NULL,
        special TEXT,
        changes TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX undo_step ON undo (step, n)",
    "CREATE INDEX undo_who ON undo (who, undone, n)",
    "CREATE TABLE draft (key TEXT PRIMARY KEY, payload TEXT NOT NULL, saved_at_ms INTEGER NOT NULL) STRICT",
    """
    CREATE VIRTUAL TABLE search USING fts5(
        title, codes, body, near, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3',
        content = '', contentless_delete = 1, detail = 'column'
    )
    """,
)

def fingerprint(kinds: Mapping[str, Kind]) -> str:
    """Return a text that changes whenever a table or the search text of a kind would."""
    said = [[kind.code, list(kind.title), kind.status,
             [[f.code, f.type.value, f.column > 0, f.searchable, f.suffixes, f.distinct] for f in kind.fields]]
            for kind in kinds.values()]
    said += [[kind, *sorted(named.items())] for kind, named in watched.INDEXES.items()]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def make_fixed(db: Connection) -> None:
    """Create every table that does not depend on the catalogue; inside a transaction."""
    from desktop.store import imports  # 2 ms that only a new book waits for
    for tables in (FIXED_TABLES, outbox.TABLES, feeds.TABLES, imports.TABLES):
        for statement in _statements(tables):
            db.execute(statement)


def make_kind(db: Connection, kind: Kind) -> None:
    """Create the table of a kind, or add the columns and indexes it lacks; inside a transaction."""
    verbs = driver.with_verbs(db)
    name = table(kind.code)
    columns: dict[str, str] = {"n": "INTEGER", "deleted": "INTEGER", "changed_at": "INTEGER", "changed_by": "TEXT"}
    for field in kind.fields:
        columns[column(field.code)] = storage(field)
        if has_sort_key(kind, field):
            columns[sort_column(field.code)] = "TEXT"
    columns["extra"] = "TEXT"
    if not verbs[name].exists():
        verbs.table(name).create(columns, pk="n", not_null={"deleted", "changed_at", "changed_by"},
                                 defaults={"deleted": 0, "changed_at": 0, "changed_by": ""}, strict=True)
    else:
        present = {each.name for each in verbs.table(name).columns}
        for each, stored_as in columns.items():
            if each not in present:
                db.execute(f'ALTER TABLE "{name}" ADD COLUMN "{each}" {stored_as}')
    for suffix, terms, condition in _indexes(kind):
        db.execute(f'CREATE INDEX IF NOT EXISTS "{name}_{suffix}" ON "{name}" ({terms}){condition}')
    watched.make(db, kind.code)
    # The highest number in a query of its own: an aggregate answers with a row even where nothing is to be made.
    db.execute("INSERT INTO kind (number, code) SELECT (SELECT coalesce(max(number), 0) + 1 FROM kind), ? "
               "WHERE NOT EXISTS (SELECT 1 FROM kind WHERE code = ?)", (kind.code, kind.code))


def note_learned(db: Connection, kinds: Mapping[str, Kind], version: int) -> None:
    """Remember from which catalogue the tables are."""
    setting.write(db, LEARNED, fingerprint(kinds))
    setting.write(db, LEARNED_VERSION, version)


def _indexes(kind: Kind) -> Iterable[tuple[str, str, str]]:
    """Return (suffix, terms, condition) of each index: rows are wide, so a list is ordered and narrowed by
    indexes alone. Where one value has many records they lie in the list's own order.
    """
    own, _ = own_order(kind)
    first = kind.field(own)
    then = f', "{key_column(kind, first)}"' if first is not None else ""
    for field in kind.fields:
        name = key_column(kind, field)
        is_listed = field.column > 0 or field.code in kind.title or field.code == kind.status
        if field.type in (FieldType.CHOICE, FieldType.REFERENCE) and (is_listed or _is_child(field)):
            yield field.code, f'deleted, "{name}"{then}, n', ""
        elif is_listed and field.type in _ORDERED:
            yield f"by_{field.code}", f'deleted, "{name}", n', ""
        if field.distinct:
            yield f"same_{field.code}", f'"{column(field.code)}"', f' WHERE "{column(field.code)}" IS NOT NULL'


def _is_child(field: Field) -> bool:
    return field.required or field.searchable


def _statements(tables: str | Sequence[str]) -> Iterable[str]:
    if isinstance(tables, str):
        tables = re.sub(r"--[^\n]*", "", tables).split(";")
    return (statement for statement in tables if statement.strip())
