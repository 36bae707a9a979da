"""`requests`, held on a short leash: every byte counted, every wait bounded, nothing taken from the environment.

What is held here was measured (design notes on `requests`): a `.netrc` would replace our token, a
redirect would carry it elsewhere, `REQUESTS_CA_BUNDLE` would replace the trust, a server that drips one
byte at a time is never timed out, and a megabyte of gzip can become a gigabyte.
"""
import io
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any, Final, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from desktop.sync.link import Traffic

CONNECT_S: Final = 10.0
SILENCE_S: Final = 60.0
"""No byte for so long ends an exchange. There is no limit on its whole time while enough bytes come."""
PATIENCE_S: Final = 90.0
LEAST_BYTES_A_SECOND: Final = 200
"""Beyond the patience, each second must have brought so many: a link slower than any modem is no link."""
_PIECE: Final = 16 * 1024


class TooSlow(OSError):
    """Bytes come, but so few that the end would never be reached."""


class Leash:
    """Counts what goes through the sockets of one client, and stops what takes for ever."""

    def __init__(self, traffic: Traffic, clock: Callable[[], float] = time.monotonic) -> None:
        self.traffic = traffic
        self._clock = clock
        self._begun = 0.0
        self._moved = 0
        self._socket: socket.socket | None = None
        self._cut = False

    def take(self, sock: socket.socket) -> None:
        """Note the socket that is in use, so that `cut` finds it."""
        self.traffic.connections += 1
        self._socket = sock
        if self._cut:
            raise OSError("the program is ending")

    def cut(self) -> None:
        """End whatever goes on, from any thread: a read that waits returns at once. There is no way back."""
        self._cut = True
        sock = self._socket
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass    # it was closed in the same moment

    def start(self) -> None:
        """Begin to measure one exchange."""
        if self._cut:
            raise OSError("the program is ending")
        self._begun, self._moved = self._clock(), 0
        self.traffic.round_trips += 1

    def sent(self, size: int) -> None:
        """Count bytes that went up."""
        self.traffic.bytes_up += size
        self._moved += size

    def received(self, size: int) -> None:
        """Count bytes that came down. Raises TooSlow."""
        self.traffic.bytes_down += size
        self._moved += size
        if self._clock() - self._begun > PATIENCE_S + self._moved / LEAST_BYTES_A_SECOND:
            raise TooSlow("too few bytes for too long")


class _Inlet(io.RawIOBase):
    """The reading end of a socket. Closing it leaves the socket to its owner."""

    def __init__(self, sock: socket.socket, leash: Leash) -> None:
        self._sock, self._leash = sock, leash

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._sock.recv_into(buffer)
        self._leash.received(size)
        return size


class _LeashedSocket:
    """A socket as `http.client` uses one: bytes are counted, a long body goes out piece by piece.

    `sendall` of the standard library takes its timeout for the whole call: on a slow link a batch of
    100 kB would never get through.
    """

    def __init__(self, sock: socket.socket, leash: Leash) -> None:
        self._sock, self._leash = sock, leash

    def sendall(self, data: Any) -> None:
        view = memoryview(data).cast("B")
        for at in range(0, len(view), _PIECE):
            piece = view[at:at + _PIECE]
            self._sock.sendall(piece)
            self._leash.sent(len(piece))

    def makefile(self, mode: str, *_rest: object, **_named: object) -> io.BufferedReader:
        return io.BufferedReader(_Inlet(self._sock, self._leash), _PIECE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class LeashedAdapter(HTTPAdapter):
    """Makes the connections of one session; `context` decides whom we trust for https."""

    def __init__(self, leash: Leash, context: Callable[[], ssl.SSLContext]) -> None:
        self._leash, self._context = leash, context
        super().__init__(pool_connections=2, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """Make the pools, their connections on our leash."""
        super().init_poolmanager(*args, **named)
        leash = self._leash

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                leash.take(self.sock)
                self.sock = cast(socket.socket, _LeashedSocket(self.sock, leash))

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                leash.take(self.sock)
                self.sock = cast(socket.socket, _LeashedSocket(self.sock, leash))

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Return the pools behind a proxy, on the same leash."""
        manager = super().proxy_manager_for(proxy, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Return the host and the trust of a request: our context, whatever the environment says."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        return (host, {"ssl_context": self._context()}) if host.get("scheme") == "https" else (host, pool)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the connection alone: its context verifies."""


def session(leash: Leash, context: Callable[[], ssl.SSLContext]) -> requests.Session:
    """Return a session that takes nothing from the environment and says nothing it need not."""
    made = requests.Session()
    made.trust_env = False
    made.headers.clear()
    adapter = LeashedAdapter(leash, context)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made
