"""What is watched at a site and over which line it is reached: from the records of lines and systems."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.services.outage_signals import GATEWAY, Watched
from desktop.store import local_notes, records, setting
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from protocol.field import JsonValue

TOPIC: Final = "measuring"      # local notes: "this_pc" → true where there is no site to name it, "asked" → true
_MOST: Final = 400
_LINES: Final = ("internet", "private_wan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The lines and systems of a site. `watched` is what the reading of looks wants to know of them."""
    site: str
    lines: tuple[Record, ...]
    systems: tuple[Record, ...]

    @property
    def watched(self) -> tuple[Watched, ...]:
        """Return every target: the LAN, a line of each type, the systems with an address."""
        made = [Watched(target=GATEWAY, what="lan")]
        made += [Watched(target=line_target(self.line(type_)), what=type_) for type_ in _LINES
                 if type_ == "internet" or self.line(type_) is not None]
        made += [Watched(target=system_target(each.id), what="system", on=line_target(self.line(self.type_of(each))))
                 for each in self.systems if each.fields.get("address")]
        return tuple(made)

    def line(self, type_: str) -> Record | None:
        """Return the main line of this type at the site."""
        fitting = [each for each in self.lines if each.fields.get("type", "internet") == type_]
        return min(fitting, key=lambda each: each.fields.get("role") == "backup", default=None)

    def type_of(self, system: Record) -> str:
        """Return over which type of line a system is reached; without a dedicated line all goes over the Internet."""
        is_private = system.fields.get("reachable_from") == "private_wan" and self.line("private_wan") is not None
        return "private_wan" if is_private else "internet"

    def line_of(self, system: Record) -> Record | None:
        """Return the line over which a system is reached."""
        return self.line(self.type_of(system))


def line_target(line: Record | None) -> str:
    """Return the name of a line among the targets; one Internet line is there even before it is in the book."""
    return f"line:{line.id}" if line is not None else "line:"


def system_target(system: str) -> str:
    """Return the name of a system among the targets."""
    return f"system:{system}"


def ways(db: Connection, site: str) -> Ways:
    """Return what is reached from `site`; lines that name no site belong to every one."""
    lines = [each for each in records.page(db, Search(kind="line"), 0, _MOST)
             if each.fields.get("status") in (None, "in_use")
             and (not site or each.fields.get("site") in (None, site))]
    return Ways(site=site, lines=tuple(lines), systems=tuple(records.page(db, Search(kind="system"), 0, _MOST)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """Which PCs measure. `here`: this one does, for `site` ("" where the commune has no sites in the book)."""
    here: bool
    site: str
    named: Mapping[str, str]    # site → the PC that measures there
    was_asked: bool

    @property
    def nobody(self) -> bool:
        """Return whether no PC of the commune measures."""
        return not self.here and not self.named


def measuring(db: Connection) -> Measuring:
    """Return who measures, as the sites and this PC's own notes say."""
    name = setting.text(db, setting.REPLICA_NAME)
    sites = records.page(db, Search(kind="site"), 0, _MOST)
    named = {each.id: str(each.fields["measuring_pc"]) for each in sites if each.fields.get("measuring_pc")}
    notes = local_notes.read(db, TOPIC)
    here = next((site for site, pc in named.items() if name and pc == name), None)
    alone = not sites and notes.get("this_pc") is True
    return Measuring(here=here is not None or alone, site=here or "", named=named,
                     was_asked=notes.get("asked") is True)


def site_here(db: Connection) -> str:
    """Return the site at which this PC most likely stands: measured, of the person's office, the head office."""
    known = measuring(db)
    if known.site:
        return known.site
    sites = records.page(db, Search(kind="site"), 0, _MOST)
    person = records.get(db, setting.text(db, setting.WHO))
    office = records.get(db, _text(person, "office")) if person is not None else None
    site = _text(office, "site")
    if any(each.id == site for each in sites):
        return site
    return _head_office(sites)


def _head_office(sites: Sequence[Record]) -> str:
    first = min(sites, key=lambda each: each.fields.get("type") != "head_office", default=None)
    return first.id if first is not None else ""


def _text(record: Record | None, field: str) -> str:
    value: JsonValue = record.fields.get(field) if record is not None else None
    return value if isinstance(value, str) else ""
