"""A line against its contract."""
from datetime import datetime

import pytest

from desktop.services import line_measure, record_keeping
from desktop.services.problems import Refused
from desktop.services.value_text import VIETNAM
from desktop.store import records, setting
from desktop.store.store import Store


@pytest.mark.parametrize(("fields", "words", "slow"), [
    ({"measured_mbps": 38, "contracted_mbps": 100}, "38 / 100 Mbps", True),
    ({"measured_mbps": 50, "contracted_mbps": 100}, "50 / 100 Mbps", False),
    ({"measured_mbps": 38}, "38 Mbps", False),
    ({"contracted_mbps": 100}, "chưa đo · 100 Mbps", False),
    ({"measured_mbps": 38, "contracted_mbps": 0}, "38 Mbps", False),
    ({}, "", False),
])
def test_measured_stands_before_contracted_and_under_half_warns(fields, words, slow):
    found = line_measure.speed(fields)
    assert (found.words, found.is_slow) == (words, slow)


def test_what_was_measured_is_kept_with_its_moment(tmp_path):
    with Store.create(tmp_path / "book", None, settings={setting.COMMUNE: "00000"}) as book:
        line = record_keeping.save(book, "line", None, {"name": "Internet", "contracted_mbps": 100}).id
        line_measure.keep(book, line, 38, now=datetime(2026, 11, 22, 8, 20, tzinfo=VIETNAM))
        fields = records.get(book.read(), line).fields
        assert (fields["measured_mbps"], fields["measured_at"]) == (38, "2026-11-22T08:20")
        with pytest.raises(Refused):
            line_measure.keep(book, line, -5, now=datetime(2026, 11, 22, 8, 20, tzinfo=VIETNAM))
        assert line_measure.warn_percent(book.read(), datetime(2026, 11, 22).date()) == 50
