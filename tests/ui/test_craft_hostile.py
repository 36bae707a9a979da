"""A book written with bad intent: no page, sheet or tooltip opens a file, asks for an address or shows rich text."""
import ctypes
import os
import sys

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTableView, QToolTip

from desktop.ui import navigation
from tests.ui import books, craft_checks, craft_walk, walking
from tests.ui.opened import wait

IN_OPEN = 0x20


class Watch:
    """Hears of every opening of one file, by whatever part of the program, Qt's own included."""

    def __init__(self, path):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._fd, os.fsencode(path), IN_OPEN) >= 0

    def openings(self):
        try:
            return len(os.read(self._fd, 1 << 16)) // 16
        except BlockingIOError:
            return 0

    def close(self):
        os.close(self._fd)


@pytest.fixture
def bait(tmp_path):
    """Return a picture that nobody should open, and who hears of it."""
    path = tmp_path / "bait.png"
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path))
    watch = Watch(path)
    watch.openings()
    yield path, watch
    watch.close()


def texts(path):
    """Return what would have a careless widget open `path`, each as a name, a note and a heading could hold it."""
    url = f"file://{path}"
    return (f"<img src='{url}'>", f"<img src='{path}'>", f"<b style=\"background:url({url})\">đậm</b>",
            f"<table background='{url}'><tr><td>ô</td></tr></table>", f"<link rel=stylesheet href='{url}'>x",
            f"<html><body background='{url}'>x</body></html>", f"<a href='{url}'>bấm</a>", f"![x]({url})",
            f"<object data='{url}'></object>", f"<qt><img src='{url}'></qt>", f"<p>x<img src=\"{url}\"/></p>",
            f"@import url({url});", f"{url}", f"{path}")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="hears of openings through inotify")
def test_no_screen_opens_a_file_that_a_text_names(opened, bait, monkeypatch):
    path, watch = bait
    monkeypatch.setattr(books, "HOSTILE", texts(path))
    window = opened(books.a_hostile_book)
    for entry in navigation.ENTRIES:
        page = window.page(entry.key)
        for _ in [""] if entry.key == "settings" else craft_checks.places(page):
            window.settle()
            window.window.grab()
            show_tooltips(window.window)
            assert walking.rich_text(window.window) == []
            assert watch.openings() == 0, entry.key
    for name, open_ in craft_walk.OPENERS.items():
        try:
            open_(window)
        except (LookupError, StopIteration):
            continue
        window.settle()
        window.window.grab()
        show_tooltips(window.window)
        assert walking.rich_text(window.window) == [], name
        assert watch.openings() == 0, name
        craft_walk._close(window)
    assert not [name for name in sys.modules if name.startswith(("PySide6.QtNetwork", "PySide6.QtWeb"))]


@pytest.mark.skipif(sys.platform != "linux", reason="hears of openings through inotify")
def test_a_careless_label_is_heard(qapp, qtbot, bait):
    path, watch = bait
    careless = QLabel(f"<img src='file://{path}'>")
    qtbot.addWidget(careless)
    careless.show()
    careless.grab()
    assert watch.openings() > 0 and walking.rich_text(careless)


@pytest.mark.skipif(sys.platform != "linux", reason="hears of openings through inotify")
def test_a_careless_tooltip_is_heard(qapp, bait):
    path, watch = bait
    QToolTip.showText(QPoint(10, 10), f"<img src='file://{path}'>")
    wait(20)
    assert watch.openings() > 0
    QToolTip.hideText()


def show_tooltips(window):
    """Show what hovering would show: tooltips of widgets, and of the first rows of lists."""
    for tip in sorted({each.toolTip() for each in craft_checks.shown(window)} - {""}):
        QToolTip.showText(QPoint(10, 10), tip)
        wait(0)
    for view in [each for each in craft_checks.shown(window) if isinstance(each, QAbstractItemView) and each.model()]:
        model = view.model()
        for row in range(min(3, model.rowCount(QModelIndex()))):
            for column in range(model.columnCount(QModelIndex()) if isinstance(view, QTableView) else 1):
                at = view.visualRect(model.index(row, column)).center()
                hover = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
                QApplication.sendEvent(view.viewport(), hover)    # as the mouse would, through the view's own words
                wait(0)
    QToolTip.hideText()
