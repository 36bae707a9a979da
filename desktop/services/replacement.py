"""Which computers to replace, the worst first: why, who uses them, and what a new one may cost."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.services import device_fitness, device_norm_groups, device_norms, rules
from desktop.services.device_fitness import Fitness, Level
from desktop.store.driver import Connection

_ASKED: Final = """
SELECT r.id, r.title, k.f_kind, k.f_status, coalesce(k.f_custodian, ''), coalesce(k.f_users, '[]'),
       coalesce(o.title, '')
  FROM json_each(:ids) AS asked JOIN record AS r ON r.id = asked.value JOIN k_device AS k ON k.n = r.n
  LEFT JOIN record AS o ON o.id = k.f_office
 WHERE coalesce(k.f_status, '') <> 'to_dispose'
"""
_RANK: Final = {Level.UNFIT: 0, Level.WRITE: 1, Level.UNKNOWN: 2, Level.SOFTWARE: 3, Level.MEETING: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
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
    wanted = {id_: fit for id_, _, fit in device_fitness.rated(db, day) if needs_replacing(fit)}
    value = rules.value(db, "device-norms", day)
    groups = {each.id: each.group for each in device_norm_groups.posts(db, day)}
    life = rules.value(db, "device-life", day)
    prices: dict[tuple[str, str], int] = {}
    found = []
    for id_, title, kind, _, custodian, users, office in db.execute(_ASKED, {"ids": json.dumps(list(wanted))}):
        people = json.loads(users) or ([custodian] if custodian else [])
        group = next((groups[each] for each in people if each in groups), "")
        if (kind, group) not in prices:
            prices[kind, group] = device_norms.price_of(value, kind, group)
        found.append((wanted[id_], people, (id_, title, office, prices[kind, group],
                                            _is_early(wanted[id_], life, kind))))
    names = _names(db, {each for _, people, _ in found for each in people})
    made = [(fit, Replaced(id=id_, title=title, level=fit.level, reasons=reasons(fit, day), office=office,
                           users=tuple(names[each] for each in people if each in names), price_vnd=price,
                           is_early=is_early))
            for fit, people, (id_, title, office, price, is_early) in found]
    made.sort(key=lambda one: _badness(*one))
    return tuple(each for _, each in made)


def needs_replacing(fit: Fitness) -> bool:
    """Return whether a computer is to be replaced."""
    return fit.level is Level.UNFIT or bool(fit.ended) or fit.is_over_age


def reasons(fit: Fitness, day: date) -> tuple[str, ...]:
    """Return why: the system that ended and the age, and whatever else bars it, each once."""
    said = [device_fitness.ended_words(fit.ended, fit.ended_on)] if fit.ended else []
    if fit.is_over_age and fit.age_years is not None:
        said.append(device_fitness.age_words(day.year - fit.age_years, fit.most_years))
    return tuple(dict.fromkeys((*said, *fit.reasons)))


def _badness(fit: Fitness, one: Replaced) -> tuple[int, str, int, str]:
    return _RANK[fit.level], fit.ended_on or "9", -(fit.age_years or 0), one.title


def _is_early(fit: Fitness, life: Mapping[str, object], kind: str) -> bool:
    years, kinds = life.get("years"), life.get("kinds")
    return isinstance(years, int) and isinstance(kinds, list) and kind in kinds \
        and fit.age_years is not None and fit.age_years < years


def _names(db: Connection, ids: set[str]) -> dict[str, str]:
    return dict(db.execute("SELECT r.id, r.title FROM json_each(?) AS asked JOIN record AS r ON r.id = asked.value",
                           (json.dumps(sorted(ids)),)).fetchall())
