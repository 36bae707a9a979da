"""The first hour: an empty book, three sheets as they are kept, nine systems; the cable is cut at minute nine."""
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.services import account_needs
from desktop.services.todo import today
from desktop.ui.moments import vietnam_now
from desktop.ui.pages.accounts_catalogue import SystemCatalogue
from desktop.ui.pages.accounts_except import AllExcept
from desktop.ui.pages.first_run import FirstRun
from desktop.ui.sheets.import_sheet import ImportSheet
from desktop.ui.sheets.incident_sheet import IncidentSheet
from tests.demo.machine import Machine
from tests.plays.stage import WHO, Stage

TITLE = "Giờ đầu tiên: sổ trống, ba file Excel, chín hệ thống, mất mạng từ phút thứ chín"
SHEETS = Path(__file__).resolve().parents[1] / "data" / "workbooks"
SYSTEMS, MOST_KEYS = 9, 250


class Hand:
    """The official's hands: every key is counted, but those of names."""

    def __init__(self, machine: Machine) -> None:
        self.machine, self.keys = machine, 0

    def types(self, field: QWidget, text: str) -> None:
        """Type what is no name."""
        self.keys += len(text)
        self.machine.keys(field, text)

    def names(self, field: QWidget, text: str) -> None:
        """Type a name."""
        self.machine.keys(field, text)

    def presses(self, key: Qt.Key, field: QWidget | None = None,
                with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        self.keys += 1
        self.machine.press(key, field, with_)


def play(stage: Stage) -> None:
    """From the two questions to a book that answers what leaders ask."""
    machine = stage.pc("XM-VP-01", cable=True)
    hand = Hand(machine)
    first = machine.find(FirstRun)
    hand.types(first.code, stage.server.code())
    first.server.clear()
    hand.types(first.server, machine.wire.url)
    hand.names(first.name, WHO)
    stage.picture(machine, "hai-cau-hoi")
    hand.presses(Qt.Key.Key_Return, first.name)
    machine.until("the code is taken", lambda: machine.window.page() is not None)
    machine.settle()
    stage.picture(machine, "bat-dau")
    _take_in(stage, machine, "device", "01-kiem-ke-thiet-bi.xlsx")
    machine.sync()
    machine.wire.cut()
    stage.say("phút thứ 9: mất mạng, làm tiếp")
    _take_in(stage, machine, "person", "03-danh-ba-can-bo.xlsx")
    _take_in(stage, machine, "certificate", "05-chu-ky-so.ods")
    _review_accounts(stage, machine)
    hand.presses(Qt.Key.Key_N, with_=Qt.KeyboardModifier.ControlModifier)
    sheet = machine.find(IncidentSheet)
    hand.types(sheet.line, "may in van phong ket giay")
    machine.settle()
    hand.presses(Qt.Key.Key_Return, sheet.line)
    machine.until("the incident is in the book", lambda: machine.count("incident") == 1)
    hand.presses(Qt.Key.Key_Escape, sheet)
    machine.window.go("recovery")
    machine.settle()
    stage.picture(machine, "phieu-khoi-phuc")
    hand.presses(Qt.Key.Key_Escape)
    machine.page("today")
    stage.picture(machine, "hom-nay-sau-mot-gio")
    machine.wire.mend()
    machine.sync()
    machine.page("sync")
    stage.picture(machine, "da-gui-du")
    seen = today.today(machine.store.read(), machine.program.profile, now=vietnam_now())
    counts = {kind: machine.count(kind) for kind in ("device", "person", "certificate", "account", "system")}
    stage.must(counts["device"] >= 16 and counts["person"] >= 26 and counts["certificate"] >= 22
               and counts["system"] >= SYSTEMS, f"everything of the three sheets is in: {counts}")
    needs = account_needs.needs_summary(machine.store.read())
    stage.must(needs.needed == 0 or needs.reviewed / needs.needed >= 0.8,
               f"the accounts are reviewed: {needs}")
    stage.must(hand.keys <= MOST_KEYS, f"{hand.keys} keys, at most {MOST_KEYS}")
    stage.say(f"{hand.keys} phím ngoài họ tên; {counts['device']} thiết bị, {counts['person']} cán bộ, "
              f"{counts['certificate']} chữ ký số, {counts['account']} tài khoản; "
              f"còn {len([each for each in seen.steps if not each.done])} bước bắt đầu")


def _take_in(stage: Stage, machine: Machine, kind: str, name: str) -> None:
    before = machine.count(kind)
    machine.window.import_workbook(kind)
    sheet = machine.find(ImportSheet)
    sheet.look_at(SHEETS / name)
    machine.until(f"the preview of {name} is shown", lambda: sheet._takes())
    stage.picture(machine, f"xem-truoc-{kind}")
    sheet.take_in()
    machine.until(f"{name} is in the book", lambda: machine.count(kind) > before)
    machine.settle()
    machine.window._escape()
    machine.settle()


def _review_accounts(stage: Stage, machine: Machine) -> None:
    page = machine.page("accounts")
    matrix = page.show_view("matrix")
    machine.settle()
    stage.picture(machine, "chua-co-he-thong")
    matrix.open_catalogue()
    machine.settle()
    catalogue = machine.find(SystemCatalogue)
    catalogue._list.tick(_chosen(catalogue))
    machine.settle()
    stage.picture(machine, "chon-he-thong")
    catalogue.save()
    machine.until("the systems are there", lambda: machine.count("system") >= SYSTEMS)
    machine.settle()
    columns = [at for at in range(matrix.model.columnCount()) if matrix.model.system(at) is not None]
    stage.must(len(columns) >= SYSTEMS, f"{len(columns)} systems stand in the table")
    for column in columns:
        machine.settle()
        matrix.say_of_all(column)
        machine.settle()
        if sheets := [each for each in machine.window.findChildren(AllExcept) if each.isVisible()]:
            if column == columns[0]:
                stage.picture(machine, "tat-ca-da-co-tru")
            sheets[-1].save()
            machine.until("it is said of all", lambda sheet=sheets[-1]: not _is_visible(sheet))
    machine.settle()
    stage.picture(machine, "bang-tong-hop")


def _chosen(catalogue: SystemCatalogue) -> Sequence[str]:
    return list(catalogue._offered)[:SYSTEMS]


def _is_visible(sheet: QWidget) -> bool:
    import shiboken6
    return shiboken6.isValid(sheet) and sheet.isVisible()


