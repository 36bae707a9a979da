"""The province's own hand: answers, assignments, guides and dated rules, through the same merge as everybody's.

It writes as replica `province-<code>`, with its own sequence and chain.
"""
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import Connection, text

from protocol import conditions, validation
from protocol.catalogue import KINDS
from protocol.field import JsonValue, Writer
from protocol.identity import uuid7
from protocol.kind import DELETED, Kind
from protocol.merge import RecordState, same
from protocol.operation import Operation
from protocol.problem import Problem
from server.store import communes
from server.store import statements as sql
from server.store.exchange import Exchange
from server.store.ledger import state_of
from server.store.scope import province_feed

NAME: Final = "Province"
ANSWERED: Final = "answered"
VIETNAM: Final = timedelta(hours=7)
RENAMED: Final[Mapping[str, str]] = {"do_not": "avoid"}
_Make = Callable[[Connection, int, str], list[Operation]]
_PROVINCE_OF: Final = text("SELECT province FROM commune WHERE code = :code")


class BadInput(ValueError):
    """What the clerk gave cannot be taken; nothing was written."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The record that was written, its version, and the status of the incident it is about."""
    id: str
    version: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many guides or rules were new, changed, and already there."""
    created: int
    changed: int
    same: int


@dataclass(slots=True)
class Province:
    """A clerk's commands."""
    exchange: Exchange

    def reply(self, incident: str, words: str) -> Written:
        """Write a reply to an incident, and call it answered where that is the next state. Raises BadInput."""
        note = {"incident": incident, "written_at": self._wall_time(), "text": words, "kind": "reply"}
        _require(validation.check_record(KINDS["incident_note"], note, new=True)[1])
        note_id, status = self._new_id(), ""

        def make(connection: Connection, sequence: int, now: str) -> list[Operation]:
            nonlocal status
            record = _incident(connection, incident)[1]
            status = str(record.fields.get("status") or "")
            made = [_edit(sequence, "incident_note", note_id, 0, now, note)]
            if ANSWERED in conditions.next_statuses(KINDS["incident"], status or None, Writer.PROVINCE) and status:
                status = ANSWERED
                made.append(_edit(sequence + 1, "incident", incident, record.rv, now, {"status": ANSWERED}))
            return made

        return self._write_about(incident, note_id, make, lambda: status)

    def assign(self, incident: str, assignee: str, priority: str | None = None) -> Written:
        """Name who works on an incident, and how urgent the province holds it. Raises BadInput."""
        fields: dict[str, JsonValue] = {"assignee": assignee or None}
        if priority is not None:
            fields["priority"] = priority or None
        _require(validation.check_record(KINDS["incident"], fields, new=False)[1])
        status = ""

        def make(connection: Connection, sequence: int, now: str) -> list[Operation]:
            nonlocal status
            record = _incident(connection, incident)[1]
            status = str(record.fields.get("status") or "")
            return [_edit(sequence, "incident", incident, record.rv, now, fields)]

        return self._write_about(incident, incident, make, lambda: status)

    def publish_guides(self, guides: Sequence[Mapping[str, JsonValue]], province: str) -> Published:
        """Put guides into the province's feed: by key, what is new is created, what differs is changed."""
        return self._publish(KINDS["guide"], ("key",), guides, province)

    def publish_rules(self, rules: Sequence[Mapping[str, JsonValue]], province: str) -> Published:
        """Put dated rules into the province's feed, each told by its key and the day it begins to hold."""
        return self._publish(KINDS["rule"], ("key", "valid_from"), rules, province)

    def _publish(self, kind: Kind, told_by: Sequence[str], entries: Sequence[Mapping[str, JsonValue]],
                 province: str) -> Published:
        wanted: dict[tuple[JsonValue, ...], dict[str, JsonValue]] = {}
        for entry in entries:
            fields = {name: value for key, value in entry.items() if kind.has(name := RENAMED.get(key, key))}
            _require(validation.check_record(kind, fields, new=True)[1])
            wanted[tuple(fields.get(each) for each in told_by)] = fields
        counts = {"created": 0, "changed": 0, "same": 0}

        def make(connection: Connection, sequence: int, now: str) -> list[Operation]:
            standing = _of_kind(connection, province_feed(province), kind.code)
            there = {tuple(each.fields.get(name) for name in told_by): each for each in standing
                     if not each.fields.get(DELETED)}
            made: list[Operation] = []
            for key, fields in wanted.items():
                known = there.get(key)
                news = fields if known is None else {
                    name: value for name, value in fields.items() if not same(known.fields.get(name), value)}
                counts["created" if known is None else "changed" if news else "same"] += 1
                if news:
                    made.append(_edit(sequence + len(made), kind.code, known.id if known else self._new_id(),
                                      known.rv if known else 0, now, news))
            return made

        self._author(province_feed(province), province, make)
        return Published(**counts)

    def province(self, wanted: str | None = None) -> str:
        """Return the code of the province to publish for: the only one served here, or `wanted`. Raises BadInput."""
        with self.exchange.database.read() as connection:
            codes = communes.provinces(connection)
        if wanted is not None:
            if wanted not in codes:
                raise BadInput("unknown-province", f"no commune of province {wanted} is served here")
            return wanted
        if len(codes) != 1:
            raise BadInput("which-province", "add a commune first" if not codes
                           else f"say which: --province {' | '.join(codes)}")
        return codes[0]

    def _write_about(self, incident: str, written: str, make: _Make, status: Callable[[], str]) -> Written:
        with self.exchange.database.read() as connection:
            feed, _ = _incident(connection, incident)
            province = str(connection.execute(_PROVINCE_OF, {"code": feed.partition(":")[2]}).scalar_one())
        operations, first = self._author(feed, province, make)
        version = next(first + at for at, each in enumerate(operations) if each.record == written)
        return Written(id=written, version=version, status=status())

    def _author(self, feed: str, province: str, make: _Make) -> tuple[list[Operation], int]:
        operations, receipt = self.exchange.author(feed, f"province-{province}", NAME, make)
        refused = [each for each in receipt.verdicts if each.verdict == "rejected"]
        if refused:
            raise BadInput(refused[0].reason, f"the merge refused it: {refused[0].reason}")
        return operations, receipt.first[1] if receipt.first else 0

    def _new_id(self) -> str:
        return uuid7(self.exchange.now_ms(), self.exchange.random(10))

    def _wall_time(self) -> str:
        """Return the time on the wall in Vietnam, UTC+7 whatever the zone of this machine."""
        return (datetime.fromtimestamp(self.exchange.now_ms() / 1000, UTC) + VIETNAM).strftime("%Y-%m-%dT%H:%M")


def read_guides(file: Path) -> list[dict[str, JsonValue]]:
    """Return the guides of a file like `resources/guides-vi.yaml`. Raises BadInput."""
    content = _read(file, yaml.safe_load)
    guides = content.get("guides") if isinstance(content, dict) else None
    if not isinstance(guides, list) or not all(isinstance(each, dict) and each.get("key") for each in guides):
        raise BadInput("bad-file", "the file has no list `guides` of objects with a `key`")
    return guides


def read_rules(file: Path) -> list[dict[str, JsonValue]]:
    """Return the dated rules of a file like `resources/rules-vi.json`. Raises BadInput."""
    rules = _read(file, json.loads)
    if not isinstance(rules, list) or not all(
            isinstance(each, dict) and each.get("key") and isinstance(each.get("value"), dict) for each in rules):
        raise BadInput("bad-file", "the file is no list of objects with a `key` and a `value`")
    return rules


def _read(file: Path, parsed: Callable[[str], Any]) -> Any:
    try:
        return parsed(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput("no-file", f"there is no file {file}") from None
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
        raise BadInput("bad-file", f"the file cannot be read: {error}") from error


def _incident(connection: Connection, id_: str) -> tuple[str, RecordState]:
    row = connection.execute(sql.ONE_RECORD, {"id": id_}).first()
    if row is None or row[2] != "incident" or not str(row[1]).startswith("c:"):
        raise BadInput("unknown-incident", f"there is no incident {id_}")
    return str(row[1]), state_of(row[0], row[2], row[3], row[4], row[5])


def _of_kind(connection: Connection, feed: str, kind: str) -> list[RecordState]:
    return [state_of(id_, kind, rv, fields, fver) for id_, rv, fields, fver in
            connection.execute(sql.OF_KIND, {"feed": feed, "kind": kind})]


def _edit(sequence: int, kind: str, record: str, base: int, now: str,
          fields: Mapping[str, JsonValue]) -> Operation:
    return Operation(sequence=sequence, kind=kind, record=record, base=base, clock=now, fields=fields)


def _require(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if not problem.is_question:
            raise BadInput(problem.code, f"{problem.field}: {problem.code}")
