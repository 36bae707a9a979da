"""Two PCs and the server: what one writes reaches the other, fields merge, a contradiction is kept and asked."""
from collections.abc import Callable

import pytest

from protocol.operation import Special
from server.store.exchange import Exchange
from tests.server.pc import FEED, Pc

Make = Callable[..., Pc]


def test_a_record_of_one_pc_reaches_the_other(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(note="Ổ cứng mới")
    answer = a.sync()
    assert answer.ack == 1
    assert answer.verdicts == ()
    assert answer.first is not None
    assert answer.first[0] == 1
    b.sync()
    assert b.rows[record]["note"] == "Ổ cứng mới"
    assert b.versions[record] == a.versions[record] == answer.first[1]


def test_rows_name_their_author_and_his_pc(enrolled: Make) -> None:
    a, b = enrolled("TL-VP-03"), enrolled("B")
    a.add()
    a.sync()
    answer = b.sync()
    row = answer.feeds[FEED].rows[0]
    assert row.replica == a.replica
    assert row.clock == a.archive[0].clock
    assert answer.replicas == {a.replica: "TL-VP-03"}


def test_what_was_just_sent_is_not_sent_back(enrolled: Make) -> None:
    a = enrolled("A")
    a.add()
    a.sync()
    record = a.add()
    answer = a.sync()
    assert answer.feeds[FEED].rows == ()
    a.edit(record, note="Mới")
    answer = a.sync()
    assert answer.feeds[FEED].rows == ()
    assert a.rows[record]["note"] == "Mới"


def test_what_another_wrote_meanwhile_comes_back_with_the_answer(
        exchange: Exchange, enrolled: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """B writes into the same record between A's commit and A's page."""
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    a.edit(record, note="của A")
    b.edit(record, location="của B")
    real = exchange._durable

    def late(*about: object) -> dict[str, int]:
        monkeypatch.setattr(exchange, "_durable", real)
        b.sync()
        return {}

    monkeypatch.setattr(exchange, "_durable", late)
    a.sync()
    a.sync()
    assert (a.rows[record]["note"], a.rows[record]["location"]) == ("của A", "của B")


def test_different_fields_of_one_record_merge(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    a.edit(record, location="Tầng 2")
    b.edit(record, note="Kêu to")
    a.sync()
    assert b.sync().verdicts == ()
    a.sync()
    for pc in (a, b):
        assert pc.rows[record]["location"] == "Tầng 2"
        assert pc.rows[record]["note"] == "Kêu to"


def test_the_same_field_makes_one_conflict_that_all_pcs_see(enrolled: Make) -> None:
    """1. A and B write into one field. 2. B is second. 3. Both values and the one before are there, for C as well."""
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    record = a.add(location="Kho")
    for pc in (a, b, c):
        pc.sync_all()
    a.edit(record, location="Tầng 2")
    b.now.pass_(seconds=1)
    b.edit(record, location="Tầng 3")
    a.sync()
    answer = b.sync()
    assert b.verdicts(answer) == ["conflict"]
    a.sync()
    c.sync()
    for pc in (a, b, c):
        conflict = pc.conflict(record, "location")
        assert conflict is not None
        assert conflict["open"] is True
        assert conflict["record"] == record
        assert conflict["base"] == "Kho"
        assert [each["value"] for each in conflict["values"]] == ["Tầng 2", "Tầng 3"]
        assert [each["replica"] for each in conflict["values"]] == [a.replica, b.replica]
        assert pc.rows[record]["location"] == "Tầng 3"


def test_the_conflict_comes_before_its_record_in_one_page(enrolled: Make) -> None:
    a, b, c = enrolled("A"), enrolled("B"), enrolled("C")
    record = a.add()
    for pc in (a, b, c):
        pc.sync_all()
    for pc, where in ((a, "Tầng 2"), (b, "Tầng 3")):
        pc.edit(record, location=where)
        pc.sync()
    pages_ = c.sync(want_bytes=1).feeds[FEED]
    kinds = [row.kind for row in pages_.rows]
    assert kinds == ["conflict", "device"]
    assert len({row.version for row in pages_.rows}) == 1


def test_choosing_with_the_conflict_seen_closes_it(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(location="Kho")
    a.sync_all()
    b.sync_all()
    for pc, where in ((a, "Tầng 2"), (b, "Tầng 3")):
        pc.edit(record, location=where)
        pc.sync()
    a.sync()
    a.edit(record, location="Tầng 2")
    a.sync()
    b.sync()
    conflict = b.conflict(record, "location")
    assert conflict is not None
    assert conflict["open"] is False
    assert b.rows[record]["location"] == "Tầng 2"


def test_an_unseen_edit_shows_a_deleted_record_again(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    a.write("device", record, special=Special.DELETE)
    a.sync()
    b.edit(record, note="vẫn dùng")
    assert b.verdicts(b.sync()) == ["conflict"]
    a.sync()
    assert a.rows[record]["deleted"] is None
    assert a.conflict(record, "deleted") is not None


def test_a_deleted_record_keeps_its_fields_as_a_tombstone(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    record = a.add(note="giữ lại")
    a.sync()
    a.write("device", record, special=Special.DELETE)
    a.sync()
    b = enrolled("B")
    b.sync_all()
    assert b.rows[record]["deleted"] is True
    assert b.rows[record]["note"] == "giữ lại"


def test_the_verdict_counts_at_the_version_the_author_saw(enrolled: Make) -> None:
    """A clock years behind or ahead neither makes nor hides a conflict."""
    a, b = enrolled("A"), enrolled("B")
    record = a.add(note="một")
    a.sync_all()
    b.sync_all()
    b.write("device", record, {"note": "hai"}, ahead_ms=-9 * 365 * 86_400_000)
    assert b.sync().verdicts == ()
    a.sync()
    a.write("device", record, {"note": "ba"}, ahead_ms=365 * 86_400_000)
    assert a.sync().verdicts == ()
    b.sync()
    assert b.rows[record]["note"] == "ba"
    b.write("device", record, {"note": "bốn"}, ahead_ms=400_000)
    b.sync()
    a.write("device", record, {"note": "năm"}, ahead_ms=365 * 86_400_000)
    assert a.verdicts(a.sync()) == ["conflict"]
