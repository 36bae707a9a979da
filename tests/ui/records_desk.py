"""A desk for pages of records: a real book, real threads, and a window that only writes down what was asked."""
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.background.change_signals import ChangeSignals
from desktop.background.tasks import Tasks
from desktop.settings import ViewSettings
from desktop.store import bulk, records
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
from desktop.ui.desk import Desk
from desktop.ui.garbage import GarbageCollector
from desktop.ui.theme import apply_theme
from desktop.ui.tokens import Tone


class Asked:
    """What a page asked of the window, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.undo_groups: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.reported: list[tuple[str, str]] = []
        self.imported: list[str] = []
        self.gone: list[str] = []
        self.troubles: list[BaseException] = []

    def open_record(self, kind: str, record_id: str) -> None:
        self.opened.append((kind, record_id))

    def report_incident(self, text: str = "", device: str = "") -> None:
        self.reported.append((text, device))

    def go(self, page: str) -> None:
        self.gone.append(page)

    def say(self, message: str, tone: Tone = Tone.GOOD, undo_group: str = "", more: str = "") -> None:
        self.said.append(message)
        self.undo_groups.append(undo_group)

    def choose_person(self) -> None:
        self.gone.append("person")

    def import_workbook(self, kind: str = "") -> None:
        self.imported.append(kind)

    def read_this_machine(self) -> None:
        self.gone.append("this machine")

    def receive_machines(self) -> None:
        self.gone.append("machines")

    def hand_over(self, devices: Sequence[str] = (), person: str = "") -> None:
        self.gone.append("hand_over")

    def show_trouble(self, problem: BaseException) -> None:
        self.troubles.append(problem)

    def who(self) -> str:
        return ""


def themed() -> QApplication:
    """Return the application with the product's look."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app)
    if app.findChild(GarbageCollector) is None:    # a page in a cycle must not die in a task's thread
        GarbageCollector(app)
    return app


def a_desk(store: Store, guesser: Callable[[], object] | None = None) -> Desk:
    """Return a desk over `store`; what a page of records does not use is left out."""
    news = ChangeSignals()
    store.on_commit(news.ring)
    known = {"profile": store.profile, "store": store, "news": news, "tasks": Tasks(), "view": ViewSettings(),
             "guesser": guesser or (lambda: None), "keep_view": lambda: None}
    return Desk(**{each.name: known.get(each.name) for each in dataclasses.fields(Desk)})    # type: ignore[arg-type]


@contextmanager
def desk_over(store: Store, guesser: Callable[[], object] | None = None) -> Iterator[Desk]:
    """Hold a desk, and end its threads before the book is closed."""
    desk = a_desk(store, guesser)
    try:
        yield desk
    finally:
        desk.tasks.stop()
        store.close()


def some_devices(store: Store, count: int, **fields: object) -> list[str]:
    """Return the ids of new devices PC-001, PC-002 …"""
    with store.write() as unit:
        made = [NewRecord("device", unit.new_id(), {"name": f"Máy {at}", "asset_code": f"PC-{at:03}", "kind": "desktop",
                                                    "status": "in_use", **fields}) for at in range(1, count + 1)]
        bulk.create_many(unit, made, group="made")
    return [each.id for each in made]


def the_record(store: Store, record_id: str) -> records.Record:
    """Return a record that must be there."""
    found = records.get(store.read(), record_id)
    assert found is not None
    return found


def titled(store: Store, kind: str, title: str) -> str:
    """Return the id of the one record with this title."""
    found = [record.id for record in records.page(store.read(), records.Search(kind=kind), 0, 5000)
             if records.title(store.read(), record.id) == title]
    assert len(found) == 1, title
    return found[0]


def pictures() -> Path | None:
    """Return where to leave pictures, if somebody wants to look at them."""
    import os
    wanted = os.environ.get("SO_CNTT_PICTURES")
    return Path(wanted) if wanted else None


def typed(widget: QWidget, text: str) -> None:
    """Type `text` as a Vietnamese keyboard program commits it: letters with their marks."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def cleared_and_typed(line: QLineEdit, text: str) -> None:
    """Replace what stands in a line by typing."""
    line.selectAll()
    typed(line, text)
