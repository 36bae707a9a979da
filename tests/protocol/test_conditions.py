"""Who may write what, and the ways from one state to the next."""
import pytest

from protocol.catalogue import KINDS, kind
from protocol.conditions import (
    DISTINCT_TOGETHER,
    NEEDS_DOCUMENT,
    OPEN_INCIDENT,
    TRANSITIONS,
    check_transition,
    closes_itself,
    may_write,
    next_statuses,
)
from protocol.field import Writer

COMMUNE, PROVINCE = Writer.COMMUNE, Writer.PROVINCE


def refusal(kind_code, key, value, author, **more):
    problem = may_write(kind(kind_code), key, value, author, **more)
    return problem.code if problem else None


@pytest.mark.parametrize("code", sorted(TRANSITIONS))
def test_the_tables_name_only_declared_states(code):
    declared = {choice.code for choice in kind(code).field(kind(code).status).choices}
    assert set(TRANSITIONS[code]) == declared
    assert set().union(*TRANSITIONS[code].values()) <= declared


def test_every_kind_with_a_status_has_a_table():
    assert {each.code for each in KINDS.values() if each.status} == set(TRANSITIONS)


def test_an_incident_goes_its_way_and_can_be_reopened():
    incident = kind("incident")
    assert next_statuses(incident, "new") == ("in_progress", "escalated", "waiting", "resolved")
    assert "answered" not in next_statuses(incident, "escalated")
    assert "answered" in next_statuses(incident, "escalated", PROVINCE)
    assert "in_progress" in next_statuses(incident, "escalated")    # taken back by the commune
    assert next_statuses(incident, "resolved") == ("in_progress", "closed")
    assert next_statuses(incident, "closed") == ("in_progress",)
    assert check_transition(incident, "new", "closed").code == "illegal-transition"
    assert check_transition(incident, "new", "new") is None
    assert check_transition(incident, "of_a_later_version", "resolved") is None


def test_the_province_never_closes_a_communes_incident():
    for state in ("new", "resolved", "closed"):
        assert refusal("incident", "status", state, PROVINCE) == "commune-only"
    assert refusal("incident", "status", "answered", COMMUNE) == "province-only"
    assert refusal("incident", "status", "answered", PROVINCE) is None
    assert refusal("incident", "severity", "urgent", PROVINCE) is None


def test_whoever_settles_a_conflict_may_keep_the_others_value():
    assert refusal("incident", "status", "answered", COMMUNE, known={"answered", "in_progress"}) is None


@pytest.mark.parametrize("field", ["assignee", "priority", "outage", "seen_at"])
def test_only_the_province_assigns(field):
    assert refusal("incident", field, "x", COMMUNE) == "province-only"
    assert refusal("incident", field, "x", PROVINCE) is None


def test_a_reply_comes_from_the_province_and_no_note_is_edited():
    assert refusal("incident_note", "kind", "reply", COMMUNE) == "province-only"
    assert refusal("incident_note", "kind", "reply", PROVINCE) is None
    assert refusal("incident_note", "kind", "note", COMMUNE) is None
    assert refusal("incident_note", "text", "x", COMMUNE, is_new=False) == "written-once"
    assert refusal("incident_note", "deleted", True, COMMUNE, is_new=False) is None


def test_each_end_writes_its_own_feed():
    assert refusal("guide", "title", "x", COMMUNE) == "province-only"
    assert refusal("guide", "title", "x", PROVINCE, provincial=True) is None
    assert refusal("system", "name", "x", COMMUNE) is None
    assert refusal("system", "name", "x", COMMUNE, provincial=True) == "province-only"
    assert refusal("person", "full_name", "x", PROVINCE) == "commune-only"
    assert refusal("person", "full_name", "x", PROVINCE, provincial=True) is None    # the clerk's own record
    assert refusal("device", "deleted", True, PROVINCE) == "commune-only"
    assert refusal("device", "merged_into", "x", COMMUNE) is None


def test_nobody_writes_a_conflict():
    for author in (COMMUNE, PROVINCE):
        assert refusal("conflict", "open", False, author) == "server-only"
        assert refusal("conflict", "open", False, author, provincial=True) == "server-only"


def test_a_field_of_a_later_version_passes():
    assert refusal("device", "colour", "red", COMMUNE) is None


def test_an_imported_expired_certificate_is_kept_but_never_offered():
    certificate = kind("certificate")
    assert check_transition(certificate, None, "expired") is None
    assert "expired" not in next_statuses(certificate, "valid")
    assert "revoked" in next_statuses(certificate, "expired")


@pytest.mark.parametrize(("resolved_at", "now", "closed"), [
    ("2026-11-01T08:00", "2026-11-08T07:59", False), ("2026-11-01T08:00", "2026-11-08T08:00", True),
    ("2026-11-01", "2026-11-08T08:00", False), ("2026-11-01", "2026-11-09T00:00", True),
    (None, "2026-11-09T00:00", False),
    ("nonsense", "2026-11-09T00:00", False),
])
def test_a_resolved_incident_closes_by_itself_after_seven_days(resolved_at, now, closed):
    assert closes_itself("resolved", resolved_at, now) is closed
    assert closes_itself("in_progress", resolved_at, now) is False


def test_tables_about_fields_name_fields_that_exist():
    states = {choice.code for choice in kind("device").field("status").choices}
    assert states >= NEEDS_DOCUMENT
    assert {choice.code for choice in kind("incident").field("status").choices} >= OPEN_INCIDENT
    for code, groups in DISTINCT_TOGETHER.items():
        assert all(kind(code).has(field) for group in groups for field in group)
