"""The devices of three former communes are taken over: as their sheets are, by origin, and one sheet taken back."""
from collections import Counter
from pathlib import Path

from desktop.store import records
from desktop.store.records import Search
from desktop.ui.sheets.import_sheet import ImportSheet
from tests.demo.machine import Machine
from tests.import_.xlsx_writer import Page, write_xlsx
from tests.plays.stage import Stage

TITLE = "Tiếp nhận thiết bị của ba xã cũ"
SHEET = Path(__file__).resolve().parents[1] / "data" / "workbooks" / "08-tai-san-nhan-ban-giao.xlsx"
THIRD = "UBND xã Mẫu Hạ"


def play(stage: Stage) -> None:
    """Take two sheets in, look by origin, take the second back and in again."""
    stage.empty_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    _take_in(stage, machine, SHEET, "hai-xa-cu")
    third = write_xlsx(stage.folder / "mau-ha.xlsx", [Page(name="Bàn giao", rows=_third())])
    before = machine.count("device")
    sheet = _take_in(stage, machine, third, "xa-thu-ba", close=False)
    stage.must(machine.count("device") == before + 12, "the third former commune's twelve are in")
    sheet.take_back()
    machine.until("the whole sheet is taken back", lambda: machine.count("device") == before)
    stage.picture(machine, "lay-lai-ca-file")
    machine.window._escape()
    _take_in(stage, machine, third, "nhap-lai")
    found = Counter(str(each.fields.get("origin_unit") or "") for each in records.page(
        machine.store.read(), Search(kind="device"), 0, 500))
    stage.must(len(found) == 3 and THIRD in found, f"each device says where it came from: {dict(found)}")
    page = machine.page("devices")
    page.search.setText("mau ha")
    machine.until("the list shows the third commune's", lambda: page.model.rowCount() == 12)
    stage.picture(machine, "loc-theo-xa-cu")
    machine.page("today")
    stage.picture(machine, "hom-nay")
    stage.say("; ".join(f"{unit}: {number} thiết bị" for unit, number in sorted(found.items())))


def _take_in(stage: Stage, machine: Machine, path: Path, name: str, *, close: bool = True) -> ImportSheet:
    machine.page("devices")
    before = machine.count("device")
    machine.window.import_workbook("device")
    sheet = machine.find(ImportSheet)
    sheet.look_at(path)
    machine.until("the preview is shown", lambda: sheet._takes())
    stage.picture(machine, f"{name}-xem-truoc")
    stage.must(machine.count("device") == before, "nothing is written before Nhập")
    sheet.take_in()
    machine.until("the devices are in the book", lambda: machine.count("device") > before)
    machine.settle()
    if close:
        machine.window._escape()
        machine.settle()
    return sheet


def _third() -> list[list[object]]:
    head: list[list[object]] = [
        [THIRD.upper(), "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH THIẾT BỊ BÀN GIAO KHI SẮP XẾP ĐƠN VỊ"], [],
        ["STT", "Tên thiết bị", "Mã tài sản", "Số sê-ri", "Năm sử dụng", "Tình trạng", "Đơn vị cũ"]]
    return head + [[at, f"Máy vi tính Dell Vostro {3400 + at}", f"MH-{at:03}", f"MHX{at:05}", 2017 + at % 5,
                    "Đang sử dụng" if at % 4 else "Hỏng", THIRD] for at in range(1, 13)]
