"""A page of records made from a kind: search and filters above the list, the chosen record beside it."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import number_text, tr, trn
from desktop.services.merging import is_mergeable
from desktop.services.value_text import kind_label, kind_plural
from desktop.store import drafts, records
from desktop.store.drafts import Draft
from desktop.ui.dialogs.merge_records import MergeSheet
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.models.record_table import RecordTable
from desktop.ui.records import draft_notes
from desktop.ui.records.bulk_edit import BulkEdit
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.draft_notes import DraftNotes
from desktop.ui.records.filters import ONLY, Filter, FilterRow
from desktop.ui.records.form import RecordForm
from desktop.ui.records.record_view import RecordView
from desktop.ui.records.removal import Removal
from desktop.ui.records.selection_panel import SelectionPanel
from desktop.ui.tokens import Space
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.panels import Card
from desktop.ui.widgets.table import Column
from protocol.field import JsonValue
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.changes import Changes
    from desktop.ui.desk import Desk, WindowActions

_LOWEST: Final = 22    # heights of a line
AFTER_TYPING_MS: Final = 200
_LIST_SHARE: Final = 16
_PANEL_SHARE: Final = 7


class ListPage(Page):
    """List and detail of one kind. A page of its own says its words, its columns and its panel."""
    kind: ClassVar[Kind]
    shapes: ClassVar[Mapping[str, Column]] = {}
    order: ClassVar[tuple[tuple[str, bool], ...]] = ()
    without: ClassVar[frozenset[str]] = frozenset()    # fields that the form leaves to actions

    def __init__(self, desk: "Desk", actions: "WindowActions", *, header: Sequence[QWidget] = (),
                 placeholder: str, empty: str, unfit: str) -> None:
        super().__init__(kind_plural(self.kind), "", header)
        self.desk, self.actions = desk, actions
        self._form: RecordForm | None = None
        self._bulk: BulkEdit | None = None
        self._placeholder, self._empty, self._unfit = placeholder, empty, unfit
        self._shown_id = self._awaited = self._sought = self._text_answered = ""
        self._is_loaded = self.is_read_only = False
        self.build(self.parts())

    def parts(self) -> Iterator[None]:
        """Make the list, the panel and what lies around them, yielding where the window may answer."""
        self.model = RecordTable(self.desk.store, self.kind, self.list_columns(), self._asked(), tasks=self.desk.tasks)
        self.filters = FilterRow(self.desk.store, self.kind, self._placeholder)
        self.search = self.filters.search
        yield
        self.lay_out_around()
        yield
        # With its parent before it has children: whatever gets another parent is styled anew with all that is in it.
        self._card = Card()
        self._card.setParent(self.body)
        self._card.body.setContentsMargins(1, 1, 1, Space.XS)    # the view has square corners; the card keeps its own
        self.table = RecordView(self.model, self.desk.tasks, empty=self._empty, name=kind_plural(self.kind))
        self._card.body.addWidget(self.table)
        yield
        self.panel = self.made_panel()
        yield
        self.panel.prepare()
        yield
        self._beside = QStackedWidget(self.body)
        self._beside.addWidget(self.panel)
        yield
        self._selection = SelectionPanel()
        self._beside.addWidget(self._selection)
        yield
        self._blank = QWidget()    # while nothing is found the list keeps its width: the rows come back where they were
        self._beside.addWidget(self._blank)
        self._appear = QTimer(self)
        self._appear.setSingleShot(True)
        self._appear.setInterval(AFTER_TYPING_MS)
        self._appear.timeout.connect(self._show_beside)
        self._removal = Removal(self, self.desk, self.actions)
        self._lay_out()
        yield
        self._connect()

    # What a page says of itself.

    def lay_out_around(self) -> None:
        """Lay out what stands around the list, and take its filters there; before the list is made."""

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns of the list."""
        return columns_of(self.kind, shapes=self.shapes)

    def made_panel(self) -> DetailPanel:
        """Return the panel beside the list."""
        return DetailPanel(self.desk, self.actions, self.kind)

    def count_words(self, shown: int, everything: int) -> str:
        """Return the words over the list: 12 / 187 thiết bị."""
        things = (kind_label if everything == 1 else kind_plural)(self.kind).lower()
        told = dict.fromkeys((number_text(shown), number_text(everything)))
        return f"{' / '.join(told)} {things}"

    # What the window asks.

    def refresh(self, changes: "Changes | object | None" = None) -> None:
        """Show what the records say now."""
        if changes is None:
            if not self._is_loaded:
                self._is_loaded = True
                self.model.show(self._asked())
            else:
                self.model.reload()
            self._offer_drafts()
            return
        self.model.take(changes)    # type: ignore[arg-type]
        if self._awaited:
            self._choose_awaited()
        touched = {record_id for _, record_id in changes.records}    # type: ignore[attr-defined]
        shown = self.panel.record
        if shown is not None and (shown.id in touched or changes.outbox_changed    # type: ignore[attr-defined]
                                  or changes.everything):    # type: ignore[attr-defined]
            self.panel.reload()
        if changes.drafts_changed and self._drafts.count():    # type: ignore[attr-defined]
            self._drafts.drop_gone(self._drafts_in_sight())

    def open_record(self, kind: str, record_id: str) -> None:
        """Choose a record in the list, without filters if they hide it."""
        if kind != self.kind.code:
            return
        if not self._is_loaded:
            self.refresh(None)
        self._shown_id = self._sought = record_id
        at = self.model.row_of(record_id, thorough=True)
        if at < 0:
            record = records.get(self.desk.store.read(), record_id)
            self.search.clear()
            self.filters.put([self.filters.trash_chip()] if record is not None and record.deleted else [])
            at = self.model.row_of(record_id, thorough=True)    # -1 while a task asks: then it is chosen after that
        if at >= 0:
            self._sought = ""
            self.table.choose(at)
        self.table.setFocus()
        self._show_beside()
        self.panel.show_record(record_id, at_once=True)

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> bool:
        """Narrow the list to these records, under a chip that says why."""
        if kind != self.kind.code:
            return False
        self._shown_id = ids[0] if ids else ""
        self.search.clear()
        self.filters.put([Filter(field=ONLY, values=tuple(ids), words=words)])
        self.table.setFocus()
        return True

    def new_record(self) -> None:
        """Open an empty form."""
        if not self.is_read_only:
            self.form().open_new()

    def make_read_only(self) -> None:
        """Leave the list, the search and what is known of the chosen record."""
        super().make_read_only()
        self.is_read_only = True
        self._empty = tr("Nothing of this has arrived on this PC yet.")
        self.panel.make_read_only()
        self._selection.make_read_only()

    def escape(self) -> bool:
        """Close the form, the sheet or the question that lies open."""
        for sheet in (self._form, self._bulk):
            if sheet is not None and sheet.isVisible():
                sheet.hide()
                self.table.setFocus()
                return True
        if self._removal.is_asking():
            self._removal.withdraw()
            return True
        if self.filters.only is not None:
            self.filters.put({code: chip for code, chip in self.filters.filters.items() if code != ONLY})
            return True
        return False

    def form(self) -> RecordForm:
        """Return the form of this page, made when first asked for."""
        if self._form is None:
            self._form = RecordForm(self, self.header, self.desk, self.actions, self.kind, without=self.without)
            self._form.saved.connect(self._show_saved)
            self._form.closed.connect(self._leave_form)
        return self._form

    def edit(self, record_id: str = "") -> None:
        """Open the form of a record, or of the chosen one."""
        wanted = record_id or self.table.current_id() or self._shown_id
        if wanted and not self.filters.trash and not self.is_read_only:
            self.form().open(wanted)

    def made_bulk_edit(self) -> BulkEdit:
        """Return the sheet that edits one field of a selection."""
        return BulkEdit(self, self.header, self.desk, self.actions, self.kind)

    def with_chosen(self, act: Callable[[list[str]], object]) -> None:
        """Call `act` with the ids of the selected rows: of one at once, of more when a task has read them."""
        spans = self.table.chosen_rows()
        if self.table.chosen_count() == 1 and (row := self.model.row(spans[0].start)) is not None:
            act([row.record.id])
        elif spans:
            self.desk.tasks.run(lambda: self._ids_in(spans), act, self.actions.show_trouble, owner=self)

    def chosen_ids(self) -> list[str]:
        """Return the ids of the selected rows, read now: not for a selection of thousands."""
        return self._ids_in(self.table.chosen_rows())

    def _ids_in(self, spans: Sequence[range]) -> list[str]:
        return [each.record.id for each in self.model.read_all(spans)]

    def delete(self) -> None:
        """Put the selection into the trash; asked once when others point at it."""
        if self.filters.trash or self.is_read_only or not self.table.chosen_count():
            return
        spans = self.table.chosen_rows()
        self._removal.delete(lambda: self._ids_in(spans), self.table.setFocus)

    def restore(self, ids: Sequence[str] = ()) -> None:
        """Take records out of the trash: these, or the selection."""
        spans = self.table.chosen_rows() if not ids else []
        self._removal.restore(lambda: ids or self._ids_in(spans))

    # What happens.

    def _asked(self) -> "records.Search":
        filters = getattr(self, "filters", None)
        return records.Search(kind=self.kind.code, text=filters.text if filters else "",
                              where=self._where(), order=self._ordered(),
                              trash=filters.trash if filters else False,
                              ids=filters.only if filters else None)

    def _where(self) -> dict[str, JsonValue]:
        filters = getattr(self, "filters", None)
        return filters.where() if filters else {}

    def _ordered(self) -> tuple[tuple[str, bool], ...]:
        model = getattr(self, "model", None)
        return tuple(model.search.order) if model is not None else self.order

    def _connect(self) -> None:
        self.filters.changed.connect(lambda: self.model.show(self._asked()))
        self.model.counted.connect(self._tell_count)
        self.model.answered.connect(self._choose_again)
        self.table.chosen.connect(self._follow_choice)
        self.table.opened.connect(self.edit)
        self.table.delete_asked.connect(self.delete)
        self.table.typed.connect(self._type_into_search)
        self.table.copied.connect(lambda n: self.actions.say(trn(
            "{n} row copied. Paste it into Excel or Word.", "{n} rows copied. Paste them into Excel or Word.", n)))
        self._selection.edit_asked.connect(self._edit_all)
        self._selection.merge_asked.connect(self._merge_two)
        self._selection.copy_asked.connect(self.table.copy)
        self._selection.delete_asked.connect(self.delete)
        self._selection.restore_asked.connect(self.restore)
        self.panel.restore_asked.connect(lambda record_id: self.restore([record_id]))
        QShortcut(QKeySequence("F2"), self, self.edit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _tell_count(self, shown: int, everything: int) -> None:
        if shown < 0:
            self.filters.tell_count(tr("Counting…"))
            return
        self.filters.tell_count(self.count_words(shown, everything))
        self._beside.setVisible(everything > 0 or shown > 0)
        if not shown:
            self._beside.setCurrentWidget(self._blank)
        elif self._beside.currentWidget() is self._blank:
            self._appear.start()    # the rows first
        self.table.say_empty(self._unfit if everything or self.filters.trash else self._empty)
        if self._awaited:    # the news of it came in a flood, and a task has read it only now
            self._choose_awaited()

    def _choose_again(self) -> None:
        """After a new search: the record that was shown if it is still there, else the first.

        While one types, the panel waits and a record further down is not looked for: the rows come first.
        """
        now = self.filters.search.text()    # as typed: a space asks the same again, and is no pause
        typed, self._text_answered = now != self._text_answered, now
        sought, self._sought = self._sought, ""
        if sought:
            if (at := self.model.row_of(sought, thorough=True)) >= 0:
                self.table.choose(at)
            return
        if not self.model.rowCount():
            self.panel.show_record("")
            return
        at = self.model.row_of(self._shown_id, at_hand=typed) if self._shown_id else 0
        self.table.choose(max(at, 0))
        if typed and self.panel.record is not None and (shown := self.table.current_id()):
            self.panel.show_record(shown, settle_ms=AFTER_TYPING_MS)

    def _follow_choice(self) -> None:
        count = self.table.chosen_count()
        if count > 1:
            words = tr("{n} {things} selected", n=count, things=kind_plural(self.kind).lower())
            self._selection.show_count(words, in_trash=self.filters.trash,
                                       may_merge=count == 2 and is_mergeable(self.kind))
        if self._beside.currentWidget() is not self._blank:
            self._show_beside()
        record_id = self.table.current_id()
        if record_id and record_id != self._shown_id:
            self._shown_id = record_id
            self.panel.show_record(record_id)
        elif record_id and self.panel.record is None:
            self.panel.show_record(record_id)

    def _show_beside(self) -> None:
        if self.model.rowCount():
            self._beside.setCurrentWidget(self._selection if self.table.chosen_count() > 1 else self.panel)

    def _type_into_search(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def _show_saved(self, record_id: str) -> None:
        self._shown_id = self._awaited = record_id
        self.panel.show_record(record_id)
        self._choose_awaited()
        self.table.setFocus()

    def _choose_awaited(self) -> None:
        """Choose the row of what was just saved; its news may be a moment behind the save."""
        at = self.model.row_of(self._awaited)
        if at >= 0:
            self._awaited = ""
            self.table.choose(at)

    def _edit_all(self) -> None:
        if self._bulk is None:
            self._bulk = self.made_bulk_edit()
        self.with_chosen(self._bulk.open)

    def _merge_two(self) -> None:
        def open_(ids: list[str]) -> None:
            if len(ids) == 2:
                MergeSheet(self.window(), self.desk, self.actions).open(*ids)

        self.with_chosen(open_)

    def draft_prefix(self) -> str:
        """Return how the keys of this page's drafts begin."""
        return f"form:{self.kind.code}:"

    def draft_words(self, draft: Draft) -> str:
        """Return what names a draft in the note that offers it."""
        return str(draft.payload.get("title") or kind_label(self.kind))

    def go_on(self, key: str) -> None:
        """Go on typing where it was left."""
        record_id = key.removeprefix(self.draft_prefix())
        if record_id == "new":
            self.form().open_new()
        else:
            self.form().open(record_id)

    def _leave_form(self) -> None:
        self.table.setFocus()
        self._offer_drafts()

    def _offer_drafts(self) -> None:
        is_typing = self._form is not None and not self._form.isHidden()
        self._drafts.offer(0 if self.is_read_only or is_typing else self._drafts_in_sight())

    def _own_drafts(self) -> list[Draft]:
        return [each for each in drafts.all(self.desk.store.read()) if each.key.startswith(self.draft_prefix())]

    def _drafts_in_sight(self) -> int:
        """Return how many drafts are offered at once; under text of twice the size one, or the list has no room."""
        return 1 if self.height() < _LOWEST * self.fontMetrics().height() else draft_notes.OFFERED

    def _drop_draft(self, key: str) -> None:
        self.desk.store.submit(lambda unit: drafts.drop(unit, key))

    def _lay_out(self) -> None:
        self._drafts = DraftNotes(self._own_drafts, self.draft_words, go_on=self.go_on, drop=self._drop_draft)
        left = QVBoxLayout()
        left.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        left.setSpacing(Space.M)
        if self.filters.parentWidget() is None:
            left.addWidget(self.filters)
        left.addLayout(self._drafts)
        left.addLayout(self._removal)
        left.addWidget(self._card, 1)
        line = QHBoxLayout(self.body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addLayout(left, _LIST_SHARE)
        line.addWidget(self._beside, _PANEL_SHARE)
