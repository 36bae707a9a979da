"""Ask the province: enrol, sync until nothing is left, what is known of it. For the command line and tasks."""
from pathlib import Path

from desktop.services import opening_code
from desktop.store import setting
from desktop.store.driver import Connection
from desktop.store.store import Store
from desktop.sync import enrolment_call, memory
from desktop.sync import status as sync_status
from desktop.sync.cycle import Cycle, SyncReport
from desktop.sync.enrolment_call import Enrolment
from desktop.sync.errors import NotEnrolled
from desktop.sync.server_client import ServerClient
from desktop.sync.session import LiveSession, open_session
from desktop.sync.status import SyncStatus
from desktop.vault import token
from desktop.vault.errors import VaultError

WITHOUT_WINDOW_ROWS = 500
"""Rows a transaction where nobody waits at a screen."""


def enrol(store: Store, profile: Path, *, server: str, code: str) -> Enrolment:
    """Return what the province says this PC is. Raises SyncError; then nothing of the book has changed."""
    name = setting.text(store.read(), setting.REPLICA_NAME)
    return enrolment_call.enrol(store, lambda given: _keep(store, profile, given), server, code, name)


def client(db: Connection, profile: Path) -> ServerClient:
    """Return a connection to the province under this PC's token. Raises NotEnrolled, NoKeys, KeyringLocked."""
    kept = token.load_token(profile, seal=opening_code.seal(db))
    addresses = memory.addresses(db)
    if kept is None or not addresses:
        raise NotEnrolled
    return ServerClient(addresses, kept)


def session(store: Store, profile: Path) -> LiveSession | None:
    """Return what the sync thread works with; None before enrolment, or while the key store is locked."""
    try:
        kept = token.load_token(profile, seal=opening_code.seal(store.read()))
    except VaultError:
        return None
    return open_session(store, kept)


def sync_until_settled(store: Store, profile: Path) -> SyncReport:
    """Return what was exchanged until the outbox was empty and the cursors stood at the head. Raises SyncError."""
    link = client(store.read(), profile)
    try:
        cycle = Cycle(store, link, slice_rows=WITHOUT_WINDOW_ROWS)
        report = cycle.run()
        cycle.make_searchable()    # this process ends now: nobody else would
        return report
    finally:
        link.close()


def status(db: Connection) -> SyncStatus:
    """Return how the book stands towards the province, read from the book alone."""
    return sync_status.status(db, with_counts=False)


def _keep(store: Store, profile: Path, given: str) -> None:
    token.save_token(profile, given, seal=opening_code.seal(store.read()))
