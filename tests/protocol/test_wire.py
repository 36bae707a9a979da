"""The wire: what is written is read back, and what is hostile is refused as a whole."""
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import chain, clock, columns
from protocol.bodies import BadMessage, dump, load
from protocol.enrolment import EnrolRequest
from protocol.messages import FeedPage, Held, Judged, Row, SnapshotPage, SyncAnswer, SyncRequest
from protocol.operation import MalformedOperation, Operation

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
plain = st.one_of(st.none(), st.booleans(), st.integers(-(10 ** 15), 10 ** 15), texts)
fields = st.dictionaries(st.sampled_from(["name", "status", "note", "users.a", "cost_vnd"]), plain, min_size=1)


def operation(sequence: int, given_fields: dict[str, Any]) -> Operation:
    return Operation(sequence=sequence, kind="device", record=f"r{sequence % 7}", base=sequence, fields=given_fields,
                     clock=clock.stamp(sequence))


def wire_of(**changes: Any) -> dict[str, Any]:
    return operation(1, {"name": "a"}).to_wire() | changes


@given(st.lists(fields, max_size=120))
def test_a_request_is_read_as_it_was_written(edits):
    request = SyncRequest(
        schema=1, epoch="e1", replica="a" * 26, previous=(7, "0" * 16),
        held=(Held(replica="b", sequence=3, hash8="0" * 8),),
        cursors={"c:00000": chain.START}, tops={"c:00000": chain.START.head},
        operations=tuple(operation(8 + at, edit) for at, edit in enumerate(edits)))
    assert SyncRequest.from_json(load(dump(request.to_json()))) == request


@given(st.lists(fields, max_size=120))
def test_an_answer_is_read_as_it_was_written(edits):
    rows = tuple(Row(kind="device", record=f"r{at}", version=at + 1, fields=edit, clock=clock.stamp(at), replica="x")
                 for at, edit in enumerate(edits))
    answer = SyncAnswer(
        epoch="e1", ack=5, first=(3, 100), durable={"a": 2}, verdicts=(Judged(sequence=4, verdict="conflict"),),
        feeds={"c:00000": FeedPage(cursor=chain.Cursor(9, "0" * 8, 2), head=f"9.{'0' * 8}", more=True, rows=rows)},
        now_ms=12, replicas={"x": "XM-VP-03"})
    assert SyncAnswer.from_json(load(dump(answer.to_json()))) == answer


def test_an_answer_without_its_end_is_no_answer():
    body = SyncAnswer(epoch="e", ack=0, first=None, durable={}, verdicts=(), feeds={}, now_ms=1).to_json()
    assert list(body)[-1] == "eof"
    del body["eof"]
    with pytest.raises(BadMessage):
        SyncAnswer.from_json(body)
    with pytest.raises(BadMessage):
        SnapshotPage.from_json({"epoch": "e", "head": "0.00000000", "after": None, "rows": []})


@pytest.mark.parametrize("wire", [
    None, [], {}, wire_of(s=0), wire_of(s=True), wire_of(s="1"), wire_of(b=-1), wire_of(h="2026"), wire_of(h="0" * 17),
    wire_of(f={}), wire_of(f=None), wire_of(k="purge"), wire_of(k="delete"), wire_of(t=""), wire_of(r="x" * 65),
    wire_of(w=3), wire_of(o=["a", 1]), wire_of(o=["a", 1, "short"]), wire_of(f={"": 1}),
])
def test_what_is_no_operation_is_refused(wire):
    with pytest.raises(MalformedOperation):
        Operation.from_wire(wire)


@pytest.mark.parametrize("data", [
    b"", b"<html>", b"{", b'{"a":1.5}', b'{"a":NaN}', b"[" * 100_000, b'{"a":' * 17 + b"1" + b"}" * 17, b"\xff\xfe",
])
def test_what_is_no_json_of_ours_is_refused(data):
    with pytest.raises(BadMessage):
        load(data)


@given(st.recursive(plain, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(
    st.sampled_from(["i", "c", "f", "n", "g", "=", "+", "t"]), inner, max_size=4)), max_leaves=20))
def test_columns_of_any_make_give_objects_or_a_refusal(value):
    for packed in (value, {"n": 2, "g": value}, {"n": 2, "g": [value]}, {"n": 1, "g": [{"i": value, "c": value}]}):
        try:
            assert len(columns.unpack(packed, at_most=5)) <= 5
        except columns.BadColumns:
            pass


def test_columns_never_make_more_than_allowed():
    bomb = {"n": 10 ** 9, "g": [{"i": {"+": 0, "n": 10 ** 9}, "c": {"t": {"=": "device", "n": 10 ** 9}}}]}
    with pytest.raises(columns.BadColumns):
        columns.unpack(bomb, at_most=4000)


def test_a_request_of_another_shape_is_refused():
    good = SyncRequest(schema=1, epoch="e", replica="a", previous=(0, "0" * 16)).to_json()
    for key, value in (("prev", [1]), ("prev", ["1", "0" * 16]), ("replica", ""), ("cur", {"c": "1.2"}),
                       ("held", [["a", 1]]), ("ops", [1]), ("schema", None), ("cur", {"c": "5.00000000.9"})):
        with pytest.raises(BadMessage):
            SyncRequest.from_json(json.loads(json.dumps(good | {key: value})))
    with pytest.raises(BadMessage):
        EnrolRequest.from_json({"code": ""})


@given(st.dictionaries(texts, plain, max_size=5))
def test_the_canonical_form_does_not_depend_on_order_or_composition(value):
    import unicodedata
    turned = {unicodedata.normalize("NFD", key): unicodedata.normalize("NFD", each) if isinstance(each, str) else each
              for key, each in reversed(value.items())}
    if len(turned) == len(value) == len({unicodedata.normalize("NFC", key) for key in value}):
        assert chain.canonical(turned) == chain.canonical(value)


def test_floats_and_half_characters_have_no_canonical_form():
    for value in ({"a": 1.0}, {"a": [1.5]}, {"a": "\ud800"}, {1: "a"}):
        with pytest.raises(chain.NotCanonical):
            chain.canonical(value)  # type: ignore[arg-type]


@given(st.integers(0, 1 << 48), st.integers(0, 0xffff), st.integers(-(1 << 50), 1 << 50))
def test_the_clock_never_goes_back(ms, counter, now):
    last = clock.stamp(min(ms, (1 << 48) - 2), counter)
    assert clock.tick(last, now) > last
