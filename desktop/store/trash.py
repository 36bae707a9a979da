"""Everything that lies in the trash, of all kinds, the latest first. Nothing is ever thrown out of it."""
from dataclasses import dataclass

from desktop.store import plan
from desktop.store.driver import Connection
from protocol import clock
from protocol.catalogue import KINDS
from protocol.kind import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Thrown:
    """One deleted record. `at` is UTC text, "" if nobody knows; `merged_into` names where it went, "" for nowhere."""
    id: str
    kind: str
    title: str
    at: str
    by: str
    merged_into: str


def listed(db: Connection, limit: int) -> list[Thrown]:
    """Return the last `limit` deleted records that a commune may take out again."""
    found = []
    for kind in KINDS.values():
        if kind.feed in (Feed.SERVER, Feed.PROVINCE) or kind.written_once:
            continue
        found += [(at or 0, by or "", id_, kind.code, title, merged_into or "") for at, by, id_, title, merged_into in
                  db.execute('SELECT k.changed_at, k.changed_by, r.id, r.title, r.merged_into'
                             f' FROM "{plan.table(kind.code)}" AS k JOIN record AS r ON r.n = k.n'
                             ' WHERE k.deleted = 1 ORDER BY k.changed_at DESC LIMIT ?', (limit,)).fetchall()]
    found.sort(reverse=True)
    return [Thrown(id=id_, kind=kind, title=title, at=clock.utc_text(at) if at else "", by=by, merged_into=merged_into)
            for at, by, id_, kind, title, merged_into in found[:limit]]
