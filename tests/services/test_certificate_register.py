"""What leaders ask of the signatures: who has none, what ends, what nobody revoked, what carries an old name."""
from datetime import date, timedelta

import pytest

from desktop.services import certificate_register
from desktop.services.certificate_names import Standing, UnitNames, same_post
from desktop.services.certificate_register import Question
from tests.services.putting import put

DAY = date(2026, 11, 22)
UNITS = UnitNames(own="Xã Mẫu", former=("Xã Mẫu Thượng", "Xã Mẫu Hạ", "Thị trấn Phố Mẫu"))


def person(store, name, title="Chuyên viên", status="active", **more):
    return put(store, "person", full_name=name, title=title, status=status, **more)


def certificate(store, holder, days=400, **more):
    return put(store, "certificate", **{"kind": "personal", "person": holder, "status": "valid", "serial": f"0A{days}",
                                        "expires_on": (DAY + timedelta(days=days)).isoformat(), **more})


def seen(store):
    return certificate_register.register(store.read(), DAY)


def names(found):
    return [each.name for each in found]


def test_who_must_have_one_and_has_none_comes_first(book):
    certificate(book, person(book, "Bùi Văn Sơn", "Chủ tịch UBND xã"))
    person(book, "Phạm Quốc Việt", "Phó Chủ tịch UBND xã")
    person(book, "Hà Văn Pó")
    person(book, "Đặng Thị Thủy", "Văn thư", status="retired")
    found = seen(book)
    assert [(each.name, each.is_required) for each in found.lacking] == [("Phạm Quốc Việt", True), ("Hà Văn Pó", False)]
    assert found.count(Question.LACKING) == 1


@pytest.mark.parametrize(("status", "days", "lacks"), [
    ("valid", 10, False), ("valid", -1, True), ("pending", 400, False), ("revoked", 400, True), ("locked", 400, False)])
def test_an_ended_or_revoked_certificate_is_none(book, status, days, lacks):
    certificate(book, person(book, "Bùi Văn Sơn", "Chủ tịch UBND xã"), days, status=status)
    assert bool(seen(book).lacking) is lacks


def test_a_certificate_of_the_commune_is_no_signature_of_its_keeper(book):
    son = person(book, "Bùi Văn Sơn", "Chủ tịch UBND xã")
    certificate(book, son, kind="organization")
    assert names(seen(book).lacking) == ["Bùi Văn Sơn"]


def test_the_lists_of_leaders_hold_what_they_ask_and_nothing_else(book):
    here, gone = person(book, "Lê Thị Hoa"), person(book, "Vi Thị Lan", status="transferred")
    ending = certificate(book, here, 89)
    certificate(book, here, 91)
    certificate(book, here, -5)
    left = certificate(book, gone, 300)
    certificate(book, gone, -300)
    certificate(book, gone, 300, status="revoked")
    old = certificate(book, here, 200, title="Văn thư")
    asked = certificate(book, here, 95, request="renew")
    found = seen(book)
    assert {each.id for each in found.fitting(Question.EXPIRING)} == {ending, asked}
    assert [each.id for each in found.fitting(Question.LEFT)] == [left]
    assert [(each.id, each.outdated) for each in found.fitting(Question.OUTDATED)] == [(old, ("title",))]
    assert [each.id for each in found.fitting(Question.REQUESTED)] == [asked]
    assert len(found.fitting(Question.ALL)) == 8


def test_the_timeline_counts_what_ends_in_each_of_twelve_months(book):
    here = person(book, "Lê Thị Hoa")
    for days in (3, 5, 30, 400):
        certificate(book, here, days)
    certificate(book, here, 4, status="revoked")
    put(book, "certificate", person=here, status="valid", expires_on="2027-01")
    months = dict(seen(book).months())
    assert next(iter(months)) == "2026-11" and list(months)[-1] == "2027-10" and len(months) == 12
    assert (months["2026-11"], months["2026-12"], months["2027-01"], sum(months.values())) == (2, 1, 1, 4)
    assert len(seen(book).ending_in("2026-11")) == 2


@pytest.mark.parametrize(("unit", "standing"), [
    ("UBND xã Mẫu", Standing.OWN), ("Uỷ ban nhân dân Xã Mẫu", Standing.OWN),
    ("UBND Xa Mau, UBND tỉnh Mẫu", Standing.OWN),
    ("Văn phòng HĐND và UBND, UBND xã Mẫu, tỉnh Mẫu", Standing.OWN), ("UBND xã Mẫu tỉnh Mẫu", Standing.OWN),
    ("UBND xã Mẫu Thượng", Standing.FORMER), ("UBND xã Mẫu Hạ, tỉnh Mẫu", Standing.FORMER),
    ("UBND thị trấn Phố Mẫu", Standing.FORMER), ("UBND xã Mẫu, huyện Mẫu", Standing.FORMER),
    ("UBND xã Mẫu huyện Mẫu tỉnh Mẫu", Standing.FORMER), ("UBND huyện Mẫu", Standing.FORMER),
    ("Phòng Nội vụ huyện Mẫu", Standing.FORMER), ("UBND quận Ba Đình", Standing.FORMER),
    ("UBND xã Mẫu Đông", Standing.OTHER), ("UBND phường Mẫu", Standing.OTHER),
    ("UBND tỉnh Mẫu", Standing.UNSAID), ("Ban Chỉ huy quân sự", Standing.UNSAID), ("", Standing.UNSAID),
])
def test_whose_name_a_certificate_carries(unit, standing):
    assert UNITS.standing(unit) == standing


@pytest.mark.parametrize(("before", "now", "same"), [
    ("Chủ tịch UBND xã", "Chủ tịch UBND", True), ("Chủ tịch Ủy ban nhân dân xã Mẫu Thượng", "Chủ tịch UBND xã", True),
    ("Chủ tịch UBND", "Phó Bí thư, Chủ tịch UBND xã", True), ("Phó Bí thư kiêm Chủ tịch UBND", "Chủ tịch UBND", False),
    ("Phó Chủ tịch UBND xã", "Chủ tịch UBND xã", False), ("Chuyên viên", "Trưởng phòng", False),
    ("Văn thư", "Văn thư - lưu trữ", True), ("", "Chủ tịch", True), ("Chuyên viên", "", True),
    ("Công chức Tư pháp – Hộ tịch", "Công chức tư pháp - hộ tịch", True)])
def test_a_post_is_the_same_however_it_is_written(before, now, same):
    assert same_post(before, now) is same
