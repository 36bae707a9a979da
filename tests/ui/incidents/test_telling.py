"""To whom an incident goes, by which button, and what the chat group reads of it; the two lines stay apart."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.services import incident_reporting
from desktop.services.incident_message import without_personal, zalo_text
from desktop.services.incident_reporting import ADDRESSEES, Entry, addressee_of
from desktop.store import records
from desktop.store.records import Search
from tests.ui.incidents.bench import LINE
from tests.ui.records_desk import the_record, titled


def test_ctrl_enter_passes_it_on_to_whom_the_guide_names_first(bench):
    bench.sheet.open()
    bench.type(LINE)
    incident = bench.save(Qt.KeyboardModifier.ControlModifier)
    assert incident.fields["sent_to"] == "warranty"
    assert incident.fields["sent_by"] == "phone"
    assert incident.fields["status"] == "waiting"


def test_only_what_is_meant_for_the_department_enters_its_queue(bench):
    for team, addressee in ADDRESSEES.items():
        made = incident_reporting.report(bench.store, Entry(text="thử", send_to=team))
        fields = the_record(bench.store, made.id).fields
        assert (fields["status"] == "escalated") == (team == "so_khcn")
        assert (fields.get("sent_by") == "app") == (team == "so_khcn")
        if addressee.sent_to:
            assert fields["sent_to"] == addressee.sent_to
    assert the_record(bench.store, incident_reporting.report(
        bench.store, Entry(text="thử", send_to="so_khcn")).id).fields["sent_to"] == "province_ict"


def test_the_two_lines_never_mix():
    assert addressee_of(("so_khcn", "cong_an"), security=True).team == "cong_an"
    assert addressee_of((), security=True).team == "cong_an"
    assert addressee_of(("nha_mang", "so_khcn")).team == "nha_mang"
    assert addressee_of(()).team == "so_khcn"
    assert addressee_of(("so_khcn",), body="party").team == "vp_tinh_uy"
    assert not any(each.queue for each in ADDRESSEES.values() if each.team != "so_khcn")


def test_after_saving_four_lines_are_copied_and_whom_to_call_is_told(bench):
    bench.sheet.open()
    bench.type(LINE)
    bench.save()
    assert "Đã lưu trên máy này" in bench.words()
    QGuiApplication.clipboard().clear()
    bench.sheet.after.copy.click()
    bench.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("Xã Mẫu – ")
    bench.sheet.after.call.click()
    bench.qtbot.waitUntil(lambda: bench.sheet.remarks.notes.count() > 0)
    notes = bench.sheet.remarks.notes.itemAt(0).widget().accessibleName()
    assert "Đơn vị bảo hành" in notes


def test_the_zalo_text_names_nobody(bench):
    store = bench.store
    person = records.page(store.read(), Search(kind="person"))[0].fields["full_name"]
    device = titled(store, "device", "Máy in Canon LBP2900 TB-001")
    serial = the_record(store, device).fields["serial"]
    text = f"máy của {person} 0912 345 678 sê-ri {serial} hỏng, gửi a.b@xa.vn"
    made = incident_reporting.report(store, Entry(text=text, device=device))
    record = the_record(store, made.id)
    shown = zalo_text(store.read(), record, now_ms=store.clock())
    for secret in (person, "0912", serial, "a.b@xa.vn"):
        assert secret not in shown
    assert "hỏng" in shown
    assert len(shown.splitlines()) == 4


def test_names_are_found_without_accents_and_whole_words_only():
    assert without_personal("may chi le thi hoa hong", ["Lê Thị Hoa"]) == "may chi … hong"
    assert without_personal("hoa văn trên màn hình", ["Lê Thị Hoa"]) == "hoa văn trên màn hình"
    assert without_personal("gọi +84 912.345.678 nhé", []) == "gọi … nhé"
    assert without_personal("phòng 201, tầng 2", []) == "phòng 201, tầng 2"


def test_the_second_line_shows_its_clock_and_its_addressee(bench):
    bench.sheet.open()
    bench.type("file bi ma hoa doi tien chuoc")
    assert bench.sheet.box.isVisibleTo(bench.page)
    assert bench.sheet.second.text() == "Lưu và báo Công an"
    shown = " ".join(each.accessibleName() for each in bench.sheet.box.findChildren(QWidget))
    assert "Báo ngay khi phát hiện: ngay" in shown
    assert "còn 24 giờ 00 phút" in shown
    assert "còn 72 giờ 00 phút" in shown
    bench.sheet.box.personal.setChecked(True)
    bench.qtbot.waitUntil(lambda: len(bench.sheet._understood.clock) == 4)
    menu = bench.sheet.box.menu()
    next(each for each in menu.actions() if "Xâm nhập" in each.text()).trigger()
    incident = bench.save(Qt.KeyboardModifier.ControlModifier)
    assert incident.fields["type"] == "security"
    assert incident.fields["security_group"] == "intrusion"
    assert incident.fields["personal_data"] is True
    assert incident.fields["sent_to"] == "police"


def test_one_click_says_that_it_is_technical_after_all(bench):
    bench.sheet.open()
    bench.type("phan mem diet virus het han")
    if not bench.sheet._understood.security:
        bench.type(" virus")
    bench.sheet.box.technical.click()
    bench.qtbot.waitUntil(lambda: not bench.sheet._understood.security)
    assert not bench.sheet.box.isVisibleTo(bench.page)
    assert bench.save().fields["type"] == "technical"


@pytest.mark.parametrize(("click", "by"), [("by_phone", "phone"), ("by_chat", "chat")])
def test_one_click_after_saving_says_who_was_told_and_how(bench, click, by):
    bench.sheet.open()
    bench.type(LINE)
    incident = bench.save()
    getattr(bench.sheet.after, click).click()
    bench.qtbot.waitUntil(lambda: "sent_to" in the_record(bench.store, incident.id).fields)
    fields = the_record(bench.store, incident.id).fields
    assert (fields["sent_to"], fields["sent_by"], fields["status"]) == ("warranty", by, "waiting")
    assert fields["sent_at"]
