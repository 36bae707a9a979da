"""What grows with the size of the text, and what stands still: marks of lists, sheets, chosen cards, second guesses."""
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from desktop.settings import ViewSettings
from desktop.ui import navigation
from desktop.ui.dialogs.merge_records import MergeSheet
from desktop.ui.dialogs.recovery_slip import RecoverySlip
from desktop.ui.dialogs.trash_sheet import TrashSheet
from desktop.ui.pages.stocktake_bar import StocktakeBar
from desktop.ui.pages.today_side import StartCard
from desktop.ui.records.field_editors import QuietBox
from desktop.ui.theme import apply_theme
from desktop.ui.tokens import Size
from desktop.ui.widgets.controls import ElidedLink, KeyButton
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.panels import Scrolled
from desktop.ui.widgets.tick import Tick
from tests.ui import books, books_screens, craft_walk
from tests.ui.craft_checks import commonest, cut, cut_states, out_of_sight, picture, places, shown
from tests.ui.opened import until, wait

TWICE = ViewSettings(text_scale=200)


def mark_of(box) -> QRect:
    """Return where something is drawn at the right of a combo box that shows no words."""
    drawn = picture(box)
    ground = int(commonest(drawn, drawn.rect(), 1.0)[1:], 16)
    spots = [(x, y) for x in range(box.width() // 2, box.width() - 6) for y in range(6, box.height() - 6)
             if drawn.pixel(x, y) & 0xFFFFFF != ground]
    across, down = [x for x, _ in spots], [y for _, y in spots]
    return QRect(min(across), min(down), max(across) - min(across) + 1, max(down) - min(down) + 1)


@pytest.mark.parametrize("made", [QuietBox, lambda: StocktakeBar()._box])
def test_the_mark_of_a_list_grows_with_the_text(qapp, qtbot, made):
    marks = {}
    for scale in (1.0, 2.0):
        apply_theme(qapp, text_scale=scale)
        box = made()
        if box.parentWidget() is not None:
            box.setParent(None)
        qtbot.addWidget(box)
        box.show()
        box.resize(300, box.sizeHint().height())
        wait(10)
        marks[scale] = mark_of(box)
        assert box.rect().contains(marks[scale])
    apply_theme(qapp)
    assert 1.7 <= marks[2.0].width() / marks[1.0].width() <= 2.3


def test_a_sheet_over_the_window_casts_a_shade_that_goes_with_it(opened):
    it = opened(books.a_sample_book)
    craft_walk.OPENERS["ShortcutList"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if isinstance(each, Overlay))
    shade = sheet._shade
    assert shade.isVisible() and shade.geometry().contains(sheet.geometry())
    assert it.window.childAt(sheet.geometry().bottomRight() + sheet.rect().topLeft()) is not shade
    outside = sheet.geometry().adjusted(-Size.SHEET_SHADOW // 2, 0, 0, 0).center()
    assert it.window.childAt(outside) is not shade, "a click goes through it"
    sheet.hide()
    assert not shade.isVisible()


def test_two_records_that_become_one_leave_no_gap_under_their_fields(opened):
    it = opened(books_screens.a_full_book)
    craft_walk.OPENERS["MergeSheet"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if isinstance(each, MergeSheet))
    scrolled = sheet.findChild(Scrolled)
    inside = scrolled.widget()
    assert scrolled.height() <= inside.heightForWidth(scrolled.width()) + 2
    assert scrolled.verticalScrollBar().maximum() == 0


def test_a_card_that_is_chosen_or_has_the_focus_leaves_its_words_where_they_are(opened):
    it = opened(books_screens.a_full_book)
    craft_walk.OPENERS["MergeSheet"](it)
    it.settle()
    cards = [each for each in shown(it.window) if isinstance(each, QFrame) and each.objectName() == "choiceCard"]
    lefts = {each.findChild(QLabel).x() for each in cards}
    assert {each.property("shown") for each in cards} == {True, False} and len(lefts) == 1
    cards[0].setFocus()
    it.settle()
    assert cards[0].findChild(QLabel).x() in lefts


def test_at_twice_the_text_each_second_guess_has_a_line_of_its_own_and_is_whole(opened):
    it = opened(books_screens.a_full_book, TWICE)
    it.window.report_incident("may bi ma hoa het tep doi tien chuoc")
    it.settle()
    guesses = [each for each in it.window._incident_sheet.findChildren(ElidedLink)
               if not each.isHidden() and each.text().startswith("hoặc")]
    assert len(guesses) >= 3
    assert not [each.text() for each in guesses if each.text().endswith("…") and not each.toolTip()]
    in_one = [each for each in guesses if each.parentWidget() is guesses[0].parentWidget()]
    assert all(each.width() >= min(each.sizeHint().width(), each.parentWidget().width()) for each in in_one)


def test_who_copies_the_recovery_code_by_hand_sees_it_grow_with_the_text(opened):
    it = opened(books_screens.a_full_book, TWICE)
    craft_walk.OPENERS["RecoverySlip"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if isinstance(each, RecoverySlip))
    scrolled = sheet.findChild(Scrolled)
    page = scrolled.widget()
    assert it.window.rect().contains(sheet.geometry())
    assert page.height() >= 1000, "beside text of the usual size it is 511 high"
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert scrolled.verticalScrollBar().value() > 0, "the keys reach the rest of the page"


@pytest.mark.parametrize("view", [ViewSettings(), TWICE])
def test_the_trash_is_as_high_as_what_lies_in_it_and_fits_the_window(opened, view):
    it = opened(books_screens.a_full_book, view)
    craft_walk.OPENERS["TrashSheet"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if isinstance(each, TrashSheet))
    rows = sheet.list.height() / sheet.list.sizeHintForRow(0)
    assert len(sheet.model.lines) == 6 and rows >= (6 if view.text_scale == 100 else 3.5)
    assert it.window.rect().contains(sheet.geometry())
    assert sheet.back.visibleRegion().boundingRect() == sheet.back.rect()


def test_the_preview_of_a_workbook_shows_all_its_columns_at_twice_the_text(opened):
    from tests.pictures import ROOT
    it = opened(books.a_sample_book, TWICE)
    it.page("devices")
    it.window.import_workbook("device")
    it.settle()
    sheet = it.window._import_sheet
    assert not sheet._file.isVisible(), "no room for the name of a file that nobody chose"
    sheet.look_at(ROOT / "tests" / "data" / "workbooks" / "01-kiem-ke-thiet-bi.xlsx")
    until(lambda: sheet._table.isVisible() and sheet._table.model().rowCount())
    it.settle()
    assert out_of_sight(it.window) == [] and sheet._file.isVisible()


def test_what_scrolls_as_a_whole_stands_clear_of_its_bar(opened):
    it = opened(books_screens.a_full_book, TWICE)
    craft_walk.OPENERS["RoomTest"](it)
    it.settle()
    scrolled = next(each for each in it.window.findChildren(Scrolled) if each.verticalScrollBar().isVisible()
                    and not each.visibleRegion().isEmpty())
    assert scrolled.verticalScrollBar().width() >= 14


@pytest.mark.parametrize("book", [books.a_busy_book, books.a_hostile_book])
def test_no_list_has_a_state_that_ends_in_dots(opened, book):
    """Also what is refused or written differently: its words are longer than those of what waits."""
    it = opened(book)
    for entry in navigation.ENTRIES:
        page = it.page(entry.key)
        for place in [""] if entry.key == "settings" else places(page):
            it.settle()
            assert cut_states(it.window) == [], f"{entry.key} {place}"


def test_the_steps_of_an_empty_book_stand_evenly_whether_done_or_not(opened):
    it = opened(books.a_chosen_book)
    it.page("today")
    lines = [each for each in it.window.findChildren(StartCard)[0].lines.parentWidget().findChildren(Tick)
             if each.isVisible()]
    heights = {each.parentWidget().height() for each in lines}
    assert len(lines) == 5 and len(heights) == 1
    acts = [each for each in it.window.findChildren(StartCard)[0].findChildren(QPushButton) if each.isVisible()]
    assert len(acts) < 5, "what is done has no button"


def test_the_hints_of_keys_never_widen_the_window(opened):
    """They are dropped where a line has no room for them; the window grew before that when a page was slow to come."""
    it = opened(books.a_sample_book, TWICE)
    for entry in navigation.ENTRIES:
        header = it.page(entry.key).header
        hinted = [each for each in header.actions() if isinstance(each, KeyButton) and not each.isHidden()]
        least = set()
        for is_shown in (True, False):
            for each in hinted:
                each.show_hint(is_shown)
            header.layout().activate()
            least.add(header.minimumSizeHint().width())
        assert len(least) == 1, entry.key
        it.settle()
        assert it.window.width() == 1366, entry.key


@pytest.mark.parametrize("view", [ViewSettings(), TWICE])
def test_an_empty_page_cuts_no_button(opened, view):
    it = opened(books.a_chosen_book, view)
    it.page("accounts")
    it.settle()
    assert cut(it.window) == []
    it.page("devices").show_view("stocktakes")
    it.settle()
    assert cut(it.window) == []


def test_a_long_count_takes_a_line_of_its_own_before_the_window_widens(opened):
    it = opened(books.a_sample_book, TWICE)
    filters = it.page("incidents").filters
    filters.tell_count("100 đang mở · đã xử lý 4.900/5.000 sự cố")
    it.settle()
    search, count, add = filters.search.geometry(), filters._count.geometry(), filters._add.geometry()
    assert it.window.width() == 1366
    assert not search.intersects(count) and not add.intersects(count) and filters.rect().contains(count)
    filters.tell_count("4 sự cố")
    it.settle()
    assert filters._count.geometry().center().y() == filters.search.geometry().center().y()


def test_a_sheet_over_a_view_lies_under_the_header_of_its_page_and_goes_with_the_view(opened):
    """Below the bars of the view it had six lines of room at twice the text."""
    it = opened(books_screens.a_full_book, TWICE)
    page = it.page("accounts")
    craft_walk.OPENERS["RequestSheet"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if type(each).__name__ == "RequestSheet")
    assert sheet.mapTo(page, sheet.rect().topLeft()).y() == page.header.height()
    assert sheet.mapTo(page, sheet.rect().bottomLeft()).y() == page.rect().bottom()
    page.show_view("list")
    it.settle()
    assert not sheet.isVisible() and sheet.is_open, "another view is shown: what was begun waits"
    page.show_view("certificates")
    it.settle()
    assert sheet.isVisible()
    page.escape()
    assert not sheet.isVisible() and not sheet.is_open


@pytest.mark.parametrize("view", [ViewSettings(), TWICE])
def test_a_sheet_that_has_nothing_left_to_do_says_so(opened, view):
    """Its words came after it was laid out, and it was as high as its title."""
    it = opened(books_screens.a_full_book, view)
    craft_walk.OPENERS["ImportLeftovers"](it)
    it.settle()
    sheet = next(each for each in shown(it.window) if type(each).__name__ == "ImportLeftovers")
    said = [each for each in shown(sheet) if isinstance(each, QLabel) and each.text().startswith("Không còn việc nào")]
    assert said and said[0].visibleRegion().boundingRect() == said[0].rect()


def test_at_twice_the_text_names_give_way_to_headings_and_the_usual_states(opened):
    it = opened(books_screens.a_full_book, TWICE)
    for page, view, whole in (("devices", "handovers", {"Ngày bàn giao", "Trạng thái"}),
                              ("accounts", "certificates", {"Hết hạn", "Trạng thái"}),
                              ("people", "", {"Tình trạng công tác"})):
        shown_ = it.page(page).show_view(view) if view else it.page(page)
        it.settle()
        table = shown_.table
        heading = table.horizontalHeader()
        seen = [at for at in range(table.model().columnCount()) if not table.isColumnHidden(at)]
        words = {str(table.model().headerData(at, Qt.Orientation.Horizontal)) for at in seen}
        assert whole <= words - {heading.cut_words(at) for at in seen}, (page, view)
        assert table.columnWidth(seen[0]) >= 7 * table.fontMetrics().averageCharWidth(), (page, view)
