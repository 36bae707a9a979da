"""Which records a list shows and in which order, as SQL: only the rows of the window are ever read."""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.store import plan, search
from desktop.store.driver import Connection, Value
from desktop.store.plan import Plan
from protocol.field import FieldType, JsonValue

TITLE = "title"            # order by the title, as a reference in a list is
CHANGED_AT = "changed_at"
_TIMES = (FieldType.DATE, FieldType.DATETIME)
_MANY_HITS = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list shows.

    `where` is {field: value}; a list of values means any of them, None "not given", for a set "holds this
    one". `order` is ((field, descending), …), also `title` and `changed_at`; without it the kind's own:
    the newest first where records have a time, else by title. `trash` shows the deleted instead. `ids`
    narrows it to these records.
    """
    kind: str
    text: str = ""
    where: Mapping[str, JsonValue] = field(default_factory=dict)
    order: Sequence[tuple[str, bool]] = ()
    trash: bool = False
    ids: Sequence[str] | None = None


def matching(db: Connection, its_plan: Plan, wanted: Search, what: str) -> tuple[str, list[Value]]:
    """Return SELECT `what` FROM the kind's table (as k) WHERE everything that is wanted, and its values."""
    if what == "count(*)" and not wanted.where and wanted.ids is None and not wanted.trash:
        counted = _count_of_text(db, its_plan, wanted)
        if counted is not None:
            return counted
    condition, values = _condition(db, its_plan, wanted)
    return f'SELECT {what} FROM "{its_plan.table}" AS k WHERE {condition}', values


def ordered(db: Connection, wanted: Search, offset: int, limit: int) -> list[int]:
    """Return the numbers of a window of the records that match, in the order of the list."""
    its_plan = plan.of(wanted.kind)
    if its_plan is None:
        return [row[0] for row in db.execute(
            "SELECT n FROM record WHERE kind = ? AND deleted = ? ORDER BY n DESC LIMIT ? OFFSET ?",
            (wanted.kind, int(wanted.trash), limit, offset))]
    condition, values = _condition(db, its_plan, wanted)
    joins, order = _order(its_plan, wanted)
    return [row[0] for row in db.execute(
        f'SELECT k.n FROM "{its_plan.table}" AS k{joins} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?',
        (*values, limit, offset))]


def ids_in_order(db: Connection, wanted: Search) -> list[str]:
    """Return the ids of everything that matches, in the order of the list."""
    numbers = ordered(db, wanted, 0, -1)
    ids: dict[int, str] = dict(db.execute(
        "SELECT r.n, r.id FROM json_each(?) AS asked JOIN record AS r ON r.n = asked.value",
        (json.dumps(numbers),)).fetchall())
    return [ids[n] for n in numbers]


def _condition(db: Connection, its_plan: Plan, wanted: Search) -> tuple[str, list[Value]]:
    # Written out, not bound: only so does SQLite use the indexes that leave the trash out.
    terms, values = [f"k.deleted = {int(wanted.trash)}"], list[Value]()
    for code, value in wanted.where.items():
        term, bound = _where(its_plan, code, value)
        terms.append(term)
        values += bound
    if wanted.ids is not None:
        terms.append("k.n IN (SELECT r.n FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value)")
        values.append(json.dumps(list(wanted.ids)))
    expression = search.expression_for(db, wanted.kind, wanted.text)
    if expression is not None:
        first, last = search.numbers_of(db, (wanted.kind,))[wanted.kind]
        hits = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
        if wanted.trash:
            hits, (first, last) = hits.replace("SELECT rowid", "SELECT -rowid"), (-last, -first)
        values += [expression, first, last]
        waiting = search.unindexed_numbers(db, wanted.kind, wanted.text)
        if waiting:
            hits += " UNION ALL SELECT value FROM json_each(?)"
            values.append(json.dumps(waiting))
        terms.append(f"k.n IN ({hits})")
    return " AND ".join(terms), values


def _count_of_text(db: Connection, its_plan: Plan, wanted: Search) -> tuple[str, list[Value]] | None:
    expression = search.expression_for(db, wanted.kind, wanted.text)
    if expression is None or search.unindexed_numbers(db, wanted.kind, wanted.text):
        return None
    first, last = search.numbers_of(db, (wanted.kind,))[wanted.kind]
    return ("SELECT count(*) FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?", [expression, first, last])


def _where(its_plan: Plan, code: str, value: JsonValue) -> tuple[str, list[Value]]:
    declared = its_plan.kind.field(code)
    if code in ("changed_by",):
        return "k.changed_by = ?", [str(value)]
    if declared is None:
        raise ValueError(f"{its_plan.kind.code} has no field {code!r}")
    column = f'k."{plan.column(declared.code)}"'
    if value is None:
        return f"{column} IS NULL", []
    if declared.is_set:
        members = [value] if isinstance(value, str) else value
        return ("k.n IN (SELECT n FROM member WHERE field = ? AND member IN (SELECT value FROM json_each(?)))",
                [declared.code, json.dumps(members)])
    if declared.type is FieldType.BOOLEAN:
        return (f"{column} = 1", []) if value is True else (f"coalesce({column}, 0) = 0", [])
    if isinstance(value, (list, tuple)):
        given = [each for each in value if each is not None]
        term = f"{column} IN (SELECT value FROM json_each(?))"
        return (f"({term} OR {column} IS NULL)" if len(given) < len(value) else term), [json.dumps(given)]
    return f"{column} = ?", [value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)]


def _order(its_plan: Plan, wanted: Search) -> tuple[str, str]:
    """Return (joins, terms). Without a value comes last, whichever way the list is turned."""
    joins, terms = "", list[str]()
    keyed = {code for code, *_ in its_plan.sorted_fields}
    for number, (code, descending) in enumerate(wanted.order or _own_order(its_plan)):
        way = " DESC" if descending else ""
        declared = its_plan.kind.field(code)
        if code == CHANGED_AT:
            terms.append(f"k.changed_at{way}")
        elif declared is None or declared.type is FieldType.REFERENCE:
            alias = f"o{number}"
            on = f"{alias}.n = k.n" if declared is None else f'{alias}.id = k."{plan.column(code)}"'
            joins += f" LEFT JOIN record AS {alias} ON {on}"
            terms.append(f"{alias}.title_key{way}{'' if descending else ' NULLS LAST'}")
        else:
            column = plan.sort_column(code) if code in keyed else plan.column(code)
            required = declared.required or code == its_plan.title_fields[0][0]
            terms.append(f'k."{column}"{way}{"" if descending or required else " NULLS LAST"}')
    newest_first = bool(terms) and terms[0].endswith(" DESC")
    return joins, ", ".join([*terms, "k.n DESC" if newest_first else "k.n"])


def _own_order(its_plan: Plan) -> Sequence[tuple[str, bool]]:
    for each in its_plan.kind.fields:
        if each.type in _TIMES and each.column and each.type is FieldType.DATETIME:
            return ((each.code, True),)
    first = its_plan.title_fields[0] if its_plan.title_fields else (TITLE, True)
    return ((TITLE, False),) if first[1] else ((first[0], False),)
