"""What lies over the pages of the window: the sheets, the lock; and what the seat of who is here does not have."""
import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from desktop.language import tr
from desktop.ui.lock_keeper import LockKeeper
from desktop.ui.tokens import Tone
from desktop.ui.widgets.chrome import MessageBar, Page
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.page_stack import PageStack

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.dialogs.person_sheet import PersonSheet
    from desktop.ui.sheets.import_sheet import ImportSheet
    from desktop.ui.sheets.incident_sheet import IncidentSheet


_IMPORT: Final = "desktop.ui.sheets.import_sheet"
_MACHINE: Final = "desktop.ui.dialogs.machine_sheet"
_MACHINE_USB: Final = "desktop.ui.dialogs.machine_usb"


class WithSheets(QWidget):
    """The upper half of the window; `MainWindow` adds pages, keys and what is read."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._stack = PageStack()
        self._message = MessageBar()
        self._lock = LockKeeper(self, desk)
        self._incident_sheet: IncidentSheet | None = None
        self._import_sheet: ImportSheet | None = None
        self._person_sheet: PersonSheet | None = None
        self._first_run: QWidget | None = None
        self._is_colleague, self._may_edit = False, True

    def page(self) -> Page | None:
        """Return the page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def say(self, message: str, tone: Tone = Tone.GOOD, undo_group: str = "", more: str = "") -> None:
        """Say in one line what was done."""
        self._message.say(message, tone, undo_group, more)

    def report_incident(self, text: str = "", device: str = "") -> None:
        """Open the incident sheet over the page that is shown."""
        page = self.page()
        if page is None or self._is_viewer():
            return
        from desktop.ui.sheets.incident_sheet import IncidentSheet
        if self._incident_sheet is None:
            self._incident_sheet = IncidentSheet(self._stack, page.header, self._desk, self)
        self._incident_sheet.open(text, device)

    def import_workbook(self, kind: str = "") -> None:
        """Open the import of a workbook over the page that is shown."""
        if self.page() is not None and not self._is_refused():
            self._when_imported(_IMPORT, lambda: self._open_import(kind))

    def _open_import(self, kind: str) -> None:
        page = self.page()
        if page is None:
            return
        from desktop.ui.sheets.import_sheet import ImportSheet
        if self._import_sheet is None:
            self._import_sheet = ImportSheet(self._stack, page.header, self._desk, self)
        self._import_sheet.open(kind)

    def read_this_machine(self) -> None:
        """Open "Ghi máy này vào sổ"."""
        def open_() -> None:
            from desktop.ui.dialogs.machine_sheet import MachineSheet
            (self.findChild(MachineSheet) or MachineSheet(self, self._desk, self)).open()

        if self.page() is not None and not self._is_refused():
            self._when_imported(_MACHINE, open_)

    def receive_machines(self) -> None:
        """Open "Nhận từ USB"."""
        def open_() -> None:
            from desktop.ui.dialogs.machine_usb import MachineUsb
            (self.findChild(MachineUsb) or MachineUsb(self, self._desk, self)).open()

        if self.page() is not None and not self._is_refused():
            self._when_imported(_MACHINE_USB, open_)

    def _when_imported(self, module: str, act: Callable[[], object]) -> None:
        """Open a sheet; one that was never opened is imported first, while the window answers."""
        if module in sys.modules:
            act()
        else:
            self._desk.tasks.run(lambda: importlib.import_module(module), lambda _: act(), self.show_trouble,
                                 owner=self)

    def lock(self) -> None:
        """Cover the window until the Mã mở sổ is typed (Ctrl+L)."""
        if self._first_run is None and not self._lock.lock():
            self.say(tr("No opening code is set, so nothing was locked."), Tone.WARN,
                     more="" if self._is_colleague else tr("It is set in Settings, “Opening code”."))

    def show_keys(self) -> None:
        """Show the list of keys (F1)."""
        from desktop.ui.dialogs.shortcut_list import ShortcutList
        ShortcutList(self).open()

    def show_trouble(self, problem: BaseException) -> None:
        """Say in one sentence what went wrong and what to do."""
        raise NotImplementedError

    def _refuse(self) -> None:
        self.say(tr("The seat of a colleague does not have this."), Tone.WARN, more=tr("Ctrl+U changes seats."))

    def _is_refused(self) -> bool:
        if self._is_colleague:
            self._refuse()
        return self._is_colleague or self._is_viewer()

    def _is_viewer(self) -> bool:
        if not self._may_edit:
            self.say(tr("This PC may only view."), Tone.WARN,
                     more=tr("Ask the province's support group for a code that may write."))
        return not self._may_edit

    def _close_sheets(self) -> None:
        for sheet in self._open_sheets():
            sheet.hide()

    def _open_sheets(self) -> list[QWidget]:
        """Return what lies over the page, the topmost first."""
        small = [each for each in self.findChildren(Overlay) if each.isVisible()]
        large = [each for each in (self._import_sheet, self._incident_sheet) if each is not None and each.isVisible()]
        return [*reversed(small), *large]

