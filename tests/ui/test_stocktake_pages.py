"""A stock-take by keyboard: typed codes tick off the list, nothing is closed early, two PCs may count at once."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import stocktaking
from desktop.store import bulk, records
from desktop.store.bulk import NewRecord
from desktop.ui.dialogs.stocktake_surplus import StocktakeSurplus
from tests.ui import books, walking
from tests.ui.opened import press, until
from tests.ui.records_desk import the_record


def a_small_book(profile):
    """Return a book with three devices that are here and one that is gone."""
    store = books.a_chosen_book(profile)
    with store.write() as unit:
        for code, name, serial in (("PC-001", "Dell OptiPlex", "7XK21A2"), ("PC-002", "HP ProDesk", "9QQ0001"),
                                   ("TB-001", "Máy in Canon", "CN55")):
            unit.create("device", {"name": name, "asset_code": code, "serial": serial, "status": "in_use",
                                   "location": "Tầng 1"})
        unit.create("device", {"name": "Máy cũ", "asset_code": "PC-900", "status": "disposed"})
    return store


@pytest.fixture
def counting(opened):
    """Return a window in which a stock-take of the whole commune has begun."""
    def begin(book=a_small_book):
        it = opened(book)
        view = it.page("devices").show_view("stocktakes")
        it.settle()
        view.new_record()
        view._start.save()
        until(lambda: view._id and not view._start.isVisible())
        it.settle()
        return it, view

    return begin


def typed(it, view, text):
    view.counter.code.setFocus()
    view.counter.code.clear()
    QTest.keyClicks(view.counter.code, text)
    QTest.keyClick(view.counter.code, Qt.Key.Key_Return)
    it.settle()


def results(store, view):
    found = records.page(store.read(), records.Search(kind="stocktake_item", where={"stocktake": view._id}), 0, 100)
    return {str(each.fields.get("asset_code") or each.fields["name"]): each.fields.get("result") for each in found}


def test_an_empty_view_says_what_a_stock_take_is_and_begins_one(opened):
    it = opened(books.a_chosen_book)
    view = it.page("devices").show_view("stocktakes")
    it.settle()
    assert view._whole.currentIndex() == 1
    assert "31/12" in " ".join(walking.words(view._whole.currentWidget()))
    press(view, "+ Bắt đầu kiểm kê")
    assert view._start.isVisible()
    assert view.escape()


def test_a_typed_code_or_serial_ticks_a_line_off(counting):
    it, view = counting()
    assert results(it.store, view) == {"PC-001": "pending", "PC-002": "pending", "TB-001": "pending"}
    typed(it, view, "PC-001")
    typed(it, view, "9qq")
    assert results(it.store, view) == {"PC-001": "found", "PC-002": "found", "TB-001": "pending"}
    assert view.counter._words.text() == "Đã kiểm 2 / 3"
    assert view.counter.code.text() == ""


def test_what_fits_several_lines_is_chosen_and_what_fits_none_is_noted_as_surplus(counting):
    it, view = counting()
    typed(it, view, "pc")
    assert [each.code for each in view.counter._offered] == ["PC-001", "PC-002"]
    QTest.keyClick(view.counter.code, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    it.settle()
    assert results(it.store, view)["PC-002"] == "found"
    typed(it, view, "XX-77")
    QTest.keyClick(view.counter.code, Qt.Key.Key_Return)    # Enter once more
    sheet = next(each for each in it.window.findChildren(StocktakeSurplus) if each.isVisible())
    assert sheet.fields["asset_code"].text() == "XX-77"
    sheet.fields["name"].setText("Máy chiếu")
    QTest.keyClick(sheet.fields["name"], Qt.Key.Key_Return)
    until(lambda: results(it.store, view).get("XX-77") == "surplus")


def test_where_one_stands_tells_what_was_found_elsewhere(counting):
    it, view = counting()
    view.counter.place.setText("Tầng 2")
    typed(it, view, "PC-001")
    it.settle()
    assert stocktaking.progress(it.store.read(), view._id).elsewhere == 1
    view._narrow_to("elsewhere")
    it.settle()
    assert view.model.rowCount() == 1
    assert "thấy ở Tầng 2, sổ ghi Tầng 1." in " ".join(walking.words(view.panel))


def test_f_and_m_mark_the_selected_lines_and_undo_takes_it_back(counting):
    it, view = counting()
    view.table.choose(0)
    view.table.setFocus()
    QTest.keyClicks(view.table, "f")
    it.settle()
    QTest.keyClicks(view.table, "m")
    it.settle()
    assert results(it.store, view) == {"PC-001": "found", "PC-002": "missing", "TB-001": "pending"}
    it.window.undo()
    it.settle()
    assert results(it.store, view)["PC-002"] == "pending"


@pytest.mark.parametrize("narrow", ["", "pending"])
def test_f_again_and_again_walks_down_the_list(counting, narrow):
    it, view = counting()
    view._narrow_to(narrow)
    it.settle()
    view.table.choose(0)
    view.table.setFocus()
    for _ in range(3):
        QTest.keyClicks(view.table, "f")
        it.settle()
    assert set(results(it.store, view).values()) == {"found"}


def test_the_list_with_its_results_is_exported(counting, tmp_path):
    it, view = counting()
    typed(it, view, "PC-001")
    view.export(tmp_path / "kiem-ke.csv")
    until(lambda: (tmp_path / "kiem-ke.csv").exists())
    told = (tmp_path / "kiem-ke.csv").read_text(encoding="utf-8-sig")
    assert "PC-001" in told
    assert "Thấy" in told
    assert len(told.strip().splitlines()) == 4


def test_it_is_not_closed_while_a_line_is_pending_and_jumps_there(counting):
    it, view = counting()
    typed(it, view, "PC-001")
    press(view.bar, "Kết thúc kiểm kê")
    it.settle()
    assert "Còn 2 thiết bị chưa kiểm." in it.window._message.text()
    assert the_record(it.store, view._id).fields["status"] == "open"
    assert (view.model.rowCount(), view.model.record(0).fields["asset_code"]) == (2, "PC-002")
    view.table.selectAll()
    view.mark("missing")
    it.settle()
    press(view.bar, "Kết thúc kiểm kê")
    until(lambda: the_record(it.store, view._id).fields["status"] == "closed")
    it.settle()
    view._narrow_to("missing")
    it.settle()
    line = view.model.record(0)
    device = str(line.fields["device"])
    assert the_record(it.store, device).fields["status"] == "in_use"    # nothing by itself
    view.table.choose(0)
    it.settle()
    press(view.panel, "Thiếu → Thất lạc")
    until(lambda: the_record(it.store, device).fields["status"] == "lost")


def test_two_pcs_count_at_once_and_each_line_keeps_its_own_mark(counting):
    it, view = counting()
    theirs = next(each.id for each in records.page(it.store.read(), records.Search(
        kind="stocktake_item", where={"stocktake": view._id})) if each.fields["asset_code"] == "TB-001")
    with it.store.write() as unit:
        unit.edit("stocktake_item", theirs, {"result": "found"})
    typed(it, view, "PC-001")
    assert results(it.store, view) == {"PC-001": "found", "PC-002": "pending", "TB-001": "found"}
    assert view.counter._words.text() == "Đã kiểm 2 / 3"


def test_two_thousand_lines_are_shown_and_ticked(counting):
    def large(profile):
        store = books.a_chosen_book(profile)
        with store.write() as unit:
            bulk.create_many(unit, [NewRecord("device", unit.new_id(), {
                "name": f"Máy {at}", "asset_code": f"PC-{at:04}", "status": "in_use"}) for at in range(2000)],
                group="made", search_later=True)
        return store

    it, view = counting(large)
    until(lambda: view.model.rowCount() == 2000)
    typed(it, view, "PC-1234")
    assert view.counter._words.text() == "Đã kiểm 1 / 2.000"


def test_nothing_is_cut_nameless_or_rich(opened):
    it = opened(books.a_sample_book)
    view = it.page("devices").show_view("stocktakes")
    it.settle()
    view.new_record()
    it.settle()
    assert walking.nameless(view) == []
    assert walking.rich_text(view) == []
    assert walking.cut(view) == []


def test_codes_that_come_as_fast_as_from_a_scanner_are_all_counted(counting):
    it, view = counting()
    view.counter.code.setFocus()
    for code in ("PC-001", "XX-77", "PC-002", "pc", "TB-001"):
        QTest.keyClicks(view.counter.code, code)
        QTest.keyClick(view.counter.code, Qt.Key.Key_Return)
    it.settle()
    assert results(it.store, view) == {"PC-001": "found", "PC-002": "found", "TB-001": "found"}
    asked = []    # what is not sure is asked for one after the other, whichever was looked up first
    for _ in range(2):
        asked.append(view.counter.code.text())
        view.counter.ready()
    assert sorted(asked) == ["XX-77", "pc"] and view.counter.code.text() == ""
