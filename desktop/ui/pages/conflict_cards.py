"""One conflict as a card: what each PC wrote, value first, then who and when; a key for each choice."""
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.conflict_settling import Disagreement, Side, open_conflicts
from desktop.services.key_text import is_free_text, is_long, key_label, key_value_text, named_in
from desktop.services.value_text import stamp_text
from desktop.store import drafts, records, setting
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.tokens import Space, Text
from desktop.ui.widgets.controls import ElidedLink, KeyButton, TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import row
from desktop.ui.widgets.read_only import put_away
from protocol.field import LONG_TEXT_LIMIT, TEXT_LIMIT, JsonValue

if TYPE_CHECKING:
    from desktop.store.store import Reader, Store

_KEYS = ("1", "2", "5", "6", "7", "8")    # 3 and 4 are always "both" and "something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value that stands to choose."""
    machine: str
    text: str
    signature: str
    value: JsonValue
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """An open conflict in words."""
    id: str
    kind: str
    record: str
    title: str
    field: str
    options: tuple[Option, ...]
    is_text: bool
    is_long: bool
    draft: str = field(default="", compare=False)    # what was being typed when the program last ended


def read_conflicts(db: "Reader") -> list[ConflictView]:
    """Return the open conflicts in words, oldest first."""
    found = open_conflicts(db)
    wanted: set[str] = set()
    for each in found:
        wanted |= named_in(each.kind, each.key, (side.value for side in each.sides))
    titles = records.titles(db, wanted)
    machine = setting.text(db, setting.REPLICA_NAME)
    return [_view(each, titles, machine, str((drafts.load(db, draft_key(each.id)) or {}).get("text", "")))
            for each in found]


def draft_key(conflict: str) -> str:
    """Return under which name the half-written answer to a conflict is kept."""
    return f"conflict:{conflict}"


def _view(conflict: Disagreement, titles: dict[str, str], machine: str, draft: str) -> ConflictView:
    sides = sorted(_distinct(conflict.sides), key=lambda side: not side.mine)
    return ConflictView(
        id=conflict.id, kind=conflict.kind, record=conflict.record, title=conflict.title or tr("(no name)"),
        field=key_label(conflict.kind, conflict.key, titles),
        options=tuple(Option(
            machine=tr("This PC ({name})", name=side.replica_name or machine) if side.mine
            else tr("The PC {name}", name=side.replica_name or side.replica[:8]),
            text=key_value_text(conflict.kind, conflict.key, side.value, titles),
            signature=" · ".join(each for each in (side.author, _when(side.at)) if each),
            value=side.value, is_shown=side.value == conflict.shown) for side in sides),
        is_text=is_free_text(conflict.kind, conflict.key), is_long=is_long(conflict.kind, conflict.key), draft=draft)


def _distinct(sides: tuple[Side, ...]) -> list[Side]:
    """Return the newest of equal values of one PC: what it wrote twice is one choice."""
    kept: dict[str, Side] = {}
    for side in sides:
        kept[f"{side.replica}{side.value!r}"] = side
    return list(kept.values())


def _when(at: str) -> str:
    try:
        return stamp_text(at)
    except ValueError:
        return ""


class ConflictCard(QFrame):
    """The choices of one conflict. `press` is what a key does; the marked card gets the keys."""
    chosen = Signal(object, object, str)     # this card, the value, its words
    entered = Signal(object)                 # this card: the focus came into it
    record_asked = Signal(str, str)

    def __init__(self, view: ConflictView, store: "Store") -> None:
        super().__init__()
        self.view = view
        self._keeper = DraftKeeper(store, lambda: {"text": self._typed()}, self)
        self._keeper.key = draft_key(view.id)
        self._marked, self._may_choose = False, True
        self._acts = [lambda option=option: self.chosen.emit(self, option.value, option.text)
                      for option in view.options]
        self._boxes: list[QFrame] = []
        self._buttons: list[QWidget] = []
        self.setAccessibleName(f"{view.title}, {view.field}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        open_ = ElidedLink(view.title, Text.STRONG, name=tr("Open: {title}", title=view.title))
        open_.clicked.connect(lambda: self.record_asked.emit(view.kind, view.record))
        head = FlowLayout()
        head.addWidget(open_)
        head.addWidget(label(tr("field “{field}”", field=view.field), Text.SMALL))
        column.addLayout(head)
        sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        sides.setSpacing(Space.M)
        for at, option in enumerate(view.options):
            sides.addWidget(self._side(at, option), 1)
        column.addLayout(sides)
        if view.is_text:
            column.addWidget(self._text_choices())
            if view.draft:
                self._put(view.draft)
                self._writing.show()

    def make_read_only(self) -> None:
        """Show what each PC wrote, and no choice: a viewer's would be refused."""
        put_away((each for each in self.findChildren(QPushButton) if not isinstance(each, ElidedLink)), self)
        self._may_choose = False
        self._buttons = []

    def mark(self, marked: bool) -> None:
        """Show that the keys go here."""
        self._marked = marked
        for at, box in enumerate(self._boxes):
            shown = marked and at == 0
            if box.property("shown") != shown:
                box.setProperty("shown", shown)
                box.style().unpolish(box)
                box.style().polish(box)

    def is_marked(self) -> bool:
        """Return whether the keys go here."""
        return self._marked

    def take_focus(self) -> None:
        """Put the focus on the first choice."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self, at: int) -> None:
        """Do what the key 1, 2, 3 or 4 (`at` 0 to 3) means here."""
        if not self.isEnabled() or not self._may_choose:
            return
        if at < 2:
            if at < len(self._acts):
                self._acts[at]()
        elif self.view.is_text:
            self._keep_both() if at == 2 else self._write_other()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self)
        return False

    def _side(self, at: int, option: Option) -> QFrame:
        box = QFrame()
        box.setObjectName("choiceCard")
        box.setProperty("shown", False)
        column = QVBoxLayout(box)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        machine = " · ".join((option.machine, tr("shown now")) if option.is_shown else (option.machine,))
        column.addWidget(label(machine, Text.SMALL, soft=True, wrap=True))
        column.addWidget(label(option.text, Text.STRONG, wrap=True))
        column.addWidget(label(option.signature, Text.SMALL, soft=True, wrap=True))
        column.addStretch()
        keys = _KEYS[at] if at < len(_KEYS) else ""
        choose = KeyButton(tr("Choose"), keys, "primary" if at == 0 else "plain", is_shortcut=False)
        choose.setAccessibleName(tr("Choose") + f" {keys}: {option.text}, {option.machine}")
        choose.clicked.connect(self._acts[at])
        choose.installEventFilter(self)
        self._boxes.append(box)
        self._buttons.append(choose)
        column.addSpacing(Space.XS)
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _text_choices(self) -> QWidget:
        both = KeyButton(tr("Keep both"), "3", is_shortcut=False)
        both.clicked.connect(self._keep_both)
        other = KeyButton(tr("Write something else"), "4", is_shortcut=False)
        other.clicked.connect(self._write_other)
        for each in (both, other):
            each.installEventFilter(self)
        self._writing = QWidget()
        self._writing.hide()
        column = QVBoxLayout(self._writing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        self._field: QPlainTextEdit | TextField
        if self.view.is_long:
            self._field = QPlainTextEdit()
            self._field.setAccessibleName(tr("The right content"))
            self._field.setTabChangesFocus(True)
            self._field.setFixedHeight(90)
            self._field.textChanged.connect(self._keeper.typed)
        else:
            self._field = TextField(tr("The right content"), limit=TEXT_LIMIT)
            self._field.returnPressed.connect(self._save_other)
            self._field.textEdited.connect(lambda _: self._keeper.typed())
        save = button(tr("Save this content"), "primary")
        save.clicked.connect(self._save_other)
        column.addWidget(self._field)
        column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        made = QWidget()
        outer = QVBoxLayout(made)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addWidget(row(both, other))
        outer.addWidget(self._writing)
        return made

    def _joined(self) -> str:
        texts = list(dict.fromkeys(option.text for option in self.view.options if option.value not in (None, "")))
        return ("\n" if self.view.is_long else " / ").join(texts)

    def _keep_both(self) -> None:
        limit = LONG_TEXT_LIMIT if self.view.is_long else TEXT_LIMIT
        joined = self._joined()
        if len(joined) > limit:    # both do not fit: a person shortens them
            self._write_other()
            return
        self._choose_text(joined)

    def _write_other(self) -> None:
        self._writing.show()
        if not self._typed():
            self._put(self._joined())
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> str:
        return self._field.toPlainText() if isinstance(self._field, QPlainTextEdit) else self._field.text()

    def _put(self, text: str) -> None:
        if isinstance(self._field, QPlainTextEdit):
            self._field.setPlainText(text)
        else:
            self._field.setText(text[:TEXT_LIMIT])

    def _save_other(self) -> None:
        self._choose_text(self._typed().strip())

    def rest(self) -> None:
        """Take no more keys while a choice is being saved; the half-written answer goes with it."""
        self._keeper.rest()
        self.setEnabled(False)

    def _choose_text(self, text: str) -> None:
        lists = any(isinstance(option.value, (list, tuple)) for option in self.view.options)
        value: object = [each.strip() for each in text.splitlines() if each.strip()] if lists else text
        self.chosen.emit(self, value or None, text)
