"""What may follow from a stock-take, asked for line by line: lost, moved, or new in the book."""
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.stocktaking import FOUND, MISSING, SURPLUS
from desktop.store import records
from desktop.store.records import Record
from protocol.conditions import check_transition
from protocol.field import JsonValue
from protocol.kinds import device

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.store.unit import Unit


def declare_lost(store: "Store", items: Sequence[str], document: str = "") -> tuple[int, str]:
    """Return how many missing devices are "Thất lạc" now, and the undo group; the decision may come later."""
    lost = {"status": "lost", **({"status_document": document} if document else {})}
    return _each(store, items, MISSING, lambda item: lost)


def keep_place(store: "Store", items: Sequence[str]) -> tuple[int, str]:
    """Return how many devices stand in the book where they were found now, and the undo group."""
    return _each(store, items, FOUND, lambda item: {"location": item.fields["found_place"]}
                 if item.fields.get("found_place") else {})


def take_in(store: "Store", items: Sequence[str]) -> tuple[int, str]:
    """Return how many surplus devices are in the book now, and the undo group; those it has already are left."""
    step = new_group()

    def write(unit: "Unit") -> int:
        made = 0
        for item in records.get_many(unit.db, items).values():
            fields = item.fields
            if item.deleted or fields.get("result") != SURPLUS or fields.get("device"):
                continue
            wanted: dict[str, JsonValue] = {code: fields[code] for code in ("name", "asset_code", "serial")
                                            if fields.get(code)}
            wanted |= {"location": fields["found_place"]} if fields.get("found_place") else {}
            new = unit.create(device.KIND.code, record_keeping.check(
                device.KIND, {**wanted, "status": "in_stock"}, None), group=step)
            unit.edit(item.kind, item.id, {"device": new}, seen=item.sight, group=step)
            made += 1
        return made

    return store.submit(write).result(), step


def _each(store: "Store", items: Sequence[str], result: str,
          values: Callable[[Record], Mapping[str, JsonValue]]) -> tuple[int, str]:
    step = new_group()

    def write(unit: "Unit") -> int:
        changed = 0
        for item in records.get_many(unit.db, items).values():
            its_device = item.fields.get("device")
            now = records.get(unit.db, its_device) if isinstance(its_device, str) else None
            if item.fields.get("result") != result or now is None or now.deleted:
                continue
            flat = _legal(now, values(item))
            if flat:
                clean = record_keeping.check(device.KIND, flat, now)
                changed += unit.edit(device.KIND.code, now.id, clean, seen=now.sight, group=step) is not None
        return changed

    return store.submit(write).result(), step


def _legal(now: Record, flat: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    before, after = now.fields.get("status"), flat.get("status")
    is_legal = after is None or check_transition(device.KIND, before if isinstance(before, str) else None,
                                                 str(after)) is None
    return {code: value for code, value in flat.items() if value != now.fields.get(code)} if is_legal else {}
