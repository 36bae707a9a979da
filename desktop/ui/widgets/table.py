"""The one table of all lists: rows and columns sized from the font, so that Ctrl + just works."""
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelection, QModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip

from desktop.ui.tokens import Colour, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.delegates import CellDelegate
from desktop.ui.widgets.labels import plain_tooltip

_PADDING = Space.S + Space.XS + 1
_LEAST_OF_NAME = 0.6     # of what it asks for, where a window is too narrow even without what may be dropped
_LEAST_OF_ALL = 0.45     # and where not even the columns that stay have that much
_LEAST_OF_STATE = 0.6    # of a chip, last of all: its words end in an ellipsis then


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How wide a column is: `sample` must fit, and a `share` of what is left over comes on top.

    In too narrow a window the columns with `dropped` go, 1 first; then those that are no `key`, from the right.
    What names a line and its state are keys: they are read without scrolling sideways. `usual` is what most lines
    say: in a narrow window it must fit, and longer states end in dots.
    """
    sample: str
    is_chip: bool = False
    share: int = 0
    dropped: int = 0
    key: bool = False
    usual: str = ""


class DataTable(QTableView):
    """A table without grid or row numbers, each row `lines` lines high; `empty` says what to do next."""

    def __init__(self, model: QAbstractItemModel, columns: Sequence[Column], *, empty: str, lines: int = 1,
                 centred_from: int = 99) -> None:
        super().__init__()
        self._columns, self._lines, self._empty = tuple(columns), lines, empty
        self._droppable = sorted((c.dropped, at) for at, c in enumerate(columns) if c.dropped)
        self.setHorizontalHeader(_Headings(self))
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self, centred_from=centred_from))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)    # Tab leaves the table; arrows move inside it
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(1)    # the style's own is wider than a number
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(Colour.SOFT_INK))
            room = self.viewport().rect().adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() and self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()    # what changed while it was hidden

    def keys_out_of_sight(self) -> list[str]:
        """Return the headings of the columns that name a line or tell its state and cannot be read."""
        return [str(self.model().headerData(at, Qt.Orientation.Horizontal)) for at, column in enumerate(self._columns)
                if column.key and not column.dropped and (self.isColumnHidden(at) or self.columnViewportPosition(at)
                                                          + self.columnWidth(at) > self.viewport().width())]

    def _fit(self) -> None:
        # Not in __init__: before polish, font() is the application's and not the one of the QSS.
        self.verticalHeader().setDefaultSectionSize(paint.row_height(self.font(), lines=self._lines))
        widths = [self._wanted(at) for at in range(len(self._columns))]
        room = self.viewport().width()
        gone = set()
        for _, at in self._droppable:
            if sum(widths) > room:
                gone.add(at)
                widths[at] = 0
        widths = self._squeezed(widths, room)
        gone |= {at for at, width in enumerate(widths) if not width}
        for at in range(len(widths)):
            self.setColumnHidden(at, at in gone)
        spare = max(0, room - sum(widths))
        shares = [column.share if width else 0 for column, width in zip(self._columns, widths, strict=True)]
        for at, share in enumerate(shares):
            widths[at] += spare * share // (sum(shares) or 1)
        widths[max(range(len(shares)), key=shares.__getitem__)] += max(0, room - sum(widths))
        for at, width in enumerate(widths):
            if width:
                self.setColumnWidth(at, width)

    def _squeezed(self, widths: list[int], room: int) -> list[int]:
        """Return the widths with names and headings cut, then without the columns that are no key (0), then less."""
        if sum(widths) <= room:
            return widths
        wanted, least = list(widths), [self._least(at, _LEAST_OF_NAME) if width else 0
                                       for at, width in enumerate(widths)]
        has_keys = any(column.key for column in self._columns)
        for at in reversed(range(1, len(least))):
            if has_keys and sum(least) > room and not self._columns[at].key:
                wanted[at] = least[at] = 0
        for of_name, of_state in ((_LEAST_OF_ALL, 1.0), (_LEAST_OF_ALL, _LEAST_OF_STATE)):
            if sum(least) > room:
                least = [self._least(at, of_name, of_state) if width else 0 for at, width in enumerate(least)]
        # What is left over goes to headings, dates and states first, then to names, each by as much as it lacks.
        for is_name in (False, True):
            lacks = [high - low if bool(column.share and not column.is_chip) == is_name else 0
                     for column, low, high in zip(self._columns, least, wanted, strict=True)]
            spare, lacking = max(0, room - sum(least)), max(1, sum(lacks))
            least = [low + min(lack, spare * lack // lacking) for low, lack in zip(least, lacks, strict=True)]
        return least

    def _least(self, at: int, of_name: float, of_state: float = 1.0) -> int:
        """Return the least width of a column; its heading is cut rather than a column lost."""
        column = self._columns[at]
        content = self._content(column, column.usual or column.sample)
        return round(content * (of_state if column.is_chip else of_name if column.share else 1.0)) + _PADDING

    def _wanted(self, at: int) -> int:
        column = self._columns[at]
        return max(self._content(column, column.sample) + _PADDING, self._heading(at))

    def _content(self, column: Column, words: str) -> int:
        if column.is_chip:
            small = paint.resized(self.font(), Text.SMALL, beside=Text.TABLE)
            return paint.chip_size(words, small).width()
        return QFontMetrics(self.font()).horizontalAdvance(words)

    def _heading(self, at: int) -> int:
        words = str(self.model().headerData(at, Qt.Orientation.Horizontal))
        return QFontMetrics(_bold(self.font())).horizontalAdvance(words) + Space.XS + _PADDING


class _Headings(QHeaderView):
    """The headings of a table; one that is cut says its words in a tooltip."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(True)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self.cut_words(self.logicalIndexAt(event.pos()))), self)
            return True
        return super().viewportEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Paint nothing anew: no heading is marked for what is selected."""

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Nor for where the keyboard is."""

    def cut_words(self, at: int) -> str:
        """Return the words of the heading `at` where they do not fit, else ""."""
        if at < 0 or self.model() is None:
            return ""
        words = str(self.model().headerData(at, Qt.Orientation.Horizontal))
        room = self.sectionSize(at) - _PADDING - Space.XS
        return words if QFontMetrics(_bold(self.font())).horizontalAdvance(words) > room else ""


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made
