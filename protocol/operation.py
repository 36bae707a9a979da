"""One operation: everything a replica ever says is a field assignment, or a delete or undelete.

Frozen wire form (it cannot change after the first commune):
`{s, t, r, b, h, w?, f | k, o?, x?}`, see `Operation`.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple, NewType

from protocol.field import JsonValue

RecordId = NewType("RecordId", str)
ReplicaId = NewType("ReplicaId", str)

HASH16: Final = 16
"""Characters of an operation's chain hash that travel in `prev` and in an origin."""


_CLOCK: Final = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}")


class Special(StrEnum):
    """The only special kinds of operation; both assign the system field `deleted`."""
    DELETE = "delete"
    UNDELETE = "undelete"


class MalformedOperation(ValueError):
    """What came in is no operation; nothing of the batch is applied."""
    code = "malformed-operation"


class Origin(NamedTuple):
    """Where a re-stamped operation was first: known elsewhere only if all three match."""
    replica: str
    sequence: int
    hash16: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one hand did to one record.

    `sequence` is gapless in its replica. `base` is the version of the record the person was looking
    at (0: nothing). `clock` is a hybrid clock text. `who` is the person record at the PC, a claim,
    not a login; "" if nobody said. Exactly one of `fields` and `special` is given. `origin` is set
    when the operation was stamped anew under another replica, `reoffered` when it comes out of order.
    """
    sequence: int
    kind: str
    record: str
    base: int
    clock: str
    who: str = ""
    fields: Mapping[str, JsonValue] | None = None
    special: Special | None = None
    origin: Origin | None = None
    reoffered: bool = False

    def assignments(self) -> Mapping[str, JsonValue]:
        """Return what the operation assigns; a delete is `{"deleted": true}`, an undelete null."""
        if self.special is None:
            return self.fields or {}
        return {"deleted": True if self.special is Special.DELETE else None}

    def to_wire(self) -> dict[str, JsonValue]:
        """Return the frozen wire form; absent keys are absent."""
        wire: dict[str, JsonValue] = {
            "s": self.sequence, "t": self.kind, "r": self.record, "b": self.base, "h": self.clock}
        if self.who:
            wire["w"] = self.who
        if self.special is not None:
            wire["k"] = self.special.value
        else:
            wire["f"] = dict(self.fields or {})
        if self.origin is not None:
            wire["o"] = [self.origin.replica, self.origin.sequence, self.origin.hash16]
        if self.reoffered:
            wire["x"] = True
        return wire

    @staticmethod
    def from_wire(wire: object) -> "Operation":
        """Return the operation of a wire form. Raises MalformedOperation."""
        if not isinstance(wire, dict):
            raise MalformedOperation("an operation is an object")
        try:
            sequence, kind, record, base, clock = wire["s"], wire["t"], wire["r"], wire["b"], wire["h"]
        except KeyError as missing:
            raise MalformedOperation(f"lacks {missing}") from None
        who, fields, special = wire.get("w", ""), wire.get("f"), wire.get("k")
        if not (type(sequence) is int and sequence > 0 and type(base) is int and base >= 0):
            raise MalformedOperation("s and b are whole numbers")
        if not (isinstance(kind, str) and 0 < len(kind) <= 40 and isinstance(record, str)
                and 0 < len(record) <= 64 and isinstance(clock, str) and _CLOCK.fullmatch(clock)
                and isinstance(who, str) and len(who) <= 64):
            raise MalformedOperation("t, r, h and w are short texts")
        if (fields is None) == (special is None):
            raise MalformedOperation("exactly one of f and k")
        if fields is not None and not (isinstance(fields, dict) and 0 < len(fields) <= 200
                                       and all(0 < len(key) <= 120 for key in fields)):
            raise MalformedOperation("f is an object of 1 to 200 fields")
        if special is not None and special not in ("delete", "undelete"):
            raise MalformedOperation("k is delete or undelete")
        return Operation(
            sequence=sequence, kind=kind, record=record, base=base, clock=clock, who=who, fields=fields,
            special=Special(special) if special is not None else None,
            origin=_origin(wire["o"]) if "o" in wire else None, reoffered=wire.get("x") is True)

    def restamped(self, *, sequence: int, replica: str, hash16: str, reoffered: bool = False) -> "Operation":
        """Return the operation under a new sequence; `replica` and `hash16` are where it was until now."""
        origin = self.origin or Origin(replica=replica, sequence=self.sequence, hash16=hash16)
        return replace(self, sequence=sequence, origin=origin, reoffered=self.reoffered or reoffered)


def _origin(wire: object) -> Origin:
    match wire:
        case [str(replica), int(sequence), str(hash16)] if len(replica) <= 64 and len(hash16) == HASH16:
            return Origin(replica=replica, sequence=sequence, hash16=hash16)
    raise MalformedOperation("o is [replica, s, hash16]")
