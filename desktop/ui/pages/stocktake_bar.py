"""Beside the toggles: which stock-take is shown, and what may be done with all of it."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QLayoutItem, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from desktop.language import tr
from desktop.services.value_text import choice_label
from desktop.ui.records.field_editors import QuietBox, paint_chevron
from desktop.ui.tokens import Space
from desktop.ui.widgets.controls import button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.read_only import WRITES
from protocol.kinds import stocktake

MOST_LETTERS: Final = 22    # of a name beside three buttons, at 1366


class StocktakeBar(QWidget):
    """A chooser and the buttons of the whole list; under large text they go under the name."""
    chosen = Signal(str)      # id
    details_asked = Signal()
    export_asked = Signal()
    again_asked = Signal()
    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._box = _Chooser()
        self._box.setAccessibleName(tr("Which stock-take"))
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(12)
        self._box.activated.connect(lambda at: self.chosen.emit(str(self._box.itemData(at))))
        self._close = button(tr("Close the stock-take"), "primary")
        self._again = button(tr("Open again"))
        details, export = button(tr("Board, decision…")), button(tr("Export (.csv)"))
        for made, told in ((details, self.details_asked), (export, self.export_asked),
                           (self._again, self.again_asked), (self._close, self.close_asked)):
            made.clicked.connect(told)
            made.setProperty(WRITES, made is not export)
        flow = _NameTakesTheRest(self._box)
        self.setLayout(flow)
        for each in (self._box, details, export, self._again, self._close):
            flow.addWidget(each)

    def offer(self, listed: Sequence[tuple[str, str, str]], chosen: str) -> None:
        """Offer these (id, name, status), and show the chosen one."""
        field = stocktake.KIND.field("status")
        self._box.clear()
        for id_, title, status in listed:
            words = choice_label(stocktake.KIND, field, status) if field is not None else status
            self._box.addItem(f"{title} · {words}", id_)
        self.choose(chosen)

    def choose(self, stocktake_id: str) -> None:
        """Show this one, without telling anyone."""
        self._box.setCurrentIndex(max(0, self._box.findData(stocktake_id)))
        self._box.updateGeometry()

    def words(self) -> str:
        """Return the name and state of the one that is shown."""
        return self._box.currentText()

    def show_state(self, *, is_open: bool) -> None:
        """Offer to close it, or to open it again."""
        self._close.setVisible(is_open)
        self._again.setVisible(not is_open)


class _NameTakesTheRest(FlowLayout):
    """The name asks for little, so that all stands in one line, and takes what the buttons leave of it."""

    def __init__(self, box: "_Chooser") -> None:
        super().__init__()
        self._box = box

    def _place_line(self, line: list[tuple[QLayoutItem, QSize]], at: QPoint, room: int, *, move: bool) -> int:
        if move and line and line[0][0].widget() is self._box:
            (item, size), *rest = line
            spare = room - size.width() - sum(each.width() + self.spacing() for _, each in rest)
            wider = min(size.width() + max(0, spare), max(size.width(), self._box.whole()))
            line = [(item, QSize(wider, size.height())), *rest]
        return super()._place_line(line, at, room, move=move)


class _Chooser(QuietBox):
    """As wide as the name that is chosen, where there is room; else the name ends in dots."""

    def whole(self) -> int:
        """Return the width at which nothing of the name is cut."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + 4 * Space.L

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                           QStyle.SubControl.SC_ComboBoxEditField, self).width()
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight,
                                                           room - Space.XS)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        paint_chevron(self)

    def sizeHint(self) -> QSize:
        most = MOST_LETTERS * self.fontMetrics().averageCharWidth() + 4 * Space.L
        return QSize(min(self.whole(), most), super().sizeHint().height())
