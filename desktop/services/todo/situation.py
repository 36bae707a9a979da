"""Hiện trạng CNTT của xã: five bars. Where less than 80 % is known a bar says so, and never a percentage."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.language import tr
from desktop.services import account_needs, device_fitness, rules
from desktop.services.device_fitness import Level
from desktop.services.todo.access import Signing
from desktop.services.todo.task import BAD, INFO, WARN
from desktop.store import overview_machines, overview_waiting
from desktop.store.driver import Connection

KNOWN_FROM: Final = 0.8
"""Under this share of known values a bar promises nothing: "chưa đủ số liệu"."""
SEATS_RULE: Final = "lan-seats"
_SITES: Final = 3
_FAIR: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One bar: `part` of `whole`; not `known` when too little is written down to say anything."""
    name: str
    part: int
    whole: int
    known: bool

    @property
    def share(self) -> float:
        """Return the part as 0 to 1."""
        return min(1.0, self.part / self.whole) if self.whole else 0.0

    @property
    def tone(self) -> str:
        """Return the colour of the bar."""
        return INFO if self.share >= KNOWN_FROM else WARN if self.share >= _FAIR else BAD


def situation(db: Connection, day: date, signing: Signing) -> Iterator[Measure]:
    """Return the bars, in the order in which leaders ask for them."""
    yield _with_computer(db)
    yield Measure(name=tr("Digital signatures still valid"), part=len(signing.must & signing.can),
                  whole=len(signing.must), known=_enough(len(signing.must & signing.noted), len(signing.must)))
    needs = account_needs.needs_summary(db)
    yield Measure(name=tr("Accounts needed for the duties"), part=needs.have, whole=needs.needed,
                  known=_enough(needs.reviewed, needs.needed))
    yield _fit(db, day)
    yield from _outlets(db, day)


def _with_computer(db: Connection) -> Measure:
    shares = overview_machines.shares(db)
    known = _enough(shares.with_people, shares.computers) and shares.people > 0
    name = tr("Staff with a computer (own {own}, shared {shared})", own=shares.own, shared=shares.shared) if known \
        else tr("Staff with a computer, own or shared")
    return Measure(name=name, part=shares.own + shares.shared, whole=shares.people, known=known)


def _fit(db: Connection, day: date) -> Measure:
    found = device_fitness.summary(db, day)
    fit = found.by_level.get(Level.SOFTWARE, 0) + found.by_level.get(Level.MEETING, 0)
    asks = rules.rule(db, "minimum-configuration", day) is not None    # without it nothing meets or misses anything
    return Measure(name=tr("Computers that meet the requirements"), part=fit, whole=found.computers,
                   known=asks and _enough(found.computers - found.by_level.get(Level.UNKNOWN, 0), found.computers))


def _outlets(db: Connection, day: date) -> Iterator[Measure]:
    each_seat = rules.value(db, SEATS_RULE, day).get("outlets_per_seat")
    per_seat = each_seat if isinstance(each_seat, int) and not isinstance(each_seat, bool) and each_seat > 0 else 1
    sites = overview_waiting.head_offices(db, _SITES)
    for site in sites:
        name = tr("LAN outlets / working places ({site})", site=site.site) if len(sites) > 1 else \
            tr("LAN outlets / working places (head office)") if site.site else tr("LAN outlets / working places")
        yield Measure(name=name, part=site.outlets or 0, whole=(site.seats or 0) * per_seat,
                      known=site.outlets is not None and bool(site.seats))


def _enough(known: int, whole: int) -> bool:
    return whole > 0 and known / whole >= KNOWN_FROM
