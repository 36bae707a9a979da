"""Counts and short lists for the first page and the navigation: read-only, one statement each."""
from typing import Any, Final, NamedTuple

from desktop.store.driver import Connection

CLOSED: Final = "('resolved', 'closed')"
# As `protocol.incident_lines.is_security_line` says it.
SECURITY_LINE: Final = ("(k.f_type = 'security' OR (k.f_type IS NULL AND (k.f_category = 'an_ninh_mang'"
                        " OR k.f_security_group IS NOT NULL OR k.f_security_level IS NOT NULL)))")

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
_SECURITY = f"""
SELECT r.id FROM k_incident AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND {SECURITY_LINE}
   AND (k.f_status IN ('new', 'in_progress', 'escalated', 'waiting', 'answered') OR k.f_status IS NULL)
 ORDER BY coalesce(k.f_detected_at, '9') DESC, r.n DESC LIMIT :limit
"""
_WAITING = f"""
SELECT r.id, r.title, k.f_sent_to, coalesce(k.f_sent_at, k.f_detected_at)
  FROM k_incident AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status IN ('escalated', 'waiting')
   AND NOT ({SECURITY_LINE} AND (k.f_sent_to = 'province_ict'
                                 OR (k.f_status = 'escalated' AND k.f_sent_to IS NULL)))
 ORDER BY coalesce(k.f_sent_at, k.f_detected_at), r.n LIMIT :limit
"""
# From the index of the codes alone to the few that stand twice; only those are looked at.
_TWICE = """
SELECT k.{column}, count(*), min(r.id), group_concat(r.title, ' · ')
  FROM (SELECT {column} AS value FROM {table} INDEXED BY {table}_same_{field}
         WHERE {column} IS NOT NULL AND {column} <> '' GROUP BY {column} HAVING count(*) > 1) AS twice
  CROSS JOIN {table} AS k INDEXED BY {table}_same_{field} ON k.{column} = twice.value
  JOIN record AS r ON r.n = k.n
 WHERE +k.deleted = 0 AND r.merged_into IS NULL
 GROUP BY k.{column} HAVING count(*) > 1 ORDER BY k.{column} LIMIT :limit
"""
_ACCOUNTS_TWICE = """
SELECT f_person, f_system, count(*), (
       SELECT r.id FROM k_account AS k INDEXED BY k_account_held JOIN record AS r ON r.n = k.n
        WHERE k.f_person = a.f_person AND k.f_system = a.f_system AND k.deleted = 0 LIMIT 1)
  FROM k_account AS a INDEXED BY k_account_held WHERE +a.deleted = 0 AND a.f_person IS NOT NULL
 GROUP BY a.f_person, a.f_system HAVING count(*) > 1 LIMIT :limit
"""
# A certificate that the same person has replaced by a later one reminds of nothing; neither does a leaver's.
_ENDING = """
SELECT r.id, k.f_expires_on, coalesce(p.title, k.f_title, r.title),
       k.f_request_sent_on IS NOT NULL AND k.f_request_answered_on IS NULL
  FROM k_certificate AS k JOIN record AS r ON r.n = k.n
  LEFT JOIN record AS p ON p.id = k.f_person LEFT JOIN k_person AS w ON w.n = p.n
 WHERE k.deleted = 0 AND k.f_expires_on <= :until AND k.f_expires_on <> ''
   AND coalesce(k.f_status, 'valid') IN ('valid', 'expired')
   AND coalesce(w.f_status, 'active') IN ('active', 'on_leave')
   AND NOT EXISTS (SELECT 1 FROM k_certificate AS later
                    WHERE later.deleted = 0 AND later.f_person = k.f_person AND later.n <> k.n
                      AND coalesce(later.f_kind, 'personal') = coalesce(k.f_kind, 'personal')
                      AND coalesce(later.f_provider, '') = coalesce(k.f_provider, '')
                      AND coalesce(later.f_status, 'valid') = 'valid' AND later.f_expires_on > k.f_expires_on)
 ORDER BY k.f_expires_on, r.n LIMIT :limit
"""
_OPEN_INCIDENTS = f"""
SELECT count(*), coalesce(sum({SECURITY_LINE}), 0) FROM k_incident AS k
 WHERE k.deleted = 0 AND coalesce(k.f_status, 'new') NOT IN {CLOSED}
"""


class Ending(NamedTuple):
    """A certificate that ends; `asked`: a request for it is under way."""
    id: str
    expires_on: str
    holder: str
    asked: bool


def urgent_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, detected at, status, sent to, sent at, device) of the open urgent incidents."""
    return db.execute(_URGENT, {"limit": limit}).fetchall()


def answered_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, sent to, the answer, its time) of open incidents with an answer not yet replied to."""
    return db.execute(_ANSWERED, {"limit": limit}).fetchall()


def security_incidents(db: Connection, limit: int) -> list[str]:
    """Return the ids of the open incidents of cyber security, the newest first; one without its time is new."""
    return [row[0] for row in db.execute(_SECURITY, {"limit": limit}).fetchall()]


def waiting_incidents(db: Connection, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, title, sent to, since) of the incidents for which somebody owes us an answer."""
    return db.execute(_WAITING, {"limit": limit}).fetchall()


def twice(db: Connection, kind: str, field: str, limit: int) -> list[tuple[Any, ...]]:
    """Return (value, how often, id, titles) of values of a distinct field that stand more than once."""
    return db.execute(_TWICE.format(table=f"k_{kind}", column=f"f_{field}", field=field), {"limit": limit}).fetchall()


def accounts_twice(db: Connection, limit: int) -> list[tuple[str, str, int, str]]:
    """Return (person, system, how often, an account) where a person stands in a system more than once."""
    return [(person, system, count, id_)
            for person, system, count, id_ in db.execute(_ACCOUNTS_TWICE, {"limit": limit}).fetchall()]


def ending_certificates(db: Connection, until: str, limit: int) -> list[Ending]:
    """Return the certificates in use that end by `until`, ended ones too, the first to end first."""
    return [Ending(id_, on, holder, bool(asked))
            for id_, on, holder, asked in db.execute(_ENDING, {"until": until, "limit": limit}).fetchall()]


def title(db: Connection, record: str) -> str:
    """Return the title of a record, "" for one that has not arrived."""
    row = db.execute("SELECT title FROM record WHERE id = ?", (record,)).fetchone()
    return str(row[0]) if row is not None else ""


def open_incidents(db: Connection) -> tuple[int, int]:
    """Return how many incidents are open: (technical, of cyber security). The two lines are never one number."""
    row = db.execute(_OPEN_INCIDENTS).fetchone()
    assert row is not None
    return int(row[0]) - int(row[1]), int(row[1])


def count(db: Connection, kind: str) -> int:
    """Return how many records of `kind` are shown."""
    return _number(db, f"SELECT count(*) FROM k_{kind} WHERE deleted = 0")


def at_least(db: Connection, kind: str, number: int) -> bool:
    """Return whether `number` records of `kind` are shown; counts no further."""
    return _number(db, f"SELECT count(*) FROM (SELECT 1 FROM k_{kind} WHERE deleted = 0 LIMIT ?)", number) >= number


def _number(db: Connection, statement: str, *values: int) -> int:
    row = db.execute(statement, values).fetchone()
    return int(row[0]) if row is not None else 0
