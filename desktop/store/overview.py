"""Counts and short lists for the first page and the navigation: read-only, one statement each."""
import json
from dataclasses import dataclass
from typing import Any, Final

from desktop.store.driver import Connection

CLOSED: Final = "('resolved', 'closed')"
GONE: Final = "('disposed', 'lost', 'transferred')"

_URGENT = f"""
SELECT r.id, r.title, k.f_detected_at, k.f_status, k.f_sent_to, k.f_sent_at, coalesce(d.title, '')
  FROM k_incident AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS d ON d.id = k.f_device
 WHERE k.deleted = 0 AND k.f_severity = 'urgent' AND coalesce(k.f_status, 'new') NOT IN {CLOSED}
 ORDER BY k.f_detected_at DESC, r.n DESC LIMIT :limit
"""
_ANSWERED = f"""
SELECT r.id, r.title, k.f_sent_to, n.f_text, n.f_written_at
  FROM k_incident AS k JOIN record AS r ON r.n = k.n
  LEFT JOIN k_incident_note AS n ON n.n = (
       SELECT m.n FROM k_incident_note AS m WHERE m.f_incident = r.id AND m.f_kind = 'reply' AND m.deleted = 0
        ORDER BY m.f_written_at DESC, m.n DESC LIMIT 1)
 WHERE k.deleted = 0 AND coalesce(k.f_status, 'new') NOT IN {CLOSED} AND (k.f_status = 'answered' OR n.n IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM k_incident_note AS o WHERE o.f_incident = r.id AND o.deleted = 0
                      AND o.f_kind = 'note' AND o.f_written_at > coalesce(n.f_written_at, '9'))
 ORDER BY n.f_written_at DESC, r.n DESC LIMIT :limit
"""
_WAITING = """
SELECT r.id, r.title, k.f_sent_to, coalesce(k.f_sent_at, k.f_detected_at)
  FROM k_incident AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status IN ('escalated', 'waiting')
 ORDER BY coalesce(k.f_sent_at, k.f_detected_at), r.n LIMIT :limit
"""
_TWICE = """
SELECT k.{column}, count(*), min(r.id), group_concat(r.title, ' · ')
  FROM {table} AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.{column} IS NOT NULL AND k.{column} <> '' AND r.merged_into IS NULL
 GROUP BY k.{column} HAVING count(*) > 1 ORDER BY k.{column} LIMIT :limit
"""
_ENDING = """
SELECT r.id, r.title, k.f_expires_on, coalesce(p.title, k.f_title, '')
  FROM k_certificate AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS p ON p.id = k.f_person
 WHERE k.deleted = 0 AND k.f_expires_on <= :until AND k.f_expires_on <> ''
   AND coalesce(k.f_status, 'valid') IN ('valid', 'expired')
 ORDER BY k.f_expires_on, r.n LIMIT :limit
"""
_WARRANTY = f"""
SELECT r.id, r.title, k.f_warranty_until FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_warranty_until >= :today AND k.f_warranty_until <= :until
   AND coalesce(k.f_status, 'in_use') NOT IN {GONE}
 ORDER BY k.f_warranty_until, r.n LIMIT :limit
"""
_OPEN_INCIDENTS = f"""
SELECT count(*) FROM k_incident WHERE deleted = 0 AND coalesce(f_status, 'new') NOT IN {CLOSED}
"""
_DEVICES = f"""
SELECT count(*), coalesce(sum(c), 0), coalesce(sum(c AND f_status IS NOT NULL), 0),
       coalesce(sum(c AND f_status IN ('in_use', 'in_stock', 'to_issue')), 0), coalesce(sum(c AND peopled), 0)
  FROM (SELECT f_kind IN (SELECT value FROM json_each(:computers)) AS c, f_status,
               f_custodian IS NOT NULL OR f_users IS NOT NULL AS peopled
          FROM k_device WHERE deleted = 0 AND coalesce(f_status, '') NOT IN {GONE})
"""
_PEOPLE_WITH_COMPUTER = f"""
SELECT count(DISTINCT who) FROM (
       SELECT m.member AS who FROM member AS m JOIN k_device AS k ON k.n = m.n
        WHERE m.field = 'users' AND k.deleted = 0 AND coalesce(k.f_status, '') NOT IN {GONE}
          AND k.f_kind IN (SELECT value FROM json_each(:computers))
        UNION
       SELECT k.f_custodian FROM k_device AS k
        WHERE k.f_custodian IS NOT NULL AND k.deleted = 0 AND coalesce(k.f_status, '') NOT IN {GONE}
          AND k.f_kind IN (SELECT value FROM json_each(:computers)))
  JOIN record AS r ON r.id = who JOIN k_person AS p ON p.n = r.n
 WHERE p.deleted = 0 AND coalesce(p.f_status, 'active') = 'active'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much of each kind there is, and how much of it is known."""
    devices: int
    computers: int
    computers_with_status: int
    computers_usable: int
    computers_with_people: int
    people: int
    people_with_computer: int
    certificates: int
    certificates_dated: int
    certificates_valid: int
    incidents: int
    incidents_done: int


def urgent_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, detected at, status, sent to, sent at, device) of the open urgent incidents."""
    return db.execute(_URGENT, {"limit": limit}).fetchall()


def answered_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, sent to, the answer, its time) of open incidents with an answer not yet replied to."""
    return db.execute(_ANSWERED, {"limit": limit}).fetchall()


def waiting_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, sent to, since) of the incidents for which somebody owes us an answer."""
    return db.execute(_WAITING, {"limit": limit}).fetchall()


def twice(db: Connection, kind: str, field: str, limit: int) -> list[tuple[Any, ...]]:
    """Return (value, how often, id, titles) of values of a distinct field that stand more than once."""
    return db.execute(_TWICE.format(table=f"k_{kind}", column=f"f_{field}"), {"limit": limit}).fetchall()


def ending_certificates(db: Connection, until: str, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, expires on, holder) of certificates in use that end by `until`, ended ones too."""
    return db.execute(_ENDING, {"until": until, "limit": limit}).fetchall()


def ending_warranties(db: Connection, today: str, until: str, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, until) of devices whose warranty ends from `today` to `until`."""
    return db.execute(_WARRANTY, {"today": today, "until": until, "limit": limit}).fetchall()


def title(db: Connection, record: str) -> str:
    """Return the title of a record, "" for one that has not arrived."""
    row = db.execute("SELECT title FROM record WHERE id = ?", (record,)).fetchone()
    return str(row[0]) if row is not None else ""


def open_incidents(db: Connection) -> int:
    """Return how many incidents are open."""
    return _number(db, _OPEN_INCIDENTS)


def open_conflicts(db: Connection) -> int:
    """Return how many conflicts are open, as the server knows."""
    return _number(db, "SELECT count(*) FROM k_conflict WHERE deleted = 0 AND f_open = 1")


def count(db: Connection, kind: str) -> int:
    """Return how many records of `kind` are shown."""
    return _number(db, f"SELECT count(*) FROM k_{kind} WHERE deleted = 0")


def totals(db: Connection, computers: frozenset[str], today: str) -> Totals:
    """Return what the bars of the first page are made of; `computers` are codes of device kinds."""
    values = {"computers": json.dumps(sorted(computers)), "today": today}
    devices, machines, with_status, usable, with_people = db.execute(_DEVICES, values).fetchone() or (0,) * 5
    with_computer = db.execute(_PEOPLE_WITH_COMPUTER, values).fetchone() or (0,)
    certificates, dated, valid = db.execute(
        "SELECT count(*), coalesce(sum(f_expires_on IS NOT NULL), 0),"
        " coalesce(sum(f_expires_on >= :today AND coalesce(f_status, 'valid') = 'valid'), 0)"
        " FROM k_certificate WHERE deleted = 0 AND coalesce(f_status, 'valid') <> 'revoked'",
        {"today": today}).fetchone() or (0, 0, 0)
    incidents, done = db.execute(
        f"SELECT count(*), coalesce(sum(coalesce(f_status, 'new') IN {CLOSED}), 0)"
        " FROM k_incident WHERE deleted = 0").fetchone() or (0, 0)
    return Totals(
        devices=devices, computers=machines, computers_with_status=with_status, computers_usable=usable,
        computers_with_people=with_people, people_with_computer=with_computer[0],
        people=_number(db, "SELECT count(*) FROM k_person"
                           " WHERE deleted = 0 AND coalesce(f_status, 'active') = 'active'"),
        certificates=certificates, certificates_dated=dated, certificates_valid=valid,
        incidents=incidents, incidents_done=done)


def _number(db: Connection, statement: str) -> int:
    row = db.execute(statement).fetchone()
    return int(row[0]) if row is not None else 0
