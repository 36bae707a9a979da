"""A PC that may only view: no button that ends in a refusal, one standing line that says so."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.store import records, setting
from desktop.store.store import Store
from desktop.ui import navigation
from desktop.ui.records.list_page import ListPage
from tests.ui import books, walking
from tests.ui.opened import Opened, until

WRITING = ("Thêm", "Sửa", "Nhập từ", "Báo sự cố", "Đưa vào thùng rác", "Lấy ra khỏi thùng rác", "Ghi máy này",
           "Nhận từ USB", "Chọn ", "Giữ cả hai", "Bàn giao…", "Gộp")
TAPS = {"Đã có lại", "Đang chậm", "Mất mạng", "Mất điện", "Gửi lại"}
LISTS = ("incidents", "devices", "people")


def a_viewer(profile):
    """Return the busy sample book on a PC that may only view."""
    store = books.a_busy_book(profile)
    store.submit(lambda unit: unit.set_setting(setting.ROLE, setting.VIEWER)).result()
    return store


def shown_buttons(it: Opened) -> list[str]:
    return [each.text().replace("&&", "&") for each in it.window.findChildren(QPushButton) if each.isVisible()]


def test_a_viewer_puts_nothing_off(opened):
    it = opened(a_viewer)
    it.page("today")
    it.settle()
    assert "Để đến ngày…" not in shown_buttons(it)


def writing_buttons(it: Opened) -> list[str]:
    return [words for words in shown_buttons(it) if words.strip("+ ").startswith(WRITING) or words in TAPS]


def status(it: Opened) -> str:
    return it.window._status.words()


def count(store: Store) -> int:
    return sum(records.counts(store.read()).values())


@pytest.mark.parametrize("key", [*LISTS, "today", "sync"])
def test_a_viewer_sees_no_button_that_writes(opened, key):
    it = opened(a_viewer)
    it.page(key)
    it.settle()
    assert writing_buttons(it) == []
    assert "Chỉ xem" in status(it) and walking.cut(it.window) == []


@pytest.mark.parametrize("view", ["state", "handovers", "stocktakes"])
def test_a_viewer_sees_no_button_that_writes_in_the_views_of_devices(opened, view):
    it = opened(a_viewer)
    page = it.page("devices")
    page.show_view(view)
    it.settle()
    if isinstance(page._views[view], ListPage):
        page._views[view].table.choose(0)
    it.settle()
    writing = ("Đã ký…", "Chuyển ký", "Đóng kiểm kê", "+ ", "Thấy", "Hủy", "Mở lại", "Xác nhận", "Sửa", "Thiếu")
    assert [words for words in shown_buttons(it) if words.startswith(writing)
            and words != "+ Lọc" and not words[-1].isdigit()] == []    # "Thấy 13" narrows the list


def test_an_editor_sees_them_all_and_no_such_line(opened):
    it = opened(books.a_busy_book)
    it.page("devices")
    assert any("Thêm thiết bị" in words for words in writing_buttons(it)) and "Chỉ xem" not in status(it)


def test_keys_write_nothing_for_a_viewer(opened):
    it = opened(a_viewer)
    before = count(it.store)
    for key in LISTS:
        page = it.page(key)
        page.table.setFocus()
        for pressed in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return):
            QTest.keyClick(page.table, pressed)
        page.new_record()
        page.restore(page.chosen_ids())
        it.settle()
        assert not any(each.isVisible() for each in (page._form, page._bulk) if each is not None)
    for act in (it.window.report_incident, it.window.read_this_machine, it.window.receive_machines,
                it.window.import_workbook):
        it.window._message.hide()
        act()
        it.settle()
        assert "chỉ xem" in it.window._message.text()
    assert count(it.store) == before


def test_a_viewer_still_searches_reads_and_copies(opened):
    it = opened(a_viewer)
    page = it.page("devices")
    page.table.choose(0)
    it.settle()
    assert page.panel.record is not None and page.search.isVisible()
    assert it.page("incidents").lines.isVisible()    # which line of incidents is listed is only looked at
    page = it.page("devices")
    page.table.selectAll()
    it.settle()
    assert any(words.startswith("Chép") or "Sao chép" in words for words in shown_buttons(it))


def test_a_pc_that_becomes_a_viewer_changes_at_once_and_back(opened):
    it = opened(books.a_busy_book)
    it.page("devices")
    it.store.submit(lambda unit: unit.set_setting(setting.ROLE, setting.VIEWER)).result()
    until(lambda: "Chỉ xem" in status(it))
    it.settle()
    assert writing_buttons(it) == []
    it.store.submit(lambda unit: unit.set_setting(setting.ROLE, "editor")).result()
    until(lambda: "Chỉ xem" not in status(it))
    it.settle()
    assert any("Thêm thiết bị" in words for words in shown_buttons(it))


def test_every_page_opens_for_a_viewer(opened):
    it = opened(a_viewer)
    for entry in navigation.ENTRIES:
        it.page(entry.key)
        assert walking.rich_text(it.window) == []
        assert not [each for each in it.window.page().header.actions()
                    if each.isVisible() and not each.property("reads")], entry.key
