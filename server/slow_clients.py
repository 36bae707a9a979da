"""Closes connections that never finish their headers; uvicorn itself waits for ever."""
import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


def protocol_with_deadline(deadline_s: float) -> type[H11Protocol]:
    """Return a protocol class that closes a connection whose headers are not whole after `deadline_s`.

    It counts from the connection for the first request, from its first byte for each later one.
    """

    class WithDeadline(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._arm()

        def connection_lost(self, exc: Exception | None) -> None:
            self._disarm()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._disarm()
            elif self._deadline is None:
                self._arm()

        def _arm(self) -> None:
            self._deadline = self.loop.call_later(deadline_s, self._too_slow)

        def _disarm(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _too_slow(self) -> None:
            self._deadline = None
            if not self.transport.is_closing():
                self.transport.abort()

    return WithDeadline
