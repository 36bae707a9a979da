"""What the sheets about certificates have in common: a title, lines to look over, fields, Enter saves, Esc leaves."""
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services.certificate_requests import Asked, Paper
from desktop.services.problem_text import problems_text
from desktop.services.problems import Refused
from desktop.services.typed_values import Mistyped
from desktop.ui.records.draft_keeper import DraftKeeper
from desktop.ui.records.field_editors import FieldEditor, LineEditor
from desktop.ui.records.problem_words import mistyped_words
from desktop.ui.sheets.side_sheet import SideSheet
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import KeyButton, shown
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panels import Scrolled, bare_column, clear
from desktop.ui.widgets.remark import Remark
from protocol.field import JsonValue
from protocol.kinds.certificate import KIND

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions

SHARE = 0.62
_LEAST_LINES = 5    # a certificate with its reason, and that another follows


class CertificateSheet(SideSheet):
    """An empty sheet. `lines` scroll, `above` and `below` them stays in sight; in a low window all of it scrolls."""
    done = Signal()    # something was written

    def __init__(self, over: QWidget, below_header: QWidget, desk: "Desk", actions: "WindowActions", *,
                 share: float = SHARE) -> None:
        super().__init__(over, below_header, share=share)
        self.desk, self.actions = desk, actions
        self.editors: dict[str, FieldEditor] = {}
        self._draft_key = ""
        self._saving = False
        self._keeper = DraftKeeper(desk.store, self._draft, self)
        sheet = QFrame()
        sheet.setObjectName("sheetBody")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        self.title = label("", Text.SHEET_TITLE, wrap=True)
        self.lead = label("", Text.TABLE, soft=True, wrap=True)
        self.above = QVBoxLayout()
        self.above.setSpacing(Space.S)
        self.remark = Remark()
        inside = QWidget()
        self.lines = QVBoxLayout(inside)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(Space.S)
        self.scrolled = Scrolled(inside, lines=_LEAST_LINES)
        self.below = QVBoxLayout()
        self.below.setSpacing(Space.S)
        self.save_button = KeyButton(tr("Save"), "Enter", "primary", is_shortcut=False)
        self.save_button.clicked.connect(self.save)
        leave = KeyButton(tr("Leave"), "Esc", is_shortcut=False)
        leave.clicked.connect(self.hide)
        self.footer = QHBoxLayout()
        self.footer.setSpacing(Space.S)
        self.footer.addWidget(self.save_button)
        self.footer.addWidget(leave)
        self.footer.addStretch()
        middle, parts = bare_column()
        parts.setSpacing(Space.S)
        parts.addWidget(self.lead)
        parts.addLayout(self.above)
        parts.addSpacing(Space.XS)
        parts.addWidget(self.scrolled, 1)
        parts.addLayout(self.below)
        column.addWidget(self.title)
        column.addWidget(Scrolled(middle), 1)
        column.addWidget(self.remark)
        column.addLayout(self.footer)
        self.columns.addWidget(sheet)

    def save(self) -> None:
        """Write what the sheet shows; each sheet says what."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif not isinstance(focused, QComboBox) and self.save_button.isEnabled():
                self.save()
            return
        super().keyPressEvent(event)

    def say_save(self, words: str, *, may: bool) -> None:
        """Say on the button what saving does, and whether there is anything to do."""
        self.save_button.setText(shown(words))
        self.save_button.setAccessibleName(words)
        self.save_button.updateGeometry()
        self.save_button.setEnabled(may and not self._saving)

    def begin(self, title: str, lead: str = "", *, draft: str = "") -> None:
        """Show the sheet with nothing in it but what was being typed under `draft` when it was last left."""
        self._draft_key = draft
        self.title.setText(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))
        self.remark.clear()
        self._saving = False
        clear(self.lines)
        kept = self._keeper.load(self._draft_key) if self._draft_key else {}
        for code, editor in self.editors.items():
            if isinstance(raw := kept.get(code), str) and raw:
                editor.take_draft(raw)
        self.show_over()
        self.scrolled.verticalScrollBar().setValue(0)

    def leave(self) -> None:
        """Keep what is typed, unless it has just been saved."""
        if self._draft_key and not self._saving:
            self._keeper.keep_if_due()

    def add_editor(self, editor: FieldEditor) -> None:
        """Keep what is typed into this editor over a power cut."""
        self.editors[editor.field.code] = editor
        editor.edited.connect(self._hear_typing)
        editor.left.connect(lambda: say_mistyped(editor))

    def submit(self, work: object, told: object) -> None:
        """Run `work` in another thread, then `told(what it returned)`; what fails is said in the sheet."""
        if self._saving:
            return
        self._saving = True
        self.save_button.setEnabled(False)

        def done(result: Asked) -> None:
            if self._draft_key:
                self._keeper.forget()
            for editor in self.editors.values():
                editor.take_draft("")
            self.hide()
            self._saving = False
            self.done.emit()
            told(result)    # type: ignore[operator]

        self.desk.tasks.run(work, done, self._failed, owner=self)    # type: ignore[arg-type]

    def tell(self, asked: Asked, words: str) -> None:
        """Say in the line of the window what was done, and who was left out and why."""
        left = "; ".join(f"{name}: {why}" for name, why in asked.left_out[:3])
        self.actions.say(words, Tone.WARN if asked.left_out else Tone.GOOD, undo_group=asked.group, more=left)

    def _failed(self, problem: Exception) -> None:
        self._saving = False
        self.save_button.setEnabled(True)
        if isinstance(problem, Refused):
            self.remark.say(tr("It was not saved."), problems_text(KIND, problem.problems))
        else:
            self.remark.say_trouble(problem)

    def _hear_typing(self) -> None:
        if self._draft_key and not self._saving:
            self._keeper.typed()

    def _draft(self) -> dict[str, JsonValue]:
        return {code: editor.draft() for code, editor in self.editors.items()}


class PaperFields(QWidget):
    """Number and day of the paper that goes with a request; both may come later."""

    def __init__(self) -> None:
        super().__init__()
        self.document, self.sent_on = (LineEditor(KIND, field) for field in map(
            KIND.field, ("request_document", "request_sent_on")) if field is not None)
        self.document.input().setPlaceholderText(tr("no number yet"))
        self.sent_on.input().setPlaceholderText(tr("not sent yet; 05/11/2026"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.HAIR)
        for at, editor in enumerate((self.document, self.sent_on)):
            grid.addWidget(label(editor.label, Text.TABLE, soft=True), 0, at)
            grid.addWidget(editor, 1, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)

    def paper(self) -> Paper | None:
        """Return what was typed, None when it cannot be read; the field says so."""
        if any([say_mistyped(self.document), say_mistyped(self.sent_on)]):
            return None
        return Paper(document=str(self.document.value() or ""), sent_on=str(self.sent_on.value() or ""))


def say_mistyped(editor: FieldEditor) -> bool:
    """Return whether what is typed cannot be read, and say it beside the field."""
    value = editor.value()
    if isinstance(value, Mistyped):
        editor.say(mistyped_words(value))
        return True
    return False


def values_of(editors: Mapping[str, FieldEditor]) -> dict[str, JsonValue] | None:
    """Return {field: value} of all editors, None when one cannot be read; that one says so and has the focus."""
    values: dict[str, JsonValue] = {}
    for code, editor in editors.items():
        value = editor.value()
        if isinstance(value, Mistyped):
            editor.say(mistyped_words(value))
            editor.input().setFocus()
            return None
        values[code] = value
    return values
