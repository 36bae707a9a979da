"""Thiết lập: how it looks, who sits here, what locks the book, the way to the province, backups, the recovery slip."""
from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.language import tr
from desktop.services import first_start, settings_facts
from desktop.services.settings_facts import SettingsFacts
from desktop.services.value_text import integer_text
from desktop.ui.desk import Desk, WindowActions
from desktop.ui.moments import moment
from desktop.ui.pages.connection_card import ConnectionCard
from desktop.ui.pages.incident_learned import LearnedLine
from desktop.ui.pages.settings_code import OpeningCodeCard
from desktop.ui.pages.settings_look import LookCard
from desktop.ui.tokens import Space, Text, Tone
from desktop.ui.widgets.chrome import Page
from desktop.ui.widgets.controls import KeyButton, TextField, button
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panels import Card, Scrolled, note
from desktop.ui.widgets.read_only import WRITES
from desktop.ui.widgets.remark import Remark
from desktop.ui.widgets.turning import TurningRow


class SettingsPage(Page):
    """Nothing here needs a restart, and nothing is lost by any of it."""
    key = "settings"

    def __init__(self, desk: Desk, actions: WindowActions) -> None:
        super().__init__(tr("Settings"))
        self._desk, self._actions = desk, actions
        self.build(self.parts())

    def parts(self) -> Iterator[None]:
        """Make one card after the other, then the two columns of them."""
        content, halves = QWidget(), (QWidget(), QWidget())
        columns = tuple(QVBoxLayout(half) for half in halves)
        for column in columns:
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.M)
        outer = QVBoxLayout(content)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.M)
        outer.addWidget(note(tr("Standing rule:"), tr("Do not enter classified information, passwords or PINs.")))
        outer.addWidget(TurningRow(*halves, share=1))
        outer.addStretch()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Scrolled(content))
        yield
        left: tuple[Callable[[], Card], ...] = (self._look_card, self._pc_card, self._seat_card, self._opening_card)
        right = (self._connection_card, self._backup_card, self._slip_card, self._trash_card)
        for column, cards in zip(columns, (left, right), strict=True):
            for made in cards:
                column.addWidget(made())
                yield
            column.addStretch()

    def refresh(self, changes: object | None = None) -> None:
        """Read the facts again, in another thread."""
        self._learned.refresh()
        store, profile = self._desk.store, self._desk.profile
        self._look.refresh()
        self._desk.tasks.latest("settings-facts", lambda: settings_facts.read(store, profile), self._show,
                                self._actions.show_trouble, owner=self)

    def show_slip(self) -> None:
        """Show the recovery slip over the window."""
        store = self._desk.store
        self._desk.tasks.run(lambda: settings_facts.slip(store), self._open_slip, self._actions.show_trouble,
                             owner=self)

    # -- cards -----------------------------------------------------------------------------------------

    def _look_card(self) -> Card:
        self._look = LookCard(self._desk, self._actions)
        return self._look

    def _opening_card(self) -> Card:
        self._opening = OpeningCodeCard(self._desk, self._actions)
        return self._opening

    def _connection_card(self) -> Card:
        self._connection = ConnectionCard(self._desk, self._actions)
        return self._connection

    def _pc_card(self) -> Card:
        card = Card(tr("This PC and its book"), spacing=Space.S)
        card.body.addWidget(label(tr("Name of this PC"), Text.SMALL_STRONG))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.pc = TextField(tr("Name of this PC"), limit=40)
        self._pc_save = button(tr("Save name"))
        self._pc_save.clicked.connect(self._save_name)
        self.pc.returnPressed.connect(self._save_name)
        row.addWidget(self.pc, 1)
        row.addWidget(self._pc_save)
        card.body.addLayout(row)
        card.body.addWidget(label(tr("Others see it beside what is written here, for example TL-VP-03."), Text.SMALL,
                                  wrap=True))
        self._commune = label("", Text.TABLE, wrap=True)
        self._folder = ElidedLabel("", Text.SMALL, soft=True)
        self._slot = label("", Text.SMALL, wrap=True)
        self._learned = LearnedLine(self._desk, self._actions)
        for line in (self._commune, self._folder, self._slot, self._learned):
            card.body.addWidget(line)
        return card

    def _seat_card(self) -> Card:
        card = Card(tr("Who is at this PC?"), spacing=Space.S)
        card.body.addWidget(label(
            tr("The focal point and the deputy have the whole book. A colleague reports incidents and sees their own "
               "machines, accounts and signatures, and the guides. It is courtesy, not protection: under the same "
               "login only an opening code keeps others out."), Text.TABLE, wrap=True))
        change = KeyButton(tr("Change seats"), "Ctrl+U", is_shortcut=False)
        change.clicked.connect(self._actions.choose_person)
        hand_over = button(tr("Hand over the focal point…"))
        hand_over.setProperty(WRITES, True)
        hand_over.clicked.connect(self._hand_over)
        row = FlowLayout()
        row.addWidget(change)
        row.addWidget(hand_over)
        card.body.addLayout(row)
        return card

    def _hand_over(self) -> None:
        from desktop.ui.dialogs.focal_sheet import FocalSheet
        FocalSheet(self.window(), self._desk, self._actions).open()

    def _backup_card(self) -> Card:
        card = Card(tr("Backup"), spacing=Space.S)
        self._last_backup = label("", Text.TABLE, wrap=True)
        card.body.addWidget(self._last_backup)
        card.body.addWidget(label(tr("The program backs up by itself on exit and every 30 minutes when something "
                                     "changed, and checks each backup."), Text.SMALL, wrap=True))
        buttons = FlowLayout()
        self._backup = button(tr("Back up now"), "primary")
        self._backup.clicked.connect(lambda: self._make_backup(""))
        elsewhere = button(tr("Back up to a USB disk or folder…"))
        elsewhere.clicked.connect(self._choose_backup_file)
        restore = button(tr("Restore from a backup…"))
        restore.clicked.connect(self._choose_restore_file)
        for each in (self._backup, elsewhere, restore):
            buttons.addWidget(each)
        card.body.addLayout(buttons)
        self._restore_file = ""
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(Space.S)
        self._asking_words = label("", Text.TABLE, wrap=True)
        self.restore_code = TextField(tr("Recovery code"), tr("Recovery code, only if the backup is of another PC"),
                                      limit=80)
        row = FlowLayout()
        self._restore_yes = button(tr("Restore this backup"), "primary")
        self._restore_yes.clicked.connect(self._restore)
        no = button(tr("Leave it"))
        no.clicked.connect(self._asking.hide)
        row.addWidget(self._restore_yes)
        row.addWidget(no)
        asking.addWidget(self._asking_words)
        asking.addWidget(self.restore_code)
        asking.addLayout(row)
        self._asking.hide()
        card.body.addWidget(self._asking)
        self._backup_remark = Remark()
        card.body.addWidget(self._backup_remark)
        return card

    def _slip_card(self) -> Card:
        card = Card(tr("Recovery slip"), spacing=Space.S)
        self._slip_words = label("", Text.TABLE, wrap=True)
        self._slip = button(tr("Show and print the slip"))
        self._slip.clicked.connect(self.show_slip)
        card.body.addWidget(self._slip_words)
        row = FlowLayout()
        row.addWidget(self._slip)
        card.body.addLayout(row)
        return card

    def _trash_card(self) -> Card:
        card = Card(tr("Trash"), spacing=Space.S)
        card.body.addWidget(label(tr("Every list has its own trash; here lies everything, also offices and what was "
                                     "merged."), Text.TABLE, wrap=True))
        look = button(tr("See the trash…"))
        look.clicked.connect(self._open_trash)
        row = FlowLayout()
        row.addWidget(look)
        card.body.addLayout(row)
        return card

    def _open_trash(self) -> None:
        from desktop.ui.dialogs.trash_sheet import TrashSheet
        (self.window().findChild(TrashSheet) or TrashSheet(self.window(), self._desk, self._actions)).open()

    # -- showing and doing -----------------------------------------------------------------------------

    def _show(self, facts: SettingsFacts) -> None:
        if not self.pc.hasFocus():
            self.pc.setText(facts.machine)
        self._commune.setText(tr("Commune: {commune}", commune=facts.commune or "–"))
        self._folder.setText(tr("Folder: {folder}", folder=str(self._desk.profile)))
        self._opening.show_state(facts.opening)
        self._slot.setText(
            tr("The book opens by its opening code, see below.") if facts.key_slot == "opening" else
            tr("The key of the book lies in the key store of this Windows or Linux login. A copy of the folder alone "
               "cannot be read.") if facts.key_slot == "keyring" else
            tr("The key of the book lies in a file beside it, because this PC has no key store that works: whoever "
               "copies the whole folder can read it."))
        self._slot.setVisible(bool(facts.key_slot))
        self._last_backup.setText(
            tr("Last backup: {time}, {size}", time=moment(facts.backup_ms), size=_size(facts.backup_bytes))
            if facts.backup_ms else tr("No backup yet."))
        self._slip.setEnabled(facts.has_slip)
        self._slip_words.setText(
            tr("The slip lies in its envelope since {time}.", time=moment(facts.slip_kept_ms)) if facts.slip_kept_ms
            else tr("One A5 page with the recovery code, for an envelope that the office keeps. It opens the book "
                    "when the PC is replaced.") if facts.has_slip
            else tr("This book was opened by its recovery code; the slip in the envelope stays the right one."))
        self._connection.show_facts(facts)

    def _save_name(self) -> None:
        name, store = " ".join(self.pc.text().split()), self._desk.store
        if not name:
            self._actions.say(tr("The name of this PC is missing."), Tone.WARN)
            return
        self._desk.tasks.run(lambda: first_start.name_pc(store, name),
                             lambda _: self._actions.say(tr("Name of this PC: {name}", name=name)),
                             self._actions.show_trouble, owner=self)

    def _choose_backup_file(self) -> None:
        name = settings_facts.backup_name(self._desk.store)
        self._ask_file(QFileDialog.AcceptMode.AcceptSave, tr("Back up to"), name, self._make_backup)

    def _make_backup(self, path: str) -> None:
        store = self._desk.store
        self._backup.setEnabled(False)
        self._backup_remark.clear()

        def done(made: settings_facts.BackupMade) -> None:
            self._backup.setEnabled(True)
            self._backup_remark.say(tr("Backed up and checked."), f"{made.file} · {_size(made.bytes)}", Tone.GOOD)
            self.refresh()

        def failed(problem: Exception) -> None:
            self._backup.setEnabled(True)
            self._backup_remark.say_trouble(problem)

        self._desk.tasks.run(lambda: settings_facts.back_up(store, path), done, failed, owner=self)

    def _choose_restore_file(self) -> None:
        self._ask_file(QFileDialog.AcceptMode.AcceptOpen, tr("Restore from a backup"), "", self._ask_restore)

    def _ask_restore(self, path: str) -> None:
        self._restore_file = path
        self._asking_words.setText(tr("Restore {file}? The book of now is backed up first; the window closes and opens "
                                      "again with the restored book.", file=path))
        self._asking.show()
        self._restore_yes.setFocus()

    def _restore(self) -> None:
        self._restore_yes.setEnabled(False)
        self._backup_remark.clear()
        path, code = self._restore_file, self.restore_code.text().strip()

        def failed(problem: Exception) -> None:
            self._restore_yes.setEnabled(True)
            self._backup_remark.say_trouble(problem)

        # One turn of the loop first: the button is seen to be pressed before the book closes.
        QTimer.singleShot(0, self, lambda: self._desk.restore(path, code, failed))

    def _ask_file(self, mode: QFileDialog.AcceptMode, title: str, name: str, use: object) -> None:
        dialog = QFileDialog(self, title)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(tr("Backups of Sổ CNTT") + " (*.sobak)")
        dialog.setDefaultSuffix("sobak")
        if mode == QFileDialog.AcceptMode.AcceptOpen:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if name:
            dialog.selectFile(name)
        if callable(use):
            dialog.fileSelected.connect(use)
        dialog.open()

    def _open_slip(self, slip: object) -> None:
        from desktop.services.recovery_slip import Slip, keep
        from desktop.ui.dialogs.recovery_slip import RecoverySlip
        if not isinstance(slip, Slip):
            self._actions.say(tr("This book has no recovery code to show."), Tone.WARN)
            return
        store = self._desk.store
        RecoverySlip(self.window(), slip, lambda: self._desk.tasks.run(
            lambda: keep(store), lambda _: self.refresh(), self._actions.show_trouble, owner=self)).open()


def _size(count: int) -> str:
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB".replace(".", ",")
    return f"{integer_text(max(1, count // 1000))} kB"
