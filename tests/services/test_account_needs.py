"""Who needs which system: by title and duties, in the commune's own words before the province's."""
from datetime import date

import pytest

from desktop.services import account_matrix, account_needs
from desktop.services.account_catalogue import save_required
from desktop.services.account_needs import Needs
from desktop.store import access
from tests.ui import books

DAY = date(2026, 11, 22)


@pytest.fixture
def store(tmp_path):
    made = books.an_empty_book(tmp_path / "book")
    yield made
    made.close()


def a_person(unit, name, title="", duties=(), **fields):
    flat = {"full_name": name, "status": "active", **fields}
    if title:
        flat["title"] = title
    if duties:
        flat["duties"] = list(duties)
    return unit.create("person", flat)


def meant(store, words):
    people = access.people(store.read())
    names = {person.id: person.name for person in people}
    return sorted(names[each] for each in Needs(people).meant_by(words))


@pytest.fixture
def staff(store):
    with store.write() as unit:
        leaders = unit.create("office", {"name": "Lãnh đạo Đảng ủy, HĐND, UBND", "type": "leadership"})
        centre = unit.create("office", {"name": "Trung tâm Phục vụ hành chính công", "aliases": ["một cửa"]})
        a_person(unit, "Bùi Văn Sơn", "Chủ tịch UBND xã", office=leaders)
        a_person(unit, "Lê Thị Hoa", "Chuyên viên", ["tư pháp – hộ tịch", "chứng thực"])
        a_person(unit, "Trần Thị Mai", "Chuyên viên", office=centre)
        a_person(unit, "Ngân Thị Hiền", "Kế toán")
        a_person(unit, "Vi Thị Lan", "Chuyên viên", ["văn thư"], status="retired")
    return store


def test_a_duty_is_met_without_accents_and_with_another_dash(staff):
    assert meant(staff, "Tu phap - ho tich") == ["Lê Thị Hoa"]


def test_a_title_that_holds_the_words_is_meant(staff):
    assert meant(staff, "chủ tịch") == ["Bùi Văn Sơn"]
    assert meant(staff, "kế toán") == ["Ngân Thị Hiền"]
    assert meant(staff, "toán") == ["Ngân Thị Hiền"]
    assert meant(staff, "toá") == []    # half a word is no word


def test_leaders_are_meant_by_their_office_or_their_title(staff):
    assert meant(staff, "lãnh đạo") == ["Bùi Văn Sơn"]


def test_an_office_is_meant_only_by_its_whole_name_or_an_alias(staff):
    assert meant(staff, "một cửa") == ["Trần Thị Mai"]
    assert meant(staff, "hành chính công") == []


@pytest.mark.parametrize("words", ["tất cả", "Mọi cán bộ", "Tất cả cán bộ, công chức"])
def test_everybody_who_works_here_is_meant_and_nobody_who_left(staff, words):
    assert meant(staff, words) == ["Bùi Văn Sơn", "Lê Thị Hoa", "Ngân Thị Hiền", "Trần Thị Mai"]


def test_only_what_somebody_said_is_missing(staff):
    """1. A system for everybody, nothing reviewed. 2. One person is said to lack it."""
    with staff.write() as unit:
        system = unit.create("system", {"name": "Thư công vụ", "required_for": ["mọi cán bộ"]})
    before = account_needs.needs_summary(staff.read())
    assert (before.needed, before.have, before.reviewed, before.systems_reviewed) == (4, 0, 0, 0)
    assert account_needs.missing(staff.read()) == []
    with staff.write() as unit:
        hoa = books.person_named(unit.db, "Lê Thị Hoa")
        unit.create("account", {"person": hoa, "system": system, "status": "missing"})
    assert [each.name for each in account_needs.missing(staff.read())] == ["Lê Thị Hoa"]
    assert account_needs.needs_summary(staff.read()).reviewed == 1


def test_where_nobody_said_who_needs_it_every_cell_waits_to_be_reviewed(staff):
    with staff.write() as unit:
        unit.create("system", {"name": "Phần mềm lạ"})
    matrix = account_matrix.read(staff.read(), DAY)
    assert {row[0].state for row in matrix.cells} == {"unreviewed"}
    assert not matrix.systems[0].is_known
    assert account_needs.needs_summary(staff.read()).needed == 0


def test_who_does_not_need_it_gets_a_dash_unless_an_account_is_known(staff):
    with staff.write() as unit:
        system = unit.create("system", {"name": "Hộ tịch", "required_for": ["tư pháp – hộ tịch"]})
        mai = books.person_named(unit.db, "Trần Thị Mai")
        unit.create("account", {"person": mai, "system": system, "status": "in_use"})
    matrix = account_matrix.read(staff.read(), DAY)
    states = {person.name: row[0].state for person, row in zip(matrix.people, matrix.cells, strict=True)}
    assert states == {"Bùi Văn Sơn": "not_needed", "Lê Thị Hoa": "unreviewed", "Ngân Thị Hiền": "not_needed",
                      "Trần Thị Mai": "in_use"}


def test_the_communes_own_words_hold_before_the_provinces(staff):
    """1. The province says văn thư. 2. The commune says kế toán: kept beside, the province's record unchanged."""
    with staff.write() as unit:
        system = unit.create("system", {"name": "Trục văn bản", "required_for": ["chủ tịch"]})
        unit.db.execute("INSERT INTO provincial (record) VALUES (?)", (system,))
    group = save_required(staff, system, ["kế toán"])
    column = account_matrix.read(staff.read(), DAY).systems[0]
    assert column.required_for == ("kế toán",)
    assert access.systems(staff.read())[0].required_for == ("chủ tịch",)
    from desktop.services.undoing import undo_step
    undo_step(staff, group)
    assert account_matrix.read(staff.read(), DAY).systems[0].required_for == ("chủ tịch",)


def test_of_two_accounts_the_one_in_use_counts_and_the_cell_says_so(staff):
    with staff.write() as unit:
        system = unit.create("system", {"name": "TD Office", "required_for": ["mọi cán bộ"]})
        hoa = books.person_named(unit.db, "Lê Thị Hoa")
        unit.create("account", {"person": hoa, "system": system, "status": "revoked"})
        unit.create("account", {"person": hoa, "system": system, "status": "in_use"})
    matrix = account_matrix.read(staff.read(), DAY)
    at = [person.name for person in matrix.people].index("Lê Thị Hoa")
    assert matrix.cells[at][0].state == "in_use"
    assert matrix.cells[at][0].twice


def test_no_signature_is_missing_while_the_book_has_no_certificate_at_all(staff):
    matrix = account_matrix.read(staff.read(), DAY)
    by_name = {person.name: each.state for person, each in zip(matrix.people, matrix.signatures, strict=True)}
    assert by_name["Lê Thị Hoa"] == "unreviewed"
    assert by_name["Trần Thị Mai"] == "unreviewed"    # một cửa, by the name of her office
    with staff.write() as unit:
        hoa = books.person_named(unit.db, "Lê Thị Hoa")
        unit.create("certificate", {"person": hoa, "kind": "personal", "status": "valid", "serial": "0A1B",
                                    "expires_on": "2026-12-10"})
    matrix = account_matrix.read(staff.read(), DAY)
    by_name = {person.name: each for person, each in zip(matrix.people, matrix.signatures, strict=True)}
    assert (by_name["Lê Thị Hoa"].state, by_name["Lê Thị Hoa"].words) == ("expiring", "Còn 18 ngày")
    assert by_name["Bùi Văn Sơn"].state == "missing"


def test_the_account_of_somebody_who_was_joined_to_another_record_is_that_ones(staff):
    with staff.write() as unit:
        system = unit.create("system", {"name": "TD Office", "required_for": ["mọi cán bộ"]})
        hoa = books.person_named(unit.db, "Lê Thị Hoa")
        twin = unit.create("person", {"full_name": "Lê Thị Hoà", "status": "active"})
        unit.create("account", {"person": twin, "system": system, "status": "in_use"})
        unit.edit("person", twin, {"merged_into": hoa})
        unit.edit("person", twin, {}, special="delete")
    matrix = account_matrix.read(staff.read(), DAY)
    states = {person.name: row[0].state for person, row in zip(matrix.people, matrix.cells, strict=True)}
    assert states["Lê Thị Hoa"] == "in_use"
    assert "Lê Thị Hoà" not in states
