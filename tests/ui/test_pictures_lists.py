"""Lists, their bars and the sheets over them, at every size of text: nothing cut, nothing squashed, nothing unsaid."""
import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea

from desktop.services.certificate_register import Question
from desktop.settings import ViewSettings
from desktop.store import records
from desktop.ui import navigation
from desktop.ui.widgets.controls import ElidedLink
from desktop.ui.widgets.labels import Chip
from tests.ui import books, books_screens, craft_walk
from tests.ui.craft_checks import out_of_sight, places, shown
from tests.ui.opened import until

TWICE = ViewSettings(text_scale=200)
LARGER = ViewSettings(text_scale=150)


def words_of(widget) -> list[str]:
    return [each.text() for each in shown(widget) if isinstance(each, (QLabel, QPushButton))]


@pytest.mark.parametrize("view", [ViewSettings(), LARGER, TWICE])
def test_the_count_of_a_list_never_lies_over_its_search(opened, view):
    it = opened(books.a_sample_book, view)
    for page, name in (("devices", "list"), ("devices", "handovers"), ("accounts", "list"),
                       ("accounts", "certificates")):
        filters = it.page(page).show_view(name).filters
        it.settle()
        search, count = filters.search.geometry(), filters._count.geometry()
        assert not search.intersects(count) and count.left() >= 0, (page, name)
        assert filters._count.width() >= filters._count.sizeHint().width(), (page, name)
        assert search.width() >= 8 * filters.fontMetrics().averageCharWidth(), (page, name)


def test_the_bar_of_the_overview_goes_below_its_toggles_under_large_text(opened):
    it = opened(books_screens.a_full_book, TWICE)
    page = it.page("accounts")
    page.show_view("matrix")
    it.settle()
    assert page._bars.y() >= page._toggles.geometry().bottom()
    assert page._bars.height() <= 3 * page._toggles.height()


@pytest.mark.parametrize("name", ["RequestSheet", "AnswerSheet", "MergerSheet", "FileSheet", "NumberSheet"])
def test_a_low_sheet_about_certificates_squashes_no_field_and_keeps_its_buttons(opened, name):
    it = opened(books_screens.a_full_book, TWICE)
    craft_walk.OPENERS[name](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if type(each).__name__ == name)
    assert all(each.height() >= each.sizeHint().height() - 1 for each in sheet.findChildren(QLineEdit)
               if each.isVisible())
    assert sheet.save_button.visibleRegion().boundingRect() == sheet.save_button.rect()
    assert sheet.scrolled.height() >= 5 * sheet.scrolled.fontMetrics().height()
    if name in ("RequestSheet", "MergerSheet"):    # the fields of the paper stand whole below the lines
        number = sheet.paper.document.input()
        assert number.visibleRegion().boundingRect() == number.rect()
    assert all(each.width() >= each.minimumSizeHint().width() for each in sheet.findChildren(Chip) if each.isVisible())


def test_what_may_be_asked_for_stands_in_one_column(opened):
    it = opened(books_screens.a_full_book)
    craft_walk.OPENERS["MergerSheet"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if type(each).__name__ == "MergerSheet")
    boxes = [each for each in sheet.findChildren(QComboBox) if each.isVisible()]
    assert len(boxes) > 2 and len({each.width() for each in boxes}) == 1


def test_a_low_preview_of_a_workbook_shows_six_rows_after_scrolling(opened, tmp_path):
    from tests.pictures import ROOT
    it = opened(books.a_sample_book, TWICE)
    it.page("devices")
    it.window.import_workbook("device")
    it.settle()
    sheet = it.window._import_sheet
    sheet.look_at(ROOT / "tests" / "data" / "workbooks" / "01-kiem-ke-thiet-bi.xlsx")
    until(lambda: sheet._table.isVisible())
    it.settle()
    row = sheet._table.verticalHeader().defaultSectionSize()
    assert sheet._table.height() >= 5 * row
    it.window.import_workbook("device")
    assert sheet._file.text() == ""    # a sheet that is opened again names no file of before


@pytest.mark.parametrize("at", [1, 2, 3])
def test_words_of_an_empty_tab_are_whole_in_a_narrow_panel(opened, at):
    it = opened(books.a_sample_book, TWICE)
    page = it.page("devices")
    page.table.selectRow(0)
    it.settle()
    page.panel._tabs.setCurrentIndex(at)
    it.settle()
    tab = page.panel._tabs.currentWidget()
    for each in shown(tab):
        if hasattr(each, "wordWrap") and each.wordWrap():
            assert each.height() >= each.heightForWidth(each.width()) - 1, each.text()


def test_the_devices_of_an_official_name_their_office(opened):
    it = opened(books.a_sample_book)
    page = it.page("people")
    db = it.store.read()
    device = next(each for each in records.page(db, records.Search(kind="device"), 0, 200)
                  if each.fields.get("office") and each.fields.get("custodian"))
    office = records.titles(db, [str(device.fields["office"])])[str(device.fields["office"])]
    page.open_record("person", str(device.fields["custodian"]))
    page.panel._tabs.setCurrentIndex(1)
    until(lambda: office in words_of(page.panel._tabs.currentWidget()))
    assert not [each for each in words_of(page.panel._tabs.currentWidget()) if each.startswith("đang tải")]


def test_the_state_of_a_line_is_in_sight_at_twice_the_text(opened):
    """The names are cut first: a list without its states says nothing."""
    it = opened(books_screens.a_full_book, TWICE)
    for page, view in (("devices", "handovers"), ("accounts", "certificates"), ("people", "")):
        shown_ = it.page(page).show_view(view) if view else it.page(page)
        it.settle()
        table = shown_.table
        at = next(at for at in range(table.model().columnCount())
                  if table.model().headerData(at, table.horizontalHeader().orientation()) in
                  ("Trạng thái", "Tình trạng công tác"))
        begins = table.columnViewportPosition(at)
        assert begins > 0 and begins + table.columnWidth(at) // 2 <= table.viewport().width(), (page, view)


@pytest.mark.parametrize("view", [ViewSettings(), LARGER, TWICE])
def test_no_list_scrolls_sideways_or_hides_what_names_a_line(opened, view):
    it = opened(books_screens.a_full_book, view)
    for entry in navigation.ENTRIES:
        page = it.page(entry.key)
        for place in [""] if entry.key == "settings" else places(page):
            it.settle()
            assert out_of_sight(it.window) == [], f"{entry.key} {place}"


def test_a_heading_that_is_cut_says_its_words_in_a_tooltip(opened):
    it = opened(books_screens.a_full_book, TWICE)
    table = it.page("accounts").show_view("list").table
    it.settle()
    heading = table.horizontalHeader()
    cut = [heading.cut_words(at) for at in range(table.model().columnCount()) if not table.isColumnHidden(at)]
    assert "Hệ thống, phần mềm" in cut and "Trạng thái" not in cut


def test_a_search_takes_the_room_its_line_leaves_to_say_all_it_looks_through(opened):
    it = opened(books.a_sample_book, TWICE)
    view = it.page("accounts").show_view("list")
    it.settle()
    search = view.filters.search
    assert search.width() > search.sizeHint().width()
    assert view.filters._add.y() < search.geometry().bottom() and view.filters._count.x() > view.filters._add.x()


def test_the_total_of_the_norms_is_whole_at_the_smallest_screen(opened):
    it = opened(books.a_sample_book)
    view = it.page("devices").show_view("state")
    until(lambda: view.tables[0].model().rowCount())
    it.settle()
    table = view.tables[0]
    last = table.model().index(table.model().rowCount() - 1, 0)
    assert table.visualRect(last).bottom() <= table.viewport().height()


def test_the_name_of_a_stocktake_takes_the_room_that_the_buttons_leave(opened):
    it = opened(books_screens.a_full_book)
    page = it.page("devices")
    view = page.show_view("stocktakes")
    it.settle()
    bar = view.bar
    last = max(each.geometry().right() for each in bar.findChildren(QPushButton) if each.isVisible())
    whole = bar._box.width() >= bar._box.whole()
    assert whole or last >= bar.width() - 2
    assert page._bars.y() < page._toggles.geometry().bottom()    # and all of it in one line


def test_a_long_name_of_the_other_record_does_not_widen_a_panel(opened):
    it = opened(books.a_hostile_book)
    view = it.page("accounts").show_view("list")
    view.table.selectRow(0)
    it.settle()
    inside = view.panel._tabs.widget(0)
    assert isinstance(inside, QScrollArea) and inside.widget().width() <= inside.viewport().width()
    assert [each for each in view.panel.findChildren(ElidedLink) if each.isVisible()]


def test_a_viewer_is_offered_no_file_and_no_review_of_certificates(opened):
    it = opened(books_screens.a_viewers_book)
    view = it.page("accounts").show_view("certificates")
    it.settle()
    assert not {"Đọc tệp chứng thư", "Rà soát sau sáp nhập"} & set(words_of(view.bar))


def test_officials_without_a_certificate_do_not_widen_the_window(opened):
    it = opened(books_screens.a_full_book, TWICE)
    view = it.page("accounts").show_view("certificates")
    it.settle()
    for question in (Question.LACKING, Question.ALL, Question.LACKING):
        view._ask_question(question)
        it.settle()
        assert (it.window.width(), it.window.height()) == (1366, 768), question
    assert view.lacking.isVisible() and not view.table.isVisible()


def test_the_window_is_resized_after_a_sheet_was_closed_for_good(opened):
    """Its watch over the window called into what was deleted, and the program ended."""
    it = opened(books.a_sample_book)
    craft_walk.OPENERS["LeaverSheet"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if type(each).__name__ == "LeaverSheet")
    gone = []
    sheet.destroyed.connect(lambda *_: gone.append(True))
    sheet.hide()
    until(lambda: gone)
    it.window.resize(1300, 760)
    it.settle()
    assert it.window.width() == 1300
