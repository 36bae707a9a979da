"""Where two PCs without a network noted the same by themselves, nobody is asked: the newer note stands.

A field that the program alone writes (`Field.measured`) opens a conflict like any other: the server knows no
difference. The value it shows is the newer one, so each PC that hears of it says that value again, which closes
the conflict. Whoever comes second says what stands, and nothing changes.
"""
import json
from typing import Final

from desktop.store import feeds, setting, visible
from desktop.store.driver import Connection
from desktop.store.unit import Unit
from protocol.catalogue import KINDS
from protocol.kind import DELETED

FIELDS: Final = frozenset((kind.code, field.code) for kind in KINDS.values() for field in kind.fields
                          if field.measured)
"""{(kind, field)} of what the program notes and nobody types."""
CODES: Final = tuple(sorted({field for _, field in FIELDS}))


def waiting(db: Connection) -> list[tuple[str, str, str]]:
    """Return (kind, record, field) of the notes that this PC can settle now: it has seen the conflict."""
    if setting.text(db, setting.ROLE) == setting.VIEWER:
        return []
    found: list[tuple[str, str, str]] = []
    for record, field, rv in db.execute(
            "SELECT k.f_record, k.f_field, r.rv FROM k_conflict AS k JOIN record AS r ON r.n = k.n"
            " WHERE k.f_open = 1 AND k.deleted = 0 AND k.f_field IN (SELECT value FROM json_each(?))",
            (json.dumps(CODES),)).fetchall():
        kind = visible.known(db, record)
        if kind is None or (kind, field) not in FIELDS:
            continue
        sight = feeds.sight(db, kind, record)
        if field not in sight.pending and sight.base_for([field]) >= rv:
            found.append((kind, record, field))
    return found


def settle(unit: Unit) -> None:
    """Say again what stands in each of them; no step of undo, for it was no hand's."""
    for kind, record, field in waiting(unit.db):
        shown = visible.read(unit.db, kind, record) or {}
        if not shown.get(DELETED):
            unit.say_again(kind, record, field, shown.get(field))
