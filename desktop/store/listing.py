"""Which records a list shows and in which order, as SQL: only the rows of the window are ever read."""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.store import plan, search
from desktop.store.driver import Connection, Value
from desktop.store.plan import Plan
from protocol.field import FieldType, JsonValue

CHANGED_AT = "changed_at"
CHANGED_BY = "changed_by"
_FEW = 50       # hits: so few are looked up one by one
_SPARSE = 50    # one in so many: fewer are looked up one by one, but for an index that gives the order by itself
_RARE = 500     # one in so many: fewer are looked up one by one even so; each costs as much as 500 steps of the walk
_OFTEN = 10     # one in so many: the first rows are found sooner by asking the index about row after row
_FIRST_ROWS = 90
_MOST_ASKED = 200    # rows asked about one by one: where the hits stand far down, the other way is taken after all
_ROWS_AT_ONCE = 40
_COUNTED = 1500      # hits: more are only estimated where the caller can wait for their number
_FITTING = ("SELECT value FROM json_each(?) WHERE EXISTS"
            " (SELECT 1 FROM search WHERE search MATCH ? AND rowid = {sign}value)")
# The index gathers all hits of a long word at each question: here it is asked once, with + for all rows together.
_FITTING_AT_ONCE = ("SELECT {sign}rowid FROM search WHERE search MATCH ?2 AND rowid BETWEEN ?3 AND ?4"
                    " AND +rowid IN (SELECT {sign}value FROM json_each(?1))")


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
    text = _Text(db, its_plan, wanted)
    condition, values = _condition(its_plan, wanted, text, walk=False)
    return f'SELECT {what} FROM "{its_plan.table}" AS k WHERE {condition}', values


def count(db: Connection, wanted: Search) -> int:
    """Return how many records match."""
    its_plan = plan.of(wanted.kind)
    return _count_of_unknown(db, wanted) if its_plan is None else _count(db, its_plan, wanted,
                                                                         _Text(db, its_plan, wanted))


def ordered(db: Connection, wanted: Search, offset: int, limit: int) -> list[int]:
    """Return the numbers of a window of the records that match, in the order of the list."""
    its_plan = plan.of(wanted.kind)
    if its_plan is None:
        return _window_of_unknown(db, wanted, offset, limit)
    return _window(db, its_plan, wanted, _Text(db, its_plan, wanted), offset, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the same list showed first a moment ago, when less was typed, and nobody has written since."""
    text: str
    numbers: Sequence[int]


def asked(db: Connection, wanted: Search, limit: int, *, everything: int | None, may_wait: bool = False,
          before: Before | None = None) -> tuple[int | None, list[int]]:
    """Return how many records match, and the numbers of the first: what is typed is looked up once.

    `everything` is the count of the list, or of the trash, where the caller knows it. With `may_wait` the
    number of very many is None: the first rows are there long before all are counted. What was shown `before`
    are still the first rows, if all of them fit what is typed now.
    """
    its_plan = plan.of(wanted.kind)
    if its_plan is None:
        return _count_of_unknown(db, wanted), _window_of_unknown(db, wanted, 0, limit)
    may_wait = may_wait and not wanted.where and wanted.ids is None
    text = _Text(db, its_plan, wanted, everything, roughly=may_wait)
    shown = None if text.is_rough else _count(db, its_plan, wanted, text)
    if before is not None and (still := _still_first(db, wanted, text, limit, before)) is not None:
        return shown, still
    return shown, _window(db, its_plan, wanted, text, 0, limit)


def _still_first(db: Connection, wanted: Search, text: "_Text", limit: int, before: Before) -> list[int] | None:
    """Return the first rows if they can be told from those of before, None if the list must be asked."""
    beyond = search.typed_on(before.text, wanted.text)
    if not text.is_dense or text.waiting or len(before.numbers) < limit or beyond is None:
        return None
    fitting = text.fitting(db, before.numbers, search.all_of(text.terms[-beyond:]))
    found = [number for number in before.numbers if number in fitting]
    return found[:limit] if len(found) >= limit else None


def _count_of_unknown(db: Connection, wanted: Search) -> int:
    row = db.execute("SELECT count(*) FROM record WHERE kind = ? AND deleted = ?",
                     (wanted.kind, int(wanted.trash))).fetchone()
    assert row is not None
    return int(row[0])


def _window_of_unknown(db: Connection, wanted: Search, offset: int, limit: int) -> list[int]:
    return [row[0] for row in db.execute(
        "SELECT n FROM record WHERE kind = ? AND deleted = ? ORDER BY n DESC LIMIT ? OFFSET ?",
        (wanted.kind, int(wanted.trash), limit, offset))]


def _count(db: Connection, its_plan: Plan, wanted: Search, text: "_Text") -> int:
    if not wanted.where and wanted.ids is None and text.is_counted:
        return text.hits
    condition, values = _condition(its_plan, wanted, text, walk=False)
    row = db.execute(f'SELECT count(*) FROM "{its_plan.table}" AS k WHERE {condition}', values).fetchone()
    assert row is not None
    return int(row[0])


def _window(db: Connection, its_plan: Plan, wanted: Search, text: "_Text", offset: int, limit: int) -> list[int]:
    if text.finds_nothing:
        return []
    order = wanted.order or (plan.own_order(its_plan.kind),)
    condition, values = _condition(its_plan, wanted, text, walk=text.is_dense)
    first = its_plan.kind.field(order[0][0])
    if len(order) == 1 and first is not None and first.type is FieldType.REFERENCE:
        sql = _by_reference(its_plan, first.code, order[0][1], condition, trash=wanted.trash)
        values = [*values, *values]
    else:
        joins, terms = _order(its_plan, order)
        sql = f'SELECT k.n FROM "{its_plan.table}" AS k{joins} WHERE {condition} ORDER BY {terms}'
        if text.is_scattered and not joins:
            along, bound = _condition(its_plan, wanted, text, walk=True)
            walk = f'SELECT k.n FROM "{its_plan.table}" AS k WHERE {along} ORDER BY {terms}'
            if _walks_in_order(db, walk, bound, covering=True):
                sql, values = walk, bound
        if text.is_frequent and 0 <= offset + limit <= _FIRST_ROWS and limit >= 0:
            plain, bound = _condition(its_plan, wanted, None, walk=True)
            walk = f'SELECT k.n FROM "{its_plan.table}" AS k{joins} WHERE {plain} ORDER BY {terms}'
            found = _asked_one_by_one(db, walk, bound, text, offset + limit)
            if found is not None:
                return found[offset:]
    return [row[0] for row in db.execute(f"{sql} LIMIT ? OFFSET ?", (*values, limit, offset))]


def _asked_one_by_one(db: Connection, walk: str, values: Sequence[Value], text: "_Text",
                      wanted: int) -> list[int] | None:
    """Return the first `wanted` numbers of a walk that fit what is typed, None where that takes too many rows."""
    if not _walks_in_order(db, walk, values):
        return None
    numbers = [row[0] for row in db.execute(f"{walk} LIMIT ?", (*values, _MOST_ASKED))]
    found: list[int] = []
    is_quick = text.expression is not None and search.is_quick_to_ask(text.expression)
    at_once = _ROWS_AT_ONCE if is_quick else _MOST_ASKED
    for at in range(0, len(numbers), at_once):
        some = numbers[at:at + at_once]
        fitting = text.fitting(db, some)
        found += [number for number in some if number in fitting]
        if len(found) >= wanted:
            return found[:wanted]
        if 2 * len(found) * _MOST_ASKED < wanted * (at + len(some)):
            break    # far too few up here: they stand together further down
    return None


def _walks_in_order(db: Connection, sql: str, values: Sequence[Value], *, covering: bool = False) -> bool:
    """Return whether SQLite goes through the rows in the order asked for, and may stop after the first ones.

    With `covering` also whether it does so in an index alone, without looking at a single row.
    """
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 1", values)]
    return (not any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
            and (not covering or any("k USING COVERING INDEX" in step for step in steps)))


class _Text:
    """What is typed, as the index answers it for one list."""

    def __init__(self, db: Connection, its_plan: Plan, wanted: Search, everything: int | None = None, *,
                 roughly: bool = False) -> None:
        self._trash = wanted.trash
        self.terms = search.terms_for(db, wanted.kind, wanted.text)
        self.expression = search.all_of(self.terms) if self.terms else None
        self.hits = self.total = 0
        self.is_rough = False    # whether `hits` is an estimate
        self.waiting: list[int] = []
        if self.expression is None:
            return
        first, last = search.numbers_of(db, (wanted.kind,))[wanted.kind]
        self._range: tuple[int, int] = (-last, -first) if wanted.trash else (first, last)
        self.waiting = [] if wanted.trash else search.unindexed_numbers(db, wanted.kind, wanted.text)
        if roughly:
            self._estimate(db, its_plan)
        else:
            row = db.execute("SELECT count(*) FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?",
                             (self.expression, *self._range)).fetchone()
            self.hits = row[0] if row is not None else 0
        if self.hits >= _FEW:
            self.total = everything if everything is not None else _count_all(db, its_plan, wanted)

    def _estimate(self, db: Connection, its_plan: Plan) -> None:
        """Count the hits up to a limit; of more, take the number from how far the first ones reach."""
        row = db.execute("SELECT count(*), max(rowid) FROM (SELECT rowid FROM search"
                         " WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?)",
                         (self.expression, *self._range, _COUNTED)).fetchone()
        assert row is not None
        self.hits = row[0]
        if self.hits == _COUNTED:
            first, last = (int(db.execute(f'SELECT {which}(n) FROM "{its_plan.table}"').fetchone()[0])  # type: ignore
                           for which in ("min", "max"))    # each alone is one look at an end of the table
            begun = -last if self._trash else first
            self.hits = _COUNTED * (last - first + 1) // (row[1] - begun + 1)
            self.is_rough = True

    @property
    def finds_nothing(self) -> bool:
        """Return whether no record fits what is typed."""
        return self.expression is not None and not self.hits and not self.waiting

    @property
    def is_counted(self) -> bool:
        """Return whether the index alone says how many records fit."""
        return self.expression is not None and not self.waiting

    @property
    def is_dense(self) -> bool:
        """Return whether so many fit that it is quicker to walk the list and leave out what does not."""
        return self.hits >= _FEW and self.hits * _SPARSE > self.total

    @property
    def is_scattered(self) -> bool:
        """Return whether it depends on the order which is quicker: looking up each, or the walk."""
        return self.hits >= _FEW and not self.is_dense and self.hits * _RARE > self.total

    @property
    def is_sparse(self) -> bool:
        """Return whether so few fit that it is quickest to look each of them up."""
        return self.expression is not None and not self.is_dense

    @property
    def is_frequent(self) -> bool:
        """Return whether the first rows of most orders are soon found by asking the index about each."""
        return (self.expression is not None and not self.waiting and self.hits >= _FEW
                and self.hits * _OFTEN > self.total and not self.fits_all)

    @property
    def fits_all(self) -> bool:
        """Return whether everything fits (the first letters one types)."""
        return not self.is_rough and 0 < self.hits == self.total and not self.waiting

    def fitting(self, db: Connection, numbers: Sequence[int], part: str | None = None) -> set[int]:
        """Return those of `numbers` whose records fit, or fit this `part` of the expression."""
        expression = part if part is not None else self.expression
        assert expression is not None
        sign, asked = "-" if self._trash else "", json.dumps(list(numbers))
        if search.is_quick_to_ask(expression):
            found = db.execute(_FITTING.format(sign=sign), (asked, expression))
        else:
            found = db.execute(_FITTING_AT_ONCE.format(sign=sign), (asked, expression, *self._range))
        return {row[0] for row in found}

    def condition(self, *, walk: bool) -> tuple[str, list[Value]] | None:
        """Return the term and its values, None where everything fits."""
        if self.expression is None or self.fits_all:
            return None
        number = "-rowid" if self._trash else "rowid"
        hits = f"SELECT {number} FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
        values: list[Value] = [self.expression, *self._range]
        if self.waiting:
            hits += " UNION ALL SELECT value FROM json_each(?)"
            values.append(json.dumps(self.waiting))
        # With + SQLite does not look each hit up in the table, but walks the index of the order.
        return f"{'+' if walk else ''}k.n IN ({hits})", values


def _count_all(db: Connection, its_plan: Plan, wanted: Search) -> int:
    row = db.execute(f'SELECT count(*) FROM "{its_plan.table}" WHERE deleted = {int(wanted.trash)}').fetchone()
    assert row is not None
    return int(row[0])


def _condition(its_plan: Plan, wanted: Search, text: _Text | None, *, walk: bool) -> tuple[str, list[Value]]:
    """Return the terms of all that is wanted, and their values; without `text` of all but what is typed."""
    # Written out, not bound: only so does SQLite use the indexes that leave the trash out. A code that hardly
    # two records share is looked up by its own index, and so are a few hits of what is typed; with + SQLite
    # does not walk the whole list for them.
    is_few = text is not None and text.is_sparse and not walk
    is_rare = any(_is_rare(its_plan, code, value) for code, value in wanted.where.items())
    few = "+" if is_few or is_rare else ""
    terms, values = [f"{few}k.deleted = {int(wanted.trash)}"], list[Value]()
    for code, value in wanted.where.items():
        term, bound = _where(its_plan, code, value)
        terms.append(term)
        values += bound
    if wanted.ids is not None:
        terms.append("k.n IN (SELECT r.n FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value)")
        values.append(json.dumps(list(wanted.ids)))
    typed = text.condition(walk=walk) if text is not None else None
    if typed is not None:
        terms.append(typed[0])
        values += typed[1]
    return " AND ".join(terms), values


def _is_rare(its_plan: Plan, code: str, value: JsonValue) -> bool:
    declared = its_plan.kind.field(code)
    return declared is not None and declared.distinct and isinstance(value, str)


def _where(its_plan: Plan, code: str, value: JsonValue) -> tuple[str, list[Value]]:
    if code == CHANGED_BY:
        return "k.changed_by = ?", [str(value)]
    declared = its_plan.kind.field(code)
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


def _order(its_plan: Plan, order: Sequence[tuple[str, bool]]) -> tuple[str, str]:
    """Return (joins, terms). Without a value comes last, whichever way the list is turned."""
    joins, terms = "", list[str]()
    for number, (code, descending) in enumerate(order):
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
            always_there = declared.required or code == plan.own_order(its_plan.kind)[0]
            last = "" if descending or always_there else " NULLS LAST"
            terms.append(f'k."{plan.key_column(its_plan.kind, declared)}"{way}{last}')
    way = " DESC" if order[0][1] else ""
    own = its_plan.kind.field(plan.own_order(its_plan.kind)[0])
    only = its_plan.kind.field(order[0][0]) if len(order) == 1 else None
    if own is not None and only is not None and only.type is FieldType.CHOICE:
        # One state has many records: among themselves they stand as the index has them.
        terms.append(f'k."{plan.key_column(its_plan.kind, own)}"{way}')
    return joins, ", ".join([*terms, f"k.n{way}"])


def _by_reference(its_plan: Plan, code: str, descending: bool, condition: str, *, trash: bool) -> str:
    """Return the list in the order of what a field points to: from the few that are pointed to, not from each row."""
    column, way = f'k."{plan.column(code)}"', " DESC" if descending else ""
    return (f'SELECT n FROM (SELECT 0 AS late, o.title_key AS key, k.n AS n FROM'
            f' (SELECT DISTINCT {column} AS id FROM "{its_plan.table}" AS k WHERE k.deleted = {int(trash)})'
            f' AS pointed CROSS JOIN record AS o ON o.id = pointed.id CROSS JOIN "{its_plan.table}" AS k'
            f" ON {column} = o.id WHERE {condition}"
            f' UNION ALL SELECT 1, NULL, k.n FROM "{its_plan.table}" AS k WHERE {condition}'
            f" AND ({column} IS NULL OR NOT EXISTS (SELECT 1 FROM record AS o WHERE o.id = {column})))"
            f" ORDER BY late, key{way}, n{way}")
