"""The laws of the merge, for every history that hypothesis can think of."""
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from protocol import clock
from protocol.field import JsonValue
from protocol.kind import DELETED
from protocol.merge import Ledger, RecordState, Verdict, apply
from protocol.operation import Operation, Origin, Special
from protocol.rebase import fold, rebase

NOW = 1_763_712_000_000
FIELDS = ("name", "status", "note", "users.a", "users.b")


def op(sequence: int, base: int, fields: dict[str, JsonValue] | None = None, *, special: Special | None = None,
       at: int = 0, record: str = "r", origin: Origin | None = None) -> Operation:
    return Operation(sequence=sequence, kind="device", record=record, base=base, clock=clock.stamp(NOW + at),
                     fields=fields, special=special, origin=origin)


def run(ledger: Ledger, operation: Operation, n: int, replica: str) -> Verdict:
    return apply(ledger, operation, n=n, replica=replica, hash16=f"{operation.sequence:016x}", now_ms=NOW)


def shown(ledger: Ledger) -> dict[str, JsonValue]:
    return dict(ledger.records["r"].fields)


def conflict(ledger: Ledger, field: str) -> RecordState:
    return ledger.conflicts["r", field]


def values(ledger: Ledger, field: str) -> list[JsonValue]:
    entries = conflict(ledger, field).fields["values"]
    assert isinstance(entries, Sequence)
    return [entry["value"] for entry in entries]  # type: ignore[index, call-overload]


def created(fields: dict[str, JsonValue] | None = None) -> Ledger:
    ledger = Ledger()
    assert run(ledger, op(1, 0, fields or {"name": "PC", "status": "in_use"}), 10, "A") is Verdict.OK
    return ledger


def test_one_field_moved_by_two_people_is_one_conflict_that_keeps_both_values():
    ledger = created()
    assert run(ledger, op(1, 10, {"status": "broken"}, at=5), 11, "B") is Verdict.OK
    assert run(ledger, op(1, 10, {"status": "in_repair"}, at=9), 12, "C") is Verdict.CONFLICT
    assert shown(ledger)["status"] == "in_repair"    # the later hand is shown
    assert values(ledger, "status") == ["broken", "in_repair"]
    assert conflict(ledger, "status").rv == ledger.records["r"].rv == 12


def test_an_earlier_hand_that_arrives_later_is_not_shown_but_kept():
    ledger = created()
    run(ledger, op(1, 10, {"status": "broken"}, at=9), 11, "B")
    assert run(ledger, op(1, 10, {"status": "in_repair"}, at=5), 12, "C") is Verdict.CONFLICT
    assert shown(ledger)["status"] == "broken"
    assert values(ledger, "status") == ["broken", "in_repair"]
    assert ledger.records["r"].rv == 12    # rises all the same, or nobody's base reaches the conflict


def test_choosing_the_shown_value_again_settles_the_conflict():
    ledger = created()
    run(ledger, op(1, 10, {"status": "broken"}, at=5), 11, "B")
    run(ledger, op(1, 10, {"status": "lost"}, at=9), 12, "C")
    assert run(ledger, op(2, 12, {"status": "lost"}, at=20), 13, "B") is Verdict.OK
    assert not conflict(ledger, "status").is_open_conflict
    assert ledger.records["r"].version("status") == 13    # renewed: a later stale choice meets it


def test_two_people_who_settle_differently_open_it_again():
    ledger = created()
    run(ledger, op(1, 10, {"status": "broken"}, at=5), 11, "B")
    run(ledger, op(1, 10, {"status": "lost"}, at=9), 12, "C")
    run(ledger, op(2, 12, {"status": "broken"}, at=20), 13, "B")
    assert run(ledger, op(2, 12, {"status": "lost"}, at=21), 14, "C") is Verdict.CONFLICT
    assert conflict(ledger, "status").is_open_conflict
    assert values(ledger, "status") == ["broken", "lost"]


def test_a_further_value_joins_the_open_conflict():
    ledger = created()
    for replica, value, n in (("B", "broken", 11), ("C", "lost", 12), ("D", "in_stock", 13)):
        run(ledger, op(1, 10, {"status": value}, at=n), n, replica)
    assert set(map(str, values(ledger, "status"))) == {"broken", "lost", "in_stock"}


def test_a_deletion_that_hides_an_edit_its_author_had_not_seen_shows_the_record():
    ledger = created()
    run(ledger, op(1, 10, {"note": "quan trọng"}), 11, "B")
    assert run(ledger, op(1, 10, special=Special.DELETE), 12, "C") is Verdict.CONFLICT
    assert not shown(ledger).get(DELETED)
    assert values(ledger, DELETED) == [None, True]


def test_an_edit_of_a_record_deleted_elsewhere_shows_it_again():
    ledger = created()
    run(ledger, op(1, 10, special=Special.DELETE), 11, "B")
    assert shown(ledger)[DELETED] is True
    assert run(ledger, op(1, 10, {"note": "còn dùng"}), 12, "C") is Verdict.CONFLICT
    assert not shown(ledger)[DELETED]
    assert run(ledger, op(2, 12, special=Special.DELETE), 13, "B") is Verdict.OK
    assert shown(ledger)[DELETED] is True and not conflict(ledger, DELETED).is_open_conflict


def test_the_kind_of_a_record_never_changes():
    ledger = created()
    other = Operation(sequence=1, kind="person", record="r", base=10, clock=clock.stamp(NOW), fields={"name": "x"})
    assert run(ledger, other, 11, "B") is Verdict.REJECTED
    assert shown(ledger)["name"] == "PC"


def test_nobody_writes_a_conflict():
    forged = Operation(sequence=1, kind="conflict", record="c", base=0, clock=clock.stamp(NOW), fields={"open": False})
    assert run(Ledger(), forged, 11, "B") is Verdict.REJECTED


def test_a_clock_ahead_of_the_server_is_capped_not_refused():
    ledger = created()
    far = 10 ** 10
    assert run(ledger, op(1, 10, {"status": "broken"}, at=far), 11, "B") is Verdict.OK
    stamp = ledger.records["r"].writer("status")[0]
    assert clock.parse(stamp)[0] == NOW + clock.AHEAD_MS


values_of = st.sampled_from(["a", "b", "c", None])
edits = st.dictionaries(st.sampled_from(FIELDS), values_of, min_size=1, max_size=3)


@given(edits, edits, st.integers(0, 100), st.integers(0, 100))
def test_disjoint_fields_always_merge(one, other, at_one, at_other):
    other = {key: value for key, value in other.items() if key not in one}
    if not other:
        return
    ledger = created()
    assert run(ledger, op(1, 10, one, at=at_one), 11, "B") is Verdict.OK
    assert run(ledger, op(1, 10, other, at=at_other), 12, "C") is Verdict.OK
    assert not ledger.conflicts
    assert all(shown(ledger)[key] == value for key, value in (one | other).items())


@given(edits, st.integers(0, 100), st.integers(0, 100))
def test_equal_edits_never_conflict(edit, at_one, at_other):
    ledger = created()
    run(ledger, op(1, 10, edit, at=at_one), 11, "B")
    assert run(ledger, op(1, 10, edit, at=at_other), 12, "C") is Verdict.OK
    assert not ledger.conflicts


@given(st.lists(st.tuples(st.sampled_from("BCD"), edits, st.booleans()), max_size=8), st.data())
def test_an_operation_that_comes_twice_under_any_stamp_is_applied_once(history, data):
    ledger, sent = created(), []
    for at, (replica, edit, fresh) in enumerate(history):
        base = ledger.records["r"].rv if fresh else 10
        operation = op(at + 1, base, edit, at=at)
        run(ledger, operation, 20 + at, replica)
        sent.append((replica, operation))
    if not sent:
        return
    before = (shown(ledger), ledger.records["r"].rv, {k: dict(v.fields) for k, v in ledger.conflicts.items()})
    replica, operation = data.draw(st.sampled_from(sent))
    again = operation.restamped(sequence=99, replica=replica, hash16=f"{operation.sequence:016x}", reoffered=True)
    assert run(ledger, again, 90, "Z") is Verdict.DUPLICATE
    after = (shown(ledger), ledger.records["r"].rv, {k: dict(v.fields) for k, v in ledger.conflicts.items()})
    assert before == after


@given(st.permutations([("B", {"status": "x"}, 5), ("C", {"status": "y"}, 6), ("D", {"status": "z"}, 7)]))
def test_in_whatever_order_the_pcs_arrive_the_latest_hand_is_shown_and_all_values_kept(order):
    ledger = created()
    for at, (replica, edit, when) in enumerate(order):
        run(ledger, op(1, 10, dict(edit), at=when), 11 + at, replica)
    assert shown(ledger)["status"] == "z"
    assert set(map(str, values(ledger, "status"))) == {"x", "y", "z"}


@given(st.dictionaries(st.sampled_from(["future_field", "thing.sub"]), values_of, min_size=1), edits)
def test_unknown_fields_survive_edits_by_those_who_do_not_know_them(unknown, edit):
    ledger = created()
    run(ledger, op(1, 10, dict(unknown)), 11, "B")
    run(ledger, op(2, 11, edit), 12, "A")
    assert all(shown(ledger)[key] == value for key, value in unknown.items())


@given(st.lists(st.one_of(edits, st.sampled_from(list(Special))), min_size=1, max_size=10))
def test_rebase_then_ack_is_the_server_state(history):
    """One PC alone: what it shows with everything pending is what the server holds after taking it."""
    ledger, confirmed = Ledger(), {}
    pending = [op(at + 1, 0, dict(edit)) if isinstance(edit, dict) else op(at + 1, 0, special=edit)
               for at, edit in enumerate(history)]
    screen = rebase(confirmed, pending)
    for at, operation in enumerate(pending):
        assert run(ledger, operation, 10 + at, "A") is Verdict.OK
        confirmed = fold(confirmed, operation)
        assert rebase(confirmed, pending[at + 1:]) == screen
    assert screen == confirmed == ledger.records["r"].fields


@given(st.lists(edits, min_size=1, max_size=6), st.integers(0, 30))
def test_what_changed_since_a_version_is_all_that_a_reader_at_that_version_lacks(history, base):
    ledger, states = Ledger(), {0: {}}
    for at, edit in enumerate(history):
        run(ledger, op(at + 1, 0, edit), 10 + at, "A")
        states[10 + at] = shown(ledger)
    known = states[max(n for n in states if n <= base)]
    assert {**known, **ledger.records["r"].since(base)} == shown(ledger)
