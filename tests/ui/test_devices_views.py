"""The page of devices: its list tells what each computer is fit for, its second view what leaders ask."""
import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.services.device_holding import Share, holding
from desktop.settings import ViewSettings
from desktop.store import records, setting
from desktop.ui.dialogs.shortcut_list import of_page
from desktop.ui.pages.device_panel import KnownRules
from desktop.ui.pages.device_state import GROUPS, NORMS, PEOPLE, REPLACE
from tests.ui import books, walking
from tests.ui.opened import press, until
from tests.ui.records_desk import the_record


@pytest.fixture
def it(opened):
    return opened(books.a_sample_book)


def texts(widget):
    return [each.text() for each in widget.findChildren(QLabel)]


def state_of(it):
    view = it.page("devices").show_view("state")
    it.settle()
    return view


def test_the_list_says_what_each_computer_is_fit_for_and_the_panel_why_no_further(it):
    page = it.page("devices")
    column = next(at for at, each in enumerate(page.model.columns) if each.code == "fitness")
    shown = {page.model.row(at).texts[column] for at in range(60)}
    assert shown <= {"", "Họp", "Phần mềm", "Soạn thảo", "Không đạt", "Chưa rõ"}
    assert "Soạn thảo" in shown
    assert not page.table.isColumnHidden(column)    # at 1366 × 768
    at = next(at for at in range(60) if page.model.row(at).texts[column] == "Soạn thảo")
    assert page.model.row(at).spoken[column] == "Chỉ soạn thảo"
    page.table.choose(at)
    it.settle()
    words = " ".join(walking.words(page.panel))
    assert "Chưa đáp ứng mức cao hơn:" in words
    assert "hết hỗ trợ từ" in words or "quá 10 năm" in words


def test_rules_read_ahead_do_not_cover_one_that_came_meanwhile(it):
    rules = KnownRules(it.store)
    rules.read_ahead(it.program.tasks, it.window)
    it.settle()
    kept = rules.now()
    rules.forget()
    rules.read_ahead(it.program.tasks, it.window)
    rules.forget()
    it.settle()
    assert rules._kept is None and rules.now() is not kept


def test_the_three_numbers_stand_above_and_lead_to_the_list_of_names(it):
    view = state_of(it)
    counts = holding(it.store.read()).counts
    assert {f"{counts[share]}" for share in Share} <= {each.text() for each in view.findChildren(type(
        view._people.itemAt(0).widget().layout().itemAt(0).widget()))}
    view.show_table(PEOPLE, Share.NONE)
    assert view.tables[PEOPLE].plain.rowCount() == counts[Share.NONE]
    assert {row.cells[3] for row in view.tables[PEOPLE].plain.rows} == {"Chưa có máy"}


def test_the_norms_end_in_a_sum_and_say_on_what_they_stand(it):
    view = state_of(it)
    rows = view.tables[NORMS].plain.rows
    assert rows[-1].cells[0] == "Tổng cộng"
    assert rows[0].cells[:2] == ("Nhóm VI", "Máy tính để bàn")
    assert "QĐ 15/2025" in view._note.text()
    assert "ĐVT: triệu đồng" in view._note.text()


def test_the_replacement_list_is_copied_exported_and_opens_the_device(it, tmp_path):
    view = state_of(it)
    view.show_table(REPLACE)
    table = view.tables[REPLACE]
    press(view, "Sao chép bảng")
    assert QGuiApplication.clipboard().mimeData().text().splitlines()[0].startswith("Thiết bị\tĐáp ứng\tLý do")
    view.export(tmp_path / "thay.csv")
    until(lambda: (tmp_path / "thay.csv").exists())
    it.settle()
    with (tmp_path / "thay.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == table.plain.rowCount() + 1
    wanted = table.plain.rows[0].id
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    it.settle()
    page = it.window.page()
    assert (page._shown, page.panel.record.id) == ("list", wanted)


def test_one_key_puts_officials_into_a_norm_group_and_the_table_follows(it):
    view = state_of(it)
    view.show_table(GROUPS)
    table = view.tables[GROUPS]
    at = next(at for at, row in enumerate(table.plain.rows) if row.cells[3] == "Nhóm VIII")
    person = table.plain.rows[at].id
    table.selectRow(at)
    QTest.keyClick(table, Qt.Key.Key_7)
    until(lambda: the_record(it.store, person).fields.get("norm_group") == "vii")
    it.settle()
    assert table.plain.rows[at].cells[3:] == ("Nhóm VII", "đã xác nhận")
    it.window.undo()
    until(lambda: the_record(it.store, person).fields.get("norm_group") is None)


def test_an_empty_book_promises_no_number(opened):
    it = opened(books.a_chosen_book)
    view = state_of(it)
    assert view._names.text().startswith("Chưa đủ số liệu")
    assert view.tables[REPLACE].plain.rowCount() == 0


def test_officials_without_a_single_device_in_the_book_are_not_said_to_lack_computers(opened):
    def only_staff(profile):
        store = books.a_chosen_book(profile)
        with store.write() as unit:
            for at in range(12):
                unit.create("person", {"full_name": f"Lò Văn Mẫu {at}", "status": "active", "title": "Chuyên viên"})
        return store

    it = opened(only_staff)
    view = state_of(it)
    said = texts(view)
    assert "chưa rõ" in said and "chưa có máy" not in said
    assert any(each.startswith("Chưa đủ số liệu: sổ chưa ghi máy tính nào") for each in said)
    assert not any("triệu đồng, nhiều" in each or "Thiếu" in each for each in said)
    assert {row.cells[5] for row in view.tables[NORMS].plain.rows[:-1]} == {"–"}
    assert view.tables[NORMS].plain.rows[-1].cells[8] == "–"
    view.show_table(PEOPLE)
    assert {row.cells[3] for row in view.tables[PEOPLE].plain.rows} == {"Chưa rõ"}


def test_the_form_asks_for_the_decision_where_the_state_needs_one(it):
    page = it.page("devices")
    device = page.model.record(0).id
    page.edit(device)
    form = page.form()
    assert not form._body.is_shown("status_document")
    form.editors["status"].take_draft("transferred")
    form.editors["status"].edited.emit()
    assert form._body.is_shown("status_document")
    assert form.hint.isVisibleTo(form)
    form.save()
    until(lambda: the_record(it.store, device).fields["status"] == "transferred")    # never barred
    it.settle()
    page.open_record("device", device)
    it.settle()
    assert any("Chưa có quyết định" in each for each in walking.words(page.panel))


def test_a_selection_is_disposed_of_with_its_decision_in_one_step(it):
    page = it.page("devices")
    with it.store.write() as unit:
        for at in range(3):
            unit.edit("device", page.model.record(at).id, {"status": "to_dispose"})
    it.settle()
    ids = [page.model.record(at).id for at in range(3)]
    flags = page.table.selectionModel().SelectionFlag
    page.table.choose(0)
    for row in (1, 2):
        page.table.selectionModel().select(page.model.index(row, 0), flags.Select | flags.Rows)
    page._edit_all()
    sheet = page._bulk
    until(lambda: sheet.editor is not None)    # the selection is read in a task
    assert not sheet._decision.isVisibleTo(sheet)
    sheet.editor.take_draft("disposed")
    sheet.editor.edited.emit()
    assert sheet._decision.isVisibleTo(sheet)
    sheet._decision.input().setText("12/QĐ-UBND, 20/11/2026")
    until(lambda: sheet._preview is not None and sheet._preview.changes == 3)
    sheet.save()
    until(lambda: the_record(it.store, ids[2]).fields["status"] == "disposed")
    it.settle()
    assert {the_record(it.store, each).fields["status_document"] for each in ids} == {"12/QĐ-UBND, 20/11/2026"}
    it.window.undo()
    until(lambda: the_record(it.store, ids[0]).fields["status"] == "to_dispose")
    assert "status_document" not in the_record(it.store, ids[0]).fields


def test_a_hand_over_begins_from_a_person_with_everything_that_person_holds(it):
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    it.window.open_record("person", hoa)
    it.settle()
    press(it.window.page().panel, "Bàn giao…")
    it.settle()
    form = it.window.page()._views["handovers"].form()
    assert form.isVisible()
    held = {each.id for each in records.page(it.store.read(), records.Search(
        kind="device", where={"custodian": hoa}), 0, 100)}
    assert held <= {each.device for each in form.lines.lines()}
    assert form.editors["from_person"].value() == hoa


def test_search_results_lead_to_the_right_view(it):
    handover = records.page(it.store.read(), records.Search(kind="handover"))[0].id
    it.window.open_record("handover", handover)
    it.settle()
    page = it.window.page()
    assert (page.key, page._shown) == ("devices", "handovers")
    assert page._views["handovers"].panel.record.id == handover
    line = records.page(it.store.read(), records.Search(kind="stocktake_item"))[0].id
    it.window.open_record("stocktake_item", line)
    it.settle()
    assert page._shown == "stocktakes"
    assert page._views["stocktakes"].panel.record.id == line


def test_large_text_asks_for_no_wider_window(opened):
    it = opened(books.a_sample_book, ViewSettings(text_scale=150))
    page = it.page("devices")
    for name in ("list", "state", "handovers", "stocktakes"):
        page.show_view(name)
        it.settle()
        assert it.window.minimumSizeHint().width() <= 1366, name
        assert it.window.width() == 1366, name


@pytest.mark.parametrize("book", [books.a_sample_book, books.a_hostile_book, books.a_chosen_book])
def test_no_view_is_cut_nameless_or_rich(opened, book):
    it = opened(book)
    page = it.page("devices")
    for name in ("list", "state", "handovers", "stocktakes"):
        view = page.show_view(name)
        it.settle()
        if name == "state":
            for at in (NORMS, REPLACE, PEOPLE, GROUPS):
                view.show_table(at)
        it.settle()
        assert walking.nameless(page) == []
        assert walking.rich_text(page) == []
        assert walking.cut(page) == []


def test_a_viewer_counts_nothing_and_hands_nothing_over(opened):
    def read_only(profile):
        store = books.a_sample_book(profile)
        with store.write() as unit:
            unit.set_setting(setting.ROLE, setting.VIEWER)
        return store

    it = opened(read_only)
    page = it.page("devices")
    page.hand_over([page.model.record(0).id])
    assert page._shown == "list"
    view = page.show_view("stocktakes")
    it.settle()
    view.new_record()
    assert view._start is None
    view.mark("found", [view.model.record(0).id])
    state = page.show_view("state")
    it.settle()
    state.show_table(GROUPS)
    state.tables[GROUPS].selectRow(0)
    QTest.keyClick(state.tables[GROUPS], Qt.Key.Key_7)
    it.settle()
    assert it.window._message.text() == ""


def test_f1_names_the_keys_of_the_view(it):
    page = it.page("devices")
    page.show_view("state").show_table(GROUPS)
    it.settle()
    assert ("6  7  8", "Xếp cán bộ đang chọn vào nhóm VI, VII, VIII") in of_page(page)
