"""What the database keeps comes back as it was, numbers of any length too."""
import pytest

from server.store.json_text import dumps, loads


@pytest.mark.parametrize("value", [
    {}, {"name": "Máy in Hòa \u2028", "n": -1, "on": True, "off": None, "lines": ["a", "b"]},
    {"long": 2**63 - 1}, {"longer": 2**64}, {"longest": [10**40, {"in": -(10**30)}]}])
def test_every_value_comes_back(value):
    assert loads(dumps(value)) == value
    assert repr(loads(dumps(value))) == repr(value)
