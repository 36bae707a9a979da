"""What the first questions and the connection card ask for, over one open book."""
import logging
from collections.abc import Callable
from pathlib import Path

from desktop.store.store import Store

_log = logging.getLogger(__name__)


class Starting:
    """Each call may take seconds: never in the UI thread. What it needs is imported when asked for (180 ms)."""

    def __init__(self, store: Store, profile: Path, on_enrolled: Callable[[], object]) -> None:
        """`on_enrolled` is called in the same thread when the province took the PC in."""
        self._store, self._profile, self._on_enrolled = store, profile, on_enrolled

    def with_code(self, server: str, code: str, name: str, phone: str) -> str:
        """Return the id of the person here, after the PC joined its commune and took its book in.

        The person is looked for in what came: whoever stands in the commune's book already is not
        written a second time. A link that breaks after the code was taken stops nothing. Raises SyncError.
        """
        from desktop.services import exchanging, first_start
        from desktop.sync.errors import NoConnection
        exchanging.enrol(self._store, self._profile, server=server, code=code)
        first_start.name_commune(self._store)
        try:
            exchanging.sync_until_settled(self._store, self._profile)
        except NoConnection:
            _log.info("the commune's book comes later: the link broke after the code was taken")
        person = first_start.add_person(self._store, name, phone)
        self._on_enrolled()
        return person

    def without_code(self, commune: str, name: str, phone: str) -> str:
        """Return the id of the person here, after the book was made one of `commune`."""
        from desktop.services import first_start
        return first_start.without_code(self._store, commune, name, phone)

    def enrol(self, server: str, code: str) -> None:
        """Connect a book that is in use already; its content goes along with the next exchange."""
        from desktop.services import exchanging, first_start
        exchanging.enrol(self._store, self._profile, server=server, code=code)
        first_start.name_commune(self._store)
        self._on_enrolled()

    def code_for_another_pc(self) -> str:
        """Return a connection code for a second PC of this commune. Raises SyncError."""
        from desktop.services import exchanging
        link = exchanging.client(self._store.read(), self._profile)
        try:
            return link.mint_code()[0]
        finally:
            link.close()
