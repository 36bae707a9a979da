"""Outages that people say: one tap opens one now, another closes it; everything else may be filled in later."""
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.language import N_, tr
from desktop.services import record_keeping
from desktop.services.form_saving import new_group
from desktop.services.outage_ways import site_here, ways
from desktop.store import records
from desktop.store.driver import Connection
from desktop.store.records import Record, Search
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.kinds import outage

NETWORK_DOWN, SLOW, POWER_CUT = "network", "slow", "power"
_WHAT: Final = {NETWORK_DOWN: ("internet", "down"), SLOW: ("internet", "slow"), POWER_CUT: ("power", "down")}
TITLES: Final = {
    ("power", "down"): N_("Power cut"), ("lan", "down"): N_("Local network down"),
    ("internet", "down"): N_("Internet down"), ("internet", "slow"): N_("Internet slow"),
    ("internet", "unstable"): N_("Internet unstable"), ("lan", "unstable"): N_("Local network unstable"),
    ("private_wan", "down"): N_("Dedicated line down"), ("private_wan", "slow"): N_("Dedicated line slow"),
    ("private_wan", "unstable"): N_("Dedicated line unstable"), ("lan", "slow"): N_("Local network slow"),
}
_OPEN_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a tap did. `since` is the Vietnam wall time at which it began; not `is_new`: it stood there already."""
    id: str
    title: str
    since: str
    is_new: bool
    group: str


def report(store: Store, tap: str, *, now: datetime) -> Told:
    """Return the outage that begins now by a tap, or the one of the same thing that is open already.

    Raises Refused, or an error of the store.
    """
    what, how_bad = _WHAT[tap]
    group = new_group()

    def write(unit: Unit) -> Told:
        site = site_here(unit.db)
        for each in still_open(unit.db, now=now):    # looked at by the writer: a double click finds the first one
            fields = each.fields
            is_same = (fields.get("what"), fields.get("how_bad")) == (what, how_bad)
            if is_same and fields.get("site") in (None, site or None):
                return Told(id=each.id, title=str(fields["title"]), since=str(fields["from_at"]), is_new=False,
                            group="")
        line = ways(unit.db, site).line("internet") if what == "internet" else None
        title = title_of(what, how_bad, site=records.title(unit.db, site) if site else "")
        flat: dict[str, JsonValue] = {
            "title": title, "what": what, "how_bad": how_bad, "from_at": minute(now), "seen_by": "people"}
        if site:
            flat["site"] = site
        if line is not None:
            flat["line"] = line.id
        made = unit.create("outage", record_keeping.check(outage.KIND, flat, None), group=group)
        return Told(id=made, title=title, since=minute(now), is_new=True, group=group)

    return store.submit(write).result()


def close(store: Store, outage_id: str, *, now: datetime) -> str:
    """Say that it is back now; return the undo group. Raises NotFound, Refused."""
    group = new_group()
    began = records.get(store.read(), outage_id)
    from_at = str(began.fields.get("from_at") or "") if began is not None else ""
    record_keeping.save(store, "outage", outage_id, {"until_at": max(minute(now), from_at)}, group=group)
    return group


def still_open(db: Connection, *, now: datetime) -> list[Record]:
    """Return the outages that have begun and not ended, the newest first."""
    found = records.page(db, Search(kind="outage", where={"until_at": None}, order=(("from_at", True),)), 0, _OPEN_MOST)
    return [each for each in found if str(each.fields.get("from_at") or "9") <= minute(now)]


def title_of(what: str, how_bad: str, *, site: str = "", system: str = "") -> str:
    """Return the words for an outage: Mất điện – Trụ sở chính."""
    if what == "system":
        words = {"slow": tr("{name} slow", name=system), "unstable": tr("{name} unstable", name=system)}
        return words.get(how_bad, tr("{name} out of reach", name=system))
    title = tr(TITLES.get((what, how_bad), TITLES["internet", "down"]))
    return f"{title} – {site}" if site else title


def minute(moment: datetime) -> str:
    """Return a moment as a date-time field keeps it."""
    return moment.strftime("%Y-%m-%dT%H:%M")
