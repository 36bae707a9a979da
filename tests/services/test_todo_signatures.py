"""Signatures on the first page: each threshold reminds once, who must sign and cannot, and the one who signs alone."""
from datetime import date, datetime, timedelta

import pytest

from desktop.services.todo import putting_off
from desktop.services.todo import today as page
from desktop.services.value_text import VIETNAM
from tests.services.putting import put

END = date(2027, 3, 1)


def seen(store, day=date(2026, 11, 21)):
    return page.today(store.read(), store.profile, now=datetime(day.year, day.month, day.day, 10, tzinfo=VIETNAM))


def tasks(store, day=date(2026, 11, 21)):
    return {task.key: task for task in seen(store, day).tasks}


def a_certificate(store, **fields):
    return put(store, "certificate", title="UBND xã", kind="organization", status="valid", **fields)


@pytest.mark.parametrize(("days", "title"), [
    (91, None), (90, "1 chứng thư chữ ký số hết hạn trong 90 ngày tới"),
    (61, "1 chứng thư chữ ký số hết hạn trong 90 ngày tới"), (60, "1 chứng thư chữ ký số hết hạn trong 60 ngày tới"),
    (30, "1 chứng thư chữ ký số hết hạn trong 30 ngày tới"), (8, "1 chứng thư chữ ký số hết hạn trong 30 ngày tới"),
    (7, "1 chứng thư chữ ký số hết hạn trong 7 ngày tới"), (1, "1 chứng thư chữ ký số hết hạn trong 7 ngày tới"),
    (0, "1 chứng thư chữ ký số hết hạn hôm nay")])
def test_a_certificate_is_reminded_of_from_each_threshold_on(book, days, title):
    a_certificate(book, expires_on=END.isoformat())
    told = tasks(book, END - timedelta(days=days)).get("certificates-ending")
    assert (told.title if told else None) == title


def test_it_has_expired_the_day_after_its_last(book):
    a_certificate(book, expires_on=END.isoformat())
    told = tasks(book, END + timedelta(days=1))
    assert told["certificates-ended"].title == "1 chứng thư chữ ký số đã hết hạn"
    assert "certificates-ending" not in told


def test_acting_at_one_threshold_is_enough_until_the_next(book):
    a_certificate(book, expires_on=END.isoformat())
    at_60 = END - timedelta(days=55)
    putting_off.reminded(book, tasks(book, at_60)["certificates-ending"])
    assert tasks(book, at_60) == {}
    [left] = seen(book, at_60).left
    assert left.until == (END - timedelta(days=30)).isoformat()
    assert tasks(book, END - timedelta(days=31)) == {}
    assert "certificates-ending" in tasks(book, END - timedelta(days=30))


def test_an_expired_one_that_was_reminded_of_is_silent_until_its_date_changes(book):
    certificate = a_certificate(book, expires_on="2026-10-01")
    putting_off.reminded(book, tasks(book)["certificates-ended"])
    assert tasks(book) == {}
    assert tasks(book, date(2027, 10, 1)) == {}
    with book.write() as unit:
        unit.edit("certificate", certificate, {"expires_on": "2026-12-01"})
    assert "certificates-ending" in tasks(book)


def test_a_reminder_can_be_brought_back(book):
    a_certificate(book, expires_on="2026-12-20")
    putting_off.reminded(book, tasks(book)["certificates-ending"])
    [left] = seen(book).left
    putting_off.bring_back(book, left.keys)
    assert "certificates-ending" in tasks(book)


def test_what_was_renewed_asked_for_or_left_with_its_holder_reminds_of_nothing(book):
    son = put(book, "person", full_name="Bùi Văn Sơn", status="active")
    gone = put(book, "person", full_name="Lò Thị Di", status="retired")
    for on in ("2026-12-01", "2029-12-01"):
        put(book, "certificate", person=son, expires_on=on, status="valid", kind="personal")
    put(book, "certificate", person=gone, expires_on="2026-12-01", status="valid", kind="personal")
    a_certificate(book, expires_on="2026-12-20", request="renew", request_sent_on="2026-11-10")
    a_certificate(book, expires_on="2026-12-20", provider="VNPT-CA")
    put(book, "certificate", title="Đã thu hồi", expires_on="2026-11-25", status="revoked")
    told = tasks(book)["certificates-ending"]
    assert told.title.startswith("1 ")
    assert told.detail == "UBND xã (20/12/2026)"


def test_a_request_under_way_does_not_silence_the_last_week(book):
    a_certificate(book, expires_on="2026-12-20", request="renew", request_sent_on="2026-11-10")
    assert tasks(book, date(2026, 12, 12)) == {}
    assert "certificates-ending" in tasks(book, date(2026, 12, 13))


# -- who must sign -----------------------------------------------------------------------------------

def people(store, *named):
    return {name: put(store, "person", full_name=name, status="active", title=title, duties=duties)
            for name, title, duties in named}


def signs(store, person, **fields):
    return put(store, "certificate", person=person, kind="personal",
               **({"status": "valid", "expires_on": "2029-01-01"} | fields))


def test_nobody_lacks_a_signature_before_the_register_is_begun(book):
    people(book, ("Đặng Thị Thủy", "Chủ tịch UBND", []))
    assert tasks(book) == {}


def test_who_must_sign_by_title_or_duty_and_cannot_is_named(book):
    who = people(book, ("Đặng Thị Thủy", "Chủ tịch UBND", []), ("Quách Văn Ứng", "Phó Chủ tịch UBND", []),
                 ("Lê Thị Hoa", "Chuyên viên", ["văn thư"]), ("Hà Văn Pó", "Chuyên viên", ["CNTT"]))
    signs(book, who["Đặng Thị Thủy"])
    signs(book, who["Lê Thị Hoa"], status="pending", expires_on=None)
    task = tasks(book)["no-signature"]
    assert task.title == "1 cán bộ cần ký chưa có chữ ký số"
    assert (task.detail, task.target.id) == ("Quách Văn Ứng", who["Quách Văn Ứng"])


def test_a_locked_token_leaves_its_holder_without_a_signature(book):
    who = people(book, ("Đặng Thị Thủy", "Chủ tịch UBND", []))
    certificate = signs(book, who["Đặng Thị Thủy"])
    assert "no-signature" not in tasks(book)
    with book.write() as unit:
        unit.edit("certificate", certificate, {"status": "locked"})
    assert tasks(book)["no-signature"].detail == "Đặng Thị Thủy"


def test_papers_that_one_person_alone_can_sign_are_a_risk(book):
    who = people(book, ("Đặng Thị Thủy", "Chủ tịch UBND", []), ("Quách Văn Ứng", "Phó Chủ tịch UBND", []))
    signs(book, who["Đặng Thị Thủy"])
    task = tasks(book)["single-signer"]
    assert (task.title, task.detail) == ("Lãnh đạo UBND: chỉ một người ký được", "Đặng Thị Thủy")
    signs(book, who["Quách Văn Ứng"])
    assert "single-signer" not in tasks(book)


@pytest.mark.parametrize(("first", "second", "group"), [
    ("Bí thư Đảng ủy", "Phó Bí thư Thường trực Đảng ủy", "Lãnh đạo Đảng ủy"),
    ("Chủ tịch HĐND xã", "Phó Chủ tịch Thường trực HĐND xã", "Lãnh đạo HĐND"),
    ("Chủ tịch Ủy ban MTTQ Việt Nam xã", "Phó Chủ tịch Ủy ban MTTQ", "Lãnh đạo Ủy ban MTTQ"),
    ("Chủ tịch UBND xã", "Phó Chủ tịch Thường trực UBND xã", "Lãnh đạo UBND"),
])
def test_each_body_has_its_own_signers(book, first, second, group):
    """TM. / KT.: the papers of a body are signed by its own leaders, not by those of another one."""
    who = people(book, ("Đặng Thị Thủy", first, []))
    signs(book, who["Đặng Thị Thủy"])
    if group != "Lãnh đạo UBND":
        assert "single-signer" not in tasks(book), "of one known leader nobody can tell who stands in"
    who |= people(book, ("Quách Văn Ứng", second, []))
    task = tasks(book)["single-signer"]
    assert (task.title, task.detail) == (f"{group}: chỉ một người ký được", "Đặng Thị Thủy")
    signs(book, who["Quách Văn Ứng"])
    assert "single-signer" not in tasks(book)


def test_the_youth_union_is_no_party_committee(book):
    who = people(book, ("Đặng Thị Thủy", "Bí thư Đoàn xã", []), ("Quách Văn Ứng", "Phó Bí thư Đoàn xã", []))
    signs(book, who["Đặng Thị Thủy"])
    assert "single-signer" not in tasks(book)


def test_no_risk_is_called_while_most_of_the_register_is_not_written(book):
    who = people(book, ("Đặng Thị Thủy", "Chủ tịch UBND", []), ("Quách Văn Ứng", "Phó Chủ tịch UBND", []),
                 ("Lê Thị Hoa", "Trưởng phòng", []))
    signs(book, who["Đặng Thị Thủy"])
    assert "single-signer" not in tasks(book)


def test_of_a_month_alone_nobody_is_told_that_it_ends_today_and_its_end_is_told(book):
    a_certificate(book, expires_on="2027-03")
    told = tasks(book, date(2027, 3, 20))["certificates-ending"]
    assert told.title == "1 chứng thư chữ ký số đến hạn, chưa ghi rõ ngày"
    putting_off.reminded(book, told)
    assert tasks(book, date(2027, 3, 31)) == {}
    assert tasks(book, date(2027, 4, 1))["certificates-ended"].title == "1 chứng thư chữ ký số đã hết hạn"
