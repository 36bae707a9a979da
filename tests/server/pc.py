"""A PC reduced to the bare protocol: it numbers, chains, sends and reads; it has no store and no rebase.

`Pc` speaks to anything that answers like `server.store.exchange.Exchange` (directly, or over HTTP: `running.Web`).
"""
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from protocol import chain, clock
from protocol.chain import START, Cursor
from protocol.field import JsonValue
from protocol.identity import conflict_id, replica_id, uuid7
from protocol.messages import Held, Row, SyncAnswer, SyncRequest
from protocol.operation import Operation, Special

FEED = "c:00000"
PROVINCE = "p:00"
DEVICE: Mapping[str, JsonValue] = {"name": "Máy tính Văn phòng", "asset_code": "PC-014", "status": "in_use"}


class Desk(Protocol):
    """What a PC asks of a server."""
    def enrol(self, body: object) -> dict[str, JsonValue]: ...
    def sync(self, token: str, body: object) -> dict[str, JsonValue]: ...


@dataclass
class Clock:
    """The time, moved by hand."""
    ms: int = 1_763_712_345_678

    def __call__(self) -> int:
        return self.ms

    def pass_(self, *, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@dataclass
class Pc:
    """One PC. `rows` is the server's word as received, by record id; `outbox` waits for an ack."""
    name: str
    desk: Desk
    now: Clock
    seed: int = 1
    feeds: tuple[str, ...] = (FEED,)
    token: str = ""
    epoch: str = ""
    sequence: int = 0
    hashes: list[bytes] = field(default_factory=lambda: [chain.GENESIS])
    outbox: list[Operation] = field(default_factory=list)
    archive: list[Operation] = field(default_factory=list)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    tops: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    received: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.replica = replica_id(self.random.randbytes(16))
        self.nonce = self.random.randbytes(12).hex()
        self.cursors = dict.fromkeys(self.feeds, START)

    def enrol(self, code: str) -> dict[str, Any]:
        """Enrol with a code and return the answer."""
        answer: dict[str, Any] = self.desk.enrol({
            "code": code, "nonce": self.nonce, "replica": self.replica, "name": self.name, "app": "1", "schema": 1})
        self.token, self.epoch = answer["token"], answer["epoch"]
        return answer

    def new_id(self) -> str:
        """Return a fresh record id."""
        return uuid7(self.now(), self.random.randbytes(10))

    def write(self, kind: str, record: str, fields: Mapping[str, JsonValue] | None = None, *,
              base: int | None = None, special: Special | None = None, ahead_ms: int = 0) -> str:
        """Put one operation into the outbox, seen from the version received last, and return the record's id."""
        self.sequence += 1
        operation = Operation(
            sequence=self.sequence, kind=kind, record=record, special=special,
            base=self.versions.get(record, 0) if base is None else base,
            clock=clock.stamp(self.now() + ahead_ms), fields=None if special else dict(fields or {}))
        self.put(operation)
        return record

    def put(self, operation: Operation) -> None:
        """Chain an operation and let it wait."""
        self.hashes.append(chain.step(self.hashes[-1], operation.to_wire()))
        self.outbox.append(operation)

    def add(self, kind: str = "device", /, **fields: JsonValue) -> str:
        """Create a record and return its id."""
        return self.write(kind, self.new_id(), {**(DEVICE if kind == "device" else {}), **fields})

    def edit(self, record: str, kind: str = "device", /, **fields: JsonValue) -> None:
        """Edit a record."""
        self.write(kind, record, fields)

    def request(self, operations: Sequence[Operation] | None = None, *, held: tuple[Held, ...] = (),
                pull: bool = True, want_bytes: int = 65_536) -> dict[str, JsonValue]:
        """Return the body of the next sync."""
        sent = tuple(self.outbox if operations is None else operations)
        before = sent[0].sequence - 1 if sent else self.sequence - len(self.outbox)
        return SyncRequest(
            schema=1, epoch=self.epoch, replica=self.replica, previous=(before, self.hash16(before)), held=held,
            cursors=self.cursors, tops=self.tops, want_bytes=want_bytes, pull=pull, operations=sent).to_json()

    def hash16(self, sequence: int) -> str:
        """Return the beginning of the chain's hash at `sequence`."""
        return self.hashes[sequence].hex()[:16]

    def ask(self, body: dict[str, JsonValue]) -> SyncAnswer:
        """Send a body, and leave the answer unread: a reply that is lost."""
        return SyncAnswer.from_json(self.desk.sync(self.token, body))

    def sync(self, *, want_bytes: int = 65_536) -> SyncAnswer:
        """Send what waits, take in what comes, and return the answer."""
        answer = self.ask(self.request(want_bytes=want_bytes))
        self.take(answer)
        return answer

    def sync_all(self) -> SyncAnswer:
        """Sync until nothing is left, and return the last answer."""
        answer = self.sync()
        while self.outbox or any(page.more for page in answer.feeds.values()):
            answer = self.sync()
        return answer

    def take(self, answer: SyncAnswer) -> None:
        """Take an answer in."""
        verdicts = {each.sequence: each.verdict for each in answer.verdicts}
        for operation in [each for each in self.outbox if each.sequence <= answer.ack]:
            self.outbox.remove(operation)
            self.archive.append(operation)
            if operation.sequence not in verdicts and answer.first and answer.first[0] <= operation.sequence:
                self.rows.setdefault(operation.record, {}).update(operation.assignments())
                self.versions[operation.record] = answer.first[1] + operation.sequence - answer.first[0]
        self.epoch = answer.epoch
        for feed, page in answer.feeds.items():
            if page.reset:
                self.rows.clear()
                self.versions.clear()
            for row in page.rows:
                self.received.append(row)
                if row.version >= self.versions.get(row.record, 0):
                    self.rows.setdefault(row.record, {}).update(row.fields)
                    self.versions[row.record] = row.version
            self.cursors[feed], self.tops[feed] = page.cursor, page.head

    def conflict(self, record: str, key: str) -> dict[str, Any] | None:
        """Return the conflict of (record, field) as received, or None."""
        return self.rows.get(conflict_id(record, key))

    def verdicts(self, answer: SyncAnswer) -> list[str]:
        """Return the verdicts of an answer, in the order of the operations."""
        return [each.verdict for each in answer.verdicts]
