"""What tells one machine from another, as the records of the book have it."""
from desktop.store.driver import Connection

Codes = tuple[str, str, str, str, str]
"""(record, hardware identifier, serial number, MAC addresses, what it was last read as), "" for what is not there."""

_CODES = """
SELECT r.id, coalesce(k.f_hardware_uuid, ''), coalesce(k.f_serial, ''), coalesce(k.f_mac, ''),
       coalesce(k.f_reading, '')
  FROM k_device AS k JOIN record AS r ON r.n = k.n
 WHERE k.deleted = 0 AND r.merged_into IS NULL
   AND (k.f_hardware_uuid IS NOT NULL OR k.f_serial IS NOT NULL OR k.f_mac IS NOT NULL OR k.f_reading IS NOT NULL)
 ORDER BY r.n
"""


def codes(db: Connection) -> list[Codes]:
    """Return the codes of every living device that has one, or that was read before."""
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4])) for row in db.execute(_CODES)]
