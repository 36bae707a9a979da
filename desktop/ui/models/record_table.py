"""The records of one kind as a table, windowed over SQL: only the rows that are looked at are read.

Pages of rows come from the reading connection when they are asked for and a few dozen are kept. News
reloads what changed; the selection stays on its records, wherever they have moved to.
"""
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.store import records
from desktop.ui.models.list_columns import ListColumn, Titles
from desktop.ui.tokens import Tone
from desktop.ui.widgets.delegates import TONE_ROLE
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks
    from desktop.store.changes import Changes
    from desktop.store.records import Record, Search
    from desktop.store.store import Reader, Store

ID_ROLE: Final = Qt.ItemDataRole.UserRole + 20    # str: the id of the record in this row
PAGE_ROWS: Final = 20    # what a screen of 1366×768 shows; a key in the search waits for no more
PAGES_KEPT: Final = 90
MOST_FOLLOWED: Final = 300    # a larger selection is let go rather than kept on the wrong records
EASILY_LOOKED_THROUGH: Final = 5000    # rows: finding one takes the ids of all
SLOW_S: Final = 0.014    # a query slower than most of a frame goes to a worker from then on
LONG_MS: Final = 200    # of counting, after which the number that stood there is taken away
Index = QModelIndex | QPersistentModelIndex
_HORIZONTAL = Qt.Orientation.Horizontal


@dataclass(frozen=True, slots=True)
class Row:
    """One record, and the words of its cells, made once when its page is read."""
    record: "Record"
    texts: tuple[str, ...]
    tones: tuple[Tone | None, ...]
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a query found: how many rows (None where they are many, and not counted yet), and the first page."""
    search: "Search"
    shown: int | None
    all: int
    rows: list[Row]
    titles: frozenset[str]
    seconds: float


class RecordTable(QAbstractTableModel):
    """The records that match a search, in its order. `show` asks anew; `take` hears of changes."""
    counted = Signal(int, int)    # shown, all: whenever either may have changed; shown is -1 while they are counted
    answered = Signal()           # after a new search has been put in place

    def __init__(self, store: "Store", kind: Kind, columns: Sequence[ListColumn], search: "Search", *,
                 tasks: "Tasks | None" = None) -> None:
        super().__init__()
        self.kind, self.columns = kind, tuple(columns)
        self._store, self._tasks = store, tasks
        self._search = self._asked = search    # what is in place, and what was asked for last
        self._shown = self._all = 0
        self._all_of: bool | None = None    # the list or the trash, of which `_all` is the count
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._titles: frozenset[str] = frozenset()    # ids whose labels are on show
        self._slow = False
        self._is_counting = False    # only the first page is there yet
        self._references = tuple(dict.fromkeys(code for column in columns for code in column.references))
        self.window: Callable[[], tuple[int, int]] = lambda: (0, 0)    # first and last row in sight

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == _HORIZONTAL and role == Qt.ItemDataRole.DisplayRole and section < len(self.columns):
            return self.columns[section].heading
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.row(index.row())
            return row.texts[index.column()] if row else ""
        if role == TONE_ROLE:
            row = self.row(index.row())
            return row.tones[index.column()] if row else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return row.spoken[index.column()] if row else ""
        if role == ID_ROLE:
            row = self.row(index.row())
            return row.record.id if row else ""
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the same records in the order of `column`; a negative or unsortable one changes nothing."""
        if 0 <= column < len(self.columns) and self.columns[column].order:
            descending = order == Qt.SortOrder.DescendingOrder
            self.show(replace(self._asked, order=[(self.columns[column].order, descending)]))

    # What the page asks.

    @property
    def search(self) -> "Search":
        """What is shown now, or will be as soon as its answer is there."""
        return self._asked

    def row(self, at: int) -> Row | None:
        """Return the row at `at`, read with its page when it is not at hand; None beyond the end."""
        if not 0 <= at < self._shown:
            return None
        number, within = divmod(at, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._read(number)
        else:
            self._pages.move_to_end(number)
        # The file may hold fewer rows than counted a moment ago; the bell that says so is on its way.
        return page[within] if within < len(page) else None

    def record(self, at: int) -> "Record | None":
        """Return the record in row `at`."""
        row = self.row(at)
        return row.record if row else None

    def row_of(self, record_id: str, *, thorough: bool = False, at_hand: bool = False) -> int:
        """Return the row in which a record is shown now, or -1.

        In a very long list, or if so asked, only the pages `at_hand` are looked through, unless it is asked
        `thorough`ly.
        """
        for number, page in self._pages.items():
            for within, row in enumerate(page):
                if row.record.id == record_id:
                    return number * PAGE_ROWS + within
        if at_hand or (self._shown > EASILY_LOOKED_THROUGH and not thorough):
            return -1
        position = records.position(self._store.read(), self._search, record_id)
        # The file may be a moment ahead of what is shown.
        return position if position is not None and position < self._shown else -1

    def read_all(self, spans: Sequence[range]) -> list[Row]:
        """Return the rows of `spans`, read anew; in a worker when they are many."""
        reader, found = self._store.read(), []
        for rows in spans:
            for start in range(rows.start, rows.stop, PAGE_ROWS * 16):
                limit = min(PAGE_ROWS * 16, rows.stop - start)
                found += self._read_rows(reader, self._search, start, limit)[0]
        return found

    def show(self, search: "Search") -> None:
        """Show what matches `search`: at once when queries are quick here, else when a worker has it."""
        self._asked = search
        if self._slow and self._tasks is not None:
            self._tasks.latest(f"list-{self.kind.code}-{id(self)}", lambda: self._ask(search),
                               self._put_in_place, owner=self)
        else:
            self._put_in_place(self._ask(search))

    def take(self, changes: "Changes") -> None:
        """Reload what `changes` touched of these rows; nothing else moves."""
        related = any(record_id in self._titles for _, record_id in changes.records)
        if changes.touches(self.kind.code) or related or changes.outbox_changed or changes.feeds_changed:
            self.reload()

    def reload(self) -> None:
        """Read again what is in sight, and follow rows that came, went or moved."""
        started = time.perf_counter()
        reader = self._store.read()
        shown = records.count(reader, self._search)
        self._all, self._all_of = records.count(reader, _everything(self._search)), self._search.trash
        before = self._pages
        kept = self._to_read_again(before, shown)
        self._pages = OrderedDict()
        for number in kept:
            self._read(number)
        if shown == self._shown and all(_ids(self._pages[number]) == _ids(before[number]) for number in kept):
            for number in kept:
                self._tell_changed(number, before[number])
        else:
            self._rearrange(before, shown)
        self._slow = time.perf_counter() - started > 2 * SLOW_S
        self._is_counting = False
        self.counted.emit(self._shown, self._all)
        if self._asked is not self._search:
            self.show(self._asked)    # the answer on its way is older than this news

    # How it is done.

    def _ask(self, search: "Search") -> _Answer:
        started = time.perf_counter()
        reader = self._store.read()
        everything = self._all if self._all_of == search.trash else records.count(reader, _everything(search))
        shown, found = records.asked(reader, search, PAGE_ROWS, everything=everything,
                                     may_wait=self._tasks is not None)
        rows, titles = self._made_of(reader, found)
        return _Answer(search=search, shown=shown, all=everything, rows=rows, titles=titles,
                       seconds=time.perf_counter() - started)

    def _put_in_place(self, answer: _Answer) -> None:
        if answer.search is not self._asked:
            return    # something else was typed meanwhile
        self.beginResetModel()
        self._search = answer.search
        self._is_counting = answer.shown is None
        self._shown = len(answer.rows) if answer.shown is None else answer.shown
        self._all, self._all_of = answer.all, answer.search.trash
        self._pages = OrderedDict({0: answer.rows} if answer.rows else {})
        self._titles = answer.titles
        self._slow = answer.seconds > SLOW_S
        self.endResetModel()
        self.answered.emit()
        if self._is_counting:
            self._count_the_rest()
        else:
            self.counted.emit(self._shown, self._all)

    def _count_the_rest(self) -> None:
        """Have the rows counted of which the first page is shown already."""
        search = self._search

        def put_in_place(shown: int) -> None:
            if not self._is_counting or search is not self._search:
                return    # something else was typed meanwhile, or news came and everything was read again
            if shown < self._shown:
                self.reload()    # the file has moved on since the first page was read
                return
            self._is_counting = False
            if shown > self._shown:
                self.beginInsertRows(QModelIndex(), self._shown, shown - 1)
                self._shown = shown
                self.endInsertRows()
            self.counted.emit(self._shown, self._all)

        def tell_that_it_takes_long() -> None:
            if self._is_counting and search is self._search:
                self.counted.emit(-1, self._all)

        assert self._tasks is not None
        self._tasks.latest(f"count-{self.kind.code}-{id(self)}", lambda: records.count(self._store.read(), search),
                           put_in_place, owner=self)
        QTimer.singleShot(LONG_MS, self, tell_that_it_takes_long)

    def _read(self, number: int) -> list[Row]:
        rows, titles = self._rows(self._store.read(), self._search, number)
        self._titles |= titles
        self._pages[number] = rows
        if len(self._pages) > PAGES_KEPT:
            held = self._held()
            oldest = next((each for each in self._pages if each not in held and each != number), None)
            if oldest is not None:
                del self._pages[oldest]
        return rows

    def _rows(self, reader: "Reader", search: "Search", number: int) -> tuple[list[Row], frozenset[str]]:
        return self._read_rows(reader, search, number * PAGE_ROWS, PAGE_ROWS)

    def _read_rows(self, reader: "Reader", search: "Search", offset: int,
                   limit: int) -> tuple[list[Row], frozenset[str]]:
        return self._made_of(reader, records.page(reader, search, offset, limit))

    def _made_of(self, reader: "Reader", found: "Sequence[Record]") -> tuple[list[Row], frozenset[str]]:
        wanted = {member for record in found for code in self._references
                  for member in _members(record.fields.get(code))}
        titles: Titles = records.titles(reader, sorted(wanted)) if wanted else {}
        return [self._made(record, titles) for record in found], frozenset(wanted)

    def _made(self, record: "Record", titles: Titles) -> Row:
        texts = tuple(column.text(record, titles) for column in self.columns)
        tones = tuple(column.tone(record) if column.tone else None for column in self.columns)
        spoken = tuple(column.spoken(record, titles) if column.spoken else text
                       for column, text in zip(self.columns, texts, strict=True))
        return Row(record, texts, tones, spoken)

    def _to_read_again(self, pages: OrderedDict[int, list[Row]], shown: int) -> list[int]:
        """Return the pages to read now: those in sight or held by a selection; the others when asked for."""
        first, last = self.window()
        seen = set(range(first // PAGE_ROWS, max(last, first) // PAGE_ROWS + 1)) | self._held()
        return sorted(number for number in seen if number in pages and number * PAGE_ROWS < shown)

    def _held(self) -> set[int]:
        return {index.row() // PAGE_ROWS for index in self.persistentIndexList()[:MOST_FOLLOWED]}

    def _rearrange(self, before: OrderedDict[int, list[Row]], shown: int) -> None:
        """Rows came, went or moved: grow or shrink at the end, and let each row find its new place."""
        old = self._shown
        if shown > old:
            self.beginInsertRows(QModelIndex(), old, shown - 1)
            self._shown = shown
            self.endInsertRows()
        self.layoutAboutToBeChanged.emit()
        self._follow(before, shown)
        self.layoutChanged.emit()
        if shown < old:
            self.beginRemoveRows(QModelIndex(), shown, old - 1)
            self._shown = shown
            self.endRemoveRows()

    def _follow(self, before: OrderedDict[int, list[Row]], shown: int) -> None:
        """Move what Qt holds (current row, selection) to where its records are now, or let it go."""
        indexes = self.persistentIndexList()
        rows = {index.row() for index in indexes}
        found: dict[int, int] = {}
        for at in rows if len(rows) <= MOST_FOLLOWED else ():
            number, within = divmod(at, PAGE_ROWS)
            page = before.get(number, [])
            found[at] = self.row_of(page[within].record.id) if within < len(page) else -1
        moved = [self.index(found[index.row()], index.column())
                 if 0 <= found.get(index.row(), -1) < shown else QModelIndex() for index in indexes]
        self.changePersistentIndexList(indexes, moved)

    def _tell_changed(self, number: int, before: list[Row]) -> None:
        for within, (old, row) in enumerate(zip(before, self._pages[number], strict=True)):
            if old.texts != row.texts or old.tones != row.tones or old.record != row.record:
                at = number * PAGE_ROWS + within
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))


def _everything(search: "Search") -> "Search":
    return records.Search(kind=search.kind, trash=search.trash)


def _ids(page: list[Row]) -> list[str]:
    return [row.record.id for row in page]


def _members(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return (str(each) for each in value) if isinstance(value, (list, tuple)) else ()
