"""The quick canonical form is that of the law, byte for byte, or the law itself refuses."""
import pytest
from hypothesis import given
from hypothesis import strategies as some

from protocol import chain
from server.store.canonical import canonical

TEXTS = some.text() | some.sampled_from(["", "Hòa", "Ho\u0300a", "\u2028\x7f\t\\\"/", "\ud800", "ﬁ", "\uffff😀"])
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | TEXTS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner, max_size=4), max_leaves=12)


def outcome(form, wire):
    try:
        return form(wire)
    except chain.NotCanonical:
        return "not canonical"


@given(some.dictionaries(TEXTS, VALUES, max_size=8))
def test_both_write_the_same_bytes(wire):
    assert outcome(canonical, wire) == outcome(chain.canonical, wire)


@pytest.mark.parametrize("wire", [{"f": {"a": 1.0}}, {"f": {1: "a"}}, {"f": {"a": float("nan")}},
                                  {"f": {"a": "\udfff"}}, {"n": 2**70}, {"z": 1, "Z": 2, "é": 3, "😀": 4, "\uffff": 5}])
def test_what_is_odd_is_odd_in_the_same_way(wire):
    assert outcome(canonical, wire) == outcome(chain.canonical, wire)
