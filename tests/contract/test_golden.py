"""The bytes that both ends promised. A difference here is a PC in a mountain village that cannot sync."""
import hashlib
import json
from pathlib import Path

from protocol import chain, columns
from protocol.operation import Operation
from tests.contract.vectors import OPERATIONS, vectors

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


def test_every_vector_is_what_was_promised():
    today = json.loads(json.dumps(vectors()))
    assert today == GOLDEN


def test_the_chain_can_be_recomputed_from_the_text_of_the_file_alone():
    """With nothing of ours but SHA-256 and JSON."""
    link = hashlib.sha256(b"so-cntt/1").digest()
    for vector in GOLDEN["operations"]:
        link = hashlib.sha256(link + vector["canonical"].encode()).digest()
        assert link.hex() == vector["hash"]
        assert chain.canonical(json.loads(vector["canonical"])).decode() == vector["canonical"]


def test_each_operation_comes_back_from_its_wire_form():
    for operation, vector in zip(OPERATIONS, GOLDEN["operations"], strict=True):
        assert Operation.from_wire(vector["wire"]) == operation


def test_operations_in_columns_are_the_same_operations():
    unpacked = columns.unpack(GOLDEN["columns"], at_most=10)
    assert [Operation.from_wire(wire) for wire in unpacked] == list(OPERATIONS)
