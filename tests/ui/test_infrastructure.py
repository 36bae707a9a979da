"""Hạ tầng & phòng họp: a room before a meeting, a slow line, one tap when the network goes, and who measures."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.services import outage_ways
from desktop.store import records, setting
from desktop.store.records import Search
from desktop.ui.pages.infrastructure import VIEWS
from desktop.ui.pages.infrastructure_room_test import RoomTest
from desktop.ui.pages.lines_card import LinesCard
from desktop.ui.widgets.controls import Choices
from desktop.ui.widgets.day_strip import DayStrip
from tests.ui import books, books_infra, walking
from tests.ui.opened import press, until


def list_words(widget) -> list[str]:
    return list(walking.words(widget))


def columns_of(view, code: str) -> list[str]:
    """Return the texts of one column of a list."""
    at = [each.code for each in view.model.columns].index(code)
    return [view.model.row(row).texts[at] for row in range(view.model.rowCount())]


def outages(it) -> list[dict]:
    return [dict(each.fields) for each in records.page(
        it.store.read(), Search(kind="outage", order=(("from_at", True),)), 0, 99)]


def test_every_view_shows_its_records(opened):
    it = opened(books.a_sample_book)
    page = it.page("infrastructure")
    for kind in VIEWS:
        view = page.show_view(kind)
        it.settle()
        assert view.model.rowCount() > 0, kind
        assert view.panel.record is not None and view.panel.record.kind == kind


def test_every_empty_view_says_what_to_do(opened):
    page = opened(books.a_chosen_book).page("infrastructure")
    for kind in VIEWS:
        view = page.show_view(kind)
        assert "“" in view._empty or "bấm" in view._empty, kind


def test_a_record_found_elsewhere_opens_in_its_view(opened):
    it = opened(books.a_sample_book)
    for kind, title in (("line", "Mạng chuyên dùng"), ("hamlet", "Bản Nà Ới"), ("training", "Diễn tập"),
                        ("outage", "Một cửa không mở"), ("site", "Trụ sở 2"), ("room", "Phòng họp Đảng ủy")):
        it.window.open_record(kind, books_infra.named(it.store.read(), kind, title))
        it.settle()
        page = it.window.page()
        assert page.key == "infrastructure"
        assert any(title in each for each in list_words(page._views[kind].panel)), kind


def test_the_rooms_say_whether_they_are_fit_and_the_panel_why(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("room")
    until(lambda: len(view.verdicts) == 4)
    it.settle()
    assert set(columns_of(view, "check_result")) >= {"Chưa đạt", "Chưa kiểm tra"}
    view.open_record("room", books_infra.named(it.store.read(), "room", "Phòng họp Đảng ủy"))
    it.settle()
    words = " ".join(list_words(view.panel))
    assert "Thiếu: Mạng có dây, đường truyền riêng" in words
    assert "không dùng được" in words


def test_a_tick_on_the_checklist_is_kept_and_the_verdict_follows(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("room")
    room = books_infra.named(it.store.read(), "room", "Phòng họp Đảng ủy")
    view.open_record("room", room)
    it.settle()
    wired = next(each for each in view.panel.findChildren(Choices) if "Mạng có dây" in each.accessibleName())
    wired.group.button(0).click()
    until(lambda: records.get(it.store.read(), room).fields["answers"].get("wired") is True)
    it.settle()
    assert "Thiếu: Mạng có dây" not in " ".join(list_words(view.panel))


def test_a_room_is_checked_both_ways_by_keyboard_and_what_failed_becomes_an_incident(opened, monkeypatch):
    it = opened(books.a_sample_book)
    asked = []
    monkeypatch.setattr(it.window, "report_incident", lambda text="", device="": asked.append(text))
    view = it.page("infrastructure").show_view("room")
    room = books_infra.named(it.store.read(), "room", "Hội trường tầng 2")
    view.open_record("room", room)
    it.settle()
    press(view.panel, "Thử phòng họp")
    it.settle()
    sheet = it.window.findChild(RoomTest)
    sheet._partner.selectAll()
    QTest.keyClicks(sheet._partner, "So Tu phap")
    assert not sheet._keep.isEnabled()
    for code, choices in sheet._answers.items():
        choices.group.button(1 if code == "they_hear" else 0).setFocus()
        QTest.keyClick(choices.group.button(1 if code == "they_hear" else 0), Qt.Key.Key_Space)
    it.window._escape()
    assert sheet.isHidden()
    press(view.panel, "Thử phòng họp")
    assert sheet.answers().is_whole    # closing lost nothing
    press(sheet, "Ghi kết quả")
    until(lambda: records.get(it.store.read(), room).fields["check_partner"] == "So Tu phap")
    fields = records.get(it.store.read(), room).fields
    assert fields["check_result"] == "one_way"
    assert fields["answers"]["audio"] is False
    press(sheet, "Báo sự cố")
    assert asked == ["Phòng họp Hội trường tầng 2: đầu bên kia không nghe được"]


def test_two_minutes_are_counted_and_nothing_waits_for_them(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("room")
    it.settle()
    view.check()
    sheet = it.window.findChild(RoomTest)
    press(sheet, "Bắt đầu hai phút")
    assert sheet._clock.text() == "còn 2:00"
    for _ in range(120):
        sheet._tick()
    assert sheet._clock.text() == "Đã đủ hai phút"
    assert not sheet._second.isActive()


def test_a_line_under_half_of_its_contract_warns_and_a_new_measure_is_noted(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("line")
    line = books_infra.named(it.store.read(), "line", "Internet (VNPT")
    view.open_record("line", line)
    it.settle()
    assert "38 / 100 Mbps" in columns_of(view, "measured_mbps")
    assert any("Dưới một nửa tốc độ hợp đồng" in each for each in list_words(view.panel))
    view.measure()
    sheet = view._measure_sheet
    QTest.keyClicks(sheet._field, "chin")
    QTest.keyClick(sheet._field, Qt.Key.Key_Return)
    assert sheet._wrong.text() == "Ghi số Mbps, ví dụ 38."
    sheet._field.clear()
    QTest.keyClicks(sheet._field, "94,6")
    QTest.keyClick(sheet._field, Qt.Key.Key_Return)
    until(lambda: records.get(it.store.read(), line).fields["measured_mbps"] == 94)
    it.settle()
    assert "94 / 100 Mbps" in columns_of(view, "measured_mbps")


def test_one_tap_notes_that_the_network_is_out_and_another_that_it_is_back(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("outage")
    it.settle()
    before = len(outages(it))
    press(view, "Mất mạng")
    until(lambda: len(outages(it)) == before + 1)
    it.settle()
    assert "Đã ghi từ" in it.window._message.text()
    made = next(each for each in outages(it) if not each.get("until_at") and each["seen_by"] == "people"
                and each["how_bad"] == "down")
    assert made["what"] == "internet"
    view.open_record("outage", next(each.id for each in records.page(it.store.read(), Search(kind="outage"), 0, 99)
                                    if dict(each.fields) == made))
    it.settle()
    press(view.panel, "Đã có lại")
    until(lambda: all(each.get("until_at") for each in outages(it) if each["title"] == made["title"]))
    it.window.undo()
    until(lambda: any(not each.get("until_at") for each in outages(it) if each["title"] == made["title"]))


def test_this_pc_is_asked_to_measure_by_one_button_that_says_what_it_does(opened):
    it = opened(books.a_sample_book)
    view = it.page("infrastructure").show_view("outage")
    it.settle()
    assert "Chưa có máy nào đo." in list_words(view)
    press(view, "Đo những gì")
    assert any("Không đo nội dung, không lưu địa chỉ trang đã mở" in each for each in list_words(view))
    press(view, "Dùng máy này để đo")
    until(lambda: outage_ways.measuring(it.store.read()).here)
    it.settle()
    assert any("Máy này (XM-VP-03) đang tự đo" in each for each in list_words(view))
    press(view, "Thôi đo ở máy này")
    until(lambda: not outage_ways.measuring(it.store.read()).here)


def test_the_strips_of_a_measured_day_say_in_words_what_they_draw(opened):
    it = opened(books_infra.a_measured_book)
    card = it.page("today").findChild(LinesCard)
    until(lambda: card.isVisible() and card.findChildren(DayStrip))
    words = list_words(card)
    assert {"Mất", "Có", "Chập chờn", "Chưa rõ"} <= set(words)
    strips = [each.accessibleName() for each in card.findChildren(DayStrip)]
    assert any(each.startswith("Internet (VNPT FTTH): mất") for each in strips)
    assert any(each.startswith("Điện lưới: mất") for each in strips)
    press(card, "Mất điện")
    until(lambda: any(each["what"] == "power" and not each.get("until_at") for each in outages(it)))


def test_on_an_empty_book_the_card_is_not_there(opened):
    it = opened(books.a_chosen_book)
    card = it.page("today").findChild(LinesCard)
    assert card is None or card.isHidden()


@pytest.mark.parametrize("kind", list(VIEWS))
def test_hostile_names_stay_text_in_every_view(opened, kind):
    it = opened(books.a_hostile_book)
    view = it.page("infrastructure").show_view(kind)
    it.settle()
    assert view.model.rowCount() > 0
    assert walking.rich_text(view) == []
    assert walking.nameless(view) == []


def test_a_viewer_reads_the_ledger_and_finds_no_button_that_would_be_refused(opened):
    def book(profile):
        store = books_infra.a_measured_book(profile)
        with store.write() as unit:
            unit.set_setting(setting.ROLE, setting.VIEWER)
        return store

    it = opened(book)
    page = it.page("infrastructure")
    for kind in ("room", "line", "outage"):
        view = page.show_view(kind)
        it.settle()
        seen = {each.text() for each in view.findChildren(QPushButton) if each.isVisible()}
        assert not seen & {"Mất mạng", "Đã có lại", "Thử phòng họp", "Ghi tốc độ vừa đo", "Thôi đo ở máy này"}, kind
    card = it.page("today").findChild(LinesCard)
    until(lambda: card.isVisible())
    assert not {each.text() for each in card.findChildren(QPushButton)} & {"Mất mạng", "Đã có lại"}
