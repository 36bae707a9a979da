"""What the first page asks about devices: counts and the first few of each, one statement each, no row walked twice.

Devices may be very many and their rows are wide; each question names the index that answers it.
"""
import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from desktop.store.driver import Connection
from protocol.conditions import NEEDS_DOCUMENT
from protocol.kinds.device import COMPUTERS, HIDDEN_WHEN_SECRET, STANDALONE_SECRET

AT_WORK: Final = COMPUTERS - {"server"}
"""Computers that somebody works at."""
SECRET_TOLD: Final = HIDDEN_WHEN_SECRET | {"reading"}
"""What no record of a PC for secret papers holds; two PCs can each have written a half of it."""
_GONE: Final = NEEDS_DOCUMENT
_LEFT: Final = ("transferred", "retired")
_IDLE: Final = _GONE | {"to_dispose", "broken"}

_MAKINGS: Final = """
SELECT k.f_os, k.f_antivirus, coalesce(k.f_network, '') = :secret, count(*)
  FROM k_device AS k INDEXED BY k_device_made_of
 WHERE +k.deleted = 0 AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
 GROUP BY 1, 2, 3
"""
_RUNNING: Final = """
SELECT r.id, r.title, k.f_os FROM k_device AS k INDEXED BY k_device_made_of JOIN record AS r ON r.n = k.n
 WHERE k.f_os IN (SELECT value FROM json_each(:systems)) AND +k.deleted = 0
   AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone)) AND coalesce(k.f_network, '') <> :secret
 LIMIT :limit
"""
_UNPROTECTED: Final = """
SELECT r.id, r.title FROM k_device AS k INDEXED BY k_device_made_of JOIN record AS r ON r.n = k.n
 WHERE k.f_antivirus IN (SELECT value FROM json_each(:words)) AND +k.deleted = 0
   AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone)) AND coalesce(k.f_network, '') <> :secret
 ORDER BY r.title_key, r.n LIMIT :limit
"""
_WARRANTY_COUNT: Final = """
SELECT count(*) FROM k_device INDEXED BY k_device_warranty
 WHERE deleted = 0 AND f_warranty_until BETWEEN :today AND :until
   AND coalesce(f_status, '') NOT IN (SELECT value FROM json_each(:gone))
"""
_WARRANTY: Final = """
SELECT r.id, r.title, k.f_warranty_until FROM k_device AS k INDEXED BY k_device_warranty JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_warranty_until BETWEEN :today AND :until
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone))
 ORDER BY k.f_warranty_until LIMIT :limit
"""
_SECRET_TERMS: Final = " OR ".join(f"k.f_{code} IS NOT NULL" for code in sorted(SECRET_TOLD))
_SECRETS: Final = f"""
SELECT r.id, r.title, '' FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE k.n IN (SELECT n FROM k_device INDEXED BY k_device_made_of WHERE f_network = :secret AND +deleted = 0)
   AND r.merged_into IS NULL AND ({_SECRET_TERMS}) LIMIT :limit
"""
_UNDECIDED_TERMS: Final = ", ".join(f"'{code}'" for code in sorted(NEEDS_DOCUMENT))
_UNDECIDED: Final = f"""
SELECT r.id, r.title, k.f_status FROM k_device AS k INDEXED BY k_device_undecided JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status_document IS NULL AND k.f_status IN ({_UNDECIDED_TERMS}) AND r.merged_into IS NULL
 LIMIT :limit
"""
_COMPUTERS: Final = """ f_kind IN (SELECT value FROM json_each(:kinds)) AND coalesce(f_network, '') <> :secret
   AND coalesce(f_status, '') NOT IN (SELECT value FROM json_each(:gone))
"""
_ALL_COMPUTERS: Final = "SELECT count(*) FROM k_device INDEXED BY k_device_made_of WHERE +deleted = 0 AND" + _COMPUTERS
_NOBODYS: Final = """
SELECT count(*) FROM k_device INDEXED BY k_device_nobodys
 WHERE deleted = 0 AND f_custodian IS NULL AND f_users IS NULL AND""" + _COMPUTERS

# The custodian works at a computer only where no user is named. A person that was joined to another stands for them.
_HERE: Final = """k.deleted = 0 AND +k.f_kind IN (SELECT value FROM json_each(:kinds))
   AND coalesce(k.f_status, '') NOT IN (SELECT value FROM json_each(:gone)) AND coalesce(k.f_network, '') <> :secret"""
_SHARES: Final = f"""
WITH staff AS (
    SELECT r.id FROM k_person AS p JOIN record AS r ON r.n = p.n
     WHERE p.deleted = 0 AND coalesce(p.f_status, 'active') = 'active' AND r.merged_into IS NULL
       AND NOT EXISTS (SELECT 1 FROM provincial AS f WHERE f.record = r.id)
), named AS (
    SELECT id, id AS who FROM staff
    UNION ALL SELECT r.id, r.merged_into FROM k_person AS p JOIN record AS r ON r.n = p.n
     WHERE r.merged_into IN (SELECT id FROM staff)
), held AS (
    SELECT who, CASE
        WHEN EXISTS (SELECT 1 FROM k_device AS k INDEXED BY k_device_kept
                      WHERE k.f_custodian = named.id AND k.f_users IS NULL AND {_HERE}) THEN 2
        WHEN EXISTS (SELECT 1 FROM member AS m JOIN k_device AS k ON k.n = m.n
                      WHERE m.member = named.id AND m.field = 'users' AND {_HERE}
                        AND NOT EXISTS (SELECT 1 FROM member AS o JOIN record AS x ON x.id = o.member
                                          JOIN record AS y ON y.id = coalesce(x.merged_into, x.id)
                                          JOIN k_person AS q ON q.n = y.n
                                         WHERE o.n = m.n AND o.field = 'users' AND y.id <> named.who AND q.deleted = 0
                                           AND coalesce(q.f_status, 'active') NOT IN (
                                               SELECT value FROM json_each(:left)))) THEN 2
        WHEN EXISTS (SELECT 1 FROM member AS m JOIN k_device AS k ON k.n = m.n
                      WHERE m.member = named.id AND m.field = 'users' AND {_HERE}) THEN 1
        ELSE 0 END AS share
      FROM named
)
SELECT count(*), coalesce(sum(best = 2), 0), coalesce(sum(best = 1), 0)
  FROM (SELECT max(share) AS best FROM held GROUP BY who)
"""


class Making(NamedTuple):
    """Computers of one system and antivirus, as they are written; None where nobody wrote it."""
    os: str | None
    antivirus: str | None
    is_secret: bool
    machines: int


class Named(NamedTuple):
    """A device and what is said of it: its system, its date, its state."""
    id: str
    title: str
    said: str


class Shares(NamedTuple):
    """How many people have a computer of their own or a shared one; how many computers name their people."""
    people: int
    own: int
    shared: int
    computers: int
    with_people: int


def makings(db: Connection) -> list[Making]:
    """Return the computers in use by what runs on them, the written words as they stand."""
    return [Making(os, antivirus, bool(secret), machines)
            for os, antivirus, secret, machines in db.execute(_MAKINGS, _bound()).fetchall()]


def running(db: Connection, systems: Iterable[str], limit: int) -> list[Named]:
    """Return the first computers whose system is written as one of `systems`."""
    return [Named(*row) for row in db.execute(
        _RUNNING, {**_bound(), "systems": json.dumps(list(systems)), "limit": limit}).fetchall()]


def unprotected(db: Connection, words: Iterable[str], limit: int) -> list[Named]:
    """Return the first computers of which antivirus is written as one of `words`, by name."""
    return [Named(id_, title, "") for id_, title in db.execute(
        _UNPROTECTED, {**_bound(), "words": json.dumps(list(words)), "limit": limit}).fetchall()]


def ending_warranties(db: Connection, today: str, until: str, limit: int) -> tuple[int, list[Named]]:
    """Return how many warranties end from `today` to `until`, and the first to end."""
    bound: dict[str, str | int] = {"today": today, "until": until, "gone": json.dumps(sorted(_GONE)), "limit": limit}
    found = [Named(*row) for row in db.execute(_WARRANTY, bound).fetchall()]
    row = db.execute(_WARRANTY_COUNT, bound).fetchone() if len(found) == limit else None
    return (int(row[0]) if row is not None else len(found)), found


def undecided(db: Connection, limit: int) -> list[Named]:
    """Return the first devices disposed of, transferred or lost of which no decision is written."""
    return [Named(*row) for row in db.execute(_UNDECIDED, {"limit": limit}).fetchall()]


def told_secrets(db: Connection, limit: int) -> list[Named]:
    """Return PCs for secret papers of which the book still holds what it must not."""
    return [Named(*row) for row in db.execute(_SECRETS, {"secret": STANDALONE_SECRET, "limit": limit}).fetchall()]


def shares(db: Connection) -> Shares:
    """Return how the people who work here stand with computers; from each person, never from each device."""
    people, own, shared = db.execute(_SHARES, _bound() | {"gone": json.dumps(sorted(_GONE)),
                                                          "left": json.dumps(_LEFT)}).fetchone() or (0, 0, 0)
    computers, nobodys = _count(db, _ALL_COMPUTERS), _count(db, _NOBODYS)
    return Shares(people=people, own=own, shared=shared, computers=computers, with_people=computers - nobodys)


def _count(db: Connection, statement: str) -> int:
    row = db.execute(statement, _bound() | {"gone": json.dumps(sorted(_GONE))}).fetchone()
    return int(row[0]) if row is not None else 0


def _bound() -> dict[str, str | int]:
    return {"kinds": json.dumps(sorted(AT_WORK)), "gone": json.dumps(sorted(_IDLE)), "secret": STANDALONE_SECRET}
