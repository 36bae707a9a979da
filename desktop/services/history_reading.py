"""The history of a record: what this PC knows of it, completed by the province when that can be reached."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.store import feeds, history, records
from desktop.store.driver import Connection
from desktop.store.store import Store
from protocol import clock
from protocol.field import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """One change of one field, as a person reads it. `at` is UTC; `rv` is None while it waits here."""
    field: str
    old: JsonValue
    new: JsonValue
    who: str
    author: str
    replica: str
    replica_name: str
    at: str
    rv: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHistory:
    """All changes that are known, oldest first; `complete` is false where older ones lie at the province only."""
    changes: tuple[ToldChange, ...]
    complete: bool


def of(store: Store, record_id: str, *, profile: Path | None = None) -> ToldHistory:
    """Return the history of a record; with `profile` the province is asked for what is missing here.

    Without a connection the local part comes back, and says that it is not complete.
    """
    complete = history.is_complete(store.read(), record_id)
    if not complete and profile is not None:
        from desktop.sync.history_call import fetch
        complete = fetch(store, profile, record_id)
    db = store.read()
    return ToldHistory(changes=told(db, history.of(db, record_id)), complete=complete)


def told(db: Connection, changes: Iterable[history.Change]) -> tuple[ToldChange, ...]:
    """Return the changes with names in place of ids."""
    listed = list(changes)
    authors: Mapping[str, str] = records.titles(db, {each.who for each in listed if each.who})
    names = feeds.replica_names(db)
    return tuple(ToldChange(
        field=each.field, old=each.old, new=each.new, who=each.who, author=authors.get(each.who, ""),
        replica=each.replica, replica_name=names.get(each.replica, ""),
        at=clock.as_utc(each.clock), rv=each.rv) for each in listed)
