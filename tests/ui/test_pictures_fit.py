"""Whatever the size of the text: no word cut where there is room, no arrows over tabs, no panel of buttons alone."""
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QScrollArea, QTabBar, QTabWidget, QToolButton

from desktop.services.value_text import integer_text, text_of
from desktop.settings import ViewSettings
from desktop.store import records
from desktop.ui import navigation
from desktop.ui.widgets.controls import KeyButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.paint import row_height
from protocol.kinds import device, hamlet
from tests.ui import books, books_infra, books_screens
from tests.ui.craft_checks import places, shown
from tests.ui.opened import until

TWICE = ViewSettings(text_scale=200)
_LINES = 4


def words_of_menu(menu) -> list[str]:
    return [each.text() for each in menu.actions() if not each.isSeparator()]


def nobody_measures(it) -> None:
    """Take the only measuring PC away: Hôm nay asks once whether this one may."""
    with it.store.write() as unit:
        for each in records.page(unit.db, records.Search(kind="site"), 0, 9):
            unit.edit("site", each.id, {"measuring_pc": None})
    it.settle()


def test_tabs_without_room_stand_in_a_list_and_not_under_arrows(opened):
    """Trụ sở has five: at 1366 pixels three have room, and the one that is chosen always has."""
    it = opened(books.a_sample_book)
    page = it.page("infrastructure")
    view = page.show_view("site")
    it.settle()
    tabs = view.panel._tabs
    hidden = [at for at in range(tabs.count()) if not tabs.isTabVisible(at)]
    assert hidden and words_of_menu(tabs.menu()) == [tabs.tabText(at) for at in hidden]
    assert tabs._more.isVisible() and tabs._more.text() == "Khác…"
    tabs.menu().actions()[-1].trigger()
    it.settle()
    assert tabs.currentIndex() == hidden[-1] and tabs.isTabVisible(hidden[-1])
    arrows = [each for each in it.window.findChildren(QToolButton)
              if isinstance(each.parent(), QTabBar) and each.isVisible()]
    assert not arrows


def test_no_page_has_arrows_over_its_tabs_at_twice_the_text(opened):
    it = opened(books.a_sample_book, TWICE)
    for entry in navigation.ENTRIES:
        page = it.page(entry.key)
        for place in [""] if entry.key == "settings" else places(page):
            it.settle()
            arrows = [each for each in page.findChildren(QToolButton)
                      if isinstance(each.parent(), QTabBar) and each.isVisible()]
            assert not arrows, f"{entry.key} {place}"


def test_a_low_panel_keeps_its_buttons_in_one_line_and_a_menu_presses_the_rest(opened):
    it = opened(books.a_sample_book, TWICE)
    panel = it.page("incidents").panel
    line = panel._buttons
    aside = line.aside()
    assert panel.forward not in aside and panel.change in aside
    assert all(each.visibleRegion().isEmpty() and each.focusPolicy() == Qt.FocusPolicy.NoFocus for each in aside)
    seen = [each for each in shown(line) if isinstance(each, QPushButton)]
    assert len({each.geometry().center().y() for each in seen}) == 1 and line._more in seen
    menu = line.menu()
    assert words_of_menu(menu) == [each.accessibleName() for each in aside]
    pressed = []
    panel.change.clicked.connect(lambda: pressed.append("change"))
    menu.actions()[aside.index(panel.change)].trigger()
    assert pressed == ["change"]


def test_with_room_every_button_of_a_panel_is_in_sight(opened):
    it = opened(books.a_sample_book)
    panel = it.page("incidents").panel
    assert not panel._buttons.aside() and panel._buttons._more.isHidden()
    assert panel.change.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_low_panel_shows_more_than_its_buttons(opened):
    """Four lines at least of what is known, at twice the text on the smallest screen; there was room for two."""
    it = opened(books.a_sample_book, TWICE)
    for key, kind in (("incidents", ""), ("infrastructure", "room"), ("infrastructure", "line")):
        page = it.page(key)
        shown_ = page.show_view(kind) if kind else page
        it.settle()
        tab = shown_.panel._tabs.currentWidget()
        inside = tab if isinstance(tab, QScrollArea) else tab.findChild(QScrollArea)
        assert inside.height() >= _LINES * inside.fontMetrics().height(), (key, kind, inside.height())


@pytest.mark.parametrize("view", [ViewSettings(), TWICE])
def test_the_state_of_a_record_never_cuts_its_title(opened, view):
    panel = opened(books.a_sample_book, view).page("incidents").panel
    assert panel._title.text() == "Máy in phòng Tư pháp không in được, báo kẹt giấy"
    assert panel._title.toolTip() == "" and panel._status.isVisible()


def test_the_sheet_of_an_incident_is_as_high_as_the_page_after_a_message_has_gone(opened):
    """A message is shown, goes away, and the sheet opens in the same moment."""
    it = opened(books.a_sample_book)
    it.page("today")
    it.window.say("Đã lưu", undo_group="x")
    it.settle()
    it.window._message.hide()
    it.window.report_incident("mạng chậm từ sáng")
    it.settle()
    sheet = it.window._incident_sheet
    assert sheet.geometry().bottom() == it.window._stack.rect().bottom()


def test_no_button_takes_the_sign_of_an_authority_for_a_mnemonic(opened):
    """"Sở KH&CN" read "Sở KHCN" with a line under the C."""
    it = opened(books.a_sample_book)
    for entry in navigation.ENTRIES:
        page = it.page(entry.key)
        for _ in [""] if entry.key == "settings" else places(page):
            it.settle()
            for each in page.findChildren(QPushButton):
                assert "&" not in each.text().replace("&&", ""), each.text()
    it.page("today")._try_out()
    it.settle()
    for each in it.window.findChildren(QPushButton):
        assert "&" not in each.text().replace("&&", ""), each.text()
    it.window.report_incident("khong biet hong gi")
    it.settle()
    assert "&" not in it.window._incident_sheet.second.text().replace("&&", "")


def test_what_a_line_was_understood_as_is_whole_at_twice_the_text(opened):
    it = opened(books.a_sample_book, TWICE)
    it.page("incidents")
    it.window.report_incident("máy in phòng một cửa kẹt giấy")
    it.settle()
    lines = it.window._incident_sheet.lines
    for each in (lines.device.chip, lines.category.chip, lines.office.chip):
        assert each.width() >= each.sizeHint().width(), each.text()


def test_titles_of_guides_wrap_and_their_rows_are_as_high(opened):
    it = opened(books.a_sample_book, TWICE)
    view = it.page("guides").list
    assert isinstance(view, QListView) and not view.horizontalScrollBar().isVisible()
    heights = {view.visualRect(view.model().index(at)).height() for at in range(view.model().rowCount())}
    two, three = (row_height(view.font(), lines=lines) for lines in (2, 3))
    assert heights == {two, three}


def test_the_question_whether_this_pc_measures_makes_today_no_longer_than_the_screen(opened):
    it = opened(books_infra.a_measured_book)
    nobody_measures(it)
    page = it.page("today")
    until(lambda: [each for each in page.findChildren(QPushButton) if each.text() == "Đo ở máy này"])
    it.settle()
    bar = page.findChild(QScrollArea).verticalScrollBar()
    assert it.window.size() == QSize(1366, 768) and bar.maximum() == 0


def test_the_lines_stay_under_the_tasks_beside_a_long_list_of_debts(opened):
    it = opened(books_infra.a_measured_book)
    page = it.page("today")
    page._waiting._turn()
    it.settle()
    gap = page._lines.geometry().top() - page._tasks.geometry().bottom()
    assert 0 < gap < 40 and page._tasks.height() < 400


def test_a_header_drops_its_key_hints_before_it_takes_a_line_more(opened):
    it = opened(books.a_sample_book, TWICE)
    page = it.page("infrastructure")
    page.show_view("line")
    it.settle()
    hinted = [each for each in page.header.actions() if isinstance(each, KeyButton) and each.isVisible()]
    assert hinted and not any(each.shows_hint() for each in hinted)
    assert page.header.height() < 4 * page.fontMetrics().height()


def test_the_sentence_of_the_status_is_not_cut_for_the_hour_of_the_last_exchange(opened):
    it = opened(books.a_sample_book, TWICE)
    strip = it.window._status
    strip.say("Không có mạng", strip._state._tone, "Còn 2.067 nội dung chưa gửi, lâu nhất từ 08:12.",
              "Lần đồng bộ cuối: 07:58 ngày 21/11/2025")
    it.settle()
    assert strip._last.isHidden() and strip._sentence.toolTip() == ""
    strip.say("Có mạng", strip._state._tone, "Đã gửi đủ.", "Lần cuối: 07:58")
    it.settle()
    assert strip._last.isVisible()


def test_choices_come_before_figures_where_the_page_of_sync_is_narrow(opened):
    it = opened(books.a_busy_book, TWICE)
    page = it.page("sync")
    it.settle()
    tops = [each.mapTo(page, each.rect().topLeft()).y() for each in (page._conflicts, page._technical)]
    assert tops == sorted(tops)
    told = [each.text() for each in page._cards[0].findChildren(PlainLabel)]
    assert any(each.endswith("16:20") for each in told)
    assert all(each.wordWrap() for each in page._cards[0].findChildren(PlainLabel) if "20/11/2026" in each.text())


def test_a_thousand_has_its_dot_and_a_year_has_none():
    people, year = hamlet.KIND.field("people"), device.KIND.field("in_use_year")
    assert text_of(hamlet.KIND, people, 1011) == "1.011" == integer_text(1011)
    assert text_of(device.KIND, year, 2019) == "2019"


def test_one_record_is_counted_in_the_singular(opened):
    it = opened(books.a_sample_book, ViewSettings(language="en"))
    page = it.page("infrastructure")
    view = page.show_view("training")
    it.settle()
    assert view.count_words(1, 1) == "1 training" and view.count_words(5, 5) == "5 trainings"
    assert page.show_view("site").count_words(1, 1) == "1 site"
    assert page.show_view("site").count_words(1200, 12000) == "1,200 / 12,000 sites"


def test_tabs_keep_the_ways_of_a_tab_widget(opened):
    """Whatever chooses a tab that has no room, by its page or its place, brings it in sight."""
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("site")
    it.settle()
    tabs = view.panel._tabs
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentWidget(view.panel._history_page)
    it.settle()
    assert tabs.isTabVisible(tabs.currentIndex()) and tabs.tabText(tabs.currentIndex()) == "Lịch sử"


def test_a_sheet_that_goes_gives_the_focus_back_and_lights_no_ring(opened):
    """Esc left the ring of focus on whatever came next: a line of the navigation, a toggle of the page."""
    it = opened(books.a_sample_book)
    page = it.page("incidents")
    page.table.setFocus()
    it.window.report_incident()
    it.settle()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    it.settle()
    assert it.window._incident_sheet.isHidden() and QApplication.focusWidget() is page.table


def test_a_viewer_is_offered_nothing_that_would_be_refused_in_a_guide(opened):
    it = opened(books_screens.a_viewers_book)
    page = it.page("guides")
    until(lambda: page.model.shown)
    it.settle()
    words = [each.text() for each in page.reading.findChildren(QPushButton) if each.isVisible()]
    assert "Báo sự cố này" not in words and "In" in words


def test_a_page_left_with_the_focus_in_it_lights_no_ring_on_the_next(opened):
    it = opened(books.a_sample_book)
    it.page("guides").search.setFocus()
    it.page("infrastructure")
    assert QApplication.focusWidget() is it.window
    it.window.open_record("incident", records.page(it.store.read(), records.Search(kind="incident"), 0, 1)[0].id)
    it.settle()
    assert QApplication.focusWidget() is it.window.page().table
