"""A paper jam that never reaches the province: one line, the guide, three steps, done."""
from PySide6.QtCore import Qt

from desktop.store import records
from desktop.store.records import Search
from desktop.ui.sheets.incident_sheet import IncidentSheet
from tests.plays.stage import Stage, fields

TITLE = "Máy in kẹt giấy: tự xử lý theo hướng dẫn, không đến tỉnh"
SAID = "may in tu phap ket giay"


def play(stage: Stage) -> None:
    """Report with the keyboard, tick what helped, and see that nobody at the province was asked."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01", cable=True)
    stage.connect(machine)
    before = {each.id for each in records.page(machine.store.read(), Search(kind="incident"), 0, 500)}
    machine.press(Qt.Key.Key_N, with_=Qt.KeyboardModifier.ControlModifier)
    sheet = machine.find(IncidentSheet)
    machine.keys(sheet.line, SAID)
    machine.settle()
    stage.picture(machine, "mot-dong")
    machine.press(Qt.Key.Key_Return, sheet.line)
    machine.until("the incident is in the book", lambda: len(
        {each.id for each in records.page(machine.store.read(), Search(kind="incident"), 0, 500)} - before) == 1)
    stage.picture(machine, "da-luu-huong-dan")
    [made] = {each.id for each in records.page(machine.store.read(), Search(kind="incident"), 0, 500)} - before
    stage.must(fields(machine, made).get("category") == "may_in_quet", "a jam is one of printers")
    machine.press(Qt.Key.Key_Escape, sheet)
    page = machine.page("incidents")
    page.open_record("incident", made)
    machine.settle()
    page.panel.move_to("resolved")
    machine.until("it is resolved", lambda: fields(machine, made).get("status") == "resolved")
    stage.picture(machine, "da-khac-phuc")
    machine.sync()
    said = fields(machine, made)
    stage.must(not said.get("sent_to") and not said.get("sent_at"), f"nobody was asked: {said}")
    stage.must(said.get("resolved_at"), "the moment of the end is written by itself")
    stage.say(f"{len(SAID)} phím và Enter; đã khắc phục tại xã, không gửi Sở, tỉnh chỉ giữ bản sao của sổ")
