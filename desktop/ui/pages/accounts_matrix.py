"""Who has what: a line a person, a column a system, a state in every cell, said with one key."""
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.language import tr, trn
from desktop.services import account_matrix, account_stating
from desktop.services.account_matrix import NOT_NEEDED
from desktop.services.account_stating import Stated
from desktop.ui.models.matrix_looks import state_words
from desktop.ui.models.matrix_picked import Picked
from desktop.ui.models.matrix_table import MatrixTable, Reading, ready
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.accounts_bar import MatrixBar
from desktop.ui.pages.accounts_empty import NoPeople, NoSystems
from desktop.ui.pages.accounts_grid import KEYS, MatrixView, key_words
from desktop.ui.pages.accounts_saying import Saying
from desktop.ui.records.copied_table import Copied, put_on_clipboard, ready_to_copy
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.controls import button, shown
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import Card
from desktop.ui.widgets.read_only import WRITES, put_away, writing

if TYPE_CHECKING:
    from desktop.ui.desk import Desk, WindowActions
    from desktop.ui.pages.accounts import AccountsPage

_READ_FROM = frozenset({"account", "person", "system", "system_use", "office", "certificate", "rule"})
_PATCHED_AT_ONCE = 200
_LETTER = {code: key.upper() for key, code in KEYS.items()}


class AccountsMatrix(QWidget):
    """The table of all accounts, with its bar and what to do on an empty book."""

    def __init__(self, desk: "Desk", actions: "WindowActions", page: "AccountsPage") -> None:
        super().__init__(page)
        self.hide()    # until the page shows it
        self._desk, self._actions, self._page = desk, actions, page
        self._awaited: tuple[str, str] | None = None
        self._is_reading_all = self._is_read_only = False
        self._touched: set[str] = set()    # accounts that moved since what is shown was read
        self._saying = Saying(self, desk, actions, self._told)
        self.model = MatrixTable()
        self.bar = MatrixBar()
        self.search = self.bar.search
        self.view = MatrixView(self.model)
        self.view.empty = tr("Nobody fits. Use fewer words or drop a filter.")
        self._keys = ElidedLabel(tr("Keys: {keys} · A whole column · Enter more", keys=key_words()), Text.SMALL,
                                 soft=True)
        # From the outermost inwards: whatever gets another parent is styled anew with all that is in it.
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        table = QWidget()
        self._stack.addWidget(table)
        column = QVBoxLayout(table)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        column.setSpacing(Space.XS)
        card = Card()
        column.addWidget(card, 1)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self.view)
        self._count = label("", Text.SMALL)
        self._systems = button(tr("Systems…"), "link", name=tr("Add systems, choose who needs them"))
        self._systems.setProperty(WRITES, True)
        self._systems.clicked.connect(lambda: self.systems_menu().popup(self._systems.mapToGlobal(QPoint(0, 0))))
        below = QHBoxLayout()
        below.setSpacing(Space.M)
        below.addWidget(self._keys, 1)
        below.addWidget(self._count)
        below.addWidget(self._systems)
        column.addLayout(below)
        self._no_people, self._no_systems = NoPeople(actions), NoSystems()
        self._no_systems.catalogue_asked.connect(self.open_catalogue)
        self._no_systems.add_asked.connect(self.add_system)
        self._stack.addWidget(self._no_people)
        self._stack.addWidget(self._no_systems)
        self.bar.changed.connect(self._filter)
        self.view.state_asked.connect(self.say)
        self.view.menu_asked.connect(lambda at: self.cell_menu().popup(at))
        self.view.column_menu_asked.connect(lambda column, at: self.column_menu(column).popup(at))
        self.view.person_menu_asked.connect(lambda row, at: self.person_menu(row).popup(at))
        self.view.copy_asked.connect(self.copy)
        self.view.column_asked.connect(self.say_of_all)
        self.model.counted.connect(self._tell_counts)

    # What the page asks.

    def refresh(self, changes: object | None = None) -> None:
        """Read again who has what; news of other kinds change nothing here."""
        kinds = {kind for kind, _ in getattr(changes, "records", ())}
        if changes is not None and not getattr(changes, "everything", True) and not kinds & _READ_FROM:
            return
        store, day = self._desk.store, vietnam_now().date()
        is_small = changes is not None and not getattr(changes, "everything", True) \
            and kinds & _READ_FROM == {"account"} and not self._is_reading_all and bool(self.model.matrix.people)
        self._touched |= {id_ for kind, id_ in getattr(changes, "records", ()) if kind == "account"}
        if is_small and len(self._touched) <= _PATCHED_AT_ONCE:
            before, touched = self.model.reading, frozenset(self._touched)

            def read() -> Reading:
                reader = store.read()
                return ready(account_matrix.patched(reader, before.matrix, touched)
                             or account_matrix.read(reader, day), before)
        else:
            self._is_reading_all = True

            def read() -> Reading:
                return ready(account_matrix.read(store.read(), day))

        self._desk.tasks.latest("accounts-matrix", read, self._show, self._fail, owner=self)

    def open_record(self, kind: str, record_id: str) -> None:
        """Show the column of a system; its words can be changed from its heading."""
        system = record_id
        if kind == "system_use":
            from desktop.store import records
            record = records.get(self._desk.store.read(), record_id)
            system = str(record.fields.get("system") or "") if record is not None else ""
        self._awaited = ("", system)
        self._find_awaited()

    def new_record(self) -> None:
        """Add a system: an account is made by saying how it stands."""
        self.add_system()

    def make_read_only(self) -> None:
        """Leave the table, its filters and what leads to other pages."""
        self._is_read_only = True
        self._keys.hide()
        put_away(writing(self), self)

    def escape(self) -> bool:
        """Stop what is being written, else drop the filters."""
        return self._saying.stop() or self.bar.clear()

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of the table, for F1."""
        said = [] if self._is_read_only else [
            (tr("Space") if code == "in_use" else key.upper(), state_words(code)) for key, code in KEYS.items()]
        said += [] if self._is_read_only else [("A", tr("All have it, except…"))]
        return [*said, ("Enter", tr("More to do with the selected cells")), ("Shift ←↑↓→", tr("Select several cells")),
                ("Ctrl Space", tr("Select the column")), ("Shift Space", tr("Select the row")),
                ("Ctrl C", tr("Copy as a table"))]

    # Saying how accounts stand.

    def say(self, status: str) -> None:
        """Say that the selected accounts stand so."""
        picked = self._picked()
        if self._is_read_only:
            self._actions.say(tr("This PC may only view."), Tone.WARN)
            return
        if not picked.accounts():
            if picked.spans:
                self._actions.say(tr("A signature is kept in its register."), Tone.NEUTRAL,
                                  more=tr("Open “Digital signatures” to change it."))
            return
        self._saying.say(picked, status)

    def cell_menu(self) -> QMenu:
        """Return what may be said of the selected cells, and where to go from here."""
        menu = QMenu(self)
        picked = self._picked()
        count = picked.accounts()
        offered = {} if self._is_read_only else account_stating.offered(picked.states())
        for status, many in offered.items():
            words = state_words(status) if count == 1 else f"{state_words(status)} ({many})"
            act = menu.addAction(f"{shown(words)}\t{_LETTER[status]}")
            act.triggered.connect(lambda _=False, status=status: self.say(status))
        rows = {row for top, bottom, _, _ in picked.spans for row in (top, bottom)}
        columns = {column for _, _, left, right in picked.spans for column in (left, right)}
        row, column = min(rows, default=0), min(columns, default=0)
        cell = self.model.cell(row, column) if len(rows) == len(columns) == 1 else None
        if cell is not None and not self._is_read_only:
            menu.addSeparator()
            words = tr("Login, role, note…") if cell.account else tr("Add with login, role…")
            menu.addAction(words).triggered.connect(lambda: self._open_account(row, column))
        if rows and not count:
            menu.addAction(tr("Open the certificate")).triggered.connect(lambda: self._open_certificate(row))
        menu.addSeparator()
        menu.addAction(f"{tr('Copy as a table')}\tCtrl+C").triggered.connect(self.copy)
        if len(columns) == 1 and count:
            self._fill_column_menu(menu.addMenu(tr("The whole column")), column)
        if len(rows) == 1:
            self._fill_person_menu(menu.addMenu(tr("This official")), row)
        return menu

    def column_menu(self, column: int) -> QMenu:
        """Return what may be done with a whole system."""
        menu = QMenu(self)
        self._fill_column_menu(menu, column)
        return menu

    def person_menu(self, row: int) -> QMenu:
        """Return what may be done with a person."""
        menu = QMenu(self)
        self._fill_person_menu(menu, row)
        return menu

    def systems_menu(self) -> QMenu:
        """Return how systems come into the book."""
        menu = QMenu(self)
        menu.addAction(tr("Add a system…")).triggered.connect(self.add_system)
        menu.addAction(tr("Choose from the starter list…")).triggered.connect(self.open_catalogue)
        return menu

    def copy(self) -> None:
        """Put the selected cells on the clipboard, with names and headings, as a table for Excel."""
        picked = self._picked()

        def made() -> Copied:
            rows = picked.words()
            return ready_to_copy(rows[0], rows[1:])

        if picked.accounts() > _PATCHED_AT_ONCE:
            self._desk.tasks.latest("copy", made, self._put_on_clipboard, self._actions.show_trouble, owner=self)
        elif picked.spans:
            self._put_on_clipboard(made())

    def _put_on_clipboard(self, copied: Copied) -> None:
        put_on_clipboard(copied)
        self._actions.say(trn("{n} row copied. Paste it into Excel or Word.",
                              "{n} rows copied. Paste them into Excel or Word.", copied.rows))

    def say_of_all(self, column: int) -> None:
        """Open "Tất cả đã có, trừ…" for the system of a column."""
        system = self.model.system(column) if 0 <= column < self.model.columnCount() else None
        if system is None or self._is_read_only:
            return
        from desktop.ui.pages.accounts_except import AllExcept
        sheet = AllExcept(self.window(), self._desk, self.model.matrix, system, self._told)
        QTimer.singleShot(0, sheet, sheet.open)    # made and laid out in two turns: neither holds the window for long

    def choose_who_needs(self, column: int) -> None:
        """Open the choice of titles and duties that need the system of a column."""
        system = self.model.system(column)
        if system is None:
            return
        from desktop.ui.pages.accounts_required import RequiredFor
        RequiredFor(self.window(), self._desk, self._actions, system).open()

    def add_system(self) -> None:
        """Open the form of a new system of the commune."""
        self._page.system_form().open_new()

    def open_catalogue(self) -> None:
        """Open the starter list of systems."""
        from desktop.ui.pages.accounts_catalogue import SystemCatalogue
        SystemCatalogue(self.window(), self._desk, self._actions).open()

    # Inside.

    def _fill_column_menu(self, menu: QMenu, column: int) -> None:
        system = self.model.system(column)
        if system is None:
            certificates = menu.addAction(tr("Open the register of signatures"))
            certificates.triggered.connect(lambda: self._page.show_view("certificates"))
            return
        if not self._is_read_only:
            menu.addAction(f"{tr('All have it, except…')}\tA").triggered.connect(lambda: self.say_of_all(column))
            menu.addAction(tr("Who needs it…")).triggered.connect(lambda: self.choose_who_needs(column))
        menu.addAction(f"{tr('Select the column')}\tCtrl+Space").triggered.connect(
            lambda: (self.view.selectColumn(column), self.view.setFocus()))
        if not system.is_provincial and not self._is_read_only:
            menu.addAction(tr("Edit the system…")).triggered.connect(lambda: self._page.system_form().open(system.id))

    def _fill_person_menu(self, menu: QMenu, row: int) -> None:
        person = self.model.person(row)
        menu.addAction(tr("Open the official")).triggered.connect(
            lambda: self._actions.open_record("person", person.id))
        menu.addAction(f"{tr('Select the row')}\tShift+Space").triggered.connect(
            lambda: (self.view.selectRow(row), self.view.setFocus()))
        if not self._is_read_only:
            menu.addAction(tr("Leaves or changes post…")).triggered.connect(lambda: self._leave(person.id))

    def _leave(self, person: str) -> None:
        from desktop.ui.dialogs.leaver_sheet import LeaverSheet
        LeaverSheet(self.window(), self._desk, self._actions).open(person)

    def _picked(self) -> Picked:
        return self.model.picked(self.view.spans())

    def _told(self, done: Stated, status: str) -> None:
        left = trn("{n} cell stays as it is: the step is not possible from there.",
                   "{n} cells stay as they are: the step is not possible from there.", done.left) if done.left else ""
        if not done.changed:
            self._actions.say(tr("Nothing had to be changed."), Tone.NEUTRAL, more=left)
            return
        words = trn("{n} account: {state}", "{n} accounts: {state}", done.changed, state=state_words(status))
        self._actions.say(words, Tone.GOOD, undo_group=done.group, more=left)

    def _open_account(self, row: int, column: int) -> None:
        cell, system = self.model.cell(row, column), self.model.system(column)
        if cell is None or system is None:
            return
        accounts = self._page.show_view("list")
        if cell.account:
            accounts.open_record("account", cell.account)
            accounts.edit(cell.account)
        else:
            accounts.new_for(self.model.person(row).id, system.id)

    def _open_certificate(self, row: int) -> None:
        certificate = self.model.signature(row).certificate
        if certificate:
            self._page.open_record("certificate", certificate)
        else:
            self._page.show_view("certificates")

    def _fail(self, problem: Exception) -> None:
        self._is_reading_all = False
        self._actions.show_trouble(problem)

    def _show(self, reading: Reading) -> None:
        matrix = reading.matrix
        self._is_reading_all = False
        self._touched.clear()
        is_first = not self.model.matrix.people
        self.model.show(reading)
        self.bar.use(bool(matrix.people and matrix.systems))
        self._stack.setCurrentIndex(1 if not matrix.people else 2 if not matrix.systems else 0)
        self._no_systems.tell(len(matrix.people))
        offices = {each.office_id: each.office for each in matrix.people if each.office_id}
        self.bar.show_offices(sorted(offices.items(), key=lambda each: each[1]))
        self._tell_shown()
        if is_first and self.model.rowCount() and self.model.columnCount() > 1 and self._awaited is None:
            self.view.choose(0, 1)
        self._find_awaited()

    def _find_awaited(self) -> None:
        if self._awaited is None or not self.model.matrix.people:
            return
        person, system = self._awaited
        self._awaited = None
        column = self.model.column_of(system)
        row = self.model.row_of(person) if person else max(self.view.currentIndex().row(), 0)
        if column >= 0 and 0 <= row < self.model.rowCount():
            self.view.choose(row, column)
            self.view.setFocus()

    def _filter(self) -> None:
        is_other_state = self.bar.state != self.model.state
        self.model.filter(text=self.bar.text, office=self.bar.office, state=self.bar.state)
        self._tell_shown()
        first = self.model.first_in_state() if is_other_state else None
        if first is not None:
            self.view.choose(*first)
        elif self.model.rowCount() and not self.view.currentIndex().isValid() and self.model.columnCount() > 1:
            self.view.choose(0, 1)

    def _tell_counts(self) -> None:
        reading, matrix = self.model.reading, self.model.matrix
        counts = reading.counts
        self.bar.show_counts({state: count for state, count in counts.items() if state != NOT_NEEDED})
        self._page.subtitle.setText(tr("{done} of {all} systems reviewed", done=reading.reviewed,
                                       all=len(matrix.systems)) if matrix.systems else "")

    def _tell_shown(self) -> None:
        few, everybody = self.model.shown()
        self._count.setText(tr("{n} / {all} officials", n=few, all=everybody) if few != everybody else "")
