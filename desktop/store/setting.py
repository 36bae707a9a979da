"""What the book knows about itself: the replica, its name, the commune, who sits here, addresses, …"""
import json
from typing import Final

from desktop.store.driver import Connection
from protocol.field import JsonValue

REPLICA: Final = "replica"              # id of this replica, 26 characters
REPLICA_NAME: Final = "replica_name"    # what people call this PC
COMMUNE: Final = "commune"              # 5 digits, "" before it is chosen
ROLE: Final = "role"                    # editor | viewer, "" before enrolment
VIEWER: Final = "viewer"                # the role that may only read
WHO: Final = "who"                      # id of the person at this PC
SEAT: Final = "seat_role"               # chief | deputy | colleague: what that person does with the book
EPOCH: Final = "epoch"
CLOCK: Final = "clock"                  # last hybrid clock given or seen
CLOCK_OFFSET: Final = "clock_offset_ms"  # what the server's clock is ahead of ours
RECOVERY_CODE: Final = "recovery_code"  # for printing; at rest it is as safe as the book


def read(db: Connection, key: str, default: JsonValue = None) -> JsonValue:
    """Return the setting with `key`, or `default`."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return default if row is None else json.loads(row[0])


def text(db: Connection, key: str) -> str:
    """Return the setting with `key` as text, "" if there is none."""
    value = read(db, key)
    return value if isinstance(value, str) else ""


def number(db: Connection, key: str, default: int = 0) -> int:
    """Return the setting with `key` as a whole number, `default` if there is none."""
    value = read(db, key)
    return value if isinstance(value, int) else default


def write(db: Connection, key: str, value: JsonValue) -> None:
    """Keep `value` under `key`; None forgets it. Call it inside a unit of the store."""
    if value is None:
        db.execute("DELETE FROM setting WHERE key = ?", (key,))
    else:
        db.execute("INSERT INTO setting (key, value) VALUES (?, ?)"
                   " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                   (key, json.dumps(value, ensure_ascii=False)))
