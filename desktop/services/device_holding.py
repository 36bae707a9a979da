"""Who has a computer: one of their own, a shared one, or none.

Three numbers and not one: "49 officials, 41 computers" hides that three people wait for one machine.
"""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.services.device_fitness import GONE, RATED
from desktop.store.driver import Connection
from protocol.folding import name_sort_key
from protocol.kinds.device import STANDALONE_SECRET

KNOWN_FROM_PERCENT: Final = 80


class Share(StrEnum):
    """How a person stands with computers."""
    OWN = "own"          # one that nobody else uses
    SHARED = "shared"    # only such as others use too
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One official, and with how many others the least shared computer is used."""
    id: str
    name: str
    title: str
    office: str
    share: Share
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Everybody who works here. `is_known`: enough computers name their people to say so aloud."""
    holders: tuple[Holder, ...]
    computers: int
    computers_with_people: int

    @property
    def counts(self) -> Mapping[Share, int]:
        """Return how many have a computer of their own, a shared one, none."""
        return {share: sum(1 for each in self.holders if each.share is share) for share in Share}

    @property
    def is_known(self) -> bool:
        """Return whether at least 80 % of the computers say who uses them."""
        return self.computers > 0 and 100 * self.computers_with_people >= KNOWN_FROM_PERCENT * self.computers

    def with_share(self, share: Share) -> tuple[Holder, ...]:
        """Return these people, by tên."""
        return tuple(each for each in self.holders if each.share is share)


# A joined record stands for the one it was joined to. The custodian uses a computer only where no user is named:
# who answers for a shared PC of the reception desk does not work at it.
_USES: Final = """
SELECT k.f_users, k.f_custodian, count(*) FROM k_device AS k
 WHERE +k.deleted = 0 AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
   AND coalesce(k.f_network, '') <> :secret
 GROUP BY 1, 2
"""
_STANDS_FOR: Final = "SELECT r.id, coalesce(r.merged_into, r.id) FROM record AS r WHERE r.kind = 'person'"
_STAFF: Final = """
SELECT r.id, r.title, coalesce(p.f_title, ''), coalesce(o.title, ''), coalesce(p.f_status, 'active')
  FROM k_person AS p JOIN record AS r ON r.n = p.n LEFT JOIN record AS o ON o.id = p.f_office
 WHERE p.deleted = 0 AND coalesce(p.f_status, 'active') IN ('active', 'on_leave')
   AND NOT EXISTS (SELECT 1 FROM provincial AS f WHERE f.record = r.id)
"""


def holding(db: Connection) -> Holding:
    """Return how every official who works here stands with computers, by tên."""
    staff = db.execute(_STAFF).fetchall()
    known = {row[0] for row in staff}
    stands_for: dict[str, str] = dict(db.execute(_STANDS_FOR).fetchall())
    computers = with_people = 0
    fewest: dict[str, int] = {}
    for users, custodian, count in db.execute(_USES, {"kinds": json.dumps(sorted(RATED)),
                                                      "gone": json.dumps(sorted(GONE)), "secret": STANDALONE_SECRET}):
        named = json.loads(users) if users is not None else [custodian]
        people = {stands_for[each] for each in named if each in stands_for}
        computers += count
        with_people += count if people else 0
        here = people & known
        for who in here:
            fewest[who] = min(len(here), fewest.get(who, len(here)))
    made = [Holder(id=id_, name=name, title=title, office=office, share=_share(fewest.get(id_)),
                   others=fewest.get(id_, 1) - 1)
            for id_, name, title, office, status in staff if status == "active"]
    return Holding(holders=tuple(sorted(made, key=lambda each: name_sort_key(each.name))), computers=computers,
                   computers_with_people=with_people)


def _share(people: int | None) -> Share:
    return Share.NONE if people is None else Share.OWN if people == 1 else Share.SHARED
