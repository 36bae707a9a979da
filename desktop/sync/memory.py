"""What the sync remembers in the book's settings."""
from typing import Final

from desktop.store import setting
from desktop.store.driver import Connection

ADDRESSES: Final = "addresses"              # of the provincial server, as enrolment gave them
LAST_ADDRESS: Final = "last_address"        # the one that answered last
LAST_SYNC_MS: Final = "last_sync_ms"        # the server's clock when it last answered
LAST_ASKED_MS: Final = "last_asked_ms"      # our clock when it last said what is in its backups
REFUSED: Final = "refused"                  # code of the server's last clear no; absent when it speaks with us
LAST_ERROR: Final = "last_sync_error"       # code of why the last cycle did not reach the server; absent after success
ENROLMENT_NONCE: Final = "enrolment_nonce"
COMMUNE_NAME: Final = "commune_name"


def addresses(db: Connection) -> list[str]:
    """Return the server's addresses, the one that answered last first."""
    kept = setting.read(db, ADDRESSES, [])
    last = setting.text(db, LAST_ADDRESS)
    known = [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []
    return sorted(known, key=lambda each: each != last)
