"""Đang chờ ai: who owes an answer, of what, and since when; the longest first."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.language import tr, trn
from desktop.services.certificate_states import request_words
from desktop.services.todo.incidents_due import addressee
from desktop.services.todo.task import INFO, WARN, days_since
from desktop.services.value_text import instant
from desktop.store import overview, overview_waiting
from desktop.store.driver import Connection
from desktop.store.overview_waiting import Pending
from protocol import clock

_MOST: Final = 200
_LATE_DAYS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Somebody who owes an answer, and for how many days; `kind` and `id` are the record that says so."""
    who: str
    what: str
    days: int
    kind: str
    id: str

    @property
    def since(self) -> str:
        """Return how long in words: 2 days, today."""
        return trn("{n} day", "{n} days", self.days) if self.days > 0 else tr("today")

    @property
    def tone(self) -> str:
        """Return the colour of it."""
        return WARN if self.days >= _LATE_DAYS else INFO


def debts(db: Connection, day: date) -> list[Debt]:
    """Return who owes an answer on `day`, the longest first."""
    found = [*_incidents(db, day), *_requests(db, day), *_accounts(db, day), *_handovers(db, day)]
    return sorted(found, key=lambda each: -each.days)


def days_pending(each: Pending, day: date) -> int:
    """Return since how many days an account is waited for."""
    return days_since(clock.as_utc(each.became)[:10] if each.became else _day_of(each.changed_at_ms, day), day)


def _incidents(db: Connection, day: date) -> Iterator[Debt]:
    for id_, title, sent_to, since in overview.waiting_incidents(db, _MOST):
        yield Debt(who=addressee(sent_to) or tr("Not said who"), what=title, days=days_since(since or "", day),
                   kind="incident", id=id_)


def _requests(db: Connection, day: date) -> Iterator[Debt]:
    """Requests that went out are grouped by whom they went to; those without number or date wait for the registry."""
    groups: dict[tuple[str, str], list[overview_waiting.Request]] = {}
    for each in overview_waiting.open_requests(db, _MOST):
        who = (each.provider or tr("Issuer of the certificate")) if each.sent_on else tr("Registry clerk")
        groups.setdefault((who, each.request if each.sent_on else f"{each.request}:unsent"), []).append(each)
    for (who, _), requests in groups.items():
        first = requests[0]
        what = tr("{request} of a signature", request=request_words(first.request))
        if not first.sent_on:
            what = tr("{what}: number and date", what=what) if not first.document else tr("{what}: sending", what=what)
        since = min((each.sent_on or _day_of(each.changed_at_ms, day) for each in requests), default="")
        yield Debt(who=who, what=_of_people(what, [each.holder for each in requests]), days=days_since(since, day),
                   kind="certificate", id=first.id)


def _accounts(db: Connection, day: date) -> Iterator[Debt]:
    groups: dict[tuple[str, str], list[Pending]] = {}
    for each in overview_waiting.pending_accounts(db, _MOST):
        groups.setdefault((each.owner or each.system, each.system), []).append(each)
    for (owner, system), accounts in groups.items():
        what = _of_people(tr("Account in {system}", system=system or tr("(no name)")),
                          [each.person for each in accounts])
        yield Debt(who=owner or tr("Not said who"), what=what, days=max(days_pending(each, day) for each in accounts),
                   kind="account", id=accounts[0].id)


def _handovers(db: Connection, day: date) -> Iterator[Debt]:
    for each in overview_waiting.unsigned_handovers(db, _MOST):
        if each.status == "to_sign":
            yield Debt(who=each.to or each.giver or tr("Not said who"), kind="handover", id=each.id,
                       what=tr("Signature on: {what}", what=each.title or tr("(no name)")),
                       days=days_since(each.held_on or _day_of(each.changed_at_ms, day), day))


def _of_people(what: str, people: list[str]) -> str:
    if len(people) == 1 and people[0]:
        return f"{what}: {people[0]}"
    return trn("{what} ({n} person)", "{what} ({n} people)", len(people), what=what)


def _day_of(at_ms: int, day: date) -> str:
    return instant(at_ms).date().isoformat() if at_ms else day.isoformat()
