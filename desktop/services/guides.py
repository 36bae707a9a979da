"""First aid for incidents: what the province published, and what came with the program where it has not.

A guide of the province replaces the shipped one of the same key. Guides work with no network.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from desktop import paths
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Search

FILE: Final = "guides-vi.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One guide as it is read: `id` is "" for one that came with the program. `escalate_to` are team codes."""
    id: str
    key: str
    title: str
    category: str
    symptoms: str
    steps: tuple[str, ...]
    escalate_when: str
    escalate_to: tuple[str, ...]
    avoid: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What came with the program: the guides, and the words of its teams."""
    guides: tuple[Guide, ...]
    teams: Mapping[str, str]


def all_guides(db: Connection) -> list[Guide]:
    """Return every guide of this PC, by category and title as the shipped list orders them."""
    published = {guide.key: guide for guide in map(_published, records.page(db, Search(kind="guide"), 0, 1000))}
    shipped_ = shipped()
    made = [published.pop(guide.key, guide) for guide in shipped_.guides]
    return made + sorted(published.values(), key=lambda guide: guide.title)


def team_names(codes: Iterable[str]) -> list[str]:
    """Return the words of the teams with `codes`; one that is not known reads as itself."""
    teams = shipped().teams
    return [teams.get(code, code) for code in codes]


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    """Return the guides in `resources/`; none when the file is missing or cannot be read."""
    import yaml  # 20 ms: only when a guide is asked for
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        said = yaml.load(paths.resource(FILE).read_text(encoding="utf-8"), Loader=loader)
        guides = tuple(_shipped(each) for each in said["guides"])
        teams = {str(code): str(words) for code, words in said["teams"].items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return Shipped(guides=(), teams={})
    return Shipped(guides=guides, teams=teams)


def _shipped(said: Mapping[str, Any]) -> Guide:
    return Guide(id="", key=str(said["key"]), title=str(said["title"]), category=str(said.get("category", "")),
                 symptoms=str(said.get("symptoms", "")), steps=_lines(said.get("steps")),
                 escalate_when=str(said.get("escalate_when", "")), escalate_to=_lines(said.get("escalate_to")),
                 avoid=_lines(said.get("do_not")))


def _published(record: records.Record) -> Guide:
    fields = record.fields
    return Guide(id=record.id, key=str(fields.get("key") or record.id), title=str(fields.get("title") or ""),
                 category=str(fields.get("category") or ""), symptoms=str(fields.get("symptoms") or ""),
                 steps=_lines(fields.get("steps")), escalate_when=str(fields.get("escalate_when") or ""),
                 escalate_to=_lines(fields.get("escalate_to")), avoid=_lines(fields.get("avoid")))


def _lines(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else ()
