"""A vice chairman without a signature: only one leader can sign, and the book says so before that one is away."""
from desktop.services.todo import today
from desktop.services.todo.today import Today
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.moments import vietnam_now
from tests.demo.machine import Machine
from tests.plays.stage import Stage

TITLE = "Phó Chủ tịch chưa có chữ ký số: chỉ một người ký được"


def play(stage: Stage) -> None:
    """Let the leaders' signatures end but one, and look at the first page and the register."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    leaders = [each for each in records.page(machine.store.read(), Search(kind="person"), 0, 200)
               if "chủ tịch" in str(each.fields.get("title") or "").lower()
               and each.fields.get("status", "active") == "active"]
    stage.must(len(leaders) >= 2, "the commune has a chairman and a vice chairman")
    keeps = next(each for each in leaders if not str(each.fields["title"]).lower().startswith("phó"))
    with machine.store.write() as unit:
        for leader in leaders:
            if leader.id == keeps.id:
                continue
            for certificate in records.page(unit.db, Search(kind="certificate", where={"person": leader.id}), 0, 9):
                unit.edit("certificate", certificate.id, {}, special="delete")
    machine.settle()
    seen = _seen(machine)
    missing = [each for each in seen.tasks if "chưa có chữ ký số" in each.title]
    alone = [each for each in seen.tasks if "chỉ một người ký được" in each.title]
    stage.must(missing, f"those without a signature are named: {[each.title for each in seen.tasks]}")
    stage.must(any(str(keeps.fields["full_name"]) in each.detail or "lãnh đạo" in each.title.lower()
                   for each in alone), f"the one who signs alone is named: {[(a.title, a.detail) for a in alone]}")
    machine.page("today")
    stage.picture(machine, "hom-nay-mot-nguoi-ky")
    page = machine.page("accounts")
    page.show_view("certificates")
    machine.settle()
    stage.picture(machine, "so-chu-ky-so")
    stage.say(f"{missing[0].title}; {alone[0].title}")


def _seen(machine: Machine) -> Today:
    return today.today(machine.store.read(), machine.program.profile, now=vietnam_now())
