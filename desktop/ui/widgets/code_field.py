"""Where a connection code is typed: 18 digits, shown in six groups of three."""
import re
import unicodedata
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics

from desktop.ui.widgets.controls import TextField

DIGITS: Final = 18
_GROUP: Final = 3
_ADDRESS = re.compile(r"https?://[^\s,;]+", re.IGNORECASE)


def digits_of(text: str) -> str:
    """Return the ASCII digits in `text`, whatever stands between them.

    A keyboard under VNI turns a digit after a letter into an accent, one under Telex leaves digits
    alone: letters and their accents are dropped, full-width digits count.
    """
    found = []
    for character in unicodedata.normalize("NFKC", text):
        value = unicodedata.digit(character, None)
        if value is not None:
            found.append(str(value))
    return "".join(found)[:DIGITS]


def grouped(digits: str) -> str:
    """Return `482915…` as `482 915 …`."""
    return " ".join(digits[at:at + _GROUP] for at in range(0, len(digits), _GROUP))


class CodeField(TextField):
    """Groups the digits as they are typed. A pasted message gives its code, and its address besides."""
    code_changed = Signal(str)       # the digits so far
    address_found = Signal(str)      # an address that came with a pasted code

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__(name, placeholder or grouped("0" * DIGITS))
        self.setProperty("look", "sheet_title")
        self.textEdited.connect(self._regroup)

    def code(self) -> str:
        """Return the digits typed."""
        return digits_of(self.text())

    def is_whole(self) -> bool:
        """Return whether all digits are there."""
        return len(self.code()) == DIGITS

    def set_code(self, text: str) -> None:
        """Show the digits of `text`."""
        self.setText(grouped(digits_of(text)))
        self.code_changed.emit(self.code())

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(QFontMetrics(self.font()).horizontalAdvance(grouped("0" * DIGITS)) + 40)
        return size

    def _regroup(self, typed: str) -> None:
        if match := _ADDRESS.search(typed):
            self.address_found.emit(match.group().rstrip(".)"))
            typed = typed[:match.start()] + " " + typed[match.end():]
        before = len(digits_of(typed[:self.cursorPosition()]))
        digits = digits_of(typed)
        self.setText(grouped(digits))
        # after the last of them; a blank that follows a full group is stepped over with the next digit
        self.setCursorPosition(before + max(0, before - 1) // _GROUP if before else 0)
        self.code_changed.emit(digits)
