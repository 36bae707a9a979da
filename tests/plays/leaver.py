"""An official leaves: everything that hangs on them is closed on one page, and their machine is handed over."""
from PySide6.QtWidgets import QPushButton

from desktop.services import leaving
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.dialogs.leaver_sheet import LeaverSheet
from desktop.ui.moments import vietnam_now
from tests.plays.stage import Stage, click, fields, named

TITLE = "Một cán bộ chuyển công tác: đóng hết việc trên một trang"
LEAVES, TAKES_OVER = "Lê Thị Hoa", "Phạm Văn Nam"


def play(stage: Stage) -> None:
    """Write down who leaves and who takes over, close everything, prepare and sign the hand-over."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    hoa, nam = named(machine, "person", LEAVES).id, named(machine, "person", TAKES_OVER).id
    page = machine.page("people")
    page.open_record("person", hoa)
    machine.settle()
    stage.picture(machine, "can-bo")
    click(machine, "Thôi việc, chuyển công tác")
    sheet = machine.find(LeaverSheet)
    stage.must(leaving.count_open(machine.store.read(), hoa, vietnam_now().date()) >= 5, "much hangs on an official")
    sheet._successor.choose(nam, TAKES_OVER)
    machine.settle()
    stage.picture(machine, "con-vuong")
    click(machine, "Ghi lại", sheet) if _has(sheet, "Ghi lại") else sheet._write.click()
    machine.until("the leaving is written", lambda: fields(machine, hoa).get("status") in ("transferred", "retired"))
    before = leaving.count_open(machine.store.read(), hoa, vietnam_now().date())
    sheet.close_all()
    machine.until("what can be closed is closed",
                  lambda: leaving.count_open(machine.store.read(), hoa, vietnam_now().date()) < before)
    machine.settle()
    stage.picture(machine, "da-dong")
    sheet.prepare_handover()
    machine.until("the hand-over is prepared", lambda: any(
        each.fields.get("from_person") == hoa and each.fields.get("reason") == "leaver"
        for each in records.page(machine.store.read(), Search(kind="handover"), 0, 100)))
    machine.settle()
    stage.picture(machine, "bien-ban-ban-giao")
    open_accounts = [each for each in records.page(machine.store.read(), Search(kind="account", where={"person": hoa}),
                                                   0, 50) if each.fields.get("status") in ("in_use", "locked")]
    stage.must(not open_accounts, "no account of hers is in use")
    certificates = records.page(machine.store.read(), Search(kind="certificate", where={"person": hoa}), 0, 9)
    stage.must(all(each.fields.get("request") == "revoke" or each.fields.get("status") == "revoked"
                   for each in certificates), "her signature is asked to be revoked")
    stage.say(f"{LEAVES}: {before} việc, đóng cùng lúc; {TAKES_OVER} nhận bàn giao")


def _has(sheet: LeaverSheet, words: str) -> bool:
    return any(each.text() == words and each.isVisible() for each in sheet.findChildren(QPushButton))
