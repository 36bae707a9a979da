"""A request on its way out: operations packed once, put between a head and an end when their turn comes.

The operations are compressed by themselves, so that the next batch can be made while the server works
on this one: what stands before them (the cursors) is only known when its answer is in.
"""
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.store.outbox import Entry
from protocol import bodies, columns
from protocol.bodies import GZIP_FROM
from protocol.messages import SyncRequest

_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations that follow each other, ready to be sent. `deflated` is a byte-aligned piece of a stream."""
    entries: Sequence[Entry]
    text: bytes
    deflated: bytes

    @property
    def last(self) -> int:
        """Return the last sequence in it, 0 for none."""
        return self.entries[-1].sequence if self.entries else 0


def pack(entries: Sequence[Entry]) -> Batch:
    """Return a batch of these operations: from 50 on as columns."""
    wire: list[dict[str, Any]] = json.loads(f"[{','.join(entry.body for entry in entries)}]")
    packed = columns.pack(wire) if len(wire) >= columns.LEAST else wire
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Batch(entries, text, deflater.compress(text) + deflater.flush(zlib.Z_FULL_FLUSH))


NOTHING: Final = Batch((), b"[]", b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One `POST /v1/sync`: `request` holds everything but the operations, which are in `batch`."""
    request: SyncRequest
    batch: Batch = field(default=NOTHING)

    def body(self) -> tuple[bytes, bool]:
        """Return (bytes, whether they are gzip)."""
        head: Mapping[str, Any] = {key: value for key, value in self.request.to_json().items() if key != "ops"}
        before = bodies.dump(head)[:-1] + b',"ops":'
        if len(before) + len(self.batch.text) + 1 < GZIP_FROM:
            return before + self.batch.text + b"}", False
        return _joined(before, self.batch, b"}"), True

    def json(self) -> dict[str, Any]:
        """Return the request as a JSON value."""
        value: dict[str, Any] = json.loads(self.plain())
        return value

    def plain(self) -> bytes:
        """Return the body without compression."""
        head: Mapping[str, Any] = {key: value for key, value in self.request.to_json().items() if key != "ops"}
        return bodies.dump(head)[:-1] + b',"ops":' + self.batch.text + b"}"


def _joined(before: bytes, batch: Batch, after: bytes) -> bytes:
    """Return one gzip member of three texts, the middle one compressed beforehand."""
    first = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    opening = first.compress(before)
    if not batch.deflated:
        return _member(opening + first.compress(batch.text + after) + first.flush(), before + batch.text + after)
    opening += first.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    closing = last.compress(after) + last.flush()
    check = zlib.crc32(after, zlib.crc32(batch.text, zlib.crc32(before)))
    size = len(before) + len(batch.text) + len(after)
    return b"".join((_GZIP_HEAD, opening, batch.deflated, closing,
                     check.to_bytes(4, "little"), (size & 0xFFFFFFFF).to_bytes(4, "little")))


def _member(deflated: bytes, text: bytes) -> bytes:
    return b"".join((_GZIP_HEAD, deflated, zlib.crc32(text).to_bytes(4, "little"),
                     (len(text) & 0xFFFFFFFF).to_bytes(4, "little")))
