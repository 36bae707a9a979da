"""A list to tick, with a search over it: who is the exception, which systems are in use, who needs one."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.ui.tokens import TEXT_PX, Colour, Space, Text
from desktop.ui.widgets import paint
from desktop.ui.widgets.controls import TextField
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, Index
from desktop.ui.widgets.labels import plain_tooltip
from protocol.folding import fold

_BOX: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to tick. A `heading` cannot be ticked."""
    id: str
    title: str
    detail: str = ""
    is_heading: bool = False


class TickList(QWidget):
    """Search above, ticks below. Space ticks; Down goes from the search into the list. Enter in the search
    ticks what was found, and without words says that all is ticked.
    """
    changed = Signal()
    entered = Signal()

    def __init__(self, name: str, placeholder: str, *, rows: int = 9) -> None:
        super().__init__()
        self._rows = rows
        self.search = TextField(name, placeholder, limit=100)
        self.model = _Lines(self)
        self.view = _View(name)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_TickDelegate(self.view))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        self.search.textChanged.connect(self.model.search)
        self.search.installEventFilter(self)
        self.model.ticked.connect(self.changed)
        self.search.returnPressed.connect(self._enter)

    def show_lines(self, lines: Sequence[Line], ticked: Iterable[str] = ()) -> None:
        """Show these lines, some of them ticked."""
        self.model.show(lines, ticked)
        height = paint.row_height(self.font(), lines=2)
        self.view.setMinimumHeight(min(self._rows, max(3, len(lines))) * height)

    def ticked(self) -> frozenset[str]:
        """Return the ids of what is ticked, seen or not."""
        return frozenset(self.model.marked)

    def tick(self, ids: Iterable[str]) -> None:
        """Tick exactly these."""
        self.model.mark(ids)

    def _enter(self) -> None:
        if not self.search.text().strip():
            self.entered.emit()
        elif self.model.rowCount():
            self.model.toggle(self.model.first())
            self.search.clear()

    def eventFilter(self, watched: QObject, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress \
                and event.key() == Qt.Key.Key_Down and self.model.rowCount():
            self.view.setFocus()
            self.view.setCurrentIndex(self.model.index(self.model.first()))
            return True
        return super().eventFilter(watched, event)    # type: ignore[arg-type]


class _View(QListView):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(index.row())

    def keyboardSearch(self, search: str) -> None:
        pass    # the search stands above

    def _toggle(self, row: int) -> None:
        model = self.model()
        if isinstance(model, _Lines):
            model.toggle(row)


class _Lines(QAbstractListModel):
    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: tuple[Line, ...] = ()
        self._folded: tuple[str, ...] = ()
        self.lines: list[Line] = []
        self.marked: set[str] = set()
        self._words = ""

    def show(self, lines: Sequence[Line], ticked: Iterable[str]) -> None:
        self._all, self._folded, self.marked = tuple(lines), (), set(ticked)
        self.search(self._words)

    def search(self, text: str) -> None:
        self._words = text
        words = fold(text).split()
        if words and len(self._folded) < len(self._all):    # once, at the first letter; "·" is slow to fold
            self._folded = tuple(fold(f"{line.title} {line.detail}".replace("·", " ")) for line in self._all)
        self.beginResetModel()
        self.lines = [line for line, folded in zip(self._all, self._folded, strict=True)
                      if not line.is_heading and all(word in folded for word in words)] if words else list(self._all)
        self.endResetModel()

    def mark(self, ids: Iterable[str]) -> None:
        self.marked = set(ids)
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))
        self.ticked.emit()

    def toggle(self, row: int) -> None:
        if not 0 <= row < len(self.lines) or self.lines[row].is_heading:
            return
        self.marked ^= {self.lines[row].id}
        self.dataChanged.emit(self.index(row), self.index(row))
        self.ticked.emit()

    def first(self) -> int:
        return next((at for at, line in enumerate(self.lines) if not line.is_heading), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and not self.lines[index.row()].is_heading:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == SECOND_LINE_ROLE:
            return line.detail
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip("\n".join(part for part in (line.title, line.detail) if part))
        if role == Qt.ItemDataRole.CheckStateRole and not line.is_heading:
            return Qt.CheckState.Checked if line.id in self.marked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = tr("ticked") if line.id in self.marked else tr("not ticked")
            return line.title if line.is_heading else ", ".join(part for part in (line.title, line.detail, state)
                                                                if part)
        return None


class _TickDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, _Lines):
            return
        line, rect = model.lines[index.row()], option.rect
        painter.save()
        has_focus = isinstance(option.widget, QListView) and option.widget.hasFocus() \
            and option.widget.currentIndex() == index
        painter.fillRect(rect, QColor(Colour.PANEL if line.is_heading else Colour.HOVER if has_focus or (
            option.state & QStyle.StateFlag.State_MouseOver) else Colour.CARD))
        bold, small = QFont(option.font), paint.resized(option.font, Text.SMALL, beside=Text.TABLE)
        bold.setBold(True)
        inner = rect.adjusted(Space.S, 0, -Space.S, 0)
        if line.is_heading:
            painter.setFont(bold)
            painter.setPen(QColor(Colour.SOFT_INK))
            paint.paint_text(painter, inner, line.title)
        else:
            side = _BOX * option.font.pixelSize() / TEXT_PX[Text.TABLE]
            self._box(painter, QRectF(inner.left(), rect.center().y() - side / 2 + 1, side, side),
                      checked=line.id in model.marked)
            inner.setLeft(inner.left() + round(side) + Space.M)
            self._words(painter, inner, line, option.font, small)
        if has_focus:
            paint.paint_focus_ring(painter, rect)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        two = isinstance(model, _Lines) and bool(model.lines[index.row()].detail)
        return QSize(80, paint.row_height(option.font, lines=2 if two else 1) - Space.S)

    @staticmethod
    def _box(painter: QPainter, square: QRectF, *, checked: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Colour.ACCENT if checked else Colour.SOFT_INK), 1))
        painter.setBrush(QColor(Colour.ACCENT if checked else Colour.CARD))
        painter.drawRoundedRect(square, 3, 3)
        if checked:
            paint.paint_tick(painter, square.center(), square.width() * 0.7, Colour.ON_ACCENT)

    @staticmethod
    def _words(painter: QPainter, inner: QRect, line: Line, font: QFont, small: QFont) -> None:
        painter.setFont(font)
        painter.setPen(QColor(Colour.INK))
        if not line.detail:
            paint.paint_text(painter, inner, line.title)
            return
        above, below = QFontMetrics(font).height(), QFontMetrics(small).height()
        top = inner.top() + (inner.height() - above - below) // 2
        paint.paint_text(painter, QRect(inner.left(), top, inner.width(), above), line.title)
        painter.setFont(small)
        painter.setPen(QColor(Colour.SOFT_INK))
        paint.paint_text(painter, QRect(inner.left(), top + above, inner.width(), below), line.detail)
