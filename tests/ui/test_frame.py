"""The frame: navigation, header, status, search, undo, text size, languages. Real window, real book."""
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop import language
from desktop.services import record_keeping
from desktop.settings import ViewSettings
from desktop.store import drafts, records, setting
from desktop.store.store import Store
from desktop.ui import navigation
from desktop.ui.widgets.chrome import MessageBar
from tests.ui import books, walking

PAGES = [entry.key for entry in navigation.ENTRIES]
MINE = ("today", "guides", "sync", "settings")


def press(widget: QWidget, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifiers)


def a_device(opened) -> str:
    return opened.store.read().execute(
        "SELECT r.id FROM record AS r JOIN k_device AS k ON k.n = r.n WHERE k.f_asset_code = 'PC-021'").fetchone()[0]


# -- no page shows what others typed as anything but text ------------------------------------------------

@pytest.mark.parametrize("key", MINE)
def test_hostile_words_stay_plain_text_and_every_control_has_a_name(opened, key):
    it = opened(books.a_hostile_book)
    it.page(key)
    assert walking.rich_text(it.window) == []
    assert walking.nameless(it.window) == []


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("scale", [100, 150])
def test_no_word_on_a_button_or_chip_is_cut(opened, key, scale):
    it = opened(books.a_sample_book, ViewSettings(text_scale=scale))
    it.page(key)
    assert walking.cut(it.window) == []
    assert it.window.minimumSizeHint().width() <= 1366


def test_long_names_are_elided_and_told_in_a_tooltip(opened):
    it = opened(books.a_sample_book, ViewSettings(text_scale=150))
    name = "Hoàng Nguyễn Thị Phương Thảo Anh Minh Châu"
    record_keeping.save(it.store, "person", it.window.who(), {"full_name": name})
    it.settle(250)
    person = it.window._tools.person
    assert "…" in person.text()
    assert name in person.toolTip()


# -- languages -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("key", MINE)
def test_no_english_is_left_in_vietnamese(opened, key):
    it = opened(books.a_sample_book)
    it.page(key)
    vietnamese = set(walking.words(it.window))
    language.install("en")
    english = {text for text in (language.tr(msgid) for msgid in _msgids()) if len(text) > 3}
    language.install("vi")
    same = {text for text in english if language.tr(text) == text}
    assert (vietnamese & english) - same == set()


def test_the_window_speaks_english_after_the_switch(opened, qtbot):
    it = opened(books.a_sample_book)
    asked = []
    it.window.language_asked.connect(asked.append)
    settings = it.page("settings")
    settings._look.language.group.button(1).click()
    assert asked == ["en"]


def test_qt_speaks_vietnamese_in_the_menu_of_a_field(opened):
    it = opened(books.a_sample_book)
    menu = it.window._tools.search.createStandardContextMenu()
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words[:5] == ["&Hoàn tác", "&Làm lại", "&Cắt", "&Sao chép", "&Dán"]


def _msgids():
    from i18n import words
    for message in words.gathered():
        if isinstance(message.id, str) and not message.context:
            yield message.id


# -- keys ------------------------------------------------------------------------------------------------

def test_tab_reaches_navigation_header_and_page_and_arrows_walk_the_navigation(opened):
    it = opened(books.a_sample_book)
    seen = []
    press(it.window, Qt.Key.Key_Tab)
    for _ in range(40):
        focus = QApplication.focusWidget()
        if focus in seen:
            break
        seen.append(focus)
        press(focus, Qt.Key.Key_Tab)
    names = [widget.accessibleName() for widget in seen]
    assert "Hôm nay" in names
    assert sum(name in ("Hôm nay", "Thiết bị", "Cán bộ") for name in names) == 1    # one stop, arrows inside
    assert any("Tìm thiết bị" in name for name in names)
    assert any("Báo sự cố" in name for name in names)
    assert "Báo nhanh bằng một dòng" in names


def test_the_search_finds_without_accents_and_enter_opens_the_record(opened, qtbot, monkeypatch):
    it = opened(books.a_sample_book)
    shown = []
    monkeypatch.setattr(it.window, "open_record", lambda kind, id_: shown.append((kind, id_)))
    it.window._tools.search.opened.connect(it.window.open_record)
    press(it.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = it.window._tools.search
    assert search.hasFocus()
    QTest.keyClicks(search, "ha van po")
    qtbot.waitUntil(lambda: bool(search.results()), timeout=15_000)
    assert search.results()[0].title.startswith("Hà Văn Pó")
    press(search, Qt.Key.Key_Down)
    chosen = search.results()[1 % len(search.results())]
    press(search, Qt.Key.Key_Return)
    assert shown[-1] == (chosen.kind, chosen.id)
    assert search.results() == []


def test_the_last_part_of_a_code_finds_the_device(opened, qtbot):
    it = opened(books.a_sample_book)
    press(it.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(it.window._tools.search, "014")
    qtbot.waitUntil(lambda: any("PC-014" in found.title for found in it.window._tools.search.results()), timeout=15_000)


def test_ctrl_z_takes_back_the_last_change_and_ctrl_y_does_it_again(opened, qtbot):
    it = opened(books.a_sample_book)
    device = a_device(it)
    record_keeping.save(it.store, "device", device, {"status": "lost"})
    it.settle()
    press(it.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã hoàn tác" in it.window._message.text(), timeout=15_000)
    assert "PC-021" in it.window._message.text()
    assert records.get(it.store.read(), device).fields["status"] != "lost"
    press(it.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã làm lại" in it.window._message.text(), timeout=15_000)
    assert records.get(it.store.read(), device).fields["status"] == "lost"


def test_ctrl_z_in_an_untouched_field_still_undoes_the_record(opened, qtbot):
    it = opened(books.a_sample_book)
    device = a_device(it)
    record_keeping.save(it.store, "device", device, {"status": "lost"})
    it.page("today").line.setFocus()
    press(it.window.page().line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: records.get(it.store.read(), device).fields["status"] != "lost", timeout=15_000)


def test_ctrl_plus_makes_the_text_larger(opened, qtbot):
    it = opened(books.a_sample_book)
    with qtbot.waitSignal(it.window.text_scale_asked) as asked:
        press(it.window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [110]


def test_ctrl_u_changes_the_person_by_typing_a_few_letters(opened, qtbot):
    it = opened(books.a_sample_book)
    press(it.window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    sheet = it.window._person_sheet
    QTest.keyClicks(sheet.search, "le thi hoa")
    qtbot.waitUntil(lambda: bool(sheet.model.people) and sheet.model.people[0].name == "Lê Thị Hoa", timeout=15_000)
    press(sheet.search, Qt.Key.Key_Return)
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    qtbot.waitUntil(lambda: setting.text(it.store.read(), setting.WHO) == hoa, timeout=15_000)
    qtbot.waitUntil(lambda: it.window.who() == hoa, timeout=15_000)
    qtbot.waitUntil(lambda: it.window._tools.person.text() == "Lê Thị Hoa", timeout=15_000)


def test_a_name_half_typed_is_there_again_until_the_person_is_added(opened, qtbot):
    it = opened(books.a_sample_book)
    it.window.choose_person()
    sheet = it.window._person_sheet
    QTest.keyClicks(sheet.name, "Ha Van")
    press(sheet.name, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: drafts.load(it.store.read(), "person-sheet") == {"name": "Ha Van"}, timeout=15_000)
    it.window.choose_person()
    assert sheet.name.text() == "Ha Van"
    QTest.keyClicks(sheet.name, " Mau")
    press(sheet.name, Qt.Key.Key_Return)
    qtbot.waitUntil(sheet.isHidden, timeout=15_000)
    qtbot.waitUntil(lambda: drafts.load(it.store.read(), "person-sheet") is None, timeout=15_000)
    it.window.choose_person()
    assert sheet.name.text() == ""


def test_esc_closes_what_lies_open_and_gives_the_focus_back(opened):
    it = opened(books.a_sample_book)
    line = it.page("today").line
    line.setFocus()
    press(line, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert it.window._person_sheet.isVisible()
    press(it.window._person_sheet.search, Qt.Key.Key_Escape)
    assert not it.window._person_sheet.isVisible()
    assert QApplication.focusWidget() is line


def test_f1_lists_the_keys(opened):
    from desktop.ui.dialogs.shortcut_list import ShortcutList
    it = opened(books.a_sample_book)
    press(it.window, Qt.Key.Key_F1)
    listed = it.window.findChild(ShortcutList)
    assert listed.isVisible()
    assert "Báo sự cố, ở bất kỳ trang nào" in set(walking.words(listed))


# -- what the frame says ---------------------------------------------------------------------------------

def test_the_sample_commune_carries_its_ribbon_and_its_counters(opened):
    it = opened(books.a_sample_book)
    it.settle(250)
    texts = set(walking.words(it.window))
    assert {"UBND Xã Mẫu", "DỮ LIỆU MẪU", "Máy: XM-VP-03"} <= texts
    counted = {entry.key: entry.count() for entry in it.window._navigation.entries()}
    assert counted["incidents"] == 4


def test_the_counters_are_not_counted_at_each_slice_of_a_download(opened, monkeypatch):
    """Scenario: a timer started once with 0 kept that as its interval; a download was counted 15 times a second."""
    from desktop.store.changes import Changes
    from desktop.ui import window_reading
    it = opened(books.a_sample_book)
    it.settle(250)
    counted = []
    counters = window_reading.counters
    monkeypatch.setattr(window_reading, "counters", lambda store: counted.append(store) or counters(store))
    slice_, begun = Changes(records=frozenset(("incident", f"i{at}") for at in range(200))), time.monotonic()
    for _ in range(12):
        it.window._hear(slice_)
        it.settle(50)
    assert len(counted) <= time.monotonic() - begun + 1
    it.window._hear(Changes(records=frozenset({("incident", "i1")})))    # a save does not wait behind the flood
    before = len(counted)
    it.settle(400)
    assert len(counted) > before


def test_a_page_reads_again_when_the_book_changes_under_it(opened, qtbot):
    it = opened(books.a_sample_book)
    today = it.page("today")
    before = today._shown
    record_keeping.save(it.store, "incident", None, {"title": "Mất mạng cả trụ sở", "severity": "urgent"})
    qtbot.waitUntil(lambda: today._shown != before, timeout=15_000)
    assert "Mất mạng cả trụ sở" in set(walking.words(today))


def test_a_damaged_book_is_said_in_the_window_after_the_start(opened):
    """The file is looked over in another thread; what is found is one sentence with what to do."""
    def damaged(profile: Path) -> Store:
        key = bytes(range(32))
        with Store.create(profile, key, settings={setting.COMMUNE: "00000"}) as store, store.write() as unit:
            unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Hà Văn Mẫu"}))
            for at in range(2000):
                unit.create("device", {"name": f"Máy {at}", "note": "x" * 300})
        whole = bytearray((profile / "book.db").read_bytes())
        whole[len(whole) // 2 + 100] ^= 0x10    # one bit, somewhere in the middle
        (profile / "book.db").write_bytes(bytes(whole))
        return Store(profile, key)

    it = opened(damaged)
    it.window._look_over()
    it.settle()
    said = it.window.findChild(MessageBar)
    assert said is not None and said.isVisible()
    assert any("hỏng" in each.text() for each in said.findChildren(QLabel))


def test_enter_that_comes_before_the_answer_opens_what_was_typed_and_nothing_older(opened):
    window = opened(books.a_sample_book)
    window.page("today")
    box = window.window._tools.search
    box.setFocus()
    QTest.keyClicks(box, "PC-014")
    QTest.keyClick(box, Qt.Key.Key_Return)
    window.settle(100)
    assert window.window.page().panel.record.fields["asset_code"] == "PC-014"
    box.setFocus()
    QTest.keyClicks(box, "PC-01")
    window.settle(150)
    assert box.results()
    box.selectAll()
    QTest.keyClicks(box, "PC-021")
    QTest.keyClick(box, Qt.Key.Key_Return)
    window.settle(100)
    assert window.window.page().panel.record.fields["asset_code"] == "PC-021"
