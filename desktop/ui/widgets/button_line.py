"""Buttons in lines; where height is scarce in one line, and what has no room there under a last button."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.language import tr
from desktop.ui.widgets.controls import button, shown
from desktop.ui.widgets.flow import FlowLayout

_SHORT: Final = "…"


class ButtonLine(QWidget):
    """The buttons of a record. Those put aside keep their keys and their state; a menu presses them."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._buttons = tuple(buttons)
        self._line = _OneLine()
        self.setLayout(self._line)
        self._more = button(tr("More…"), name=tr("More actions"))
        self._more.clicked.connect(self._offer)
        for each in (*self._buttons, self._more):
            self._line.addWidget(each)
        self._more.hide()

    def keep_to_one_line(self, one: bool) -> None:
        """Take one line, whatever the number of buttons, or as many as they need."""
        if one != self._line.is_one:
            self._line.is_one = one
            self._fit()

    def aside(self) -> list[QPushButton]:
        """Return the buttons that stand in the list behind the last one."""
        return [each for each in self._buttons if each in self._line.aside]

    def menu(self) -> QMenu:
        """Return the actions that have no room."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self.aside():
            action = menu.addAction(shown(each.accessibleName() or each.text().replace("&&", "&")))
            action.setEnabled(each.isEnabled())
            action.triggered.connect(lambda _=False, each=each: each.click())
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:    # a button came, went or says something else
            self._fit()
        return super().event(event)

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self._more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _fit(self) -> None:
        there = [each for each in self._buttons if not each.isHidden()]
        aside: set[QWidget] = set()
        if self._line.is_one and sum(map(self._width, there)) - self._line.spacing() > self.width():
            self._more.setText(tr("More…"))
            if self._width(there[0]) + self._more.sizeHint().width() > self.width():
                self._more.setText(_SHORT)    # the first action stays in sight
            room = self.width() - self._more.sizeHint().width()
            for each in there:
                room -= self._width(each)
                if room < 0 and each is not there[0]:
                    aside.add(each)
        if aside == self._line.aside and self._more.isHidden() == (not aside):
            return
        self._line.aside = aside
        for each in self._buttons:    # Tab stops at what can be seen
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus if each in aside else Qt.FocusPolicy.StrongFocus)
        self._more.setVisible(bool(aside))
        self._line.invalidate()
        self.updateGeometry()

    def _width(self, each: QPushButton) -> int:
        return each.sizeHint().width() + self._line.spacing()


class _OneLine(FlowLayout):
    """A flow that may be held to one line; what is put aside lies below the edge, out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self.is_one = False
        self.aside: set[QWidget] = set()

    def heightForWidth(self, width: int) -> int:
        return self.sizeHint().height() if self.is_one else super().heightForWidth(width)

    def setGeometry(self, rect: QRect) -> None:
        if not self.aside:
            super().setGeometry(rect)
            return
        left = rect.left()
        for at in range(self.count()):
            item = self.itemAt(at)
            if item is None or item.isEmpty():
                continue
            size = item.sizeHint()
            if item.widget() in self.aside:
                item.setGeometry(QRect(QPoint(rect.left(), rect.bottom() + 1), size))
                continue
            item.setGeometry(QRect(QPoint(left, rect.top()), size))
            left += size.width() + self.spacing()
