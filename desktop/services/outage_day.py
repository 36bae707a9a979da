"""The last 24 hours of lines, systems and power: from the ledger of the commune and from the looks of this PC."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.language import tr, trn
from desktop.services import rules
from desktop.services.outage_by_hand import minute, still_open
from desktop.services.outage_signals import (
    GATEWAY,
    PC,
    Awake,
    Limits,
    Look,
    Mark,
    Piece,
    Seen,
    awake_times,
    pieces_of,
)
from desktop.services.outage_ways import Ways, line_target, measuring, site_here, system_target, ways
from desktop.services.value_text import VIETNAM
from desktop.store import measures, records, setting
from desktop.store.driver import Connection
from desktop.store.records import Record, Search

HOURS: Final = 24
MINUTES: Final = HOURS * 60
SHOWN: Final = 8
UP, SLOW, UNSTABLE, DOWN, POWER, UNKNOWN, NOT_MEASURED = (
    "up", "slow", "unstable", "down", "power", "unknown", "not_measured")
_NEWEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a strip, in minutes since its beginning 24 hours ago."""
    from_min: int
    until_min: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One line of the table. `now` is one of the states; `parts` cover the day and do not overlap."""
    name: str
    kind: str       # what opens on a click: line, system; "" for power
    id: str
    now: str
    parts: tuple[Part, ...]
    words: str      # 2 lần · 3 giờ 10 phút
    spoken: str     # every outage with its times


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An outage that lasts."""
    id: str
    title: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything that the card shows. `more` rows are left out."""
    rows: tuple[DayRow, ...]
    open: tuple[Open, ...]
    more: int
    is_measured: bool
    offers_to_measure: bool


@dataclass(frozen=True, slots=True)
class _Outage:
    from_min: int
    until_min: int
    how_bad: str
    fields: Record
    is_open: bool


def read(db: Connection, *, now: datetime) -> Day:
    """Return the day that ends at `now` (Vietnam wall time); no rows where there is nothing to say."""
    limits = Limits.of(rules.value(db, "outage-thresholds", now.date()))
    here = ways(db, site_here(db))
    everywhere = ways(db, "")
    outages = _outages(db, now)
    looks = _Looks(db, now, limits)
    power = [each for each in outages if each.fields.fields.get("what") == "power"]
    rows: list[tuple[int, DayRow]] = []
    line_rows = {}
    for line in sorted(everywhere.lines, key=lambda each: (each.fields.get("role") == "backup",
                                                           each not in here.lines)):
        own = [each for each in outages if _is_of_line(each, line, here)]
        blocks = _parts_of(_same_site(power, line), UNKNOWN)
        is_quiet = not own and not looks.of(line_target(line)).is_known
        if is_quiet and (line.fields.get("role") == "backup" or (looks.is_measured and line not in here.lines)):
            continue
        line_rows[line.id] = own
        rows.append((0, _row(records.title(db, line.id), line, own, blocks, looks.of(line_target(line)), looks)))
    without = [each for each in outages if each.fields.fields.get("what") in ("internet", "lan")
               and not any(each in own for own in line_rows.values())]
    if without or (not line_rows and looks.of("line:").is_known):
        rows.append((0, _row(tr("Internet"), None, without, _parts_of(power, UNKNOWN), looks.of("line:"), looks)))
    for system in everywhere.systems:
        own = [each for each in outages if each.fields.fields.get("system") == system.id]
        seen = looks.of(system_target(system.id))
        if not own and not seen.is_known:
            continue
        way = here.line_of(system)
        dead = [each for each in (line_rows.get(way.id, []) if way is not None else without) if each.how_bad == DOWN]
        blocks = _parts_of([*dead, *_same_site(power, way)], UNKNOWN)
        name = str(system.fields.get("short_name") or system.fields.get("name") or "")
        row = _row(name, system, own, blocks, seen, looks)
        rows.append((1 if row.now in (DOWN, SLOW, UNSTABLE) or own else 2, row))
    if rows or power or looks.is_measured:
        rows.append((3, _row(tr("Grid power"), None, power, [], looks.of(PC), looks, is_power=True)))
    ordered = [row for _, row in sorted(rows, key=lambda each: each[0])]
    known = measuring(db)
    opened = tuple(Open(id=each.id, title=records.title(db, each.id), since=str(each.fields["from_at"]))
                   for each in still_open(db, now=now))
    if len(ordered) > SHOWN:
        ordered = [*ordered[:SHOWN - 1], ordered[-1], *ordered[SHOWN - 1:-1]]    # power stays in sight
    return Day(rows=tuple(ordered[:SHOWN]), open=opened, more=max(0, len(ordered) - SHOWN),
               is_measured=looks.is_measured,
               offers_to_measure=known.nobody and not known.was_asked and _is_focal_point(db))


def _is_focal_point(db: Connection) -> bool:
    person = records.get(db, setting.text(db, setting.WHO))
    return person is not None and person.fields.get("focal") == "chief"


def duration_text(minutes: int) -> str:
    """Return 190 as 3 giờ 10 phút, 40 as 40 phút, 1500 as 1 ngày 1 giờ."""
    days, rest = divmod(max(0, minutes), MINUTES)
    hours, left = divmod(rest, 60)
    said = [trn("{n} day", "{n} days", days)] if days else []
    said += [trn("{n} hour", "{n} hours", hours)] if hours else []
    said += [trn("{n} minute", "{n} minutes", left)] if (left and not days) or not said else []
    return " ".join(said)


# -- rows ------------------------------------------------------------------------------------------------------

def _row(name: str, record: Record | None, own: Sequence[_Outage], blocks: Sequence[Part], seen: "_Signal",
         looks: "_Looks", *, is_power: bool = False) -> DayRow:
    parts = [Part(from_min=0, until_min=MINUTES, state=NOT_MEASURED)]
    for part in (*seen.parts(looks), *blocks, *_parts_of(own, POWER if is_power else "")):
        parts = _over(parts, part)
    lasting = next((each for each in own if each.is_open), None)
    hidden = any(part.until_min >= MINUTES for part in blocks)
    now = lasting.how_bad if lasting is not None else UNKNOWN if hidden else seen.now
    return DayRow(name=name, kind=record.kind if record is not None else "", id=record.id if record is not None else "",
                  now=now, parts=tuple(parts), words=_words(own, parts), spoken=_spoken(own))


def _words(own: Sequence[_Outage], parts: Sequence[Part]) -> str:
    if not own:
        measured = sum(each.until_min - each.from_min for each in parts if each.state in (UP, SLOW))
        return tr("None") if measured else tr("not measured")
    total = duration_text(sum(each.until_min - each.from_min for each in own))
    if all(each.how_bad == SLOW for each in own):
        return tr("Slow for {time}", time=total)
    return trn("{n} time", "{n} times", len(own)) + f" · {total}"


def _spoken(own: Sequence[_Outage]) -> str:
    words = {DOWN: tr("out"), SLOW: tr("slow"), UNSTABLE: tr("unstable")}
    return "; ".join(
        f"{words.get(each.how_bad, each.how_bad)} {str(each.fields.fields.get('from_at') or '')[11:]}"
        f"–{str(each.fields.fields.get('until_at') or tr('now'))[-5:]}" for each in own)


def _outages(db: Connection, now: datetime) -> list[_Outage]:
    """Return the outages of the ledger that touch the last 24 hours, the oldest first."""
    begin = now - timedelta(hours=HOURS)
    found = {each.id: each for each in (
        *records.page(db, Search(kind="outage", order=(("from_at", True),)), 0, _NEWEST), *still_open(db, now=now))}
    made = []
    for record in found.values():
        from_at, until_at = str(record.fields.get("from_at") or ""), str(record.fields.get("until_at") or "")
        start, end = _minutes(from_at, begin), _minutes(until_at, begin) if until_at else MINUTES
        if start is None or end is None or from_at > minute(now) or end <= 0 or start >= MINUTES:
            continue
        if record.fields.get("what") == "unmeasured":
            continue
        low, high = max(0, start), min(MINUTES, max(end, start + 1))
        made.append(_Outage(low, high, str(record.fields.get("how_bad") or DOWN), record,
                            not until_at or until_at > minute(now)))
    return sorted(made, key=lambda each: each.from_min)


def _is_of_line(outage: _Outage, line: Record, here: Ways) -> bool:
    fields = outage.fields.fields
    if fields.get("line"):
        return fields["line"] == line.id
    what, type_ = fields.get("what"), line.fields.get("type") or "internet"
    if what == "lan":
        return type_ == "internet" and line.fields.get("site") == fields.get("site")
    if what != type_ or fields.get("system"):
        return False
    main = here.line(str(type_))
    return line.fields.get("site") == fields["site"] if fields.get("site") else main is not None and main.id == line.id


def _same_site(power: Sequence[_Outage], line: Record | None) -> list[_Outage]:
    site = line.fields.get("site") if line is not None else None
    return [each for each in power if not site or each.fields.fields.get("site") in (None, site)]


def _parts_of(outages: Iterable[_Outage], state: str) -> list[Part]:
    return [Part(from_min=each.from_min, until_min=each.until_min, state=state or each.how_bad) for each in outages]


def _over(parts: list[Part], new: Part) -> list[Part]:
    """Return the strip with `new` laid over it; equal neighbours become one."""
    made: list[Part] = []
    for each in sorted((*(cut for part in parts for cut in _cut(part, new)), new), key=lambda part: part.from_min):
        if made and made[-1].state == each.state and made[-1].until_min == each.from_min:
            each = Part(from_min=made.pop().from_min, until_min=each.until_min, state=each.state)
        made.append(each)
    return made


def _cut(part: Part, new: Part) -> list[Part]:
    spans = ((part.from_min, min(part.until_min, new.from_min)), (max(part.from_min, new.until_min), part.until_min))
    return [Part(from_min=low, until_min=high, state=part.state) for low, high in spans if low < high]


def _minutes(text: str, begin: datetime) -> int | None:
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
    return int((at - begin.astimezone(VIETNAM)).total_seconds() // 60)


# -- what this PC saw --------------------------------------------------------------------------------------------

class _Looks:
    """The looks of this PC, by target."""

    def __init__(self, db: Connection, now: datetime, limits: Limits) -> None:
        self.limits, self.now_s = limits, round(now.timestamp())
        self.begin_s = self.now_s - MINUTES * 60
        self._by_target: dict[str, list[Look]] = {}
        for target, at_s, state, ms in measures.since(db, self.begin_s - 30 * 86_400):
            self._by_target.setdefault(target, []).append(Look(target=target, at_s=at_s, state=state, answer_ms=ms))
        self.awake = [each for each in awake_times(self._by_target.get(PC, [])) if each.until_s >= self.begin_s]
        self.is_measured = bool(self.awake)

    def of(self, target: str) -> "_Signal":
        looks = self._by_target.get(target, [])
        if target == PC:
            pieces = [Piece(from_s=each.from_s, until_s=each.until_s, state=Seen.UP) for each in self.awake]
        else:
            pieces = pieces_of(looks, self.awake, self.limits.every_s)
        is_fresh = bool(self.awake) and self._is_fresh(self.awake[-1])
        last = looks[-1].state if looks else ""
        if target == PC:
            now = UP if is_fresh else NOT_MEASURED
        else:
            known = last if last in (UP, SLOW, DOWN) else UNKNOWN
            now = known if is_fresh and pieces else NOT_MEASURED
        return _Signal(pieces=tuple(pieces), now=now, is_known=bool(looks) and target != GATEWAY)

    def _is_fresh(self, awake: Awake) -> bool:
        return awake.ended != Mark.ENDED and self.now_s - awake.until_s <= 4 * self.limits.every_s


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signal:
    pieces: tuple[Piece, ...]
    now: str
    is_known: bool

    def parts(self, looks: _Looks) -> list[Part]:
        """Return the stretches in which it was measured; short slips are left to the ledger."""
        made: list[Part] = []
        for piece in self.pieces:
            if piece.until_s <= looks.begin_s:
                continue
            low = max(0, (piece.from_s - looks.begin_s) // 60)
            high = min(MINUTES, max(low + 1, (piece.until_s - looks.begin_s + 59) // 60))
            state = UNKNOWN if piece.state == Seen.UNKNOWN else UP
            if made and made[-1].state == state and made[-1].until_min >= low:
                low = made.pop().from_min
            made.append(Part(from_min=low, until_min=high, state=state))
        return made
