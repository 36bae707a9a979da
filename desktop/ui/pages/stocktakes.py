"""Kiểm kê: the list as the book had it, ticked off by keyboard; closed when nothing is pending any more."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import stocktaking
from desktop.services.export_.table import write_csv
from desktop.services.stocktaking import FOUND, MISSING, PENDING, SURPLUS, Match, Progress, StillPending
from desktop.services.value_text import choice_label
from desktop.store import records
from desktop.ui.dialogs.save_as import ask_csv
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.models.tones import choice_tone
from desktop.ui.pages.stocktake_bar import StocktakeBar
from desktop.ui.pages.stocktake_counter import ELSEWHERE, FILTERS, Counter
from desktop.ui.pages.stocktake_panel import ItemPanel
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.list_page import ListPage
from desktop.ui.tokens import Tone
from desktop.ui.widgets.controls import KeyButton, button
from desktop.ui.widgets.page_stack import PageStack
from desktop.ui.widgets.panels import EmptyCard, note
from desktop.ui.widgets.table import Column
from protocol.field import JsonValue
from protocol.kinds import stocktake, stocktake_item

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.dialogs.stocktake_form import StocktakeForm
    from desktop.ui.dialogs.stocktake_surplus import StocktakeSurplus

_LOWEST = 17    # heights of a line
_KEYS = {"f": FOUND, "m": MISSING, "u": PENDING}


class StocktakesView(ListPage):
    """The lines of one stock-take; which one is chosen beside the toggles."""
    kind = stocktake_item.KIND
    order = (("asset_code", False),)
    without = frozenset({"result", "name", "asset_code", "serial", "expected_office", "expected_place",
                         "expected_custodian", "cost_vnd"})    # frozen when it began; the keys set the result
    shapes: ClassVar[Mapping[str, Column]] = {
        "name": Column(sample="Dell OptiPlex 3020", share=2),
        "asset_code": Column(sample="PC-0000"),
        "expected_office": Column(sample="VP HĐND", share=1, dropped=2),
        "expected_place": Column(sample="Tầng 1, phòng 2", share=1, dropped=4),
        "expected_custodian": Column(sample="Phạm Văn Nam", share=1, dropped=3),
        "note": Column(sample="Ghi chú", share=1, dropped=1),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        self._id, self._narrow, self._status = "", "", "open"
        self._all: tuple[tuple[str, str, str], ...] = ()
        self._marked: tuple[int, str] | None = None    # the row and line marked last, until its news has come
        self._start: StocktakeForm | None = None
        self._surplus: StocktakeSurplus | None = None
        self.counter = Counter()
        super().__init__(desk, actions, placeholder=tr("Find in this list…"),
                         empty=tr("No line here."), unfit=tr("No line here. Choose “All” to see the whole list."))
        self.header.hide()
        self.header = QWidget(self)
        self.header.setFixedHeight(0)
        self.add_words = tr("+ Begin a stock-take")

    def parts(self) -> Iterator[None]:
        """Make the list, then what one counts with."""
        yield from super().parts()
        self.search = self.counter.code
        yield
        self.bar = StocktakeBar()
        self._connect_bar()
        self.filters.hide()
        self._connect_counter()

    # What the list asks of its page.

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns, the code first: it is what stands on the machine."""
        made = {each.code: each for each in columns_of(self.kind, shapes=self.shapes)}
        return tuple(made[code] for code in ("asset_code", "name", "expected_place", "expected_office",
                                             "expected_custodian", "result", "note"))

    def made_panel(self) -> DetailPanel:
        """Return the panel of one line, with its marks and what may follow."""
        return ItemPanel(self.desk, self.actions, self)

    def count_words(self, shown: int, everything: int) -> str:
        """Return nothing: the counter says how many there are."""
        return ""

    def delete(self) -> None:
        """Take the mark back; what was noted as surplus goes into the trash."""
        rows = self.model.read_all(self.table.chosen_rows())
        if rows and all(each.record.fields.get("result") == SURPLUS for each in rows):
            super().delete()
        else:
            self.mark(PENDING)

    def _where(self) -> dict[str, JsonValue]:
        where: dict[str, JsonValue] = {"stocktake": self._id or "none"}
        if self._narrow in (PENDING, FOUND, MISSING, SURPLUS):
            where["result"] = [self._narrow, None] if self._narrow == PENDING else self._narrow
        return where

    def _asked(self) -> records.Search:
        asked = super()._asked()
        if self._narrow != ELSEWHERE:
            return asked
        return records.Search(kind=asked.kind, text=asked.text, where=asked.where, order=asked.order,
                              ids=stocktaking.elsewhere(self.desk.store.read(), self._id))

    def _type_into_search(self, text: str) -> None:
        if (result := _KEYS.get(text.casefold())) is not None:
            self.mark(result)
            return
        self.counter.code.setFocus()
        self.counter.code.setText(self.counter.code.text() + text)

    # What the page of devices asks.

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now: the list and how far the counting has come."""
        touches = getattr(changes, "touches", None)
        if touches is None or touches("stocktake") or not self._all:
            self._read_all()
        if self._id:
            self._read_progress()
        super().refresh(changes)
        if self._marked is not None and touches is not None and touches(self.kind.code):
            self._go_on_after()

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a stock-take, or one line of it."""
        record = records.get(self.desk.store.read(), record_id)
        if record is None:
            return
        self._read_all()
        self.choose(record_id if kind == stocktake.KIND.code else str(record.fields.get("stocktake") or ""))
        if kind == self.kind.code:
            super().open_record(kind, record_id)

    def new_record(self) -> None:
        """Open the sheet that begins one."""
        if not self.is_read_only:
            self._sheet().open_new()

    def escape(self) -> bool:
        """Close the sheet that lies open."""
        if self._start is not None and self._start.isVisible():
            self._start.hide()
            return True
        return self.counter.close_offers() or super().escape()

    def choose(self, stocktake_id: str) -> None:
        """Show this stock-take."""
        self._id = stocktake_id
        self.bar.choose(stocktake_id)
        self._status = next((status for id_, _, status in self._all if id_ == stocktake_id), "open")
        self._show_state()
        self._shown_id = ""
        self.model.show(self._asked())
        self._read_progress()

    # Counting.

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of the list, for F1."""
        return [("F", tr("Found, the selected lines")), ("M", tr("Missing, the selected lines")),
                ("U  Delete", tr("Take the mark of the selected lines back"))] if self.is_open else []

    @property
    def is_open(self) -> bool:
        """Return whether lines may still be marked."""
        return bool(self._id) and self._status == "open" and not self.is_read_only

    def mark(self, result: str, items: Sequence[str] = ()) -> None:
        """Mark these lines, or those selected, and go on to the next."""
        if not items:
            self.with_chosen(lambda ids: self._mark(result, ids, is_selection=True))
            return
        self._mark(result, list(items), is_selection=False)

    def _mark(self, result: str, ids: list[str], *, is_selection: bool) -> None:
        if not ids or not self._may_mark():
            return
        store, place = self.desk.store, self.counter.place.text().strip()
        self._marked = (self.chosen_last(), self.table.current_id()) if is_selection else None
        self.desk.tasks.run(lambda: stocktaking.mark(store, ids, result, place=place), lambda _: self._go_on_after(),
                            self.actions.show_trouble, owner=self)

    def chosen_last(self) -> int:
        """Return the last selected row, -1 for none."""
        return max((rows.stop - 1 for rows in self.table.chosen_rows()), default=-1)

    def _go_on_after(self) -> None:
        """Choose the line after the one that was marked; in a narrowed list it has moved up into its place."""
        marked, self._marked = self._marked, None
        if marked is None or not self.model.rowCount():
            return
        at, record_id = marked
        record = self.model.record(at)
        still_there = record is not None and record.id == record_id
        self.table.choose(max(0, min(at + 1 if still_there else at, self.model.rowCount() - 1)))

    def after(self, act: "Callable[[Store, Sequence[str]], tuple[int, str]]", items: Sequence[str],
              said: Callable[[int], str]) -> None:
        """Do to the devices of these lines what was asked for, and say how many changed."""
        store = self.desk.store
        self.desk.tasks.run(lambda: act(store, items), lambda result: self.actions.say(
            said(result[0]), Tone.GOOD if result[0] else Tone.INFO, undo_group=result[1] if result[0] else ""),
            self.actions.show_trouble, owner=self)

    def close_it(self) -> None:
        """Close the stock-take, or jump to the first line that is still pending."""
        store, id_ = self.desk.store, self._id

        def failed(problem: Exception) -> None:
            if not isinstance(problem, StillPending):
                self.actions.show_trouble(problem)
                return
            self._narrow_to(PENDING)
            self.actions.say(trn("{n} device is not counted yet.", "{n} devices are not counted yet.",
                                 int(str(problem.values["count"]))), Tone.WARN,
                             more=tr("Mark each as found or missing, then close the stock-take."))
            self.table.setFocus()

        self.desk.tasks.run(lambda: stocktaking.close(store, id_), lambda group: self.actions.say(
            tr("The stock-take is closed. No device was changed."), Tone.GOOD, undo_group=group), failed, owner=self)

    def export(self, path: Path) -> None:
        """Write the whole list with its results to `path`."""
        store, wanted = self.desk.store, records.Search(kind=self.kind.code, where={"stocktake": self._id},
                                                        order=self.order)
        self.desk.tasks.run(lambda: write_csv(store.read(), wanted, path), lambda n: self.actions.say(
            trn("{n} row written to {file}.", "{n} rows written to {file}.", n, file=path.name)),
            self.actions.show_trouble, owner=self)

    def open_again(self) -> None:
        """Open a closed one for another look."""
        store, id_ = self.desk.store, self._id
        self.desk.tasks.run(lambda: stocktaking.move(store, id_, "open"), lambda group: self.actions.say(
            tr("Open again: lines can be marked."), Tone.GOOD, undo_group=group), self.actions.show_trouble, owner=self)

    def _may_mark(self) -> bool:
        if not self.is_open and not self.is_read_only:
            self.actions.say(tr("A closed stock-take is not changed."), Tone.WARN,
                             more=tr("Choose “Open again” first."))
        return self.is_open

    def _look_up(self, typed: str) -> None:
        store, id_ = self.desk.store, self._id

        def hear(found: tuple[Match, ...]) -> None:
            if len(found) == 1 and not found[0].outside:
                self._take(found[0])
            else:
                self.counter.answer(found, typed)

        self.desk.tasks.run(lambda: stocktaking.look_up(store.read(), id_, typed), hear, self.actions.show_trouble,
                            owner=self)

    def _take(self, match: Match) -> None:
        """Mark a line as found; a device from outside is noted as surplus, with what the book knows of it."""
        if not self._may_mark():
            return
        store, id_, place = self.desk.store, self._id, self.counter.place.text().strip()
        words = " · ".join(part for part in (match.code, match.name, match.serial) if part)
        if match.outside:
            def act() -> object:
                return stocktaking.add_surplus(store, id_, match.name, device=match.id, place=place)
            state, tone = _result_words(SURPLUS)
        else:
            def act() -> object:
                return stocktaking.mark(store, [match.id], FOUND, place=place)
            state, tone = _result_words(FOUND)
            if match.result == FOUND:
                words = tr("{device} (counted before)", device=words)
            elif match.result == SURPLUS:
                state, tone = _result_words(SURPLUS)

        def done(_: object) -> None:
            self.counter.say(words, state, tone)

        self.desk.tasks.run(act, done, self.actions.show_trouble, owner=self)

    def _add_surplus(self, typed: str) -> None:
        if not self._may_mark():
            return
        if self._surplus is None:
            from desktop.ui.dialogs.stocktake_surplus import StocktakeSurplus
            self._surplus = StocktakeSurplus(self.window(), self.desk, self.actions, self.counter.ready)
        self._surplus.open(self._id, typed, self.counter.place.text().strip())

    # Reading.

    def _read_all(self) -> None:
        self._all = stocktaking.all_of(self.desk.store.read())
        known = [id_ for id_, _, _ in self._all]
        first_open = next((id_ for id_, _, status in self._all if status == "open"), known[0] if known else "")
        wanted = self._id if self._id in known else first_open
        if wanted != self._id:
            self._id = wanted
            self.model.show(self._asked())
        self.bar.offer(self._all, wanted)
        self._status = next((status for id_, _, status in self._all if id_ == wanted), "open")
        self._show_state()

    def _read_progress(self) -> None:
        store, id_ = self.desk.store, self._id

        def show(seen: Progress) -> None:
            if id_ == self._id:
                self.counter.show_progress(seen, is_open=self.is_open)

        self.desk.tasks.latest("stocktake-progress", lambda: stocktaking.progress(store.read(), id_), show,
                               self.actions.show_trouble, owner=self)

    def _show_state(self) -> None:
        has_any = bool(self._all)
        self._whole.setCurrentIndex(0 if has_any else 1)
        self.bar.setVisible(has_any)
        self.bar.show_state(is_open=self._status == "open")
        self._show_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._show_note)    # the fonts of the QSS are there a little later

    def _show_note(self) -> None:
        """Say what comes after a stock-take, where that leaves the list its room (text at twice the size does not)."""
        is_low = not self.isVisible() or self.height() < _LOWEST * self.fontMetrics().height()
        self._after.setVisible(bool(self._all) and self._status == "closed" and not is_low)

    def _narrow_to(self, which: str) -> None:
        self._narrow = which
        self.counter.filter.choose(FILTERS.index(which))
        self._shown_id = ""
        self.model.show(self._asked())

    # How it looks.

    def _sheet(self) -> "StocktakeForm":
        if self._start is None:
            from desktop.ui.dialogs.stocktake_form import StocktakeForm
            self._start = StocktakeForm(self, self.header, self.desk, self.actions)
            self._start.saved.connect(self._begun)
        return self._start

    def _begun(self, stocktake_id: str) -> None:
        self._read_all()
        self._narrow = ""
        self.counter.filter.choose(0)
        self.choose(stocktake_id)
        self.counter.code.setFocus()

    def _connect_counter(self) -> None:
        self.counter.asked.connect(self._look_up)
        self.counter.chosen.connect(self._take)
        self.counter.surplus_asked.connect(self._add_surplus)
        self.counter.narrowed.connect(self._narrow_to)
        for words, key, result in ((tr("Found"), "F", FOUND), (tr("Missing"), "M", MISSING),
                                   (tr("Take the mark back"), "U", PENDING)):
            made = KeyButton(words, key, is_shortcut=False)
            made.clicked.connect(lambda _=False, result=result: self.mark(result))
            self._selection.add(made)

    def _connect_bar(self) -> None:
        self.bar.chosen.connect(self.choose)
        self.bar.details_asked.connect(lambda: self._sheet().open(self._id))
        self.bar.export_asked.connect(lambda: ask_csv(self, self.bar.words(), self.export))
        self.bar.again_asked.connect(self.open_again)
        self.bar.close_asked.connect(self.close_it)

    def lay_out_around(self) -> None:
        """Put the list into a stack while it is empty: what gets another parent is styled anew with all in it."""
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.removeWidget(self.body)
        self._whole = PageStack()
        outer.addWidget(self._whole, 1)
        self._whole.addWidget(self.body)

    def _lay_out(self) -> None:
        super()._lay_out()
        left = self.body.layout().itemAt(0).layout()
        assert isinstance(left, QVBoxLayout)
        self._after = note(tr("Counted and closed:"), tr(
            "choose a missing or surplus line to say what becomes of it; nothing changes by itself."), Tone.INFO)
        self._after.hide()
        left.insertWidget(0, self._after)
        left.insertWidget(0, self.counter)
        empty = EmptyCard(tr("No stock-take yet."), tr(
            "The list of what should be there is taken from the book when one begins: the whole commune, one site "
            "or one office. It is due on 31 December each year, and at a merger or split."))
        begin = button(tr("+ Begin a stock-take"), "primary")
        begin.clicked.connect(self.new_record)
        empty.offer(begin)
        self._whole.addWidget(empty)


def _result_words(result: str) -> tuple[str, Tone]:
    field = stocktake_item.KIND.field("result")
    assert field is not None
    return (choice_label(stocktake_item.KIND, field, result),
            choice_tone(stocktake_item.KIND.code, "result", result) or Tone.NEUTRAL)


