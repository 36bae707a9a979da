"""What is being typed and not yet saved. It lives in the book, encrypted, and survives a kill."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.store.driver import Connection
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One form that was left before it was saved. `saved_at_ms` is Unix time."""
    key: str
    payload: Mapping[str, JsonValue]
    saved_at_ms: int


def save(unit: "Unit", key: str, payload: Mapping[str, JsonValue]) -> None:
    """Keep what is typed in the form `key`; the caller writes at most once a second."""
    unit.db.execute("INSERT INTO draft (key, payload, saved_at_ms) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
                    " SET payload = excluded.payload, saved_at_ms = excluded.saved_at_ms",
                    (key, json.dumps(dict(payload), ensure_ascii=False), unit.now_ms))
    unit.changes.drafts_changed = True


def load(db: Connection, key: str) -> dict[str, JsonValue] | None:
    """Return what was typed in the form `key`, or None."""
    row = db.execute("SELECT payload FROM draft WHERE key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row[0])


def drop(unit: "Unit", key: str) -> None:
    """Forget a draft: in the same unit as the save that takes its place, or it could be lost between."""
    unit.db.execute("DELETE FROM draft WHERE key = ?", (key,))
    unit.changes.drafts_changed = True


def all(db: Connection) -> list[Draft]:
    """Return every draft, the newest first."""
    return [Draft(key=key, payload=json.loads(payload), saved_at_ms=at) for key, payload, at in db.execute(
        "SELECT key, payload, saved_at_ms FROM draft ORDER BY saved_at_ms DESC, key").fetchall()]
