"""Thiết bị: what the commune has, who uses it, what it is fit for, and how it goes from hand to hand."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import device_fitness, handing_over
from desktop.services.device_fitness import Level
from desktop.ui.dialogs.machine_actions import machine_button
from desktop.ui.models.list_columns import ListColumn, columns_of
from desktop.ui.pages.device_form import DeviceBulkEdit, DeviceForm
from desktop.ui.pages.device_panel import LEVEL_TONES, DevicePanel, KnownRules
from desktop.ui.pages.views_in_turns import ViewsInTurns
from desktop.ui.records.detail_panel import DetailPanel
from desktop.ui.records.form import RecordForm
from desktop.ui.records.list_page import ListPage
from desktop.ui.records.related_tab import Relation
from desktop.ui.tokens import Space, Tone
from desktop.ui.widgets.controls import Choices, KeyButton, button
from desktop.ui.widgets.page_stack import BarStack, PageStack
from desktop.ui.widgets.read_only import put_away, writing
from desktop.ui.widgets.table import Column
from desktop.ui.widgets.turning import TurningRow
from protocol.kinds import device

if TYPE_CHECKING:
    from desktop.store.records import Record
    from desktop.ui.desk import Desk, WindowActions

LIST, STATE, HANDOVERS, STOCKTAKES = "list", "state", "handovers", "stocktakes"
ORDER: Final = (LIST, STATE, HANDOVERS, STOCKTAKES)
_MODULES: Final = {STATE: "device_state", HANDOVERS: "handovers", STOCKTAKES: "stocktakes"}
_VIEW_OF_KIND: Final = {"handover": HANDOVERS, "handover_item": HANDOVERS, "stocktake": STOCKTAKES,
                        "stocktake_item": STOCKTAKES}


class DevicesPage(ListPage):
    """The list of devices, and three views of the same: their state, hand-overs, stock-takes.

    A view is a widget with `bar`, `search`, `add_words`, `refresh(changes)`, `open_record(kind, id)`,
    `new_record()` and `escape() -> bool`; each is made when it is first shown.
    """
    key = "devices"
    kind = device.KIND
    order = (("asset_code", False),)
    shapes: ClassVar[Mapping[str, Column]] = {
        "asset_code": Column(sample="PC-0000"),
        "name": Column(sample="HP ProDesk 400 G6", share=3),
        "kind": Column(sample="Máy tính để bàn", dropped=1),
        "users": Column(sample="Phạm Văn Nam", share=1, dropped=4),
        "office": Column(sample="VP HĐND và UBND", share=1, dropped=3),
    }

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        self._rules = KnownRules(desk.store)
        self._judged: tuple[Record | None, Level | None] = (None, None)
        self._views: dict[str, QWidget] = {}
        self._bar_of: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._shown = LIST
        self._add = KeyButton(tr("+ Add a device"), "Ctrl+Shift+N", "primary", is_shortcut=False)
        self._add.clicked.connect(self.new_record)
        self._bring = button(tr("Import from Excel"))
        self._bring.clicked.connect(lambda: actions.import_workbook("device"))
        self._machines = machine_button(actions)
        super().__init__(desk, actions, header=(self._machines, self._bring, self._add),
                         placeholder=tr("Find a code, name, user, place…"),
                         empty=tr("No devices yet. “Import from Excel” takes in the sheet as it is kept; "
                                  "“Add a device” begins with one."),
                         unfit=tr("No device fits. Use fewer words or drop a filter."))
        self._rules.read_ahead(desk.tasks, self)

    def parts(self) -> Iterator[None]:
        """Make the list, and what may be done with a selection."""
        yield from super().parts()
        hand_over = button(tr("Hand over…"))
        hand_over.clicked.connect(lambda: self.with_chosen(self.hand_over))
        self._selection.add(hand_over)

    # The list.

    def list_columns(self) -> tuple[ListColumn, ...]:
        """Return the columns; place and year stand in the panel, the list names the office."""
        made = [each for each in columns_of(self.kind, shapes=self.shapes)
                if each.code not in ("location", "in_use_year")]
        made.insert(-1, ListColumn(
            code="fitness", heading=tr("Fit for"), tone=self._level_tone,
            text=lambda record, titles: self._level_words(record, device_fitness.short_label),
            spoken=lambda record, titles: self._level_words(record, device_fitness.level_label),
            shape=Column(sample=max(map(device_fitness.short_label, Level), key=self.fontMetrics().horizontalAdvance),
                         is_chip=True, dropped=2)))
        return tuple(made)

    def made_panel(self) -> DetailPanel:
        """Return the panel with the things one does with a device."""
        report = button(tr("Report an incident"), "primary")
        report.clicked.connect(lambda: self.actions.report_incident("", self.table.current_id()))
        hand_over = button(tr("Hand over…"))
        hand_over.clicked.connect(lambda: self.hand_over([self.table.current_id() or self._shown_id]))
        edit = KeyButton(tr("Edit"), "F2", is_shortcut=False)
        edit.clicked.connect(lambda: self.edit())
        return DevicePanel(self.desk, self.actions, self._rules, buttons=(report, hand_over, edit), relations=(
            Relation(kind="incident", fields=("device",), heading=tr("Incidents"), detail="detected_at",
                     empty=tr("No incident with this device yet. Choose “Report an incident” to write the first.")),))

    def form(self) -> RecordForm:
        """Return the form of this page, made when first asked for."""
        if self._form is None:
            self._form = DeviceForm(self, self.header, self.desk, self.actions)
            self._form.saved.connect(self._show_saved)
            self._form.closed.connect(self._leave_form)
        return self._form

    def hand_over(self, devices: Sequence[str] = (), person: str = "") -> None:
        """Begin a hand-over of these devices, or of those that a person uses or answers for."""
        ids, store = [each for each in devices if each], self.desk.store
        if self.is_read_only:
            return
        if person:
            self.desk.tasks.run(lambda: [*ids, *handing_over.held_by(store.read(), person)],
                                lambda held: self.show_view(HANDOVERS).begin(held, {"from_person": person}),
                                self.actions.show_trouble, owner=self)
        elif ids:
            self.show_view(HANDOVERS).begin(ids, None)

    # What the window asks, of the view that is shown.

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now; views that are not in sight read when they are shown."""
        if changes is None or changes.touches("rule"):    # type: ignore[attr-defined]
            self._rules.forget()
            self._judged = (None, None)
        self._stale.update({LIST, *self._views} - {self._shown})
        self._refresh_shown(changes)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a device in the list, a hand-over or a stock-take in its view."""
        name = _VIEW_OF_KIND.get(kind, LIST)
        view = self.show_view(name)
        if name == LIST:
            super().open_record(kind, record_id)
        else:
            view.open_record(kind, record_id)

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> bool:
        """Narrow the list of devices, or the view of the kind, to these records."""
        name = _VIEW_OF_KIND.get(kind, LIST)
        view = self.show_view(name)
        if name == LIST:
            return super().show_only(kind, ids, words)
        narrow = getattr(view, "show_only", None)
        return narrow is not None and bool(narrow(kind, ids, words))

    def new_record(self) -> None:
        """Begin what the view that is shown is a list of."""
        if self._shown in (LIST, STATE):
            self.show_view(LIST)
            super().new_record()
        else:
            self._views[self._shown].new_record()

    def escape(self) -> bool:
        """Close what lies open on the view that is shown."""
        if self._shown == LIST:
            return super().escape()
        return bool(self._views[self._shown].escape())

    def visit_view(self, name: str) -> None:
        """Show a view as soon as it is made."""
        if name == LIST or name in self._views:
            self.show_view(name)
        else:
            self._making.visit(name)

    def show_view(self, name: str) -> QWidget:
        """Show a view and return it; the list is the page itself."""
        self._making.finish(name)
        self._shown = name if name in ORDER else LIST
        self._toggles.choose(ORDER.index(self._shown))
        view = self._view(self._shown)
        self._stack.setCurrentWidget(view)
        self._bars.setCurrentWidget(self._bar_of[self._shown])
        self.search = self.filters.search if self._shown == LIST else getattr(view, "search", None)
        self._add.setText(getattr(view, "add_words", "") or tr("+ Add a device"))
        self._add.setAccessibleName(self._add.text())
        self._bring.setVisible(self._shown == LIST)
        self._machines.setVisible(self._shown == LIST)
        if self._shown in self._stale:
            self._stale.discard(self._shown)
            self._refresh_shown(None)
        return self if self._shown == LIST else view

    def _refresh_shown(self, changes: object | None) -> None:
        if self._shown == LIST:
            super().refresh(changes)
        else:
            self._views[self._shown].refresh(changes)

    def _view(self, name: str) -> QWidget:
        if name == LIST:
            return self.body
        if name not in self._views:
            made = _class_of(name)(self.desk, self.actions)    # type: ignore[call-arg, arg-type]
            self._stack.addWidget(made)
            self._take_in(name, made)
        return self._views[name]

    def _take_in(self, name: str, made: QWidget) -> None:
        self._views[name] = made
        self._stale.add(name)
        bar = self._bar_of[name] = getattr(made, "bar", None) or QWidget()
        self._bars.addWidget(bar)
        if self.is_read_only:
            put_away([*writing(made), *writing(bar)], self)
            if isinstance(made, ListPage):
                made.make_read_only()

    def _begun(self, name: str) -> QWidget:
        return _class_of(name).begun(self.desk, self.actions)    # type: ignore[attr-defined, no-any-return]

    def lay_out_around(self) -> None:
        """Lay out the toggles of the four views; the list is the first of them."""
        names = {LIST: tr("List"), STATE: tr("Specification & norms"), HANDOVERS: tr("Hand-overs"),
                 STOCKTAKES: tr("Stock-takes")}
        self._toggles = Choices([names[each] for each in ORDER], name=tr("View"))
        self._bars, self._stack = BarStack(), PageStack()
        self._making = ViewsInTurns(self, self.desk.tasks, self._stack, _MODULES, self._begun, self._take_in,
                                    self.show_view, self.actions.show_trouble, self._stale)
        self._toggles.chosen.connect(lambda at: self.visit_view(ORDER[at]))
        self._bar_of[LIST] = self.filters
        self._bars.addWidget(self.filters)
        bar = TurningRow(self._toggles, self._bars, in_one_line=True)
        bar.setObjectName("pageBody")
        bar.setContentsMargins(Space.L, Space.M, Space.L, 0)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.removeWidget(self.body)
        self._stack.addWidget(self.body)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)

    # Inside.

    def made_bulk_edit(self) -> DeviceBulkEdit:
        """Return the sheet that asks for a decision, too, where a state needs one."""
        return DeviceBulkEdit(self, self.header, self.desk, self.actions)

    def _level_words(self, record: "Record", label: Callable[[Level], str]) -> str:
        level = self._level(record)
        return label(level) if level is not None else ""

    def _level_tone(self, record: "Record") -> Tone | None:
        level = self._level(record)
        return LEVEL_TONES[level] if level is not None else None

    def _level(self, record: "Record") -> Level | None:
        """Return what a computer is fit for; a row asks for words, colour and tooltip, one after the other."""
        if self._judged[0] is not record:
            rated = device_fitness.is_rated(record.fields)
            self._judged = (record, device_fitness.rate(record.fields, self._rules.now()).level if rated else None)
        return self._judged[1]


def _class_of(name: str) -> type[QWidget]:
    if name == STATE:
        from desktop.ui.pages.device_state import DeviceState
        return DeviceState
    if name == HANDOVERS:
        from desktop.ui.pages.handovers import HandoversView
        return HandoversView
    from desktop.ui.pages.stocktakes import StocktakesView
    return StocktakesView
