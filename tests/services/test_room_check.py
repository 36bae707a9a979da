"""A meeting room is fit, not fit, or not checked – and says why."""
from datetime import date, datetime

import pytest

from desktop.services import record_keeping, room_check
from desktop.services.room_check import Answers, Standing
from desktop.services.value_text import VIETNAM
from desktop.store import records, setting
from desktop.store.store import Store
from protocol.field import element_key
from protocol.kinds.room import KIND

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=VIETNAM)
ALL = {"camera": True, "audio": True, "screen": True, "wired": True, "power": True, "operator": True}
GOOD = {"answers": ALL, "checked_at": "2026-11-20T08:00", "check_result": "both_ways"}


@pytest.fixture
def book(tmp_path):
    store = Store.create(tmp_path / "book", None, settings={setting.COMMUNE: "00000"})
    yield store
    store.close()


def put(book, kind: str, /, **fields) -> str:
    return record_keeping.save(book, kind, None, fields).id


def a_room(book, **fields) -> str:
    """Return the id of a room; a checklist comes with its answers as they are."""
    with book.write() as unit:
        return unit.create("room", KIND.flat({"name": "Hội trường", **fields}))


def verdict(book, room: str):
    return room_check.verdicts(book.read(), DAY)[room]


def test_a_room_with_everything_and_a_recent_check_is_fit(book):
    found = verdict(book, a_room(book, **GOOD))
    assert (found.standing, found.reasons) == (Standing.READY, ())


@pytest.mark.parametrize(("change", "standing", "reason"), [
    ({"answers": {**ALL, "power": False}}, Standing.NOT_READY, "Thiếu: Bộ lưu điện (UPS) cho thiết bị họp"),
    ({"answers": {**ALL, "air": False, "backup_line": False}}, Standing.READY, None),
    ({"answers": {key: True for key in ALL if key != "audio"}}, Standing.UNCHECKED,
     "Chưa xem: Micro và loa, không hú"),
    ({"check_result": "one_way"}, Standing.NOT_READY, "Lần thử gần nhất chỉ được một chiều"),
    ({"check_result": "failed"}, Standing.NOT_READY, "Lần thử gần nhất không kết nối được"),
    ({"checked_at": "2026-10-01T08:00"}, Standing.UNCHECKED, "Lần thử gần nhất ngày 01/10/2026, đã quá 30 ngày"),
    ({"checked_at": None, "check_result": None}, Standing.UNCHECKED, "Chưa thử hai chiều lần nào"),
    ({"answers": {"camera": True, "audio": True, "screen": True, "wired": True}}, Standing.UNCHECKED,
     "Chưa xem: Bộ lưu điện (UPS) cho thiết bị họp; Có người trực kỹ thuật"),
    ({"answers": None, "checked_at": None}, Standing.UNCHECKED, "Chưa thử hai chiều lần nào"),
])
def test_what_is_missing_old_or_not_looked_at_is_the_reason(book, change, standing, reason):
    found = verdict(book, a_room(book, **{**GOOD, **change}))
    assert found.standing is standing
    assert reason is None or reason in found.reasons


def test_a_slow_line_and_a_broken_device_make_a_room_unfit(book):
    line = put(book, "line", name="Internet", contracted_mbps=100, measured_mbps=12, status="in_use")
    broken = put(book, "device", name="Camera Logitech", kind="vc_camera", status="broken")
    found = verdict(book, a_room(book, **GOOD, line=line, **{element_key("devices", broken): True}))
    assert found.standing is Standing.NOT_READY
    assert set(found.reasons) == {"Đường truyền đo được 12 Mbps, cần 20 Mbps", "Camera Logitech không dùng được"}


def test_a_tick_keeps_the_others_and_what_nobody_looked_at_again_is_forgotten(book):
    room = a_room(book, answers={"camera": True})
    room_check.mark(book, room, "audio", False)
    room_check.mark(book, room, "camera", None)
    assert records.get(book.read(), room).fields["answers"] == {"audio": False}
    room_check.mark(book, room, "audio", None)
    assert records.get(book.read(), room).fields.get("answers") is None


def test_what_an_earlier_version_ticked_is_read_and_can_be_answered_anew(book):
    room = a_room(book, checklist={"camera": True, "audio": True, "screen": False})
    room_check.mark(book, room, "audio", False)
    room_check.mark(book, room, "screen", None)
    assert room_check.answered(records.get(book.read(), room)) == {"camera": True, "audio": False}
    record_keeping.undo_last(book)
    assert room_check.answered(records.get(book.read(), room)) == {"camera": True, "audio": False, "screen": False}


def test_a_whole_check_writes_the_time_the_result_and_what_it_says_of_the_checklist(book):
    room = a_room(book, answers={"wired": True})
    answers = Answers(partner="Sở KH&CN", connected=True, we_hear=True, they_hear=True, we_see=True, they_see=True,
                      held=True)
    room_check.save_check(book, room, answers, now=NOW)
    fields = records.get(book.read(), room).fields
    assert (fields["checked_at"], fields["check_result"], fields["check_partner"]) == (
        "2026-11-22T07:30", "both_ways", "Sở KH&CN")
    assert fields["answers"] == {"wired": True, "camera": True, "audio": True, "screen": True}
    assert record_keeping.undo_last(book) == (room,)
    assert records.get(book.read(), room).fields.get("checked_at") is None


@pytest.mark.parametrize(("ways", "held", "result", "failed"), [
    ("", None, "failed", ["không kết nối được với đầu bên kia"]),
    ("YNYY", True, "one_way", ["đầu bên kia không nghe được"]),
    ("YYYY", False, "one_way", ["kết nối bị rớt trong hai phút"]),
    ("NNNN", False, "failed", ["không nghe được đầu bên kia"]),
    ("YYYY", True, "both_ways", []),
])
def test_the_answers_say_the_result_and_what_is_worth_an_incident(ways, held, result, failed):
    names = ("we_hear", "they_hear", "we_see", "they_see")
    answers = Answers(partner="", connected=bool(ways), held=held,
                      **{name: each == "Y" for name, each in zip(names, ways, strict=False)})
    assert answers.is_whole
    assert answers.result == result
    assert answers.failed()[:1] == failed


def test_a_check_is_whole_only_when_all_five_are_answered():
    assert not Answers(partner="", connected=True, we_hear=True, they_hear=True, we_see=True, they_see=True).is_whole
