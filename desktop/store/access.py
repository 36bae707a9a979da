"""Who works here, which systems there are, and who may enter which: whole tables at once, for the matrix.

A few hundred people times a few dozen systems are read in one go, a handful of columns each, so that a
picture of all of it stands within a frame or two. Nothing here writes.
"""
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from desktop.store.driver import Connection
from protocol.field import JsonValue

STAYING: Final = "('active', 'on_leave')"

_PEOPLE: Final = f"""
SELECT r.id, r.title, r.title_key, k.f_title, k.f_duties, k.f_office, coalesce(o.title, ''), coalesce(ok.f_type, ''),
       ok.f_aliases, coalesce(k.f_status, 'active')
  FROM k_person AS k JOIN record AS r ON r.n = k.n
  LEFT JOIN record AS o ON o.id = k.f_office LEFT JOIN k_office AS ok ON ok.n = o.n
 WHERE k.deleted = 0 AND coalesce(k.f_status, 'active') IN {STAYING}
   AND NOT EXISTS (SELECT 1 FROM provincial AS p WHERE p.record = r.id)
 ORDER BY r.title_key, k.n
"""
_SYSTEMS: Final = """
SELECT r.id, r.title, coalesce(k.f_short_name, ''), k.f_required_for, coalesce(k.f_type, ''), coalesce(k.f_scope, ''),
       EXISTS (SELECT 1 FROM provincial AS p WHERE p.record = r.id)
  FROM k_system AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 ORDER BY r.title_key, k.n
"""
_USES: Final = """
SELECT r.id, coalesce(s.merged_into, k.f_system), k.f_required_for
  FROM k_system_use AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS s ON s.id = k.f_system
 WHERE k.deleted = 0 ORDER BY k.n
"""
_ACCOUNTS: Final = """
SELECT r.id, k.f_person, k.f_system, coalesce(k.f_status, 'unreviewed')
  FROM k_account AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0
"""
# Read apart: joined to each of thousands of accounts it took twice the time of all the rest.
_JOINED: Final = """
SELECT r.id, r.merged_into FROM k_person AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 1 AND r.merged_into IS NOT NULL
 UNION ALL
SELECT r.id, r.merged_into FROM k_system AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 1 AND r.merged_into IS NOT NULL
"""
_STATE_FIELDS: Final = ("status", "serial", "valid_from", "expires_on", "request", "request_sent_on",
                        "request_answered_on")
_CERTIFICATES: Final = f"""
SELECT r.id, coalesce(p.merged_into, k.f_person), {", ".join(f"k.f_{code}" for code in _STATE_FIELDS)}
  FROM k_certificate AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS p ON p.id = k.f_person
 WHERE k.deleted = 0 AND k.f_person IS NOT NULL AND coalesce(k.f_kind, 'personal') = 'personal'
 ORDER BY k.n
"""


_LEFT_BEHIND: Final = """
SELECT r.id FROM k_person AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_status IN ('transferred', 'retired') AND r.id IN (
       SELECT f_person FROM k_account WHERE deleted = 0 AND coalesce(f_status, '') NOT IN ('revoked', 'missing')
        UNION SELECT f_person FROM k_certificate WHERE deleted = 0 AND coalesce(f_status, '') <> 'revoked'
        UNION SELECT f_keeper FROM k_certificate WHERE deleted = 0 AND coalesce(f_status, '') <> 'revoked'
        UNION SELECT f_custodian FROM k_device WHERE deleted = 0
        UNION SELECT m.member FROM member AS m JOIN k_device AS d ON d.n = m.n
               WHERE m.field = 'users' AND d.deleted = 0
        UNION SELECT f_handler FROM k_incident
               WHERE deleted = 0 AND coalesce(f_status, '') NOT IN ('resolved', 'closed')
        UNION SELECT f_contact FROM k_room WHERE deleted = 0
        UNION SELECT f_from_person FROM k_handover
               WHERE deleted = 0 AND coalesce(f_status, '') NOT IN ('signed', 'cancelled')
        UNION SELECT f_to_person FROM k_handover
               WHERE deleted = 0 AND coalesce(f_status, '') NOT IN ('signed', 'cancelled'))
 ORDER BY r.title_key
"""
_LEFT_AND_JOINED: Final = """
SELECT DISTINCT p.id FROM k_person AS gone JOIN record AS other ON other.n = gone.n
  JOIN record AS p ON p.id = other.merged_into JOIN k_person AS k ON k.n = p.n
 WHERE gone.deleted = 1 AND k.deleted = 0 AND k.f_status IN ('transferred', 'retired')
"""


class PersonRow(NamedTuple):
    """Somebody who works here; `key` is the place in the alphabet, by tên."""
    id: str
    name: str
    key: str
    title: str
    duties: tuple[str, ...]
    office_id: str
    office: str
    office_type: str
    office_aliases: tuple[str, ...]
    status: str


class SystemRow(NamedTuple):
    """A system; `is_provincial`: the province publishes it, and only the province changes it."""
    id: str
    name: str
    short_name: str
    required_for: tuple[str, ...]
    type: str
    scope: str
    is_provincial: bool


class UseRow(NamedTuple):
    """The commune's own words about a system."""
    id: str
    system: str
    required_for: tuple[str, ...]


class AccountRow(NamedTuple):
    """What is known of a person in a system."""
    id: str
    person: str
    system: str
    status: str


class CertificateRow(NamedTuple):
    """A personal certificate; `fields` are those from which its state is computed."""
    id: str
    person: str
    fields: Mapping[str, JsonValue]


def people(db: Connection) -> list[PersonRow]:
    """Return everybody who works here or is on leave, by tên."""
    return [PersonRow(id_, name, key, title or "", _lines(duties), office_id or "", office, office_type,
                      _lines(aliases), status)
            for id_, name, key, title, duties, office_id, office, office_type, aliases, status
            in db.execute(_PEOPLE).fetchall()]


def systems(db: Connection) -> list[SystemRow]:
    """Return every system, by name."""
    return [SystemRow(id_, name, short, _lines(required), type_, scope, bool(provincial))
            for id_, name, short, required, type_, scope, provincial in db.execute(_SYSTEMS).fetchall()]


def uses(db: Connection) -> list[UseRow]:
    """Return what the commune itself says of systems."""
    return [UseRow(id_, system, _lines(required)) for id_, system, required in db.execute(_USES).fetchall()]


def accounts(db: Connection) -> list[AccountRow]:
    """Return every account, whoever it belongs to."""
    return _resolved(db, list(map(AccountRow._make, db.execute(_ACCOUNTS).fetchall())))


def accounts_by_id(db: Connection, ids: Iterable[str]) -> list[AccountRow]:
    """Return those of these accounts that are not in the trash."""
    asked = json.dumps(list(ids))
    return _resolved(db, list(map(AccountRow._make, db.execute(
        f"{_ACCOUNTS} AND r.id IN (SELECT value FROM json_each(?))", (asked,)).fetchall())))


def certificates(db: Connection) -> list[CertificateRow]:
    """Return the personal certificates, the oldest first."""
    return [CertificateRow(id_, person, dict(zip(_STATE_FIELDS, values, strict=True)))
            for id_, person, *values in db.execute(_CERTIFICATES).fetchall()]


def left_behind(db: Connection) -> list[str]:
    """Return the ids of those who have left and whom a record still names; few, whatever the size of the book.

    Whose record was joined with another is among them: the other name may still stand somewhere.
    """
    return list(dict.fromkeys(row[0] for row in [*db.execute(_LEFT_BEHIND).fetchall(),
                                                 *db.execute(_LEFT_AND_JOINED).fetchall()]))


def known_as(db: Connection, person: str) -> list[str]:
    """Return every id under which records may name a person: their own, and those that were joined with it."""
    return [person, *(row[0] for row in db.execute(
        "SELECT r.id FROM k_person AS k JOIN record AS r ON r.n = k.n WHERE k.deleted = 1 AND r.merged_into = ?",
        (person,)).fetchall())]


def _resolved(db: Connection, found: list[AccountRow]) -> list[AccountRow]:
    """Return the accounts with the new selves of persons and systems that were joined to others."""
    joined: dict[str, str] = dict(db.execute(_JOINED).fetchall())
    if not joined:
        return found
    return [each._replace(person=joined.get(each.person, each.person), system=joined.get(each.system, each.system))
            for each in found]


def _lines(stored: Any) -> tuple[str, ...]:
    said = json.loads(stored) if stored else ()
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def logins(db: Connection) -> list[str]:
    """Return every login name of the book: each tells who somebody is."""
    return [row[0] for row in db.execute(
        "SELECT DISTINCT f_login FROM k_account WHERE f_login <> '' AND deleted = 0").fetchall()]
