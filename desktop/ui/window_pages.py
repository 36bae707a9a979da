"""The pages of the window: made when first shown, a few widgets at a time, and read again when they are stale."""
from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.language import tr
from desktop.ui import navigation, page_opening
from desktop.ui.page_opening import Making
from desktop.ui.tokens import Tone
from desktop.ui.widgets.chrome import Navigation, Page
from desktop.ui.widgets.header_tools import HeaderTools
from desktop.ui.window_sheets import WithSheets

if TYPE_CHECKING:
    from desktop.ui.desk import Desk


class WithPages(WithSheets):
    """The middle of the window; `MainWindow` adds keys, what is read, and who sits here."""
    _navigation: Navigation
    _tools: HeaderTools

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()      # pages that have not seen the last changes
        self._openings: dict[str, Making] = {}
        self._wanted = ""    # the page that is on its way, and will be shown
        self._is_painted = False

    def go(self, page: str) -> None:
        """Show the page `page`; "recovery" is the slip of Thiết lập."""
        if page == "recovery" and not self._is_colleague:
            self.go("settings")
            if callable(show := getattr(self.page(), "show_slip", None)):
                show()
            return
        entry = navigation.entry_of(page, of_colleague=self._is_colleague)
        if self._is_painted:
            self._close_sheets()
            self._tools.search.close_results()
            self._tools.search.clear()
        self._leave_opening()
        if entry.key not in self._pages:
            begun = self._openings.get(entry.key)
            if begun is not None:
                begun.finish()
            else:
                made = entry.make(self._desk, self)
                if not self._may_edit:
                    made.make_read_only()
                self._stack.addWidget(made)
                self._take_in(made)
                self._stale.add(entry.key)
        shown = self._pages[entry.key]
        self._navigation.select(entry.key)
        held = self.focusWidget()
        if held is not None and shown is not self.page() and self._stack.isAncestorOf(held):
            self.setFocus()    # or Qt hands it on to whatever comes next, with a ring that nobody asked for
        shown.host(self._tools)
        self._stack.setCurrentWidget(shown)
        self.setWindowTitle(" – ".join((shown.title, tr("Sổ CNTT"))))
        if not self._is_painted:
            self._stale.add(entry.key)    # read after the first paint: threads would only slow it down
        elif entry.key in self._stale or entry.key == "today":
            self._stale.discard(entry.key)
            shown.refresh(None)
        self._desk.view.page = entry.key

    def visit(self, page: str) -> None:
        """Show the page `page` as soon as it is made, and answer meanwhile: a line of the navigation was chosen."""
        entry = navigation.entry_of(page, of_colleague=self._is_colleague)
        if entry.key in self._pages or not self._is_painted:
            self.go(entry.key)
            return
        self._leave_opening()
        self._navigation.select(entry.key)
        self._wanted = entry.key
        if entry.key not in self._openings:
            self._openings[entry.key] = Making(self, self._desk.tasks, entry.modules, self._parts_of(entry),
                                               lambda problem: self._stay(entry.key, problem))
        self._openings[entry.key].start()

    # -- a page on its way ---------------------------------------------------------------------------

    def _listen_to_navigation(self) -> None:
        self._navigation.chosen.connect(self.visit)
        self._navigation.pointed.connect(self._foresee)

    def _foresee(self, page: str) -> None:
        """Import a page while the mouse is over its line."""
        entry = navigation.entry_of(page, of_colleague=self._is_colleague)
        if self._is_painted and entry.key not in self._pages:
            page_opening.foresee(entry.modules, self._desk.tasks)

    def _take_in(self, page: Page) -> None:
        self._openings.pop(page.key, None)
        self._pages[page.key] = page

    def _parts_of(self, entry: navigation.PageEntry) -> Iterator[None]:
        """Make a page part by part, and show it unless somebody went elsewhere meanwhile."""
        page = entry.begin(self._desk, self)
        # Now, while it is small: whatever gets another parent is styled anew with all that is in it.
        self._stack.addWidget(page)
        yield
        while page.step():
            yield
        if not self._may_edit:
            page.make_read_only()
            yield
        page.resize(self._stack.size())
        yield from page_opening.dressed(page)
        self._take_in(page)
        page.refresh(None)    # before it is shown: an empty list would say for a moment that there is nothing
        yield
        if self._wanted == entry.key:
            self.go(entry.key)

    def _stay(self, key: str, problem: BaseException) -> None:
        """A page could not be made: say so; its line may be tried again."""
        self._openings.pop(key, None)
        self._wanted = ""
        if page := self.page():
            self._navigation.select(page.key)
        self.show_trouble(problem)

    def show_trouble(self, problem: BaseException) -> None:
        """Say in one sentence what went wrong and what to do."""
        from desktop.ui.troubles import said
        words = said(problem)
        self._message.say(words.message, Tone.BAD, "", words.hint)

    def _leave_opening(self) -> None:
        if self._wanted in self._openings:
            self._openings[self._wanted].pause()
        self._wanted = ""

    def _hurry(self) -> None:
        """Make the rest of a page that is on its way: a key asks something of it."""
        if self._wanted in self._openings:
            self._openings[self._wanted].finish()

    def _forget_pages(self) -> None:
        """Take every page away, those on their way too."""
        for opening in self._openings.values():
            opening.give_up()
        for page in [self._stack.widget(at) for at in range(self._stack.count())]:
            if isinstance(page, Page):
                page.hide()
                page.setParent(None)
                page.deleteLater()
        self._openings.clear()
        self._pages.clear()
        self._stale.clear()
        self._wanted = ""
