"""A window in which somebody types until the power goes: run as a program, killed by the test.

`python -m tests.ui.typing_until_killed PROFILE form|incident TEXT` prints "typing" at the first letter
and "kept" once a draft with all of TEXT is in the book, and goes on until it is killed.
"""
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.store import drafts
from desktop.store.store import Store
from desktop.ui.records.form import RecordForm
from desktop.ui.sheets.incident_sheet import IncidentSheet
from protocol.catalogue import KINDS
from tests.ui.records_desk import Asked, a_desk, themed, typed


class NothingUnderstood:
    """A guesser for a test that is not about guessing."""

    def guess(self, text: str) -> object:
        from desktop.services.incident_entry import Guess
        return Guess(text=text)


def main(profile: str, what: str, text: str) -> int:
    """Type `text` letter by letter, ten a second, and stay."""
    app = themed()
    store = Store(Path(profile), None)
    desk = a_desk(store, NothingUnderstood)
    page = QWidget()
    page.resize(1170, 714)
    header = QWidget(page)
    header.setFixedHeight(54)
    page.show()
    if what == "form":
        form = RecordForm(page, header, desk, Asked(), KINDS["device"])
        form.open_new()
        field = form.editors["note"].input()
    else:
        sheet = IncidentSheet(page, header, desk, Asked())
        sheet.open()
        field = sheet.line
    left = list(text)
    letters, kept = QTimer(), QTimer()

    def type_one() -> None:
        if left:
            typed(field, left.pop(0))

    def look() -> None:
        if any(text in str(each.payload) for each in drafts.all(store.read())):
            print("kept", flush=True)
            kept.stop()

    letters.timeout.connect(type_one)
    kept.timeout.connect(look)
    letters.start(20)
    kept.start(30)
    print("typing", flush=True)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
