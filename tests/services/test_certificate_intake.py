"""What is read from a file finds its record and its official, is shown, and saved in one step."""
from datetime import UTC, date, datetime

import pytest

from desktop.services import certificate_intake, certificate_requests, record_keeping
from desktop.services.certificate_file import read
from desktop.store import records
from tests.services.certificate_makers import a_holder, certificate, der, pem, the_authority
from tests.services.putting import put

DAY = date(2026, 11, 22)


def met(store, content):
    return certificate_intake.matched(store.read(), read(content), DAY)


def fields(store, record):
    return dict(records.get(store.read(), record).fields)


def certificates(store):
    return records.page(store.read(), records.Search(kind="certificate"), 0, 100)


def test_a_new_certificate_finds_its_official_by_name_however_written(book):
    hoa = put(book, "person", full_name="Lê Thị Hoà", title="Chuyên viên", status="active")
    [found] = met(book, der(a_holder("Lê Thị Hòa")))
    assert (found.what, found.person) == ("new", hoa)
    asked = certificate_intake.save(book, [found], DAY)
    made = fields(book, asked.made[0])
    assert (made["person"], made["serial"], made["status"], made["kind"]) == (hoa, "54B9F0C21A77", "valid", "personal")
    assert (made["valid_from"], made["expires_on"], made["provider"]) == (
        "2025-08-01", "2030-07-31", "Ban Cơ yếu Chính phủ")
    record_keeping.undo_last(book)
    assert certificates(book) == []


def test_two_of_one_name_are_asked_about_and_nobody_is_invented(book):
    first = put(book, "person", full_name="Lê Thị Hoa", status="active")
    second = put(book, "person", full_name="Lê Thị Hoa", status="active")
    [found] = met(book, der(a_holder()))
    assert found.person == "" and {each.id for each in found.people} == {first, second}
    chosen = certificate_intake.for_person(book.read(), found, second, DAY)
    [made] = certificate_intake.save(book, [chosen], DAY).made
    assert fields(book, made)["person"] == second
    third = put(book, "person", full_name="Lò Thị Hòa", status="active")
    corrected = certificate_intake.for_person(book.read(), found, third, DAY)
    assert corrected.values["person"] == third
    [stranger] = met(book, der(a_holder("Không Ai Biết", serial=5)))
    [alone] = certificate_intake.save(book, [stranger], DAY).made
    assert "person" not in fields(book, alone) and fields(book, alone)["holder_name"] == "Không Ai Biết"


@pytest.mark.parametrize("written", ["54B9F0C21A77", "54:b9:f0:c2:1a:77", "00 54 B9 F0 C2 1A 77", "54b9f0c21a77"])
def test_a_serial_is_known_however_it_was_typed(book, written):
    hoa = put(book, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status="active")
    record = put(book, "certificate", kind="personal", person=hoa, serial=written, status="valid", provider="BCY",
                 expires_on="2030-01-01")
    [found] = met(book, der(a_holder()))
    assert (found.existing, found.what) == (record, "update")
    assert found.before["expires_on"] == "2030-01-01" and found.values["expires_on"] == "2030-07-31"
    certificate_intake.save(book, [found], DAY)
    now = fields(book, record)
    assert (now["serial"], now["provider"], now["expires_on"]) == (written, "BCY", "2030-07-31")
    [again] = met(book, der(a_holder()))
    assert again.what == "same" and certificate_intake.save(book, [again], DAY).count == 0


def test_what_was_asked_for_is_answered_by_the_file(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status="active")
    [asked] = certificate_requests.ask(book, "issue", DAY, people=[hoa],
                                       paper=certificate_requests.Paper(sent_on="2026-11-02")).made
    [found] = met(book, der(a_holder(begins=datetime(2026, 11, 20, tzinfo=UTC))))
    assert (found.existing, found.is_answer) == (asked, True)
    certificate_intake.save(book, [found], DAY)
    now = fields(book, asked)
    assert (now["status"], now["request_answered_on"], now["serial"]) == ("valid", "2026-11-20", "54B9F0C21A77")
    assert len(certificates(book)) == 1


def test_a_renewed_certificate_keeps_its_record_with_the_new_serial_and_counts_the_renewal(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status="active")
    record = put(book, "certificate", kind="personal", person=hoa, serial="0A01", status="valid",
                 expires_on="2027-03-01", request="renew", request_sent_on="2026-11-01")
    [found] = met(book, der(a_holder()))
    certificate_intake.save(book, [found], DAY)
    now = fields(book, record)
    assert (now["serial"], now["renewals"], now["expires_on"]) == ("54B9F0C21A77", 1, "2030-07-31")
    assert now["request_answered_on"] >= now["request_sent_on"]


def test_reading_the_old_file_again_answers_no_request(book):
    hoa = put(book, "person", full_name="Lê Thị Hoa", title="Chuyên viên", status="active")
    [made] = certificate_intake.save(book, met(book, der(a_holder())), DAY).made
    certificate_requests.ask(book, "renew", DAY, certificates=[made])
    [again] = met(book, der(a_holder()))
    assert (again.what, again.is_answer) == ("same", False) and fields(book, made)["person"] == hoa


def test_authorities_are_not_taken_in_and_the_commune_itself_has_no_official(book):
    found = met(book, pem(the_authority(), certificate({"CN": "UBND xã Mẫu", "O": "UBND xã Mẫu"}, serial=3)))
    assert [(each.read.name, each.read.kind, each.person) for each in found] == [("UBND xã Mẫu", "organization", "")]


def test_a_revoked_certificate_is_not_brought_back_by_its_file(book):
    record = put(book, "certificate", kind="personal", serial="54B9F0C21A77", status="revoked")
    certificate_intake.save(book, met(book, der(a_holder())), DAY)
    assert fields(book, record)["status"] == "revoked"
