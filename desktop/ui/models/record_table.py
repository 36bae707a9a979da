"""The records of one kind as a table, windowed over SQL: only the rows that are looked at are read.

Pages of rows come from the reading connection when they are asked for and a few dozen are kept. News
reloads what changed; the selection stays on its records, wherever they have moved to.
"""
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from desktop.ui.models.list_columns import ListColumn
from desktop.ui.models.record_rows import (
    EASILY_LOOKED_THROUGH,
    PAGE_ROWS,
    Answer,
    News,
    RecordReader,
    Row,
    Sight,
    ids_of,
)
from desktop.ui.widgets.delegates import TONE_ROLE
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks
    from desktop.store.changes import Changes
    from desktop.store.records import Record, Search
    from desktop.store.store import Store

ID_ROLE: Final = Qt.ItemDataRole.UserRole + 20    # str: the id of the record in this row
PAGES_KEPT: Final = 90
MOST_FOLLOWED: Final = 300    # a larger selection is let go rather than kept on the wrong records
SLOW_S: Final = 0.014    # a query slower than most of a frame goes to a worker from then on
PAINTED_AFTER_MS: Final = 40    # the first rows come to the screen first: old PCs have two processors
LONG_MS: Final = 200    # of counting, after which the number that stood there is taken away
Index = QModelIndex | QPersistentModelIndex
_HORIZONTAL = Qt.Orientation.Horizontal


class RecordTable(QAbstractTableModel):
    """The records that match a search, in its order. `show` asks anew; `take` hears of changes."""
    counted = Signal(int, int)    # shown, all: whenever either may have changed; shown is -1 while they are counted
    leaving = Signal()            # before one is: whoever holds rows of the old one lets them go
    answered = Signal()           # after it is

    def __init__(self, store: "Store", kind: Kind, columns: Sequence[ListColumn], search: "Search", *,
                 tasks: "Tasks | None" = None) -> None:
        super().__init__()
        self.kind, self.columns = kind, tuple(columns)
        self._tasks = tasks
        self._reader = RecordReader(store, columns)
        self._search = self._asked = search    # what is in place, and what was asked for last
        self._shown = self._all = 0
        self._all_of: bool | None = None    # the list or the trash, of which `_all` is the count
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._titles: frozenset[str] = frozenset()    # ids whose labels are on show
        self._slow = False
        self._is_counting = False    # only the first page is there yet
        self._looks = 0              # how often all of it was read anew; what a task read before is old
        self._is_looking = self._looks_again = False
        self._soon = QTimer(self, singleShot=True, interval=PAINTED_AFTER_MS)
        self._soon.timeout.connect(self._count_the_rest)
        self._patience = QTimer(self, singleShot=True, interval=LONG_MS)
        self._patience.timeout.connect(self._tell_that_counting_takes_long)
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
        if self._is_counting:
            self.reload()    # it may stand behind the first page
        place = self._reader.places(self._search, (record_id,)).get(record_id, -1)
        return place if place < self._shown else -1    # the file may be a moment ahead of what is shown

    def read_all(self, spans: Sequence[range]) -> list[Row]:
        """Return the rows of `spans`, read anew; in a worker when they are many."""
        return self._reader.spans(self._search, spans)

    def show(self, search: "Search") -> None:
        """Show what matches `search`: at once when queries are quick here, else when a worker has it."""
        self._asked = search
        if self._slow and self._tasks is not None:
            ask = self._asking(search)
            self._tasks.latest(f"list-{self.kind.code}-{id(self)}", ask, self._put_in_place, owner=self)
        else:
            self._put_in_place(self._asking(search)())

    def _asking(self, search: "Search") -> Callable[[], Answer]:
        everything = self._all if self._all_of == search.trash else None
        return lambda: self._reader.answer(search, everything=everything, may_wait=self._tasks is not None)

    def take(self, changes: "Changes") -> None:
        """Read again what `changes` touched of these rows; nothing else moves.

        What a person saves is there at once; what comes in a flood, or only tells how far the rows have come on
        their way to the server, a task reads.
        """
        touched = changes.touches(self.kind.code) or any(record_id in self._titles for _, record_id in changes.records)
        if not (touched or changes.outbox_changed or changes.feeds_changed):
            return
        if (touched and changes.is_save) or self._tasks is None:
            self.reload()
        else:
            self._reload_behind()

    def reload(self) -> None:
        """Read again what is in sight, and follow rows that came, went or moved."""
        self._put_news(self._reader.look_again(self._sight()))

    # How it is done.

    def _reload_behind(self) -> None:
        """Reload in a task, once more if further news comes meanwhile."""
        if self._is_looking:
            self._looks_again = True
            return
        self._is_looking = True
        sight, looks = self._sight(), self._looks

        def put_in_place(news: News) -> None:
            self._is_looking = False
            if looks == self._looks and sight.search is self._search:
                scrolled_to = [number for number in self._numbers_in_sight()
                               if number in self._pages and number not in news.pages]
                self._put_news(news)
                for number in scrolled_to:    # read before the news came, and forgotten with it
                    self._tell_all_changed(number)
            if self._looks_again:
                self._looks_again = False
                self._reload_behind()

        def give_up(problem: Exception) -> None:
            self._is_looking = False
            raise problem

        assert self._tasks is not None
        self._tasks.run(lambda: self._reader.look_again(sight), put_in_place, give_up, owner=self)

    def _numbers_in_sight(self) -> range:
        first, last = self.window()
        return range(first // PAGE_ROWS, max(last, first) // PAGE_ROWS + 1)

    def _sight(self) -> Sight:
        held = {index.row() for index in self.persistentIndexList()[:MOST_FOLLOWED]}
        numbers = {*self._numbers_in_sight(), *(row // PAGE_ROWS for row in held)}
        pages = {number: ids_of(self._pages.get(number, [])) for number in sorted(numbers)
                 if number in self._pages or not self._shown}    # the first rows to come are read with the news
        return Sight(search=self._search, pages=pages, held=frozenset(map(self._id_at, held)) - {""},
                     shown=self._shown)

    def _id_at(self, at: int) -> str:
        """Return the id in row `at` if its page is at hand."""
        number, within = divmod(at, PAGE_ROWS)
        page = self._pages.get(number, [])
        return page[within].record.id if within < len(page) else ""

    def _put_news(self, news: News) -> None:
        chosen_since = self._sight().held - news.sight.held
        before, self._pages = self._pages, OrderedDict(news.pages)
        self._looks += 1
        self._titles |= news.titles
        self._all, self._all_of = news.all, news.sight.search.trash
        if news.places is None:
            for number in news.pages:
                self._tell_changed(number, before.get(number, []))
        else:
            places = news.places
            if chosen_since and news.shown <= EASILY_LOOKED_THROUGH:
                places = places | self._reader.places(self._search, chosen_since)
            self._rearrange(before, news.shown, places)
        self._slow = news.seconds > 2 * SLOW_S
        self._is_counting = False
        self.counted.emit(self._shown, self._all)
        if self._asked is not self._search:
            self.show(self._asked)    # the answer on its way is older than this news

    def _put_in_place(self, answer: Answer) -> None:
        if answer.search is not self._asked:
            return    # something else was typed meanwhile
        self.leaving.emit()
        held = self.persistentIndexList()    # the view's own, as of the last click: as after a reset none is good
        self.changePersistentIndexList(held, [QModelIndex()] * len(held))
        self._looks += 1
        self._search = answer.search
        self._is_counting = answer.shown is None
        self._all, self._all_of = answer.all, answer.search.trash
        self._pages = OrderedDict({0: answer.rows} if answer.rows else {})
        self._titles = answer.titles
        self._slow = answer.seconds > SLOW_S
        self._change_rows(len(answer.rows) if answer.shown is None else answer.shown)
        self.answered.emit()
        if self._is_counting:
            self._soon.start()
            self._patience.start()
        else:
            self.counted.emit(self._shown, self._all)

    def _change_rows(self, shown: int) -> None:
        """All rows are others now. Without a reset: for that the headings and all around them are painted, too."""
        if stayed := min(shown, self._shown):
            self.dataChanged.emit(self.index(0, 0), self.index(stayed - 1, len(self.columns) - 1))
        if shown < self._shown:
            self.beginRemoveRows(QModelIndex(), shown, self._shown - 1)
            self._shown = shown
            self.endRemoveRows()
        elif shown > self._shown:
            self._add_rows(shown)

    def _add_rows(self, shown: int) -> None:
        self.beginInsertRows(QModelIndex(), self._shown, shown - 1)
        self._shown = shown
        self.endInsertRows()

    @Slot()
    def _count_the_rest(self) -> None:
        """Have the rows counted of which the first page is shown already."""
        if not self._is_counting:
            return
        search, reader = self._search, self._reader

        def put_in_place(shown: int) -> None:
            if not self._is_counting or search is not self._search:
                return    # something else was typed meanwhile, or news came and everything was read again
            if shown < self._shown:
                self.reload()    # the file has moved on since the first page was read
                return
            self._is_counting = False
            self._patience.stop()
            if shown > self._shown:
                self._add_rows(shown)
            self.counted.emit(self._shown, self._all)

        assert self._tasks is not None
        self._tasks.latest(f"count-{self.kind.code}-{id(self)}", lambda: reader.count(search), put_in_place, owner=self)

    @Slot()
    def _tell_that_counting_takes_long(self) -> None:
        if self._is_counting:
            self.counted.emit(-1, self._all)

    def _read(self, number: int) -> list[Row]:
        rows, titles = self._reader.page(self._search, number)
        self._titles |= titles
        self._pages[number] = rows
        if len(self._pages) > PAGES_KEPT:
            held = self._held()
            oldest = next((each for each in self._pages if each not in held and each != number), None)
            if oldest is not None:
                del self._pages[oldest]
        return rows

    def _held(self) -> set[int]:
        return {index.row() // PAGE_ROWS for index in self.persistentIndexList()[:MOST_FOLLOWED]}

    def _rearrange(self, before: OrderedDict[int, list[Row]], shown: int, places: dict[str, int]) -> None:
        """Rows came, went or moved: grow or shrink at the end, and let each row find its new place."""
        old = self._shown
        if shown > old:
            self._add_rows(shown)
        self.layoutAboutToBeChanged.emit()
        self._follow(before, shown, places)
        self.layoutChanged.emit()
        if shown < old:
            self.beginRemoveRows(QModelIndex(), shown, old - 1)
            self._shown = shown
            self.endRemoveRows()

    def _follow(self, before: OrderedDict[int, list[Row]], shown: int, places: dict[str, int]) -> None:
        """Move what Qt holds (current row, selection) to where its records are now, or let it go."""
        indexes = self.persistentIndexList()
        is_followed = len({index.row() for index in indexes}) <= MOST_FOLLOWED
        moved = []
        for index in indexes:
            number, within = divmod(index.row(), PAGE_ROWS)
            page = before.get(number, [])
            place = places.get(page[within].record.id, -1) if is_followed and within < len(page) else -1
            moved.append(self.index(place, index.column()) if 0 <= place < shown else QModelIndex())
        self.changePersistentIndexList(indexes, moved)

    def _tell_all_changed(self, number: int) -> None:
        first, last = number * PAGE_ROWS, min((number + 1) * PAGE_ROWS, self._shown) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _tell_changed(self, number: int, before: list[Row]) -> None:
        for within, (old, row) in enumerate(zip(before, self._pages[number], strict=False)):
            if old.texts != row.texts or old.tones != row.tones or old.record != row.record:
                at = number * PAGE_ROWS + within
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
