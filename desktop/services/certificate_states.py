"""What a person sees of a certificate: its state in words, from status, dates and what is asked for.

"Expiring" and "expired" are nowhere stored: they are the day's, exact to the day. Thresholds come from the
dated rule `certificate-reminders`.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.language import tr, trn
from desktop.services import rules
from desktop.services.value_text import choice_label, date_text
from desktop.store.driver import Connection
from protocol.field import JsonValue
from protocol.kinds.certificate import KIND

RULE: Final = "certificate-reminders"
_REQUEST: Final = KIND.field("request")
assert _REQUEST is not None

# Tones, as the window colours them; the words beside say the same.
GOOD, INFO, WARN, BAD, NEUTRAL, MUTED = "good", "info", "warn", "bad", "neutral", "muted"


class State(StrEnum):
    """The states of `vietnam.md` §5, and one for a record of which nothing is known."""
    PENDING = "pending"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REQUESTED = "requested"
    LOCKED = "locked"
    LOST = "lost"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """The figures of the rule in force. `days` are thresholds before the end, the largest first."""
    days: tuple[int, ...]
    renew_before_days: int
    years_new: int
    years_renewed: int
    most_renewals: int

    @property
    def first(self) -> int:
        """Return from how many days before its end a certificate counts as expiring."""
        return max(self.days, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateState:
    """What a person sees. `days_left` is None without an end and for what is over for another reason.

    `can_sign`: somebody can sign with it today, as far as the book knows. `request` is what is asked for and
    not yet answered, "" for nothing.
    """
    state: State
    words: str
    tone: str
    days_left: int | None = None
    can_sign: bool = False
    request: str = ""


def reminders(db: Connection, day: date) -> Reminders:
    """Return the figures in force on `day`; what the province's rule leaves out or misspells is the shipped one's."""
    shipped = next((each.value for each in rules.shipped() if each.key == RULE), {})
    said = rules.value(db, RULE, day)
    days = _days_of(said) or _days_of(shipped)

    def figure(key: str) -> int:
        return next((each[key] for each in (said, shipped)
                     if isinstance(each.get(key), int) and not isinstance(each[key], bool) and each[key] >= 0), 0)

    return Reminders(days=days, renew_before_days=figure("renew_before_days"), years_new=figure("years_new"),
                     years_renewed=figure("years_renewed"), most_renewals=figure("most_renewals"))


def state_of(fields: Mapping[str, JsonValue], day: date, figures: Reminders) -> CertificateState:
    """Return the state of a certificate with these `fields` on `day`. It holds to the end of its last day."""
    status, request = _text(fields, "status"), open_request(fields)
    left = days_left(_text(fields, "expires_on"), day)
    if status == "revoked":
        return CertificateState(state=State.REVOKED, words=tr("Revoked"), tone=MUTED)
    if status == "lost":
        return _stopped(State.LOST, tr("Lost or broken"), request, left)
    if status == "locked":
        return _stopped(State.LOCKED, tr("Token locked"), request, left)
    if status == "pending":
        if request and request != "issue":
            return _requested(request, left, can_sign=False)
        words = tr("Issue asked for") if request and fields.get("request_sent_on") else tr("Waiting to be issued")
        return CertificateState(state=State.PENDING, words=words, tone=INFO, request=request)
    if status == "expired" or is_over(_text(fields, "expires_on"), day):
        words = tr("Expired, {request} asked for", request=request_words(request).lower()) if request \
            else tr("Expired")
        return CertificateState(state=State.EXPIRED, words=words, tone=BAD, days_left=left, request=request)
    begins = _first_day(_text(fields, "valid_from"))
    if begins is not None and begins > day:
        return CertificateState(state=State.VALID, tone=INFO, days_left=left, request=request,
                                words=tr("Valid from {date}", date=date_text(_text(fields, "valid_from"))))
    if not status and left is None and not fields.get("serial"):
        return CertificateState(state=State.UNKNOWN, words=tr("State not known"), tone=MUTED, request=request)
    if request:
        return _requested(request, left, can_sign=True)
    if left is not None and left <= figures.first:
        return CertificateState(state=State.EXPIRING, words=ending_words(_text(fields, "expires_on"), day),
                                tone=BAD if left <= _last_calls(figures) else WARN, days_left=left, can_sign=True)
    return CertificateState(state=State.VALID, words=tr("Valid"), tone=GOOD, days_left=left, can_sign=True)


def open_request(fields: Mapping[str, JsonValue]) -> str:
    """Return what is asked for and not answered: issue, renew, change, recover, revoke, or ""."""
    return _text(fields, "request") if not fields.get("request_answered_on") else ""


def request_words(request: str) -> str:
    """Return the label of what is asked for."""
    assert _REQUEST is not None
    return choice_label(KIND, _REQUEST, request) if request else ""


def days_left(expires_on: str, day: date) -> int | None:
    """Return how many days are left, negative once over; of "2026-11" from its first day. None for no date."""
    first = _first_day(expires_on)
    return (first - day).days if first is not None else None


def is_over(expires_on: str, day: date) -> bool:
    """Return whether the end is past for sure: a month or year alone must be over as a whole."""
    return _first_day(expires_on) is not None and expires_on < day.isoformat()[:len(expires_on)]


def ending_words(expires_on: str, day: date) -> str:
    """Return "còn 18 ngày" as one says it on the last day and for a date that is only a month or a year."""
    left = days_left(expires_on, day)
    if left is None:
        return ""
    if len(expires_on) < len("2026-11-05"):
        return tr("Expiring: in {date}", date=date_text(expires_on))
    return tr("Expires today") if left == 0 else trn("{n} day left", "{n} days left", left)


def later(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def threshold(left: int, figures: Reminders) -> int | None:
    """Return the threshold that `left` days have reached, 90, 60 …, each reminded of once; None before the first."""
    return min((each for each in figures.days if left <= each), default=None)


def _requested(request: str, left: int | None, *, can_sign: bool) -> CertificateState:
    words = tr("{request} asked for", request=request_words(request))
    return CertificateState(state=State.REQUESTED, words=words, tone=INFO, days_left=left, can_sign=can_sign,
                            request=request)


def _stopped(state: State, words: str, request: str, left: int | None) -> CertificateState:
    if request:
        words = tr("{state}, {request} asked for", state=words, request=request_words(request).lower())
    return CertificateState(state=state, words=words, tone=BAD, days_left=left, request=request)


def _last_calls(figures: Reminders) -> int:
    """Return from how many days on it is pressing: the third threshold, 30 days as shipped."""
    return sorted(figures.days, reverse=True)[2] if len(figures.days) > 2 else 0


def _days_of(value: Mapping[str, object]) -> tuple[int, ...]:
    said = value.get("days")
    days = said if isinstance(said, list) else []
    return tuple(sorted({each for each in days if isinstance(each, int) and each >= 0}, reverse=True))


def _first_day(text: str) -> date | None:
    try:
        return date.fromisoformat((text + "-01-01")[:10]) if len(text) in (4, 7, 10) else None
    except ValueError:
        return None


def _text(fields: Mapping[str, JsonValue], code: str) -> str:
    value = fields.get(code)
    return value if isinstance(value, str) else ""

