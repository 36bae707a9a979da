"""Who has a computer of their own, a shared one, or none: three numbers that leaders ask for."""
from datetime import date

import pytest

from desktop.services import device_norm_groups
from desktop.services.device_holding import Share, holding
from desktop.store.store import Store

DAY = date(2026, 11, 22)


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None) as store:
        yield store


def person(store, name, **fields):
    with store.write() as unit:
        return unit.create("person", {"full_name": name, "status": "active", **fields})


def computer(store, *users, **fields):
    with store.write() as unit:
        return unit.create("device", {"name": "Máy", "kind": "desktop", "status": "in_use",
                                      **{f"users.{each}": True for each in users}, **fields})


def shares(store):
    return {each.name: each.share for each in holding(store.read()).holders}


def test_each_official_has_an_own_a_shared_or_no_computer(book):
    hoa, nam, mai, son = (person(book, name) for name in ("Lê Thị Hoa", "Phạm Văn Nam", "Trần Thị Mai", "Bùi Văn Sơn"))
    computer(book, hoa)
    computer(book, hoa, nam, mai)
    with book.write() as unit:
        unit.create("device", {"name": "Máy in", "kind": "printer", f"users.{son}": True})
    found = holding(book.read())
    assert shares(book) == {"Lê Thị Hoa": Share.OWN, "Phạm Văn Nam": Share.SHARED, "Trần Thị Mai": Share.SHARED,
                            "Bùi Văn Sơn": Share.NONE}
    assert found.counts == {Share.OWN: 1, Share.SHARED: 2, Share.NONE: 1}
    assert [each.name for each in found.with_share(Share.NONE)] == ["Bùi Văn Sơn"]
    assert found.with_share(Share.SHARED)[0].others == 2


def test_who_only_answers_for_a_shared_computer_does_not_work_at_it(book):
    head, hoa = person(book, "Vi Thị Lan"), person(book, "Lê Thị Hoa")
    computer(book, hoa, custodian=head)
    assert shares(book) == {"Vi Thị Lan": Share.NONE, "Lê Thị Hoa": Share.OWN}


def test_where_no_user_is_named_the_custodian_uses_it(book):
    hoa = person(book, "Lê Thị Hoa")
    computer(book, custodian=hoa)
    assert shares(book) == {"Lê Thị Hoa": Share.OWN}


def test_who_has_left_shares_nothing_any_more(book):
    hoa, gone = person(book, "Lê Thị Hoa"), person(book, "Phạm Văn Nam", status="transferred")
    computer(book, hoa, gone)
    assert shares(book) == {"Lê Thị Hoa": Share.OWN}


def test_who_is_on_leave_still_shares_but_is_not_counted(book):
    hoa, away = person(book, "Lê Thị Hoa"), person(book, "Phạm Văn Nam", status="on_leave")
    computer(book, hoa, away)
    assert shares(book) == {"Lê Thị Hoa": Share.SHARED}


@pytest.mark.parametrize("fields", [{"status": "disposed"}, {"network": "standalone_secret"}, {"kind": "server"}])
def test_what_is_gone_secret_or_no_workplace_does_not_count(book, fields):
    hoa = person(book, "Lê Thị Hoa")
    computer(book, hoa, **fields)
    assert shares(book) == {"Lê Thị Hoa": Share.NONE}


def test_a_joined_record_stands_for_the_one_it_was_joined_to(book):
    hoa, twin, nam = person(book, "Lê Thị Hoa"), person(book, "Le Thi Hoa"), person(book, "Phạm Văn Nam")
    computer(book, twin, nam)
    computer(book, twin)
    with book.write() as unit:
        unit.edit("person", twin, {"merged_into": hoa})
        unit.edit("person", twin, {}, special="delete")
    assert shares(book) == {"Lê Thị Hoa": Share.OWN, "Phạm Văn Nam": Share.SHARED}


def test_nothing_is_said_aloud_while_too_few_computers_name_their_people(book):
    hoa = person(book, "Lê Thị Hoa")
    computer(book, hoa)
    assert holding(book.read()).is_known
    computer(book)
    assert not holding(book.read()).is_known


def test_who_answers_at_the_province_is_no_official_of_the_commune(book):
    person(book, "Lê Thị Hoa")
    clerk = person(book, "Hoàng Văn Tỉnh")
    with book.write() as unit:
        unit.db.execute("INSERT INTO provincial (record) VALUES (?)", (clerk,))
    assert shares(book) == {"Lê Thị Hoa": Share.NONE}
    assert [each.name for each in device_norm_groups.posts(book.read(), DAY)] == ["Lê Thị Hoa"]
