"""A book, its server and the cycle between them, ready to run."""
from desktop.store import feeds, pages
from desktop.store.store import Store
from desktop.sync import memory
from desktop.sync.cycle import Cycle, SyncReport
from desktop.sync.server_client import ServerClient


class LiveSession:
    """One enrolled book over HTTP. The connection is kept open between cycles."""

    def __init__(self, store: Store, token: str, *, slice_rows: int = pages.SLICE_ROWS) -> None:
        self.client = ServerClient(memory.addresses(store.read()), token)
        self.cycle = Cycle(store, self.client, slice_rows=slice_rows)

    def run(self) -> SyncReport:
        """Exchange until everything is settled. Raises SyncError."""
        return self.cycle.run()

    def cut(self) -> None:
        """End a running exchange, from another thread; this session runs no more."""
        self.client.cut()

    def close(self) -> None:
        """Let go of the connection."""
        self.client.close()


def open_session(store: Store, token: str | None, *, slice_rows: int = pages.SLICE_ROWS) -> LiveSession | None:
    """Return the session of an enrolled book, or None for one without a province."""
    db = store.read()
    if not token or not feeds.all_feeds(db) or not memory.addresses(db):
        return None
    return LiveSession(store, token, slice_rows=slice_rows)
