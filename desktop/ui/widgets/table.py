"""The one table of all lists: rows and columns sized from the font, so that Ctrl + just works."""
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.ui.tokens import Colour, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.delegates import CellDelegate

_PADDING = Space.S + Space.XS + 1
_LEAST_OF_NAME = 0.6    # of what it asks for, where a window is too narrow even without what may be dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How wide a column is: `sample` must fit, and a `share` of what is left over comes on top.

    In too narrow a window the columns with `dropped` go, 1 first, before anything scrolls sideways.
    """
    sample: str
    is_chip: bool = False
    share: int = 0
    dropped: int = 0


class DataTable(QTableView):
    """A table without grid or row numbers, each row `lines` lines high; `empty` says what to do next."""

    def __init__(self, model: QAbstractItemModel, columns: Sequence[Column], *, empty: str, lines: int = 1,
                 centred_from: int = 99) -> None:
        super().__init__()
        self._columns, self._lines, self._empty = tuple(columns), lines, empty
        self._droppable = sorted((c.dropped, at) for at, c in enumerate(columns) if c.dropped)
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

    def _fit(self) -> None:
        # Not in __init__: before polish, font() is the application's and not the one of the QSS.
        self.verticalHeader().setDefaultSectionSize(paint.row_height(self.font(), lines=self._lines))
        widths = [self._wanted(at) for at in range(len(self._columns))]
        room = self.viewport().width()
        for _, at in self._droppable:
            too_wide = sum(widths) > room
            self.setColumnHidden(at, too_wide)
            if too_wide:
                widths[at] = 0
        widths = self._squeezed(widths, room)
        spare = max(0, room - sum(widths))
        shares = [column.share if width else 0 for column, width in zip(self._columns, widths, strict=True)]
        for at, share in enumerate(shares):
            widths[at] += spare * share // (sum(shares) or 1)
        widths[max(range(len(shares)), key=shares.__getitem__)] += max(0, room - sum(widths))
        for at, width in enumerate(widths):
            if width:
                self.setColumnWidth(at, width)

    def _squeezed(self, widths: list[int], room: int) -> list[int]:
        """Return the widths with names cut before the state of a line goes out of sight; the first is cut last."""
        if sum(widths) <= room:
            return widths
        least = [min(width, max(round(width * _LEAST_OF_NAME), self._heading(at)))
                 if width and column.share and not column.is_chip else width
                 for at, (column, width) in enumerate(zip(self._columns, widths, strict=True))]
        seen = [round(width * _LEAST_OF_NAME) if column.is_chip else low    # most states are short words
                for column, width, low in zip(self._columns, widths, least, strict=True)]
        last = max((at for at in range(len(least)) if sum(least[:at]) + seen[at] <= room), default=0)
        made = list(widths)
        for at in reversed(range(last)):    # no more than brings one more column into sight
            made[at] -= min(max(0, sum(made[:last + 1]) - room), made[at] - least[at])
        return made

    def _wanted(self, at: int) -> int:
        column = self._columns[at]
        if column.is_chip:
            small = paint.resized(self.font(), Text.SMALL, beside=Text.TABLE)
            content = paint.chip_size(column.sample, small).width()
        else:
            content = QFontMetrics(self.font()).horizontalAdvance(column.sample)
        return max(content + _PADDING, self._heading(at))

    def _heading(self, at: int) -> int:
        bold = QFont(self.font())
        bold.setBold(True)
        words = str(self.model().headerData(at, Qt.Orientation.Horizontal))
        return QFontMetrics(bold).horizontalAdvance(words) + Space.XS + _PADDING
