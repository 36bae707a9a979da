"""A page of records as one works with it: search, filters, detail, selection, trash, copy."""
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from desktop.services import record_removal
from desktop.store import drafts, records
from desktop.store.records import Search
from desktop.ui.pages.people import PeoplePage
from tests.ui import books
from tests.ui.records_desk import some_devices, the_record, titled, typed


def test_an_empty_list_says_what_to_do_next(over):
    bench = over()
    assert "Nhập từ Excel" in bench.page.table._empty
    some_devices(bench.store, 2)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 2)
    bench.search("không có máy này")
    assert bench.page.table._empty == "Không có thiết bị nào khớp. Bỏ bớt chữ hoặc bỏ lọc."


def test_search_as_one_types_and_the_count_follow(over):
    bench = over(books.a_sample_book)
    everything = bench.page.model.rowCount()
    bench.search("may in tu phap")
    assert 0 < bench.page.model.rowCount() < everything
    bench.search("014")
    assert "PC-014" in bench.shown()
    assert f"/ {everything} thiết bị" in bench.page.filters._count.text()


def test_filters_are_chips_that_go_away_by_a_click(over):
    bench = over(books.a_sample_book)
    menu = bench.page.filters.menu()
    status = next(each for each in menu.findChildren(QMenu) if each.title() == "Tình trạng")
    next(action for action in status.actions() if action.text() == "Hỏng, chờ sửa").trigger()
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() < 187)
    assert set(bench.shown(bench_column(bench, "status"))) == {"Hỏng, chờ sửa"}
    chip = next(each for each in bench.page.filters.findChildren(QPushButton)
                if each.text() == "Tình trạng: Hỏng, chờ sửa  ×")
    assert chip.accessibleName() == "Bỏ lọc Tình trạng: Hỏng, chờ sửa"
    chip.click()
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 187)


def bench_column(bench, code):
    return next(at for at, each in enumerate(bench.page.model.columns) if each.code == code)


def test_the_panel_tells_what_is_known_of_the_chosen_one(over):
    bench = over(books.a_sample_book)
    bench.page.open_record("device", titled(bench.store, "device", "Máy in Canon LBP2900 TB-001"))
    bench.qtbot.waitUntil(lambda: bench.page.panel._tabs.tabText(1) == "Sự cố 3")
    words = bench.words()
    assert "Máy in Canon LBP2900" in words
    assert "Đang sử dụng" in words
    assert "3.600.000 đ" in words
    assert any(each.startswith("TB-001 · sửa ") for each in words)


def test_the_history_tab_tells_who_when_where_and_what(over):
    bench = over()
    with bench.store.write() as unit:
        unit.set_setting("replica_name", "XM-VP-03")
        unit.set_setting("who", unit.create("person", {"full_name": "Hà Văn Pó"}))
    record = some_devices(bench.store, 1)[0]
    with bench.store.write() as unit:
        unit.edit("device", record, {"status": "broken"})
    bench.page.open_record("device", record)
    bench.page.panel._tabs.setCurrentWidget(bench.page.panel._history_page)
    bench.qtbot.waitUntil(lambda: "Tình trạng: Đang sử dụng → Hỏng, chờ sửa" in bench.words())
    assert any("Hà Văn Pó" in each and "chờ gửi" in each for each in bench.words())


@pytest.mark.parametrize("is_slow", [False, True])
@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_record_far_down_is_opened_although_the_search_hides_it(over, is_slow, is_deleted):
    """Scenario: the list asks a task; its answer came after the record was opened, and showed the first one."""
    bench = over()
    ids = some_devices(bench.store, 80)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 80)
    if is_deleted:
        record_removal.delete(bench.store, ids[:75])
        bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 5)
    bench.search("pc-079")
    bench.page.model._slow = is_slow
    bench.page.open_record("device", ids[60])
    bench.qtbot.waitUntil(lambda: bench.page.table.current_id() == ids[60])
    bench.qtbot.waitUntil(bench.desk.tasks.idle)
    bench.qtbot.wait(50)
    assert (bench.page.panel.record.id, bench.page.table.current_id()) == (ids[60], ids[60])
    assert (bench.page.search.text(), bench.page.filters.trash) == ("", is_deleted)
    bench.search("pc-079")
    assert bench.page.table.current_id() == (ids[78] if not is_deleted else "")


def test_what_others_write_shows_while_one_looks_and_the_row_stays_chosen(over):
    bench = over()
    ids = some_devices(bench.store, 40)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 40)
    bench.page.table.choose(20)
    with bench.store.write() as unit:
        unit.edit("device", ids[20], {"location": "Tầng 9"})
        unit.create("device", {"name": "Máy mới", "asset_code": "AA-001"})
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 41)
    assert bench.page.table.current_id() == ids[20]
    bench.qtbot.waitUntil(lambda: "Tầng 9" in bench.words())


def test_ctrl_c_copies_the_selection_as_a_table(over):
    bench = over()
    with bench.store.write() as unit:
        unit.create("device", {"name": "=HYPERLINK(\"http://x\")", "asset_code": "001"})
        unit.create("device", {"name": "<b>Máy</b>", "asset_code": "002"})
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 2)
    bench.page.table.selectAll()
    QTest.keyClick(bench.page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()
    lines = copied.text().splitlines()
    assert lines[0].split("\t")[:2] == ["Mã tài sản", "Tên thiết bị"]
    assert lines[1].split("\t")[:2] == ["001", "'=HYPERLINK(\"http://x\")"]
    assert "&lt;b&gt;Máy&lt;/b&gt;" in copied.html()
    assert bench.asked.said == ["Đã sao chép 2 dòng. Dán vào Excel hoặc Word."]


def test_several_rows_show_what_can_be_done_with_all_and_one_field_is_edited_at_once(over):
    bench = over()
    ids = some_devices(bench.store, 5)
    with bench.store.write() as unit:
        unit.edit("device", ids[0], {"status": "disposed"})
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 5)
    bench.select(0, 1, 2, 3)
    assert bench.page._selection._count.text() == "Đang chọn 4 thiết bị"
    bench.page._edit_all()
    sheet = bench.page._bulk
    bench.qtbot.waitUntil(lambda: sheet.editor is not None)    # the selection is read in a task
    sheet.editor.take_draft("broken")
    sheet.editor.edited.emit()
    bench.qtbot.waitUntil(lambda: sheet._preview is not None and sheet._preview.changes == 3)
    told = " ".join(each.text() for each in sheet.findChildren(QLabel))
    assert "3 bản ghi sẽ đổi." in told
    assert "Đang sử dụng → Hỏng, chờ sửa  (3)" in told
    assert len(sheet._preview.unfit) == 1    # a disposed machine does not break any more
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.asked.said == ["Đã sửa 3 bản ghi."])
    assert [the_record(bench.store, each).fields["status"] for each in ids] == [
        "disposed", "broken", "broken", "broken", "in_use"]
    assert len(set(bench.asked.undo_groups)) == 1


def test_delete_asks_once_when_others_name_it_and_the_trash_gives_it_back(over):
    bench = over(page=PeoplePage)
    with bench.store.write() as unit:
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa"})
        unit.create("device", {"name": "Máy in Canon", "custodian": hoa})
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 1)
    bench.page.table.choose(0)
    QTest.keyClick(bench.page.table, Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: bench.page._removal.count() == 1)
    asked = bench.page._removal.itemAt(0).widget().accessibleName()
    assert "1 bản ghi khác" in asked
    assert "Máy in Canon" in asked
    assert not the_record(bench.store, hoa).deleted
    bench.press("Bỏ vào thùng rác")
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 0)
    assert the_record(bench.store, hoa).deleted
    trash = next(action for action in bench.page.filters.menu().actions() if action.text() == "Thùng rác")
    trash.trigger()
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 1)
    bench.page.open_record("person", hoa)
    bench.press("Lấy ra khỏi thùng rác")
    bench.qtbot.waitUntil(lambda: not the_record(bench.store, hoa).deleted)
    bench.qtbot.waitUntil(lambda: len(bench.asked.undo_groups) == 2)


def test_what_nobody_names_is_deleted_at_once_with_an_undo(over):
    bench = over()
    ids = some_devices(bench.store, 3)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 3)
    bench.select(0, 1)
    bench.page.delete()
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 1)
    bench.qtbot.waitUntil(lambda: len(bench.asked.said) > 0)    # the news may be a moment before it
    assert bench.asked.said == ["Đã bỏ 2 bản ghi vào thùng rác."]
    assert [the_record(bench.store, each).deleted for each in ids] == [True, True, False]


def test_a_code_that_two_devices_share_is_told_on_both(over):
    bench = over()
    with bench.store.write() as unit:
        first = unit.create("device", {"name": "Máy A", "asset_code": "PC-007"})
        unit.create("device", {"name": "Máy B", "asset_code": "PC-007"})
    bench.page.open_record("device", first)
    bench.qtbot.waitUntil(lambda: any("Trùng Mã tài sản" in each for each in bench.words()))


def test_what_was_typed_and_not_saved_is_offered_on_the_page(over):
    bench = over()
    record = some_devices(bench.store, 1)[0]
    with bench.store.write() as unit:
        drafts.save(unit, f"form:device:{record}", {"kind": "device", "id": record, "title": "Sửa: Máy 1",
                                                    "at": "09:05 20/11/2026", "texts": {"location": "Tầng 2"}})
    bench.page.refresh(None)
    assert bench.page._drafts.count() == 1
    bench.press("Gõ tiếp")
    assert bench.page.form().isVisible()
    assert bench.page.form().editors["location"].input().text() == "Tầng 2"
    assert bench.page.escape()
    assert bench.page.form().isHidden()


def test_letters_typed_in_the_table_go_to_the_search_field(over):
    bench = over()
    some_devices(bench.store, 3)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 3)
    bench.page.table.choose(0)
    bench.page.table.setFocus()
    QTest.keyClicks(bench.page.table, "m")
    assert bench.page.search.text() == "m"


def test_f2_edits_and_enter_opens_the_form(over):
    bench = over()
    some_devices(bench.store, 2)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 2)
    bench.page.table.choose(1)
    QTest.keyClick(bench.page.table, Qt.Key.Key_Return)
    assert bench.page.form()._record.fields["asset_code"] == "PC-002"


def test_all_text_of_others_is_plain(over):
    bench = over(books.a_hostile_book)
    for at in range(bench.page.model.rowCount()):
        bench.page.panel.show_record(bench.page.model.record(at).id, at_once=True)
        bench.qtbot.wait(5)
        for label in bench.page.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
        assert "<img" not in bench.page.panel._title.toolTip()
    bench.page.form().open(bench.page.model.record(0).id)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in bench.page.form().findChildren(QLabel))


def test_typing_in_the_new_form_of_the_page_makes_a_row_that_is_chosen(over):
    bench = over()
    bench.page.new_record()
    form = bench.page.form()
    typed(form.editors["name"].input(), "Máy quét Kodak")
    form.save()
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 1)
    assert records.page(bench.store.read(), Search(kind="device"))[0].fields["name"] == "Máy quét Kodak"
    bench.qtbot.waitUntil(lambda: bench.page.table.current_id() != "")


def test_a_page_that_goes_while_a_flood_is_read_hears_nothing_of_it(over):
    """Scenario: a bulk edit's news came to the table of a page that had been deleted."""
    bench = over()
    ids = some_devices(bench.store, 80)
    bench.qtbot.waitUntil(lambda: bench.page.model.rowCount() == 80)
    with bench.store.write() as unit:
        for each in ids:
            unit.edit("device", each, {"location": "Tầng 2"})
        changes = unit.changes.frozen()
    bench.page.model.take(changes)
    shiboken6.delete(bench.page)
    bench.qtbot.waitUntil(bench.desk.tasks.idle)    # what is raised in a delivery fails the test
