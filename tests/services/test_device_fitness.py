"""For which work a computer is fit: certain or not said, with the reason in plain words."""
from datetime import date

import pytest

from desktop.services import device_fitness
from desktop.services.device_fitness import Level, rate
from desktop.store import bulk
from desktop.store.bulk import NewRecord
from desktop.store.store import Store

DAY = date(2026, 11, 21)
GOOD = {"kind": "desktop", "ram_gb": 8, "disk": "SSD 256GB", "os": "Windows 11 Pro", "in_use_year": 2022}


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None) as store:
        yield store


@pytest.fixture
def known(book):
    return device_fitness.standards(book.read(), DAY)


def put(store, **fields):
    with store.write() as unit:
        return unit.create("device", {"name": "Máy", "kind": "desktop", "status": "in_use", **fields})


@pytest.mark.parametrize(("changed", "level", "reasons", "missing"), [
    ({}, Level.MEETING, (), ()),
    ({"ram_gb": 4}, Level.SOFTWARE, ("RAM 4 GB, cần 8 GB",), ()),
    ({"disk": "HDD 500 GB"}, Level.SOFTWARE, ("ổ HDD, cần SSD",), ()),
    ({"ram_gb": 4, "disk": "hdd 1TB", "in_use_year": 2017}, Level.SOFTWARE,
     ("RAM 4 GB, cần 8 GB", "ổ HDD, cần SSD", "dùng từ năm 2017, quá 8 năm"), ()),
    ({"os": "Windows 7"}, Level.WRITE, ("Windows 7 hết hỗ trợ từ 14/01/2020",), ()),
    ({"os": "Win 10 Pro 64-bit"}, Level.WRITE, ("Windows 10 hết hỗ trợ từ 14/10/2025",), ()),
    ({"in_use_year": 2015}, Level.WRITE, ("dùng từ năm 2015, quá 10 năm",), ()),
    ({"ram_gb": 1}, Level.UNFIT, ("RAM 1 GB, cần 2 GB",), ()),
    ({"ram_gb": None}, Level.UNKNOWN, (), ("dung lượng RAM",)),
    ({"disk": None}, Level.UNKNOWN, (), ("loại ổ cứng (SSD hay HDD)",)),
    ({"disk": "500GB SATA"}, Level.UNKNOWN, (), ("loại ổ cứng (SSD hay HDD)",)),
    ({"os": "Windows"}, Level.UNKNOWN, (), ("hệ điều hành",)),
    ({"in_use_year": None, "os": None}, Level.UNKNOWN, (), ("hệ điều hành", "năm sử dụng")),
    ({"in_use_year": None, "acquired_on": "2022-05"}, Level.MEETING, (), ()),
    ({"network": "standalone_secret", "os": "Windows XP"}, Level.WRITE,
     ("máy độc lập soạn thảo văn bản mật, không nối mạng",), ()),
])
def test_a_level_is_given_where_it_is_certain_with_why_no_further(known, changed, level, reasons, missing):
    found = rate({**GOOD, **changed}, known)
    assert (found.level, found.reasons, found.missing) == (level, reasons, missing)


def test_what_is_certain_is_told_although_the_level_is_not(known):
    found = rate({**GOOD, "disk": None}, known)
    assert (found.level, found.at_least) == (Level.UNKNOWN, Level.SOFTWARE)
    barred = rate({**GOOD, "disk": None, "ram_gb": 4}, known)
    assert (barred.level, barred.reasons) == (Level.SOFTWARE, ("RAM 4 GB, cần 8 GB",))
    unsure = rate({**GOOD, "ram_gb": None, "os": "win7"}, known)
    assert (unsure.level, unsure.missing) == (Level.UNKNOWN, ("dung lượng RAM",))
    assert unsure.reasons == ("Windows 7 hết hỗ trợ từ 14/01/2020",)


@pytest.mark.parametrize(("os", "name"), [
    ("Windows 7", "Windows 7"), ("win7 pro", "Windows 7"), ("Microsoft Windows 8.1 Single Language", "Windows 8.1"),
    ("Windows 8", "Windows 8"), ("WinXP SP3", "Windows XP"), ("XP", "Windows XP"), ("W10", "Windows 10"),
    ("Windows 10 Pro 22H2", "Windows 10"), ("Windows 10 LTSC 2021", "Windows 10 Enterprise LTSC 2021"),
    ("Windows 10 Enterprise LTSC 2019", "Windows 10 Enterprise LTSC 2019"),
    ("Windows 11", ""), ("Ubuntu 22.04", ""), ("Windows", ""), ("", ""),
])
def test_a_system_is_known_however_it_is_written(known, os, name):
    found = device_fitness.support_end(os, known)
    assert (found.name if found else "") == name


def test_a_system_is_in_support_until_its_day_and_that_day_too(book):
    ten = {**GOOD, "os": "Windows 10"}
    for day, level in ((date(2025, 10, 14), Level.MEETING), (date(2025, 10, 15), Level.WRITE)):
        assert rate(ten, device_fitness.standards(book.read(), day)).level is level


def test_the_province_may_ask_for_more(book):
    with book.write() as unit:
        unit.create("rule", {"key": "minimum-configuration", "topic": "Cấu hình", "valid_from": "2026-01-01",
                             "value": {"write": {"ram_gb": 4}, "software": {"ram_gb": 16}}})
    known = device_fitness.standards(book.read(), DAY)
    assert rate(GOOD, known).reasons == ("RAM 8 GB, cần 16 GB",)
    assert rate({**GOOD, "ram_gb": 16}, known).level is Level.SOFTWARE


def test_a_tablet_has_no_disk_to_ask_for(known):
    assert rate({**GOOD, "kind": "tablet", "disk": None, "os": "Android 14"}, known).level is Level.MEETING


def test_all_computers_are_counted_and_the_gone_are_left_out(book):
    put(book, **GOOD)
    put(book, **GOOD, name="Hai")
    seven = put(book, **{**GOOD, "os": "Windows 7", "in_use_year": 2010, "name": "Máy cũ"})
    put(book, kind="laptop")
    put(book, kind="printer")
    put(book, kind="server", ram_gb=1)
    put(book, **{**GOOD, "status": "disposed"})
    found = device_fitness.summary(book.read(), DAY)
    assert found.computers == 4
    assert found.by_level == {Level.MEETING: 2, Level.WRITE: 1, Level.UNKNOWN: 1}
    assert (found.out_of_support, found.over_age) == (1, 1)
    count, [first] = device_fitness.unsupported(book.read(), DAY)
    assert (count, first.id, first.system, first.until) == (1, seven, "Windows 7", "2020-01-14")


def test_ten_thousand_computers_are_judged_by_their_few_specifications(book):
    with book.write() as unit:
        bulk.create_many(unit, [NewRecord("device", unit.new_id(), {
            **GOOD, "name": f"Máy {at}", "ram_gb": (2, 4, 8, 16)[at % 4], "status": "in_use"})
            for at in range(10_000)], group="made", search_later=True)
    found = device_fitness.summary(book.read(), DAY)
    assert found.by_level == {Level.WRITE: 2500, Level.SOFTWARE: 2500, Level.MEETING: 5000}
