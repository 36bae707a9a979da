"""After a merger each certificate goes the way of Điều 17, the person may decide otherwise, all of it in one step."""
from datetime import date

import pytest

from desktop.services import certificate_merger, certificate_register, record_keeping
from desktop.services.certificate_merger import Action
from desktop.services.certificate_requests import Paper
from desktop.store import records

DAY = date(2026, 11, 22)
OLD, NOW = "UBND xã Mẫu Thượng", "UBND xã Mẫu"


def put(store, of, /, **fields):
    with store.write() as unit:
        return unit.create(of, {key: value for key, value in fields.items() if value is not None})


def held(store, *, kind="personal", status="valid", holder="active", title="Văn thư", was="Văn thư", unit=OLD,
         name="Đặng Thị Thủy", named=None, expires_on="2028-05-01", **more):
    owner = put(store, "person", full_name=name, title=title, status=holder) if holder else None
    return put(store, "certificate", kind=kind, person=owner, status=status, title=was, unit_name=unit,
               holder_name=named, expires_on=expires_on, serial="0A01", **more)


def lines(store):
    return certificate_merger.lines(certificate_register.register(store.read(), DAY))


def fields(store, record):
    return dict(records.get(store.read(), record).fields)


CASES = {
    "same person, same post, old unit": ({}, Action.CHANGE),
    "on leave is still here": ({"holder": "on_leave"}, Action.CHANGE),
    "old district in the unit": ({"unit": "UBND xã Mẫu, huyện Mẫu"}, Action.CHANGE),
    "the name changed": ({"unit": NOW, "named": "Đặng Thu Thủy"}, Action.CHANGE),
    "a token that is locked can be mended": ({"status": "locked"}, Action.CHANGE),
    "another post, old unit": ({"title": "Chuyên viên"}, Action.REISSUE),
    "another post, today's unit": ({"title": "Chuyên viên", "unit": NOW}, Action.REISSUE),
    "the carrier is lost": ({"status": "lost"}, Action.REISSUE),
    "retired": ({"holder": "retired"}, Action.REVOKE),
    "transferred, though nothing else is old": ({"holder": "transferred", "unit": NOW}, Action.REVOKE),
    "lost by one who left": ({"holder": "retired", "status": "lost"}, Action.REVOKE),
    "the seal of the former commune": ({"kind": "organization", "holder": None, "was": None}, Action.REISSUE),
    "the server of the former commune": ({"kind": "device", "holder": None, "was": None}, Action.REISSUE),
    "the seal of a unit elsewhere": ({"kind": "organization", "holder": None, "was": None,
                                      "unit": "UBND xã Mẫu Đông"}, Action.NOTHING),
    "nobody knows whose it is": ({"holder": None}, Action.NOTHING),
    "asked for already": ({"request": "change"}, Action.NOTHING),
}
UNTOUCHED = {
    "today's unit and post": {"unit": NOW}, "no unit is named": {"unit": None},
    "only the province": {"unit": "UBND tỉnh Mẫu"},
    "expired": {"expires_on": "2026-11-21"}, "revoked": {"status": "revoked"}, "not issued yet": {"status": "pending"},
    "expired, holder left": {"expires_on": "2026-11-21", "holder": "retired"},
    "today's seal": {"kind": "organization", "unit": NOW, "holder": None, "was": None},
}


@pytest.mark.parametrize(("made", "action"), CASES.values(), ids=CASES)
def test_the_rule_proposes(book, made, action):
    record = held(book, **made)
    [line] = lines(book)
    assert (line.entry.id, line.proposed) == (record, action)
    assert line.reason and action in line.may and Action.NOTHING in line.may


@pytest.mark.parametrize("made", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_is_right_or_over_is_not_listed(book, made):
    held(book, **made)
    assert lines(book) == []


def test_all_of_it_is_asked_for_together_and_taken_back_together(book):
    change, post = held(book), held(book, name="Lê Thị Hoa", title="Chuyên viên")
    left, seal = held(book, name="Vi Thị Lan", holder="retired"), held(book, kind="organization", holder=None, was=None)
    chosen = {line.entry.id: line.proposed for line in lines(book)}
    before = {each: fields(book, each) for each in chosen}
    asked = certificate_merger.apply(book, chosen, DAY, Paper(document="20/UBND-VP", sent_on="2026-11-22"))
    assert asked.count == 4 and len(asked.made) == 2 and not asked.left_out
    assert {each: fields(book, each)["request"] for each in chosen} == {
        change: "change", post: "revoke", left: "revoke", seal: "revoke"}
    assert {fields(book, each)["request_document"] for each in (*chosen, *asked.made)} == {"20/UBND-VP"}
    new = [fields(book, each) for each in asked.made]
    assert {each["unit_name"] for each in new} == {NOW} and {each["status"] for each in new} == {"pending"}
    assert {each.get("title") for each in new} == {"Chuyên viên", None}
    assert fields(book, post)["revoke_reason"] == "Chủ thể thay đổi vị trí công tác"
    record_keeping.undo_last(book)
    assert {each: fields(book, each) for each in chosen} == before
    assert all(records.get(book.read(), each).deleted for each in asked.made)


def test_a_person_may_decide_otherwise_but_not_against_the_law(book):
    post, left = held(book, title="Chuyên viên"), held(book, name="Vi Thị Lan", holder="retired")
    asked = certificate_merger.apply(book, {post: Action.CHANGE, left: Action.REISSUE}, DAY)
    assert (asked.count, [name for name, _ in asked.left_out]) == (1, ["Vi Thị Lan"])
    assert fields(book, post)["request"] == "change" and "request" not in fields(book, left)


def test_nothing_is_done_to_what_moved_meanwhile(book):
    record = held(book)
    chosen = {line.entry.id: line.proposed for line in lines(book)}
    with book.write() as unit:
        unit.edit("certificate", record, {"unit_name": NOW})
    asked = certificate_merger.apply(book, chosen, DAY)
    assert (asked.count, asked.group, len(asked.left_out)) == (0, "", 1)


def test_a_second_round_finds_nothing_left_to_decide(book):
    held(book), held(book, name="Vi Thị Lan", holder="retired")
    certificate_merger.apply(book, {line.entry.id: line.proposed for line in lines(book)}, DAY)
    assert {line.proposed for line in lines(book)} == {Action.NOTHING}
