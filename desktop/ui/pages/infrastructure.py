"""Hạ tầng & phòng họp: meeting rooms, lines, interruptions, hamlets, trainings, sites – six lists on one page."""
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.language import N_, tr
from desktop.ui.pages.views_in_turns import ViewsInTurns
from desktop.ui.tokens import Space
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import Choices, KeyButton, button, shown

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.pages.infrastructure_lists import InfrastructureList

# kind of the records → name of the view, words of the button that makes one
VIEWS: Final = {
    "room": (N_("Meeting rooms"), N_("+ Add a room")), "line": (N_("Lines"), N_("+ Add a line")),
    "outage": (N_("Interruptions"), N_("+ Add an interruption")), "hamlet": (N_("Hamlets"), N_("+ Add a hamlet")),
    "training": (N_("Training"), N_("+ Add a training")), "site": (N_("Sites"), N_("+ Add a site")),
}


class InfrastructurePage(Page):
    """Each view is a list with its record beside it, made when it is first shown."""
    key = "infrastructure"

    def __init__(self, desk: "Desk", actions: "WindowActions") -> None:
        bring = button(tr("Import from Excel"))
        self._add = KeyButton(tr("+ Add a room"), "Ctrl+Shift+N", "primary", is_shortcut=False)
        super().__init__(tr("Infrastructure & meeting rooms"), "", (bring, self._add))
        self.desk, self.actions = desk, actions
        self._add.clicked.connect(self.new_record)
        bring.clicked.connect(lambda: actions.import_workbook(self._shown))
        self._views: dict[str, InfrastructureList] = {}
        self._stale: set[str] = set()
        self._shown = next(iter(VIEWS))
        self._is_read_only = False
        self._toggles = Choices([tr(name) for name, _ in VIEWS.values()], name=tr("View"))
        self._stack = QStackedWidget()
        self._making = ViewsInTurns(
            self, desk.tasks, self._stack, dict.fromkeys(
                VIEWS, "infrastructure_lists infrastructure_outages infrastructure_rooms"),
            lambda kind: _makers()[kind].begun(desk, actions), self._take_in, self.show_view, actions.show_trouble,
            self._stale)
        self._toggles.chosen.connect(lambda at: self.visit_view(list(VIEWS)[at]))
        bar = QHBoxLayout()
        bar.setContentsMargins(Space.L, Space.M, Space.L, 0)
        bar.addWidget(self._toggles)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        self.build(self.parts())

    def parts(self) -> Iterator[None]:
        """Make the list that is shown first."""
        yield
        first = _makers()[self._shown].begun(self.desk, self.actions)
        while first.step():
            yield
        self._stack.addWidget(first)
        self._take_in(self._shown, first)

    def visit_view(self, kind: str) -> None:
        """Show the list of a kind as soon as it is made."""
        if kind in self._views:
            self.show_view(kind)
        else:
            self._making.visit(kind)

    def show_view(self, kind: str) -> "InfrastructureList":
        """Show the list of a kind and return it."""
        kind = kind if kind in VIEWS else next(iter(VIEWS))
        self._making.finish(kind)
        self._shown = kind
        self._toggles.choose(list(VIEWS).index(kind))
        words = tr(VIEWS[kind][1])
        self._add.setText(shown(words))
        self._add.setAccessibleName(words)
        view = self._views.get(kind)
        if view is None:
            view = _makers()[kind](self.desk, self.actions)
            self._stack.addWidget(view)
            self._take_in(kind, view)
        self._stack.setCurrentWidget(view)
        self.search = view.search
        if kind in self._stale:
            self._stale.discard(kind)
            view.refresh(None)
        return view

    def refresh(self, changes: object | None = None) -> None:
        """Show what the records say now; the lists that are not shown read again when they are."""
        self._stale.update(kind for kind in self._views if kind != self._shown)
        if self._shown in self._stale:
            self.show_view(self._shown)
        else:
            self._views[self._shown].refresh(changes)

    def _take_in(self, kind: str, view: "InfrastructureList") -> None:
        self._views[kind] = view
        self._stale.add(kind)
        if self._is_read_only:
            view.make_read_only()

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a record in the list of its kind."""
        self.show_view(kind).open_record(kind, record_id)

    def new_record(self) -> None:
        """Start a new record of the list that is shown."""
        self.show_view(self._shown).new_record()

    def escape(self) -> bool:
        """Close what lies open on the list that is shown."""
        view = self._views.get(self._shown)
        return bool(view is not None and view.escape())

    def make_read_only(self) -> None:
        """Leave what can be read."""
        super().make_read_only()
        self._is_read_only = True
        for view in self._views.values():
            view.make_read_only()


def _makers() -> dict[str, "type[InfrastructureList]"]:
    from desktop.ui.pages.infrastructure_lists import HamletsList, SitesList, TrainingsList
    from desktop.ui.pages.infrastructure_outages import LinesList, OutagesList
    from desktop.ui.pages.infrastructure_rooms import RoomsList
    return {"room": RoomsList, "line": LinesList, "outage": OutagesList, "hamlet": HamletsList,
            "training": TrainingsList, "site": SitesList}
