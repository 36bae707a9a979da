"""What fits a field and what does not, in a form and from the wire."""
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.catalogue import KINDS, kind
from protocol.field import FieldType
from protocol.identity import uuid7
from protocol.problem import CODES, Problem
from protocol.validation import check, check_record, normalise_phone

ID = "0192f000-0000-7000-8000-000000000001"


def code_of(answer):
    return answer.code if isinstance(answer, Problem) else None


@pytest.mark.parametrize(("kind_code", "field", "value", "problem"), [
    ("device", "name", 7, "not-text"), ("device", "name", "x" * 201, "too-long"),
    ("device", "name", "a\x07b", "control-character"), ("device", "name", "a\u202eb", "control-character"),
    ("device", "name", "two\nlines", "control-character"), ("device", "name", "\ud800", "control-character"),
    ("device", "note", "x" * 10_001, "too-long"), ("device", "note", "a\x00", "control-character"),
    ("device", "status", "exploded", "unknown-choice"), ("device", "status", ["in_use"], "unknown-choice"),
    ("device", "acquired_on", "2023-02-29", "not-a-date"), ("device", "acquired_on", "29/02/2024", "not-a-date"),
    ("device", "acquired_on", "2024-13", "not-a-date"), ("device", "acquired_on", 2024, "not-a-date"),
    ("incident", "detected_at", "2026-11-20T24:00", "not-a-datetime"),
    ("incident", "detected_at", "2026-11", "not-a-datetime"),
    ("device", "ram_gb", 8.0, "not-a-number"), ("device", "ram_gb", True, "not-a-number"),
    ("device", "ram_gb", "8", "not-a-number"), ("device", "ram_gb", -1, "out-of-range"),
    ("device", "cost_vnd", 11_500_000.5, "not-a-number"), ("person", "support_team", 1, "not-yes-no"),
    ("device", "custodian", "Hà Văn Pó", "not-a-reference"), ("device", "users", ["x"], "not-a-reference"),
    ("device", "users.x", True, "not-a-reference"), ("device", f"users.{ID}", 1, "not-yes-no"),
    ("device", "custodian", ID.upper().replace("F", "F"), "not-a-reference"),
    ("person", "email", "hoa@xa", "not-an-email"), ("person", "email", "a b@x.vn", "not-an-email"),
    ("person", "phone", "12345", "not-a-phone"), ("person", "phone", "09ab", "not-a-phone"),
    ("person", "duties", "một cửa", "not-a-line"), ("person", "duties", ["a\x00"], "control-character"),
    ("incident", "steps_tried", [1], "not-an-object"), ("incident", "steps_tried", {"a": 0.5}, "has-float"),
    ("incident", "steps_tried", {"a": "x" * 9000}, "too-large"), ("device", "colour", "red", "unknown-field"),
    ("room", "answers.camera", 1, "not-yes-no"), ("room", "answers." + "x" * 65, True, "too-long"),
    ("room", "answers.a\x00", True, "control-character"), ("room", "answers", {"camera": True}, "not-yes-no"),
])
def test_what_does_not_fit_is_named(kind_code, field, value, problem):
    assert code_of(check(kind(kind_code), field, value)) == problem
    assert problem in CODES


@pytest.mark.parametrize(("kind_code", "field", "value", "kept"), [
    ("device", "name", "  Máy in  ", "Máy in"), ("device", "name", "", None), ("device", "name", None, None),
    ("device", "name", unicodedata.normalize("NFD", "Máy vẽ"), "Máy vẽ"), ("device", "name", "m² =1+1", "m² =1+1"),
    ("device", "note", "một\r\nhai", "một\nhai"), ("device", "kind", "drone", "drone"),
    ("device", "acquired_on", "2024", "2024"), ("device", "acquired_on", "2024-02-29", "2024-02-29"),
    ("incident", "detected_at", "2026-11-20T09:05", "2026-11-20T09:05"),
    ("incident", "detected_at", "2026-11-20", "2026-11-20"), ("device", "cost_vnd", 11_500_000, 11_500_000),
    ("device", "users", [ID, ID], [ID]), ("device", f"users.{ID}", True, True), ("device", f"users.{ID}", None, None),
    ("person", "phone", "+84 912.345.678", "0912345678"), ("person", "phone", "912345678", "0912345678"),
    ("person", "phone", "0237 3852 246", "02373852246"), ("person", "phone", "1800 1166", "18001166"),
    ("person", "email", "hoalt@xa14932.thanhhoa.example", "hoalt@xa14932.thanhhoa.example"),
    ("person", "duties", [" một cửa ", ""], ["một cửa"]), ("certificate", "status", "expired", "expired"),
    ("incident", "steps_tried", {"1": True}, {"1": True}), ("device", "deleted", True, True),
    ("device", "merged_into", ID, ID), ("room", "answers.camera", False, False), ("room", "answers.x", None, None),
])
def test_what_fits_is_kept_tidy(kind_code, field, value, kept):
    assert check(kind(kind_code), field, value) == kept


def test_a_code_of_a_later_version_is_kept_from_the_wire_and_refused_from_a_form():
    assert check(kind("device"), "status", "on_loan", typed=False) == "on_loan"
    assert check(kind("device"), "colour", "red", typed=False) == "red"
    assert code_of(check(kind("device"), "colour", 0.5, typed=False)) == "has-float"
    assert code_of(check(kind("device"), "status", "on_loan")) == "unknown-choice"
    assert code_of(check(kind("device"), "status", "On loan!", typed=False)) == "unknown-choice"


def test_the_server_keeps_a_value_as_it_came():
    """Both ends must hold the same value without sending it back."""
    assert check(kind("device"), "name", " two blanks ", typed=False) == " two blanks "
    assert check(kind("person"), "phone", "ext. 12", typed=False) == "ext. 12"


def test_required_fields_are_asked_of_a_new_record_only():
    clean, problems = check_record(kind("device"), {"kind": "printer"}, new=True)
    assert [(problem.field, problem.code) for problem in problems] == [("name", "required")]
    assert clean == {"kind": "printer"}
    assert check_record(kind("device"), {"kind": "printer"}, new=False)[1] == []
    assert [problem.code for problem in check_record(kind("device"), {"name": " "}, new=False)[1]] == ["required"]


def test_nothing_of_a_pc_for_secret_papers_is_recorded():
    fields = {"name": "Máy", "network": "standalone_secret", "serial": "X1", "mac": "AA", "ip": "1", "location": "P1"}
    clean, problems = check_record(kind("device"), fields, new=True)
    assert {problem.field for problem in problems} == {"serial", "mac", "ip", "location"}
    assert {problem.code for problem in problems} == {"not-for-secret-pc"}
    assert clean == {"name": "Máy", "network": "standalone_secret"}


def test_a_pc_becomes_secret_only_after_its_serial_is_cleared():
    before = {"name": "Máy", "serial": "X1"}
    assert check_record(kind("device"), {"network": "standalone_secret"}, new=False, before=before)[1]
    cleared = {"network": "standalone_secret", "serial": None}
    assert check_record(kind("device"), cleared, new=False, before=before)[1] == []
    secret = {"network": "standalone_secret"}
    assert check_record(kind("device"), {"serial": "X2"}, new=False, before=secret)[1]


def test_what_the_program_read_of_a_pc_goes_when_it_becomes_secret():
    read = {"name": "Máy", "reading": {"serial": "X1", "mac": "AA"}}
    assert check_record(kind("device"), {"network": "standalone_secret"}, new=False, before=read) == (
        {"network": "standalone_secret", "reading": None}, [])
    assert check_record(kind("device"), {"note": "Tủ sắt"}, new=False, before=read) == ({"note": "Tủ sắt"}, [])


@pytest.mark.parametrize("note", [
    "Mật khẩu: Abc@123", "pin 12345678", "mk wifi: ubnd2025", "PIN=1234", "matkhau cũ\npass: 123", "admin / Thanh@2024",
])
def test_a_note_with_a_password_is_questioned_and_can_still_be_saved(note):
    clean, problems = check_record(kind("account"), {"note": note}, new=False)
    assert [(problem.code, problem.is_question) for problem in problems] == [("looks-like-password", True)]
    assert clean["note"] == note


@pytest.mark.parametrize("note", [
    "Quên mật khẩu", "Nhập sai mật khẩu nhiều lần", "pin laptop yếu", "thay pin CMOS", "Đã đổi mật khẩu, bị khóa PIN",
    "https://a.vn/?x=1#2", "Chưa nhận mã PIN", "Cần đặt lại mật khẩu",
])
def test_an_ordinary_note_is_not_questioned(note):
    assert check_record(kind("account"), {"note": note}, new=False)[1] == []


def test_there_is_no_password_field_anywhere():
    codes = {field.code for each in KINDS.values() for field in each.fields}
    assert not {code for code in codes if "pass" in code or "pin" in code.split("_") or "secret" in code}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6)
any_field = st.sampled_from([(each.code, field.code) for each in KINDS.values() for field in each.fields])


@given(any_field, json_values, st.booleans())
def test_no_value_breaks_the_check_and_checking_twice_changes_nothing(where, value, typed):
    kind_code, code = where
    once = check(kind(kind_code), code, value, typed=typed)
    if not isinstance(once, Problem) and KINDS[kind_code].feed != "server":
        assert check(kind(kind_code), code, once, typed=typed) == once
        assert not isinstance(once, float)
    elif isinstance(once, Problem):
        assert once.code in CODES


@given(st.from_regex(r"\+?[0-9 .()-]{0,18}", fullmatch=True))
def test_a_phone_is_normalised_once_and_for_all(text):
    number = normalise_phone(text)
    assert number is None or normalise_phone(number) == number


def test_every_type_has_a_check():
    for each in FieldType:
        assert any(field.type is each for one in KINDS.values() for field in one.fields), each


def test_identity_gives_ids_that_pass():
    made = uuid7(1_763_712_345_678, b"\x01" * 10)
    assert check(kind("device"), "custodian", made) == made
