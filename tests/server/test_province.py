"""The province's own hand writes through the same merge as everybody's."""
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.field import JsonValue
from server.province import BadInput, Province, read_guides, read_rules
from server.store.exchange import Exchange
from server.store.refused import Refused
from tests.server.pc import FEED, PROVINCE, Pc

Make = Callable[..., Pc]
GUIDES = Path(__file__).resolve().parents[2] / "resources" / "guides-vi.yaml"
RULES = GUIDES.with_name("rules-vi.json")
GUIDE: dict[str, JsonValue] = {"key": "mat-mang", "title": "Mất mạng", "category": "mang", "steps": ["Xem đèn"],
                               "do_not": ["Không tự ý đổi dây"]}


def test_a_reply_is_a_note_and_answers_an_incident_that_waits(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    incident = a.add("incident", title="Máy in kẹt giấy", status="waiting")
    a.sync()
    written = Province(exchange).reply(incident, "Tắt máy, đợi 10 phút.")
    assert written.status == "answered"
    a.sync()
    assert a.rows[incident]["status"] == "answered"
    assert a.rows[written.id] == {"incident": incident, "kind": "reply", "text": "Tắt máy, đợi 10 phút.",
                                  "written_at": "2025-11-21T15:05"}
    assert a.versions[written.id] == written.version


def test_a_reply_leaves_a_status_that_cannot_become_answered(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    incident = a.add("incident", title="Máy in kẹt giấy", status="new")
    a.sync()
    assert Province(exchange).reply(incident, "Đã biết.").status == "new"
    a.sync()
    assert a.rows[incident]["status"] == "new"


def test_a_commune_that_changed_the_status_unseen_gets_a_conflict_not_a_loss(
        exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    incident = a.add("incident", title="Mất điện", status="escalated")
    a.sync_all()
    a.edit(incident, "incident", status="resolved")
    Province(exchange).reply(incident, "Điện lực đã nhận tin.")
    assert a.verdicts(a.sync()) == ["conflict"]
    conflict = a.conflict(incident, "status")
    assert conflict is not None
    assert {each["value"] for each in conflict["values"]} == {"answered", "resolved"}


def test_a_commune_cannot_answer_for_the_province(enrolled: Make) -> None:
    a = enrolled("A")
    incident = a.add("incident", title="Mất điện", status="escalated")
    a.edit(incident, "incident", assignee="Tự giao")
    a.edit(incident, "incident", status="answered")
    a.add("incident_note", incident=incident, written_at="2025-11-21T08:00", text="giả", kind="reply")
    answer = a.sync()
    assert [(each.sequence, each.verdict, each.reason) for each in answer.verdicts] == [
        (each, "rejected", "province-only") for each in (2, 3, 4)]


def test_a_note_is_written_once(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    note = a.add("incident_note", incident="i", written_at="2025-11-21T08:00", text="một", kind="note")
    answer = a.sync()
    assert [(each.verdict, each.reason) for each in answer.verdicts] == [("rejected", "not-a-reference")]
    note = a.add("incident_note", incident=a.new_id(), written_at="2025-11-21T08:00", text="một", kind="note")
    a.sync_all()
    b.sync_all()
    b.edit(note, "incident_note", text="hai")
    answer = b.sync()
    assert [(each.verdict, each.reason) for each in answer.verdicts] == [("rejected", "written-once")]


def test_what_a_clerk_cannot_say_is_told_and_not_written(exchange: Exchange, enrolled: Make) -> None:
    a, province = enrolled("A"), Province(exchange)
    device = a.add()
    a.sync()
    incident = a.add("incident", title="Mất điện")
    a.sync()
    for act, code in ((lambda: province.reply(device, "x"), "unknown-incident"),
                      (lambda: province.reply("0192", "x"), "not-a-reference"),
                      (lambda: province.reply(incident, ""), "required"),
                      (lambda: province.reply(incident, "x" * 10_001), "too-long"),
                      (lambda: province.assign(incident, "x" * 201), "too-long")):
        with pytest.raises(BadInput) as caught:
            act()
        assert caught.value.code == code
    assert a.sync().feeds[FEED].rows == ()


def test_guides_are_created_changed_or_left_and_reach_the_communes(exchange: Exchange, enrolled: Make) -> None:
    province = Province(exchange)
    published = province.publish_guides([GUIDE, {**GUIDE, "key": "b", "title": "B"}], "00")
    assert (published.created, published.changed, published.same) == (2, 0, 0)
    published = province.publish_guides([GUIDE, {**GUIDE, "key": "b", "title": "B, sửa"}], "00")
    assert (published.created, published.changed, published.same) == (0, 1, 1)
    a = enrolled("A", feeds=(FEED, PROVINCE))
    a.sync_all()
    assert sorted(row["title"] for row in a.rows.values()) == ["B, sửa", "Mất mạng"]
    assert all(row["avoid"] == ["Không tự ý đổi dây"] for row in a.rows.values())
    stranger = enrolled("B", commune="00004", feeds=("c:00004", PROVINCE, "p:01"))
    assert set(stranger.sync().feeds) == {"c:00004", "p:01"}
    with pytest.raises(Refused):
        exchange.snapshot(stranger.token, PROVINCE)


def test_a_commune_writes_nothing_into_the_provinces_feed(exchange: Exchange, enrolled: Make) -> None:
    Province(exchange).publish_guides([GUIDE], "00")
    a = enrolled("A", feeds=(FEED, PROVINCE))
    a.sync_all()
    guide, = a.rows
    a.edit(guide, "guide", title="của xã")
    answer = a.sync()
    assert [(each.verdict, each.reason) for each in answer.verdicts] == [("rejected", "out_of_scope")]


def test_the_shipped_guides_can_be_published_twice(exchange: Exchange) -> None:
    province, guides = Province(exchange), read_guides(GUIDES)
    created = province.publish_guides(guides, "00").created
    assert created == len(guides) > 30
    assert province.publish_guides(guides, "00").same == created


def test_the_shipped_rules_can_be_published_and_one_of_them_changed(exchange: Exchange, enrolled: Make) -> None:
    province, rules = Province(exchange), read_rules(RULES)
    assert province.publish_rules(rules, "00").created == len(rules) > 10
    assert province.publish_rules(rules, "00").same == len(rules)
    warranty = next(each for each in rules if each["key"] == "warranty-reminder")
    later = {**warranty, "valid_from": "2027-01-01", "value": {"days": 60}}
    published = province.publish_rules([{**warranty, "value": {"days": 45}}, later], "00")
    assert (published.created, published.changed, published.same) == (1, 1, 0)
    a = enrolled("A", feeds=(FEED, PROVINCE))
    a.sync_all()
    told = {row["valid_from"]: row["value"] for row in a.rows.values() if row["key"] == "warranty-reminder"}
    assert told == {warranty["valid_from"]: {"days": 45}, "2027-01-01": {"days": 60}}


@pytest.mark.parametrize("content", ["", "{}", "[3]", '[{"key": "x"}]', '[{"key": "x", "value": 3}]', "[" * 9999])
def test_a_bad_file_of_rules_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rules.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        read_rules(file)


@pytest.mark.parametrize("content", [None, "", "guides: 3", "guides:\n  - title: x", "{", "guides: [\xff"])
def test_a_bad_file_of_guides_is_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "guides.yaml"
    if content is not None:
        file.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadInput):
        read_guides(file)


def test_which_province_is_meant_must_be_clear(exchange: Exchange) -> None:
    province = Province(exchange)
    with pytest.raises(BadInput, match="00 | 01"):
        province.province()
    assert province.province("01") == "01"
    with pytest.raises(BadInput):
        province.province("38")
