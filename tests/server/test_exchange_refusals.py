"""What comes twice, from a clone, or may not be: known again, refused by name, kept, and nobody else's."""
from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol import merge
from protocol.messages import Held
from server.store import statements as sql
from server.store.exchange import Exchange
from server.store.refused import Refused
from server.store.scope import Role
from tests.server.pc import FEED, Pc

Make = Callable[..., Pc]


def test_a_lost_reply_does_not_apply_twice(enrolled: Make) -> None:
    """1. We push. 2. The server keeps it, its reply is lost. 3. We push the same and one more."""
    a = enrolled("A")
    record = a.add(name="Máy in")
    lost = a.ask(a.request())
    a.edit(record, note="Mực yếu")
    answer = a.sync_all()
    assert lost.first is not None
    assert answer.first is not None
    assert answer.first[0] == 2
    assert [(each.sequence, each.verdict) for each in answer.verdicts] == [(1, "dup-ok")]
    assert answer.first[1] > lost.first[1]
    b = enrolled("B")
    b.sync_all()
    assert len(b.rows) == 1
    assert b.rows[record]["note"] == "Mực yếu"


def test_a_known_conflict_is_answered_as_one_again(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add()
    a.sync_all()
    b.sync_all()
    a.edit(record, note="một")
    a.sync()
    b.edit(record, note="hai")
    b.ask(b.request())
    assert b.verdicts(b.sync()) == ["dup-conflict"]


def test_a_clone_is_told_that_it_forked(enrolled: Make) -> None:
    """1. A disk image runs twice. 2. Both write operation 2. 3. The second is refused, nothing of it is applied."""
    a = enrolled("A")
    record = a.add()
    a.sync()
    clone = Pc("Clone", a.desk, a.now, seed=a.seed)
    clone.token, clone.epoch, clone.sequence = a.token, a.epoch, a.sequence
    clone.hashes, clone.versions = list(a.hashes), dict(a.versions)
    a.edit(record, note="bản gốc")
    a.sync()
    clone.edit(record, note="bản sao")
    with pytest.raises(Refused) as caught:
        clone.sync()
    assert (caught.value.status, caught.value.code, caught.value.extra) == (409, "forked", {"common": 1})
    a.sync()
    assert a.rows[record]["note"] == "bản gốc"


def test_a_fork_before_what_is_sent_is_found_too(enrolled: Make) -> None:
    a = enrolled("A")
    a.add()
    a.sync()
    a.hashes[1] = b"x" * 32
    a.add()
    with pytest.raises(Refused) as caught:
        a.sync()
    assert (caught.value.code, caught.value.extra) == ("forked", {"common": 0})


def test_restamped_operations_are_known_by_their_origin(enrolled: Make) -> None:
    """1. A is acknowledged. 2. It takes a new replica id and offers the same again. 3. Nothing is doubled."""
    a = enrolled("A")
    record = a.add(note="một")
    a.sync()
    again = Pc("A anew", a.desk, a.now, seed=77)
    again.token, again.epoch, again.sequence = a.token, a.epoch, 1
    again.put(a.archive[0].restamped(sequence=1, replica=a.replica, hash16=a.hash16(1)))
    assert again.verdicts(again.sync()) == ["dup"]
    other = replace(a.archive[0], sequence=2).restamped(sequence=2, replica=a.replica, hash16="0" * 16)
    again.sequence = 2
    again.put(other)
    answer = again.sync()
    assert [each.verdict for each in answer.verdicts if each.sequence == 2] != ["dup"]
    assert again.rows[record]["note"] == "một"


def test_an_origin_known_under_a_new_stamp_is_not_applied_under_the_old_one(enrolled: Make) -> None:
    a = enrolled("A")
    a.add(note="một")
    anew = Pc("A anew", a.desk, a.now, seed=78)
    anew.token, anew.epoch, anew.sequence = a.token, a.epoch, 1
    anew.put(a.outbox[0].restamped(sequence=1, replica=a.replica, hash16=a.hash16(1)))
    assert anew.sync().verdicts == ()
    assert a.verdicts(a.sync()) == ["dup"]


def test_a_refused_operation_is_acknowledged_kept_and_stops_nothing(exchange: Exchange, enrolled: Make) -> None:
    a = enrolled("A")
    good = a.add()
    a.write("device", a.new_id(), {"name": "x" * 10_001})
    a.write("guide", a.new_id(), {"key": "k", "title": "Không phải việc của xã"})
    a.write("conflict", a.new_id(), {"open": False})
    a.write("device", good, {"deleted": True})
    last = a.add()
    answer = a.sync()
    assert [(each.sequence, each.verdict, each.reason) for each in answer.verdicts] == [
        (2, "rejected", "too-long"), (3, "rejected", "province-only"), (4, "rejected", "server-only"),
        (5, "rejected", "forbidden_field")]
    assert answer.ack == 6
    b = enrolled("B")
    b.sync_all()
    assert set(b.rows) == {good, last}
    with exchange.database.read() as connection:
        bodies = [row[3] for row in connection.execute(sql.PAST, {"record": a.archive[1].record})]
    assert "x" * 10_001 in bodies[0]


def test_a_fault_inside_the_merge_refuses_that_operation_alone(
        enrolled: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(note="một")
    a.sync_all()
    b.sync_all()
    a.edit(record, note="hai")
    a.sync()
    real = merge.closes

    def fails(turn: merge._Turn, conflict: merge.RecordState, *, old: bool) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(merge, "closes", fails)
    b.edit(record, note="ba")            # opens the conflict
    b.write("device", record, {"location": "Kho", "note": "bốn"}, base=99_999_999_999_999)   # would close it, and fails
    other = b.add(note="năm")
    answer = b.sync()
    assert [(each.sequence, each.verdict, each.reason) for each in answer.verdicts] == [
        (1, "conflict", ""), (2, "rejected", "failed:ZeroDivisionError")]
    monkeypatch.setattr(merge, "closes", real)
    c = enrolled("C")
    c.sync_all()
    assert c.rows[record]["note"] == "ba"
    assert "location" not in c.rows[record]
    assert c.rows[other]["note"] == "năm"
    conflict = c.conflict(record, "note")
    assert conflict is not None
    assert conflict["open"] is True


def test_unknown_fields_and_kinds_of_a_newer_client_survive(enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(colour_of_the_case="xám")
    strange = a.write("drone", a.new_id(), {"name": "Máy bay"})
    assert a.sync().verdicts == ()
    b.sync_all()
    b.edit(record, note="không đụng")
    b.sync()
    a.sync()
    assert a.rows[record]["colour_of_the_case"] == "xám"
    assert b.rows[strange] == {"name": "Máy bay"}


def test_a_viewer_reads_and_is_refused_by_name(enrolled: Make) -> None:
    a, viewer = enrolled("A"), enrolled("V", role=Role.VIEWER)
    record = a.add()
    a.sync()
    viewer.sync_all()
    viewer.edit(record, note="thử")
    answer = viewer.sync()
    assert [(each.verdict, each.reason) for each in answer.verdicts] == [("rejected", "forbidden_role")]
    a.sync()
    assert "note" not in a.rows[record]


def test_another_communes_canary_is_never_seen(exchange: Exchange, enrolled: Make) -> None:
    """A stranger knows the id, the feed's name and the replica: he sees nothing and changes nothing."""
    a, stranger = enrolled("A"), enrolled("Stranger", commune="00004")
    record = a.add(note="CHIM-HOÀNG-YẾN")
    a.sync()
    seen = []
    stranger.cursors = {FEED: stranger.cursors["c:00004"], "c:00004": stranger.cursors["c:00004"]}
    answer = stranger.sync()
    seen.append(repr(answer))
    assert set(answer.feeds) == {"c:00004"}
    for ask in (lambda: exchange.snapshot(stranger.token, FEED), lambda: exchange.history(stranger.token, record)):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.status == 404
        seen.append(repr(caught.value.problem()))
    stranger.cursors = {"c:00004": answer.feeds["c:00004"].cursor}
    stranger.write("device", record, {"note": "của tôi"}, base=a.versions[record])
    answer = stranger.sync()
    assert [(each.verdict, each.reason) for each in answer.verdicts] == [("rejected", "out_of_scope")]
    seen.append(repr(answer))
    with pytest.raises(Refused) as caught:
        exchange.history(stranger.token, "0192-nothing")
    nothing = caught.value.problem()
    assert nothing == Refused(404, "not_found", "There is nothing at this address.").problem()
    held = stranger.ask(stranger.request(held=(Held(replica=a.replica, sequence=1, hash8=a.hash16(1)[:8]),)))
    assert a.replica not in held.durable
    stranger.replica, stranger.hashes, stranger.sequence, stranger.outbox = a.replica, list(a.hashes), 1, []
    with pytest.raises(Refused) as caught:
        stranger.sync()
    assert caught.value.code == "forked"
    seen.append(repr(caught.value.problem()))
    assert not [each for each in seen if "CHIM" in each]
    a.sync()
    assert a.rows[record]["note"] == "CHIM-HOÀNG-YẾN"


def test_a_history_of_strangers_does_not_show_in_ours(exchange: Exchange, enrolled: Make) -> None:
    a, stranger = enrolled("A"), enrolled("Stranger", commune="00004")
    record = a.add(note="một")
    a.sync()
    stranger.write("device", record, {"note": "CHIM"}, base=0)
    stranger.sync()
    assert "CHIM" not in repr(exchange.history(a.token, record))
    assert "một" not in repr(exchange.history(stranger.token, record))


def test_history_tells_every_value_shown_lost_or_refused(exchange: Exchange, enrolled: Make) -> None:
    a, b = enrolled("A"), enrolled("B")
    record = a.add(note="một", location="Kho")
    a.sync_all()
    b.sync_all()
    a.write("device", record, {"note": "hai"}, ahead_ms=1000)
    a.sync()
    b.write("device", record, {"note": "ba", "location": "Tầng 2"}, base=b.versions[record])
    b.write("device", record, {"ram_gb": "tám"})
    b.sync()
    told = exchange.history(a.token, record)
    changes = told["changes"]
    assert isinstance(changes, list)
    assert [(each["v"], each["p"], each["f"]) for each in changes if isinstance(each, dict)][1:] == [
        ("ok", a.replica, {"note": "hai"}), ("conflict", b.replica, {"location": "Tầng 2"}),
        ("lost", b.replica, {"note": "ba"}), ("rejected", b.replica, {"ram_gb": "tám"})]
    assert told["replicas"] == {a.replica: "A", b.replica: "B"}
    assert list(told)[-1] == "eof"


def test_a_batch_that_is_not_gapless_is_malformed(enrolled: Make) -> None:
    a = enrolled("A")
    a.add()
    a.add()
    body = a.request()
    operations = body["ops"]
    assert isinstance(operations, list)
    for wrong in (operations[1:], [operations[1], operations[0]], [*operations, operations[1]], [{"s": 1}], "ops"):
        with pytest.raises(Refused) as caught:
            a.ask({**body, "ops": wrong})
        assert (caught.value.status, caught.value.code) == (400, "malformed")
    assert a.sync_all().ack == 2
