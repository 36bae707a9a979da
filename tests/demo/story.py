"""The steps of the demo. Each does what a person does, looks at what came of it, and says it in one line."""
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt

from desktop.services import conflict_settling, history_reading
from desktop.store import records
from desktop.ui.pages.devices import DevicesPage
from desktop.ui.pages.first_run import FirstRun
from desktop.ui.pages.incidents import IncidentsPage
from desktop.ui.sheets.import_sheet import ImportSheet
from desktop.ui.sheets.incident_sheet import IncidentSheet
from desktop.ui.widgets.table import DataTable
from tests.demo.machine import Machine, StepFailed
from tests.stories.province import Server
from tests.stories.wire import Wire

IN_SHEET = 16
SERIAL = "9H9TE1ABK"
SAID = "may in van phong ket giay"
ANSWER = "Đã ghi nhận. Đề nghị gọi đơn vị bảo hành theo hợp đồng số 12."


class Story:
    """One province, two PCs, one day without a network."""

    def __init__(self, folder: Path, pictures: Path, workbook: Path) -> None:
        self._folder, self._pictures, self._workbook = folder, pictures, workbook
        self.server = Server(folder / "province")
        self._wires: list[Wire] = []
        self._machines: list[Machine] = []
        self._device = self._incident = ""

    def steps(self) -> Sequence[Callable[[], str]]:
        """Return the steps in order."""
        return (self.serve, self.first_run, self.look_at_sheet, self.take_in, self.send, self.second_pc,
                self.cable_pulled, self.correct_a_device, self.report_an_incident, self.write_differently,
                self.cable_back, self.conflict_shown, self.choose, self.province_answers, self.nothing_lost)

    def close(self) -> None:
        """Take everything down."""
        for machine in self._machines:
            machine.close()
        for wire in self._wires:
            wire.close()
        self.server.kill()

    # -- the steps -------------------------------------------------------------------------------------

    def serve(self) -> str:
        self.server("commune", "add", "00000")
        self.server("publish", "guides", Path(__file__).parents[2] / "resources" / "guides-vi.yaml")
        self.server.start()
        return "Máy chủ tỉnh chạy, nhận Xã Mẫu (00000)"

    def first_run(self) -> str:
        machine = self._enrolled("XM-VP-01", "Hà Văn Pó", picture="01-lan-dau")
        machine.picture("02-so-trong")
        return "Mở sổ lần đầu: mã kết nối và tên người dùng"

    def look_at_sheet(self) -> str:
        machine = self._first
        machine.page("devices")
        machine.window.import_workbook("device")
        sheet = machine.find(ImportSheet)
        sheet.look_at(self._workbook)
        machine.until("the preview is shown", lambda: sheet.findChild(DataTable).model().rowCount() == IN_SHEET)
        machine.picture("03-xem-truoc-file-excel")
        self._must(machine.count("device") == 0, "nothing is written before Nhập")
        return f"Xem trước file Excel kiểm kê: {IN_SHEET} thiết bị"

    def take_in(self) -> str:
        machine = self._first
        machine.find(ImportSheet).take_in()
        machine.until("the devices are in the book", lambda: machine.count("device") == IN_SHEET)
        machine.picture("04-da-nhap")
        machine.press(Qt.Key.Key_Escape, machine.find(ImportSheet))
        page = machine.page("devices")
        self._must(isinstance(page, DevicesPage), "the page of devices")
        machine.picture("05-thiet-bi")
        return f"Nhập {IN_SHEET} thiết bị, kèm {machine.count('office')} phòng và {machine.count('person')} cán bộ"

    def send(self) -> str:
        machine = self._first
        machine.sync()
        machine.page("sync")
        machine.picture("06-da-gui-du")
        return "Đã gửi đủ lên tỉnh"

    def second_pc(self) -> str:
        machine = self._enrolled("XM-MC-01", "Trần Thị Mai")
        machine.sync()
        self._must(machine.count("device") == IN_SHEET, "the second PC has every device")
        machine.page("devices")
        machine.picture("07-may-thu-hai")
        return f"Máy thứ hai nhận đủ {machine.count('device')} thiết bị"

    def cable_pulled(self) -> str:
        for machine in self._machines:
            machine.wire.cut()
            machine.sync(reaches=False)
            machine.until("the program sees that the link is gone",
                          lambda view=machine.program.desk.sync.view: not view().synced)
        self._first.page("today")
        self._first.picture("08-mat-mang")
        return "Rút dây mạng của cả hai máy"

    def correct_a_device(self) -> str:
        machine = self._first
        self._device = machine.only("device", SERIAL).id
        self._edit(machine, {"location": "Tầng 2, phòng Văn thư"}, status="in_repair", picture="09-sua-thiet-bi")
        record = records.get(machine.store.read(), self._device)
        self._must(record is not None and record.fields.get("status") == "in_repair" and record.state == "waiting",
                   "the correction is in the book and waits")
        machine.picture("10-cho-gui")
        return "Sửa một thiết bị khi không có mạng: đã lưu trên máy, chờ gửi"

    def report_an_incident(self) -> str:
        machine = self._first
        machine.press(Qt.Key.Key_N, with_=Qt.KeyboardModifier.ControlModifier)
        sheet = machine.find(IncidentSheet)
        machine.keys(sheet.line, SAID)
        machine.settle()
        machine.picture("11-bao-su-co")
        machine.press(Qt.Key.Key_Return, sheet.line)
        machine.until("the incident is in the book", lambda: machine.count("incident") == 1)
        machine.picture("12-da-luu-su-co")
        machine.press(Qt.Key.Key_Escape, sheet)
        [incident] = machine.store.read().execute("SELECT id FROM record WHERE kind = 'incident'").fetchall()
        self._incident = str(incident[0])
        category = self._fields(machine, self._incident).get("category")
        self._must(category == "may_in_quet", f"a printer is a printer, not {category}")
        return "Báo sự cố bằng một dòng không dấu, dưới 10 giây, không cần mạng"

    def write_differently(self) -> str:
        self._edit(self._second, {}, status="in_use")
        self._must(self._fields(self._second, self._device).get("status") == "in_use", "the second PC keeps its value")
        return "Máy thứ hai, cũng không có mạng, ghi tình trạng khác cho cùng thiết bị"

    def cable_back(self) -> str:
        for machine in self._machines:
            machine.wire.mend()
        self._first.sync()
        self._second.sync()
        self._first.sync()
        seen = self._fields(self._second, self._incident)
        self._must(bool(seen.get("title")), "the incident is on the second PC")
        self._second.page("incidents")
        self._second.picture("13-su-co-tren-may-thu-hai")
        return "Có mạng trở lại: thiết bị và sự cố đã lên tỉnh và sang máy thứ hai"

    def conflict_shown(self) -> str:
        for machine in self._machines:
            [conflict] = conflict_settling.open_conflicts(machine.store.read())
            values = {side.value for side in conflict.sides}
            self._must(conflict.record == self._device and values == {"in_repair", "in_use"},
                       f"both values are kept on {machine.name}: {values}")
        page = self._second.page("sync")
        self._must(page is not None, "the page of the sync")
        self._second.picture("14-hai-may-ghi-khac-nhau")
        return "Hai máy ghi khác nhau: cả hai nội dung được giữ và hiện ở cả hai máy"

    def choose(self) -> str:
        machine = self._second
        machine.press(Qt.Key.Key_2, machine.window.page())
        machine.until("the choice is in the book", lambda: not conflict_settling.open_conflicts(machine.store.read()))
        machine.sync()
        self._first.sync()
        for each in self._machines:
            self._must(not conflict_settling.open_conflicts(each.store.read()), f"nothing is open on {each.name}")
        one, other = (self._fields(each, self._device).get("status") for each in self._machines)
        self._must(one == other == "in_repair", f"both PCs show the choice: {one}, {other}")
        told = history_reading.of(machine.store, self._device, profile=machine.program.profile)
        written = {change.new for change in told.changes if change.field == "status"}
        self._must({"in_repair", "in_use"} <= written, f"the history keeps both values: {written}")
        page = self._first.page("devices")
        assert isinstance(page, DevicesPage)
        page.open_record("device", self._device)
        self._first.picture("15-da-chon")
        return "Chọn nội dung đúng bằng phím 2; lịch sử giữ cả hai"

    def province_answers(self) -> str:
        self.server("reply", self._incident, ANSWER)
        machine = self._first
        machine.sync()
        machine.until("the answer is here", lambda: machine.count("incident_note") >= 1)
        page = machine.page("incidents")
        assert isinstance(page, IncidentsPage)
        page.open_record("incident", self._incident)
        machine.picture("16-tinh-tra-loi")
        return "Tỉnh trả lời, câu trả lời về tới máy xã"

    def nothing_lost(self) -> str:
        for machine in self._machines:
            machine.sync()
        counts = [records.counts(machine.store.read()) for machine in self._machines]
        self._must(counts[0] == counts[1], f"both books are equal: {counts}")
        self._first.page("today")
        self._first.picture("17-hom-nay")
        total = sum(counts[0].values())
        return f"Hai sổ giống nhau, {total} bản ghi, không còn gì chờ gửi"

    # -- what the steps share --------------------------------------------------------------------------

    @property
    def _first(self) -> Machine:
        return self._machines[0]

    @property
    def _second(self) -> Machine:
        return self._machines[1]

    def _enrolled(self, name: str, person: str, picture: str = "") -> Machine:
        machine = self._machine(name)
        first = machine.find(FirstRun)
        machine.keys(first.code, self.server.code())
        first.server.clear()
        machine.keys(first.server, machine.wire.url)
        machine.keys(first.name, person)
        if picture:
            machine.picture(picture)
        machine.press(Qt.Key.Key_Return, first.name)
        machine.until("the code is taken", lambda: machine.window.page() is not None)
        return machine

    def _machine(self, name: str) -> Machine:
        host, port = self.server.url.removeprefix("http://").split(":")
        wire = Wire((host, int(port)))
        self._wires.append(wire)
        machine = Machine(name, self._folder / name, wire, self._pictures)
        self._machines.append(machine)
        return machine

    def _edit(self, machine: Machine, texts: dict[str, str], *, status: str, picture: str = "") -> None:
        page = machine.page("devices")
        assert isinstance(page, DevicesPage)
        page.open_record("device", self._device)
        machine.settle()
        page.edit(self._device)
        machine.settle()
        form = page.form()
        for code, text in texts.items():
            machine.keys(form.editors[code].input(), text)
        box = form.editors["status"].input()
        box.setFocus()
        box.setCurrentIndex(box.findData(status))  # type: ignore[attr-defined]
        if picture:
            machine.picture(picture)
        form.save()
        machine.until("the form is saved", lambda: not form.isVisible())

    @staticmethod
    def _fields(machine: Machine, record_id: str) -> dict[str, object]:
        record = records.get(machine.store.read(), record_id)
        if record is None:
            raise StepFailed(f"{machine.name} does not have {record_id}")
        return dict(record.fields)

    @staticmethod
    def _must(holds: bool, what: str) -> None:
        if not holds:
            raise StepFailed(what)
