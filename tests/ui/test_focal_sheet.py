"""Bàn giao đầu mối: found by the search, worked through, finished; also by the successor alone."""
import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton

from desktop.services import profiles
from desktop.store import local_notes, records, setting
from desktop.store.store import Store
from desktop.ui import window_reading
from desktop.ui.dialogs.focal_sheet import FocalSheet
from desktop.ui.dialogs.recovery_slip import RecoverySlip
from desktop.vault import data_key
from tests.ui import books
from tests.ui.opened import press, until
from tests.ui.walking import cut, nameless, rich_text


def a_focal_book(profile):
    """A book with keys: Hà Văn Pó is the chief and sits here, Thao Thị Súa the deputy; one incident is open."""
    profiles.create_book(profile, commune="00000", name="XM-VP-03")
    store = Store(profile, data_key.open_profile_key(profile))
    with store.write() as unit:
        po = unit.create("person", {"full_name": "Hà Văn Pó", "status": "active", "focal": "chief"})
        unit.create("person", {"full_name": "Thao Thị Súa", "status": "active", "focal": "deputy"})
        unit.create("incident", {"title": "Kẹt giấy", "status": "waiting", "handler": po})
        unit.set_setting(setting.WHO, po)
        unit.set_setting("commune_name", "Xã Mẫu")
    return store


@pytest.fixture
def bench(opened, monkeypatch):
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")
    it = opened(a_focal_book)
    it.page("people")
    found = window_reading.search(it.store, "ban giao dau").found
    assert [each.title for each in found] == ["Bàn giao đầu mối"]
    it.window.open_record(found[0].kind, found[0].id)
    until(lambda: [each for each in it.window.findChildren(FocalSheet) if each.isVisible()])
    return it, it.window.findChildren(FocalSheet)[0]


def person(it, name):
    return records.get(it.store.read(), books.person_named(it.store.read(), name))


def said(sheet):
    from PySide6.QtWidgets import QLabel
    return " | ".join(each.text() for each in sheet.findChildren(QLabel) if each.isVisible())


def test_the_deputy_is_proposed_and_made_chief_in_one_step(bench):
    """1. Súa takes over with a decision. 2. She sits at this PC. 3. One undo gives Pó the post back."""
    it, sheet = bench
    assert sheet.successor() == person(it, "Thao Thị Súa").id
    sheet.decision.input().setText("20/QĐ-UBND ngày 22/11/2026")
    press(sheet, "Hoàn tất: người kế nhiệm là đầu mối")
    until(lambda: person(it, "Thao Thị Súa").fields.get("focal") == "chief")
    assert person(it, "Thao Thị Súa").fields["focal_decision"] == "20/QĐ-UBND ngày 22/11/2026"
    assert person(it, "Hà Văn Pó").fields.get("focal") is None
    until(lambda: setting.text(it.store.read(), setting.WHO) == person(it, "Thao Thị Súa").id)
    until(lambda: "Thao Thị Súa" in said(sheet))


def test_what_was_typed_is_there_again_until_it_is_finished(bench):
    it, sheet = bench
    sheet.decision.input().setText("20/QĐ")
    sheet.decision._tell_edited()
    sheet.hide()
    until(lambda: not shiboken6.isValid(sheet))
    it.settle()
    again = FocalSheet(it.window, it.program.desk, it.window)
    again.open()
    until(again.isVisible)
    assert again.decision.input().text() == "20/QĐ"
    press(again, "Hoàn tất: người kế nhiệm là đầu mối")
    until(lambda: person(it, "Thao Thị Súa").fields.get("focal") == "chief")
    assert local_notes.read(it.store.read(), "focal_change") == {}


def test_the_chief_cannot_succeed_herself(bench):
    it, sheet = bench
    sheet.successor_field.choose(person(it, "Hà Văn Pó").id, "Hà Văn Pó")
    finish = next(each for each in sheet.findChildren(QPushButton) if each.text().startswith("Hoàn tất"))
    assert not finish.isEnabled()
    assert sheet._why.text() == "Người này đang là đầu mối."


def test_a_new_recovery_code_is_made_and_its_slip_shown(bench):
    it, sheet = bench
    before = setting.text(it.store.read(), setting.RECOVERY_CODE)
    press(sheet, "Tạo mã mới và in phiếu")
    until(lambda: [each for each in it.window.findChildren(RecoverySlip) if each.isVisible()])
    assert setting.text(it.store.read(), setting.RECOVERY_CODE) not in ("", before)
    until(lambda: "Mã mới tạo lúc" in said(sheet))


def test_after_the_predecessor_has_gone_the_successor_does_it_alone(opened, monkeypatch):
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")

    def a_left_book(profile):
        store = a_focal_book(profile)
        with store.write() as unit:
            po = books.person_named(unit.db, "Hà Văn Pó")
            unit.edit("person", po, {"status": "retired"})
            unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active"}))
        return store

    it = opened(a_left_book)
    it.page("settings")
    press(it.window.page(), "Bàn giao đầu mối…")
    until(lambda: [each for each in it.window.findChildren(FocalSheet) if each.isVisible()])
    sheet = it.window.findChildren(FocalSheet)[0]
    assert "không còn công tác" in " ".join(each.accessibleName() for each in sheet.findChildren(object)
                                            if hasattr(each, "accessibleName"))
    assert sheet.successor() == person(it, "Lê Thị Hoa").id    # she sits here
    press(sheet, "Hoàn tất: người kế nhiệm là đầu mối")
    until(lambda: person(it, "Lê Thị Hoa").fields.get("focal") == "chief")
    incident = records.page(it.store.read(), records.Search(kind="incident"), 0, 1)[0]
    assert incident.fields["handler"] == person(it, "Lê Thị Hoa").id


def test_the_page_is_plain_named_and_whole(bench):
    it, sheet = bench
    assert rich_text(it.window) == []
    assert nameless(it.window) == []
    assert cut(sheet) == []
