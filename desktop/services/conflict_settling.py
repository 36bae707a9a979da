"""What two PCs wrote differently, as a person sees it, and the choice between the values.

A conflict is a record written by the server. Choosing is an ordinary edit of the field, made by
somebody who has seen the conflict; also keeping the shown value is one, or the conflict never closes.
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.services import incident_security
from desktop.services.form_saving import new_group
from desktop.services.problems import NoConflict, NoValueHere, Refused, SeveralValues
from desktop.store import feeds, records
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.store.unit import Unit
from protocol.field import JsonValue
from protocol.incident_lines import in_wrong_queue
from protocol.kind import DELETED
from protocol.merge import CONFLICT
from protocol.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One value of a conflict: whose it is, when it was written (UTC) and on which PC."""
    value: JsonValue
    who: str
    author: str
    replica: str
    replica_name: str
    at: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An open conflict. `key` is the operation field (`status`, `users.0192…`, `deleted`)."""
    id: str
    record: str
    kind: str
    title: str
    key: str
    shown: JsonValue
    base: JsonValue
    sides: tuple[Side, ...]

    @property
    def mine(self) -> Side | None:
        """Return the newest value that this PC wrote, if any."""
        return next((side for side in reversed(self.sides) if side.mine), None)


def open_conflicts(db: Connection) -> list[Disagreement]:
    """Return the open conflicts that nobody at this PC has chosen in yet, oldest first."""
    made = (_disagreement(db, each) for each in records.open_conflicts(db))
    return [each for each in made if each is not None]


def find(db: Connection, conflict_id: str) -> Disagreement:
    """Return the open conflict with `conflict_id`. Raises NoConflict."""
    found = next((each for each in open_conflicts(db) if each.id == conflict_id), None)
    if found is None:
        raise NoConflict()
    return found


def chosen(conflict: Disagreement, keep: str) -> JsonValue:
    """Return the value that `shown`, `mine` or `theirs` means here. Raises NoValueHere, SeveralValues."""
    if keep == "shown":
        return conflict.shown
    if keep == "mine":
        if conflict.mine is None:
            raise NoValueHere()
        return conflict.mine.value
    others: list[JsonValue] = []
    for side in conflict.sides:
        if not side.mine and side.value not in others:
            others.append(side.value)
    if len(others) != 1:
        raise SeveralValues()
    return others[0]


def settle(store: Store, conflict_id: str, value: JsonValue) -> str:
    """Return the id of the record in which `value` was chosen; one step of undo. Raises NoConflict, Refused."""
    def write(unit: Unit) -> str:
        conflict = find(unit.db, conflict_id)
        if conflict.key == DELETED:
            unit.edit(conflict.kind, conflict.record, {}, special="delete" if value else "undelete", keep_equal=True)
        else:
            _choose(unit, conflict, value)
        return conflict.record

    return store.submit(write).result()


def _choose(unit: Unit, conflict: Disagreement, value: JsonValue) -> None:
    record = records.get(unit.db, conflict.record)
    group = new_group()
    if record is not None and record.kind == "incident" and in_wrong_queue({**record.flat, conflict.key: value}):
        if conflict.key in ("sent_to", "status"):
            raise Refused(conflict.kind, [Problem(field=conflict.key, code="security-line")])
        # It is a matter of cyber security: who had it for technical support does not have it any more.
        unit.edit(conflict.kind, conflict.record, incident_security.told_nobody(record.fields), group=group)
    unit.edit(conflict.kind, conflict.record, {conflict.key: value}, keep_equal=True, group=group)


def _disagreement(db: Connection, conflict_id: str) -> Disagreement | None:
    conflict = records.get(db, conflict_id)
    if conflict is None or conflict.kind != CONFLICT:
        return None
    about, key = str(conflict.fields.get("record")), str(conflict.fields.get("field"))
    record = records.get(db, about)
    if record is None:
        return None
    values = conflict.fields.get("values")
    mine, names = feeds.own_replicas(db), feeds.replica_names(db)
    sides = tuple(_side(db, each, mine, names) for each in values if isinstance(each, dict)) \
        if isinstance(values, Sequence) and not isinstance(values, str) else ()
    shown: JsonValue = record.deleted if key == DELETED else record.flat.get(key)
    return Disagreement(id=conflict_id, record=about, kind=record.kind, title=records.title(db, about), key=key,
                        shown=shown, base=conflict.flat.get("base"), sides=sides)


def _side(db: Connection, entry: dict[str, JsonValue], mine: frozenset[str], names: Mapping[str, str]) -> Side:
    who, replica = str(entry.get("w") or ""), str(entry.get("replica") or "")
    return Side(value=entry.get("value"), who=who, author=records.title(db, who) if who else "", replica=replica,
                replica_name=names.get(replica, ""), at=str(entry.get("at") or ""), mine=replica in mine)
