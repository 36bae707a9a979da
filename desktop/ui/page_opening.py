"""Opens a page that was never shown: its modules in a task, its widgets a few at a time while the window answers.

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
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.widgets.chrome import Page

if TYPE_CHECKING:
    from desktop.background.tasks import Tasks
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.navigation import PageEntry

A_TURN_S: Final = 0.006    # how long one turn may go on with what has no parts of its own
MEET_AFTER_MS: Final = 1_500
_MEET_EVERY_MS: Final = 15
_log = logging.getLogger(__name__)


def load(modules: Sequence[str]) -> None:
    """Import what a page shows at once; in a task. What fails will fail again where it is needed, and be told."""
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            _log.exception("%s was not imported ahead", name)


def foresee(entry: "PageEntry", tasks: "Tasks") -> None:
    """Import the modules of a page that may be asked for next."""
    if missing := _missing(entry):
        tasks.run(lambda: load(missing))


def _missing(entry: "PageEntry") -> list[str]:
    return [name for name in entry.modules if name not in sys.modules]


class PageOpening(QObject):
    """One page on its way; `finish` makes the rest of it at once."""

    def __init__(self, window: QWidget, stack: QStackedWidget, entry: "PageEntry", desk: "Desk",
                 actions: "WindowActions", *, may_edit: bool, made: Callable[[Page], object],
                 arrived: Callable[[Page], object], failed: Callable[[str], object]) -> None:
        super().__init__(window)
        self.entry = entry
        self.page: Page | None = None
        self._stack, self._desk, self._actions, self._may_edit = stack, desk, actions, may_edit
        self._made, self._arrived, self._failed = made, arrived, failed
        self._rest = self._parts()
        self._is_paused = False

    def start(self) -> None:
        """Begin, or go on after `pause`."""
        self._is_paused = False
        if missing := _missing(self.entry):
            self._desk.tasks.run(lambda: load(missing), lambda _: self._turn(), owner=self)
        else:
            QTimer.singleShot(0, self, self._turn)

    def pause(self) -> None:
        """Wait: somebody went elsewhere meanwhile. What was made is kept."""
        self._is_paused = True

    def give_up(self) -> None:
        """Take away what was made: somebody else sits here now."""
        self._is_paused = True
        self._rest = iter(())
        if self.page is not None:
            self.page.deleteLater()
        self.deleteLater()

    def finish(self) -> None:
        """Make the rest now: something is asked of the page."""
        self._is_paused = False
        for _ in self._rest:
            pass

    def _turn(self) -> None:
        try:
            is_under_way = not self._is_paused and next(self._rest, self) is not self
        except Exception:
            self.give_up()
            self._failed(self.entry.key)
            raise
        if is_under_way:
            QTimer.singleShot(0, self, self._turn)

    def _parts(self) -> Iterator[None]:
        page = self.page = self.entry.begin(self._desk, self._actions)
        # Now, while it is small: whatever gets another parent is styled anew with all that is in it.
        self._stack.addWidget(page)
        yield
        while page.step():
            yield
        if not self._may_edit:
            page.make_read_only()
            yield
        page.resize(self._stack.size())
        end = time.perf_counter() + A_TURN_S
        for each in page.findChildren(QWidget):
            each.ensurePolished()
            if time.perf_counter() > end:
                yield
                end = time.perf_counter() + A_TURN_S
        yield
        page.layout().activate()
        yield
        self._made(page)
        page.refresh(None)    # before it is shown: an empty list would say for a moment that there is nothing
        yield
        self._arrived(page)


class Meeting(QObject):
    """Meets every widget of Qt, a few at a time, while nothing is done.

    PySide makes the Python side of a class when it is first asked for, and that of all widgets when any widget is
    first handed back by Qt: 15 ms in the middle of a click.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names = iter(WIDGETS.split())
        self._timer = QTimer(self)
        self._timer.setInterval(_MEET_EVERY_MS)
        self._timer.timeout.connect(self._meet)
        QTimer.singleShot(MEET_AFTER_MS, self, self._timer.start)

    def _meet(self) -> None:
        end = time.perf_counter() + A_TURN_S / 6
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
