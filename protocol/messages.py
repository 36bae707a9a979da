"""The wire: what client and server say to each other about records, to and from JSON.

How bodies are read, and their limits, stands in `bodies`; enrolment and a record's past have files of their own.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol import columns
from protocol.bodies import (
    LEAST_ANSWER,
    MAX_HELD,
    MAX_OPERATIONS,
    MAX_ROWS,
    MOST_ANSWER,
    BadMessage,
    Reader,
    is_text,
    objects,
)
from protocol.chain import HASH8, Cursor, parse_head
from protocol.field import JsonValue
from protocol.operation import HASH16, MalformedOperation, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The last archived operation of a former (or this) replica: is it still at the server?"""
    replica: str
    sequence: int
    hash8: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """`POST /v1/sync`. `replica` may be a former one of this PC when its archive is offered again.

    `previous` is (s, hash16) before the first operation sent. `cursors` and `tops` are by feed, as
    text; a feed that is left out is not pulled. `pull` false: only push (offer, running snapshot).
    """
    schema: int
    epoch: str
    replica: str
    previous: tuple[int, str]
    held: tuple[Held, ...] = ()
    cursors: Mapping[str, Cursor] = field(default_factory=dict)
    tops: Mapping[str, str] = field(default_factory=dict)
    want_bytes: int = LEAST_ANSWER
    pull: bool = True
    operations: tuple[Operation, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """Return the body; from 50 operations on as columns."""
        wire = [operation.to_wire() for operation in self.operations]
        body: dict[str, JsonValue] = {
            "schema": self.schema, "epoch": self.epoch, "replica": self.replica, "prev": list(self.previous),
            "held": [[each.replica, each.sequence, each.hash8] for each in self.held],
            "cur": {feed: str(cursor) for feed, cursor in self.cursors.items()},
            "top": dict(self.tops), "want": {"bytes": self.want_bytes},
            "ops": columns.pack(wire) if len(wire) >= columns.LEAST else wire}
        if not self.pull:
            body["pull"] = False
        return body

    @staticmethod
    def from_json(body: object) -> "SyncRequest":
        """Return the request of a body. Raises BadMessage."""
        reader = Reader(body)
        previous = reader.list("prev", 2)
        if len(previous) != 2 or type(previous[0]) is not int or not is_text(previous[1], HASH16):
            raise BadMessage("prev is [s, hash16]")
        try:
            return SyncRequest(
                schema=reader.whole("schema"), epoch=reader.text("epoch", 64), replica=reader.text("replica", 64),
                previous=(previous[0], previous[1]),
                held=tuple(_held(each) for each in reader.list("held", MAX_HELD)),
                cursors={feed: Cursor.parse(text) for feed, text in reader.texts("cur").items()},
                tops={feed: _head(text) for feed, text in reader.texts("top").items()},
                want_bytes=min(max(_want(reader), 1024), MOST_ANSWER), pull=reader.body.get("pull") is not False,
                operations=tuple(_operations(reader.body.get("ops", []))))
        except (ValueError, MalformedOperation) as error:
            raise BadMessage(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One changed record on its way down: the fields that changed after the cursor's base, or all.

    `clock`, `who` and `replica` are those of the last operation on it, for the history of other PCs;
    empty on conflict rows and in snapshots.
    """
    kind: str
    record: str
    version: int
    fields: Mapping[str, JsonValue]
    clock: str = ""
    who: str = ""
    replica: str = ""

    def to_wire(self) -> dict[str, JsonValue]:
        """Return `{t, r, rv, f, h?, w?, p?}`; `p` is the replica."""
        wire: dict[str, JsonValue] = {"t": self.kind, "r": self.record, "rv": self.version, "f": dict(self.fields)}
        for key, value in (("h", self.clock), ("w", self.who), ("p", self.replica)):
            if value:
                wire[key] = value
        return wire

    @staticmethod
    def from_wire(wire: object) -> "Row":
        """Return the row of its wire form. Raises BadMessage."""
        if not isinstance(wire, dict):
            raise BadMessage("a row is an object")
        kind, record, version, fields = wire.get("t"), wire.get("r"), wire.get("rv"), wire.get("f")
        rest = [wire.get(key, "") for key in ("h", "w", "p")]
        if not (is_text(kind) and is_text(record) and type(version) is int and version > 0
                and isinstance(fields, dict) and all(isinstance(each, str) and len(each) <= 64 for each in rest)):
            raise BadMessage("a row is {t, r, rv, f}")
        return Row(kind=kind, record=record, version=version, fields=fields,  # type: ignore[arg-type]
                   clock=rest[0], who=rest[1], replica=rest[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """What one feed has to say in an answer.

    `cursor` is where the next request goes on, `head` the head of the feed when the answer was made
    (`seq.hash8`). `reset`: the cursor sent is unknown here, this page begins a new pull from 0 and the
    client pulls into its shadow. No page ends between rows of one version; a conflict comes before its
    record.
    """
    cursor: Cursor
    head: str
    more: bool
    rows: tuple[Row, ...] = ()
    gone: tuple[str, ...] = ()
    reset: bool = False

    def to_json(self) -> dict[str, JsonValue]:
        """Return the feed's part of an answer; from 50 rows on as columns."""
        wire = [row.to_wire() for row in self.rows]
        made: dict[str, JsonValue] = {
            "cur": str(self.cursor), "head": self.head, "more": self.more,
            "rows": columns.pack(wire) if len(wire) >= columns.LEAST else wire, "gone": list(self.gone)}
        if self.reset:
            made["reset"] = True
        return made

    @staticmethod
    def from_json(body: object) -> "FeedPage":
        """Return the page. Raises BadMessage."""
        reader = Reader(body)
        try:
            return FeedPage(
                cursor=Cursor.parse(reader.text("cur", 80)), head=_head(reader.text("head", 60)),
                more=reader.boolean("more"), reset=reader.body.get("reset") is True,
                rows=tuple(Row.from_wire(each) for each in objects(reader.body.get("rows", []), MAX_ROWS)),
                gone=tuple(str(each) for each in reader.list("gone", MAX_ROWS)))
        except ValueError as error:
            raise BadMessage(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict on one operation sent: conflict, rejected, dup, dup-ok, dup-conflict, dup-rejected.

    `reason` is a stable code of why one was rejected (`forbidden_role`, `forbidden_field`, …).
    """
    sequence: int
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncAnswer:
    """The answer to a sync request.

    `ack` is honoured only up to the highest s sent. `first` = (s, rv) of the first operation new to the
    server in this request, None if none was: s′ ≥ s has rv + (s′ − s). `durable` has an entry for this
    replica and for each `held` entry that the server has with the same hash; an entry that is missing
    must be offered again. `verdicts` lists what is not plainly accepted. `replicas` names the PCs that
    the rows mention. `backoff_s` always wins over the client's own timer.
    """
    epoch: str
    ack: int
    first: tuple[int, int] | None
    durable: Mapping[str, int]
    verdicts: tuple[Judged, ...]
    feeds: Mapping[str, FeedPage]
    now_ms: int
    backoff_s: int = 0
    replicas: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the body, its end mark last."""
        body: dict[str, JsonValue] = {"epoch": self.epoch, "ack": self.ack}
        if self.first is not None:
            body["first"] = list(self.first)
        body["durable"] = dict(self.durable)
        body["verdicts"] = [{"s": each.sequence, "v": each.verdict, **({"c": each.reason} if each.reason else {})}
                            for each in self.verdicts]
        body["feeds"] = {feed: page.to_json() for feed, page in self.feeds.items()}
        if self.replicas:
            body["replicas"] = dict(self.replicas)
        body |= {"now": self.now_ms, "backoff": self.backoff_s, "eof": True}
        return body

    @staticmethod
    def from_json(body: object) -> "SyncAnswer":
        """Return the answer. Raises BadMessage, also when the end mark is missing."""
        reader = Reader(body)
        if reader.body.get("eof") is not True:
            raise BadMessage("the answer has no end")
        first = reader.body.get("first")
        if first is not None and not (isinstance(first, list) and len(first) == 2
                                      and all(type(each) is int for each in first)):
            raise BadMessage("first is [s, rv]")
        feeds = reader.body.get("feeds")
        if not isinstance(feeds, dict):
            raise BadMessage("feeds is an object")
        return SyncAnswer(
            epoch=reader.text("epoch", 64), ack=reader.whole("ack"),
            first=(first[0], first[1]) if first is not None else None,
            durable={key: value for key, value in reader.mapping("durable").items() if type(value) is int},
            verdicts=tuple(_judged(each) for each in reader.list("verdicts", MAX_OPERATIONS)),
            feeds={feed: FeedPage.from_json(page) for feed, page in feeds.items()},
            now_ms=reader.whole("now"), backoff_s=min(reader.whole("backoff"), 3600),
            replicas={key: str(value)[:200] for key, value in reader.mapping("replicas").items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPage:
    """`GET /v1/feeds/{feed}/snapshot?after=ID`: whole records by id, as columns; `after` is None at the end.

    `head` (`seq.hash8`) is that of the moment of this page: the sync goes on from the head of the *first* page.
    """
    epoch: str
    head: str
    rows: tuple[Row, ...]
    after: str | None

    def to_json(self) -> dict[str, JsonValue]:
        """Return the body."""
        return {"epoch": self.epoch, "head": self.head, "after": self.after,
                "rows": columns.pack([row.to_wire() for row in self.rows]), "eof": True}

    @staticmethod
    def from_json(body: object) -> "SnapshotPage":
        """Return the page. Raises BadMessage."""
        reader = Reader(body)
        if reader.body.get("eof") is not True:
            raise BadMessage("the answer has no end")
        after = reader.body.get("after")
        if after is not None and not is_text(after):
            raise BadMessage("after is an id")
        try:
            return SnapshotPage(
                epoch=reader.text("epoch", 64), head=_head(reader.text("head", 60)), after=after,
                rows=tuple(Row.from_wire(each) for each in objects(reader.body.get("rows"), MAX_ROWS)))
        except ValueError as error:
            raise BadMessage(str(error)) from error


def _head(text: str) -> str:
    parse_head(text)
    return text


def _held(each: object) -> Held:
    match each:
        case [str(replica), int(sequence), str(hash8)] if len(hash8) == HASH8 and sequence > 0:
            return Held(replica=replica, sequence=sequence, hash8=hash8)
    raise BadMessage("held is [replica, s, hash8]")


def _judged(each: object) -> Judged:
    reader = Reader(each)
    return Judged(sequence=reader.whole("s"), verdict=reader.text("v", 20),
                  reason=reader.text("c", 60, empty=True))


def _want(reader: "Reader") -> int:
    want = reader.body.get("want")
    asked = want.get("bytes") if isinstance(want, dict) else None
    return asked if type(asked) is int else LEAST_ANSWER


def _operations(value: object) -> list[Operation]:
    return [Operation.from_wire(each) for each in objects(value, MAX_OPERATIONS)]
