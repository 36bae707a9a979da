"""Computes every vector of `golden.json` with the code of today.

`python -m tests.contract.vectors` prints them. The file itself is never regenerated after the first
commune: what it holds is a promise to PCs that are switched off.
"""
import json

from protocol import chain, clock, columns, identity
from protocol.merge import Ledger, apply
from protocol.operation import Operation, Origin, Special

NOW = 1_763_712_000_000
RECORD = "0192a000-0000-7000-8000-000000000001"

OPERATIONS = (
    Operation(sequence=1, kind="device", record=RECORD, base=0, clock=clock.stamp(NOW),
              who="0192a000-0000-7000-8000-00000000000a",
              fields={"name": "Máy in Canon LBP2900", "cost_vnd": 11_500_000, "users.0192": True, "note": None}),
    Operation(sequence=2, kind="device", record=RECORD, base=NOW + 1, clock=clock.stamp(NOW + 5, 3),
              fields={"name": "Tên viết tách dấu: Hòa".replace("ò", "o\u0300"), "steps": ["a", "b"]}),
    Operation(sequence=3, kind="device", record=RECORD, base=NOW + 2, clock=clock.stamp(NOW + 9),
              special=Special.DELETE),
    Operation(sequence=4, kind="incident", record=RECORD, base=0, clock=clock.stamp(0), fields={"title": "\u2028 \"\\"},
              origin=Origin(replica="aaaaaaaaaaaaaaaaaaaaaaaaaa", sequence=7, hash16="00112233445566aa"),
              reoffered=True),
)


def vectors() -> dict[str, object]:
    """Return all vectors as JSON values."""
    made, link = [], chain.GENESIS
    for operation in OPERATIONS:
        wire = operation.to_wire()
        link = chain.step(link, wire)
        made.append({"wire": wire, "canonical": chain.canonical(wire).decode(), "hash": link.hex()})
    head = chain.feed_step(chain.FEED_GENESIS, "a" * 26, link)
    return {
        "genesis": chain.GENESIS.hex(), "feed_genesis": chain.FEED_GENESIS, "start": str(chain.START),
        "operations": made, "feed_head": head,
        "cursor": str(chain.Cursor(NOW, head[:8], NOW - 5)),
        "uuid7": identity.uuid7(NOW, bytes(range(10))), "replica": identity.replica_id(bytes(range(16))),
        "conflict": identity.conflict_id(RECORD, "status"),
        "clocks": [clock.stamp(NOW), clock.tick(clock.stamp(NOW), NOW - 9), clock.tick(clock.stamp(NOW, 0xffff), 0),
                   clock.capped(clock.stamp(NOW + 10 ** 9), NOW), clock.as_utc(clock.stamp(NOW))],
        "columns": columns.pack([operation.to_wire() for operation in OPERATIONS]),
        "merge": _merged(),
    }


def _merged() -> dict[str, object]:
    """Two PCs, one field, one conflict, settled: the state of each record after it."""
    ledger = Ledger()
    history = (("A", 1, 0, {"name": "PC-014", "status": "in_use"}, 0), ("B", 1, 10, {"status": "broken"}, 5),
               ("C", 1, 10, {"status": "in_repair"}, 9), ("B", 2, 12, {"status": "broken"}, 20))
    verdicts = [apply(ledger, Operation(sequence=s, kind="device", record=RECORD, base=b, clock=clock.stamp(NOW + at),
                                        fields=dict(f)), n=n, replica=replica, hash16=f"{n:016x}", now_ms=NOW + 60_000)
                for n, (replica, s, b, f, at) in enumerate(history, start=10)]
    states = [*ledger.records.values(), *ledger.conflicts.values()]
    return {"verdicts": list(verdicts), "states": [
        {"id": state.id, "kind": state.kind, "rv": state.rv, "fields": state.fields, "versions": state.versions,
         "writers": state.writers} for state in states]}


if __name__ == "__main__":
    print(json.dumps(vectors(), ensure_ascii=False, indent=1, sort_keys=True))
