"""Saying how accounts stand: one cell, a selection or a whole column, one undo step each.

The first word about a person in a system makes the record. Only legal transitions are made; what cannot
take the new state stays as it is and is counted.
"""
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from desktop.services import account_needs
from desktop.services.account_needs import RANK
from desktop.services.form_saving import new_group
from desktop.services.stoppable import Progress, Stopped
from desktop.store import access, bulk, records
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.conditions import check_transition, next_statuses
from protocol.field import JsonValue
from protocol.kinds import account

OFFERED_FIRST: Final = ("in_use", "missing", "pending", "locked", "old_unit", "revoked")
"""In which order the states are offered: the commonest first."""
HAS_IT_FROM: Final = frozenset({"", "unreviewed", "missing", "pending"})
"""States that "Tất cả đã có" turns into "Đang dùng"; locked, of the old unit or revoked was said on purpose."""
_SLICE: Final = 500    # new accounts between two looks whether to stop
LACKS_IT_FROM: Final = frozenset({"", "unreviewed", "pending"})


class Place(NamedTuple):
    """One cell: a person, a system, and the account between them ("" while there is none)."""
    person: str
    system: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What came of it: how many cells moved, how many could not; `group` takes all of it back. `stopped`: none did."""
    changed: int
    left: int
    group: str
    stopped: bool = False


def offered(states: Iterable[str] | Mapping[str, int]) -> dict[str, int]:
    """Return {status: how many of these cells may take it}, in the order of the menu; `states` counted or not."""
    counted: dict[str, int] = dict.fromkeys(OFFERED_FIRST, 0)
    for state, many in Counter(states).items():
        for code in _next(state):
            if code in counted:
                counted[code] += many
    return {code: count for code, count in counted.items() if count}


def _next(state: str) -> Sequence[str]:
    return next_statuses(account.KIND, None if state in ("", "not_needed") else state)


def state(store: Store, places: Sequence[Place], status: str, day: date, *,
          progress: Progress | None = None) -> Stated:
    """Return what came of saying that the accounts at `places` stand so, reviewed on `day`.

    One transaction, also of thousands: stopped or cut off half-way, nothing of it was ever there.
    """
    return _write(store, [(place, status) for place in places], day, only_from=None, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """What "Tất cả đã có, trừ…" would do: to how many, and how many stay because something else was said of them."""
    have: int
    lack: int
    same: int
    kept: int


def preview_column(states: Mapping[str, str], exceptions: frozenset[str], lack: str) -> ColumnPreview:
    """Return what would come of it; `states` is {person: state now}; with `lack` "" the exceptions stay as they are."""
    have = lacking = same = kept = 0
    for person, now in states.items():
        before = "" if now == "not_needed" else now
        wanted, movable = (lack, LACKS_IT_FROM) if person in exceptions else ("in_use", HAS_IT_FROM)
        if not wanted or before == wanted:
            same += 1
        elif before not in movable:
            kept += 1
        elif person in exceptions:
            lacking += 1
        else:
            have += 1
    return ColumnPreview(have=have, lack=lacking, same=same, kept=kept)


def state_column(store: Store, system: str, people: Sequence[str], exceptions: frozenset[str], lack: str,
                 day: date) -> Stated:
    """Return what came of "all of these have it, except…": one undo step; `lack` "" leaves the exceptions alone."""
    wanted = [(Place(person=person, system=system), lack if person in exceptions else "in_use") for person in people
              if lack or person not in exceptions]
    return _write(store, wanted, day, only_from={"in_use": HAS_IT_FROM, lack: LACKS_IT_FROM} if lack
                  else {"in_use": HAS_IT_FROM})


def _write(store: Store, wanted: Sequence[tuple[Place, str]], day: date, *,
           only_from: Mapping[str, frozenset[str]] | None, progress: Progress | None = None) -> Stated:
    group, reviewed, seen = new_group(), day.isoformat(), progress or Progress()
    seen.total = len(wanted)

    def write(unit: Unit) -> Stated:
        known = _accounts(unit, [place for place, _ in wanted])
        made: list[NewRecord] = []
        changed = left = 0
        with unit.gathered():
            for place, status in wanted:
                seen.go_on(1)
                now = known.get((place.person, place.system))
                if only_from is not None and (now[1] if now else "") not in only_from[status]:
                    left += (now[1] if now else "") != status
                    continue
                if now is None:
                    fields: dict[str, JsonValue] = {"person": place.person, "system": place.system, "status": status,
                                                    "reviewed_on": reviewed}
                    made.append(NewRecord("account", unit.new_id(), fields))
                    continue
                if now[1] != status and check_transition(account.KIND, now[1] or None, status) is not None:
                    left += 1
                    continue
                moved = unit.edit("account", now[0], {"status": status, "reviewed_on": reviewed}, group=group)
                changed += moved is not None
        for at in range(0, len(made), _SLICE):
            seen.go_on()
            bulk.create_many(unit, made[at:at + _SLICE], group=group)
        return Stated(changed=changed + len(made), left=left, group=group if changed or made else "")

    try:
        return store.submit(write).result()
    except Stopped:
        return Stated(changed=0, left=0, group="", stopped=True)


def _accounts(unit: Unit, places: Sequence[Place]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return {(person, system): (account, status)} as it stands now: others may have written since it was shown."""
    if len(places) == 1 and places[0].account:
        record = records.get(unit.db, places[0].account)
        if record is not None and not record.deleted:
            status = str(record.fields.get("status") or "")
            return {(places[0].person, places[0].system): (record.id, status)}
    best = account_needs.best_accounts(access.accounts(unit.db))
    return {key: (each.id, each.status) for key, each in best.items()}


assert set(OFFERED_FIRST) <= set(RANK)
