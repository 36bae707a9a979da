"""Builds every object of the program once, in order, and takes it down in the opposite one."""
import faulthandler
import logging
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop import settings
from desktop.background.backup_timer import BackupTimer, make_if_due
from desktop.background.change_signals import ChangeSignals
from desktop.background.index_timer import IndexTimer
from desktop.background.tasks import Tasks
from desktop.language import tr
from desktop.services import sync_view
from desktop.services.opening_code import require_right_keys
from desktop.services.starting import Starting
from desktop.settings import ViewSettings
from desktop.store.changes import Changes
from desktop.store.database import BOOK
from desktop.store.errors import Damaged, StoreError
from desktop.store.store import Store
from desktop.ui.application import Application, made_qt
from desktop.ui.desk import Desk
from desktop.ui.garbage import GarbageCollector
from desktop.ui.sync_desk import SyncDesk
from desktop.vault import data_key
from desktop.vault.errors import OlderKeys, OpeningCodeNeeded, VaultError

if TYPE_CHECKING:
    from desktop.background.exchange import Exchange
    from desktop.background.probing import Prober
    from desktop.services.incident_entry import Guesser

POLL_MS = 1000
SWITCH_S = 0.0001    # not 5 ms: each row the window reads is a turn that it must get back from a download
PAINTED_AFTER_MS = 50    # at 0 it would come before the first paint
START_AFTER_MS = 300
SETTLED_AFTER_MS = 5000
_log = logging.getLogger(__name__)


def run(profile: Path, *, minimized: bool = False, first_paint: str = "") -> int:
    """Return the exit status after the window was closed: 0 done, 1 the user can mend, 4 a damaged book.

    `first_paint` is for measuring: print the milliseconds from the start of the process, and end.
    """
    view = settings.load(profile)
    sys.setswitchinterval(SWITCH_S)
    qt = made_qt(view)
    application = Application(qt)
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = open_or_make(profile)
    except (OpeningCodeNeeded, OlderKeys) as problem:
        _keep_a_log(profile)
        try:
            with_code = _ask_for_code(profile, problem, minimized=minimized)
        except StoreError as damage:
            return status_of(damage)
        if with_code is None:
            return 1
        store = with_code
    except (StoreError, VaultError, OSError) as problem:
        _keep_a_log(profile)
        opened = _ask_how_to_open(profile, problem)
        if opened is None:
            return status_of(problem)
        store = opened
    running = _Running(application, profile, store, view, minimized=minimized)
    if first_paint:
        from desktop.ui.first_paint import FirstPaint
        running.show()
        watch = FirstPaint(qt, application.window(), first_paint)
        watch.wait()
        running.stop()
        return 0
    running.show()
    for ending in (signal.SIGTERM, signal.SIGINT):    # the end of a session; a timer a second lets Python hear it
        signal.signal(ending, lambda *_: application.end())
    if sys.platform == "win32":    # at the end of a session Windows ends the process as soon as this was heard
        qt.aboutToQuit.connect(lambda: (application.leave(), running.stop()))
    try:
        return application.run()
    finally:
        running.stop()


def status_of(problem: BaseException) -> int:
    """Return the exit status of a book that could not be opened: 4 where it is damaged, else 1."""
    return 4 if isinstance(problem, Damaged) else 1


def _keep_a_log(profile: Path) -> None:
    """Write what happens to the profile's log, and the places in our code when the interpreter itself dies."""
    from desktop import logs  # 13 ms, most of them for sockets and pickles that no log here uses
    logs.start(profile)
    try:
        faulthandler.enable((profile / "logs" / "crash.log").open("a", encoding="utf-8"))
    except OSError as problem:
        _log.warning("crash.log cannot be written: %s", type(problem).__name__)


def _ask_how_to_open(profile: Path, problem: Exception, key: bytes | None = None) -> Store | None:
    """Say why the book does not open, offer what helps, and return it once it is open.

    `key` is what the Mã mở sổ gave already.
    """
    from desktop.services import profiles
    from desktop.store import backup
    from desktop.ui.troubles import said
    words = said(problem)
    if sys.stderr is not None:
        print(words.message, words.hint, file=sys.stderr)
    from desktop.ui.start_trouble import StartTrouble, is_seen
    if not is_seen():
        return None
    opened: list[Store] = []

    def unlock(code: str) -> None:
        data_key.open_with_recovery_code(profile, code)
        opened.append(open_or_make(profile))

    def restore(archive: Path) -> None:
        profiles.restore_book(archive, profile, None, own_key=key)
        opened.append(open_or_make(profile, key))

    StartTrouble(problem, newest_backup=backup.newest(profile), unlock=unlock, restore=restore).ask()
    return opened[0] if opened else None


def _ask_for_code(profile: Path, problem: Exception, *, minimized: bool) -> Store | None:
    """Ask for the Mã mở sổ, or the recovery code, and return the book once it is open; None if it was left.

    Raises StoreError where the code was right, but the book is damaged and stayed so.
    """
    from desktop.ui.dialogs.lock_at_start import LockAtStart
    from desktop.ui.start_trouble import is_seen
    from desktop.ui.troubles import said
    if sys.stderr is not None:
        print(said(problem).message, file=sys.stderr)
    if not is_seen():
        return None
    tasks = Tasks()
    try:
        window = LockAtStart(profile, tasks, only_recovery=isinstance(problem, OlderKeys),
                             open_=lambda key: open_or_make(profile, key),
                             open_anew=lambda key: Store(profile, key))
        store = window.ask(minimized=minimized)
    finally:
        tasks.stop()
    if store is None and window.damage is not None:
        store = _ask_how_to_open(profile, window.damage, window.key)
        if store is None:
            raise window.damage
    return store


class _Running:
    """The program behind the window; taken down and built anew when a backup is restored."""

    def __init__(self, application: Application, profile: Path, store: Store, view: ViewSettings, *,
                 minimized: bool) -> None:
        self._application, self._profile, self._view = application, profile, view
        self._minimized = minimized
        self.program: Program | None = Program(profile, store, view, restore=self.restore)

    def show(self) -> None:
        """Show the window, and start what works by itself once it is painted."""
        program = self.program
        assert program is not None
        self._application.show(program.desk, minimized=self._minimized)
        self._minimized = False
        QTimer.singleShot(PAINTED_AFTER_MS, lambda: _keep_a_log(self._profile))
        QTimer.singleShot(START_AFTER_MS, program.go)
        QTimer.singleShot(SETTLED_AFTER_MS, GarbageCollector.settle)

    def stop(self) -> None:
        """Take everything down."""
        if self.program is not None:
            program, self.program = self.program, None
            program.stop()

    def restore(self, archive: str, code: str, failed: Callable[[Exception], object]) -> None:
        """Put a backup in the place of the book; whatever happens, a window over a book stands at the end."""
        from desktop.services import opening_code, profiles
        # With a Mã mở sổ the key is at hand only as long as the book is open; nobody is asked twice.
        key = self.program.store.database.key if self.program and opening_code.is_set(self._profile) else None
        self._application.close_window()
        self.stop()
        problem: Exception | None = None
        try:
            profiles.restore_book(Path(archive), self._profile, code or None, own_key=key)
        except (StoreError, VaultError, OSError) as error:
            problem = error
        if not opening_code.is_set(self._profile):
            key = None    # the backup was of another book
        self.program = Program(self._profile, open_or_make(self._profile, key), self._view, restore=self.restore)
        self.show()
        if problem is not None:
            self._application.window().show_trouble(problem)
        else:
            self._application.window().say(tr("The book of the backup is open."))


def open_or_make(profile: Path, key: bytes | None = None) -> Store:
    """Return the open book of `profile`; a folder without one gets one, and its key, silently.

    `key` is what the Mã mở sổ gave. Raises StoreError (ProfileInUse, Damaged, NewerFile …) or VaultError
    (KeyringEmpty, OpeningCodeNeeded, OlderKeys …).
    """
    if not (profile / BOOK).is_file():
        from desktop.services import profiles  # 70 ms that a second start need not pay
        if not profiles.has_book(profile):
            profiles.create_book(profile)
    store = Store(profile, key or data_key.open_profile_key(profile))
    try:
        require_right_keys(store)
    except BaseException:
        store.close()
        raise
    return store


class Program:
    """Everything that runs over one open book. `desk` is what the window is given."""

    def __init__(self, profile: Path, store: Store, view: ViewSettings, *,
                 restore: Callable[[str, str, Callable[[Exception], object]], None]) -> None:
        self.profile, self.store, self.view = profile, store, view
        self._root = QObject()
        self.tasks = Tasks(self._root)
        self.news = ChangeSignals(self._root)
        store.on_commit(self.news.ring)
        self.sync = SyncDesk(lambda: sync_view.look(store.read()), self.tasks, self._root)
        self.news.changed.connect(self.sync.ring)
        self._backups = BackupTimer(store, self.tasks, self._root)
        self._index = IndexTimer(store, self.tasks, self._root)
        self._guessers = _Guessers(store, self.news)
        self._exchange: Exchange | None = None
        self._prober: Prober | None = None
        self._is_stopped = False
        self._poll = QTimer(self._root)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(store.poll)
        self.desk = Desk(
            profile=profile, store=store, news=self.news, tasks=self.tasks, sync=self.sync, view=view,
            guesser=self._guessers.get, keep_view=self.keep_view, starting=Starting(store, profile, self._enrolled),
            restore=restore)

    def go(self) -> None:
        """Start what works by itself; after the first paint, which must not wait for it."""
        self._poll.start()
        # 200 ms of imports: in a task, so that the window answers meanwhile.
        self.tasks.run(_import_exchange, lambda _: self._begin_exchange())

    def _begin_exchange(self) -> None:
        if self._exchange is None and not self._is_stopped:
            from desktop.background.exchange import Exchange
            self._exchange = Exchange(self.store, self.profile, self._root)
            self._exchange.busy.connect(self.sync.busy)
            self._exchange.noted.connect(self.sync.note)
            self.sync.drive(self._exchange.now, self._exchange.set_active)
            self._exchange.start()
            from desktop.background.probing import Prober
            self._prober = Prober(self.store)
            self._prober.start()

    def _enrolled(self) -> None:
        """Have the first exchange begin; called in the thread that typed the code in."""
        if self._exchange is not None:
            self._exchange.enrolled()

    def keep_view(self) -> None:
        """Write how the window looks; a folder that cannot be written costs only that."""
        try:
            settings.save(self.profile, self.view)
        except OSError as problem:
            _log.warning("view.json was not written: %s", type(problem).__name__)

    def stop(self) -> None:
        """End every thread, back up what changed, close the book."""
        self._is_stopped = True
        self._poll.stop()
        self._backups.stop()
        self._index.stop()
        if self._exchange is not None:
            self._exchange.stop()
        if self._prober is not None:
            self._prober.stop()
        self.tasks.stop()
        try:
            make_if_due(self.store)
        except (StoreError, OSError) as problem:
            _log.warning("no backup at the end: %s", type(problem).__name__)
        self.store.close()


def _import_exchange() -> None:
    import desktop.background.exchange
    import desktop.background.probing
    import desktop.sync.session  # noqa: F401


class _Guessers:
    """The guesser of the one-line entry: made when first asked for, and again after its lexicon has changed."""

    def __init__(self, store: Store, news: ChangeSignals) -> None:
        self._store = store
        self._made: Guesser | None = None
        self._is_stale = True
        self._guard = threading.Lock()
        news.changed.connect(self._hear)

    def get(self) -> "Guesser":
        """Return a guesser of the book as it is; takes some 100 ms when it must be made: not in the UI thread."""
        from desktop.services.incident_entry import Guesser, build_lexicon
        with self._guard:
            if self._made is None or self._is_stale:
                self._is_stale = False
                self._made = Guesser(build_lexicon(self._store.read()))
            return self._made

    def _hear(self, changes: Changes) -> None:
        if changes.everything or changes.records or changes.settings_changed:    # corrections are settings
            self._is_stale = True
