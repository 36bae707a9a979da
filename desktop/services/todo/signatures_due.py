"""Signatures that end, that are missing, and papers that only one person can sign. Figures are dated rules."""
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from desktop.language import tr, trn
from desktop.services import rules
from desktop.services.certificate_states import Reminders, days_left, is_over, threshold
from desktop.services.todo.access import Signing
from desktop.services.todo.putting_off import PutOff
from desktop.services.todo.task import BAD, MOST, WARN, Reminder, Target, Task, facts, named, those
from desktop.services.value_text import date_text
from desktop.store import overview
from desktop.store.driver import Connection
from desktop.store.overview import Ending

SINGLE_RULE: Final = "single-signer"
_LAST_CALL: Final = 7
"""A request under way answers every reminder but the last ones."""


def tasks(db: Connection, day: date, signing: Signing, left: Mapping[str, PutOff]) -> Iterator[Task]:
    """Return what is to be done about signatures; what `left` says was reminded of at this threshold is silent."""
    yield from _ending(db, day, signing.figures, left, silent=False)
    yield from _missing(signing)
    yield from _single(db, day, signing)


def reminded(db: Connection, day: date, signing: Signing, left: Mapping[str, PutOff]) -> Iterator[Task]:
    """Return the certificates that are silent until their next threshold, because somebody has acted."""
    yield from _ending(db, day, signing.figures, left, silent=True)


def reminder_of(each: Ending, day: date, figures: Reminders) -> Reminder | None:
    """Return what one certificate reminds of on `day`, None before its first threshold."""
    left = days_left(each.expires_on, day)
    at = threshold(left, figures) if left is not None else None
    if left is None or at is None:
        return None
    following = max((days for days in figures.days if days < at), default=None)
    until = (day + timedelta(days=left - following)).isoformat() if following is not None else ""
    said = {f"{each.expires_on}:{at}"}
    if is_over(each.expires_on, day) and len(each.expires_on) < len("2026-11-05"):
        said.add(f"{each.expires_on}:over")    # of a month alone the last threshold comes before its end
    return Reminder(key=f"certificate:{each.id}", until=until, says=facts(said))


def _ending(db: Connection, day: date, figures: Reminders, left: Mapping[str, PutOff], *,
            silent: bool) -> Iterator[Task]:
    until = (day + timedelta(days=figures.first)).isoformat()
    ended: list[tuple[Ending, Reminder]] = []
    ending: list[tuple[Ending, Reminder]] = []
    for each in overview.ending_certificates(db, until, MOST):
        reminder = reminder_of(each, day, figures)
        if reminder is None or (each.asked and (days_left(each.expires_on, day) or 0) > _LAST_CALL):
            continue
        note = left.get(reminder.key)
        if (note is not None and note.holds(reminder.says, day)) is silent:
            (ended if is_over(each.expires_on, day) else ending).append((each, reminder))
    if ended:
        yield _reminding("certificates-ended", tr("Expired"), BAD, ended, trn(
            "{n} signature certificate has expired", "{n} signature certificates have expired", len(ended)))
    if ending:
        days = max(_reached(each, day, figures) for each, _ in ending)
        first = days_left(ending[0][0].expires_on, day) or 0
        title = trn("{n} signature certificate ends within {days} days",
                    "{n} signature certificates end within {days} days", len(ending), days=days) if days else \
            trn("{n} signature certificate ends today", "{n} signature certificates end today", len(ending)) \
            if all(each.expires_on == day.isoformat() for each, _ in ending) else \
            trn("{n} signature certificate ends about now; the day is not noted",
                "{n} signature certificates end about now; the day is not noted", len(ending))
        yield _reminding("certificates-ending", tr("Expiring"), BAD if first <= _LAST_CALL else WARN, ending, title)


def _reminding(key: str, state: str, tone: str, found: list[tuple[Ending, Reminder]], title: str) -> Task:
    return Task(key=key, state=state, tone=tone, title=title, action=tr("View"),
                detail=named([f"{each.holder} ({date_text(each.expires_on)})" for each, _ in found]),
                target=those("certificate", [each.id for each, _ in found], state),
                says=facts(f"{each.id}:{fact}" for each, reminder in found for fact in reminder.says),
                reminders=tuple(reminder for _, reminder in found))


def _reached(each: Ending, day: date, figures: Reminders) -> int:
    return threshold(days_left(each.expires_on, day) or 0, figures) or 0


def _missing(signing: Signing) -> Iterator[Task]:
    # A register that nobody has begun says nothing of anybody.
    lacking = {id_: name for id_, name in signing.names.items()
               if id_ in signing.must and id_ not in signing.under_way} if signing.noted else {}
    if lacking:
        yield Task(key="no-signature", state=tr("No signature"), tone=WARN, action=tr("View"),
                   title=trn("{n} official who must sign has no digital signature",
                             "{n} officials who must sign have no digital signature", len(lacking)),
                   detail=named(list(lacking.values())), says=facts(lacking),
                   target=those("person", list(lacking), tr("No signature")))


def _single(db: Connection, day: date, signing: Signing) -> Iterator[Task]:
    """Papers of a duty or an office for which one person alone can sign today."""
    if 2 * len(signing.must & signing.noted) < len(signing.must):
        return    # too little of the register is written to call it a risk
    names = signing.names
    said: dict[str, str] = {}
    seen: set[tuple[frozenset[str], str]] = set()
    for group, members in _groups(db, day, signing):
        able = [id_ for id_ in names if id_ in members and id_ in signing.can]
        if len(able) == 1 and (members, able[0]) not in seen:
            seen.add((members, able[0]))
            said[group] = able[0]
    if not said:
        return
    [(group, only), *_] = said.items()
    title = tr("{group}: only one person can sign", group=group) if len(said) == 1 else \
        trn("For {n} duty only one person can sign", "For {n} duties only one person can sign", len(said))
    who = [names[only]] if len(said) == 1 else [f"{each}: {names[id_]}" for each, id_ in said.items()]
    yield Task(key="single-signer", state=tr("One signer"), tone=WARN, title=title, action=tr("View"),
               detail=named(who), target=Target(kind="person", id=only),
               says=facts(f"{each}:{id_}" for each, id_ in said.items()))


def _groups(db: Connection, day: date, signing: Signing) -> Iterator[tuple[str, frozenset[str]]]:
    """Return (name, people) of what the rule names, and of offices where several must sign."""
    asked = rules.value(db, SINGLE_RULE, day)
    groups = asked.get("groups")
    for group in groups if isinstance(groups, list) else ():
        if isinstance(group, Mapping) and isinstance(lines := group.get("for"), list):
            members = signing.needs.of(str(line) for line in lines)
            least = group.get("least")
            # Of a body of which the book knows one leader only nobody can tell who stands in for them.
            if len(members) >= (least if isinstance(least, int) else 1):
                yield str(group.get("name") or lines[0]), members
    if asked.get("offices") is not True:
        return
    by_office: dict[str, set[str]] = {}
    for person in signing.people:
        if person.office and person.id in signing.must:
            by_office.setdefault(person.office, set()).add(person.id)
    for office, signers in by_office.items():
        if len(signers) > 1:
            yield office, frozenset(signers)
