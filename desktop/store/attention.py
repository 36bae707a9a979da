"""What only a person can settle: operations that the server refused, and values it no longer has.

Nothing typed is ever dropped by a protocol step: it is listed here, and may be sent again.
"""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.store import here, outbox, setting, undo, visible
from desktop.store.driver import Connection
from desktop.store.feeds import as_text, sight
from protocol.field import JsonValue
from protocol.kind import DELETED
from protocol.merge import same

if TYPE_CHECKING:
    from desktop.store.unit import Unit

REJECTED: Final = "rejected"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One line of what needs a person.

    `reason` is `rejected` (with the server's `code`) or `lost`; `fields` is what was typed, or what the
    server no longer has; `whole`: the server has nothing at all of the record.
    """
    id: int
    reason: str
    code: str
    record: str
    kind: str
    fields: Mapping[str, JsonValue]
    whole: bool
    clock: str
    who: str


def listed(db: Connection) -> list[Attention]:
    """Return what waits for a person, oldest first."""
    return [Attention(id=id_, reason=reason, code=code, record=record, kind=kind, fields=json.loads(fields),
                      whole=bool(whole), clock=clock, who=who)
            for id_, reason, code, record, kind, fields, whole, clock, who in db.execute(
                "SELECT id, reason, code, record, kind, fields, whole, clock, who FROM needs_attention"
                " WHERE settled = 0 ORDER BY id").fetchall()]


def count(db: Connection, reason: str) -> int:
    """Return how many lines of one reason wait for a person."""
    row = db.execute("SELECT count(*) FROM needs_attention WHERE settled = 0 AND reason = ?", (reason,)).fetchone()
    return row[0] if row is not None else 0


def note(db: Connection, *, reason: str, record: str, kind: str, fields: Mapping[str, JsonValue], code: str = "",
         whole: bool = False, clock: str = "", who: str = "") -> None:
    """List `fields` of a record; the same operation is never listed twice, but may have become all there is."""
    if clock and db.execute("SELECT 1 FROM needs_attention WHERE record = ? AND clock = ? AND reason = ?",
                            (record, clock, reason)).fetchone() is not None:
        db.execute("UPDATE needs_attention SET whole = ? WHERE record = ? AND clock = ? AND reason = ?",
                   (int(whole), record, clock, reason))
        return
    db.execute("INSERT INTO needs_attention (reason, code, record, kind, fields, whole, clock, who)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
               (reason, code, record, kind, as_text(fields), int(whole), clock, who))


def note_lost(db: Connection, *, record: str, kind: str, fields: Mapping[str, JsonValue], whole: bool) -> None:
    """List values that the server does not have; they join what is listed of the record already."""
    row = db.execute("SELECT id, fields FROM needs_attention WHERE record = ? AND reason = ? AND settled = 0",
                     (record, LOST)).fetchone()
    if row is None:
        note(db, reason=LOST, record=record, kind=kind, fields=fields, whole=whole)
    else:
        db.execute("UPDATE needs_attention SET fields = ?, whole = ? WHERE id = ?",
                   (as_text({**json.loads(row[1]), **fields}), int(whole), row[0]))


def whole_records(db: Connection) -> frozenset[str]:
    """Return the records of which the server has nothing although it once had, or was asked to."""
    return frozenset(row[0] for row in db.execute("SELECT record FROM needs_attention WHERE whole = 1").fetchall())


def lost_records(db: Connection) -> frozenset[str]:
    """Return the records of which the server no longer has some value."""
    return frozenset(row[0] for row in db.execute(
        "SELECT record FROM needs_attention WHERE reason = ? AND settled = 0", (LOST,)).fetchall())


def is_back(db: Connection, record: str) -> None:
    """Note that the server has the record again: what of it is still missing stays listed."""
    db.execute("UPDATE needs_attention SET whole = 0 WHERE record = ?", (record,))


def regained(db: Connection, records: Mapping[str, Mapping[str, JsonValue]]) -> None:
    """Take off the list what the server has again: {record: confirmed fields}."""
    for id_, record, text in db.execute(
            "SELECT id, record, fields FROM needs_attention WHERE reason = ? AND settled = 0"
            " AND record IN (SELECT value FROM json_each(?))", (LOST, json.dumps(list(records)))).fetchall():
        fields: dict[str, JsonValue] = json.loads(text)
        now = records[record]
        left = {key: value for key, value in fields.items() if key not in now or not same(value, now[key])}
        if not left:
            db.execute("DELETE FROM needs_attention WHERE id = ?", (id_,))
        elif len(left) < len(fields):
            db.execute("UPDATE needs_attention SET fields = ? WHERE id = ?", (as_text(left), id_))


def send_again(unit: "Unit", line: int) -> None:
    """Say once more what the server refused or lost, as an edit of this moment."""
    row = unit.db.execute("SELECT record, kind, fields, whole FROM needs_attention WHERE id = ? AND settled = 0",
                          (line,)).fetchone()
    if row is None:
        return
    record, kind, text, whole = row
    unit.db.execute("DELETE FROM needs_attention WHERE id = ?", (line,))
    fields: dict[str, JsonValue] = json.loads(text)
    if whole:
        # The record is on the screen as it was: nothing changes but that it is said again.
        unit.db.execute("DELETE FROM needs_attention WHERE record = ? AND whole = 1", (record,))
        shown = visible.read(unit.db, kind, record) or fields
        plain = {key: value for key, value in shown.items() if value is not None and key != DELETED}
        outbox.append(unit.db, kind=kind, record=record, base=0, clock=unit.stamp(),
                      who=setting.text(unit.db, setting.WHO), fields=plain, special=None)
        unit.changes.outbox_changed = True
        return
    special = outbox.deletion(fields.pop(DELETED)) if DELETED in fields else None
    if special is not None:
        unit.edit(kind, record, {}, seen=sight(unit.db, kind, record), special=special)
    if fields:
        unit.edit(kind, record, fields, seen=sight(unit.db, kind, record))


def dismiss(unit: "Unit", lines: Sequence[int], *, group: str) -> None:
    """Take lines off the list by a person's wish, one step of undo. What was typed stays in the record's history."""
    for line in lines:
        undo.answer(unit, here.ATTENTION, str(line), True, group=group)
