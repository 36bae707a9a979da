"""Search field, filter chips and the count above a list."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from desktop.language import tr
from desktop.services.value_text import choice_label, field_label
from desktop.store import records
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import SearchField, button, shown
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from protocol.field import Field, FieldType, JsonValue
from protocol.kind import Kind

if TYPE_CHECKING:
    from desktop.store.store import Store

_MOST_OFFERED: Final = 40
TRASH: Final = "trash"
ONLY: Final = "only"    # a chip for certain records, as a to-do of Hôm nay names them


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One chip. `values` are alternatives: any of them."""
    field: str
    values: tuple[JsonValue, ...]
    words: str


class _WithCount(FlowLayout):
    """The search and the chips, with the count at the end of the first line; chips below have the whole width.

    Where the search would be left too little of the line, the count stands in a line of its own.
    """

    def __init__(self, count: QLabel) -> None:
        super().__init__()
        self._count = count

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._beside(), 0)

    def minimumSize(self) -> QSize:
        return super().minimumSize().expandedTo(QSize(self._count.sizeHint().width(), 0))

    def room(self, line: int, width: int) -> int:
        return width if line or not self._fits(width) else width - self._beside()

    def heightForWidth(self, width: int) -> int:
        own = 0 if self._fits(width) else self._count.sizeHint().height() + self.spacing()
        return super().heightForWidth(width) + own

    def _fits(self, width: int) -> bool:
        """Return whether the count has room beside the least of what stands in the first line."""
        first = self.itemAt(0)
        return first is None or first.minimumSize().width() + self._beside() <= width

    def _beside(self) -> int:
        return self._count.sizeHint().width() + Space.M

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        first = self.itemAt(0)
        size = self._count.sizeHint()
        if not self._fits(rect.width()):
            self._count.setGeometry(rect.left(), rect.bottom() + 1 - size.height(), size.width(), size.height())
            return
        height = first.geometry().height() if first is not None else size.height()
        self._count.setGeometry(rect.right() + 1 - size.width(), rect.top(), size.width(), height)


class FilterRow(QWidget):
    """What narrows a list. `where` and `text` say what is asked now."""
    changed = Signal()    # text or chips; keys that wait in the queue together are told once

    def __init__(self, store: "Store", kind: Kind, placeholder: str, *, has_trash: bool = True) -> None:
        super().__init__()
        self._store, self._kind, self._has_trash = store, kind, has_trash
        self.filters: dict[str, Filter] = {}
        self.search = SearchField(placeholder, "Ctrl+F", width=300)
        self.search.setClearButtonEnabled(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(0)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self._count = label("", Text.SMALL)
        self._add = button(tr("+ Filter"), "addFilter", name=tr("Add a filter"))
        self._add.clicked.connect(self._offer)
        self._count.setParent(self)
        self._flow = _WithCount(self._count)
        self._flow.addWidget(self.search)
        self.setLayout(self._flow)
        self._show_chips()

    @property
    def text(self) -> str:
        """Return the words searched for."""
        return self.search.text().strip()

    @property
    def trash(self) -> bool:
        """Return whether the trash is asked for instead of the list."""
        return TRASH in self.filters

    def where(self) -> dict[str, JsonValue]:
        """Return {field: value, or alternatives} of the chips."""
        return {each.field: each.values[0] if len(each.values) == 1 else list(each.values)
                for each in self.filters.values() if each.field not in (TRASH, ONLY)}

    @property
    def only(self) -> tuple[str, ...] | None:
        """Return the ids to which the list is narrowed, None for all."""
        chip = self.filters.get(ONLY)
        return tuple(str(each) for each in chip.values) if chip is not None else None

    def put(self, filters: Mapping[str, Filter] | list[Filter]) -> None:
        """Show these chips in place of what is there, and tell."""
        listed = filters.values() if isinstance(filters, Mapping) else filters
        self.filters = {each.field: each for each in listed}
        self._show_chips()
        self._pause.stop()
        self.changed.emit()

    def tell_count(self, words: str) -> None:
        """Say how many of how many are shown."""
        self._count.setText(words)
        self._flow.invalidate()

    def filter_of(self, field: Field, value: JsonValue, words: str) -> Filter:
        """Return the chip for one value of a field."""
        return Filter(field=field.code, values=(value,), words=f"{field_label(self._kind, field)}: {words}")

    def menu(self) -> QMenu:
        """Return what can be filtered by: choices, yes and no, records of other kinds, the trash."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self._kind.fields:
            offered = self._offered(field)
            if not offered:
                continue
            inner = menu.addMenu(shown(field_label(self._kind, field)))
            for value, words in offered:
                action = inner.addAction(shown(words))
                action.triggered.connect(
                    lambda _=False, chip=self.filter_of(field, value, words): self._use(chip))
        if self._has_trash:
            menu.addSeparator()
            trash = menu.addAction(tr("Trash"))
            trash.triggered.connect(lambda: self._use(self.trash_chip()))
        return menu

    @staticmethod
    def trash_chip() -> Filter:
        """Return the chip that shows the trash instead of the list."""
        return Filter(field=TRASH, values=(True,), words=tr("Trash"))

    def _offer(self) -> None:
        menu = self.menu()
        menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height() + Space.HAIR)))

    def _offered(self, field: Field) -> list[tuple[JsonValue, str]]:
        if field.type is FieldType.CHOICE:
            return [(choice.code, choice_label(self._kind, field, choice.code)) for choice in field.choices]
        if field.type is FieldType.BOOLEAN:
            return [(True, tr("Yes")), (False, tr("No"))]
        if field.type is FieldType.REFERENCE and field.target in ("office", "site"):
            reader = self._store.read()
            found = records.page(reader, records.Search(kind=field.target), 0, _MOST_OFFERED)
            titles = records.titles(reader, [record.id for record in found])
            return [(record.id, titles.get(record.id, "")) for record in found]
        return []

    def _use(self, chip: Filter) -> None:
        self.put({**self.filters, chip.field: chip})

    def _drop(self, field: str) -> None:
        self.put({code: chip for code, chip in self.filters.items() if code != field})
        self._add.setFocus()

    def _show_chips(self) -> None:
        while self._flow.count() > 1:
            item = self._flow.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self._add:
                widget.hide()
                widget.deleteLater()
        before: QWidget = self.search    # Tab goes along the row, whatever was made first
        for each in self.filters.values():
            chip = button(f"{each.words}  ×", "filter", name=tr("Drop the filter {name}", name=each.words))
            chip.clicked.connect(lambda _=False, gone=each.field: self._drop(gone))
            self._flow.addWidget(chip)
            chip.show()
            self.setTabOrder(before, chip)
            before = chip
        self._flow.addWidget(self._add)
        self.setTabOrder(before, self._add)
        self.updateGeometry()
