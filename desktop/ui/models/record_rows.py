"""What a list reads of its records, in whichever thread asks: pages of rows with the words of their cells."""
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.store import records
from desktop.ui.models.list_columns import ListColumn, Titles
from desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from desktop.store.records import Before, Record, Search
    from desktop.store.store import Reader, Store

PAGE_ROWS: Final = 20    # what a screen of 1366×768 shows; a key in the search waits for no more
EASILY_LOOKED_THROUGH: Final = 5000    # rows: finding one takes the ids of all
KEPT_ROWS: Final = 200
KEPT_S: Final = 5.0      # while somebody types, many of the first rows stay the same


@dataclass(frozen=True, slots=True)
class Row:
    """One record, and the words of its cells, made once when its page is read; `named` are the ids in them."""
    record: "Record"
    texts: tuple[str, ...]
    tones: tuple[Tone | None, ...]
    spoken: tuple[str, ...]
    named: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query found: how many rows (None where they are many, and not counted yet), and the first page."""
    search: "Search"
    shown: int | None
    all: int
    rows: list[Row]
    titles: frozenset[str]    # ids of what the rows name by its label
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is to be looked at again: the pages in sight or held by a selection, and the records that are held."""
    search: "Search"
    pages: dict[int, list[str]]    # ids, by the number of the page
    held: frozenset[str]
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the file says of a sight now. `places` are the rows of its records, None where nothing has moved."""
    sight: Sight
    shown: int
    all: int
    pages: dict[int, list[Row]]
    titles: frozenset[str]
    places: dict[str, int] | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The last answer, its rows by their numbers: good in any thread until the next bell, or for `KEPT_S`."""
    commits: int
    until: float
    search: "Search"
    numbers: Sequence[int]
    rows: dict[int, Row]    # also those of the answers before it: one goes back and types something else

    def is_good(self, commits: int) -> bool:
        """Return whether it still stands."""
        return self.commits == commits and time.monotonic() < self.until

    def before(self, search: "Search") -> "Before | None":
        """Return what it showed, if `search` differs only in what is typed."""
        if replace(self.search, text=search.text) != search:
            return None
        return records.Before(text=self.search.text, numbers=self.numbers)


class RecordReader:
    """Reads rows of one list."""

    def __init__(self, store: "Store", columns: Sequence[ListColumn]) -> None:
        self._store, self._columns = store, tuple(columns)
        self._kept: _Kept | None = None
        self._references = tuple(dict.fromkeys(code for column in columns for code in column.references))

    def answer(self, search: "Search", *, everything: int | None, may_wait: bool) -> Answer:
        """Return the first page of a new search; `everything` is the length of the whole list if it is known."""
        started = time.perf_counter()
        reader, last = self._store.read(), self._kept
        commits = self._store.commits    # before anything is read: a commit from here on makes it old
        kept = last if last is not None and last.is_good(commits) else None
        every = everything if everything is not None else records.count(reader, whole_list(search))
        shown, numbers = records.asked(reader, search, PAGE_ROWS, everything=every, may_wait=may_wait,
                                       before=kept.before(search) if kept is not None else None)
        known = kept.rows if kept is not None else {}
        by_number = self._numbered(reader, search.kind, numbers, known)
        if len(known) < KEPT_ROWS:
            by_number = known | by_number
        until = kept.until if kept is not None else time.monotonic() + KEPT_S
        self._kept = _Kept(commits=commits, until=until, search=search, numbers=numbers, rows=by_number)
        rows = [by_number[n] for n in numbers if n in by_number]
        return Answer(search=search, shown=shown, all=every, rows=rows, titles=_all_named(rows),
                      seconds=time.perf_counter() - started)

    def count(self, search: "Search") -> int:
        """Return how many records match."""
        return records.count(self._store.read(), search)

    def page(self, search: "Search", number: int) -> tuple[list[Row], frozenset[str]]:
        """Return the rows of a page, and the ids of what they name by its label."""
        return self._rows(self._store.read(), search, number * PAGE_ROWS, PAGE_ROWS)

    def spans(self, search: "Search", spans: Sequence[range]) -> list[Row]:
        """Return the rows of `spans`, read anew."""
        reader, found = self._store.read(), list[Row]()
        for rows in spans:
            for start in range(rows.start, rows.stop, PAGE_ROWS * 16):
                found += self._rows(reader, search, start, min(PAGE_ROWS * 16, rows.stop - start))[0]
        return found

    def places(self, search: "Search", ids: Iterable[str]) -> dict[str, int]:
        """Return {id: row} of those records that stand in the list."""
        return records.positions(self._store.read(), search, ids)

    def look_again(self, sight: Sight) -> News:
        """Return what has become of a sight."""
        started = time.perf_counter()
        reader, search = self._store.read(), sight.search
        shown = records.count(reader, search)
        every = records.count(reader, whole_list(search))
        pages, titles = dict[int, list[Row]](), frozenset[str]()
        for number in sight.pages:
            if number * PAGE_ROWS < shown:
                pages[number], named = self._rows(reader, search, number * PAGE_ROWS, PAGE_ROWS)
                titles |= named
        places = None
        if shown != sight.shown or any(ids_of(page) != sight.pages[number] for number, page in pages.items()):
            places = {row.record.id: number * PAGE_ROWS + within
                      for number, page in pages.items() for within, row in enumerate(page)}
            further = sight.held - places.keys()
            if further and shown <= EASILY_LOOKED_THROUGH:
                places |= records.positions(reader, search, further)
        return News(sight=sight, shown=shown, all=every, pages=pages, titles=titles, places=places,
                    seconds=time.perf_counter() - started)

    def _numbered(self, reader: "Reader", kind: str, numbers: Sequence[int],
                  known: Mapping[int, Row]) -> dict[int, Row]:
        """Return {number: row}; what is `known` is not read again."""
        made = {n: known[n] for n in numbers if n in known}
        found = records.numbered(reader, kind, [n for n in numbers if n not in made])
        return made | dict(zip(found, self._made_of(reader, list(found.values())), strict=True))

    def _rows(self, reader: "Reader", search: "Search", offset: int, limit: int) -> tuple[list[Row], frozenset[str]]:
        rows = self._made_of(reader, records.page(reader, search, offset, limit))
        return rows, _all_named(rows)

    def _made_of(self, reader: "Reader", found: "Sequence[Record]") -> list[Row]:
        named = [frozenset(member for code in self._references for member in _members(record.fields.get(code)))
                 for record in found]
        wanted = frozenset[str]().union(*named)
        titles: Titles = records.titles(reader, sorted(wanted)) if wanted else {}
        return [self._made(record, titles, names) for record, names in zip(found, named, strict=True)]

    def _made(self, record: "Record", titles: Titles, named: frozenset[str]) -> Row:
        texts = tuple(column.text(record, titles) for column in self._columns)
        tones = tuple(column.tone(record) if column.tone else None for column in self._columns)
        spoken = tuple(column.spoken(record, titles) if column.spoken else text
                       for column, text in zip(self._columns, texts, strict=True))
        return Row(record, texts, tones, spoken, named)


def whole_list(search: "Search") -> "Search":
    """Return the search for all of the list, or of the trash."""
    return records.Search(kind=search.kind, trash=search.trash)


def ids_of(page: Sequence[Row]) -> list[str]:
    """Return the ids of the records in these rows."""
    return [row.record.id for row in page]


def _all_named(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset[str]().union(*(row.named for row in rows))


def _members(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return (str(each) for each in value) if isinstance(value, (list, tuple)) else ()
