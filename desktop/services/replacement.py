"""Which computers to replace, the worst first: why, who uses them, and what a new one may cost."""
import json
from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import Final, NamedTuple

from desktop.services import device_fitness, device_norm_groups, device_norms, rules
from desktop.services.device_fitness import Fitness, Level
from desktop.store.driver import Connection

_TITLES: Final = "SELECT r.id, r.title FROM record AS r WHERE r.kind = :kind"
_RANK: Final = {Level.UNFIT: 0, Level.WRITE: 1, Level.UNKNOWN: 2, Level.SOFTWARE: 3, Level.MEETING: 4}


class Replaced(NamedTuple):
    """One computer to replace. `price_vnd` is the norm's, 0 where no norm names such a device.

    `is_early`: it has not been in use as long as such machines are written off; it may be replaced only
    when it is broken beyond repair.
    """
    id: str
    title: str
    level: Level
    reasons: tuple[str, ...]
    users: tuple[str, ...]
    office: str
    price_vnd: int
    is_early: bool


def replacements(db: Connection, day: date) -> tuple[Replaced, ...]:
    """Return the computers that are unfit, out of support or over age, the worst first; in a worker."""
    value = rules.value(db, "device-norms", day)
    groups = {each.id: each.group for each in device_norm_groups.posts(db, day)}
    life = rules.value(db, "device-life", day)
    names: dict[str, str] = dict(db.execute(_TITLES, {"kind": "person"}).fetchall())
    offices: dict[str, str] = dict(db.execute(_TITLES, {"kind": "office"}).fetchall())
    # Of 100,000 computers most share a specification and their people: each is worked out once.
    prices: dict[tuple[str, str], int] = {}
    judged: dict[int, tuple[bool, tuple[str, ...], bool, tuple[int, str, int]]] = {}
    used: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    made = []
    for one in device_fitness.held(db, day):
        fit = one.fit
        if id(fit) not in judged:    # held while this runs: no two have the same id
            judged[id(fit)] = (needs_replacing(fit), reasons(fit, day), _is_early(fit, life, one.kind), _badness(fit))
        is_wanted, why, is_early, badness = judged[id(fit)]
        if not is_wanted or one.status == "to_dispose":
            continue
        people = used.get((one.custodian, one.users))
        if people is None:
            ids = json.loads(one.users) or ([one.custodian] if one.custodian else [])
            people = used[one.custodian, one.users] = (
                next((groups[each] for each in ids if each in groups), ""),
                tuple(names[each] for each in ids if each in names))
        group, users = people
        if (one.kind, group) not in prices:
            prices[one.kind, group] = device_norms.price_of(value, one.kind, group)
        made.append((badness, one.title, Replaced(
            one.id, one.title, fit.level, why, users, offices.get(one.office, ""), prices[one.kind, group], is_early)))
    made.sort(key=itemgetter(0, 1))
    return tuple(each for _, _, each in made)


def needs_replacing(fit: Fitness) -> bool:
    """Return whether a computer is to be replaced."""
    return fit.level is Level.UNFIT or bool(fit.ended) or fit.is_over_age


def reasons(fit: Fitness, day: date) -> tuple[str, ...]:
    """Return why: the system that ended and the age, and whatever else bars it, each once."""
    said = [device_fitness.ended_words(fit.ended, fit.ended_on)] if fit.ended else []
    if fit.is_over_age and fit.age_years is not None:
        said.append(device_fitness.age_words(day.year - fit.age_years, fit.most_years))
    return tuple(dict.fromkeys((*said, *fit.reasons)))


def _badness(fit: Fitness) -> tuple[int, str, int]:
    return _RANK[fit.level], fit.ended_on or "9", -(fit.age_years or 0)


def _is_early(fit: Fitness, life: Mapping[str, object], kind: str) -> bool:
    years, kinds = life.get("years"), life.get("kinds")
    return isinstance(years, int) and isinstance(kinds, list) and kind in kinds \
        and fit.age_years is not None and fit.age_years < years
