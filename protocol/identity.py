"""Names that never collide: record ids, replica ids, conflict ids. Time and randomness are passed in."""
import base64
import hashlib
from typing import Final

REPLICA_BYTES: Final = 16
RANDOM_BYTES: Final = 10


def uuid7(ms: int, random: bytes) -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7) from Unix milliseconds and 10 random bytes, as 36 characters.

    It is used for index locality only, never for ordering.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError("a UUIDv7 takes 10 random bytes")
    value = (ms & ((1 << 48) - 1)) << 80 | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return _dashed(f"{value:032x}")


def replica_id(random: bytes) -> str:
    """Return a replica id from 16 random bytes: 26 characters a–z and 2–7.

    Not the machine's GUID: imaging a disk clones that.
    """
    if len(random) != REPLICA_BYTES:
        raise ValueError("a replica id takes 16 random bytes")
    return base64.b32encode(random).decode("ascii").rstrip("=").lower()


def conflict_id(record: str, field: str) -> str:
    """Return the id of the one conflict of (record, field): the first 128 bits of their SHA-256."""
    return _dashed(hashlib.sha256(f"{record}{field}".encode()).hexdigest()[:32])


def _dashed(digits: str) -> str:
    """32 hex digits as people write an id; the library for it asks what platform this is, 3 ms of each start."""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
