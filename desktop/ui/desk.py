"""What a page is given: everything it may read, and everything it may ask for."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.background.change_signals import ChangeSignals
from desktop.background.tasks import Tasks
from desktop.settings import ViewSettings
from desktop.store import setting
from desktop.ui.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.incident_entry import Guesser
    from desktop.store.store import Store
    from desktop.ui.sync_desk import SyncDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Built once by `bootstrap`, handed to every page."""
    profile: Path
    store: "Store"              # .read() in any thread; services write through it, in a task
    news: ChangeSignals         # .changed(Changes), in the main thread, after each commit
    tasks: Tasks                # .run(function, on_done, on_error, owner=widget); .latest(key, …)
    sync: "SyncDesk"            # what is known about the province, and `now()`
    view: ViewSettings          # language, text size, columns; `keep_view()` after changing it
    guesser: Callable[[], "Guesser"]    # made when first asked and after the lexicon changed; not in the UI thread
    keep_view: Callable[[], None]
    starting: "Starting"        # first answers, connection; not in the UI thread
    restore: Callable[[str, str, Callable[[Exception], object]], None]    # file, recovery code, what to do on failure

    def may_edit(self) -> bool:
        """Return whether this PC may write; a viewer's pages show no button that would end in a refusal."""
        return setting.text(self.store.read(), setting.ROLE) != setting.VIEWER


class Starting(Protocol):
    """What the first questions and the connection card ask for; each may take seconds. Raises with a code."""

    def with_code(self, server: str, code: str, name: str, phone: str) -> object:
        """Connect by a code, take in the commune's book, and note who is here."""

    def without_code(self, commune: str, name: str, phone: str) -> object:
        """Make the book one of `commune`, and note who is here."""

    def enrol(self, server: str, code: str) -> object:
        """Connect a book that is in use already."""

    def code_for_another_pc(self) -> str:
        """Return a connection code for a second PC of this commune, valid for 30 minutes."""


class WindowActions(Protocol):
    """What a page may ask of the window."""

    def open_record(self, kind: str, record_id: str) -> None:
        """Go to the page of `kind` and show the record."""

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> None:
        """Go to the page of `kind` and show just these records, under a chip with `words`; Esc or × shows all."""

    def report_incident(self, text: str = "", device: str = "") -> None:
        """Open the sheet with `text` typed, about the device with this id."""

    def go(self, page: str) -> None:
        """Show the page with this key: today, incidents, devices, people, guides, sync, settings."""

    def say(self, message: str, tone: Tone = Tone.GOOD, undo_group: str = "", more: str = "") -> None:
        """Say in one line what was done; with `undo_group` "Hoàn tác" stands beside it."""

    def choose_person(self) -> None:
        """Ask who sits at this PC (Ctrl+U)."""

    def import_workbook(self, kind: str = "") -> None:
        """Open the import of a workbook, for this kind or any."""

    def read_this_machine(self) -> None:
        """Open "Ghi máy này vào sổ": this PC says what it is, and nothing is kept before it was looked at."""

    def receive_machines(self) -> None:
        """Open "Nhận từ USB": what the USB collector wrote of other PCs."""

    def hand_over(self, devices: Sequence[str] = (), person: str = "") -> None:
        """Begin a hand-over of these devices, or of those of a person, who gives them."""

    def show_trouble(self, problem: BaseException) -> None:
        """Say in one sentence what went wrong and what to do."""

    def who(self) -> str:
        """Return the id of the person at this PC, or ""."""
