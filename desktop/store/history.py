"""Who changed what, when and on which PC: one row for each accepted change, none for a creation."""
import json
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.store.driver import Connection
from protocol.field import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that moved. `clock` is the hybrid clock of the hand; `rv` is None while only we know of it.

    `seq` is the sequence in our own chain, None for what others wrote.
    """
    field: str
    old: JsonValue
    new: JsonValue
    who: str
    replica: str
    clock: str
    rv: int | None
    seq: int | None


def append(db: Connection, *, record: str, clock: str, replica: str, who: str,
           changes: Mapping[str, tuple[JsonValue, JsonValue]], seq: int | None = None, rv: int | None = None) -> None:
    """Note what one hand changed in a record: {field: (old, new)}.

    The same change again (fetched from the province, or sent twice) only fills in what was not known.
    """
    if not changes:
        return
    db.execute(
        "INSERT INTO history (record, clock, replica, who, seq, rv, changes) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (record, clock, replica) DO UPDATE SET"
        " rv = coalesce(excluded.rv, rv), seq = coalesce(seq, excluded.seq)",
        (record, clock, replica, who, seq, rv,
         json.dumps({key: list(pair) for key, pair in changes.items()}, ensure_ascii=False, separators=(",", ":"))))


def of(db: Connection, record: str) -> list[Change]:
    """Return every known change of a record, oldest first."""
    return [Change(field=field, old=old, new=new, who=who, replica=replica, clock=clock, rv=rv, seq=seq)
            for clock, replica, who, seq, rv, changes in db.execute(
                "SELECT clock, replica, who, seq, rv, changes FROM history WHERE record = ?"
                " ORDER BY clock, replica", (record,)).fetchall()
            for field, (old, new) in json.loads(changes).items()]


def is_complete(db: Connection, record: str) -> bool:
    """Return whether nothing older lies at the province only."""
    row = db.execute("SELECT history_known FROM record WHERE id = ?", (record,)).fetchone()
    return row is None or bool(row[0])


def mark(db: Connection, record: str, *, complete: bool) -> None:
    """Note whether all of a record's history is here: after it was fetched, or when others wrote meanwhile."""
    db.execute("UPDATE record SET history_known = ? WHERE id = ?", (int(complete), record))
