"""The accounts matrix as one works with it: keys, menus, a column in one step, filters, an empty book."""
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.store import records, setting
from desktop.store.records import Search
from desktop.ui.pages.accounts_catalogue import SystemCatalogue
from desktop.ui.pages.accounts_except import AllExcept
from desktop.ui.pages.accounts_required import RequiredFor
from protocol.field import FieldType
from tests.ui import books
from tests.ui.opened import press, until
from tests.ui.walking import cut, nameless, rich_text


def a_small_book(profile):
    """Three officials, two systems that everybody needs, one signature."""
    store = books.a_chosen_book(profile)
    with store.write() as unit:
        office = unit.create("office", {"name": "Văn phòng HĐND và UBND"})
        hoa = unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active", "office": office,
                                     "duties": ["hộ tịch"]})
        unit.create("person", {"full_name": "Đặng Thị Thủy", "status": "active"})
        for name in ("TD Office", "Thư công vụ"):
            unit.create("system", {"name": name, "required_for": ["mọi cán bộ"]})
        unit.create("system", {"name": "Hộ tịch", "required_for": ["hộ tịch"]})
        unit.create("certificate", {"person": hoa, "kind": "personal", "status": "valid", "serial": "0A",
                                    "expires_on": "2099-01-01"})
    return store


@pytest.fixture
def bench(opened):
    it = opened(a_small_book)
    page = it.page("accounts")
    matrix = page._views["matrix"]
    until(lambda: matrix.model.rowCount() == 3)
    return it, page, matrix


def at(matrix, person, system):
    """Return (row, column) of a cell."""
    rows = [matrix.model.person(row).name for row in range(matrix.model.rowCount())]
    columns = [matrix.model.heading(column) for column in range(matrix.model.columnCount())]
    return rows.index(person), columns.index(system)


def words(matrix, person, system):
    return matrix.model.look(*at(matrix, person, system)).words


def accounts(it):
    return records.page(it.store.read(), Search(kind="account"), 0, 100)


def find(it, kind):
    until(lambda: any(each.isVisible() for each in it.window.findChildren(kind)))
    return next(each for each in reversed(it.window.findChildren(kind)) if each.isVisible())


def test_letters_say_a_state_and_ctrl_z_takes_it_back(bench):
    it, _, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    matrix.view.setFocus()
    assert words(matrix, "Lê Thị Hoa", "TD Office") == "chưa rà soát"
    QTest.keyClick(matrix.view, Qt.Key.Key_C)
    until(lambda: words(matrix, "Lê Thị Hoa", "TD Office") == "Chờ cấp")
    QTest.keyClick(matrix.view, Qt.Key.Key_Space)
    until(lambda: matrix.model.look(*at(matrix, "Lê Thị Hoa", "TD Office")).is_tick)
    it.window.undo()
    until(lambda: words(matrix, "Lê Thị Hoa", "TD Office") == "Chờ cấp")
    it.window.undo()
    until(lambda: words(matrix, "Lê Thị Hoa", "TD Office") == "chưa rà soát")


def test_a_vietnamese_keyboard_that_makes_d_into_another_letter_says_the_same(bench):
    _, _, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    QTest.keyClick(matrix.view, Qt.Key.Key_Backspace)
    QApplication.sendEvent(matrix.view, QKeyEvent(QEvent.Type.KeyPress, 0x110, Qt.KeyboardModifier.NoModifier, "đ"))
    until(lambda: matrix.model.look(*at(matrix, "Lê Thị Hoa", "TD Office")).is_tick)


def test_arrows_and_shift_choose_several_cells_that_move_together(bench):
    it, _, matrix = bench
    matrix.view.choose(0, 1)
    matrix.view.setFocus()
    QTest.keyClick(matrix.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(matrix.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert len(matrix.view.chosen()) == 4
    QTest.keyClick(matrix.view, Qt.Key.Key_T)
    until(lambda: len(accounts(it)) == 4)
    assert {each.fields["status"] for each in accounts(it)} == {"missing"}
    it.window.undo()
    until(lambda: not accounts(it))


def test_the_menu_offers_legal_steps_only(bench):
    it, _, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    matrix.say("in_use")
    until(lambda: matrix.model.look(*at(matrix, "Lê Thị Hoa", "TD Office")).is_tick)
    offered = [act.text() for act in matrix.cell_menu().actions() if act.text()]
    assert any(text.startswith("Bị khóa") for text in offered)
    assert not any(text.startswith("Chưa cấp") for text in offered)


def test_the_signature_is_computed_and_not_said_here(bench):
    it, _, matrix = bench
    row, column = at(matrix, "Lê Thị Hoa", "Chữ ký số")
    assert column == 0
    assert matrix.model.look(row, column).is_tick
    matrix.view.choose(row, column)
    matrix.say("revoked")
    assert "sổ chữ ký số" in it.window._message.text()
    assert not accounts(it)


def test_a_column_is_said_in_one_step_with_its_exceptions(bench):
    it, _, matrix = bench
    matrix.say_of_all(at(matrix, "Lê Thị Hoa", "TD Office")[1])
    sheet = find(it, AllExcept)
    sheet._exceptions.search.setText("dang thuy")
    assert [line.title for line in sheet._exceptions.model.lines] == ["Đặng Thị Thủy"]
    QTest.keyClick(sheet._exceptions.search, Qt.Key.Key_Down)
    QTest.keyClick(sheet._exceptions.view, Qt.Key.Key_Space)
    assert "2 tài khoản: Đang dùng · 1 tài khoản: Chưa cấp" in sheet._preview.text()
    press(sheet, "Ghi 3 tài khoản")
    until(lambda: words(matrix, "Đặng Thị Thủy", "TD Office") == "Chưa cấp")
    assert words(matrix, "Hà Văn Pó", "TD Office") == "Đang dùng"
    it.window.undo()
    until(lambda: not accounts(it))


def test_a_column_takes_three_keys_when_everybody_has_it_and_a_name_more_for_an_exception(bench):
    """1. A, Enter: all have TD Office. 2. A, a name, Enter, Enter: all but one have the mail."""
    it, _, matrix = bench
    for system, typed in (("TD Office", ""), ("Thư công vụ", "hoa")):
        matrix.view.choose(*at(matrix, "Hà Văn Pó", system))
        matrix.view.setFocus()
        QTest.keyClick(matrix.view, Qt.Key.Key_A)
        sheet = find(it, AllExcept)
        if typed:
            QTest.keyClicks(sheet._exceptions.search, typed)
            QTest.keyClick(sheet._exceptions.search, Qt.Key.Key_Return)
        QTest.keyClick(sheet._exceptions.search, Qt.Key.Key_Return)
        until(lambda sheet=sheet: not shiboken6.isValid(sheet))
    until(lambda: words(matrix, "Lê Thị Hoa", "Thư công vụ") == "Chưa cấp")
    assert words(matrix, "Đặng Thị Thủy", "Thư công vụ") == "Đang dùng"
    assert words(matrix, "Lê Thị Hoa", "TD Office") == "Đang dùng"


def test_who_needs_a_system_is_chosen_from_titles_and_duties(bench):
    it, _, matrix = bench
    assert words(matrix, "Hà Văn Pó", "Hộ tịch") == "–"
    matrix.choose_who_needs(at(matrix, "Lê Thị Hoa", "Hộ tịch")[1])
    sheet = find(it, RequiredFor)
    until(lambda: sheet._list.model.rowCount())
    sheet._list.tick([line.id for line in sheet._list.model.lines if line.title == "mọi cán bộ"])
    until(lambda: sheet._preview.text() == "3 cán bộ cần tài khoản.")
    press(sheet, "Lưu")
    until(lambda: words(matrix, "Hà Văn Pó", "Hộ tịch") == "chưa rà soát")


def test_filters_show_who_lacks_what_and_nothing_else(bench):
    _, _, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    matrix.say("missing")
    until(lambda: words(matrix, "Lê Thị Hoa", "TD Office") == "Chưa cấp")
    chip = matrix.bar._chips["missing"]
    assert (chip.text(), chip.isVisible()) == ("Chưa cấp 1", True)
    chip.click()
    assert [matrix.model.person(row).name for row in range(matrix.model.rowCount())] == ["Lê Thị Hoa"]
    assert [matrix.model.heading(column) for column in range(matrix.model.columnCount())] == ["TD Office"]
    assert matrix._count.text() == "1 / 3 cán bộ"
    assert matrix.escape()
    assert matrix.model.rowCount() == 3
    matrix.search.setText("dang thi thuy")
    until(lambda: matrix.model.rowCount() == 1)
    assert matrix.model.person(0).name == "Đặng Thị Thủy"


def test_the_subtitle_counts_the_systems_with_nothing_left_to_review(bench):
    it, page, matrix = bench
    assert page.subtitle.text() == "đã rà 0/3 hệ thống"
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "Hộ tịch"))
    matrix.say("in_use")
    until(lambda: page.subtitle.text() == "đã rà 1/3 hệ thống")


def test_selected_cells_are_copied_as_a_table_with_names(bench):
    it, _, matrix = bench
    row, column = at(matrix, "Lê Thị Hoa", "TD Office")
    matrix.view.choose(row, column)
    matrix.view.selectionModel().select(matrix.model.index(row, column + 1), QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(matrix.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == ["Cán bộ\tPhòng, bộ phận\tTD Office\tThư công vụ",
                     "Lê Thị Hoa\tVăn phòng HĐND và UBND\tchưa rà soát\tchưa rà soát"]


def test_a_screen_reader_hears_person_system_and_state(bench):
    _, _, matrix = bench
    row, column = at(matrix, "Lê Thị Hoa", "TD Office")
    said = matrix.model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Lê Thị Hoa, TD Office: chưa rà soát"
    assert QAccessible.queryAccessibleInterface(matrix.view).text(QAccessible.Text.Name) == "Ai đã có gì"


def test_the_place_in_the_table_is_kept_when_somebody_joins(bench):
    it, _, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "Thư công vụ"))
    with it.store.write() as unit:
        unit.create("person", {"full_name": "Bùi Văn An", "status": "active"})
    until(lambda: matrix.model.rowCount() == 4)
    index = matrix.view.currentIndex()
    assert (index.row(), index.column()) == at(matrix, "Lê Thị Hoa", "Thư công vụ")


def test_an_empty_book_offers_the_starter_list(opened):
    it = opened(books.a_chosen_book)
    page = it.page("accounts")
    matrix = page._views["matrix"]
    until(lambda: matrix._stack.currentIndex() == 2)
    press(matrix, "Chọn từ danh mục gợi ý")
    sheet = find(it, SystemCatalogue)
    until(lambda: sheet._list.model.rowCount())
    chosen = [line.id for line in sheet._list.model.lines if line.title in (
        "Thư điện tử công vụ", "Chứng thực bản sao điện tử")]
    sheet._list.tick(chosen)
    headings = [at for at, line in enumerate(sheet._list.model.lines) if line.is_heading]
    sheet._list.model.toggle(headings[0])    # a heading is not ticked
    press(sheet, "Thêm 2 hệ thống")
    until(lambda: matrix.model.columnCount() == 3)
    until(lambda: not shiboken6.isValid(sheet))    # a sheet of one occasion is gone afterwards
    it.window.undo()
    until(lambda: matrix._stack.currentIndex() == 2)


def test_a_system_found_by_the_search_is_shown_as_its_column(bench):
    it, page, matrix = bench
    system = records.page(it.store.read(), Search(kind="system", text="thu cong vu"), 0, 1)[0]
    it.window.go("today")
    it.window.open_record("system", system.id)
    until(lambda: matrix.view.currentIndex().column() == at(matrix, "Lê Thị Hoa", "Thư công vụ")[1])


def test_an_account_opens_in_the_list_with_its_form(bench):
    it, page, matrix = bench
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    matrix._open_account(*at(matrix, "Lê Thị Hoa", "TD Office"))
    it.settle()
    form = page._views["list"].form()
    assert form.isVisible()
    form.editors["login"].input().setText("hoa.lt")
    form.editors["note"].input().setPlainText("mật khẩu: Abc@1234")
    form.save()
    until(lambda: [each for each in form.findChildren(QPushButton) if each.text() == "Không phải – lưu"])
    assert not accounts(it)    # a note that looks like a password is questioned first


def test_names_from_other_computers_stay_plain_text_and_every_control_has_a_name(opened):
    it = opened(books.a_hostile_book)
    page = it.page("accounts")
    for view in page._order:
        page.show_view(view)
        it.settle()
        assert rich_text(it.window) == []
        assert nameless(it.window) == []
    matrix = page._views["matrix"]
    for row in range(min(matrix.model.rowCount(), 3)):
        tip = matrix.model.headerData(row, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
        assert "<" not in tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")


@pytest.mark.parametrize("scale", [100, 150])
def test_no_button_or_chip_is_cut(opened, scale):
    from desktop.settings import ViewSettings
    it = opened(books.a_sample_book, ViewSettings(text_scale=scale))
    page = it.page("accounts")
    for view in ("matrix", "list"):
        page.show_view(view)
        it.settle()
        assert cut(it.window) == []


def test_there_is_no_field_for_a_password():
    from protocol.kinds import account
    assert not any("pass" in field.code or field.type is FieldType.DATA for field in account.KIND.fields)


def test_a_pc_that_may_only_view_offers_nothing_to_write(opened):
    def a_viewers_book(profile):
        store = a_small_book(profile)
        with store.write() as unit:
            unit.set_setting(setting.ROLE, setting.VIEWER)
        return store

    it = opened(a_viewers_book)
    page = it.page("accounts")
    matrix = page._views["matrix"]
    until(lambda: matrix.model.rowCount() == 3)
    matrix.view.choose(*at(matrix, "Lê Thị Hoa", "TD Office"))
    matrix.say("in_use")
    it.settle()
    assert "chỉ xem" in it.window._message.text()
    said = [act.text() for menu in (matrix.cell_menu(), matrix.column_menu(1)) for act in menu.actions()]
    assert not any("Đang dùng" in text or "trừ" in text for text in said)
    assert not matrix._systems.isVisible()
    page.show_view("list")
    it.settle()
    assert not [each for each in page.findChildren(QPushButton) if each.isVisible() and each.text() == "Sửa"]


def test_the_model_keeps_the_rules_of_qt(bench, qtmodeltester):
    _, _, matrix = bench
    qtmodeltester.check(matrix.model)
    matrix.model.filter(text="hoa")
    qtmodeltester.check(matrix.model)
    matrix.model.filter(text="không có ai")
    qtmodeltester.check(matrix.model)


def test_f1_tells_the_keys_of_the_table(bench):
    it, page, _ = bench
    from desktop.ui.dialogs.shortcut_list import of_page
    assert ("T", "Chưa cấp") in of_page(page)


def test_very_many_cells_are_asked_for_twice_and_undone_in_one_step(opened, monkeypatch):
    """1. Everybody and everything is selected. 2. The first key asks. 3. The second writes."""
    from desktop.ui.pages import accounts_saying
    monkeypatch.setattr(accounts_saying, "ASKED_FROM", 6)
    it = opened(a_small_book)
    matrix = it.page("accounts")._views["matrix"]
    until(lambda: matrix.model.rowCount() == 3)
    matrix.view.selectAll()
    matrix.view.setFocus()
    QTest.keyClick(matrix.view, Qt.Key.Key_D)
    it.settle()
    assert "Nhấn lại phím đó" in it.window._message.text()
    assert not accounts(it)
    QTest.keyClick(matrix.view, Qt.Key.Key_D)
    until(lambda: len(accounts(it)) == 9)
    it.settle()
    it.window.undo()
    until(lambda: not accounts(it))


def test_esc_stops_a_large_selection_and_nothing_of_it_was_said(opened):
    it = opened(a_small_book)
    matrix = it.page("accounts")._views["matrix"]
    until(lambda: matrix.model.rowCount() == 3)
    matrix.view.selectAll()
    with it.store.write():    # somebody else writes just now: the cells wait for their turn
        matrix.say("pending")
        assert matrix.escape()
    until(lambda: "Đã dừng" in it.window._message.text())
    assert not accounts(it)
    matrix.say("pending")
    until(lambda: len(accounts(it)) == 9)
