"""Two colleagues go through the accounts without a network: asked only about whom they say different things of."""
from collections.abc import Callable
from datetime import date

from desktop.services import account_stating
from desktop.services.account_stating import Place
from desktop.services.profiles import open_book
from desktop.store import records
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def settle_all(*pcs: Pc) -> None:
    for _ in range(3):
        for each in pcs:
            each("sync")


def state(pc: Pc, places: list[Place], status: str, day: date) -> None:
    with open_book(pc.folder, write=True) as store:
        account_stating.state(store, places, status, day)


def test_the_same_said_on_two_days_asks_nobody_and_a_contradiction_asks_about_itself(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-MC-01")
    system = first.put("system", "name=TD Office")["id"]
    people = [first.put("person", f"full_name=Cán bộ {at}")["id"] for at in range(4)]
    places = [Place(person=each, system=system) for each in people]
    state(first, places, "pending", MONDAY)
    settle_all(first, second)
    server.kill()
    state(first, places[:3], "in_use", MONDAY)
    state(second, places[1:2], "in_use", TUESDAY)
    state(second, places[2:], "missing", TUESDAY)
    server.start()
    settle_all(first, second)
    for each in (first, second):
        [conflict] = each("conflicts")["conflicts"]
        assert conflict["field"] == "status"
        with open_book(each.folder, write=False) as store:
            said = {record.fields["person"]: record for record in records.page(
                store.read(), records.Search(kind="account"), 0, 10)}
        assert conflict["record"] == said[people[2]].id
        assert [said[who].fields["status"] for who in (people[0], people[1], people[3])] == [
            "in_use", "in_use", "missing"]
        assert said[people[1]].fields["reviewed_on"] == TUESDAY.isoformat()
