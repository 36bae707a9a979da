"""Ghi máy này vào sổ and Nhận từ USB in real windows over real books."""
import dataclasses
import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.machine import glpi, saving, usb
from desktop.services.machine.reading import Reading
from desktop.services.machine.usb import Fate
from desktop.store import drafts, records
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.ui.dialogs.machine_actions import machine_button, machine_menu
from desktop.ui.dialogs.machine_sheet import MachineSheet
from desktop.ui.dialogs.machine_usb import MachineUsb
from tests.services.test_machine_saving import DELL, a_device, a_stick
from tests.ui import books, walking
from tests.ui.opened import Opened, press, until
from tests.ui.records_desk import Asked, the_record, typed


def sheet_of(it: Opened) -> MachineSheet:
    """Return the sheet, opened as a page asks for it."""
    it.page("devices")
    it.window.read_this_machine()
    it.settle()
    found = it.window.findChild(MachineSheet)
    assert found is not None
    return found


def looked(it: Opened, reading: Reading) -> MachineSheet:
    """Return the sheet with `reading` shown."""
    sheet = sheet_of(it)
    sheet.look_at(reading, saving.HERE)
    it.settle()
    return sheet


def devices(store: Store) -> list[records.Record]:
    return records.page(store.read(), Search(kind="device"))


def said(it: Opened) -> str:
    return it.window._message.text()


def test_nothing_is_read_before_the_question_is_answered(opened):
    it = opened(books.a_chosen_book)
    asked = []
    it.page("devices")
    sheet = MachineSheet(it.window, it.program.desk, it.window, read=lambda: asked.append(1) or DELL)
    sheet.open()
    it.settle()
    assert not asked and any("soạn thảo văn bản mật" in words for words in walking.words(sheet))
    sheet.refuse()
    it.settle()
    assert not asked and devices(it.store) == []
    assert not any(DELL.serial in words for words in walking.words(it.window))
    sheet.open()
    sheet.read_now()
    it.settle()
    assert asked == [1]


def test_this_very_pc_goes_into_an_empty_book_with_two_keys_and_back_with_one(opened):
    it = opened(books.a_chosen_book)
    sheet = sheet_of(it)
    QTest.keyClick(sheet.go_on, Qt.Key.Key_Return)
    until(lambda: sheet._target is not None)
    it.settle()
    assert devices(it.store) == []    # shown, not saved
    QTest.keyClick(sheet._save, Qt.Key.Key_Return)
    until(lambda: devices(it.store))
    it.settle()
    [made] = devices(it.store)
    assert made.fields["cpu"] and made.fields["reading"]["by"] == "here" and not sheet.isVisible()
    assert it.window.page().panel.record.id == made.id
    it.window.undo()
    it.settle()
    assert devices(it.store) == []


def test_people_and_place_are_said_in_the_same_sheet(opened):
    it = opened(books.a_sample_book)
    sheet = looked(it, DELL)
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    sheet.beside.editors["asset_code"].input().setText("PC-900")
    sheet.beside.editors["custodian"].choose(hoa, "Lê Thị Hoa")
    before = len(devices(it.store))
    press(sheet, "Ghi vào sổ")
    until(lambda: not sheet.isVisible())
    it.settle()
    [made] = [each for each in records.page(it.store.read(), Search(kind="device"), 0, 500)
              if each.fields.get("asset_code") == "PC-900"]
    assert (made.fields["name"], made.fields["custodian"], made.fields["serial"]) == (
        "Dell OptiPlex 3070", hoa, DELL.serial)
    assert len(devices(it.store)) >= before and "Dell OptiPlex 3070" in said(it)


def test_a_field_written_by_hand_needs_its_tick(opened):
    it = opened(books.a_chosen_book)
    made = a_device(it.store, name="PC-014", serial="7XK2M93", ram_gb=16, disk="HDD 500GB")
    sheet = looked(it, DELL)
    assert set(sheet.changes.ticks()) == {"ram_gb", "disk"}
    assert "2 mục giữ như đã sửa tay" in sheet._effect.text()
    sheet.changes.ticks()["disk"].click()
    assert "1 mục giữ như đã sửa tay" in sheet._effect.text()
    sheet.save()
    until(lambda: not sheet.isVisible())
    fields = the_record(it.store, made).fields
    assert (fields["ram_gb"], fields["disk"], fields["os"]) == (16, "SSD 240GB", "Windows 10 Pro")


def test_two_records_that_fit_are_a_choice_and_until_then_nothing_can_be_saved(opened):
    it = opened(books.a_chosen_book)
    first, second = (a_device(it.store, name=name, serial="7XK2M93") for name in ("Máy một", "Máy hai"))
    sheet = looked(it, dataclasses.replace(DELL, hardware_uuid=""))
    assert not sheet._save.isEnabled()
    choices = {each.accessibleName(): each for each in sheet.chooser._group.buttons()}
    assert set(choices) == {"Máy một", "Máy hai", "Không phải các máy trên, là máy mới"}
    choices["Máy hai"].click()
    until(sheet._save.isEnabled)
    sheet.save()
    until(lambda: not sheet.isVisible())
    assert "cpu" in the_record(it.store, second).fields and "cpu" not in the_record(it.store, first).fields


def test_a_record_without_codes_can_be_found_by_hand(opened):
    it = opened(books.a_chosen_book)
    made = a_device(it.store, name="Máy tính một cửa", asset_code="PC-014")
    sheet = looked(it, DELL)
    sheet.chooser._take(made, "Máy tính một cửa")
    until(lambda: sheet._target is not None and sheet._target.record is not None)
    sheet.save()
    until(lambda: not sheet.isVisible())
    assert len(devices(it.store)) == 1 and the_record(it.store, made).fields["serial"] == DELL.serial


def test_a_record_of_a_secret_pc_is_refused_when_it_is_chosen(opened):
    it = opened(books.a_chosen_book)
    secret = a_device(it.store, name="Máy soạn thảo", network="standalone_secret")
    sheet = looked(it, DELL)
    sheet.chooser._take(secret, "Máy soạn thảo")
    until(lambda: sheet._look is None)
    assert "serial" not in the_record(it.store, secret).fields
    it.settle()
    said_ = " ".join(walking.words(sheet))
    assert not sheet._save.isVisible() and "Không ghi gì, dữ liệu vừa đọc đã bỏ." in said_ and DELL.serial not in said_


def test_what_is_typed_survives_esc(opened):
    it = opened(books.a_chosen_book)
    sheet = looked(it, DELL)
    sheet.beside.editors["asset_code"].input().setText("PC-7")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    it.settle()
    assert not sheet.isVisible() and devices(it.store) == []
    again = looked(it, DELL)
    assert again is sheet and sheet.beside.editors["asset_code"].input().text() == "PC-7"


def test_what_is_typed_survives_the_end_of_the_program_and_goes_with_the_save(opened):
    it = opened(books.a_chosen_book)
    sheet = looked(it, DELL)
    typed(sheet.beside.editors["asset_code"].input(), "PC-7")
    it.settle(1200)
    later = MachineSheet(it.window, it.program.desk, it.window)    # as after a power cut: nothing but the book is left
    later.look_at(DELL, saving.HERE)
    it.settle()
    assert later.beside.editors["asset_code"].input().text() == "PC-7"
    later.save()
    until(lambda: not later.isVisible())
    assert [each.fields["asset_code"] for each in devices(it.store)] == ["PC-7"]
    assert not [each for each in drafts.all(it.store.read()) if each.key.startswith("machine:")]


def test_a_machine_that_says_nothing_is_told_in_one_sentence(opened):
    it = opened(books.a_chosen_book)
    it.page("devices")

    def fail() -> Reading:
        from desktop.services.machine.problems import MachineUnreadable
        raise MachineUnreadable

    sheet = MachineSheet(it.window, it.program.desk, it.window, read=fail)
    sheet.open()
    sheet.read_now()
    it.settle()
    assert "Không đọc được cấu hình của máy này" in sheet._remark.text() and sheet.go_on.isVisible()


def test_an_answer_with_html_is_shown_as_it_is(opened):
    it = opened(books.a_chosen_book)
    bad = books.HOSTILE[0]
    sheet = looked(it, dataclasses.replace(DELL, maker=bad, model=bad, cpu=bad, os=bad, name=bad, serial=bad))
    assert walking.rich_text(it.window) == [] and walking.nameless(sheet) == []
    assert any(bad in words for words in walking.words(sheet))


# the stick

def usb_of(it: Opened, folder: Path) -> MachineUsb:
    it.page("devices")
    it.window.receive_machines()
    it.settle()
    found = it.window.findChild(MachineUsb)
    assert found is not None
    found.look_at(folder)
    it.settle()
    return found


def test_machines_of_a_stick_are_taken_in_as_one_step(opened, tmp_path):
    it = opened(books.a_chosen_book)
    hp = Reading(maker="HP", model="280 G3", serial="5CG0123ABC", ram_gb=8, read_at="2026-11-22T08:00")
    stick = a_stick(tmp_path / "E", dell=DELL, hp=hp, lenovo=Reading(maker="Lenovo", model="V50t", serial="PF2A7XYZ"))
    sheet = usb_of(it, stick)
    assert walking.nameless(sheet) == [] and walking.cut(it.window) == []
    ticks = {each.reading.maker: tick for each, tick in sheet.lines()}
    ticks["Lenovo"].click()
    assert sheet.take.text() == "Nhận 2 máy"
    QTest.keyClick(sheet.take, Qt.Key.Key_Return)
    until(lambda: len(devices(it.store)) == 2)
    it.settle()
    assert {each.fields["maker"] for each in devices(it.store)} == {"Dell", "HP"}
    assert {each.reading.maker: each.fate for each, _ in sheet.lines()} == {
        "Dell": Fate.SAME, "HP": Fate.SAME, "Lenovo": Fate.NEW}
    it.window.undo()
    it.settle()
    assert devices(it.store) == []


def test_one_machine_of_a_stick_can_be_looked_at_and_decided(opened, tmp_path):
    it = opened(books.a_chosen_book)
    for name in ("Máy một", "Máy hai"):
        a_device(it.store, name=name, serial="7XK2M93")
    stick = a_stick(tmp_path / "E", dell=dataclasses.replace(DELL, hardware_uuid=""))
    sheet = usb_of(it, stick)
    assert [(each.fate, tick) for each, tick in sheet.lines()] == [(Fate.CHOOSE, None)] and not sheet.take.isEnabled()
    press(sheet, "Xem và chọn")
    it.settle()
    closer = it.window.findChild(MachineSheet)
    closer.chooser._group.buttons()[0].click()
    until(closer._save.isEnabled)
    closer.save()
    until(lambda: not closer.isVisible())
    it.settle()
    assert any(each.fields.get("cpu") for each in devices(it.store)) and sheet.isVisible()


def test_a_folder_without_machines_says_what_to_do(opened, tmp_path):
    it = opened(books.a_chosen_book)
    sheet = usb_of(it, tmp_path)
    assert "Tạo bộ thu thập USB" in sheet._told.text() and not sheet.take.isEnabled()
    sheet.look_at(tmp_path / "gone")
    it.settle()
    assert "Không dùng được thư mục" in sheet._remark.text()


def test_the_collector_is_made_and_said_how_to_start(opened, tmp_path):
    it = opened(books.a_chosen_book)
    sheet = usb_of(it, tmp_path)
    sheet.put_collector(tmp_path)
    it.settle()
    assert (tmp_path / usb.FOLDER / "THU-THAP.cmd").is_file() and "THU-THAP.cmd" in sheet._remark.text()


def test_what_is_shown_can_be_kept_as_a_file_for_others(opened, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog
    it = opened(books.a_chosen_book)
    sheet = looked(it, DELL)
    out = tmp_path / "may.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    press(sheet, "Lưu thành tệp GLPI")
    it.settle()
    assert glpi.read(out) == DELL and json.loads(out.read_text(encoding="utf-8"))["itemtype"] == "Computer"
    assert devices(it.store) == []


def test_a_header_offers_both_in_one_menu(opened):
    it = opened(books.a_chosen_book)
    it.page("devices")
    asked = Asked()
    made = machine_button(asked)
    menu = machine_menu(asked, made)
    assert [each.text() for each in menu.actions()] == ["Ghi máy này vào sổ", "Nhận từ USB"]
    for each in menu.actions():
        each.trigger()
    assert asked.gone == ["this machine", "machines"] and made.accessibleName()
    made.deleteLater()
