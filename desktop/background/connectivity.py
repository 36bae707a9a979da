"""Notices that the network came back, without sending one packet."""
from collections.abc import Callable

from desktop.sync.server_client import has_network


class Connectivity:
    """Asks the routing table whether there is a way to the server; `look` is cheap enough for every few seconds."""

    def __init__(self, address: Callable[[], str], *, probe: Callable[[str], bool] = has_network) -> None:
        self._address = address
        self._probe = probe
        self._was_up: bool | None = None

    @property
    def is_up(self) -> bool:
        """Return what the last look found; True before the first."""
        return self._was_up is not False

    def look(self) -> bool:
        """Return whether the network came up since the last look."""
        address = self._address()
        is_up = self._probe(address) if address else True
        came_up = is_up and self._was_up is False
        self._was_up = is_up
        return came_up
