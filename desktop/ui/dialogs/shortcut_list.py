"""F1: every key, those of the page that is shown first, then those that hold everywhere.

A part of a page says its own keys in a method `keys() -> [(keys, msgid already translated)]`; buttons that
show a key say it themselves. Nobody registers anything: what is on the screen is asked.
"""
from collections.abc import Iterable
from typing import Final

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.language import N_, tr
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import KeyButton, NavButton
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled

Lines = list[tuple[str, str]]

EVERYWHERE: Final = (
    ("Ctrl N", N_("Report an incident, from anywhere")),
    ("Ctrl Shift N", N_("New record of this page")),
    ("Ctrl K", N_("Search the whole book, accents do not matter")),
    ("Ctrl F", N_("Filter the list of this page")),
    ("Ctrl U", N_("Who is at this PC")),
    ("Ctrl L", N_("Lock the book, where an opening code is set")),
    ("Ctrl Z", N_("Undo the last change")),
    ("Ctrl Y  Ctrl Shift Z", N_("Redo what was undone")),
    ("F2", N_("Edit the record that is shown")),
    ("F5", N_("Sync now")),
    ("Ctrl +  Ctrl −  Ctrl 0", N_("Larger, smaller, normal text")),
    ("Tab  Shift Tab", N_("Next, previous field or button")),
    ("Enter", N_("In a form: save")),
    ("Esc", N_("Close what lies open")),
    ("F1", N_("This list")),
)
OWN_THINGS: Final = "own"    # the first page of that seat
NOT_OF_A_COLLEAGUE: Final = frozenset({"Ctrl Shift N", "F2"})
"""Keys of what the seat of a colleague does not have (Ctrl+U)."""
OF_A_COLLEAGUE: Final = {"Ctrl K": N_("Search one's own machines and accounts, and the guides")}


class ShortcutList(Overlay):
    """The list; made anew at each F1, so that it follows the page and the language."""

    WIDTH = 560

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Keys"))
        inside = QWidget(self)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S - 2)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(Scrolled(inside, whole=True), 1)    # before it is filled: it is styled once then
        page = window.page() if hasattr(window, "page") else None
        self.of_page = of_page(page) if page is not None else []
        self.everywhere = everywhere(window)
        if page is not None and self.of_page:
            self._add(tr("On this page: {page}", page=page.title), self.of_page)
            self._grid.setRowMinimumHeight(self._grid.rowCount(), Space.S)
        self._add(tr("Everywhere") if self.of_page else "", self.everywhere)

    def open(self) -> None:
        """Show it; the close button has the focus, so that Esc and Enter both end it."""
        self.show_over()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.deleteLater()

    def _add(self, heading: str, lines: Lines) -> None:
        row = self._grid.rowCount()
        if heading:
            self._grid.addWidget(label(heading, Text.SECTION, wrap=True), row, 0, 1, 2)
        for at, (keys, words) in enumerate(lines, start=row + 1):
            self._grid.addWidget(label(keys, Text.SMALL_STRONG), at, 0)
            self._grid.addWidget(label(words, Text.TABLE, wrap=True), at, 1)


def everywhere(window: QWidget) -> Lines:
    """Return the keys of the window; those of the pages as many as the seat has."""
    shown = [each.key for each in window.findChildren(NavButton) if each.isVisible()]
    is_colleague, count = OWN_THINGS in shown, len(shown)
    lines = [(keys, tr(OF_A_COLLEAGUE.get(keys, words) if is_colleague else words)) for keys, words in EVERYWHERE
             if not (is_colleague and keys in NOT_OF_A_COLLEAGUE)]
    if count:
        lines.insert(-3, (f"Ctrl 1 … Ctrl {count}" if count > 1 else "Ctrl 1", tr("Go to a page of the navigation")))
    return lines


def of_page(page: QWidget) -> Lines:
    """Return the keys of what is shown on a page, each once, without those that hold everywhere."""
    known = {keys for keys, _ in EVERYWHERE}
    found: dict[str, str] = {}
    for part in _shown(page):
        said = getattr(part, "keys", None)
        for keys, words in said() if callable(said) else _of_button(part):
            if keys not in known:
                found.setdefault(keys, words)
    return list(found.items())


def _of_button(part: QWidget) -> Lines:
    return [(part.hint(), part.accessibleName())] if isinstance(part, KeyButton) else []


def _shown(page: QWidget) -> Iterable[QWidget]:
    yield page
    yield from (each for each in page.findChildren(QWidget) if each.isVisibleTo(page))
