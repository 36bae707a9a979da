"""The matrix on the screen: names stay in sight at the left, cells are drawn by hand, every act has a key."""
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop.language import tr
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.models.matrix_picked import Span
from desktop.ui.models.matrix_table import MatrixTable
from desktop.ui.pages.accounts_cells import Cells
from desktop.ui.tokens import Colour, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.delegates import Index
from protocol.folding import fold

KEYS: Final = {"d": "in_use", "t": "missing", "c": "pending", "k": "locked", "v": "old_unit", "h": "revoked"}
"""Letters that say a state; under a Vietnamese keyboard program đ is d."""
ALL_KEY: Final = "a"
_NAME_SAMPLE: Final = "Hoàng Nguyễn Thị Phương"
_DETAIL_SAMPLE: Final = "Văn phòng HĐND và UBND · hộ tịch"
_WIDEST: Final = 150    # a heading longer than this ends in …
_FEW: Final = 12        # so many columns share what is left over
_COLOURS: Final = tuple(QColor(each) for each in (
    Colour.CARD, Colour.SELECTED, Colour.HAIR, Colour.INK, Colour.SOFT_INK, Colour.ACCENT))
# Without DontClip the marks over Ắ, Ệ, Ỗ lose their top row of pixels.
_ONE_LINE: Final = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
                    | Qt.TextFlag.TextDontClip)

_IN_TWO_LINES: Final = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class MatrixView(QTableView):
    """The table. It asks, the view around it acts: a state for the selection, a menu, a record."""
    state_asked = Signal(str)             # the code of a state, for the cells that are selected
    menu_asked = Signal(QPoint)           # Enter, or a right click: where
    column_menu_asked = Signal(int, QPoint)
    person_menu_asked = Signal(int, QPoint)
    copy_asked = Signal()
    column_asked = Signal(int)            # A: the whole column at once

    def __init__(self, model: MatrixTable) -> None:
        super().__init__()
        self.matrix = model
        self.empty = ""
        self._kept: tuple[str, str] | None = None
        self._fitted: tuple[int, int, tuple[str, ...]] = (0, 0, ())
        self.setAccessibleName(tr("Who has what"))
        self.setModel(model)
        self._cells = Cells(self, model)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self._names = _Names(self, model)
        self.setVerticalHeader(self._names)
        top = _Headings(self, model)
        self.setHorizontalHeader(top)
        top.setSectionsClickable(True)
        top.setHighlightSections(False)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        top.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        top.setAccessibleName(tr("Systems"))
        top.customContextMenuRequested.connect(lambda at: self._ask_column(top.logicalIndexAt(at), at))
        top.sectionClicked.connect(lambda column: self._ask_column(column, QPoint(
            top.sectionViewportPosition(column), top.height())))
        self._names.person_asked.connect(self.person_menu_asked)
        self._corner = _Corner(self, tr("Official"))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._fit)
        model.modelReset.connect(self._find_again)
        self.selectionModel().currentChanged.connect(self._names.mark)

    # What the page asks.

    def chosen(self) -> list[tuple[int, int]]:
        """Return (row, column) of the selected cells, by rows."""
        return sorted((row, column) for top, bottom, left, right in self.spans()
                      for row in range(top, bottom + 1) for column in range(left, right + 1))

    def spans(self) -> list[Span]:
        """Return the rectangles of what is selected; they do not overlap."""
        return [(each.top(), each.bottom(), each.left(), each.right()) for each in self.selectionModel().selection()]

    def choose(self, row: int, column: int) -> None:
        """Make a cell current and the only one selected, and bring it into sight."""
        index = self.matrix.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        plain = not modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif key == Qt.Key.Key_Space and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.selectColumn(self.currentIndex().column())
        elif key == Qt.Key.Key_Space and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.selectRow(self.currentIndex().row())
        elif key == Qt.Key.Key_Space:
            self.state_asked.emit("in_use")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self.menu_asked.emit(self._below_current())
        elif plain and fold(event.text()) in KEYS:
            self.state_asked.emit(KEYS[fold(event.text())])
        elif plain and fold(event.text()) == ALL_KEY:
            self.column_asked.emit(self.currentIndex().column())
        elif key == Qt.Key.Key_Backspace:
            pass    # a keyboard program takes back its d before it writes đ
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        pass    # letters say states here

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.choose(index.row(), index.column())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit(self._below_current())
        else:
            self.menu_asked.emit(event.globalPos())

    def _below_current(self) -> QPoint:
        rect = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(QPoint(rect.center().x(), rect.bottom()))

    def _ask_column(self, column: int, at: QPoint) -> None:
        if column >= 0:
            self.column_menu_asked.emit(column, self.horizontalHeader().viewport().mapToGlobal(at))

    # Where one was, after people or systems came and went.

    def _remember(self) -> None:
        index = self.currentIndex()
        self._kept = None
        if index.isValid():
            system = self.matrix.system(index.column())
            self._kept = (self.matrix.person(index.row()).id, system.id if system else "")

    def _find_again(self) -> None:
        if self._kept is None or not self.matrix.rowCount():
            return
        row = self.matrix.row_of(self._kept[0])
        column = self.matrix.column_of(self._kept[1]) if self._kept[1] else 0
        if row >= 0 and 0 <= column < self.matrix.columnCount():
            self.choose(row, column)

    # How it lies.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._cells.draw(painter, event.region())
        if not self.matrix.rowCount() and self.empty:
            painter.setPen(QColor(Colour.SOFT_INK))
            room = self.viewport().rect().adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "_corner"):
            top = self.horizontalHeader()
            self._corner.setGeometry(self.verticalHeader().x(), top.y(), self.verticalHeader().width(), top.height())

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)    # type: ignore[arg-type]
        if event.type() in (event.Type.FontChange, event.Type.StyleChange) and hasattr(self, "_names"):    # type: ignore[attr-defined]
            self._fit()

    def _fit(self) -> None:
        font = self.font()
        headings = tuple(self.matrix.short_heading(at) for at in range(self.matrix.columnCount()))
        fitted = (font.pixelSize(), self.width(), headings)
        if fitted == self._fitted:    # asked for at every filter and every step of laying out
            return
        self._fitted = fitted
        columns = len(headings)
        bold = QFont(font)
        bold.setBold(True)
        heading = QFontMetrics(bold)
        small = paint.resized(font, Text.SMALL, beside=Text.TABLE)
        usual = paint.chip_size(tr("not reviewed"), small).width()
        chip = min(max(usual, *(paint.chip_size(state_words(code), small).width() for code in KEYS.values())),
                   usual * 3 // 2)
        most = round(_WIDEST * font.pixelSize() / 13)
        wanted = [heading.horizontalAdvance(each) + Space.L for each in headings]
        widths = [min(max(chip + Space.S, each), most) for each in wanted]
        whole = self.width() - self.verticalScrollBar().sizeHint().width()
        # Rather a shorter detail under the names, and headings of two lines, than a table that moves sideways.
        is_tight = self._names.wanted(font) + sum(widths) > whole
        if is_tight:
            widths = [chip + 2 * Space.HAIR] * columns
        self._names.fit(font, narrow=is_tight)
        lines = 2 if any(each > width for each, width in zip(wanted, widths, strict=True)) else 1
        top = self.horizontalHeader()
        top.setFixedHeight(heading.height() * lines + Space.L)
        room = whole - self._names.width() - sum(widths)
        if room > 0 and columns <= _FEW:
            widths = [width + room // columns for width in widths]
        if is_tight and widths and top.defaultSectionSize() != widths[0]:
            top.setDefaultSectionSize(widths[0])    # all at once
        for at, width in enumerate(widths):
            if top.sectionSize(at) != width:
                top.resizeSection(at, width)


class _Headings(QHeaderView):
    """The systems above. Their height is given: Qt would ask a hundred of them for theirs at each laying out."""

    def __init__(self, view: QTableView, model: MatrixTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._matrix = model
        self._colours = (QColor(Colour.PANEL), QColor(Colour.LINE), QColor(Colour.SOFT_INK))

    def sizeHint(self) -> QSize:
        return QSize(0, self.maximumHeight())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        # Qt would ask of each whether all its rows are selected, row by row.
        painter.save()
        painter.fillRect(rect, self._colours[0])
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._colours[1])
        painter.setPen(self._colours[2])
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        words, room = self._matrix.short_heading(column), rect.adjusted(Space.HAIR, 0, -Space.HAIR, 0)
        if painter.fontMetrics().horizontalAdvance(words) > room.width():    # one word too long for a line ends in dots
            words = " ".join(painter.fontMetrics().elidedText(each, Qt.TextElideMode.ElideRight, room.width())
                             for each in words.split())
        painter.drawText(room, _IN_TWO_LINES, words)
        painter.restore()


class _Names(QHeaderView):
    """The people at the left: name over office and duty. A header never scrolls away."""
    person_asked = Signal(int, QPoint)

    def __init__(self, view: MatrixView, model: MatrixTable) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view, self._matrix = view, model
        self._fonts = (QFont(), QFont())
        self._heights, self._shown = (0, 0), dict[tuple[str, bool], str]()
        self.setAccessibleName(tr("Officials"))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def wanted(self, font: QFont) -> int:
        """Return the width at which a name and most of what stands under it can be read."""
        bold = QFont(font)
        bold.setBold(True)
        small = paint.resized(font, Text.SMALL, beside=Text.TABLE)
        return max(QFontMetrics(bold).horizontalAdvance(_NAME_SAMPLE),
                   QFontMetrics(small).horizontalAdvance(_DETAIL_SAMPLE)) + Space.S + Space.M

    def fit(self, font: QFont, *, narrow: bool) -> None:
        """Take the sizes of `font`, which is the table's."""
        bold = QFont(font)
        bold.setBold(True)
        small = paint.resized(font, Text.SMALL, beside=Text.TABLE)
        self._fonts, self._heights = (bold, small), (QFontMetrics(bold).height(), QFontMetrics(small).height())
        self._shown.clear()
        width = QFontMetrics(bold).horizontalAdvance(_NAME_SAMPLE) + Space.S + Space.XS if narrow else self.wanted(font)
        width = min(width, max(140, self._view.width() // 3))
        if self.minimumWidth() != width or self.maximumWidth() != width:
            self.setFixedWidth(width)
        height = paint.row_height(font, lines=2) - Space.XS
        if self.defaultSectionSize() != height:
            self.setDefaultSectionSize(height)

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), 0)

    def mark(self, current: Index, before: Index) -> None:
        """Draw again the two names between which the current cell moved."""
        for row in {current.row(), before.row()}:
            if row >= 0:
                self.viewport().update(0, self.sectionViewportPosition(row), self.width(), self.sectionSize(row))

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        if row >= self._matrix.rowCount():
            return
        person = self._matrix.person(row)
        is_current = self._view.currentIndex().row() == row
        card, selected, hair, ink, soft, accent = _COLOURS
        painter.save()
        painter.fillRect(rect, selected if is_current else card)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, hair)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), hair)
        if is_current:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), accent)
        bold, small = self._fonts
        line, below = self._heights
        left, room = rect.left() + Space.S, rect.width() - Space.S - Space.XS
        top = rect.top() + (rect.height() - 1 - line - (below if person.detail else 0)) // 2
        painter.setFont(bold)
        painter.setPen(ink)
        painter.drawText(QRect(left, top, room, line), _ONE_LINE, self._elided(painter, person.name, room, True))
        if person.detail:
            painter.setFont(small)
            painter.setPen(soft)
            painter.drawText(QRect(left, top + line, room, below), _ONE_LINE,
                             self._elided(painter, person.detail, room, False))
        painter.restore()

    def _elided(self, painter: QPainter, text: str, room: int, is_bold: bool) -> str:
        known = self._shown.get((text, is_bold))
        if known is None:
            known = painter.fontMetrics().elidedText(paint.in_order(text), Qt.TextElideMode.ElideRight, room)
            self._shown[text, is_bold] = known
        return known

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.logicalIndexAt(event.position().toPoint())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._view.setFocus()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.logicalIndexAt(event.pos())
        if row >= 0:
            self.person_asked.emit(row, event.globalPos())


class _Corner(QWidget):
    """The heading over the names."""

    def __init__(self, view: QTableView, words: str) -> None:
        super().__init__(view)
        self._words = words

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect()
        painter.fillRect(rect, QColor(Colour.PANEL))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(Colour.LINE))
        font = QFont(self.parentWidget().font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(Colour.SOFT_INK))
        paint.paint_text(painter, rect.adjusted(Space.S, 0, -Space.XS, 0), self._words)


def key_words() -> str:
    """Return the line that says the keys: D đang dùng · T chưa cấp …"""
    return " · ".join(f"{tr('Space') if code == 'in_use' else key.upper()} {state_words(code).lower()}"
                      for key, code in KEYS.items())
