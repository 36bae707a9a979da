"""The equipment norm of the posts against what is there: what is short, and what it costs at most.

Every device counts once. A multi-function machine counts for the dearest function that still lacks one;
a shared computer for one post, not for each who uses it; machines of the reception desk and for secret
papers stand apart and have no norm.
"""
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from desktop.language import N_, tr
from desktop.services import device_norm_groups, rules
from desktop.services.device_norm_groups import Post
from desktop.store.driver import Connection
from protocol.folding import words

SHARED: Final = "shared"
NOT_THERE: Final = ("disposed", "lost", "transferred", "to_dispose")
"""States in which a device fills no norm: gone, or about to go."""
_WORDS: Final = {
    "desktop": N_("Desktop computer"), "laptop": N_("Laptop or tablet"),
    "computer": N_("Desktop computer, or laptop or tablet"), "printer": N_("Printer"), "scanner": N_("Scanner"),
    "shredder": N_("Paper shredder"), "copier": N_("Photocopier"),
}
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NormLine:
    """One row of the table. `group` is that of the posts, or `SHARED` for what they share.

    `people` is the number of posts it is counted from, `per` how many of them share one (0: each has their
    own). `held` stands with these posts, `spare` comes from what nobody has; `over` is more than the norm.
    """
    group: str
    what: str
    people: int
    per: int
    norm: int
    held: int
    spare: int
    price_vnd: int

    @property
    def short(self) -> int:
        """Return how many are missing to the norm."""
        return max(0, self.norm - self.held - self.spare)

    @property
    def over(self) -> int:
        """Return how many stand there beyond the norm: they can go where one is missing."""
        return max(0, self.held - self.norm)

    @property
    def cost_vnd(self) -> int:
        """Return what the missing ones cost at most."""
        return self.short * self.price_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """The whole table. `apart` machines have no norm, `idle` ones nobody has and nobody lacks; `proposed` posts have
    a group that nobody confirmed.
    """
    lines: tuple[NormLine, ...]
    posts: tuple[Post, ...]
    apart: int
    idle: int
    source: str
    headcount: Mapping[str, int] = field(default_factory=dict)

    @property
    def proposed(self) -> int:
        """Return how many posts have a group that was only proposed."""
        return sum(1 for each in self.posts if each.is_proposed)

    @property
    def cost_vnd(self) -> int:
        """Return what everything that is missing costs at most."""
        return sum(line.cost_vnd for line in self.lines)


@dataclass(slots=True)
class _Item:
    """A norm while devices are being counted into it."""
    group: str
    what: str
    kinds: frozenset[str]
    people: int
    per: int
    norm: int
    price_vnd: int
    held: int = 0
    spare: int = 0

    @property
    def lacks(self) -> bool:
        return self.held + self.spare < self.norm


def item_label(what: str) -> str:
    """Return the words of what a norm is about."""
    return tr(_WORDS[what]) if what in _WORDS else what


def million_text(vnd: int) -> str:
    """Return an amount in triệu đồng as tables have it: 20, 13,5, 1.260."""
    whole, rest = divmod(abs(vnd), _MILLION)
    text = f"{whole:,}".replace(",", ".")
    part = f"{rest:06}".rstrip("0")
    return f"{'-' if vnd < 0 else ''}{text}{',' + part if part else ''}"


def norms(db: Connection, day: date) -> Norms:
    """Return norms, holdings, what is short and what it costs, for the posts as they stand on `day`."""
    rule = rules.rule(db, "device-norms", day)
    value: Mapping[str, object] = rule.value if rule is not None else {}
    posts = device_norm_groups.posts(db, day)
    headcount = Counter(each.group for each in posts)
    items = [*_own(value, headcount), *_shared(value, headcount)]
    apart, idle = _count(db, value, items, {each.id: each.group for each in posts})
    return Norms(lines=tuple(NormLine(group=each.group, what=each.what, people=each.people, per=each.per,
                                      norm=each.norm, held=each.held, spare=each.spare, price_vnd=each.price_vnd)
                             for each in items),
                 posts=posts, apart=apart, idle=idle, headcount=dict(headcount),
                 source=rule.source if rule is not None else "")


def price_of(value: Mapping[str, object], kind: str, group: str) -> int:
    """Return the most that a device of `kind` may cost for a post of `group`, 0 where no norm names it."""
    own = [each for each in _said(_mapping(value.get("persons")).get(group)) if kind in _kinds(each)]
    for each in (*own, *(each for each in _said(value.get("shared")) if kind in _kinds(each))):
        return _number(each, "price_vnd")
    return 0


# --- norms -------------------------------------------------------------------------------------

def _own(value: Mapping[str, object], headcount: Mapping[str, int]) -> list[_Item]:
    return [_Item(group=group, what=str(each.get("what") or ""), kinds=_kinds(each), people=headcount.get(group, 0),
                  per=0, norm=headcount.get(group, 0) * _number(each, "count"), price_vnd=_number(each, "price_vnd"))
            for group, said in _mapping(value.get("persons")).items() for each in _said(said)]


def _shared(value: Mapping[str, object], headcount: Mapping[str, int]) -> list[_Item]:
    made = []
    for each in _said(value.get("shared")):
        groups = each.get("of")
        people = sum(headcount.get(str(group), 0) for group in groups) if isinstance(groups, Sequence) else 0
        per = max(1, _number(each, "per"))
        made.append(_Item(group=SHARED, what=str(each.get("what") or ""), kinds=_kinds(each), people=people, per=per,
                          norm=-(-people // per), price_vnd=_number(each, "price_vnd")))    # always rounded up
    return made


# --- holdings ----------------------------------------------------------------------------------

# With + SQLite walks the table, and it is put in order here: both as device_fitness does, in half the time.
_DEVICES: Final = """
SELECT r.id, k.f_kind, k.f_network, k.f_purpose, k.f_custodian, k.f_users
  FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE +k.deleted = 0 AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
"""


def _count(db: Connection, value: Mapping[str, object], items: Sequence[_Item],
           groups: Mapping[str, str]) -> tuple[int, int]:
    """Count every device into one item; return how many stand apart, and how many nobody has or lacks."""
    purposes = [_plain(each) for each in _texts(_mapping(value.get("apart")).get("purposes"))]
    networks = set(_texts(_mapping(value.get("apart")).get("networks")))
    order = list(dict.fromkeys(each.group for each in items))
    kinds = sorted(set().union(*(each.kinds for each in items))) if items else []
    functions = {kind: sum(each.group == SHARED and kind in each.kinds for each in items) for kind in kinds}
    found: list[tuple[int, bool, str, str, str]] = []
    apart = idle = 0
    is_apart: dict[object, bool] = {}
    group_of: dict[tuple[str | None, str | None], str] = {}
    for id_, kind, network, purpose, custodian, users in db.execute(
            _DEVICES, {"kinds": json.dumps(kinds), "gone": json.dumps(NOT_THERE)}):
        if network in networks or (purpose and _is_any(purpose, purposes, is_apart)):
            apart += 1
            continue
        if (custodian, users) not in group_of:
            group_of[custodian, users] = _group_of(custodian, json.loads(users) if users else (), groups, order)
        found.append((functions[kind], not custodian and not users, id_, kind, group_of[custodian, users]))
    # Machines that do one thing first: a multi-function one then fills what is left, and none is counted twice.
    found.sort()
    filled: set[str] = set()    # kinds of which no item lacks any more: what is held only grows
    settled: dict[tuple[str, str], _Item | None] = {}
    for _, is_unheld, _, kind, group in found:
        if is_unheld:
            lacking = [] if kind in filled else [each for each in items if kind in each.kinds and each.lacks]
            if not lacking:
                filled.add(kind)
                idle += 1
                continue
            item = max(lacking, key=lambda each: (each.price_vnd, -order.index(each.group)))
            item.held += item.group == SHARED    # a scanner in the corridor is there for all
            item.spare += item.group != SHARED
            continue
        if (kind, group) not in settled:
            held, may_move = _place(kind, group, items)
            if not may_move:
                settled[kind, group] = held
        else:
            held = settled[kind, group]
        if held is not None:
            held.held += 1
    return apart, idle


def _is_any(purpose: str, purposes: Sequence[str], known: dict[object, bool]) -> bool:
    if purpose not in known:
        said = _plain(purpose)
        known[purpose] = any(each in said for each in purposes)
    return known[purpose]


def _group_of(custodian: str | None, users: Iterable[str], groups: Mapping[str, str], order: Sequence[str]) -> str:
    """Return the group of the one post for which a device counts: the custodian who uses it, else its highest user."""
    used_by = list(users)
    if custodian in groups and (not used_by or custodian in used_by):
        return groups[str(custodian)]
    known = [groups[each] for each in used_by if each in groups] or [groups[each] for each in (custodian,)
                                                                     if each is not None and each in groups]
    return min(known, key=lambda group: order.index(group) if group in order else len(order), default="")


def _place(kind: str, group: str, items: Sequence[_Item]) -> tuple[_Item | None, bool]:
    """Return the item for which a device counts: its post's, else a shared one; the dearest that lacks one.

    And whether the next such device may count for another.
    """
    own = [each for each in items if each.group == group and kind in each.kinds]
    shared = [each for each in items if each.group == SHARED and kind in each.kinds]
    for offered in (own, shared):
        if lacking := [each for each in offered if each.lacks]:
            return max(lacking, key=lambda each: each.price_vnd), True
    offered = own or shared or [each for each in items if kind in each.kinds]
    return min(offered, key=lambda each: each.price_vnd, default=None), False


# --- the rule's own shape, whatever the province wrote -----------------------------------------

def _plain(text: str) -> str:
    return f" {' '.join(words(text))} "


def _mapping(said: object) -> Mapping[str, object]:
    return said if isinstance(said, Mapping) else {}


def _said(listed: object) -> list[Mapping[str, object]]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, Sequence) else []


def _texts(listed: object) -> list[str]:
    return [str(each) for each in listed] if isinstance(listed, Sequence) and not isinstance(listed, str) else []


def _kinds(said: Mapping[str, object]) -> frozenset[str]:
    return frozenset(_texts(said.get("kinds")))


def _number(said: Mapping[str, object], name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
