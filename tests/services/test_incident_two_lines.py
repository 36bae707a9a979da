"""No door leads a cyber security incident into the technical queue: not a command, not undo, not two PCs."""
import pytest

from desktop.services import conflict_settling, incident_reporting, incident_security, record_keeping, undoing
from desktop.services.incident_reporting import Entry
from desktop.services.problems import Refused
from desktop.services.todo.incidents_due import tasks
from desktop.services.value_text import instant
from desktop.store import overview, records, setting, visible
from protocol.incident_lines import in_wrong_queue
from tests.ui import books

SECURITY = {"title": "thư lạ đòi tiền", "type": "security", "category": "an_ninh_mang"}
QUEUED = {"sent_to": "province_ict", "status": "escalated"}


@pytest.fixture
def store(tmp_path):
    made = books.a_sample_book(tmp_path / "profile")
    yield made
    made.close()


def put(store, fields, record=None):
    return record_keeping.save(store, "incident", record, fields).id


def fields_of(store, record):
    return records.get(store.read(), record).fields


@pytest.mark.parametrize("mark", [{"category": "an_ninh_mang"}, {"security_group": "malware"},
                                  {"security_level": "serious"}])
def test_a_mark_of_cyber_security_brings_the_line_with_it(store, mark):
    with pytest.raises(Refused):
        put(store, {"title": "tệp lạ", **QUEUED, **mark})
    made = put(store, {"title": "tệp lạ", **mark})
    assert fields_of(store, made)["type"] == "security"
    assert made in overview.security_incidents(store.read(), 100)
    with pytest.raises(Refused):
        incident_reporting.move_to(store, records.get(store.read(), made), "escalated")


def test_who_says_that_it_is_technical_is_believed(store):
    made = put(store, {"title": "quét vi-rút định kỳ", "type": "technical", "category": "an_ninh_mang", **QUEUED})
    assert fields_of(store, made)["sent_to"] == "province_ict"


def test_passed_on_to_nobody_named_is_the_technical_queue_too(store):
    made = put(store, SECURITY)
    with pytest.raises(Refused):
        put(store, {"status": "escalated"}, made)
    put(store, {"status": "escalated", "sent_to": "police"}, made)    # a sheet says "đã chuyển Công an"


def test_a_category_corrected_later_is_refused_while_support_has_it(store):
    made = put(store, {"title": "máy lạ lắm", "type": "technical", **QUEUED})
    with pytest.raises(Refused):
        put(store, {"category": "an_ninh_mang"}, made)
    incident_security.turn(store, records.get(store.read(), made), to_security=True)
    put(store, {"category": "an_ninh_mang"}, made)
    assert fields_of(store, made)["status"] == "in_progress"


def test_a_colleagues_undo_does_not_bring_it_back_to_support(store):
    made = incident_reporting.report(store, Entry(text="máy lạ lắm", send_to="so_khcn")).id
    put(store, {"sent_to": None, "status": "in_progress"}, made)
    first, other = setting.text(store.read(), setting.WHO), books.person_named(store.read(), "Lê Thị Hoa")
    with store.write() as unit:
        unit.set_setting(setting.WHO, other)
    put(store, {"type": "security"}, made)
    with store.write() as unit:
        unit.set_setting(setting.WHO, first)
    told = undoing.undo_step(store)
    assert told is not None and told.refused_words
    assert not in_wrong_queue(fields_of(store, made))


def merged_halves(store):
    """Return an incident that this PC sent to support while another called it cyber security."""
    made = incident_reporting.report(store, Entry(text="máy lạ lắm", send_to="so_khcn")).id
    with store.write() as unit:
        visible.write(unit.db, "incident", made, {"type": "security"}, rv=9, row_rv=9, changes=unit.changes)
    assert in_wrong_queue(fields_of(store, made))
    return made


def test_halves_of_two_pcs_are_said_and_mended_by_telling_the_police(store):
    made = merged_halves(store)
    assert made not in {row[0] for row in overview.waiting_incidents(store.read(), 100)}
    [task] = [each for each in tasks(store.read(), instant(store.clock())) if each.target.id == made]
    assert task.detail.startswith("đang ghi đã gửi hỗ trợ kỹ thuật: báo Công an")
    put(store, {"note": "đã rút dây mạng"}, made)
    incident_security.log_sent(store, records.get(store.read(), made), "Thông báo ban đầu", by="phone")
    assert not in_wrong_queue(fields_of(store, made))


def test_choosing_between_two_pcs_words_leaves_it_out_of_the_queue(store):
    made = incident_reporting.report(store, Entry(text="máy lạ lắm", send_to="so_khcn")).id
    conflict = books.add_conflict(store, made, "type", "technical", "security")
    conflict_settling.settle(store, conflict, "security")
    assert not in_wrong_queue(fields_of(store, made)) and "sent_to" not in fields_of(store, made)
    undoing.undo_step(store)
    assert (fields_of(store, made)["type"], fields_of(store, made)["sent_to"]) == ("technical", "province_ict")
    made = put(store, SECURITY)
    conflict = books.add_conflict(store, made, "sent_to", "police", "province_ict")
    with pytest.raises(Refused):
        conflict_settling.settle(store, conflict, "province_ict")
    conflict_settling.settle(store, conflict, "police")
