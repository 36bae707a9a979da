"""A stock-take: the list is frozen when it begins, then each device is found, missing, or more than expected.

Every line is a record of its own, so two PCs may count at once. Nothing here changes a device, except
what is asked for line by line after the counting (`stocktaking_after`).
"""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.language import tr
from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.problems import NotFound, Refused, ServiceError
from desktop.services.value_text import instant, wall_time
from desktop.store import bulk, records
from desktop.store.bulk import NewRecord
from desktop.store.driver import Connection
from desktop.store.records import Record
from protocol.conditions import NEEDS_DOCUMENT, check_transition
from protocol.field import JsonValue
from protocol.folding import compact, fold, words
from protocol.kinds import stocktake, stocktake_item
from protocol.problem import Problem

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.store.unit import Unit

PENDING, FOUND, MISSING, SURPLUS = "pending", "found", "missing", "surplus"
OFFERED: Final = 8
_LEAST: Final = 2    # characters that must be typed before anything is looked for

_EXPECTED: Final = """
SELECT r.id, k.f_name, k.f_asset_code, k.f_serial, k.f_office, k.f_location, k.f_custodian, k.f_status, k.f_cost_vnd,
       k.f_network
  FROM k_device AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS o ON o.id = k.f_office
  LEFT JOIN k_office AS f ON f.n = o.n
 WHERE k.deleted = 0 AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
   AND (:office = '' OR k.f_office = :office)
   AND (:site = '' OR coalesce(k.f_site, f.f_site, '') = :site)
 ORDER BY k.s_asset_code NULLS LAST, k.s_name, k.n
"""
_LINES: Final = """
SELECT r.id, k.f_asset_code, k.f_serial, k.f_name, coalesce(k.f_result, 'pending')
  FROM k_stocktake_item AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_stocktake = ? ORDER BY k.n
"""
_COUNTS: Final = """
SELECT coalesce(k.f_result, 'pending'), count(*),
       coalesce(sum(k.f_found_place <> k.f_expected_place), 0),
       coalesce(sum(k.f_cost_vnd), 0)
  FROM k_stocktake_item AS k WHERE k.deleted = 0 AND k.f_stocktake = ? GROUP BY 1
"""


class StillPending(ServiceError):
    """A stock-take cannot be closed while devices are not counted: `count` of them, the first is `first`."""
    code = "still-pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the counting has come. `elsewhere` were found in another place than the book has."""
    pending: int = 0
    found: int = 0
    missing: int = 0
    surplus: int = 0
    elsewhere: int = 0
    missing_vnd: int = 0

    @property
    def expected(self) -> int:
        """Return how many the frozen list holds."""
        return self.pending + self.found + self.missing

    @property
    def counted(self) -> int:
        """Return how many of them are settled."""
        return self.found + self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One line that fits what was typed; `outside` is a device of the book that this stock-take does not expect."""
    id: str
    code: str
    serial: str
    name: str
    result: str
    outside: bool = False


def start(store: "Store", values: Mapping[str, JsonValue]) -> tuple[str, int, str]:
    """Return (id, how many devices are expected, undo group) of a new stock-take; its list is frozen here.

    `values` are flat fields of a stock-take; `site` or `office` narrow it. Raises Refused.
    """
    step = new_group()

    def write(unit: "Unit") -> tuple[str, int, str]:
        fields = {"status": "open", "held_at": wall_time(unit.now_ms), **values}
        if not fields.get("title"):
            fields["title"] = title_for(unit.db, fields, unit.now_ms)
        clean = record_keeping.check(stocktake.KIND, fields, None)
        made = unit.create(stocktake.KIND.code, clean, group=step)
        lines = [NewRecord(stocktake_item.KIND.code, unit.new_id(), _line(made, row)) for row in unit.db.execute(
            _EXPECTED, {"gone": json.dumps(sorted(NEEDS_DOCUMENT)), "site": str(fields.get("site") or ""),
                        "office": str(fields.get("office") or "")})]
        bulk.create_many(unit, lines, group=step, search_later=True)
        return made, len(lines), step

    return store.submit(write).result()


def title_for(db: Connection, fields: Mapping[str, JsonValue], now_ms: int) -> str:
    """Return the name that a stock-take gets when nobody writes one."""
    where = next((records.title(db, str(fields[code])) for code in ("office", "site") if fields.get(code)), "")
    day = instant(now_ms).strftime("%d/%m/%Y")
    return tr("Stock-take {day}, {where}", day=day, where=where) if where else tr("Stock-take {day}", day=day)


def all_of(db: Connection) -> tuple[tuple[str, str, str], ...]:
    """Return (id, name, status) of every stock-take, the newest first."""
    return tuple((id_, title, status) for id_, title, status in db.execute(
        "SELECT r.id, r.title, coalesce(k.f_status, 'open') FROM k_stocktake AS k JOIN record AS r ON r.n = k.n"
        " WHERE k.deleted = 0 ORDER BY coalesce(k.f_held_at, '') DESC, r.id DESC"))


def progress(db: Connection, stocktake_id: str) -> Progress:
    """Return how far the counting has come."""
    by_result = {result: (count, elsewhere, cost) for result, count, elsewhere, cost in
                 db.execute(_COUNTS, (stocktake_id,))}
    none = (0, 0, 0)
    return Progress(pending=by_result.get(PENDING, none)[0], found=by_result.get(FOUND, none)[0],
                    missing=by_result.get(MISSING, none)[0], surplus=by_result.get(SURPLUS, none)[0],
                    elsewhere=by_result.get(FOUND, none)[1], missing_vnd=by_result.get(MISSING, none)[2])


def elsewhere(db: Connection, stocktake_id: str) -> list[str]:
    """Return the lines that were found in another place than the book has."""
    return [row[0] for row in db.execute(
        "SELECT r.id FROM k_stocktake_item AS k JOIN record AS r ON r.n = k.n WHERE k.deleted = 0"
        " AND k.f_stocktake = ? AND k.f_result = 'found' AND k.f_found_place <> k.f_expected_place",
        (stocktake_id,))]


def look_up(db: Connection, stocktake_id: str, typed: str) -> tuple[Match, ...]:
    """Return the lines that fit a code, a part of a serial number or a name, only those that fit best.

    One is the device that was meant. Where the list expects none, devices of the rest of the book come back.
    """
    wanted = compact(typed)
    if len(wanted) < _LEAST:
        return ()
    fitting: dict[int, list[Match]] = {}
    for id_, code, serial, name, result in db.execute(_LINES, (stocktake_id,)):
        rank = _rank(wanted, typed, code or "", serial or "", name or "")
        if rank is not None:
            fitting.setdefault(rank, []).append(Match(id=id_, code=code or "", serial=serial or "", name=name or "",
                                                      result=result))
    if fitting:
        return tuple(sorted(fitting[min(fitting)], key=lambda each: each.result != PENDING)[:OFFERED])
    return tuple(
        Match(id=each.id, code=str(each.fields.get("asset_code") or ""), serial=str(each.fields.get("serial") or ""),
              name=str(each.fields.get("name") or ""), result="", outside=True)
        for each in records.page(db, records.Search(kind="device", text=typed), 0, OFFERED)
        if wanted in (compact(str(each.fields.get("asset_code") or "")), compact(str(each.fields.get("serial") or ""))))


def mark(store: "Store", items: Sequence[str], result: str, *, place: str = "") -> str:
    """Return the undo group of what was found of these lines; `PENDING` takes the mark back.

    `place` is where one stands: it is kept only where the book has another one. A surplus stays one.
    Raises NotFound, Refused.
    """
    step = new_group()

    def write(unit: "Unit") -> None:
        asked = records.disputed(unit.db, items, "result")    # marking such a line again is the choice
        for item_id in items:
            record = _item(unit.db, item_id)
            _require_open(unit.db, record)
            if record.fields.get("result") == SURPLUS:
                continue
            moved = place if result == FOUND and is_elsewhere(record, place) else ""
            values: dict[str, JsonValue] = {
                "result": result, "found_place": moved or None,
                "counted_by": None if result == PENDING else unit.who or None,
                "counted_at": None if result == PENDING else wall_time(unit.now_ms)}
            clean = record_keeping.check(stocktake_item.KIND, values, record)
            unit.edit(stocktake_item.KIND.code, item_id, clean, seen=record.sight, group=step,
                      keep_equal=item_id in asked)

    store.submit(write).result()
    return step


def is_elsewhere(item: Record, place: str) -> bool:
    """Return whether `place` is worth keeping: another one than the book had, or the first that is known."""
    return bool(fold(place)) and fold(place) != fold(str(item.fields.get("expected_place") or ""))


def add_surplus(store: "Store", stocktake_id: str, name: str, *, code: str = "", serial: str = "", place: str = "",
                note: str = "", device: str = "") -> tuple[str, str]:
    """Return (id, undo group) of something that was found and not expected; `device` if the book has it elsewhere."""
    step = new_group()

    def write(unit: "Unit") -> str:
        _require_open_id(unit.db, stocktake_id)
        known = records.get(unit.db, device) if device else None
        fields: dict[str, JsonValue] = {
            "stocktake": stocktake_id, "name": name, "asset_code": code or None, "serial": serial or None,
            "result": SURPLUS, "found_place": place or None, "note": note or None, "counted_by": unit.who or None,
            "counted_at": wall_time(unit.now_ms)}
        if known is not None:
            of = known.fields
            fields |= {"device": known.id, "name": of.get("name") or name, "asset_code": of.get("asset_code"),
                       "serial": of.get("serial"), "expected_office": of.get("office"),
                       "expected_place": of.get("location"), "expected_custodian": of.get("custodian"),
                       "expected_status": of.get("status"), "cost_vnd": of.get("cost_vnd")}
        clean = record_keeping.check(stocktake_item.KIND, {key: value for key, value in fields.items()
                                                           if value is not None}, None)
        return unit.create(stocktake_item.KIND.code, clean, group=step)

    return store.submit(write).result(), step


def close(store: "Store", stocktake_id: str) -> str:
    """Return the undo group of closing it. Raises StillPending while a line is not counted, or two PCs
    say different things of it, Refused, NotFound."""
    step = new_group()

    def write(unit: "Unit") -> None:
        record = _require_open_id(unit.db, stocktake_id)
        lines = unit.db.execute(_LINES, (stocktake_id,)).fetchall()
        asked = records.disputed(unit.db, [row[0] for row in lines], "result")    # found here and missing there
        pending = [row[0] for row in lines if row[4] == PENDING or row[0] in asked]
        if pending:
            raise StillPending(count=len(pending), first=pending[0])
        values: dict[str, JsonValue] = {"status": "closed", "closed_on": wall_time(unit.now_ms)[:10]}
        unit.edit(stocktake.KIND.code, stocktake_id, values, seen=record.sight, group=step)

    store.submit(write).result()
    return step


def move(store: "Store", stocktake_id: str, status: str) -> str:
    """Return the undo group of opening it again, or of dropping it. Raises Refused, NotFound."""
    step = new_group()

    def write(unit: "Unit") -> None:
        record = _stocktake(unit.db, stocktake_id)
        now = record.fields.get("status")
        problem = check_transition(stocktake.KIND, now if isinstance(now, str) else None, status)
        if problem is not None:
            raise Refused(stocktake.KIND.code, [problem])
        values: dict[str, JsonValue] = {"status": status, "closed_on": None}
        unit.edit(stocktake.KIND.code, stocktake_id, values, seen=record.sight, group=step)

    store.submit(write).result()
    return step


# --- inside ------------------------------------------------------------------------------------

def _line(stocktake_id: str, row: tuple[JsonValue, ...]) -> dict[str, JsonValue]:
    device, name, code, serial, office, location, custodian, status, cost, network = row
    is_secret = network == "standalone_secret"    # of such a PC neither serial nor place is ever written
    fields: dict[str, JsonValue] = {
        "stocktake": stocktake_id, "device": device, "name": name, "asset_code": code,
        "serial": None if is_secret else serial, "expected_office": office,
        "expected_place": None if is_secret else location, "expected_custodian": custodian,
        "expected_status": status, "cost_vnd": cost, "result": PENDING}
    return {key: value for key, value in fields.items() if value is not None}


def _rank(wanted: str, typed: str, code: str, serial: str, name: str) -> int | None:
    """Return how well a line fits, 0 best; None where it does not."""
    its_code, its_serial = compact(code), compact(serial)
    if wanted in (its_code, its_serial):
        return 0
    if its_code.endswith(wanted):
        return 1
    if its_serial.endswith(wanted):
        return 2
    if wanted in its_code or wanted in its_serial:
        return 3
    asked = words(typed)
    said = words(name)
    return 4 if asked and all(any(each.startswith(word) for each in said) for word in asked) else None


def _item(db: Connection, item_id: str) -> Record:
    record = records.get(db, item_id)
    if record is None or record.kind != stocktake_item.KIND.code or record.deleted:
        raise NotFound(kind=stocktake_item.KIND.code, text=item_id)
    return record


def _stocktake(db: Connection, stocktake_id: str) -> Record:
    record = records.get(db, stocktake_id)
    if record is None or record.kind != stocktake.KIND.code:
        raise NotFound(kind=stocktake.KIND.code, text=stocktake_id)
    return record


def _require_open(db: Connection, item: Record) -> None:
    _require_open_id(db, str(item.fields.get("stocktake") or ""))


def _require_open_id(db: Connection, stocktake_id: str) -> Record:
    record = _stocktake(db, stocktake_id)
    if record.fields.get("status") not in (None, "open"):
        raise Refused(stocktake.KIND.code, [Problem(field="status", code="illegal-transition", message_values={
            "old": str(record.fields.get("status")), "new": "open"})])
    return record
