"""What this PC remembers for itself and never sends: put-off to-dos, reminders given, corrected guesses."""
import json
from typing import TYPE_CHECKING, Final

from desktop.store.driver import Connection
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.unit import Unit

TABLES: Final[tuple[str, ...]] = (
    """
    CREATE TABLE local_note (
        topic TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (topic, key)
    ) STRICT, WITHOUT ROWID
    """,
)


def read(db: Connection, topic: str) -> dict[str, JsonValue]:
    """Return everything that is noted under `topic`, by key."""
    return {key: json.loads(value) for key, value in db.execute(
        "SELECT key, value FROM local_note WHERE topic = ?", (topic,)).fetchall()}


def write(unit: "Unit", topic: str, key: str, value: JsonValue) -> None:
    """Note `value` under (`topic`, `key`); None forgets it. Rings the bell as any change of the book."""
    if value is None:
        unit.db.execute("DELETE FROM local_note WHERE topic = ? AND key = ?", (topic, key))
    else:
        unit.db.execute("INSERT INTO local_note (topic, key, value, at_ms) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (topic, key) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms",
                        (topic, key, json.dumps(value, ensure_ascii=False), unit.now_ms))
    unit.changes.settings_changed = True
