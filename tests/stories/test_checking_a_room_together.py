"""Two colleagues look at one meeting room, each at another half of its checklist, without a network."""
from collections.abc import Callable
from datetime import date, datetime

from desktop.services import room_check
from desktop.services.profiles import open_book
from desktop.store import records
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]


def settle_all(*pcs: Pc) -> None:
    for _ in range(3):
        for each in pcs:
            each("sync")


def tick(pc: Pc, room: str, **items: bool | None) -> None:
    with open_book(pc.folder, write=True) as store:
        for item, there in items.items():
            room_check.mark(store, room, item, there)


def answered(pc: Pc, room: str) -> dict[str, bool]:
    with open_book(pc.folder, write=False) as store:
        record = records.get(store.read(), room)
        assert record is not None
        return room_check.answered(record)


def reasons(pc: Pc, room: str) -> tuple[str, ...]:
    with open_book(pc.folder, write=False) as store:
        return room_check.verdicts(store.read(), date(2026, 11, 23))[room].reasons


def test_two_who_tick_different_items_keep_both_and_are_asked_only_about_a_contradiction(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-MC-01")
    room = first.put("room", "name=Hội trường tầng 2")["id"]
    tick(first, room, camera=True)
    settle_all(first, second)
    server.kill()
    tick(first, room, audio=True, screen=True, power=False)
    tick(second, room, wired=True, operator=False, screen=True)
    server.start()
    settle_all(first, second)
    for each in (first, second):
        assert answered(each, room) == {"camera": True, "audio": True, "screen": True, "power": False, "wired": True,
                                        "operator": False}
        assert each("conflicts")["conflicts"] == [], "nobody is asked about what they agree on"
    server.kill()
    tick(first, room, power=True, audio=False)
    tick(second, room, power=None, camera=False)
    server.start()
    settle_all(first, second)
    for each in (first, second):
        [conflict] = each("conflicts")["conflicts"]
        assert (conflict["record"], conflict["field"]) == (room, "answers.power"), "one item, not the whole list"
        assert "Hai máy ghi khác nhau: Bộ lưu điện (UPS) cho thiết bị họp" in reasons(each, room), "nor is it fit"
        seen = answered(each, room)
        assert (seen["audio"], seen["camera"]) == (False, False)
    tick(first, room, power=True)    # one looks again: that is the choice, whichever stood there
    settle_all(first, second)
    for each in (first, second):
        assert each("conflicts")["conflicts"] == []
        assert answered(each, room)["power"] is True
        assert not any("khác nhau" in words for words in reasons(each, room))


def test_a_tick_can_be_taken_back_alone(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-MC-01")
    room = first.put("room", "name=Hội trường tầng 2")["id"]
    settle_all(first, second)
    server.kill()
    tick(first, room, audio=True)
    tick(second, room, wired=True)
    server.start()
    settle_all(first, second)
    first("undo")
    settle_all(first, second)
    assert answered(first, room) == answered(second, room) == {"wired": True}


def test_two_who_tried_the_room_the_same_day_are_asked_only_where_they_differ(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-MC-01")
    room = first.put("room", "name=Hội trường tầng 2")["id"]
    settle_all(first, second)
    server.kill()
    for each, hour in ((first, 8), (second, 14)):
        with open_book(each.folder, write=True) as store:
            room_check.save_check(store, room, room_check.Answers(
                partner="Sở KH&CN", connected=True, we_hear=True, they_hear=True, we_see=True, they_see=True,
                held=True), now=datetime(2026, 11, 23, hour, 5))
    server.start()
    settle_all(first, second)
    for each in (first, second):
        assert each("conflicts")["conflicts"] == []
        assert each.fields(room)["checked_at"] == "2026-11-23T14:05"
