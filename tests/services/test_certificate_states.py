"""The state of a certificate is the day's: exact at each end, and honest where little is known."""
from datetime import date, timedelta

import pytest

from desktop.services import certificate_states as states
from desktop.services.certificate_states import Reminders, State
from desktop.store import setting
from desktop.store.store import Store

DAY = date(2026, 11, 22)
FIGURES = Reminders(days=(90, 60, 30, 7, 0), renew_before_days=60, years_new=5, years_renewed=3, most_renewals=1)


def seen(**fields):
    return states.state_of(fields, DAY, FIGURES)


def ends(days):
    return (DAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(("left", "state", "words", "tone", "can_sign"), [
    (400, State.VALID, "Đang hiệu lực", "good", True),
    (91, State.VALID, "Đang hiệu lực", "good", True),
    (90, State.EXPIRING, "Còn 90 ngày", "warn", True),
    (31, State.EXPIRING, "Còn 31 ngày", "warn", True),
    (30, State.EXPIRING, "Còn 30 ngày", "bad", True),
    (1, State.EXPIRING, "Còn 1 ngày", "bad", True),
    (0, State.EXPIRING, "Hết hạn hôm nay", "bad", True),
    (-1, State.EXPIRED, "Hết hạn", "bad", False),
    (-900, State.EXPIRED, "Hết hạn", "bad", False),
])
def test_the_end_counts_to_the_day(left, state, words, tone, can_sign):
    found = seen(status="valid", serial="0A", expires_on=ends(left))
    assert (found.state, found.words, found.tone, found.can_sign, found.days_left) == (
        state, words, tone, can_sign, left)


@pytest.mark.parametrize(("fields", "state", "words"), [
    ({"status": "pending"}, State.PENDING, "Chờ cấp"),
    ({"status": "pending", "request": "issue"}, State.PENDING, "Chờ cấp"),
    ({"status": "pending", "request": "issue", "request_sent_on": "2026-11-01"}, State.PENDING, "Đang đề nghị cấp mới"),
    ({"status": "valid", "expires_on": ends(80), "request": "renew"}, State.REQUESTED, "Đang đề nghị: Gia hạn"),
    ({"status": "valid", "expires_on": ends(80), "request": "renew", "request_answered_on": "2026-11-02"},
     State.EXPIRING, "Còn 80 ngày"),
    ({"status": "valid", "expires_on": ends(-1), "request": "renew"}, State.EXPIRED,
     "Hết hạn, đang đề nghị gia hạn"),
    ({"status": "locked"}, State.LOCKED, "Bị khóa thiết bị"),
    ({"status": "locked", "request": "recover"}, State.LOCKED, "Bị khóa thiết bị, đang đề nghị khôi phục thiết bị"),
    ({"status": "lost"}, State.LOST, "Mất, hỏng"),
    ({"status": "revoked", "expires_on": ends(400), "request": "revoke"}, State.REVOKED, "Đã thu hồi"),
    ({"status": "expired"}, State.EXPIRED, "Hết hạn"),
    ({"status": "valid", "expires_on": ends(400), "valid_from": ends(3)}, State.VALID, "Hiệu lực từ 25/11/2026"),
    ({}, State.UNKNOWN, "Chưa rõ trạng thái"),
    ({"serial": "0A"}, State.VALID, "Đang hiệu lực"),
    ({"expires_on": ends(10)}, State.EXPIRING, "Còn 10 ngày"),
])
def test_what_is_asked_for_and_what_is_wrong_is_said_with_it(fields, state, words):
    found = seen(**fields)
    assert (found.state, found.words) == (state, words)


@pytest.mark.parametrize("fields", [
    {"status": "locked", "expires_on": ends(300)}, {"status": "lost"}, {"status": "revoked"}, {"status": "pending"},
    {"status": "expired"}, {"status": "valid", "expires_on": ends(-1)}, {},
    {"status": "valid", "valid_from": ends(1), "expires_on": ends(300)}])
def test_nobody_signs_with_what_does_not_hold(fields):
    assert not seen(**fields).can_sign


@pytest.mark.parametrize(("expires_on", "state"), [
    ("2026-12", State.EXPIRING), ("2026-11", State.EXPIRING), ("2026-10", State.EXPIRED), ("2026", State.EXPIRING),
    ("2025", State.EXPIRED), ("2027-06", State.VALID)])
def test_a_month_or_a_year_is_over_only_as_a_whole(expires_on, state):
    assert seen(status="valid", expires_on=expires_on).state == state


@pytest.mark.parametrize(("left", "reached"), [(91, None), (90, 90), (61, 90), (60, 60), (8, 30), (7, 7), (1, 7),
                                               (0, 0), (-3, 0)])
def test_each_threshold_is_reached_once(left, reached):
    assert states.threshold(left, FIGURES) == reached


def test_the_provinces_rule_is_taken_and_what_it_leaves_out_is_the_shipped_one(tmp_path):
    with Store.create(tmp_path, None, settings={setting.COMMUNE: "00000"}) as store:
        assert states.reminders(store.read(), DAY) == FIGURES
        with store.write() as unit:
            unit.create("rule", {"key": "certificate-reminders", "topic": "x", "valid_from": "2026-01-01",
                                 "value": {"days": [120, 30], "renew_before_days": 30, "most_renewals": "hai"}})
        figures = states.reminders(store.read(), DAY)
    assert (figures.days, figures.renew_before_days, figures.most_renewals, figures.years_new) == ((120, 30), 30, 1, 5)


def test_five_years_from_a_leap_day_is_the_28th():
    assert states.later(date(2028, 2, 29), 5) == date(2033, 2, 28)
