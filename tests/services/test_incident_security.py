"""Two lines that never mix: the clock of cyber security, its log, and the door that stays shut."""
from datetime import datetime

import pytest

from desktop.services import incident_contacts, incident_reporting, incident_security, record_keeping
from desktop.services.guides import shipped
from desktop.services.incident_reporting import ADDRESSEES, Entry, addressee_of, addressees_of
from desktop.services.incident_security import deadlines, left_words
from desktop.services.problem_text import problem_text
from desktop.services.problems import Refused
from desktop.store import records, undo
from desktop.store.records import Search
from tests.ui import books

NOON = datetime(2026, 11, 22, 12, 0)


@pytest.fixture
def store(tmp_path):
    made = books.a_sample_book(tmp_path / "profile")
    yield made
    made.close()


def reported(store, **entry):
    made = incident_reporting.report(store, Entry(text="nghi bị chiếm tài khoản", security=True,
                                                  category="an_ninh_mang", **entry))
    return records.get(store.read(), made.id)


def clock(store, began, **fields):
    return {each.key: each for each in deadlines(store.read(), {"type": "security", "detected_at": began, **fields},
                                                 now=NOON)}


def test_the_clock_counts_from_the_minute_of_detection(store):
    found = clock(store, "2026-11-22T09:07")
    assert (found["first"].due, found["first"].left_min) == ("2026-11-23T09:07", 21 * 60 + 7)
    assert (found["full"].due, found["full"].left_min) == ("2026-11-25T09:07", 69 * 60 + 7)
    assert left_words(found["first"]) == "còn 21 giờ 07 phút, đến 09:07 23/11/2026"
    assert left_words(found["at-once"]) == "ngay"
    assert not any(each.is_late for each in found.values())


def test_what_was_missed_is_said_to_be_late(store):
    found = clock(store, "2026-11-20T10:30")
    assert found["first"].is_late
    assert left_words(found["first"]) == "quá hạn 25 giờ 30 phút"
    assert not found["full"].is_late
    assert not found["at-once"].is_late


def test_level_and_personal_data_say_which_duties_there_are(store):
    assert set(clock(store, "2026-11-22T09:07", security_level="ordinary")) == set()
    assert set(clock(store, "2026-11-22T09:07", security_level="ordinary", personal_data=True)) == {"personal-data"}
    assert set(clock(store, "2026-11-22T09:07")) == {"at-once", "first", "full"}    # doubt counts as serious


def test_technical_incidents_and_older_days_have_no_clock(store):
    assert deadlines(store.read(), {"type": "technical", "detected_at": "2026-11-22T09:07"}, now=NOON) == []
    assert clock(store, "2026-01-02T09:00") == {}    # the rule was not in force yet


def test_what_was_sent_stands_in_the_log_and_stops_its_clock(store):
    record = reported(store)
    group = incident_security.log_sent(store, record, "Thông báo ban đầu", by="document")
    record = records.get(store.read(), record.id)
    assert (record.fields["sent_to"], record.fields["sent_by"]) == ("police", "document")
    assert record.fields["status"] == "waiting"
    duties = {each.key: each for each in incident_security.clock_of(store.read(), record, now=NOON)}
    assert duties["first"].sent_at and left_words(duties["first"]).startswith("đã gửi ")
    assert not duties["full"].sent_at
    [note] = records.page(store.read(), Search(kind="incident_note", where={"incident": record.id}))
    assert note.fields["text"].startswith("Thông báo ban đầu – đã gửi Công an, ")
    with store.write() as unit:
        undo.undo(unit, group)
    record = records.get(store.read(), record.id)
    assert "sent_to" not in record.fields
    assert not any(each.sent_at for each in incident_security.clock_of(store.read(), record, now=NOON))


def test_saving_it_as_told_to_the_police_is_the_first_line_of_the_log(store):
    record = reported(store, send_to="cong_an")
    duties = {each.key: each for each in incident_security.clock_of(store.read(), record, now=NOON)}
    assert duties["at-once"].sent_at
    assert not duties["first"].sent_at


@pytest.mark.parametrize("fields", [{"sent_to": "province_ict"}, {"status": "escalated", "sent_to": "province_ict"}])
def test_no_door_lets_it_into_the_technical_queue(store, fields):
    record = reported(store)
    with pytest.raises(Refused) as refused:
        record_keeping.save(store, "incident", record.id, fields)
    assert "chọn Báo Công an" in problem_text("incident", refused.value.problems[0])
    with pytest.raises(Refused):
        incident_reporting.move_to(store, record, "escalated")
    with pytest.raises(Refused):
        incident_reporting.tell(store, record, "so_khcn", by="chat")
    with pytest.raises(Refused):
        incident_reporting.report(store, Entry(text="thử", security=True, send_to="so_khcn"))
    with pytest.raises(Refused):
        record_keeping.save(store, "incident", None, {"title": "thử", "type": "security", "sent_to": "province_ict"})
    assert "sent_to" not in records.get(store.read(), record.id).fields


def test_what_turns_out_to_be_security_leaves_the_queue_in_one_step(store):
    made = incident_reporting.report(store, Entry(text="máy lạ lắm", send_to="so_khcn"))
    record = records.get(store.read(), made.id)
    with pytest.raises(Refused):
        record_keeping.save(store, "incident", made.id, {"type": "security"})
    incident_security.turn(store, record, to_security=True)
    record = records.get(store.read(), made.id)
    assert (record.fields["type"], record.fields["status"]) == ("security", "in_progress")
    assert "sent_to" not in record.fields
    incident_security.turn(store, record, to_security=False)
    assert records.get(store.read(), made.id).fields["type"] == "technical"


def test_other_fields_of_a_security_incident_are_edited_as_ever(store):
    record = reported(store)
    record_keeping.save(store, "incident", record.id, {"security_level": "serious", "personal_data": True,
                                                       "status": "resolved"})
    assert records.get(store.read(), record.id).fields["status"] == "resolved"


@pytest.mark.parametrize("guide", shipped().guides, ids=lambda guide: guide.key)
def test_every_guide_has_the_addressee_it_names_first(guide):
    assert guide.escalate_to and set(guide.escalate_to) <= set(ADDRESSEES)
    is_security = guide.key in incident_security.GUIDES
    assert (guide.category == incident_security.CATEGORY) <= is_security
    assert addressee_of(guide.escalate_to, security=is_security).team == (
        "cong_an" if is_security else guide.escalate_to[0])
    offered = addressees_of(guide.escalate_to, security=is_security)
    assert len({each.team for each in offered}) == len(offered)
    if is_security:
        assert not any(each.queue or each.sent_to == "province_ict" for each in offered)
    else:
        assert {each.team for each in offered} >= set(guide.escalate_to)


def test_a_party_office_goes_to_the_provincial_party_office(store):
    office = next(each for each in records.page(store.read(), Search(kind="office"))
                  if each.fields.get("body") == "party")
    made = incident_reporting.report(store, Entry(text="không vào được TSLCD", office=office.id))
    record = records.get(store.read(), made.id)
    incident_reporting.move_to(store, record, "escalated")
    record = records.get(store.read(), made.id)
    assert (record.fields["sent_to"], record.fields["status"]) == ("party_office", "waiting")
    assert addressees_of(("so_khcn", "nha_mang"), body="party")[0].team == "vp_tinh_uy"
    assert not any(each.team == "so_khcn" for each in addressees_of(("nha_mang", "so_khcn"), body="party"))
    assert {each.team for each in addressees_of(("cong_an", "so_khcn", "lanh_dao"), security=True, body="party")} == {
        "cong_an", "lanh_dao"}
    [call, *_] = incident_contacts.calls(store.read(), ["vp_tinh_uy"])
    assert call.who == "Văn phòng Tỉnh ủy"


def test_who_was_told_how_and_when_is_one_step(store):
    made = incident_reporting.report(store, Entry(text="mất mạng"))
    record = records.get(store.read(), made.id)
    group = incident_reporting.tell(store, record, "nha_mang", by="chat", at="2026-11-22T09:05")
    fields = records.get(store.read(), made.id).fields
    assert (fields["sent_to"], fields["sent_by"], fields["sent_at"], fields["status"]) == (
        "carrier", "chat", "2026-11-22T09:05", "waiting")
    incident_reporting.retime(store, records.get(store.read(), made.id), "2026-11-22T08:55")
    assert records.get(store.read(), made.id).fields["sent_at"] == "2026-11-22T08:55"
    made = incident_reporting.report(store, Entry(text="mất điện"))
    incident_reporting.tell(store, records.get(store.read(), made.id), "lanh_dao", by="phone")
    assert "sent_to" not in records.get(store.read(), made.id).fields
    [note] = records.page(store.read(), Search(kind="incident_note", where={"incident": made.id}))
    assert note.fields["text"] == "Đã báo lãnh đạo xã"
    assert group
