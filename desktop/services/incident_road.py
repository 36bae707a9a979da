"""How far an incident has come, and what was said and done about it: facts of the book in plain words."""
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.language import tr
from desktop.services.incident_reporting import KIND, TOLD
from desktop.services.value_text import choice_label, date_text, utc_as_local, wall_time
from desktop.store import history, records
from protocol import clock
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.driver import Connection
    from desktop.store.records import Record


def road(db: "Connection", record: "Record", *, now_ms: int) -> list[str]:
    """Return the steps an incident has come, in order: saved here · at the province's server 09:10 · …

    Each step is a fact in the book. "Seen" is set by the province's console, never by delivery.
    """
    fields = record.fields
    steps = [tr("saved on this computer")]
    if record.version:
        arrived = short_moment(_arrived_at(db, record), now_ms=now_ms)
        steps.append(tr("reached the province's server {time}", time=arrived))
    elif record.state == "rejected":
        steps.append(tr("refused by the province's server"))
    else:
        steps.append(tr("waiting for the network to be sent"))
    told = TOLD.get(str(fields.get("sent_to") or ""))
    if told is not None and fields.get("sent_by") != "app":    # what the program sends is told by its arrival
        steps.append(with_moment(tr(told), fields.get("sent_at"), now_ms=now_ms))
    if fields.get("seen_at"):
        steps.append(with_moment(tr("seen by the Department"), fields.get("seen_at"), now_ms=now_ms))
    answered = _has_reply(db, record.id)
    match fields.get("status"):
        case "in_progress":
            steps += [tr("answered with guidance"), tr("being handled")] if answered else [tr("being handled")]
        case "answered":
            steps.append(tr("answered with guidance"))
        case "resolved":
            steps.append(with_moment(tr("resolved"), fields.get("resolved_at"), now_ms=now_ms))
        case "closed":
            steps.append(tr("closed"))
        case _ if answered:
            steps.append(tr("answered with guidance"))
    return steps


def _arrived_at(db: "Connection", record: "Record") -> str:
    """Return when the province's server first took the record, as far as this PC knows.

    The server's versions are its clock in milliseconds: the earliest one known of the record is told.
    """
    known = [change.rv for change in history.of(db, record.id) if change.rv]
    return wall_time(min([record.version, *known]))


def _has_reply(db: "Connection", record_id: str) -> bool:
    return records.count(db, records.Search(kind="incident_note",
                                            where={"incident": record_id, "kind": "reply"})) > 0


def with_moment(words: str, moment: JsonValue, *, now_ms: int) -> str:
    """Return `words` with the time behind them where one is known."""
    return f"{words} {short_moment(moment, now_ms=now_ms)}" if isinstance(moment, str) and moment else words


def short_moment(moment: str, *, now_ms: int) -> str:
    """Return 09:10 of a moment today, 09:10 20/11 of this year, 09:10 20/11/2025 of another."""
    day, _, minute = moment.partition("T")
    today = wall_time(now_ms)[:10]
    if day == today:
        return minute
    return f"{minute} {date_text(day)[:5] if day[:4] == today[:4] else date_text(day)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline. `at` is Vietnam wall time; `kind` is note, reply, status or change."""
    at: str
    who: str
    words: str
    kind: str
    from_province: bool = False


def timeline(db: "Connection", record: "Record") -> list[Moment]:
    """Return the exchange about an incident and the changes of its state, oldest first."""
    notes = records.page(db, records.Search(kind="incident_note", where={"incident": record.id}), 0, 500)
    changes = [each for each in history.of(db, record.id) if each.field == "status"]
    people = records.titles(db, {each.changed_by for each in notes if each.changed_by}
                            | {each.who for each in changes if each.who})
    status = KIND.field("status")
    moments = [Moment(at=str(each.fields.get("written_at") or ""), who=people.get(each.changed_by, ""),
                      words=str(each.fields.get("text") or ""), kind=str(each.fields.get("kind") or "note"),
                      from_province=each.fields.get("kind") == "reply") for each in notes]
    for change in changes:
        if status is not None and change.new:
            moments.append(Moment(
                at=utc_as_local(clock.as_utc(change.clock)).strftime("%Y-%m-%dT%H:%M"),
                who=people.get(change.who, ""), kind="change",
                words=choice_label(KIND, status, str(change.new))))
    return sorted(moments, key=lambda each: each.at)
