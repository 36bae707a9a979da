"""Editors of references: a field that searches as one types, and "Add new" when nothing fits."""
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.form_saving import NEW
from desktop.services.typed_values import Mistyped, Typed
from desktop.ui.records.candidates import Candidate
from desktop.ui.records.field_editors import FieldEditor
from desktop.ui.tokens import Space
from desktop.ui.widgets.controls import TextField, button
from desktop.ui.widgets.delegates import SECOND_LINE_ROLE, CellDelegate
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.panels import clear
from protocol.field import Field, JsonValue
from protocol.folding import fold
from protocol.kind import Kind

Ask = Callable[[str, str, Callable[[list[Candidate]], object]], object]
"""Takes a kind, what was typed, and where to bring the candidates; must not block."""
Index = QModelIndex | QPersistentModelIndex
_PAUSE_MS = 40


class PickField(TextField):
    """A line with a list under it. Down and Up walk it, Enter takes, Esc closes it."""
    picked = Signal(str, str)    # id (or NEW + name) and title

    def __init__(self, kind: str, name: str, ask: Ask, *, may_add: bool) -> None:
        super().__init__(name, tr("type to search"))
        self._kind, self._ask, self._may_add = kind, ask, may_add
        self._popup: _Popup | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.textEdited.connect(lambda _: self._pause.start())

    def search(self) -> None:
        """Bring what fits the text; the first few records when there is none."""
        words = self.text().strip()
        self._ask(self._kind, words, lambda found: self._offer(words, found))

    def is_open(self) -> bool:
        """Return whether the list is shown."""
        return self._popup is not None and not self._popup.isHidden()

    def close_list(self) -> None:
        """Put the list away."""
        self._pause.stop()
        if self._popup is not None:
            self._popup.hide()

    def offered(self) -> list[Candidate]:
        """Return what the list offers now."""
        return list(self._popup.model.offered) if self._popup is not None and self.is_open() else []

    def event(self, event: QEvent) -> bool:
        # Esc belongs to the open list first, and only then to the form.
        if (event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
                and event.key() == Qt.Key.Key_Escape and self.is_open()):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self._popup is not None and self.is_open():
                self._popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            else:
                self.search()
            return
        if self._popup is not None and self.is_open():
            if key == Qt.Key.Key_Escape:
                self.close_list()
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers():
                self._take(self._popup.chosen())
                if key != Qt.Key.Key_Tab:
                    return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._popup is None or self._popup.underMouse():
            return
        first = self._popup.chosen() if self.is_open() else None
        self.close_list()
        if first is not None and not first.id.startswith(NEW) and fold(first.title) == fold(self.text()):
            self._take(first)    # typed in full, if without accents: nothing is left to choose

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_list()

    def _offer(self, words: str, found: Sequence[Candidate]) -> None:
        if words != self.text().strip() or not self.hasFocus():
            return    # an answer to what is no longer asked
        offered = list(found)
        if self._may_add and words and words not in {each.title for each in offered}:
            offered.append(Candidate(id=NEW + words, title=tr("Add new “{name}”", name=words)))
        popup = self._made_popup()
        popup.offer(offered)
        self._place()
        popup.setVisible(bool(offered))
        popup.raise_()

    def _take(self, candidate: Candidate | None) -> None:
        if candidate is None:
            return
        self.close_list()
        title = candidate.id.removeprefix(NEW) if candidate.id.startswith(NEW) else candidate.title
        self.picked.emit(candidate.id, title)

    def _made_popup(self) -> "_Popup":
        if self._popup is None or self._popup.parentWidget() is not self.window():
            self._popup = _Popup(self.window())
            self._popup.view.clicked.connect(
                lambda index: self._take(self._popup.model.offered[index.row()] if self._popup else None))
        return self._popup

    def _place(self) -> None:
        if self._popup is None:
            return
        room = self.window().height()
        height = self._popup.wanted_height()
        below = self.mapTo(self.window(), QPoint(0, self.height() + Space.HAIR))
        above = self.mapTo(self.window(), QPoint(0, -Space.HAIR - height))
        corner = below if below.y() + height <= room - Space.S or above.y() < 0 else above
        self._popup.setGeometry(corner.x(), corner.y(), self.width(), min(height, room - corner.y() - Space.S))


class ReferenceEditor(FieldEditor):
    """One record: typed words search, and only a chosen line counts."""

    def __init__(self, kind: Kind, field: Field, ask: Ask, *, may_add: bool) -> None:
        super().__init__(kind, field)
        self._id, self._title = "", ""
        self._pick = PickField(field.target, self.label, ask, may_add=may_add)
        self._pick.textEdited.connect(lambda _: self._tell_edited())
        self._pick.editingFinished.connect(self.left)
        self._pick.picked.connect(self._choose)
        self._add(self._pick)

    def input(self) -> PickField:
        return self._pick

    def value(self) -> Typed:
        text = self._pick.text().strip()
        if not text:
            return None
        return self._id if text == self._title and self._id else Mistyped(code="reference-not-chosen")

    def draft(self) -> JsonValue:
        text = self._pick.text()
        return {"text": text, "id": self._id if text.strip() == self._title else ""}

    def take_draft(self, raw: JsonValue) -> None:
        kept = raw if isinstance(raw, dict) else {}
        self._id, self._title = str(kept.get("id") or ""), str(kept.get("text") or "").strip()
        self._pick.setText(str(kept.get("text") or ""))

    def choose(self, record_id: str, title: str) -> None:
        """Choose a record as a person would."""
        self._choose(record_id, title)

    def _choose(self, record_id: str, title: str) -> None:
        self._id, self._title = record_id, title.strip()
        self._pick.setText(self._title)
        self._tell_edited()
        self.left.emit()

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        self._id = str(value or "")
        self._title = (titles.get(self._id) or tr("loading…")).strip() if self._id else ""
        self._pick.setText(self._title)
        self._pick.setCursorPosition(0)


class ReferencesEditor(FieldEditor):
    """A set of records: a chip for each with its own ×, and a line to add one more."""

    def __init__(self, kind: Kind, field: Field, ask: Ask, *, may_add: bool) -> None:
        super().__init__(kind, field)
        self._members: dict[str, str] = {}
        self._chips = QWidget()
        self._flow = FlowLayout(Space.XS)
        self._chips.setLayout(self._flow)
        self._pick = PickField(field.target, self.label, ask, may_add=may_add)
        self._pick.picked.connect(self._add_member)
        self._pick.textEdited.connect(lambda _: self._tell_edited())
        self._pick.editingFinished.connect(self.left)
        self._add(self._chips, self._pick)
        self._show_chips()

    def input(self) -> PickField:
        return self._pick

    def value(self) -> Typed:
        if self._pick.text().strip():
            return Mistyped(code="reference-not-chosen")
        return sorted(self._members) or None

    def draft(self) -> JsonValue:
        return {"members": dict(sorted(self._members.items())), "text": self._pick.text()}

    def take_draft(self, raw: JsonValue) -> None:
        kept = raw if isinstance(raw, dict) else {}
        members = kept.get("members")
        self._members = {str(id_): str(title) for id_, title in members.items()} if isinstance(members, dict) else {}
        self._pick.setText(str(kept.get("text") or ""))
        self._show_chips()

    def _add_member(self, record_id: str, title: str) -> None:
        self._members[record_id] = title
        self._pick.clear()
        self._show_chips()
        self._tell_edited()

    def _drop(self, record_id: str) -> None:
        self._members.pop(record_id, None)
        self._show_chips()
        self._tell_edited()
        self._pick.setFocus()

    def _put(self, value: JsonValue, titles: dict[str, str]) -> None:
        ids = value if isinstance(value, (list, tuple)) else ()
        self._members = {str(id_): titles.get(str(id_)) or tr("loading…") for id_ in ids}
        self._pick.clear()
        self._show_chips()

    def _show_chips(self) -> None:
        clear(self._flow)
        for record_id, title in self._members.items():
            chip = button(f"{title}  ×", "filter", name=tr("Take out {name}", name=title))
            chip.clicked.connect(lambda _=False, gone=record_id: self._drop(gone))
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._members))
        self._chips.updateGeometry()


class _Popup(QFrame):
    """The list under a field: a child of the window, so that the field keeps the keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.model = _Offered(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, Space.XS, 1, Space.XS)
        column.addWidget(self.view)
        self.hide()

    def offer(self, offered: Sequence[Candidate]) -> None:
        self.model.offer(offered)
        if offered:
            self.view.setCurrentIndex(self.model.index(0))

    def wanted_height(self) -> int:
        rows = sum(self.view.sizeHintForRow(at) for at in range(self.model.rowCount()))
        return rows + 2 * Space.XS + 4

    def chosen(self) -> Candidate | None:
        at = self.view.currentIndex().row()
        return self.model.offered[at] if 0 <= at < len(self.model.offered) else None

    def move_by(self, step: int) -> None:
        if self.model.offered:
            at = (self.view.currentIndex().row() + step) % len(self.model.offered)
            self.view.setCurrentIndex(self.model.index(at))


class _Offered(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offered: Sequence[Candidate] = ()

    def offer(self, offered: Sequence[Candidate]) -> None:
        self.beginResetModel()
        self.offered = offered
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.offered)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.offered):
            return None
        one = self.offered[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == SECOND_LINE_ROLE:
            return one.detail or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (one.title, one.detail) if part)
        return None
