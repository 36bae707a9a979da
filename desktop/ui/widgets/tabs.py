"""Tabs in one line: those that have no room stand in a list behind the last, never under arrows."""
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QTabWidget

from desktop.language import tr
from desktop.ui.tokens import Space
from desktop.ui.widgets.controls import button, shown

_SHORT: Final = "…"


class Tabs(QTabWidget):
    """A QTabWidget that hides the tabs without room and offers them under "Khác…"; the shown one always has room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._fits = False
        self.setDocumentMode(True)
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        self.setAccessibleName(name)
        self._more = button(tr("More…"), "tab", name=tr("More: {name}", name=name))
        self._more.clicked.connect(self._offer)
        self.setCornerWidget(self._more, Qt.Corner.TopRightCorner)
        self._more.hide()
        self.currentChanged.connect(lambda _: self._fit())

    def setTabText(self, index: int, text: str) -> None:
        """Show another text on a tab, "Thiết bị 3", with as many tabs beside it as have room then."""
        super().setTabText(index, text)
        self._fit()

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._fit)

    def minimumSizeHint(self) -> QSize:
        pages = [self.widget(at).minimumSizeHint().width() for at in range(self.count())]
        tabs = [self._width(at) for at in range(self.count())]
        least = max(tabs, default=0) + self._more.sizeHint().width() + Space.S
        return QSize(max(least, *pages), super().minimumSizeHint().height())

    def menu(self) -> QMenu:
        """Return the tabs that have no room, to choose from."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for at in range(self.count()):
            if not self.isTabVisible(at):
                menu.addAction(shown(self.tabText(at))).triggered.connect(lambda _=False, at=at: self._choose(at))
        return menu

    def _choose(self, at: int) -> None:
        self.setCurrentIndex(at)
        self.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        self.menu().popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _fit(self) -> None:
        if self._fits or self.currentIndex() < 0:
            return    # showing a tab may choose it
        self._fits = True
        wanted = range(self.count())
        if sum(map(self._width, wanted)) > self.width() and self.isVisible():
            self._more.setText(tr("More…"))
            shown_ = self._with_room()
            self._more.setText(_SHORT)
            if len(shorter := self._with_room()) > len(shown_):    # a tab is worth more than a word
                shown_ = shorter
            else:
                self._more.setText(tr("More…"))
            self._more.show()
        else:
            shown_ = set(wanted)
            self._more.hide()
        for at in wanted:
            if self.isTabVisible(at) != (at in shown_):
                self.setTabVisible(at, at in shown_)
        self._fits = False

    def _with_room(self) -> set[int]:
        """Return the tabs that have room beside the button that offers the rest."""
        shown_ = {self.currentIndex()}
        room = self.width() - self._more.sizeHint().width() - Space.S - self._width(self.currentIndex())
        for at in range(self.count()):
            if at != self.currentIndex():
                room -= self._width(at)
                if room < 0:
                    break
                shown_.add(at)
        return shown_

    def _width(self, at: int) -> int:
        return self.tabBar().tabSizeHint(at).width()
