"""Hôm nay, computed from the records: what needs doing, who owes an answer, how far the book is."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from desktop.language import tr, trn
from desktop.services import import_leftovers, needs_attention, recovery_slip
from desktop.services.value_text import choice_label, date_text, datetime_text, field_label
from desktop.store import overview, setting
from desktop.store.driver import Connection
from protocol.catalogue import KINDS
from protocol.kinds.device import COMPUTERS

CERTIFICATE_DAYS: Final = 60
WARRANTY_DAYS: Final = 30
KNOWN_FROM: Final = 0.8
"""Under this share of known values a bar promises nothing: "chưa đủ số liệu"."""
_EACH: Final = 5
_NAMED: Final = 3

# Tones, as the window colours them; the words beside say the same.
GOOD, INFO, WARN, BAD, NEUTRAL = "good", "info", "warn", "bad", "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an action leads: a record, or a page; `import`, `person` and `report` open their sheets."""
    page: str = ""
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, with its one action."""
    state: str
    tone: str
    title: str
    detail: str
    action: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the card "Bắt đầu"."""
    title: str
    action: str
    target: Target
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One bar: `part` of `whole`; not `known` when too little is written down to say anything."""
    name: str
    part: int
    whole: int
    known: bool
    tone: str

    @property
    def share(self) -> float:
        """Return the part as 0 to 1."""
        return min(1.0, self.part / self.whole) if self.whole else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Somebody who owes an answer, and for how long."""
    who: str
    what: str
    since: str
    tone: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything that the first page shows."""
    tasks: tuple[Task, ...]
    steps: tuple[Step, ...]
    situation: tuple[Measure, ...]
    waiting: tuple[Debt, ...]


def today(db: Connection, profile: Path, *, now: datetime) -> Today:
    """Return what the first page shows at `now` (Vietnam wall time)."""
    totals = overview.totals(db, COMPUTERS, now.date().isoformat())
    return Today(tasks=tuple(tasks(db, profile, now=now)), steps=tuple(first_steps(db, totals)),
                 situation=tuple(situation(totals)), waiting=tuple(debts(db, now.date())))


def tasks(db: Connection, profile: Path, *, now: datetime) -> Iterator[Task]:
    """Return what needs doing, the most pressing first."""
    day = now.date()
    yield from _urgent(db, day)
    yield from _answers(db, day)
    yield from _to_choose(db)
    yield from _refused(db)
    yield from _ending(db, day)
    yield from _left_from_imports(db)
    yield from _duplicates(db)
    yield from _warranties(db, day)
    yield from _recovery(db, profile, now)


def first_steps(db: Connection, totals: overview.Totals) -> list[Step]:
    """Return the five steps of an empty book; none when all are done or the book is in use."""
    steps = [
        Step(title=tr("Say who is using this PC"), action=tr("Choose"), target=Target(page="person"),
             done=bool(setting.text(db, setting.WHO))),
        Step(title=tr("Take in the list of devices from Excel"), action=tr("Import from Excel"),
             target=Target(page="import", id="device"), done=totals.devices > 0),
        Step(title=tr("Take in the list of staff from Excel"), action=tr("Import from Excel"),
             target=Target(page="import", id="person"), done=totals.people > 1),
        Step(title=tr("Report the first incident in one line"), action=tr("Report incident"),
             target=Target(page="report"), done=totals.incidents > 0),
        Step(title=tr("Connect with the province by a connection code"), action=tr("Type the code"),
             target=Target(page="settings"), done=bool(setting.text(db, setting.ROLE))),
    ]
    in_use = totals.devices >= 5 and totals.people >= 3 and totals.incidents >= 1
    return [] if in_use or all(step.done for step in steps) else steps


def situation(totals: overview.Totals) -> list[Measure]:
    """Return the bars; under 80 % known a bar says so instead of a number."""
    return [
        Measure(name=tr("Staff with a computer, own or shared"), part=totals.people_with_computer, whole=totals.people,
                known=_enough(totals.computers_with_people, totals.computers) and totals.people > 0,
                tone=_tone(totals.people_with_computer, totals.people)),
        Measure(name=tr("Computers that can be used"), part=totals.computers_usable, whole=totals.computers,
                known=_enough(totals.computers_with_status, totals.computers),
                tone=_tone(totals.computers_usable, totals.computers)),
        Measure(name=tr("Digital signatures still valid"), part=totals.certificates_valid, whole=totals.certificates,
                known=_enough(totals.certificates_dated, totals.certificates),
                tone=_tone(totals.certificates_valid, totals.certificates)),
        Measure(name=tr("Incidents settled"), part=totals.incidents_done, whole=totals.incidents,
                known=totals.incidents > 0, tone=INFO),
    ]


def debts(db: Connection, day: date) -> list[Debt]:
    """Return who owes an answer, the longest first."""
    return [Debt(who=_addressee(sent_to) or tr("Not said who"), what=title, since=_since(since, day),
                 tone=WARN if _days(since, day) >= 2 else INFO, kind="incident", id=id_)
            for id_, title, sent_to, since in overview.waiting_incidents(db, _EACH)]


def _urgent(db: Connection, day: date) -> Iterator[Task]:
    for id_, title, detected_at, _, sent_to, sent_at, device in overview.urgent_incidents(db, _EACH):
        said = [tr("Noted {time}", time=datetime_text(detected_at, today=day))] if detected_at else []
        said += [device] if device else []
        if sent_to:
            when = f" {datetime_text(sent_at, today=day)}" if sent_at else ""
            said.append(tr("passed on to {who}", who=_addressee(sent_to)) + when)
        yield Task(state=tr("Urgent"), tone=BAD, title=title, detail=" · ".join(said), action=tr("Open"),
                   target=Target(kind="incident", id=id_))


def _answers(db: Connection, day: date) -> Iterator[Task]:
    for id_, title, _, text, written_at in overview.answered_incidents(db, _EACH):
        shown = " ".join((text or "").split())
        short = shown if len(shown) <= 120 else shown[:119] + "…"
        said = [f"“{short}”"] if short else []
        said += [datetime_text(written_at, today=day)] if written_at else []
        yield Task(state=tr("Answer of the province"), tone=INFO, title=title, detail=" · ".join(said),
                   action=tr("View"), target=Target(kind="incident", id=id_))


def _to_choose(db: Connection) -> Iterator[Task]:
    if count := overview.open_conflicts(db):
        yield Task(state=tr("To choose"), tone=INFO, detail=tr("Both are kept – choose the right one"),
                   title=trn("{n} content that two PCs wrote differently",
                             "{n} contents that two PCs wrote differently", count),
                   action=tr("See and choose"), target=Target(page="sync"))


def _refused(db: Connection) -> Iterator[Task]:
    if count := needs_attention.count(db):
        yield Task(state=tr("Not accepted"), tone=WARN, action=tr("View"), target=Target(page="sync"),
                   title=trn("{n} content the server did not take", "{n} contents the server did not take", count),
                   detail=tr("Kept on this PC; send again or take off the list"))


def _ending(db: Connection, day: date) -> Iterator[Task]:
    until = (day + timedelta(days=CERTIFICATE_DAYS)).isoformat()
    ending = overview.ending_certificates(db, until, 100)
    for is_over in (True, False):
        rows = [row for row in ending if (row[2] < day.isoformat()) == is_over]
        if not rows:
            continue
        named = ", ".join(f"{holder or title} ({date_text(on)})" for _, title, on, holder in rows[:_NAMED])
        named += " …" if len(rows) > _NAMED else ""
        title = trn("{n} signature certificate has expired", "{n} signature certificates have expired", len(rows)) \
            if is_over else trn("{n} signature certificate ends within {days} days",
                                "{n} signature certificates end within {days} days", len(rows), days=CERTIFICATE_DAYS)
        yield Task(state=tr("Expired") if is_over else tr("Expiring"), tone=BAD if is_over else WARN, title=title,
                   detail=named, action=tr("View"), target=Target(kind="certificate", id=rows[0][0]))


def _left_from_imports(db: Connection) -> Iterator[Task]:
    rows = import_leftovers.waiting_count(db)
    if rows:
        yield Task(state=tr("To mend"), tone=WARN, action=tr("See and mend"), target=Target(page="leftovers"),
                   title=trn("{n} row of an Excel sheet waits to be mended",
                             "{n} rows of Excel sheets wait to be mended", rows),
                   detail=tr("The other rows went in; nothing of these was lost"))
    drafts = import_leftovers.drafts(db)
    if drafts:
        named = ", ".join(each.title for each in drafts[:_NAMED]) + (" …" if len(drafts) > _NAMED else "")
        yield Task(state=tr("To confirm"), tone=INFO, action=tr("See and confirm"), target=Target(page="leftovers"),
                   title=trn("{n} name from an Excel sheet is new in the book",
                             "{n} names from Excel sheets are new in the book", len(drafts)), detail=named)


def _duplicates(db: Connection) -> Iterator[Task]:
    for kind in KINDS.values():
        for field in kind.fields:
            if not field.distinct:
                continue
            for value, count, id_, titles in overview.twice(db, kind.code, field.code, _EACH):
                yield Task(state=tr("Same code"), tone=WARN, detail=titles, action=tr("Correct the code"),
                           title=trn("{field} {value} stands on {n} record", "{field} {value} stands on {n} records",
                                     count, field=field_label(kind, field), value=value),
                           target=Target(kind=kind.code, id=id_))


def _warranties(db: Connection, day: date) -> Iterator[Task]:
    until = (day + timedelta(days=WARRANTY_DAYS)).isoformat()
    rows = overview.ending_warranties(db, day.isoformat(), until, 100)
    if rows:
        named = ", ".join(f"{title} ({date_text(on)})" for _, title, on in rows[:_NAMED])
        yield Task(state=tr("Warranty ends"), tone=INFO, action=tr("View"),
                   target=Target(kind="device", id=rows[0][0]),
                   title=trn("{n} device leaves its warranty within {days} days",
                             "{n} devices leave their warranty within {days} days", len(rows), days=WARRANTY_DAYS),
                   detail=named + (" …" if len(rows) > _NAMED else ""))


def _recovery(db: Connection, profile: Path, now: datetime) -> Iterator[Task]:
    if recovery_slip.is_due(db, profile, now_ms=round(now.timestamp() * 1000)):
        yield Task(state=tr("Once"), tone=NEUTRAL, title=tr("Print the recovery slip"), action=tr("Print the slip"),
                   detail=tr("One page for an envelope that the office keeps: it opens the book on another PC"),
                   target=Target(page="recovery"))


def _addressee(code: str | None) -> str:
    kind = KINDS["incident"]
    field = kind.field("sent_to")
    return choice_label(kind, field, code) if field is not None and code else ""


def _days(since: str | None, day: date) -> int:
    try:
        return (day - date.fromisoformat((since or "")[:10])).days
    except ValueError:
        return 0


def _since(since: str | None, day: date) -> str:
    days = _days(since, day)
    return trn("{n} day", "{n} days", days) if days > 0 else tr("today")


def _enough(known: int, whole: int) -> bool:
    return whole > 0 and known / whole >= KNOWN_FROM


def _tone(part: int, whole: int) -> str:
    share = part / whole if whole else 0.0
    return INFO if share >= 0.8 else WARN if share >= 0.5 else BAD
