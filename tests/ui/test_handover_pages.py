"""A hand-over from the list of devices to the signature, as one does it in the window."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.services import handing_over
from desktop.store import records
from desktop.ui.dialogs.handover_sign import HandoverSign
from tests.ui import books, walking
from tests.ui.opened import press, until
from tests.ui.records_desk import the_record


@pytest.fixture
def it(opened):
    return opened(books.a_sample_book)


def first_devices(page, count):
    return [page.model.row(at).record.id for at in range(count)]


def the_sign_sheet(it):
    until(lambda: any(each.isVisible() for each in it.window.findChildren(HandoverSign)))
    return next(each for each in it.window.findChildren(HandoverSign) if each.isVisible())


def test_selected_devices_are_handed_over_and_follow_the_signature_in_one_step(it):
    page = it.page("devices")
    flags = page.table.selectionModel().SelectionFlag
    page.table.choose(0)
    page.table.selectionModel().select(page.model.index(1, 0), flags.Select | flags.Rows)
    chosen = page.chosen_ids()
    press(page._selection, "Bàn giao…")
    it.settle()
    view = page._views["handovers"]
    form = view.form()
    assert form.isVisible()
    assert [each.device for each in form.lines.lines()] == chosen
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    form.editors["to_person"].choose(hoa, "Lê Thị Hoa")
    form.editors["reason"].take_draft("issue")
    form.lines._rows[0]._accessories.setText("chuột, bàn phím")
    form.save()
    until(lambda: not form.isVisible())
    it.settle()
    made = view.panel.record
    assert made.fields["title"] == "Bàn giao 2 thiết bị cho Lê Thị Hoa"
    assert made.fields["from_person"] == it.window.who()
    assert sorted(each.accessories for each in handing_over.lines_of(it.store.read(), made.id)) == [
        (), ("chuột", "bàn phím")]
    press(view.panel, "Chuyển ký")
    until(lambda: the_record(it.store, made.id).fields["status"] == "to_sign")
    it.settle()
    press(view.panel, "Đã ký…")
    sheet = the_sign_sheet(it)
    it.settle()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    until(lambda: the_record(it.store, made.id).fields["status"] == "signed")
    it.settle()
    assert [the_record(it.store, each).fields["custodian"] for each in chosen] == [hoa, hoa]
    assert [the_record(it.store, each).fields["users"] for each in chosen] == [[hoa], [hoa]]
    it.window.undo()
    until(lambda: the_record(it.store, made.id).fields["status"] == "to_sign")
    assert the_record(it.store, chosen[0]).fields["custodian"] != hoa


def test_a_hand_over_that_lacks_something_says_what_and_is_not_sent(it):
    page = it.page("devices")
    view = page.show_view("handovers")
    it.settle()
    view.new_record()
    form = view.form()
    form.editors["title"].input().setText("Bàn giao thử")
    form.editors["title"].edited.emit()
    form.save()
    until(lambda: not form.isVisible())
    it.settle()
    assert not view.panel._send.isEnabled()
    words = " ".join(walking.words(view.panel))
    assert "Còn thiếu: bên nhận, ít nhất một thiết bị." in words


def test_what_is_typed_into_the_sheet_survives_leaving_it(it):
    page = it.page("devices")
    view = page.show_view("handovers")
    it.settle()
    view.new_record()
    form = view.form()
    form.lines.add(first_devices(page, 1))
    form.editors["place"].input().setText("Phòng họp tầng 2")
    form.editors["place"].edited.emit()
    assert view.escape()
    it.settle()
    view.new_record()
    assert form.editors["place"].input().text() == "Phòng họp tầng 2"
    assert len(form.lines.lines()) == 1
    page.hand_over(first_devices(page, 2))
    assert len(form.lines.lines()) == 2    # added to what was being written, nothing is lost


def test_what_is_typed_at_the_signature_is_still_there_after_esc(it):
    view = it.page("devices").show_view("handovers")
    it.settle()
    waiting = next(each for each in records.page(it.store.read(), records.Search(kind="handover"))
                   if each.fields["status"] == "to_sign")
    view.open_record("handover", waiting.id)
    it.settle()
    view.panel.ask_signed()
    the_sign_sheet(it).document.setText("05/BB-UBND")
    it.window._escape()
    it.settle()
    view.panel.ask_signed()
    assert the_sign_sheet(it).document.text() == "05/BB-UBND"
    the_sign_sheet(it).sign()
    until(lambda: the_record(it.store, waiting.id).fields.get("document") == "05/BB-UBND")


def test_the_minutes_are_copied_and_the_device_shows_its_hand_overs(it):
    page = it.page("devices")
    view = page.show_view("handovers")
    it.settle()
    press(view.panel, "Sao chép biên bản")
    copied = QGuiApplication.clipboard().mimeData()
    assert "Bên nhận: Ngô Văn Ẫm" in copied.text() or "Bên nhận:" in copied.text()
    assert "<table>" in copied.html()
    device = handing_over.lines_of(it.store.read(), view.panel.record.id)[0].device
    it.window.open_record("device", device)
    it.settle()
    assert page._shown == "list"
    until(lambda: page.panel._tabs.tabText(2) == "Bàn giao 1")


def test_a_signed_one_is_not_edited_until_it_is_opened_again(it):
    page = it.page("devices")
    view = page.show_view("handovers")
    it.settle()
    signed = next(each for each in records.page(it.store.read(), records.Search(kind="handover"))
                  if each.fields["status"] == "signed")
    view.open_record("handover", signed.id)
    it.settle()
    view.edit()
    assert view._form is None or not view._form.isVisible()
    assert "không sửa" in it.window._message.text()
    press(view.panel, "Mở lại")
    until(lambda: the_record(it.store, signed.id).fields["status"] == "to_sign")
    it.settle()
    view.edit()
    assert view.form().isVisible()


def test_nothing_is_cut_nameless_or_rich(it, opened):
    page = it.page("devices")
    view = page.show_view("handovers")
    it.settle()
    view.new_record()
    view.form().lines.add(first_devices(page, 3))
    it.settle()
    assert walking.nameless(view) == []
    assert walking.rich_text(view) == []
    assert walking.cut(view) == []
