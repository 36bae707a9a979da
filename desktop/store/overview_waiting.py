"""Who owes the commune something: accounts asked for, requests for certificates, hand-overs without signatures.

Also how far the five first steps are, and what the sites say of their LAN. Read-only, one statement each.
"""
from typing import Final, NamedTuple

from desktop.store.driver import Connection

# When a record became what it is: the change that made it so, else its last change (what was created so).
_SINCE: Final = """coalesce((SELECT max(h.clock) FROM history AS h WHERE h.record = r.id
       AND json_extract(h.changes, :path) = :became), '')"""
_PENDING: Final = f"""
SELECT r.id, coalesce(s.title, ''), coalesce(nullif(q.f_owner, ''), ''), coalesce(p.title, ''), {_SINCE}, k.changed_at
  FROM k_account AS k JOIN record AS r ON r.n = k.n
  LEFT JOIN record AS s ON s.id = k.f_system LEFT JOIN k_system AS q ON q.n = s.n
  LEFT JOIN record AS p ON p.id = k.f_person
 WHERE k.deleted = 0 AND k.f_status = 'pending' LIMIT :limit
"""
_REQUESTS: Final = """
SELECT r.id, k.f_request, coalesce(k.f_request_document, ''), coalesce(k.f_request_sent_on, ''),
       coalesce(k.f_provider, ''), coalesce(p.title, k.f_title, r.title), k.changed_at
  FROM k_certificate AS k JOIN record AS r ON r.n = k.n LEFT JOIN record AS p ON p.id = k.f_person
 WHERE k.deleted = 0 AND k.f_request IS NOT NULL AND k.f_request_answered_on IS NULL
   AND coalesce(k.f_status, '') <> 'revoked'
 ORDER BY k.f_request_sent_on, r.n LIMIT :limit
"""
_HANDOVERS: Final = """
SELECT r.id, r.title, k.f_status, coalesce(k.f_held_on, ''), coalesce(p.title, k.f_to_party, ''),
       coalesce(g.title, k.f_from_party, ''), k.changed_at
  FROM k_handover AS k JOIN record AS r ON r.n = k.n
  LEFT JOIN record AS p ON p.id = k.f_to_person LEFT JOIN record AS g ON g.id = k.f_from_person
 WHERE k.deleted = 0 AND coalesce(k.f_status, 'draft') IN ('draft', 'to_sign')
 ORDER BY k.f_held_on, r.n LIMIT :limit
"""
_SITES: Final = """
SELECT r.id, r.title,
       coalesce(k.f_lan_outlets, (SELECT sum(o.f_lan_outlets) FROM k_office AS o
                                   WHERE o.f_site = r.id AND o.deleted = 0)),
       coalesce(k.f_seats, (SELECT sum(o.f_seats) FROM k_office AS o WHERE o.f_site = r.id AND o.deleted = 0))
  FROM k_site AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND k.f_type = 'head_office' AND r.merged_into IS NULL ORDER BY r.title_key, r.n LIMIT :limit
"""
_OFFICES: Final = """
SELECT sum(f_lan_outlets), sum(f_seats), count(f_lan_outlets), count(f_seats), count(*) FROM k_office WHERE deleted = 0
"""
_STEPS: Final = """
SELECT EXISTS (SELECT 1 FROM k_device INDEXED BY k_device_read WHERE f_reading IS NOT NULL AND deleted = 0),
       EXISTS (SELECT 1 FROM import_batch WHERE taken_back = 0),
       (SELECT count(*) FROM k_account WHERE deleted = 0 AND coalesce(f_status, 'unreviewed') <> 'unreviewed'),
       (SELECT count(*) FROM k_person WHERE deleted = 0 AND coalesce(f_status, 'active') = 'active')
"""


class Pending(NamedTuple):
    """An account that was asked for. `became` is the clock of the change, "" for one created so."""
    id: str
    system: str
    owner: str
    person: str
    became: str
    changed_at_ms: int


class Request(NamedTuple):
    """What was asked for about a certificate and not answered; `sent_on` "" before its paper went out."""
    id: str
    request: str
    document: str
    sent_on: str
    provider: str
    holder: str
    changed_at_ms: int


class Handover(NamedTuple):
    """A hand-over without its signatures."""
    id: str
    title: str
    status: str
    held_on: str
    to: str
    giver: str
    changed_at_ms: int


class Outlets(NamedTuple):
    """The LAN of a head office; None where nobody counted. `site` is "" where the offices alone are known."""
    site: str
    outlets: int | None
    seats: int | None


class FirstSteps(NamedTuple):
    """How far a new book is: this machine read, a file taken in, accounts reviewed, people at work."""
    machine_read: bool
    file_taken_in: bool
    accounts_reviewed: int
    people: int


def pending_accounts(db: Connection, limit: int) -> list[Pending]:
    """Return the accounts that wait to be issued."""
    return [Pending(*row) for row in db.execute(
        _PENDING, {"path": "$.status[1]", "became": "pending", "limit": limit}).fetchall()]


def open_requests(db: Connection, limit: int) -> list[Request]:
    """Return the requests about certificates that nobody has answered, those not sent yet first."""
    return [Request(*row) for row in db.execute(_REQUESTS, {"limit": limit}).fetchall()]


def unsigned_handovers(db: Connection, limit: int) -> list[Handover]:
    """Return the hand-overs being prepared or waiting for signatures, the oldest first."""
    return [Handover(*row) for row in db.execute(_HANDOVERS, {"limit": limit}).fetchall()]


def head_offices(db: Connection, limit: int) -> list[Outlets]:
    """Return LAN outlets and working places of each head office; of all offices where no site is one."""
    found = [Outlets(title, outlets, seats)
             for _, title, outlets, seats in db.execute(_SITES, {"limit": limit}).fetchall()]
    if found:
        return found
    outlets, seats, with_outlets, with_seats, offices = db.execute(_OFFICES).fetchone() or (None, None, 0, 0, 0)
    is_counted = offices > 0 and min(with_outlets, with_seats) * 5 >= offices * 4
    return [Outlets("", outlets, seats) if is_counted else Outlets("", None, None)]


def first_steps(db: Connection) -> FirstSteps:
    """Return what a new book has of its first steps."""
    read, taken_in, reviewed, people = db.execute(_STEPS).fetchone() or (0, 0, 0, 0)
    return FirstSteps(bool(read), bool(taken_in), reviewed, people)
