"""What the cycle needs of a server, whoever plays it: HTTP here, the server's own classes in the simulation."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktop.sync.outgoing import Outgoing
from protocol.enrolment import EnrolAnswer, EnrolRequest
from protocol.messages import SyncAnswer
from protocol.past import PastOperation


@dataclass(slots=True)
class Traffic:
    """What went through the socket, headers and bodies alike."""
    bytes_up: int = 0
    bytes_down: int = 0
    round_trips: int = 0
    connections: int = 0

    def since(self, other: "Traffic") -> "Traffic":
        """Return what was added after `other`."""
        return Traffic(self.bytes_up - other.bytes_up, self.bytes_down - other.bytes_down,
                       self.round_trips - other.round_trips, self.connections - other.connections)

    def copy(self) -> "Traffic":
        """Return the same numbers, standing still."""
        return Traffic(self.bytes_up, self.bytes_down, self.round_trips, self.connections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The answer of `GET /v1/head` when something changed."""
    epoch: str
    heads: Mapping[str, str]
    backoff_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Everything the province knows of a record's past, and the names of the PCs in it."""
    changes: Sequence[PastOperation]
    replicas: Mapping[str, str] = field(default_factory=dict)


class Link(Protocol):
    """A server that can be asked. Every method raises SyncError; `sync` and `enrol` also a Turn."""
    traffic: Traffic

    @property
    def address(self) -> str:
        """Return the address that answered last, "" where there is none."""

    def head(self, tag: str) -> Heads | None:
        """Return where the feeds stand, None if nothing changed since `tag`."""

    def sync(self, outgoing: Outgoing) -> SyncAnswer:
        """Return the answer to a batch."""

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Return what this PC is from now on."""

    def history(self, record: str) -> Past:
        """Return the past of a record."""

    def close(self) -> None:
        """Let go of the connection."""
