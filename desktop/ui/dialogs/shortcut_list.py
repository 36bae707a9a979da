"""F1: every key of the window in one list."""
from typing import Final

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.language import N_, tr
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled

KEYS: Final = (
    ("Ctrl N", N_("Report an incident, from anywhere")),
    ("Ctrl Shift N", N_("New record of this page")),
    ("Ctrl K", N_("Search the whole book, accents do not matter")),
    ("Ctrl F", N_("Filter the list of this page")),
    ("Ctrl U", N_("Who is at this PC")),
    ("Ctrl L", N_("Lock the book, where an opening code is set")),
    ("Ctrl Z", N_("Undo the last change")),
    ("Ctrl Y", N_("Redo what was undone")),
    ("F2", N_("Edit the record that is shown")),
    ("F5", N_("Sync now")),
    ("Ctrl 1 … Ctrl 7", N_("Go to a page of the navigation")),
    ("Ctrl +  Ctrl −  Ctrl 0", N_("Larger, smaller, normal text")),
    ("1  2  3  4", N_("On the Sync page: choose between two values")),
    ("Tab  Shift Tab", N_("Next, previous field or button")),
    ("Esc", N_("Close what lies open")),
    ("F1", N_("This list")),
)


class ShortcutList(Overlay):
    """The list; made anew at each F1, so that it follows the language."""

    WIDTH = 520

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Keys"))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S - 2)
        grid.setColumnStretch(1, 1)
        for row, (keys, words) in enumerate(KEYS):
            grid.addWidget(label(keys, Text.SMALL_STRONG), row, 0)
            grid.addWidget(label(tr(words), Text.TABLE, wrap=True), row, 1)
        scrolled = Scrolled(inside)
        scrolled.setMinimumHeight(300)
        self.body.addWidget(scrolled, 1)

    def open(self) -> None:
        """Show it; the close button has the focus, so that Esc and Enter both end it."""
        self.show_over()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.deleteLater()
