"""The decision behind a disposal, a transfer, a loss: asked for with the state, given later where it is not there."""
from typing import Final

from desktop.store.driver import Connection
from protocol.conditions import NEEDS_DOCUMENT

_WITHOUT: Final = """
SELECT r.id, r.title, k.f_status FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status IN ('disposed', 'transferred', 'lost') AND coalesce(k.f_status_document, '') = ''
 ORDER BY k.changed_at DESC, k.n
"""


def needs_decision(status: object) -> bool:
    """Return whether a state asks for the number and date of a decision."""
    return status in NEEDS_DOCUMENT


def without_decision(db: Connection, limit: int = 5) -> tuple[int, tuple[tuple[str, str, str], ...]]:
    """Return how many devices lack their decision, and (id, title, status) of the first few, the newest first."""
    found = db.execute(_WITHOUT).fetchall()
    return len(found), tuple((id_, title, status) for id_, title, status in found[:limit])
