"""A framed sentence under a form: what is missing, what went wrong, what was done."""
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.ui.tokens import Space, Tone
from desktop.ui.troubles import said
from desktop.ui.widgets.labels import LeadText


class Remark(QFrame):
    """Hidden until something is said."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self._words = LeadText("", "")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L - 2, Space.S, Space.L - 2, Space.S)
        box.addWidget(self._words)
        self.hide()

    def say(self, lead: str, more: str = "", tone: Tone = Tone.BAD) -> None:
        """Show `lead` in bold and `more` after it."""
        self._words.set_text(lead, more)
        self.setAccessibleName(f"{lead} {more}".strip())
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def say_trouble(self, problem: BaseException) -> None:
        """Say what went wrong in one sentence, and what to do."""
        words = said(problem)
        self.say(words.message, words.hint)

    def clear(self) -> None:
        """Say nothing."""
        self._words.set_text("", "")
        self.setAccessibleName("")
        self.hide()

    def text(self) -> str:
        """Return what is said, "" for nothing."""
        return "" if self.isHidden() else self._words.text()
