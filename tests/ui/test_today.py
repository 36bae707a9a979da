"""Hôm nay as a hand meets it: a to-do done, left until a day, brought back; the first steps; a try-out."""
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from desktop.services.todo import putting_off
from desktop.services.todo import today as page
from desktop.store import drafts
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.today_day import DayChoice
from desktop.ui.sheets.trial_sheet import TrialSheet
from tests.ui import books, walking
from tests.ui.opened import Opened, press, until


@pytest.fixture
def empty(tmp_path, qapp):
    it = Opened(books.a_chosen_book(tmp_path / "book"))
    it.page("today")
    yield it
    it.close()


@pytest.fixture
def busy(tmp_path, qapp):
    it = Opened(books.a_busy_book(tmp_path / "book"))
    it.page("today")
    yield it
    it.close()


def seen(it):
    return page.today(it.store.read(), it.store.profile, now=vietnam_now())


def words(it):
    return [each.text() for each in it.window.page().findChildren(QLabel) if each.isVisible()]


def link(it, begins):
    return next((each for each in it.window.page().findChildren(QPushButton)
                 if each.isVisible() and each.accessibleName().startswith(begins)), None)


def test_a_to_do_is_left_until_tomorrow_and_brought_back(busy):
    first, second, *_ = seen(busy).tasks
    card = busy.window.page()._tasks
    menu = card.days(first, card)
    assert [action.text().split(" (")[0] for action in menu.actions()] == ["Ngày mai", "Tuần sau", "Chọn ngày…"]
    menu.actions()[0].trigger()
    until(lambda: first.title not in words(busy) and second.title in words(busy))
    press(busy.window.page(), "Đã để lại 1 việc")
    tomorrow = vietnam_now().date() + timedelta(days=1)
    until(lambda: f"đến {tomorrow:%d/%m/%Y}" in words(busy))
    press(busy.window.page(), "Đưa lại")
    until(lambda: link(busy, "Đã để lại") is None and first.title in words(busy))


def test_another_day_is_typed_and_a_wrong_one_says_what_to_do(busy):
    first = seen(busy).tasks[0]
    busy.window.page()._tasks.day_asked.emit(first)
    asked = busy.window.findChild(DayChoice)
    busy.settle()
    assert walking.nameless(asked) == []
    QTest.keyClicks(asked.day, "hom qua")
    QTest.keyClick(asked.day, Qt.Key.Key_Return)
    assert asked.isVisible()
    assert any("Nhập một ngày sắp tới" in each.text() for each in asked.findChildren(type(asked._remark._words)))
    day = vietnam_now().date() + timedelta(days=40)
    asked.day.setText(f"{day:%d/%m/%Y}")
    QTest.keyClick(asked.day, Qt.Key.Key_Return)
    until(lambda: [left.until for left in seen(busy).left] == [day.isoformat()])


def test_the_hand_stays_in_the_list_when_a_to_do_leaves_it(busy):
    first, second, *_ = seen(busy).tasks
    busy.window.activateWindow()
    link(busy, f"{first.action}: {first.title}").setFocus()
    putting_off.put_off(busy.store, first, vietnam_now().date() + timedelta(days=1))
    until(lambda: link(busy, f"{second.action}: {second.title}") is not None
          and link(busy, f"{first.action}: {first.title}") is None)
    assert link(busy, f"{second.action}: {second.title}").hasFocus()


def test_tab_goes_through_the_page_as_one_reads_it(busy):
    busy.settle(150)
    first, second, *_ = seen(busy).tasks
    busy.window.activateWindow()
    link(busy, f"{first.action}: {first.title}").setFocus()
    names = []
    for _ in range(40):
        names.append(busy.window.focusWidget().accessibleName())
        QTest.keyClick(busy.window.focusWidget(), Qt.Key.Key_Tab)
    assert names[:3] == [f"{first.action}: {first.title}", f"Để đến ngày: {first.title}",
                         f"{second.action}: {second.title}"]
    debts = [f"{debt.who}: {debt.what}" for debt in seen(busy).waiting[:3]]
    assert [name for name in names if name in debts] == debts
    assert names.index(debts[0]) > 8    # after the to-dos and the lines
    assert names.index("Báo nhanh bằng một dòng") > names.index(debts[-1])


def test_acting_on_a_certificate_is_enough_until_its_next_threshold(busy):
    task = next(each for each in seen(busy).tasks if each.key == "certificates-ending")
    busy.window.page()._act(task)
    until(lambda: "certificates-ending" not in {each.key for each in seen(busy).tasks})
    assert [left.task.key for left in seen(busy).left] == ["certificates-ending"]
    assert busy.window.page().key == "accounts"


def test_a_to_do_about_several_devices_shows_just_these(busy):
    task = next(each for each in seen(busy).tasks if each.key == "out-of-support")
    busy.window.page()._act(task)
    devices = busy.window.page()
    until(lambda: devices.model.rowCount() == len(task.target.ids) > 1)
    chip = next(each for each in devices.findChildren(QPushButton) if each.text().startswith("Hết hỗ trợ"))
    chip.click()
    until(lambda: devices.model.rowCount() > len(task.target.ids))


@pytest.mark.parametrize(("key", "view"), [("certificates-ending", "certificates"), ("accounts-missing", "list")])
def test_certificates_and_accounts_to_look_at_stand_alone_in_their_list_until_esc(busy, key, view):
    task = next(each for each in seen(busy).tasks if each.key == key)
    busy.window.page()._act(task)
    accounts = busy.window.page()
    until(lambda: accounts._shown == view and accounts._views[view].model.rowCount() == len(task.target.ids) > 1)
    busy.window._escape()
    until(lambda: accounts._views[view].model.rowCount() > len(task.target.ids))


def test_everything_to_do_is_shown_when_asked_for(busy):
    count = len(seen(busy).tasks)
    shown = [each.title for each in seen(busy).tasks if each.title in words(busy)]
    assert 3 <= len(shown) < count
    press(busy.window.page(), f"Còn {count - len(shown)} việc nữa")
    titles = [each.title for each in seen(busy).tasks]
    until(lambda: all(title in words(busy) for title in titles))
    press(busy.window.page(), "Thu gọn")
    until(lambda: [title for title in titles if title in words(busy)] == shown)


def test_an_ordinary_day_needs_no_scrolling_at_1366_by_768(busy):
    until(lambda: busy.window.page()._shown is not None)
    asked = link(busy, "Không dùng máy này")    # whether this PC measures is asked once
    if asked is not None:
        asked.click()
    [area] = busy.window.page().body.findChildren(QScrollArea)
    until(lambda: area.verticalScrollBar().maximum() == 0)
    assert walking.nameless(busy.window.page()) == []


def test_the_first_steps_lead_where_they_say(empty):
    asked = []
    actions = empty.window.page()._actions
    for name in ("read_this_machine", "import_workbook", "go"):
        setattr(actions, name, lambda *given, name=name: asked.append((name, *given)))
    for words_ in ("Đọc máy này", "Nhập từ Excel", "Rà soát"):
        press(empty.window.page(), words_)
    assert asked == [("read_this_machine",), ("import_workbook", ""), ("go", "accounts")]
    assert walking.nameless(empty.window.page()) == []


def test_a_try_out_is_the_real_sheet_and_writes_no_incident(empty):
    press(empty.window.page(), "Báo thử")
    sheet = empty.window.findChild(TrialSheet)
    until(sheet.isVisible)
    empty.settle()
    QTest.keyClicks(sheet.line, "may in tang 2 ket giay")
    QTest.keyClick(sheet.line, Qt.Key.Key_Return)
    until(lambda: [task.state for task in seen(empty).tasks] == ["Thử"] and not sheet.isVisible())
    db = empty.store.read()
    assert db.execute("SELECT count(*) FROM k_incident").fetchone()[0] == 0
    assert db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 1    # the person of the two questions
    press(empty.window.page(), "Xóa")
    until(lambda: seen(empty).tasks == ())
    assert [step.done for step in seen(empty).steps][2]


@pytest.mark.parametrize("by", ["second", "solved"])
def test_whichever_button_ends_a_try_out_nothing_is_written(empty, by):
    press(empty.window.page(), "Báo thử")
    sheet = empty.window.findChild(TrialSheet)
    until(sheet.isVisible)
    QTest.keyClicks(sheet.line, "may in ket giay")
    until(lambda: drafts.load(empty.store.read(), "trial:incident") is not None)
    empty.settle()
    if by == "second":
        sheet.second.click()
    else:
        sheet.guide.solved.emit()
    until(lambda: not sheet.isVisible())
    empty.settle()
    db = empty.store.read()
    assert db.execute("SELECT count(*) FROM k_incident").fetchone()[0] == 0
    assert drafts.all(db) == []
    assert [task.state for task in seen(empty).tasks] == ["Thử"]


def test_a_try_out_goes_away_with_esc_and_with_its_page_and_keeps_what_was_typed(empty):
    press(empty.window.page(), "Báo thử")
    sheet = empty.window.findChild(TrialSheet)
    until(sheet.isVisible)
    QTest.keyClicks(sheet.line, "mat mang")
    QTest.keyClick(sheet.line, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    press(empty.window.page(), "Báo thử")
    until(sheet.isVisible)
    assert sheet.line.text() == "mat mang"
    empty.page("devices")
    assert not sheet.isVisible()


def test_the_one_line_opens_the_real_sheet(empty):
    line = empty.window.page().line
    line.setFocus()
    QTest.keyClicks(line, "mat mang tru so 2")
    QTest.keyClick(line, Qt.Key.Key_Return)
    empty.settle()
    assert empty.window._incident_sheet.isVisible()
    assert empty.window._incident_sheet.line.text() == "mat mang tru so 2"


def test_names_of_others_are_shown_as_they_are(tmp_path, qapp):
    it = Opened(books.a_hostile_book(tmp_path / "book"))
    it.page("today")
    it.settle()
    press(it.window.page(), next(each.text() for each in it.window.page().findChildren(QPushButton)
                                 if each.text().startswith("Còn") and each.text().endswith("việc nữa")))
    assert walking.nameless(it.window.page()) == []
    assert all(each.textFormat() is Qt.TextFormat.PlainText for each in it.window.page().findChildren(QLabel))
    it.close()
