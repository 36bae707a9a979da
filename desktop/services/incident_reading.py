"""Everything that stands beside a chosen incident, read at once in a worker."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.language import tr, trn
from desktop.services import guides, incident_contacts, incident_evidence, incident_reporting, incident_security
from desktop.services.guides import Guide
from desktop.services.incident_reporting import Addressee
from desktop.services.incident_road import Moment, road, timeline
from desktop.services.incident_security import Deadline
from desktop.services.value_text import wall_time
from desktop.store import records
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.services.incident_entry import Guesser
    from desktop.store.driver import Connection
    from desktop.store.records import Record
    from desktop.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the panel shows of one incident. `clock` is empty for technical ones; `undated`: see `is_undated`."""
    id: str
    road: tuple[str, ...]
    moments: tuple[Moment, ...]
    severity: str
    evidence: str
    tried: str
    clock: tuple[Deadline, ...]
    source: str
    guide_key: str    # "" where only the guesser could tell, and it was not asked
    addressees: tuple[Addressee, ...]
    calls: tuple[str, ...]
    undated: bool = False


def read(store: "Store", record: "Record", guesser: "Callable[[], Guesser | None] | None" = None) -> Reading:
    """Return what stands beside an incident, as the book says now.

    `guesser` may take half a second after an edit: without it the guide is only the one that was noted.
    """
    db, now_ms = store.read(), store.clock()
    now = records.get(db, record.id) or record
    fields = now.fields
    security = incident_security.is_security(fields)
    guide = guide_of(db, fields, guesser)
    teams = guide.escalate_to if guide is not None else ()
    to = incident_reporting.addressees_of(
        teams, security=security, body=incident_reporting.body_of_office(db, _text(fields, "office")))
    clock = incident_security.clock_of(db, now, now=datetime.fromisoformat(wall_time(now_ms)))
    called = incident_contacts.calls(db, [each.team for each in to], system=_text(fields, "system"),
                                     device=_text(fields, "device"), site=_text(fields, "site"))
    began = _text(fields, "detected_at")[:10] or wall_time(now_ms)[:10]
    return Reading(
        id=now.id, road=tuple(road(db, now, now_ms=now_ms)), moments=tuple(timeline(db, now)),
        severity=_text(fields, "severity"), evidence=incident_evidence.sentence(fields.get("evidence")),
        tried=tried_words(db, fields.get("steps_tried")), clock=tuple(clock), addressees=tuple(to),
        guide_key=guide.key if guide is not None else "",
        source=incident_security.rule_source(db, datetime.fromisoformat(began).date()) if clock else "",
        undated=incident_security.is_undated(now),
        calls=tuple(f"{at}. {each.words()}" for at, each in enumerate(called, start=1)))


def guide_of(db: "Connection", fields: Mapping[str, JsonValue],
             guesser: "Callable[[], Guesser | None] | None") -> Guide | None:
    """Return the guide of an incident: the one noted by record or by key, else the one its title means."""
    known = guides.all_guides(db)
    tried = fields.get("steps_tried")
    keys = {str(key).partition(".")[0] for key in tried} if isinstance(tried, Mapping) else set()
    found = next((each for each in known if each.id and each.id == fields.get("guide")), None) or next(
        (each for each in known if each.key in keys), None)
    asked = guesser() if guesser is not None and found is None else None
    if asked is None:
        return found
    guess = asked.guess(_text(fields, "title"))
    return next((each for each in known if each.key == guess.guide_key
                 and each.category == (fields.get("category") or each.category)), None)


def tried_words(db: "Connection", tried: JsonValue) -> str:
    """Return which steps were tried and whether they helped, in one sentence; "" for none."""
    if not isinstance(tried, Mapping):
        return ""
    titles = {each.key: each.title for each in guides.all_guides(db)}
    said = []
    for key in dict.fromkeys(str(each).removesuffix(".steps") for each in tried
                             if not str(each).endswith(incident_reporting.SHOWN)):
        steps, helped = tried.get(f"{key}.steps"), tried.get(key)
        parts = [titles.get(key, key)]
        if isinstance(steps, (list, tuple)) and steps:
            parts.append(trn("step {steps}", "steps {steps}", len(steps), steps=", ".join(str(at) for at in steps)))
        if isinstance(helped, bool):
            parts.append(tr("helped") if helped else tr("did not help"))
        said.append(" – ".join((parts[0], ", ".join(parts[1:]))) if parts[1:] else parts[0])
    return "; ".join(said)


def _text(fields: Mapping[str, JsonValue], code: str) -> str:
    value = fields.get(code)
    return value if isinstance(value, str) else ""
