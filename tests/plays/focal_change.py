"""The focal point changes after the predecessor has gone: the successor does it alone, with the recovery code."""
from desktop.services import roles
from desktop.services.roles import Role
from desktop.store import setting
from desktop.ui.dialogs.focal_sheet import FocalSheet
from tests.plays.stage import WHO, Stage, click, fields, named

TITLE = "Bàn giao đầu mối khi người tiền nhiệm đã đi"
SUCCESSOR = "Thao Thị Súa"
DECISION = "QĐ 27/QĐ-UBND ngày 20/11/2026"


def play(stage: Stage) -> None:
    """The predecessor left the commune; the deputy opens the book and takes over on one page."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    po, sua = named(machine, "person", WHO).id, named(machine, "person", SUCCESSOR).id
    with machine.store.write() as unit:
        unit.edit("person", po, {"status": "transferred", "left_on": "2026-11-15"})
    machine.settle()
    machine.page("people")
    machine.window.open_record("person", sua)
    machine.settle()
    click(machine, "Bàn giao đầu mối")
    sheet = machine.find(FocalSheet)
    stage.picture(machine, "nguoi-cu-da-di")
    if sheet.successor() != sua:
        sheet.successor_field.choose(sua, SUCCESSOR)
        machine.settle()
    machine.keys(sheet.decision.input(), DECISION)
    sheet.renew_code()
    machine.settle()
    stage.picture(machine, "ma-khoi-phuc-moi")
    machine.window._escape()
    machine.settle()
    sheet = machine.find(FocalSheet) if _is_open(machine) else _opened(machine)
    click(machine, "Hoàn tất", sheet)
    machine.until("the successor is the chief", lambda: fields(machine, sua).get("focal") == "chief")
    stage.must(fields(machine, sua).get("focal_decision") == DECISION, "the decision is written")
    stage.must(fields(machine, po).get("focal") is None, "the predecessor is it no more")
    machine.until("the successor sits here", lambda: setting.text(machine.store.read(), setting.WHO) == sua)
    stage.must(roles.role(machine.store.read()) is Role.CHIEF, "with all of the book before her")
    stage.picture(machine, "dau-moi-moi")
    stage.say(f"{WHO} đã đi; {SUCCESSOR} tự nhận bàn giao, có quyết định, mã khôi phục mới")


def _is_open(machine: object) -> bool:
    return any(each.isVisible() for each in machine.window.findChildren(FocalSheet))  # type: ignore[attr-defined]


def _opened(machine: object) -> FocalSheet:
    sheet = FocalSheet(machine.window, machine.program.desk, machine.window)  # type: ignore[attr-defined]
    sheet.open()
    machine.settle()  # type: ignore[attr-defined]
    return sheet
