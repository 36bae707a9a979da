"""While pages and sheets are made nothing flashes up as a window of its own, and the keys stay with the one window."""
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui import navigation
from desktop.ui.main_window import MainWindow
from tests.ui import books, craft_checks, craft_walk
from tests.ui.opened import Opened


class Strays(QObject):
    """Notes every widget that is shown as a window, beside the window itself, menus and lists of a box."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow() \
                and not isinstance(watched, MainWindow) \
                and watched.windowType() not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip):
            self.found.append(f"{type(watched).__name__} {[type(each).__name__ for each in watched.children()]}")
        return False


def shown_while(it: Opened, act) -> list[str]:
    strays = Strays()
    QApplication.instance().installEventFilter(strays)
    try:
        act(it)
        it.settle()
    finally:
        QApplication.instance().removeEventFilter(strays)
    return strays.found


def test_no_page_flashes_a_window_while_it_is_made(opened):
    it = opened(books.a_busy_book)
    for entry in navigation.ENTRIES:
        assert shown_while(it, lambda it, key=entry.key: it.page(key)) == [], entry.key
        assert QApplication.activeWindow() is it.window, entry.key


def test_no_sheet_flashes_a_window_while_it_is_made(opened):
    it = opened(craft_walk.BOOKS["busy"])
    it.page("devices")
    found: dict[str, list[str]] = {}
    for name, open_ in craft_walk.OPENERS.items():
        try:
            found[name] = shown_while(it, open_)
        except (LookupError, StopIteration):
            continue    # this book has nothing to open it with
        for each in craft_checks.shown(it.window):
            if type(each).__name__ in craft_walk.OPENERS:
                each.hide()
        it.settle()
    assert len(found) > 15, "the walk opens more sheets than that"
    assert {name: strays for name, strays in found.items() if strays} == {}


def test_the_seat_of_a_colleague_flashes_no_window_either(opened):
    it = opened(books.a_busy_book)
    for entry in navigation.OF_A_COLLEAGUE:
        assert shown_while(it, lambda it, entry=entry: entry.make(it.program.desk, it.window).setParent(it.window)) \
            == [], entry.key
