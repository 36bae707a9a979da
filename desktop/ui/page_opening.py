"""Makes what was never shown: its modules in a task, its widgets a few at a time while the window answers.

A page is made of some hundred widgets out of as many modules. At once that holds the window for 150 ms; in turns
none is held for longer than a key may wait.
"""
import importlib
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks

A_TURN_S: Final = 0.005    # how long one turn may go on with what has no parts of its own
MEET_AFTER_MS: Final = 1_500
AHEAD_AFTER_MS: Final = 4_000
AHEAD: Final = ("desktop.ui.sheets.incident_sheet",)
"""Imported while nothing is done: Ctrl+N is pressed by somebody who waits. 3 MB; pages wait for the mouse."""
_MEET_EVERY_MS: Final = 15
_log = logging.getLogger(__name__)


def foresee(modules: Sequence[str], tasks: "Tasks") -> None:
    """Import what may be asked for next."""
    if missing := [name for name in modules if name not in sys.modules]:
        tasks.run(lambda: _load(missing))


def _load(modules: Sequence[str]) -> None:
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:    # it will fail again where it is needed, and be told there
            _log.exception("%s was not imported ahead", name)


def in_turns(parts: Iterator[None]) -> Iterator[None]:
    """Make small parts, as many in a turn as the time of one allows."""
    end = time.perf_counter() + A_TURN_S
    for _ in parts:
        if time.perf_counter() > end:
            yield
            end = time.perf_counter() + A_TURN_S


def polished(widget: QWidget) -> None:
    """Style a widget with all that is in it, now: when it is shown this is done."""
    widget.ensurePolished()
    for each in widget.findChildren(QWidget):
        each.ensurePolished()


def dressed(widget: QWidget) -> Iterator[None]:
    """Style and lay out what is made and not shown yet; showing it is the smaller part then."""
    end = time.perf_counter() + A_TURN_S
    for each in widget.findChildren(QWidget):
        each.ensurePolished()
        if time.perf_counter() > end:
            yield
            end = time.perf_counter() + A_TURN_S
    yield
    if widget.layout() is not None:
        widget.layout().activate()
        yield


class Making(QObject):
    """Something on its way: `modules` are imported, then `parts` made, a turn of the loop each."""

    def __init__(self, owner: QObject, tasks: "Tasks", modules: Sequence[str], parts: Iterator[None],
                 failed: Callable[[BaseException], object]) -> None:
        super().__init__(owner)
        self._tasks, self._modules, self._rest, self._failed = tasks, modules, parts, failed
        self._is_paused = False
        self._release: Callable[[], object] = _nothing

    def start(self) -> None:
        """Begin, or go on after `pause`."""
        self._is_paused = False
        self._release()
        self._release = self._tasks.hold()
        self.destroyed.connect(self._release)    # it may go with what it makes
        missing = [name for name in self._modules if name not in sys.modules]
        if missing:
            self._tasks.run(lambda: _load(missing), lambda _: self._turn(), owner=self)
        else:
            QTimer.singleShot(0, self, self._turn)

    def pause(self) -> None:
        """Wait: somebody went elsewhere meanwhile. What was made is kept."""
        self._is_paused = True
        self._release()

    def finish(self) -> None:
        """Make the rest now: something is asked of it."""
        self._is_paused = False
        self._release()
        for _ in self._rest:
            pass

    def give_up(self) -> None:
        """Make no more of it."""
        self._is_paused = True
        self._release()
        self._rest = iter(())
        self.deleteLater()

    def _turn(self) -> None:
        try:
            is_under_way = not self._is_paused and next(self._rest, self) is not self
        except Exception as problem:    # noqa: BLE001 - our own mistake: into the log, and one sentence
            _log.exception("it could not be made")
            self.give_up()
            self._failed(problem)
            return
        if is_under_way:
            QTimer.singleShot(0, self, self._turn)
        else:
            self._release()


def _nothing() -> None:
    return None


class Meeting(QObject):
    """What is done while nothing is done: meets every widget of Qt, then imports `AHEAD`.

    PySide makes the Python side of a class when it is first asked for, and that of all widgets when any widget is
    first handed back by Qt: 15 ms in the middle of a click.
    """

    def __init__(self, parent: QObject, tasks: "Tasks") -> None:
        super().__init__(parent)
        self._names = iter(WIDGETS.split())
        self._timer = QTimer(self)
        self._timer.setInterval(_MEET_EVERY_MS)
        self._timer.timeout.connect(self._meet)
        QTimer.singleShot(MEET_AFTER_MS, self, self._timer.start)
        QTimer.singleShot(AHEAD_AFTER_MS, self, lambda: foresee(AHEAD, tasks))

    def _meet(self) -> None:
        end = time.perf_counter() + A_TURN_S / 5
        for name in self._names:
            getattr(QtWidgets, name, None)
            if time.perf_counter() > end:
                return
        self._timer.stop()


WIDGETS: Final = """
QAbstractButton QAbstractItemView QAbstractScrollArea QAbstractSlider QAbstractSpinBox QCalendarWidget QCheckBox
QColorDialog QColumnView QComboBox QCommandLinkButton QDateEdit QDateTimeEdit QDial QDialog QDialogButtonBox
QDockWidget QDoubleSpinBox QErrorMessage QFileDialog QFocusFrame QFontComboBox QFontDialog QFrame QGraphicsView
QGroupBox QHeaderView QInputDialog QKeySequenceEdit QLCDNumber QLabel QLineEdit QListView QListWidget QMainWindow
QMdiArea QMdiSubWindow QMenu QMenuBar QMessageBox QPlainTextEdit QProgressBar QProgressDialog QPushButton
QRadioButton QRhiWidget QRubberBand QScrollArea QScrollBar QSizeGrip QSlider QSpinBox QSplashScreen QSplitter
QSplitterHandle QStackedWidget QStatusBar QTabBar QTabWidget QTableView QTableWidget QTextBrowser QTextEdit QTimeEdit
QToolBar QToolBox QToolButton QTreeView QTreeWidget QUndoView QWidget QWizard QWizardPage"""
