"""Writes what the probe found into the ledger of outages: once each, joined to what people said, never against them."""
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from desktop.language import tr
from desktop.services.outage_by_hand import title_of
from desktop.services.outage_reading import Span
from desktop.services.outage_signals import GATEWAY, MAINS, Limits
from desktop.services.outage_ways import Ways, line_target, system_target
from desktop.services.value_text import VIETNAM, wall_time
from desktop.store import local_notes, records
from desktop.store.errors import MayOnlyRead
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue

TOPIC: Final = "outage-spans"       # local notes: "target from" → {"id": …, "until": …}
KEPT_S: Final = 30 * 86_400
_NEAR_S: Final = 600
_FORGOTTEN_S: Final = 86_400        # an outage that nobody ended must not swallow all that come after it
_MOST: Final = 200
_ONE_BREAKDOWN: Final = ({"lan", "internet"}, {"lan", "power"})    # what people call by the name of the other


def is_worth_writing(span: Span, limits: Limits, now_s: int) -> bool:
    """Return whether a span goes into the ledger: when it is over, or early where it lasts."""
    return span.lasted_s(now_s) >= (limits.open_after_s if span.until_s is None else limits.write_after_s)


def write(store: Store, spans: Iterable[Span], ways: Ways, limits: Limits, *, now_s: int) -> int:
    """Return how many records were made or changed. A commune that may only read keeps its looks to itself."""
    wanted = [span for span in spans if is_worth_writing(span, limits, now_s) and span.from_s > now_s - KEPT_S]
    known = local_notes.read(store.read(), TOPIC)
    if all(_noted(known, span, limits) is not None and not _moved(known, span, limits) for span in wanted):
        return 0

    def run(unit: Unit) -> int:
        return sum(_put(unit, span, ways, limits, now_s) for span in wanted)

    try:
        return store.submit(run, background=True).result()
    except MayOnlyRead:
        return 0


def _put(unit: Unit, span: Span, ways: Ways, limits: Limits, now_s: int) -> int:
    """Return 1 if the span made or changed a record."""
    known = local_notes.read(unit.db, TOPIC)
    key = _noted(known, span, limits)
    if key is None:
        met = _told_by_people(unit, span, ways)
        if met is not None:
            return _join(unit, span, met)
        made = unit.new_id()
        # Not a step of the person at this PC: Ctrl+Z takes back what hands did.
        unit.edit_without_undo("outage", made, _fields(unit, span, ways))
        _note(unit, span, made)
        return 1
    if not _moved(known, span, limits):
        return 0
    note = known[key]
    assert isinstance(note, Mapping)
    record = records.get(unit.db, str(note.get("id")))
    local_notes.write(unit, TOPIC, key, None)
    _note(unit, span, str(note.get("id")), joined=note.get("joined") is True)
    if record is None or record.deleted or record.merged_into:
        return 0    # somebody knew better
    before = str(record.fields.get("until_at") or "")
    if before != str(note.get("until_at") or ""):
        return 0    # the end was written by hand
    wanted = _fields(unit, span, ways)
    codes = ("until_at",) if note.get("joined") is True else ("until_at", "how_bad", "what", "title", "note")
    flat = {code: wanted.get(code) for code in codes if wanted.get(code) or code == "until_at"}
    return int(unit.edit_without_undo("outage", record.id, flat) is not None)


def _join(unit: Unit, span: Span, met: Record) -> int:
    """What a person wrote stays; only an end that is missing is filled in."""
    flat: dict[str, JsonValue] = {}
    if span.until_s is not None and not met.fields.get("until_at"):
        flat["until_at"] = wall_time(span.until_s * 1000)
    if span.answer_ms and not met.fields.get("answer_ms"):
        flat["answer_ms"] = span.answer_ms
    is_ours = not met.fields.get("until_at")
    _note(unit, span, met.id, joined=True, until_at=flat.get("until_at") if is_ours else met.fields.get("until_at"))
    return int(bool(flat) and unit.edit_without_undo("outage", met.id, flat) is not None)


def _told_by_people(unit: Unit, span: Span, ways: Ways) -> Record | None:
    """Return an outage of the same thing at the same time that is in the ledger already, whoever saw it."""
    what, _, system = _which(span, ways)
    start, end = span.from_s - _NEAR_S, (span.until_s or unit.now_ms // 1000) + _NEAR_S
    for each in records.page(unit.db, Search(kind="outage", order=(("from_at", True),)), 0, _MOST):
        fields = each.fields
        told, by_people = str(fields.get("what") or ""), fields.get("seen_by") != "probe"
        if told != what and not (by_people and any({told, what} <= pair for pair in _ONE_BREAKDOWN)):
            continue
        if (fields.get("how_bad") == "slow") != (span.how_bad == "slow"):
            continue
        if fields.get("site") not in (None, ways.site or None) or (system and fields.get("system") != system):
            continue
        begun, over = _seconds(fields.get("from_at")), _seconds(fields.get("until_at"))
        if begun is None or begun > end or fields.get("planned"):
            continue
        if over >= start if over is not None else span.from_s - begun <= _FORGOTTEN_S:
            return each
    return None


def _fields(unit: Unit, span: Span, ways: Ways) -> dict[str, JsonValue]:
    what, line, system = _which(span, ways)
    named = records.titles(unit.db, [each for each in (ways.site, system) if each])
    short = next((str(each.fields.get("short_name") or "") for each in ways.systems if each.id == system), "")
    made: dict[str, JsonValue] = {
        "title": title_of(what, span.how_bad, site=named.get(ways.site, ""), system=short or named.get(system, "")),
        "what": what, "how_bad": span.how_bad, "from_at": wall_time(span.from_s * 1000), "seen_by": "probe",
        "until_at": None if span.until_s is None else wall_time(span.until_s * 1000)}
    if span.until_s is not None and not span.is_until_known:
        made["note"] = tr("Nobody measured at its end; it may have been over earlier.")
    if span.answer_ms and span.how_bad == "slow":
        made["answer_ms"] = span.answer_ms
    made |= {code: id_ for code, id_ in (("site", ways.site), ("line", line), ("system", system)) if id_}
    return made


def _which(span: Span, ways: Ways) -> tuple[str, str, str]:
    """Return (what, line, system) of a span."""
    line = next((each.id for each in ways.lines if line_target(each) == span.target), "")
    system = next((each.id for each in ways.systems if system_target(each.id) == span.target), "")
    return span.what, line, system


def _note(unit: Unit, span: Span, record: str, *, joined: bool = False, until_at: JsonValue = None) -> None:
    written = wall_time(span.until_s * 1000) if span.until_s is not None else None
    local_notes.write(unit, TOPIC, f"{span.target} {span.from_s}", {
        "id": record, "until": span.until_s, "what": span.what, "how_bad": span.how_bad, "joined": joined,
        "until_at": until_at if joined and until_at else written})
    for key in local_notes.read(unit.db, TOPIC):
        if int(key.rpartition(" ")[2]) < unit.now_ms // 1000 - KEPT_S:
            local_notes.write(unit, TOPIC, key, None)


def _noted(known: Mapping[str, JsonValue], span: Span, limits: Limits) -> str | None:
    """Return the key under which this span was written before; a dead LAN may turn out to be a power cut."""
    for key in known:
        target, _, from_s = key.rpartition(" ")
        apart, note = abs(int(from_s) - span.from_s), known[key]
        is_near = apart <= 3 * limits.every_s or (apart <= limits.merge_gap_s and isinstance(note, Mapping)
                                                  and (note.get("how_bad") == "slow") == (span.how_bad == "slow"))
        if is_near and (target == span.target or {target, span.target} <= {GATEWAY, MAINS}):
            return key
    return None


def _moved(known: Mapping[str, JsonValue], span: Span, limits: Limits) -> bool:
    note = known.get(_noted(known, span, limits) or "")
    return not isinstance(note, Mapping) or (
        note.get("until"), note.get("what"), note.get("how_bad")) != (span.until_s, span.what, span.how_bad)


def _seconds(text: JsonValue) -> int | None:
    try:
        return int(datetime.fromisoformat(str(text)).replace(tzinfo=VIETNAM).timestamp()) if text else None
    except ValueError:
        return None
