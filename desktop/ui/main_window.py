"""The one window: navigation, the page that is shown, the sheets over it, the message line, the status."""
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.language import tr
from desktop.store.changes import Changes
from desktop.ui import navigation, page_opening, window_reading
from desktop.ui.desk import Desk
from desktop.ui.status_bar import StatusBar
from desktop.ui.widgets.global_search import Answer
from desktop.ui.widgets.header_tools import HeaderTools
from desktop.ui.window_pages import WithPages

AT_LATEST_MS: Final = 800
LOOK_OVER_AFTER_MS: Final = 5_000
COUNT_AFTER_MS: Final = 100          # of a save
COUNT_IN_A_FLOOD_MS: Final = 1_000    # the counters follow a download, without counting at each of its slices


class MainWindow(WithPages):
    """Shows pages, made when first shown, and answers what they ask (`WindowActions`)."""
    text_scale_asked = Signal(int)    # per cent
    language_asked = Signal(str)      # vi, en: the application builds the window anew
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._who = ""
        self.setObjectName("window")
        self.setAccessibleName(tr("Sổ CNTT"))
        self.resize(1366, 768)
        self._navigation = navigation.made_navigation()
        self._listen_to_navigation()
        self._tools = HeaderTools(self._search)
        self._tools.search.opened.connect(self.open_record)
        self._tools.report_asked.connect(self.report_incident)
        self._tools.person_asked.connect(self.choose_person)
        self._message.undo_asked.connect(lambda group: self.undo(group))
        self._status = StatusBar(desk.sync)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.timeout.connect(self._count)
        self._lay_out()
        self._set_keys()
        desk.news.changed.connect(self._hear)
        if geometry := desk.view.geometry:
            self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii")))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()    # no ring before the first Tab

    # -- what pages may ask --------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first page: the two questions on a new book, else the page that was shown last."""
        facts = window_reading.facts(self._desk.store)
        self._show_facts(facts)
        if facts.is_new:
            self._ask_first_questions()
        else:
            self.go(self._desk.view.page)
        QTimer.singleShot(AT_LATEST_MS, self, self._settle_in)    # minimized: nothing is painted

    def open_record(self, kind: str, record_id: str) -> None:
        """Go to the page of `kind` and show the record; a colleague only what is their own."""
        if not self._is_colleague:
            self._show_record(kind, record_id)
            return
        store = self._desk.store

        def may_open() -> bool:
            from desktop.services import roles
            return roles.may_open(store.read(), kind, record_id)

        self._desk.tasks.run(may_open, lambda may: self._show_record(kind, record_id) if may else self._refuse(),
                             self.show_trouble, owner=self)

    def _show_record(self, kind: str, record_id: str) -> None:
        if kind == window_reading.DEED:
            from desktop.ui.dialogs.focal_sheet import FocalSheet
            FocalSheet(self, self._desk, self).open()
            return
        if kind not in navigation.PAGE_OF_KIND or (self._is_colleague and kind != "guide"):
            from desktop.ui.dialogs.record_sheet import RecordSheet
            (self.findChild(RecordSheet) or RecordSheet(self, self._desk, self)).open(kind, record_id)
            return
        self.go(navigation.PAGE_OF_KIND[kind])
        if page := self.page():
            page.open_record(kind, record_id)

    def show_only(self, kind: str, ids: Sequence[str], words: str) -> None:
        """Go to the page of `kind` and show just these records; the first alone where there is no such list."""
        if self._is_colleague or kind not in navigation.PAGE_OF_KIND:
            self.open_record(kind, ids[0])
            return
        self.go(navigation.PAGE_OF_KIND[kind])
        page = self.page()
        if page is None or not page.show_only(kind, ids, words):
            self._show_record(kind, ids[0])

    def hand_over(self, devices: Sequence[str] = (), person: str = "") -> None:
        """Begin a hand-over on the page of devices."""
        if self._is_refused():
            return
        self.go("devices")
        if callable(begin := getattr(self.page(), "hand_over", None)):
            begin(devices, person)

    def choose_person(self) -> None:
        """Ask who sits at this PC."""
        if self.page() is None:
            return
        from desktop.ui.dialogs.person_sheet import PersonSheet
        if self._person_sheet is None:
            sheet = PersonSheet(self, self._tools.person, self._desk, self)
            sheet.seated.connect(lambda: self._show_facts(window_reading.facts(self._desk.store)))
            self._person_sheet = sheet
        self._person_sheet.open()

    def who(self) -> str:
        """Return the id of the person at this PC, or ""."""
        return self._who

    def undo(self, group: str = "") -> None:
        """Take back the last step of this person, or the one named."""
        self._step(lambda: window_reading.undo(self._desk.store, group))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._step(lambda: window_reading.redo(self._desk.store))

    def set_text_scale(self, per_cent: int) -> None:
        """Ask for text of this size."""
        self.text_scale_asked.emit(per_cent)

    def set_language(self, code: str) -> None:
        """Ask for the window in another language."""
        self.language_asked.emit(code)

    # -- inside --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a QShortcut: a sheet has one of its own for Esc, and two that fit would both stay silent.
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            QTimer.singleShot(0, self, self._settle_in)

    def _settle_in(self) -> None:
        """Read what the page shows, once the window stands."""
        if self._is_painted:
            return
        self._is_painted = True
        self._desk.sync.refresh()
        if page := self.page():
            self._stale.discard(page.key)
            page.refresh(None)
            self._counting.start(0)
        page_opening.Meeting(self, self._desk.tasks)
        QTimer.singleShot(LOOK_OVER_AFTER_MS, self, self._look_over)

    def _look_over(self) -> None:
        """Have the file of the book looked over where it is time: a damage is said while the backup is still near."""
        def look() -> None:
            from desktop.services import book_health
            book_health.look_over(self._desk.store)

        self._desk.tasks.run(look, lambda _: None, self.show_trouble, owner=self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._desk.view.geometry = bytes(self.saveGeometry().toHex().data()).decode("ascii")
        self._desk.keep_view()
        self.closed.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._desk.sync.window_active(self.isActiveWindow())

    def after_text_scale(self) -> None:
        """Lay out again what measured itself by the former size."""
        if page := self.page():
            page.host(self._tools)

    def _lay_out(self) -> None:
        middle = self._middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._navigation)
        middle.addWidget(self._stack, 1)
        self._root = QVBoxLayout(self)
        self._root.setContentsMargins(0, 0, 0, 0)
        self._root.setSpacing(0)
        self._root.addLayout(middle, 1)
        self._root.addWidget(self._message)
        self._root.addWidget(self._status)

    def _set_keys(self) -> None:
        scale = self._desk.view
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+N", self.report_incident), ("Ctrl+K", self._to_search), ("Ctrl+U", self.choose_person),
            ("Ctrl+Shift+N", self._new_record), ("Ctrl+F", self._to_filter), ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo), ("Ctrl+Shift+Z", self.redo), ("F1", self.show_keys), ("F5", self._desk.sync.now),
            ("Ctrl+L", self.lock),
            ("Ctrl++", lambda: self.set_text_scale(scale.larger())),
            ("Ctrl+=", lambda: self.set_text_scale(scale.larger())),
            ("Ctrl+-", lambda: self.set_text_scale(scale.smaller())),
            ("Ctrl+0", lambda: self.set_text_scale(100)),
        )
        for sequence, act in keys:
            QShortcut(QKeySequence(sequence), self, lambda act=act: (self._hurry(), act()))
        for at in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{at}"), self, lambda at=at: self._go_to(at))

    def _ask_first_questions(self) -> None:
        from desktop.ui.pages.first_run import FirstRun
        first = FirstRun(self._desk)
        first.done.connect(self._begin)
        self._first_run = first
        self._navigation.hide()
        self._stack.addWidget(first)
        self._stack.setCurrentWidget(first)
        self.setWindowTitle(tr("Sổ CNTT"))
        first.take_focus()

    def _begin(self) -> None:
        """Go straight to Hôm nay once the two questions are answered."""
        if self._first_run is not None:
            self._stack.removeWidget(self._first_run)
            self._first_run.deleteLater()
            self._first_run = None
        self._navigation.show()
        self._show_facts(window_reading.facts(self._desk.store))
        self._desk.sync.refresh()
        self.go("today")
        self._counting.start(0)

    def _go_to(self, at: int) -> None:
        entries = navigation.entries(of_colleague=self._is_colleague)
        if self.page() and at <= len(entries):
            self.visit(entries[at - 1].key)

    def _change_seat(self, *, is_colleague: bool) -> None:
        """Take every page away and begin with those of the other seat; what was typed is kept as a draft."""
        self._is_colleague = is_colleague
        self._close_sheets()
        self._tools.search.clear()
        self._tools.setParent(self)    # not to go with the header it stands in
        self._tools.hide()
        self._forget_pages()
        for gone in (self._incident_sheet, self._import_sheet):
            if gone is not None:
                gone.hide()
                gone.setParent(None)
                gone.deleteLater()
        self._incident_sheet = self._import_sheet = None
        former, self._navigation = self._navigation, navigation.made_navigation(of_colleague=is_colleague)
        self._listen_to_navigation()
        self._middle.replaceWidget(former, self._navigation)
        former.hide()
        former.deleteLater()

    def _show_facts(self, facts: window_reading.Facts) -> None:
        if (facts.is_colleague, facts.may_edit) != (self._is_colleague, self._may_edit):
            page = self.page()
            stays = facts.is_colleague == self._is_colleague
            self._may_edit = facts.may_edit
            self._tools.report.setVisible(facts.may_edit)
            self._status.show_view_only(is_viewer=not facts.may_edit)
            self._change_seat(is_colleague=facts.is_colleague)
            if page is not None:
                self.go(page.key if stays else "")
        if facts.who != self._who:
            self._message.forget_undo()    # a step of somebody else
        self._who = facts.who
        self._navigation.show_commune(facts.commune_name, is_sample=facts.is_sample)
        self._tools.person.name_person(facts.who_name)

    def _hear(self, changes: object) -> None:
        """News of the book: the page that is shown reads again now, the others when they are shown."""
        page = self.page()
        self._stale.update(key for key, made in self._pages.items() if made is not page)
        if page is not None:
            page.refresh(changes)
        wait = COUNT_AFTER_MS if isinstance(changes, Changes) and changes.is_save else COUNT_IN_A_FLOOD_MS
        if not self._counting.isActive() or self._counting.remainingTime() > wait:
            self._counting.start(wait)

    def _count(self) -> None:
        store = self._desk.store

        def read() -> tuple[window_reading.Facts, window_reading.Counters]:
            return window_reading.facts(store), window_reading.counters(store)

        def show(read_: tuple[window_reading.Facts, window_reading.Counters]) -> None:
            facts, counters = read_
            if self._first_run is None:
                self._show_facts(facts)
            for key, waiting in counters.by_page.items():
                if key == "incidents":
                    beside, spoken = window_reading.incident_counter(waiting, counters.security)
                    self._navigation.count(key, waiting, beside, spoken)
                else:
                    self._navigation.count(key, waiting)

        self._desk.tasks.latest("window-counters", read, show, self.show_trouble, owner=self)

    def _search(self, words: str, bring: Callable[[Answer], object]) -> None:
        store = self._desk.store
        self._desk.tasks.latest("global-search", lambda: window_reading.search(store, words), bring,
                                self.show_trouble, owner=self)

    def _to_search(self) -> None:
        if self.page():
            self._tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_filter(self) -> None:
        page = self.page()
        if page is not None and page.search is not None:
            page.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._to_search()

    def _new_record(self) -> None:
        if (page := self.page()) and not self._is_refused():
            page.new_record()

    def _step(self, act: Callable[[], "window_reading.Step"]) -> None:
        self._desk.tasks.run(act, self._tell_step, self.show_trouble, owner=self)

    def _tell_step(self, step: "window_reading.Step") -> None:
        self._message.say(step.words, step.tone, step.undo_group, step.more)

    def _escape(self) -> None:
        if self._tools.search.close_results():
            return
        for sheet in self._open_sheets():
            sheet.hide()
            return
        if (page := self.page()) is not None and page.escape():
            return
        if not self._message.isHidden():
            self._message.hide()
