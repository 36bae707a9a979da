"""The window with a Mã mở sổ: covered when nobody is here, nothing of the book in sight, nothing typed is lost."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.background.tasks import Tasks
from desktop.bootstrap import _Running, open_or_make
from desktop.services import opening_code, profiles, roles
from desktop.settings import ViewSettings
from desktop.store import setting
from desktop.store.database import BOOK
from desktop.store.store import Store
from desktop.ui.application import Application, made_qt
from desktop.ui.dialogs.lock_at_start import LockAtStart
from desktop.ui.dialogs.opening_code import OpeningCodeSheet
from desktop.vault import opening_code as vault
from desktop.vault import wrong_tries
from tests.ui import books, walking
from tests.ui.books_lock import CODE, a_book_with_a_code, a_book_with_keys, give
from tests.ui.opened import press, until, wait


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(vault, "PASSES", 1)
    monkeypatch.setattr(vault, "MEMORY_BYTES", 8192 * 1024)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def visible_words(window: QWidget) -> str:
    from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit
    said = [window.windowTitle()]
    for each in window.findChildren(QWidget):
        if each.isVisible():
            if isinstance(each, (QLabel, QAbstractButton, QLineEdit)):
                said.append(each.text())
            elif isinstance(each, QPlainTextEdit):
                said.append(each.toPlainText())
            said += [each.accessibleName(), each.toolTip()]
    return " ".join(said)


def with_devices(profile):
    store = a_book_with_a_code(profile)
    give(store, "device", name="Máy bí mật Dell", asset_code="PC-777", status="in_use")
    return store


def unlock(it, code: str = CODE) -> None:
    screen = it.window._lock._screen
    screen.code.field.setText(code)
    QTest.keyClick(screen.code.field, Qt.Key.Key_Return)


def with_clock(it) -> Clock:
    clock = Clock()
    it.window._lock._clock = it.window._lock._wall = clock
    it.window._lock.look()
    return clock


def test_fifteen_minutes_without_a_touch_cover_the_window(opened):
    it = opened(with_devices)
    it.page("devices")
    clock = with_clock(it)
    it.window._lock.look()
    clock.now += 14 * 60
    it.window._lock.look()
    assert not it.window._lock.is_locked()
    QTest.keyClick(it.window.windowHandle(), Qt.Key.Key_Shift)    # somebody is here
    clock.now += 14 * 60
    it.window._lock.look()
    assert not it.window._lock.is_locked()
    clock.now += 61
    it.window._lock.look()
    assert it.window._lock.is_locked()
    assert "Máy bí mật Dell" not in visible_words(it.window)
    assert "PC-777" not in visible_words(it.window)
    assert it.window.windowTitle() == "Sổ CNTT"


def test_a_pc_that_slept_for_an_hour_is_locked_when_it_wakes(opened):
    it = opened(with_devices)
    clock, wall = Clock(), Clock()
    it.window._lock._clock, it.window._lock._wall = clock, wall
    it.window._lock.look()
    wall.now += 3600    # the steady clock of many systems stands still meanwhile
    QTest.keyClick(it.window.windowHandle(), Qt.Key.Key_Shift)    # what wakes it does not hide the sleep
    assert it.window._lock.is_locked()


def test_ctrl_l_locks_and_only_the_right_code_uncovers_with_everything_as_it_was(opened, monkeypatch):
    it = opened(with_devices)
    page = it.page("devices")
    page.edit(page.table.current_id())
    it.settle()
    form = page.form()
    form.editors["note"].findChild(QWidget).setFocus()
    form.editors["location"].show_value("Đang gõ dở", {})
    QGuiApplication.clipboard().setText("chép từ Word")
    title = it.window.windowTitle()
    keys_before = len([key for key in it.window.findChildren(QShortcut) if key.isEnabled()])
    it.window.lock()
    assert it.window._lock.is_locked()
    assert "Đang gõ dở" not in visible_words(it.window)
    screen = it.window._lock._screen
    assert walking.rich_text(screen) == [] and walking.nameless(screen) == []
    reached: list[int] = []
    monkeypatch.setattr(it.window, "_escape", lambda: reached.append(1))
    QTest.keyClick(screen.code.field, Qt.Key.Key_Escape)    # must not reach what lies below
    assert reached == []
    assert not [key for key in it.window.findChildren(QShortcut) if key.isEnabled()]
    for keys in ("Ctrl+N", "Ctrl+K", "Ctrl+U", "Ctrl+2"):
        key = getattr(Qt.Key, f"Key_{keys[-1]}")
        QTest.keyClick(it.window, key, Qt.KeyboardModifier.ControlModifier)
    it.settle()
    assert it.window._incident_sheet is None or not it.window._incident_sheet.isVisible()
    unlock(it, "so-cua-xa-28")
    until(lambda: "không đúng" in screen._remark.text())
    assert it.window._lock.is_locked()
    unlock(it)
    until(lambda: not it.window._lock.is_locked())
    assert form.isVisible()
    assert len([key for key in it.window.findChildren(QShortcut) if key.isEnabled()]) == keys_before
    assert form.editors["location"].value() == "Đang gõ dở"
    assert QGuiApplication.clipboard().text() == "chép từ Word"
    assert it.window.windowTitle() == title
    it.window.page().escape()


def test_what_was_read_for_while_locked_waits_below(opened):
    it = opened(with_devices)
    it.page("devices")
    it.window.lock()
    it.window.open_record("outage", "0192" * 8)    # a sheet of its own, read in a task
    it.window.say("Đã nhận Máy bí mật Dell")
    it.settle()
    wait(50)
    assert "Máy bí mật" not in visible_words(it.window)
    assert it.window._lock._screen.isVisible()
    unlock(it)
    until(lambda: not it.window._lock.is_locked())
    assert "Máy bí mật" in visible_words(it.window)


def test_wrong_tries_wait_and_the_wait_is_told(opened):
    it = opened(with_devices)
    for _ in range(wrong_tries.FREE + 1):
        wrong_tries.note(it.store.profile, vault.now_ms())
    it.window.lock()
    screen = it.window._lock._screen
    assert "Chờ" in screen._remark.text() and "giây" in screen._remark.text()
    assert not screen.code.isEnabled()
    unlock(it)
    it.settle()
    assert it.window._lock.is_locked()


def test_a_forgotten_code_is_replaced_with_the_recovery_code(opened):
    it = opened(with_devices)
    recovery = setting.text(it.store.read(), setting.RECOVERY_CODE)
    it.window.lock()
    screen = it.window._lock._screen
    press(screen, "Quên mã…")
    screen.recovery.setText("0BC7-0000")
    press(screen, "Mở bằng mã khôi phục")
    until(lambda: "không đúng" in screen._remark.text())
    assert it.window._lock.is_locked()
    screen.recovery.setText(recovery.lower().replace("-", " "))
    press(screen, "Mở bằng mã khôi phục")
    until(lambda: screen.face == 2)
    assert it.window._lock.is_locked()    # until a new code is set, or none is wanted
    screen.new.field.setText("mã mới dài hơn")
    screen.again.field.setText("mã mới dài hơm")
    press(screen, "Đặt mã mới và mở sổ")
    assert "không giống nhau" in screen._remark.text()
    screen.again.field.setText("mã mới dài hơn")
    press(screen, "Đặt mã mới và mở sổ")
    until(lambda: not it.window._lock.is_locked())
    assert opening_code.key_by_code(it.store.profile, "mã mới dài hơn")


def test_without_a_code_nothing_locks_and_it_is_said(opened):
    it = opened(a_book_with_keys)
    it.window.lock()
    assert not it.window._lock.is_locked()
    assert "Chưa đặt mã mở sổ" in it.window._message.text()
    clock = with_clock(it)
    clock.now += 3600
    it.window._lock.look()
    assert not it.window._lock.is_locked()


def test_the_seat_of_a_colleague_does_not_lock_by_itself(opened):
    it = opened(with_devices)
    roles.sit_down(it.store, books.person_named(it.store.read(), "Lò Thị Mẫu"))
    clock = with_clock(it)
    clock.now += 3600
    it.window._lock.look()
    assert not it.window._lock.is_locked()
    it.window.lock()
    assert it.window._lock.is_locked()


def test_settings_set_change_and_take_away_the_code(opened):
    it = opened(a_book_with_keys)
    page = it.page("settings")
    press(page, "Đặt mã mở sổ…")
    sheet = it.window.findChild(OpeningCodeSheet)
    sheet.new.field.setText("123456")
    sheet.again.field.setText("123456")
    press(sheet, "Đặt mã")
    until(lambda: "dễ đoán" in sheet._remark.text())
    sheet.new.field.setText(CODE)
    sheet.again.field.setText(CODE)
    press(sheet, "Đặt mã")
    until(lambda: opening_code.is_set(it.store.profile))
    until(lambda: "Đã đặt mã" in page._opening.state.text())
    assert "sao chép thư mục" in page._opening.guards.text()    # honest: this PC has no key store
    press(page, "Đổi mã…")
    until(lambda: [each for each in it.window.findChildren(OpeningCodeSheet) if each.isVisible()])
    sheet = next(each for each in it.window.findChildren(OpeningCodeSheet) if each.isVisible())
    sheet.former.field.setText("sai mã cũ")
    sheet.new.field.setText("mã thứ hai đây")
    sheet.again.field.setText("mã thứ hai đây")
    press(sheet, "Đổi mã")
    until(lambda: "không đúng" in sheet._remark.text())
    sheet.former.field.setText(CODE)
    press(sheet, "Đổi mã")
    until(lambda: "Đã đổi mã mở sổ." in it.window._message.text())
    assert opening_code.key_by_code(it.store.profile, "mã thứ hai đây")
    page._opening._ask("remove")
    sheet = next(each for each in it.window.findChildren(OpeningCodeSheet) if each.isVisible())
    sheet.former.field.setText("mã thứ hai đây")
    press(sheet, "Bỏ mã")
    until(lambda: not opening_code.is_set(it.store.profile))


# -- at the start ------------------------------------------------------------------------------------------

def at_start(profile, **more) -> tuple[LockAtStart, Tasks]:
    tasks = Tasks()
    return LockAtStart(profile, tasks, open_=lambda key: open_or_make(profile, key),
                       open_anew=lambda key: Store(profile, key), **more), tasks


def test_the_start_asks_for_the_code_before_the_window(qapp, tmp_path):
    made_qt(ViewSettings())
    a_book_with_a_code(tmp_path / "book").close()
    window, tasks = at_start(tmp_path / "book")
    window.show()
    window.screen_.code.field.setText("so-cua-xa-28")
    QTest.keyClick(window.screen_.code.field, Qt.Key.Key_Return)
    until(lambda: "không đúng" in window.screen_._remark.text())
    assert window.store is None
    window.screen_.code.field.setText(CODE)
    QTest.keyClick(window.screen_.code.field, Qt.Key.Key_Return)
    until(lambda: not window.isVisible())
    assert window.store is not None and window.ask() is window.store
    window.close()
    tasks.stop()
    window.store.close()


def test_a_start_that_is_left_opens_nothing(qapp, tmp_path):
    made_qt(ViewSettings())
    a_book_with_a_code(tmp_path / "book").close()
    window, tasks = at_start(tmp_path / "book")
    window.show()
    window.close()
    assert window.store is None
    tasks.stop()


def test_a_damaged_book_behind_the_right_code_goes_on_to_its_backup(qapp, tmp_path):
    made_qt(ViewSettings())
    profile = tmp_path / "book"
    with a_book_with_a_code(profile) as store:
        backup = profiles.back_up(store, None).path
    (profile / BOOK).write_bytes(b"broken" + bytes(8192))
    window, tasks = at_start(profile)
    window.show()
    window.screen_.code.field.setText(CODE)
    QTest.keyClick(window.screen_.code.field, Qt.Key.Key_Return)
    until(lambda: window.damage is not None and not window.isVisible())
    assert window.store is None and window.key is not None
    tasks.stop()
    profiles.restore_book(backup, profile, None, own_key=window.key)
    open_or_make(profile, window.key).close()


def test_older_keys_at_the_start_ask_for_the_recovery_code_alone(qapp, tmp_path):
    made_qt(ViewSettings())
    profile = tmp_path / "book"
    profiles.create_book(profile, commune="00000")
    older = (profile / "keys.json").read_bytes()
    with profiles.open_book(profile, write=True) as store:
        recovery = setting.text(store.read(), setting.RECOVERY_CODE)
        opening_code.set_first(store, CODE)
    (profile / "keys.json").write_bytes(older)
    window, tasks = at_start(profile, only_recovery=True)
    window.show()
    window.screen_.recovery.setText(recovery)
    press(window.screen_, "Mở bằng mã khôi phục")
    until(lambda: window.screen_.face == 2)
    press(window.screen_, "Mở sổ, bỏ mã từ nay")
    until(lambda: window.store is not None and not window.isVisible())
    tasks.stop()
    window.store.close()
    open_or_make(profile).close()


def test_a_backup_is_restored_in_the_window_without_asking_twice(qapp, tmp_path):
    profile = tmp_path / "book"
    store = a_book_with_a_code(profile)
    backup = profiles.back_up(store, tmp_path / "mine.sobak").path
    view = ViewSettings()
    application = Application(made_qt(view))
    running = _Running(application, profile, store, view, minimized=False)
    try:
        running.show()
        wait(100)
        running.restore(str(backup), "", lambda problem: None)
        assert application.window()._message.text() == "Đã mở sổ từ bản sao lưu."
        assert opening_code.is_set(profile)
    finally:
        application.close_window()
        running.stop()
