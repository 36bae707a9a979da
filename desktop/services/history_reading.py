"""The history of a record: what this PC knows of it, completed by the province when that can be reached."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.store import feeds, history, records, setting
from desktop.store.driver import Connection
from desktop.store.history import Change
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol import clock
from protocol.field import JsonValue
from protocol.kinds import device
from protocol.past import PastOperation

LOST = "lost"
HUSHED = "…"
_COUNTED = frozenset({"ok", "conflict"})


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


def of(store: Store, record: str, *, profile: Path | None = None) -> ToldHistory:
    """Return the history of a record; with `profile` the province is asked for what is missing here.

    What it answers is kept, where this program may write. Without a connection the local part comes
    back, and says that it is not complete.
    """
    db = store.read()
    if profile is not None and not history.is_complete(db, record):
        past = _asked(db, profile, record)
        if past is not None and store.read_only:
            waiting = [each for each in history.of(db, record) if each.rv is None]
            return ToldHistory(changes=_hushed(db, record, told(db, [*changes_of(past), *waiting])), complete=True)
        if past is not None:
            store.submit(lambda unit: keep(unit, record, past)).result()
    db = store.read()
    return ToldHistory(changes=_hushed(db, record, told(db, history.of(db, record))),
                       complete=history.is_complete(db, record))


def _hushed(db: Connection, record: str, changes: tuple[ToldChange, ...]) -> tuple[ToldChange, ...]:
    """Return the changes without what is not to be told of a PC for secret papers: that it changed, and when."""
    now = records.get(db, record)
    if now is None or now.kind != device.KIND.code or now.fields.get("network") != device.STANDALONE_SECRET:
        return changes
    hidden = device.HIDDEN_WHEN_SECRET | {"reading"}
    return tuple(replace(each, old=each.old and HUSHED, new=each.new and HUSHED) if each.field in hidden else each
                 for each in changes)


def told(db: Connection, changes: Iterable[Change]) -> tuple[ToldChange, ...]:
    """Return the changes with names in place of ids."""
    listed = list(changes)
    authors: Mapping[str, str] = records.titles(db, {each.who for each in listed if each.who})
    own = dict.fromkeys(feeds.own_replicas(db), setting.text(db, setting.REPLICA_NAME))
    names = {**feeds.replica_names(db), **own}
    return tuple(ToldChange(
        field=each.field, old=each.old, new=each.new, who=each.who, author=authors.get(each.who, ""),
        replica=each.replica, replica_name=names.get(each.replica, ""),
        at=clock.as_utc(each.clock), rv=each.rv) for each in listed)


def changes_of(past: Sequence[PastOperation]) -> list[Change]:
    """Return the changes that a record's operations made, oldest first; its creation is none.

    A value that lost a conflict is told too: it changed nothing on the screens, but it was written.
    """
    made: list[Change] = []
    standing: dict[str, JsonValue] = {}
    created = ""
    for operation in past:
        if operation.verdict not in _COUNTED and operation.verdict != LOST:
            continue
        created = created or operation.clock + operation.replica
        for field, value in operation.fields.items():
            if created != operation.clock + operation.replica:
                made.append(Change(field=field, old=standing.get(field), new=value, who=operation.who, seq=None,
                                   replica=operation.replica, clock=operation.clock, rv=operation.version))
            if operation.verdict in _COUNTED:
                standing[field] = value
    return made


def keep(unit: Unit, record: str, past: Sequence[PastOperation]) -> None:
    """Write what the province knows of a record's past into its history here: all of it, from now on."""
    by_hand: dict[tuple[str, str, str, int | None], dict[str, tuple[JsonValue, JsonValue]]] = {}
    for each in changes_of(past):
        by_hand.setdefault((each.clock, each.replica, each.who, each.rv), {})[each.field] = (each.old, each.new)
    for (stamp, replica, who, rv), changes in by_hand.items():
        history.append(unit.db, record=record, clock=stamp, replica=replica, who=who, rv=rv, changes=changes)
    history.mark(unit.db, record, complete=True)


def _asked(db: Connection, profile: Path, record: str) -> Sequence[PastOperation] | None:
    from desktop.services import exchanging
    from desktop.sync.errors import SyncError
    try:
        link = exchanging.client(db, profile)
        try:
            return link.history(record).changes
        finally:
            link.close()
    except SyncError:
        return None
