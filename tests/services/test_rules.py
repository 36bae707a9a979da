"""Rules have dates: the one in force answers, the province's word before the program's."""
from datetime import date

import pytest

from desktop.services import rules
from desktop.services.rules import Rule

DAY = date(2026, 11, 22)


def a_rule(begins, ends="", **value):
    return Rule(key="k", topic="t", source="s", valid_from=begins, valid_until=ends, value=value)


def test_every_shipped_rule_has_a_source_and_is_in_force():
    assert len(rules.shipped()) >= 10
    assert len({each.key for each in rules.shipped()}) == len(rules.shipped())
    for each in rules.shipped():
        assert each.source and each.topic and each.value
        assert rules._in_force([each], DAY.isoformat()) == each


@pytest.mark.parametrize(("day", "said"), [("2025-12-31", 1), ("2026-01-01", 2), ("2026-12-31", 2), ("2027-01-01", 1)])
def test_the_rule_of_the_day_is_the_one_that_began_last(day, said):
    known = [a_rule("2025", n=1), a_rule("2026", "2026", n=2)]
    assert rules._in_force(known, day).value == {"n": said}


def test_nothing_is_in_force_before_the_first():
    assert rules._in_force([a_rule("2025-07-01", n=1)], "2025-06-30") is None
