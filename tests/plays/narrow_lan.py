"""A LAN of 24 outlets, 49 people: the first page says so at one look, and the sites page says where."""
from desktop.services.todo import today
from desktop.store import records
from desktop.store.records import Search
from desktop.ui.moments import vietnam_now
from tests.plays.stage import Stage

TITLE = "Mạng LAN 24 nút, 49 cán bộ"


def play(stage: Stage) -> None:
    """Open the book of the sample commune and look."""
    stage.sample_book("XM-VP-01")
    machine = stage.pc("XM-VP-01")
    seen = today.today(machine.store.read(), machine.program.profile, now=vietnam_now())
    [outlets] = [each for each in seen.situation if (each.part, each.whole) == (24, 49)]
    stage.must(outlets.known and outlets.tone == "bad", f"24 of 49 is said in red: {outlets}")
    machine.page("today")
    stage.picture(machine, "hom-nay-24-49")
    page = machine.page("infrastructure")
    [head] = records.page(machine.store.read(), Search(kind="site", where={"type": "head_office"}), 0, 2)
    page.open_record("site", head.id)
    stage.picture(machine, "tru-so")
    stage.say(f"{outlets.name}: {outlets.part} / {outlets.whole}, nói ngay ở Hôm nay")

