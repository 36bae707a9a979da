"""To which group of the equipment norm an official belongs: said by hand, or proposed from the title."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.services import record_keeping, rules
from desktop.services.form_saving import new_group
from desktop.store import records
from desktop.store.driver import Connection
from protocol.folding import name_sort_key, words
from protocol.kinds import person

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.store.unit import Unit

_POSTS = """
SELECT r.id, r.title, coalesce(p.f_title, ''), coalesce(o.title, ''), p.f_norm_group
  FROM k_person AS p JOIN record AS r ON r.n = p.n LEFT JOIN record AS o ON o.id = p.f_office
 WHERE p.deleted = 0 AND coalesce(p.f_status, 'active') IN ('active', 'on_leave')
   AND coalesce(p.f_employment, '') <> 'hamlet' AND NOT EXISTS (SELECT 1 FROM provincial AS f WHERE f.record = r.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post that counts for the norms; hamlet officials and people who left have none.

    `group` is the one that holds; `is_proposed` where nobody said it: then it comes from the title, or
    without a title (`has_title`) from the rule's default.
    """
    id: str
    name: str
    title: str
    office: str
    group: str
    is_proposed: bool

    @property
    def has_title(self) -> bool:
        """Return whether there is anything to propose from."""
        return bool(self.title.strip())


def proposed(title: str, rule: Mapping[str, object]) -> str:
    """Return the group that the rule gives to a title, the highest of those that it names; "" without a rule."""
    said = f" {' '.join(words(title))} "
    groups = rule.get("groups")
    for each in groups if isinstance(groups, Sequence) else ():
        left = said
        for phrase in _phrases(each, "not"):
            left = left.replace(f" {phrase} ", " | ")
        if left.strip() in _phrases(each, "exact") or any(f" {phrase} " in left for phrase in _phrases(each, "titles")):
            return str(each.get("group") or "")
    return str(rule.get("default") or "")


def posts(db: Connection, day: date) -> tuple[Post, ...]:
    """Return every post with its group, by tên."""
    rule = rules.value(db, "norm-groups", day)
    made = [Post(id=id_, name=name, title=title, office=office, group=group or proposed(title, rule),
                 is_proposed=not group) for id_, name, title, office, group in db.execute(_POSTS)]
    return tuple(sorted(made, key=lambda each: name_sort_key(each.name)))


def keep(store: "Store", groups: Mapping[str, str]) -> tuple[int, str]:
    """Return how many officials have another group now, and the undo group; `groups` is {id: group, "" for none}."""
    step = new_group()

    def write(unit: "Unit") -> int:
        changed = 0
        for record_id, group in groups.items():
            record = records.get(unit.db, record_id)
            if record is None or record.deleted:
                continue
            clean = record_keeping.check(person.KIND, {"norm_group": group or None}, record)
            changed += unit.edit(person.KIND.code, record_id, clean, seen=record.sight, group=step) is not None
        return changed

    return store.submit(write).result(), step


def _phrases(group: object, name: str) -> tuple[str, ...]:
    said = group.get(name) if isinstance(group, Mapping) else None
    listed = said if isinstance(said, Sequence) and not isinstance(said, str) else ()
    return tuple(" ".join(words(str(each))) for each in listed)
