"""For which work a computer is fit, and why no further: from its specification and the dated rules.

A level is given only where it is certain. A computer whose memory or disk nobody wrote down is
"unknown", and says what is missing: a guess would be repeated to the leaders as a fact.
"""
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from desktop.language import N_, tr
from desktop.services import rules
from desktop.services.value_text import date_text
from desktop.store.driver import Connection
from protocol.conditions import NEEDS_DOCUMENT
from protocol.folding import compact, words
from protocol.kinds.device import COMPUTERS, STANDALONE_SECRET

RATED: Final = COMPUTERS - {"server"}
"""Kinds of computers that somebody works at; a server is judged by its own work."""
GONE: Final = NEEDS_DOCUMENT


Specification: TypeAlias = tuple[str, int | None, str, str, int | None, bool]
"""Kind, memory in GB, disk, system, year, whether it is a stand-alone PC for secret papers."""


class Level(StrEnum):
    """What a computer is fit for; `UNKNOWN` where too little is written down."""
    UNFIT = "unfit"
    WRITE = "write"
    SOFTWARE = "software"
    MEETING = "meeting"
    UNKNOWN = "unknown"


_STEPS: Final = (Level.WRITE, Level.SOFTWARE, Level.MEETING)
_LABELS: Final = {Level.UNFIT: N_("Fit for nothing"), Level.WRITE: N_("Only for writing"),
                  Level.SOFTWARE: N_("Runs the shared software"), Level.MEETING: N_("Fit for online meetings"),
                  Level.UNKNOWN: N_("Specification not known")}

_SHORT: Final = {Level.UNFIT: N_("Unfit"), Level.WRITE: N_("Writing"), Level.SOFTWARE: N_("Software"),
                 Level.MEETING: N_("Meetings"), Level.UNKNOWN: N_("Not known")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What one step asks for; 0 and False ask for nothing."""
    ram_gb: int = 0
    ssd: bool = False
    max_age_years: int = 0
    os_supported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnd:
    """A system whose maker has named its last day."""
    name: str
    words: frozenset[str]
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The rules in force on `day`, read once for any number of computers; what was judged once is kept."""
    day: date
    requirements: Mapping[Level, Requirement]
    systems: tuple[SupportEnd, ...]
    judged: "dict[Specification, Fitness]" = field(default_factory=dict, compare=False, repr=False)
    ends: "dict[str, SupportEnd | None]" = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """How fit a computer is. `reasons` say why no higher, `missing` what nobody wrote down.

    `at_least` is the step that is certain even where `level` is unknown. `ended` names the system that is
    out of support, `age_years` is None without a year, `most_years` is what the shared software allows (0: any).
    """
    level: Level
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    at_least: Level = Level.UNFIT
    ended: str = ""
    ended_on: str = ""
    age_years: int | None = None
    most_years: int = 0

    @property
    def is_over_age(self) -> bool:
        """Return whether the computer is older than the shared software allows."""
        return bool(self.most_years and self.age_years is not None and self.age_years > self.most_years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All computers that somebody works at, counted."""
    computers: int
    by_level: Mapping[Level, int] = field(default_factory=dict)
    out_of_support: int = 0
    over_age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """One computer whose system is out of support."""
    id: str
    title: str
    system: str
    until: str


def short_label(level: Level) -> str:
    """Return the words of a level for a narrow column."""
    return tr(_SHORT[level])


def level_label(level: Level) -> str:
    """Return the words of a level."""
    return tr(_LABELS[level])


def ended_words(system: str, until: str) -> str:
    """Return the sentence about a system that is out of support."""
    return tr("{system} out of support since {day}", system=system, day=date_text(until))


def age_words(year: int, most: int) -> str:
    """Return the sentence about a computer that is too old."""
    return tr("in use since {year}, at most {n} years", year=year, n=most)


def standards(db: Connection, day: date) -> Standards:
    """Return the minimum configuration and the ends of support in force on `day`."""
    asked = rules.value(db, "minimum-configuration", day)
    listed = rules.value(db, "system-support", day).get("systems")
    return Standards(
        day=day, requirements={step: _requirement(asked.get(step.value)) for step in _STEPS if step.value in asked},
        systems=tuple(SupportEnd(name=str(each["name"]), words=_essential(str(each["name"])), until=str(each["until"]))
                      for each in (listed if isinstance(listed, (list, tuple)) else ())
                      if isinstance(each, Mapping) and each.get("name") and each.get("until")))


def rate(device: Mapping[str, object], known: Standards) -> Fitness:
    """Return how fit the computer with these nested fields is; ask `is_rated` first."""
    return _rated((str(device.get("kind") or ""), _whole(device.get("ram_gb")), str(device.get("disk") or ""),
                   str(device.get("os") or ""), _year(device), device.get("network") == STANDALONE_SECRET), known)


def is_rated(device: Mapping[str, object]) -> bool:
    """Return whether the device is a computer that somebody works at, and still here."""
    return device.get("kind") in RATED and device.get("status") not in GONE


def summary(db: Connection, day: date) -> Summary:
    """Return the counts over all computers of the book; one statement, each specification judged once."""
    known = standards(db, day)
    by_level: Counter[Level] = Counter()
    ended = over_age = 0
    for *specification, count in db.execute(_SPECIFICATIONS, _bound()):
        found = _of_row(specification, known)
        by_level[found.level] += count
        ended += count if found.ended else 0
        over_age += count if found.is_over_age else 0
    return Summary(computers=by_level.total(), by_level=dict(by_level), out_of_support=ended, over_age=over_age)


def unsupported(db: Connection, day: date, limit: int = 5) -> tuple[int, tuple[Unsupported, ...]]:
    """Return how many computers run a system out of support, and the first few, the longest ended first."""
    found = [(each, title, fit) for each, title, fit in rated(db, day) if fit.ended]
    found.sort(key=lambda one: (one[2].ended_on, one[1]))
    return len(found), tuple(Unsupported(id=id_, title=title, system=fit.ended, until=fit.ended_on)
                             for id_, title, fit in found[:limit])


def rated(db: Connection, day: date) -> Iterator[tuple[str, str, Fitness]]:
    """Yield (id, title, fitness) of every computer that is still here; in a worker, there may be many."""
    known = standards(db, day)
    for id_, title, *specification in db.execute(_EACH, _bound()):
        yield id_, title, _of_row(specification, known)


class Held(NamedTuple):
    """One computer with its people: `users` is the JSON list of their ids, `office` an id."""
    id: str
    title: str
    kind: str
    status: str
    custodian: str
    users: str
    office: str
    fit: Fitness


def held(db: Connection, day: date) -> Iterator[Held]:
    """Yield every computer that is still here, in one walk through the table; in a worker."""
    known = standards(db, day)
    judged: dict[tuple[object, ...], Fitness] = {}    # as the table has it: of 100,000 most are like another
    for row in db.execute(_HELD, _bound()):
        fit = judged.get(row[6:])
        if fit is None:
            fit = judged[row[6:]] = _of_row(row[6:], known)
        yield Held(row[0], row[1], str(row[6]), row[2], row[3], row[4], row[5], fit)


# --- the judgement -----------------------------------------------------------------------------

def _judged(specification: Specification, known: Standards) -> Fitness:
    kind, _, _, os, year, is_secret = specification
    reasons: dict[Level, tuple[str, ...]] = {}
    missing: dict[Level, tuple[str, ...]] = {}
    for step in _STEPS:
        wanted = known.requirements.get(step)
        if is_secret and step is not Level.WRITE:
            reasons[step], missing[step] = (tr("stand-alone PC for secret papers, never on a network"),), ()
        elif wanted is not None:
            reasons[step], missing[step] = _against(wanted, specification, known)
    level, at_least, why, lack = _reached(reasons, missing)
    end = None if is_secret else support_end(os, known)
    ended = end if end is not None and end.until < known.day.isoformat() else None
    return Fitness(level=level, at_least=at_least, reasons=why, missing=lack, ended=ended.name if ended else "",
                   ended_on=ended.until if ended else "", age_years=None if year is None else known.day.year - year,
                   most_years=known.requirements.get(Level.SOFTWARE, Requirement()).max_age_years)


def _reached(reasons: Mapping[Level, tuple[str, ...]],
             missing: Mapping[Level, tuple[str, ...]]) -> tuple[Level, Level, tuple[str, ...], tuple[str, ...]]:
    """Return (level, what is certain, why no further, what is not known)."""
    reached = Level.UNFIT
    for step in _STEPS:
        if step not in reasons:
            continue
        if reasons[step]:
            return reached, reached, reasons[step], ()
        if missing[step]:
            return _unsure(reached, step, reasons, missing)
        reached = step
    return reached, reached, (), ()


def _unsure(reached: Level, step: Level, reasons: Mapping[Level, tuple[str, ...]],
            missing: Mapping[Level, tuple[str, ...]]) -> tuple[Level, Level, tuple[str, ...], tuple[str, ...]]:
    """Nobody knows whether `step` is reached: so neither is the level known. What bars it further on is still told."""
    barred = next((reasons[each] for each in _STEPS[_STEPS.index(step):] if reasons.get(each)), ())
    return Level.UNKNOWN, reached, barred, missing[step]


def _against(wanted: Requirement, specification: Specification,
             known: Standards) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (what fails, what is not known) of a step."""
    kind, ram_gb, disk, os, year, is_secret = specification
    no: list[str] = []
    what: list[str] = []
    if wanted.ram_gb:
        if ram_gb is None:
            what.append(tr("memory"))
        elif ram_gb < wanted.ram_gb:
            no.append(tr("RAM {n} GB, {least} GB needed", n=ram_gb, least=wanted.ram_gb))
    if wanted.ssd and kind != "tablet":
        is_fast = is_ssd(disk)
        if is_fast is None:
            what.append(tr("kind of disk"))
        elif not is_fast:
            no.append(tr("HDD, SSD needed"))
    if wanted.os_supported and not is_secret:
        end = support_end(os, known)
        if end is not None and end.until < known.day.isoformat():
            no.append(ended_words(end.name, end.until))
        elif end is None and not names_a_version(os):
            what.append(tr("operating system"))
    if wanted.max_age_years:
        if year is None:
            what.append(tr("year in use"))
        elif known.day.year - year > wanted.max_age_years:
            no.append(age_words(year, wanted.max_age_years))
    return tuple(no), tuple(what)


def support_end(os: str, known: Standards) -> SupportEnd | None:
    """Return the rule's system that `os` names, the most closely described; None for one it does not list."""
    if os not in known.ends:
        said = _words_of(os)
        fitting = [each for each in known.systems if each.words and each.words <= said]
        known.ends[os] = max(fitting, key=lambda each: len(each.words), default=None)
    return known.ends[os]


def names_a_version(os: str) -> bool:
    """Return whether the words tell which system it is: "Windows" alone does not."""
    said = _words_of(os)
    return bool(said) and ("windows" not in said or any(any(c.isdigit() for c in word) for word in said - _BITS))


def is_ssd(disk: str) -> bool | None:
    """Return whether the disk is of the fast sort, None where the words do not say."""
    said = compact(disk)
    if any(each in said for each in ("ssd", "nvme", "emmc", "flash", "m2")):
        return True
    return False if any(each in said for each in ("hdd", "5400", "7200")) else None


_BITS: Final = frozenset({"32", "64", "32bit", "64bit", "x64", "x86", "bit", "bits"})


@lru_cache(maxsize=2048)
def _words_of(os: str) -> frozenset[str]:
    """Return the words of a system's name: "Win7 Pro 64-bit" and "Windows 7" share windows and 7."""
    said: set[str] = set()
    for word in words(os.replace("8.1", "8dot1")):
        for short in ("windows", "win", "w"):
            rest = word.removeprefix(short)
            if word == short or (rest != word and (rest[:1].isdigit() or rest in ("xp", "vista"))):
                said |= {"windows", rest} - {"", short}
                break
        else:
            said.add(word)
    if said & {"xp", "vista"}:
        said.add("windows")
    return frozenset(said)


def _essential(name: str) -> frozenset[str]:
    """Return the words that must stand in a description; an edition is often left out."""
    return _words_of(name) - {"enterprise", "microsoft"}


# --- reading -----------------------------------------------------------------------------------

# With + SQLite walks the table: most devices are computers, and to look each up by the index takes twice as long.
_HERE: Final = """
  FROM k_device AS k{join}
 WHERE +k.deleted = 0 AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
"""
_SPECIFICATION: Final = """k.f_kind, k.f_ram_gb, k.f_disk, k.f_os,
       coalesce(k.f_in_use_year, CAST(substr(k.f_acquired_on, 1, 4) AS INTEGER)), k.f_network = :secret"""
_SPECIFICATIONS: Final = f"SELECT {_SPECIFICATION}, count(*)" + _HERE.format(join="") + " GROUP BY 1, 2, 3, 4, 5, 6"
_EACH: Final = f"SELECT r.id, r.title, {_SPECIFICATION}" + _HERE.format(join=" JOIN record AS r ON r.n = k.n")

_HELD: Final = f"""SELECT r.id, r.title, coalesce(k.f_status, ''), coalesce(k.f_custodian, ''),
       coalesce(k.f_users, '[]'), coalesce(k.f_office, ''), {_SPECIFICATION}""" + _HERE.format(
    join=" JOIN record AS r ON r.n = k.n")


def _bound() -> dict[str, str]:
    return {"kinds": json.dumps(sorted(RATED)), "gone": json.dumps(sorted(GONE)), "secret": STANDALONE_SECRET}


def _of_row(row: Sequence[object], known: Standards) -> Fitness:
    kind, ram_gb, disk, os, year, is_secret = row
    return _rated((str(kind), _whole(ram_gb), str(disk or ""), str(os or ""), _whole(year) or None, bool(is_secret)),
                  known)


def _rated(specification: Specification, known: Standards) -> Fitness:
    found = known.judged.get(specification)
    if found is None:
        found = known.judged[specification] = _judged(specification, known)
    return found


def _requirement(said: object) -> Requirement:
    asked = said if isinstance(said, Mapping) else {}
    return Requirement(ram_gb=_whole(asked.get("ram_gb")) or 0, ssd=asked.get("ssd") is True,
                       max_age_years=_whole(asked.get("max_age_years")) or 0,
                       os_supported=asked.get("os_supported") is True)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _year(device: Mapping[str, object]) -> int | None:
    year = _whole(device.get("in_use_year"))
    if year is not None:
        return year
    day = str(device.get("acquired_on") or "")[:4]
    return int(day) if day.isdigit() else None
