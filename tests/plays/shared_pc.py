"""Two colleagues on one shared PC: each reports under their own name, and history names each."""
from PySide6.QtCore import Qt

from desktop.services import history_reading
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.sheets.incident_sheet import IncidentSheet
from tests.demo.machine import Machine
from tests.plays.stage import WHO, Stage, fields, here

TITLE = "Hai cán bộ dùng chung một máy, lịch sử ghi tên từng người"
FIRST, SECOND = "Lê Thị Hoa", "Phạm Văn Nam"


def play(stage: Stage) -> None:
    """Sit down in turn, report, and let the focal point look."""
    stage.sample_book("XM-VP-02")
    machine = stage.pc("XM-VP-02")
    made = {}
    for person, said in ((FIRST, "may in van phong in mo"), (SECOND, "td office khong ky duoc")):
        here(machine, person)
        stage.picture(machine, f"ban-lam-viec-{'hoa' if person == FIRST else 'nam'}")
        made[person] = _report(machine, said)
    here(machine, WHO)
    for person, incident in made.items():
        db = machine.store.read()
        reporter = str(fields(machine, incident).get("reporter") or "")
        stage.must(records.title(db, reporter) == person, f"{person} reported it, not {records.title(db, reporter)}")
        page = machine.page("incidents")
        page.open_record("incident", incident)
        machine.settle()
        page.panel.move_to("in_progress")
        machine.until("it is in progress", lambda which=incident: fields(machine, which).get("status") == "in_progress")
        authors = {each.author for each in history_reading.of(machine.store, incident).changes
                   if each.field == "status"}
        stage.must(authors == {WHO}, f"the change of state is that of {WHO}: {authors}")
        said = machine.store.read().execute(
            "SELECT json_extract(body, '$.w') FROM outbox WHERE record = ? ORDER BY sequence", (incident,)).fetchall()
        written = [records.title(db, str(each)) for (each,) in said]
        stage.must((written[0], written[-1]) == (person, WHO), f"each operation names its author: {written}")
    stage.picture(machine, "dau-moi-thay-hai-su-co")
    stage.say(f"{FIRST} và {SECOND} mỗi người một sự cố, {WHO} xử lý, lịch sử ghi đúng tên")


def _report(machine: Machine, said: str) -> str:
    before = {each.id for each in records.page(machine.store.read(), Search(kind="incident"), 0, 500)}
    machine.press(Qt.Key.Key_N, with_=Qt.KeyboardModifier.ControlModifier)
    sheet = machine.find(IncidentSheet)
    machine.keys(sheet.line, said)
    machine.settle()
    machine.press(Qt.Key.Key_Return, sheet.line)

    def new() -> set[str]:
        return {each.id for each in records.page(machine.store.read(), Search(kind="incident"), 0, 500)} - before

    machine.until("the incident is in the book", lambda: len(new()) == 1)
    machine.press(Qt.Key.Key_Escape, sheet)
    machine.settle()
    return new().pop()
