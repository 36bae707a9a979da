"""Incidents that ask for something today: urgent ones, and answers nobody has replied to."""
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Final

from desktop.language import tr, trn
from desktop.services import incident_security
from desktop.services.incident_security import left_words
from desktop.services.todo.task import BAD, INFO, MOST, Target, Task, facts, named, those
from desktop.services.value_text import choice_label, datetime_text
from desktop.store import overview, records
from desktop.store.driver import Connection
from protocol.incident_lines import in_wrong_queue
from protocol.kinds import incident

_EACH: Final = 5
_QUOTED: Final = 120


def tasks(db: Connection, now: datetime) -> Iterator[Task]:
    """Return the clocks of cyber security, the urgent incidents, then the answers."""
    clocks = list(_clocks(db, now))
    yield from clocks
    told = {id_ for task in clocks for id_ in (task.target.id, *task.target.ids)}
    yield from _urgent(db, now.date(), told)
    yield from _answers(db, now.date())


def addressee(code: str | None) -> str:
    """Return to whom an incident was passed on, "" for nobody."""
    field = incident.KIND.field("sent_to")
    return choice_label(incident.KIND, field, code) if field is not None and code else ""


def _clocks(db: Connection, now: datetime) -> Iterator[Task]:
    """Return what is to be told of open incidents of the second line, by the clock of the dated rule."""
    found = [*_each_clock(db, now)]
    yield from found[:_EACH]
    if rest := found[_EACH:]:
        yield Task(key="security-rest", state=tr("Cyber security"), tone=BAD, action=tr("View"),
                   title=trn("{n} more cyber security incident is to be told of",
                             "{n} more cyber security incidents are to be told of", len(rest)),
                   detail=named([task.title for task in rest]),
                   says=facts(f"{task.target.id}:{fact}" for task in rest for fact in task.says),
                   target=those("incident", [task.target.id for task in rest], tr("Cyber security")))


def _each_clock(db: Connection, now: datetime) -> Iterator[Task]:
    """Return each open incident with something left to tell, the newest first: its hours can still be kept."""
    for id_ in overview.security_incidents(db, MOST):
        record = records.get(db, id_)
        due = [each for each in incident_security.clock_of(db, record, now=now.replace(tzinfo=None))
               if not each.sent_at] if record is not None else []
        lost = record is not None and in_wrong_queue(record.fields)    # two PCs each wrote half of it
        if record is not None and (due or lost):
            said = [tr("noted as sent to technical support: tell the police")] if lost else []
            said += [f"{each.what}: {left_words(each)}" for each in due[:2]]
            yield Task(key=f"security:{id_}", state=tr("Cyber security"), tone=BAD, detail=" · ".join(said),
                       title=str(record.fields.get("title") or ""), action=tr("Open"),
                       target=Target(kind="incident", id=id_),
                       says=facts([f"{each.key}:{each.is_late}" for each in due] + ["lost"] * lost))


def _urgent(db: Connection, day: date, told: Collection[str]) -> Iterator[Task]:
    found = [row for row in overview.urgent_incidents(db, MOST) if row[0] not in told]
    for id_, title, detected_at, status, sent_to, sent_at, device in found[:_EACH]:
        said = [tr("Noted {time}", time=datetime_text(detected_at, today=day))] if detected_at else []
        said += [device] if device else []
        if sent_to:
            when = f" {datetime_text(sent_at, today=day)}" if sent_at else ""
            said.append(tr("passed on to {who}", who=addressee(sent_to)) + when)
        yield Task(key=f"urgent:{id_}", state=tr("Urgent"), tone=BAD, title=title, detail=" · ".join(said),
                   action=tr("Open"), target=Target(kind="incident", id=id_),
                   says=facts((f"status:{status}", f"to:{sent_to}:{sent_at}")))
    if rest := found[_EACH:]:
        yield Task(key="urgent-rest", state=tr("Urgent"), tone=BAD, action=tr("View"),
                   title=trn("{n} more urgent incident is open", "{n} more urgent incidents are open", len(rest)),
                   detail=named([row[1] for row in rest]), says=facts(row[0] for row in rest),
                   target=those("incident", [row[0] for row in rest], tr("Urgent")))


def _answers(db: Connection, day: date) -> Iterator[Task]:
    for id_, title, _, text, written_at in overview.answered_incidents(db, _EACH):
        shown = " ".join((text or "").split())
        short = shown if len(shown) <= _QUOTED else shown[:_QUOTED - 1] + "…"
        said = [f"“{short}”"] if short else []
        said += [datetime_text(written_at, today=day)] if written_at else []
        yield Task(key=f"answer:{id_}", state=tr("Answer of the province"), tone=INFO, title=title,
                   detail=" · ".join(said), action=tr("View"), target=Target(kind="incident", id=id_),
                   says=facts((f"at:{written_at}",)))
