"""sync, status, conflicts, settle."""
from dataclasses import asdict

from desktop.cli.output import Answer, table
from desktop.cli.records import value_of
from desktop.cli.session import Session
from desktop.services import conflict_settling, exchanging
from desktop.services.conflict_settling import Disagreement
from desktop.services.problems import Refused, WrongUse
from desktop.services.record_keeping import kind_of
from desktop.store import records, setting
from desktop.store.driver import Connection
from protocol.field import JsonValue
from protocol.kind import DELETED
from protocol.problem import Problem


def sync(session: Session) -> Answer:
    """Send and receive until the outbox is empty and the cursors stand at the head."""
    with session.store(write=True) as store:
        report = exchanging.sync_until_settled(store, session.profile)
        data: dict[str, object] = {
            "sent": report.sent, "received": report.received, "conflicts": report.conflicts,
            "rejected": report.rejected, "bytes_up": report.bytes_up, "bytes_down": report.bytes_down,
            "round_trips": report.round_trips, "connections": report.connections,
            "seconds": round(report.seconds, 3), "state": str(report.state)}
        return Answer(data=data, text=table([[key, str(value)] for key, value in data.items()]))


def status(session: Session) -> Answer:
    """What has and has not reached the province; never more than is known."""
    with session.store() as store:
        db = store.read()
        known = exchanging.status(db)
        data: dict[str, JsonValue] = {**asdict(known), "state": str(known.state), "counts": records.counts(db),
                                      "replica": setting.text(db, setting.REPLICA),
                                      "replica_name": setting.text(db, setting.REPLICA_NAME)}
        return Answer(data=data, text=table([[key, str(value)] for key, value in data.items()]))


def conflicts(session: Session) -> Answer:
    """What two PCs wrote differently, with both values."""
    with session.store() as store:
        found = conflict_settling.open_conflicts(store.read())
        return Answer(data={"conflicts": [_as_json(each) for each in found]}, text=table(
            [[each.id, each.title, each.key, " | ".join(str(side.value) for side in each.sides)] for each in found]))


def settle(session: Session) -> Answer:
    """Choose what is right: shown, mine, theirs, or =VALUE."""
    asked = session.asked
    with session.store(write=True) as store:
        db = store.read()
        conflict = conflict_settling.find(db, asked.id)
        if asked.keep.startswith("="):
            value = _typed(db, conflict, asked.keep[1:])
        elif asked.keep in ("shown", "mine", "theirs"):
            value = conflict_settling.chosen(conflict, asked.keep)
        else:
            raise WrongUse(what=asked.keep)
        record_id = conflict_settling.settle(store, conflict.id, value)
        from desktop.cli.records import as_json
        record = records.get(store.read(), record_id)
        assert record is not None
        return Answer(data={"record": as_json(store.read(), record)}, text=records.title(store.read(), record_id))


def _typed(db: Connection, conflict: Disagreement, text: str) -> JsonValue:
    kind = kind_of(conflict.kind)
    field = kind.field(conflict.key)
    if conflict.key == DELETED or field is None or field.is_set:
        said = text.strip().casefold()
        if said not in ("true", "false", ""):
            raise WrongUse(what=text)
        return True if said == "true" else None
    value = value_of(db, kind, field, text)
    if isinstance(value, Problem):
        raise Refused(kind.code, [value])
    return value


def _as_json(conflict: Disagreement) -> dict[str, JsonValue]:
    return {"id": conflict.id, "record": conflict.record, "kind": conflict.kind, "title": conflict.title,
            "field": conflict.key, "shown": conflict.shown, "base": conflict.base,
            "values": [{"value": side.value, "author": side.author, "who": side.who, "replica": side.replica,
                        "replica_name": side.replica_name, "at": side.at, "mine": side.mine}
                       for side in conflict.sides]}
