"""What was: one line of a record's history, as the server keeps it."""
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.bodies import Reader
from protocol.field import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOperation:
    """One line of `GET /v1/records/{id}/history` (`{"changes": […], "replicas": {…}, "eof": true}`), oldest first.

    Every value ever accepted, rejected or overridden (I4): `version` is the place in the feed.
    """
    version: int
    clock: str
    who: str
    replica: str
    verdict: str
    fields: Mapping[str, JsonValue]

    def to_json(self) -> dict[str, JsonValue]:
        """Return `{rv, h, w, p, v, f}`."""
        return {"rv": self.version, "h": self.clock, "w": self.who, "p": self.replica, "v": self.verdict,
                "f": dict(self.fields)}

    @staticmethod
    def from_json(body: object) -> "PastOperation":
        """Return the line. Raises BadMessage."""
        reader = Reader(body)
        return PastOperation(
            version=reader.whole("rv"), clock=reader.text("h", 17), who=reader.text("w", 64, empty=True),
            replica=reader.text("p", 64, empty=True), verdict=reader.text("v", 20), fields=reader.mapping("f"))
