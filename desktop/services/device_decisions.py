"""The decision behind a disposal, a transfer, a loss: asked for with the state, given later where it is not there."""
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.store import records
from desktop.store.driver import Connection
from protocol.conditions import NEEDS_DOCUMENT
from protocol.field import JsonValue
from protocol.kinds import device

if TYPE_CHECKING:
    from desktop.store.feeds import Sight
    from desktop.store.store import Store
    from desktop.store.unit import Unit

_WITHOUT: Final = """
SELECT r.id, r.title, k.f_status FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status IN ('disposed', 'transferred', 'lost') AND coalesce(k.f_status_document, '') = ''
 ORDER BY k.changed_at DESC, k.n
"""


def needs_decision(status: object) -> bool:
    """Return whether a state asks for the number and date of a decision."""
    return status in NEEDS_DOCUMENT


def change_status(store: "Store", sights: "Mapping[str, Sight]", status: str, document: str = "") -> tuple[int, str]:
    """Return how many devices were changed, and the undo group; `document` "" leaves the decision for later."""
    step = new_group()
    values: dict[str, JsonValue] = {"status": status}
    if document.strip():
        values["status_document"] = document.strip()

    def write(unit: "Unit") -> int:
        changed = 0
        for record_id, sight in sights.items():
            record = records.get(unit.db, record_id)
            if record is None:
                continue
            clean = record_keeping.check(device.KIND, values, record)
            changed += unit.edit(device.KIND.code, record_id, clean, seen=sight, group=step) is not None
        return changed

    return store.submit(write).result(), step


def without_decision(db: Connection, limit: int = 5) -> tuple[int, tuple[tuple[str, str, str], ...]]:
    """Return how many devices lack their decision, and (id, title, status) of the first few, the newest first."""
    found = db.execute(_WITHOUT).fetchall()
    return len(found), tuple((id_, title, status) for id_, title, status in found[:limit])
