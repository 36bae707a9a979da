"""Hướng dẫn xử lý: first aid that needs no network. A list, and the chosen guide beside it to read and to tick off."""
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QStyleOptionViewItem, QVBoxLayout

from desktop.language import tr, trn
from desktop.services import guides as guide_service
from desktop.services.guides import Guide
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.pages.guide_reading import GuideReading, category_name
from desktop.ui.tokens import Colour, Space
from desktop.ui.widgets import paint
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import SearchField
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.panels import Card, Scrolled
from protocol.folding import words

Index = QModelIndex | QPersistentModelIndex
_LEAST_LETTERS: Final = 6    # fewer mean nothing in particular
_MEANT: Final = 3
_TITLE_LINES: Final = 2


class GuidesPage(Page):
    """Reads only. A guide of the province replaces the one that came with the program."""
    key = "guides"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Guides"))
        self._desk, self._actions = desk, actions
        self._wanted = ""
        self.search = SearchField(tr("Find by what one sees: kẹt giấy, mất mạng…"), "Ctrl+F", width=320)
        self.search.textChanged.connect(self._filter)
        self.model = _Guides(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_GuideLines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)    # titles wrap anew in another width
        self.list.setAccessibleName(tr("List of guides"))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)    # rows of several heights
        self.list.selectionModel().currentChanged.connect(lambda current, _: self._show(current.row()))
        card = Card()
        card.body.setContentsMargins(1, 1, 1, Space.XS)
        card.body.addWidget(self.list)
        left = QVBoxLayout()
        left.setContentsMargins(Space.L, Space.M, Space.M, Space.L)
        left.setSpacing(Space.M)
        left.addWidget(self.search)
        left.addWidget(card, 1)
        self.reading = GuideReading(desk, actions)
        self.reading.reported.connect(actions.report_incident)
        panel = QFrame()
        panel.setObjectName("sidePanel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(Scrolled(self.reading))
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 2)
        row.addWidget(panel, 3)

    def refresh(self, changes: object | None = None) -> None:
        """Read the guides again when one of them changed."""
        records = getattr(changes, "records", None)
        if records is not None and not any(kind == "guide" for kind, _ in records):
            return
        store = self._desk.store
        self._desk.tasks.latest("guides", lambda: guide_service.all_guides(store.read()), self._take,
                                self._actions.show_trouble, owner=self)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show the guide with this id or key."""
        self._wanted = record_id
        self.search.clear()
        self._find_wanted()

    def _take(self, found: list[Guide]) -> None:
        self.subtitle.setText(trn("{n} guide", "{n} guides", len(found)))
        self.model.show_all(found)
        self._filter()
        self._find_wanted()

    def _find_wanted(self) -> None:
        for row, guide in enumerate(self.model.shown):
            if self._wanted and self._wanted in (guide.id, guide.key):
                self._wanted = ""
                self.list.setCurrentIndex(self.model.index(row))

    def _filter(self) -> None:
        self.model.filter(self.search.text())
        self.list.setCurrentIndex(self.model.index(0))
        if not self.model.shown:
            self._show(-1)
            self._ask_the_guesser()

    def _ask_the_guesser(self) -> None:
        """Words that stand in no guide may still mean one: "máy nuốt giấy", "hổng vô mạng được"."""
        text, guesser = self.search.text(), self._desk.guesser

        def guess() -> tuple[str, ...]:
            asked = guesser() if len(text) >= _LEAST_LETTERS else None
            return asked.guess(text).guides[:_MEANT] if asked is not None else ()

        def take(keys: tuple[str, ...]) -> None:
            if keys and text == self.search.text() and not self.model.shown:
                self.model.show_keys(keys)
                self.list.setCurrentIndex(self.model.index(0))

        self._desk.tasks.latest("guide-guess", guess, take, self._actions.show_trouble, owner=self)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self.model.shown):
            self.reading.show_guide(self.model.shown[row])
        else:
            self.reading.show_nothing(tr("No guide with these words. Try fewer.") if self.model.any()
                                      else tr("No guides on this PC yet."))


def _spoken(text: str) -> str:
    """Return the words without marks, each behind a blank: a search finds where words begin."""
    return "".join(f" {word}" for word in words(text))


class _Guides(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: list[tuple[tuple[str, str, str], Guide]] = []    # title, with its signs, with everything
        self.shown: list[Guide] = []

    def any(self) -> bool:
        return bool(self._all)

    def show_all(self, guides: list[Guide]) -> None:
        self._all = []
        for guide in guides:
            title = _spoken(guide.title)
            signs = f"{title}{_spoken(guide.symptoms)}{_spoken(category_name(guide.category))}"
            rest = _spoken(" ".join((*guide.steps, *guide.avoid, guide.escalate_when)))
            self._all.append(((title, signs, signs + rest), guide))

    def filter(self, text: str) -> None:
        wanted = [f" {word}" for word in words(text)]
        found: list[tuple[int, Guide]] = []
        for layers, guide in self._all:
            rank = next((at for at, layer in enumerate(layers) if all(word in layer for word in wanted)), None)
            if rank is not None:
                found.append((rank, guide))
        self.beginResetModel()
        self.shown = [guide for _, guide in sorted(found, key=lambda each: each[0])]    # the title says it first
        self.endResetModel()

    def show_keys(self, keys: Sequence[str]) -> None:
        """Show the guides with these keys, in this order."""
        by_key = {guide.key: guide for _, guide in self._all}
        self.beginResetModel()
        self.shown = [by_key[key] for key in keys if key in by_key]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.shown):
            return None
        guide = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return guide.title
        if role == SECOND_LINE_ROLE:
            return category_name(guide.category)
        if role == Qt.ItemDataRole.ToolTipRole:
            return guide.title
        return None


class _GuideLines(CellDelegate):
    """The title in as many lines as it needs, two at most, and its category below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = len(self._title(option, index, self._room(option))) + 1
        return QSize(1, paint.row_height(option.font, lines=lines))    # as wide as the list, whatever it says

    def _paint_content(self, painter: QPainter, option: QStyleOptionViewItem, index: Index,
                       inner: QRect, centred: bool) -> None:
        small, bold = self._small_and_bold(option.font)
        lines = self._title(option, index, self._room(option))
        height = QFontMetrics(bold).height()
        below = QFontMetrics(small).height()
        top = inner.top() + (inner.height() - len(lines) * height - below) // 2
        painter.setFont(bold)
        painter.setPen(QColor(Colour.INK))
        for at, line in enumerate(lines):
            paint.paint_text(painter, QRect(inner.left(), top + at * height, inner.width(), height), line)
        painter.setFont(small)
        painter.setPen(QColor(Colour.SOFT_INK))
        paint.paint_text(painter, QRect(inner.left(), top + len(lines) * height, inner.width(), below),
                         str(index.data(SECOND_LINE_ROLE) or ""))

    def _title(self, option: QStyleOptionViewItem, index: Index, room: int) -> list[str]:
        bold = self._small_and_bold(option.font)[1]
        text = paint.in_order(" ".join(str(index.data() or "").split()))
        return paint.wrapped(text, bold, room, _TITLE_LINES) or [""]

    @staticmethod
    def _room(option: QStyleOptionViewItem) -> int:
        view = option.widget    # the bar counts before it is there, or a row would be measured without it
        width = view.width() - view.verticalScrollBar().sizeHint().width() if isinstance(view, QListView) \
            else option.rect.width()
        return width - Space.S - Space.XS
