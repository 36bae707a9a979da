"""What a person answers on this PC alone, never sent: a to-do put off, a pair that is none, a row of a file left out.

Such an answer is no field of a record, yet it is taken back like an edit: `undo.answer` writes it.
"""
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from desktop.store import local_notes
from desktop.store.driver import Connection
from protocol.field import JsonValue

if TYPE_CHECKING:
    from desktop.store.unit import Unit

PAIR: Final = ":pair"             # two records that may be one thing; key "mine theirs", value the choice or ""
ATTENTION: Final = ":attention"   # a line that only a person can settle; key its number, value whether it was
BATCH: Final = ":import"          # a file taken in; key its id, value whether it was taken back
ROW: Final = ":import-row"        # a row that waits to be mended; key "batch number", value the row, None for none
NAME: Final = ":import-name"      # a name that only a file said; key the record, value whether it was confirmed
NOTE: Final = ":note:"            # followed by the topic of a local note; value what is noted, None for nothing
_MARK: Final = ":"                # no kind of record begins with it


def is_place(kind: str) -> bool:
    """Return whether a line of an undo step is about an answer of this PC alone."""
    return kind.startswith(_MARK)


def read(db: Connection, place: str, key: str) -> JsonValue:
    """Return what stands there."""
    if place.startswith(NOTE):
        return local_notes.read(db, place.removeprefix(NOTE)).get(key)
    return _PLACES[place][0](db, key) if place in _PLACES else None


def write(unit: "Unit", place: str, key: str, value: JsonValue) -> None:
    """Let `value` stand there; a place of a later version is left alone."""
    if place.startswith(NOTE):
        local_notes.write(unit, place.removeprefix(NOTE), key, value)
    elif place in _PLACES:
        _PLACES[place][1](unit, key, value)
        unit.changes.feeds_changed = True


def _choice(db: Connection, key: str) -> JsonValue:
    row = db.execute("SELECT choice FROM likely_duplicate WHERE mine = ? AND theirs = ?", key.split(" ")).fetchone()
    return None if row is None else str(row[0])


def _choose(unit: "Unit", key: str, value: JsonValue) -> None:
    mine, theirs = key.split(" ")
    unit.db.execute("UPDATE likely_duplicate SET choice = ? WHERE mine = ? AND theirs = ?",
                    (str(value or ""), mine, theirs))


def _is_settled(db: Connection, key: str) -> JsonValue:
    row = db.execute("SELECT settled FROM needs_attention WHERE id = ?", (int(key),)).fetchone()
    return None if row is None else bool(row[0])


def _settle(unit: "Unit", key: str, value: JsonValue) -> None:
    unit.db.execute("UPDATE needs_attention SET settled = ? WHERE id = ?", (int(value is True), int(key)))


def _is_taken_back(db: Connection, key: str) -> JsonValue:
    row = db.execute("SELECT taken_back FROM import_batch WHERE id = ?", (key,)).fetchone()
    return None if row is None else bool(row[0])


def _take_back(unit: "Unit", key: str, value: JsonValue) -> None:
    unit.db.execute("UPDATE import_batch SET taken_back = ? WHERE id = ?", (int(value is True), key))


def _waiting(db: Connection, key: str) -> JsonValue:
    batch, number = key.split(" ")
    row = db.execute("SELECT row FROM import_waiting WHERE batch = ? AND n = ?", (batch, int(number))).fetchone()
    return None if row is None else json.loads(row[0])


def _wait(unit: "Unit", key: str, value: JsonValue) -> None:
    batch, number = key.split(" ")
    unit.db.execute("DELETE FROM import_waiting WHERE batch = ? AND n = ?", (batch, int(number)))
    if value is not None:
        unit.db.execute("INSERT INTO import_waiting (batch, n, row) VALUES (?, ?, ?)",
                        (batch, int(number), json.dumps(value, ensure_ascii=False, separators=(",", ":"))))


def _is_confirmed(db: Connection, key: str) -> JsonValue:
    return db.execute("SELECT 1 FROM import_record WHERE record = ? AND named = 1", (key,)).fetchone() is None


def _confirm(unit: "Unit", key: str, value: JsonValue) -> None:
    unit.db.execute("UPDATE import_record SET named = ? WHERE record = ? AND created = 1",
                    (int(value is not True), key))


_PLACES: Final[Mapping[str, tuple[Callable[[Connection, str], JsonValue],
                                  Callable[["Unit", str, JsonValue], None]]]] = {
    PAIR: (_choice, _choose), ATTENTION: (_is_settled, _settle), BATCH: (_is_taken_back, _take_back),
    ROW: (_waiting, _wait), NAME: (_is_confirmed, _confirm)}
