"""The views of one page: made when they are first asked for, a few widgets at a time when a toggle asks."""
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.page_opening import Making, dressed

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks

PAGES = "desktop.ui.pages."


class ViewsInTurns(QObject):
    """Makes views for `page`, which adds them with `taken(name, view)` and shows them with `shown(name)`.

    `begin` returns a view of which only the parts are missing; `stale` are the views that must read again.
    """

    def __init__(self, page: QWidget, tasks: "Tasks", stack: QStackedWidget, modules: Mapping[str, str],
                 begin: Callable[[str], QWidget], taken: Callable[[str, QWidget], object],
                 shown: Callable[[str], object], failed: Callable[[BaseException], object], stale: set[str]) -> None:
        super().__init__(page)
        self._tasks, self._stack, self._modules, self._stale = tasks, stack, modules, stale
        self._begin, self._taken, self._shown, self._failed = begin, taken, shown, failed
        self._under_way: dict[str, Making] = {}
        self._wanted = ""

    def visit(self, name: str) -> None:
        """Show a view that was never shown as soon as it is made."""
        self.leave()
        self._wanted = name
        if name not in self._under_way:
            modules = [PAGES + module for module in self._modules.get(name, "").split()]
            self._under_way[name] = Making(self, self._tasks, modules, self._parts_of(name),
                                           lambda problem: self._fail(name, problem))
        self._under_way[name].start()

    def leave(self) -> None:
        """Another view is shown: what is under way waits."""
        if self._wanted in self._under_way:
            self._under_way[self._wanted].pause()
        self._wanted = ""

    def finish(self, name: str) -> None:
        """Make the rest of a view now, if it is under way."""
        self.leave()
        if name in self._under_way:
            self._under_way[name].finish()

    def _parts_of(self, name: str) -> Iterator[None]:
        view = self._begin(name)
        self._stack.addWidget(view)
        yield
        step = getattr(view, "step", None)
        while step is not None and step():
            yield
        view.resize(self._stack.size())
        yield from dressed(view)
        self._under_way.pop(name)
        self._taken(name, view)
        self._stale.discard(name)
        view.refresh(None)    # type: ignore[attr-defined]
        yield
        if self._wanted == name:
            self._wanted = ""
            self._shown(name)

    def _fail(self, name: str, problem: BaseException) -> None:
        self._under_way.pop(name, None)
        self._failed(problem)
