"""The list of incidents and the panel beside it: the road, what was said, only legal steps."""
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.services import incident_reporting
from desktop.services.incident_reporting import Entry
from desktop.services.incident_road import road, timeline
from desktop.store import drafts, undo, visible
from tests.ui.incidents.bench import ENTER, a_page
from tests.ui.records_desk import the_record, typed


def test_the_road_tells_only_what_happened(desk):
    store = desk.store
    made = incident_reporting.report(store, Entry(text="thử", send_to="so_khcn"))
    noon = 1_763_701_800_000    # 12:10 on 21/11/2025 in Vietnam
    assert road(store.read(), the_record(store, made.id), now_ms=noon) == [
        "đã lưu trên máy", "chờ mạng để gửi"]
    with store.write() as unit:
        unit.db.execute("UPDATE chain SET acked = (SELECT max(sequence) FROM outbox)")
        visible.write(unit.db, "incident", made.id, {"seen_at": "2025-11-21T09:14", "status": "answered"},
                      rv=1_763_691_000_000, row_rv=1_763_691_000_000)
    assert road(store.read(), the_record(store, made.id), now_ms=noon) == [
        "đã lưu trên máy", "đã đến máy chủ tỉnh 09:10", "Sở đã xem 09:14", "đã có hướng dẫn"]


def test_who_was_called_stands_on_the_road(desk):
    made = incident_reporting.report(desk.store, Entry(text="thử", send_to="nha_mang"))
    steps = road(desk.store.read(), the_record(desk.store, made.id), now_ms=desk.store.clock())
    assert steps[-1].startswith("đã báo nhà mạng ")


def test_the_timeline_holds_notes_replies_and_states_in_their_order(desk):
    store = desk.store
    made = incident_reporting.report(store, Entry(text="thử"))
    incident_reporting.add_note(store, made.id, "Đã gọi bảo hành")
    with store.write() as unit:
        visible.write(unit.db, "incident_note", unit.new_id(), {
            "incident": made.id, "written_at": "2020-01-01T08:00", "text": "Đề nghị cài lại <b>plugin</b>",
            "kind": "reply"}, rv=5, row_rv=5)
    incident_reporting.move_to(store, the_record(store, made.id), "in_progress")
    told = timeline(store.read(), the_record(store, made.id))
    assert [(each.kind, each.from_province) for each in told] == [
        ("reply", True), ("note", False), ("change", False)]
    assert told[1].who == "Hà Văn Pó"
    assert told[2].words == "Đang xử lý"


def test_the_list_begins_with_the_open_ones_and_only_legal_steps_are_offered(desk, qtbot):
    page, asked = a_page(desk, qtbot)
    assert page.filters._count.text() == "4 đang mở · đã xử lý 10/14"
    made = incident_reporting.report(desk.store, Entry(text="thử một sự cố"))
    page.open_record("incident", made.id)
    assert [each.text() for each in page.panel.states_menu().actions()] == [
        "Nhận xử lý", "Gửi Sở KH&&CN", "Chờ phản hồi", "Đã khắc phục"]
    page.panel.move_to("resolved")
    qtbot.waitUntil(lambda: the_record(desk.store, made.id).fields["status"] == "resolved")
    assert the_record(desk.store, made.id).fields["resolved_at"]
    page.panel.show_record(made.id, at_once=True)
    assert [each.text() for each in page.panel.states_menu().actions()] == ["Mở lại", "Đóng sự cố"]
    qtbot.waitUntil(lambda: asked.undo_groups != [])
    with desk.store.write() as unit:
        undo.undo(unit, asked.undo_groups[-1])
    assert the_record(desk.store, made.id).fields["status"] == "new"
    assert "resolved_at" not in the_record(desk.store, made.id).fields
    shiboken6.delete(page)


def test_a_security_incident_is_never_offered_to_the_technical_queue(desk, qtbot):
    page, _ = a_page(desk, qtbot)
    made = incident_reporting.report(desk.store, Entry(text="nghi bị lừa", category="an_ninh_mang", security=True))
    page.open_record("incident", made.id)
    assert "Gửi Sở KH&&CN" not in [each.text() for each in page.panel.states_menu().actions()]
    shiboken6.delete(page)


def test_a_note_is_written_kept_while_typing_and_shown_plain(desk, qtbot):
    page, _ = a_page(desk, qtbot)
    made = incident_reporting.report(desk.store, Entry(text="thử một sự cố"))
    page.open_record("incident", made.id)
    story = page.panel.story
    typed(story.field, "Đã gỡ <b>giấy</b> ở khay sau")
    qtbot.waitUntil(lambda: drafts.load(desk.store.read(), f"note:{made.id}") is not None)
    QTest.keyClick(story.field, ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã gỡ <b>giấy</b> ở khay sau" in [each.text() for each in story.findChildren(QLabel)])
    assert story.field.toPlainText() == ""
    qtbot.waitUntil(lambda: drafts.load(desk.store.read(), f"note:{made.id}") is None)
    assert all(each.textFormat() == Qt.TextFormat.PlainText for each in page.findChildren(QLabel))
    shiboken6.delete(page)


def test_the_panel_marks_it_later_and_corrects_the_time(desk, qtbot):
    page, asked = a_page(desk, qtbot)
    made = incident_reporting.report(desk.store, Entry(text="mất mạng cả xã", category="mang"))
    page.open_record("incident", made.id)
    qtbot.waitUntil(lambda: page.panel._reading is not None and page.panel._reading.id == made.id)
    qtbot.waitUntil(lambda: page.panel._reading.guide_key == "mat-mang-toan-co-quan")
    words = [each.text() for each in page.panel.told_menu().actions() if each.text()]
    assert words[0] == "Đã báo nhà mạng, điện thoại"
    menu = page.panel.told_menu()
    next(each for each in menu.actions() if "Zalo" in each.text()).trigger()
    qtbot.waitUntil(lambda: the_record(desk.store, made.id).fields.get("sent_by") == "chat")
    page.panel.show_record(made.id, at_once=True)
    page.panel.story.ask_time(the_record(desk.store, made.id).fields["sent_at"])
    page.panel.story.time.setText("07:15 21/11/2026")
    QTest.keyClick(page.panel.story.time, ENTER)
    qtbot.waitUntil(lambda: the_record(desk.store, made.id).fields["sent_at"] == "2026-11-21T07:15")
    shiboken6.delete(page)


def test_the_panel_of_a_security_incident_logs_each_duty(desk, qtbot):
    page, _ = a_page(desk, qtbot)
    made = incident_reporting.report(desk.store, Entry(text="nghi bị lừa", category="an_ninh_mang", security=True))
    page.open_record("incident", made.id)
    qtbot.waitUntil(lambda: page.panel._reading is not None and page.panel._reading.id == made.id)
    menu = page.panel.told_menu()
    menus = menu.findChildren(type(menu))
    titles = [each.title() for each in menus]
    assert "Thông báo ban đầu: đã gửi Công an" in titles
    assert not any("KH&&CN" in each for each in titles)
    first = next(each for each in menus if each.title().startswith("Thông báo ban đầu"))
    first.actions()[-1].trigger()
    qtbot.waitUntil(lambda: the_record(desk.store, made.id).fields.get("sent_to") == "police")
    page.panel.show_record(made.id, at_once=True)
    qtbot.waitUntil(lambda: any(each.sent_at for each in page.panel._reading.clock))
    shiboken6.delete(page)


def test_the_two_lines_are_listed_and_counted_apart(desk, qtbot):
    page, _ = a_page(desk, qtbot)
    incident_reporting.report(desk.store, Entry(text="nghi bị lừa", category="an_ninh_mang", security=True))
    qtbot.waitUntil(lambda: page.lines.group.button(2).text() == "An ninh mạng 1")
    assert page.lines.group.button(1).text() == "Kỹ thuật 4"
    page.lines.group.button(2).click()
    qtbot.waitUntil(lambda: page.filters._count.text() == "1 đang mở · đã xử lý 1/2")
    page.lines.group.button(1).click()
    qtbot.waitUntil(lambda: page.filters._count.text().startswith("4 đang mở"))
    page.filters._drop("type")
    assert page.lines.at() == 0
    shiboken6.delete(page)
