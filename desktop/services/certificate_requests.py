"""What is asked of the authority: issue, renewal, change, revocation, recovery; and what its answer changes.

A request is allowed where the law and the state of the certificate allow it; where not, it is said why and
what to ask for instead. Each action is one undo step, whatever the number of certificates.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.language import tr, trn
from desktop.services import certificate_register, record_keeping
from desktop.services.certificate_register import Entry, Register, text
from desktop.services.certificate_states import Reminders, State, later
from desktop.services.form_saving import new_group
from desktop.services.problems import NotFound, Refused
from desktop.services.value_text import date_text
from desktop.store import records
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.conditions import check_transition
from protocol.field import JsonValue, element_key
from protocol.kinds.certificate import KIND
from protocol.problem import Problem

ISSUE, RENEW, CHANGE, REVOKE, RECOVER = "issue", "renew", "change", "revoke", "recover"
REQUESTS: Final = (ISSUE, RENEW, CHANGE, REVOKE, RECOVER)
_CARRIED_OVER: Final = ("kind", "person", "provider", "carrier", "keeper")
_WHOLE_DATE: Final = len("2026-11-05")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a certificate may be asked for so; else `why` in a sentence and what to ask `instead` ("" nothing)."""
    may: bool
    why: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The paper that goes with a request. The number is the registry clerk's: "" until it is given."""
    document: str = ""
    sent_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of an action: how many certificates it touched, the step that takes it back, and who was left out."""
    count: int
    group: str
    left_out: tuple[tuple[str, str], ...] = ()    # (whose, why)
    made: tuple[str, ...] = ()


def verdict(entry: Entry, request: str, day: date, figures: Reminders) -> Verdict:
    """Return whether `request` may be made for a certificate as it stands on `day`."""
    now = entry.state
    if now.request:
        return Verdict(may=False, why=tr("A request is under way; note its answer or withdraw it first."))
    if request == ISSUE:
        return _may_issue(entry)
    if now.state is State.REVOKED:
        return Verdict(may=False, why=tr("It is revoked already."), instead=_again(entry))
    if now.state is State.PENDING:
        return Verdict(may=False, why=tr("It is not issued yet."))
    if now.state is State.EXPIRED:
        return Verdict(may=False, why=tr("It has expired: a new one is to be asked for."), instead=_again(entry))
    if request == REVOKE:
        return Verdict(may=True)
    if entry.is_left_behind:
        return Verdict(may=False, why=tr("The holder has left: it is to be revoked."), instead=REVOKE)
    if request == RECOVER:
        return _may_recover(entry)
    if now.state is State.LOST:
        return Verdict(may=False, why=tr("The carrier is lost or broken: it is to be revoked and issued anew."),
                       instead=REVOKE)
    if now.state is State.LOCKED:
        return Verdict(may=False, why=tr("The token is locked: ask for its recovery."), instead=RECOVER)
    return _may_renew(entry, day, figures) if request == RENEW else Verdict(may=True)


def proposed(entry: Entry, day: date, figures: Reminders) -> str:
    """Return what is most likely to be asked for, "" when nothing needs to be."""
    if entry.state.request:
        return ""
    if entry.state.state is State.PENDING:
        return ISSUE
    if entry.is_left_behind:
        return REVOKE
    if entry.state.state is State.LOCKED:
        return RECOVER
    if entry.state.state is State.LOST:
        return REVOKE
    if entry.state.state in (State.EXPIRED, State.EXPIRING):
        return RENEW if verdict(entry, RENEW, day, figures).may else _again(entry)
    return CHANGE if entry.outdated else ""


def ask(store: Store, request: str, day: date, *, certificates: Sequence[str] = (), people: Sequence[str] = (),
        paper: Paper = Paper(), reason: str = "") -> Asked:
    """Return what was asked for: `request` for `certificates`, and a first certificate for `people`.

    Judged again as it is written: what moved meanwhile is left out and said. Raises Refused.
    """
    group = new_group()

    def write(unit: Unit) -> Asked:
        register = certificate_register.register(unit.db, day)
        left_out, made, count = list[tuple[str, str]](), list[str](), 0
        for record_id in certificates:
            entry = register.entry(record_id)
            if entry is None:
                continue
            judged = verdict(entry, request, day, register.figures)
            if not judged.may:
                left_out.append((entry.name, judged.why))
            elif request == ISSUE and entry.state.state is not State.PENDING:
                made.append(make_anew(unit, entry, register, paper, group))
            else:
                put(unit, entry, request, paper, group, reason=reason)
                count += 1
        lacking = {each.id: each for each in register.lacking}
        for person in people:
            if person not in lacking:
                left_out.append((records.title(unit.db, person), tr("Has one already, or it is on its way.")))
                continue
            fields: dict[str, JsonValue] = {
                "kind": "personal", "person": person, "holder_name": lacking[person].name,
                "title": lacking[person].title or None, "unit_name": register.units.body or None}
            made.append(_create(unit, fields, paper, group))
        return Asked(count=count + len(made), group=group if count or made else "", left_out=tuple(left_out),
                     made=tuple(made))

    return store.submit(write).result()


def number(store: Store, certificates: Sequence[str], paper: Paper) -> Asked:
    """Return how many open requests took the number and day of their paper; an empty part stays as it is."""
    group = new_group()
    given: dict[str, JsonValue] = {"request_document": paper.document, "request_sent_on": paper.sent_on}
    wanted = {key: value for key, value in given.items() if value}

    def write(unit: Unit) -> Asked:
        count = 0
        for record in records.get_many(unit.db, certificates).values():
            if text(record, "request") and not text(record, "request_answered_on"):
                count += edit(unit, record, wanted, group)
        return Asked(count=count, group=group if count else "")

    return store.submit(write).result()


def withdraw(store: Store, certificates: Sequence[str]) -> Asked:
    """Return how many requests were taken back; a record that was made only for its request goes to the trash."""
    group = new_group()

    def write(unit: Unit) -> Asked:
        count = 0
        for record in records.get_many(unit.db, certificates).values():
            if not text(record, "request") or text(record, "request_answered_on"):
                continue
            if text(record, "status") == "pending" and text(record, "request") == ISSUE and not text(record, "serial"):
                count += unit.edit(KIND.code, record.id, {}, special="delete", group=group) is not None
            else:
                count += edit(unit, record, dict.fromkeys(("request", "request_document", "request_sent_on")), group)
        return Asked(count=count, group=group if count else "")

    return store.submit(write).result()


def answer_proposed(entry: Entry, answered_on: date, register: Register) -> dict[str, JsonValue]:
    """Return the values that a granted request gives its certificate, for the person to correct before saving."""
    record, request, figures = entry.record, entry.state.request, register.figures
    values: dict[str, JsonValue] = {}
    today = answered_on.isoformat()
    holder = entry.holder
    if request == ISSUE:
        values = {"status": "valid", "issued_on": today, "valid_from": today, "renewals": 0,
                  "expires_on": later(answered_on, figures.years_new).isoformat() if figures.years_new else None}
    elif request == RENEW:
        ends = text(record, "expires_on")
        since = date.fromisoformat(ends) if len(ends) == _WHOLE_DATE else answered_on
        values = {"status": "valid", "renewals": renewals_of(entry) + 1, "serial": text(record, "serial") or None,
                  "expires_on": later(since, figures.years_renewed).isoformat() if figures.years_renewed else None}
    elif request == CHANGE:
        values = {"holder_name": holder.name if holder else text(record, "holder_name") or None,
                  "title": (holder.title if holder else "") or text(record, "title") or None,
                  "unit_name": register.units.body or text(record, "unit_name") or None,
                  "serial": text(record, "serial") or None}
    elif request == REVOKE:
        values = {"status": "revoked", "revoked_on": today, "revoke_reason": text(record, "revoke_reason") or None}
    elif request == RECOVER:
        values = {"status": "valid"}
    return values


def answer(store: Store, record_id: str, answered_on: str, values: Mapping[str, JsonValue]) -> Asked:
    """Return the certificate as the authority's answer left it. Raises Refused with what does not fit, NotFound."""
    group = new_group()

    def write(unit: Unit) -> Asked:
        record = records.get(unit.db, record_id)
        if record is None or record.kind != KIND.code:
            raise NotFound(kind=KIND.code, text=record_id)
        problems = _dates_that_do_not_fit({**record.fields, **values, "request_answered_on": answered_on})
        if problems:
            raise Refused(KIND.code, problems)
        count = edit(unit, record, {**values, "request_answered_on": answered_on}, group)
        return Asked(count=int(count), group=group)

    return store.submit(write).result()


def turn_down(store: Store, record_id: str, answered_on: str, reason: str) -> Asked:
    """Return the certificate after a refusal: the request is over, the reason stands in its note."""
    group = new_group()

    def write(unit: Unit) -> Asked:
        record = records.get(unit.db, record_id)
        if record is None or record.kind != KIND.code:
            raise NotFound(kind=KIND.code, text=record_id)
        said = tr("{date}: the request was sent back. {reason}", date=date_text(answered_on), reason=reason).strip()
        note = "\n".join(each for each in (text(record, "note"), said) if each)
        return Asked(count=int(edit(unit, record, {"note": note, "request_answered_on": answered_on}, group)),
                     group=group)

    return store.submit(write).result()


def doubts(request: str, values: Mapping[str, JsonValue], record: Mapping[str, JsonValue],
           figures: Reminders) -> list[str]:
    """Return what is unusual in an answer; it may be saved all the same."""
    begins, ends = (str(values.get(code) or record.get(code) or "") for code in ("valid_from", "expires_on"))
    years = figures.years_new if request == ISSUE else figures.years_renewed if request == RENEW else 0
    if request == RENEW:
        begins = str(record.get("expires_on") or "")
    if years and len(begins) == len(ends) == _WHOLE_DATE:
        try:
            if date.fromisoformat(ends) > later(date.fromisoformat(begins), years):
                return [trn("Longer than the {n} year that the rule allows.",
                            "Longer than the {n} years that the rule allows.", years)]
        except ValueError:
            return []
    return []


def renewals_of(entry: Entry) -> int:
    """Return how often it was renewed; nothing said is never."""
    count = entry.record.fields.get("renewals")
    return count if isinstance(count, int) else 0


def put(unit: Unit, entry: Entry, request: str, paper: Paper, group: str, *, reason: str = "") -> None:
    """Write a request on a certificate, in a unit."""
    fields: dict[str, JsonValue] = {"request": request, "request_document": paper.document or None,
                                    "request_sent_on": paper.sent_on or None, "request_answered_on": None}
    if request == REVOKE and reason:
        fields["revoke_reason"] = reason
    if request == RECOVER and text(entry.record, "status") != "locked":
        fields["status"] = "locked"
    edit(unit, entry.record, fields, group)


def make_anew(unit: Unit, entry: Entry, register: Register, paper: Paper, group: str) -> str:
    """Return the id of the certificate that is asked for in place of `entry`, with the names of today."""
    record, holder = entry.record, entry.holder
    fields: dict[str, JsonValue] = {code: record.fields[code] for code in _CARRIED_OVER if record.fields.get(code)}
    fields |= {element_key("systems", str(each)): True for each in _members(record.fields.get("systems"))}
    fields["holder_name"] = holder.name if holder is not None else register.units.body or None
    fields["title"] = (holder.title if holder is not None else text(record, "title")) or None
    fields["unit_name"] = register.units.body or None
    return _create(unit, fields, paper, group)


def edit(unit: Unit, record: records.Record, fields: Mapping[str, JsonValue], group: str) -> bool:
    """Return whether anything moved. Raises Refused for what the kind or the way of its states does not allow."""
    before, after = text(record, "status") or None, fields.get("status")
    refused = check_transition(KIND, before, after if isinstance(after, str) else None)
    if refused is not None:
        raise Refused(KIND.code, [refused])
    return unit.edit(KIND.code, record.id, record_keeping.check(KIND, fields, record), group=group) is not None


def _create(unit: Unit, fields: Mapping[str, JsonValue], paper: Paper, group: str) -> str:
    whole: dict[str, JsonValue] = {**fields, "status": "pending", "request": ISSUE,
                                   "request_document": paper.document or None, "request_sent_on": paper.sent_on or None}
    clean = record_keeping.check(KIND, {key: value for key, value in whole.items() if value is not None}, None)
    return unit.create(KIND.code, clean, group=group)


def _may_issue(entry: Entry) -> Verdict:
    """Return whether a new one may be asked for; a record that waits without a request is the one that is asked for."""
    if entry.holder is not None and entry.holder.is_gone:
        return Verdict(may=False, why=tr("The holder has left."), instead=REVOKE if entry.is_living else "")
    return Verdict(may=True)


def _may_recover(entry: Entry) -> Verdict:
    if entry.state.state is State.LOST:
        return Verdict(may=False, why=tr("The carrier is lost or broken: it is to be revoked and issued anew."),
                       instead=REVOKE)
    return Verdict(may=True)


def _may_renew(entry: Entry, day: date, figures: Reminders) -> Verdict:
    ends = text(entry.record, "expires_on")
    if len(ends) != _WHOLE_DATE:
        return Verdict(may=False, why=tr("The day of its end is not known: write it first."))
    left = (date.fromisoformat(ends) - day).days
    if left < figures.renew_before_days:
        return Verdict(may=False, instead=ISSUE, why=tr(
            "{left} days are left, renewal is asked for while at least {least} are: a new one is to be asked for.",
            left=left, least=figures.renew_before_days))
    if renewals_of(entry) >= figures.most_renewals:
        return Verdict(may=False, instead=ISSUE, why=tr(
            "Renewed {n} times, which is all the rule allows: a new one is to be asked for.", n=renewals_of(entry)))
    return Verdict(may=True)


def _again(entry: Entry) -> str:
    return "" if entry.holder is not None and entry.holder.is_gone else ISSUE


def _dates_that_do_not_fit(fields: Mapping[str, JsonValue]) -> list[Problem]:
    found = []
    for earlier, code in (("valid_from", "expires_on"), ("request_sent_on", "request_answered_on")):
        first, last = str(fields.get(earlier) or ""), str(fields.get(code) or "")
        shared = min(len(first), len(last))
        if shared and last[:shared] < first[:shared]:
            found.append(Problem(field=code, code="before-its-beginning"))
    return found


def _members(value: JsonValue) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else ()
