"""Pages, cursors and clocks of the exchange: only what changed, in runs, cheap when nothing did."""
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from protocol.messages import SnapshotPage
from server.store import pages
from server.store.exchange import Exchange
from tests.server.pc import FEED, PROVINCE, Clock, Pc

Make = Callable[..., Pc]


def test_incremental_rows_carry_only_what_changed(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    a.edit(record, note="mới")
    a.sync()
    row, = b.sync().feeds[FEED].rows
    assert row.fields == {"note": "mới"}


def test_pages_of_one_run_carry_everything_since_it_began(enrolled: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that changes between two pages is sparse from the start of the run, not from the page before."""
    monkeypatch.setattr(pages, "OVERHEAD_BYTES", 10**7)
    a, b = enrolled("A"), enrolled("B")
    records = [a.add() for _ in range(3)]
    a.sync_all()
    b.sync_all()
    base = b.cursors[FEED].sequence
    for record in records:
        a.edit(record, note="một")
    a.sync_all()
    first = b.sync().feeds[FEED]
    assert first.more
    assert [row.record for row in first.rows] == records[:1]
    assert first.cursor.base == base
    a.edit(records[2], location="Kho")
    a.sync()
    b.sync()
    last = b.sync().feeds[FEED]
    assert not last.more
    assert last.rows[-1].fields == {"note": "một", "location": "Kho"}
    assert last.cursor.base == last.cursor.sequence


def test_an_idle_sync_writes_nothing(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    a.add()
    a.sync_all()
    a.sync()
    path = exchange.database.path
    assert path is not None
    before = path.with_name(path.name + "-wal").read_bytes()
    answer = a.sync()
    exchange.head(a.token)
    assert path.with_name(path.name + "-wal").read_bytes() == before
    assert answer.first is None
    assert answer.ack == 1


def test_head_says_304_until_something_changes(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    tag, body = exchange.head(a.token)
    assert body is not None
    heads = body["heads"]
    assert isinstance(heads, dict)
    assert set(heads) == {FEED, PROVINCE}
    assert exchange.head(a.token, f'"{tag}"') == (tag, None)
    a.add()
    a.sync()
    assert exchange.head(a.token, f'"{tag}"')[1] is not None


def test_sequences_follow_the_clock_and_never_repeat(enrolled: Make) -> None:
    a = enrolled("A")
    a.add()
    one = a.sync().first
    a.now.pass_(seconds=-3600)
    a.add()
    a.add()
    two = a.sync().first
    a.now.pass_(seconds=7200)
    a.add()
    three = a.sync().first
    assert one is not None
    assert two is not None
    assert three is not None
    assert two[1] == one[1] + 1
    assert three[1] == a.now.ms


def test_a_cursor_of_another_timeline_is_reset_and_the_whole_feed_comes(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    good = b.cursors[FEED]
    for cursor, top in ((replace(good, hash8="00000000"), str(good.head)),
                        (replace(good, sequence=good.sequence - 1, base=0), str(good.head)),
                        (good, f"{good.sequence + 5}.12345678")):
        b.cursors, b.tops = {FEED: cursor}, {FEED: top}
        page = b.sync().feeds[FEED]
        assert page.reset
        assert [row.record for row in page.rows] == [record]
        assert page.cursor == good
    b.epoch = "another"
    assert b.sync().feeds[FEED].reset
    assert not b.sync().feeds[FEED].reset


def test_a_snapshot_comes_in_pages_and_the_sync_goes_on_from_its_head(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    records = sorted(a.add(note="x" * 2000) for _ in range(10))
    a.sync_all()
    seen: list[str] = []
    after, head = "", ""
    while True:
        page = SnapshotPage.from_json(exchange.snapshot(a.token, FEED, after=after, want_bytes=1024))
        head = head or page.head
        seen += [row.record for row in page.rows]
        if page.after is None:
            break
        assert len(page.rows) < 10
        after = page.after
    assert seen == records
    b = enrolled("B")
    sequence, hash8 = head.split(".")
    b.cursors = {FEED: replace(b.cursors[FEED], sequence=int(sequence), hash8=hash8, base=int(sequence))}
    page_ = b.sync().feeds[FEED]
    assert (page_.reset, page_.rows) == (False, ())


def test_a_thousand_operations_take_a_handful_of_statements(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    records = [a.add() for _ in range(1000)]
    statements: list[str] = []
    event.listen(exchange.database.writer, "before_cursor_execute",
                 lambda *about: statements.append(about[2]))
    assert a.sync().ack == 1000
    for record in records:
        a.edit(record, note="mới")
    assert a.sync_all().verdicts == ()
    assert len(statements) <= 2 * 14, statements


def test_the_clock_of_the_server_is_told(enrolled: Make, now: Clock) -> None:
    assert enrolled("A").sync().now_ms == now.ms
