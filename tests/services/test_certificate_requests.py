"""Requests are made where law and state allow it, answered with what follows, and taken back in one step."""
from datetime import date, timedelta

import pytest

from desktop.services import certificate_register, certificate_requests, record_keeping
from desktop.services.certificate_requests import Paper
from desktop.services.problems import Refused
from desktop.store import records
from tests.services.putting import put

DAY = date(2026, 11, 22)


def ends(days):
    return (DAY + timedelta(days=days)).isoformat()


def held(store, days=400, holder_status="active", **more):
    holder = put(store, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status=holder_status)
    return put(store, "certificate", **{"kind": "personal", "person": holder, "status": "valid", "serial": "0A01",
                                        "expires_on": ends(days), **more})


def entry(store, record):
    return certificate_register.register(store.read(), DAY).entry(record)


def fields(store, record):
    return dict(records.get(store.read(), record).fields)


@pytest.mark.parametrize(("days", "more", "may", "instead"), [
    (60, {}, True, ""), (59, {}, False, "issue"), (0, {}, False, "issue"), (-1, {}, False, "issue"),
    (400, {"renewals": 1}, False, "issue"), (400, {"renewals": 0}, True, ""),
    (400, {"status": "locked"}, False, "recover"), (400, {"status": "lost"}, False, "revoke"),
    (400, {"status": "revoked"}, False, "issue"), (400, {"status": "pending"}, False, ""),
    (400, {"holder_status": "retired"}, False, "revoke"), (400, {"request": "change"}, False, ""),
    (400, {"expires_on": "2027-11"}, False, ""), (400, {"expires_on": None}, False, ""),
])
def test_renewal_is_asked_for_while_enough_days_are_left_and_once(book, days, more, may, instead):
    record = held(book, days, **more)
    figures = certificate_register.register(book.read(), DAY).figures
    judged = certificate_requests.verdict(entry(book, record), "renew", DAY, figures)
    assert (judged.may, judged.instead, bool(judged.why)) == (may, instead, not may)


LEGAL = {
    "valid": {"renew", "change", "revoke", "recover", "issue"}, "locked": {"recover", "revoke", "issue"},
    "lost": {"revoke", "issue"}, "pending": {"issue"}, "revoked": {"issue"}, "expired": {"issue"},
}


@pytest.mark.parametrize("status", LEGAL)
@pytest.mark.parametrize("request_", certificate_requests.REQUESTS)
def test_each_state_allows_its_requests_and_no_others(book, status, request_):
    record = held(book, status=status, serial=None)
    asked = certificate_requests.ask(book, request_, DAY, certificates=[record])
    assert (asked.count == 1) is (request_ in LEGAL[status])
    assert len(asked.left_out) == (request_ not in LEGAL[status])


def test_several_are_asked_for_in_one_step_and_the_number_comes_later(book):
    ids = [held(book, 100 + at, serial=f"0A0{at}") for at in range(3)] + [held(book, 10)]
    asked = certificate_requests.ask(book, "renew", DAY, certificates=ids, paper=Paper(sent_on="2026-11-22"))
    assert asked.count == 3 and [name for name, _ in asked.left_out] == ["Lê Thị Hoa"]
    assert "request_document" not in fields(book, ids[0])
    certificate_requests.number(book, ids, Paper(document="15/UBND-VP"))
    assert [fields(book, each).get("request_document") for each in ids] == ["15/UBND-VP"] * 3 + [None]
    assert fields(book, ids[0])["request_sent_on"] == "2026-11-22"
    record_keeping.undo_last(book)
    record_keeping.undo_last(book)
    assert all("request" not in fields(book, each) for each in ids)


def test_a_first_certificate_is_asked_for_people_who_have_none(book):
    has = held(book)
    pa = put(book, "person", full_name="Hà Văn Pó", title="Chuyên viên", status="active")
    hoa = fields(book, has)["person"]
    asked = certificate_requests.ask(book, "issue", DAY, people=[pa, hoa])
    assert asked.count == 1 and asked.left_out[0][0] == "Lê Thị Hoa"
    made = fields(book, asked.made[0])
    assert (made["status"], made["request"], made["person"], made["unit_name"], made["holder_name"]) == (
        "pending", "issue", pa, "UBND xã Mẫu", "Hà Văn Pó")
    assert certificate_requests.ask(book, "issue", DAY, people=[pa]).count == 0


def test_a_record_that_waits_without_a_request_is_asked_for_itself(book):
    waiting = held(book, status="pending", serial=None, expires_on=None)
    asked = certificate_requests.ask(book, "issue", DAY, certificates=[waiting], paper=Paper(document="1/VP"))
    assert (asked.count, asked.made) == (1, ())
    assert (fields(book, waiting)["request"], fields(book, waiting)["request_document"]) == ("issue", "1/VP")
    assert certificate_requests.ask(book, "issue", DAY, certificates=[waiting]).count == 0


def test_a_new_one_in_place_of_an_old_one_has_todays_names_and_leaves_the_old_alone(book):
    old = held(book, 20, unit_name="UBND xã Mẫu Thượng", title="Văn thư", carrier="token", carrier_number="77")
    before = fields(book, old)
    [made] = certificate_requests.ask(book, "issue", DAY, certificates=[old]).made
    new = fields(book, made)
    assert fields(book, old) == before
    assert (new["title"], new["unit_name"], new["carrier"]) == ("Chuyên viên", "UBND xã Mẫu", "token")
    assert "serial" not in new and "carrier_number" not in new and "expires_on" not in new


@pytest.mark.parametrize(("request_", "start", "after"), [
    ("renew", {"expires_on": "2027-03-01"}, {"status": "valid", "expires_on": "2030-03-01", "renewals": 1}),
    ("change", {"unit_name": "UBND xã Mẫu Hạ", "title": "Kế toán"},
     {"unit_name": "UBND xã Mẫu", "title": "Chuyên viên", "holder_name": "Lê Thị Hoa"}),
    ("revoke", {}, {"status": "revoked", "revoked_on": "2026-11-22"}),
    ("recover", {"status": "locked"}, {"status": "valid"}),
])
def test_a_granted_request_changes_what_it_asked_for(book, request_, start, after):
    record = held(book, **start)
    assert certificate_requests.ask(book, request_, DAY, certificates=[record]).count == 1
    register = certificate_register.register(book.read(), DAY)
    values = certificate_requests.answer_proposed(register.entry(record), DAY, register)
    certificate_requests.answer(book, record, "2026-11-22", values)
    now = fields(book, record)
    assert {key: now.get(key) for key in after} == after
    assert now["request_answered_on"] == "2026-11-22" and entry(book, record).state.request == ""
    record_keeping.undo_last(book)
    assert entry(book, record).state.request == request_


def test_an_issued_certificate_gets_five_years_to_correct(book):
    pa = put(book, "person", full_name="Hà Văn Pó", status="active")
    [made] = certificate_requests.ask(book, "issue", DAY, people=[pa]).made
    register = certificate_register.register(book.read(), DAY)
    values = certificate_requests.answer_proposed(register.entry(made), DAY, register)
    assert (values["valid_from"], values["expires_on"], values["status"]) == ("2026-11-22", "2031-11-22", "valid")
    assert certificate_requests.doubts("issue", {**values, "expires_on": "2031-11-23"}, {}, register.figures)
    assert not certificate_requests.doubts("issue", values, {}, register.figures)
    with pytest.raises(Refused):
        certificate_requests.answer(book, made, "2026-11-22", {**values, "expires_on": "2026-11-01"})
    with pytest.raises(Refused):
        certificate_requests.answer(book, made, "2026-11-22", {**values, "status": "locked"})


def test_a_request_that_was_sent_back_is_over_and_says_why(book):
    record = held(book, note="Giữ ở két")
    certificate_requests.ask(book, "renew", DAY, certificates=[record])
    certificate_requests.turn_down(book, record, "2026-11-25", "Sai mẫu")
    assert fields(book, record)["note"] == "Giữ ở két\n25/11/2026: đề nghị bị trả lại. Sai mẫu"
    assert entry(book, record).state.words == "Đang hiệu lực"


def test_a_request_is_withdrawn_and_what_was_made_for_it_goes_to_the_trash(book):
    record, pa = held(book), put(book, "person", full_name="Hà Văn Pó", status="active")
    certificate_requests.ask(book, "renew", DAY, certificates=[record])
    [made] = certificate_requests.ask(book, "issue", DAY, people=[pa]).made
    assert certificate_requests.withdraw(book, [record, made]).count == 2
    assert records.get(book.read(), made).deleted and "request" not in fields(book, record)
    record_keeping.undo_last(book)
    assert not records.get(book.read(), made).deleted and fields(book, record)["request"] == "renew"


@pytest.mark.parametrize(("more", "wanted"), [
    ({"days": 300}, ""), ({"days": 80}, "renew"), ({"days": 40}, "issue"), ({"days": -4}, "issue"),
    ({"days": 80, "renewals": 1}, "issue"), ({"days": 300, "holder_status": "retired"}, "revoke"),
    ({"days": -4, "holder_status": "retired"}, ""), ({"status": "locked"}, "recover"), ({"status": "lost"}, "revoke"),
    ({"title": "Văn thư"}, "change"), ({"request": "renew"}, ""), ({"status": "pending"}, "issue")])
def test_what_is_to_be_asked_for_is_proposed(book, more, wanted):
    record = held(book, **more)
    figures = certificate_register.register(book.read(), DAY).figures
    assert certificate_requests.proposed(entry(book, record), DAY, figures) == wanted
