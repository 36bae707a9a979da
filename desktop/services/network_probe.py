"""Asks addresses whether they are there: a connection, and a HEAD where it is a web address. Nothing is kept of it.

The one place from which the program looks at the network beside the sync: the probe asks round after round, an
incident asks once. Strict: one deadline for everything, the first line of the answer and no more, no redirect is
followed, no name and no password is sent, and no content is ever asked for.
"""
import errno
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar
from urllib.parse import urlsplit

from desktop.services.outage_signals import Found, Seen

DEADLINE_S: Final = 10.0
AT_ONCE: Final = 6
_MOST_LINE: Final = 512
_NOT_SERVING: Final = (502, 503, 504)      # somebody answers for the system, which is away itself
_LONGEST: Final = 300
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, 10051, 10065, 10050})

Ask = Callable[[], Found]
T = TypeVar("T")


def ask(address: str, slow_ms: int, *, deadline_s: float = DEADLINE_S) -> Found:
    """Return what an address answers: a web address by its HEAD, `host:port` or `host` by a connection.

    A host that refuses the connection is there all the same; a web address that does so is not.
    """
    begun = time.monotonic()
    end = begun + deadline_s
    try:
        scheme, host, port, path = parsed(address)
    except ValueError:
        return Found(seen=Seen.UNKNOWN)
    try:
        with socket.create_connection((host, port), timeout=deadline_s) as plain:
            if scheme:
                _head(plain, scheme, host, path, end)
    except ConnectionRefusedError:
        if scheme:
            return Found(seen=Seen.DOWN)
    except ssl.SSLError as problem:
        if isinstance(problem, TimeoutError):
            return Found(seen=Seen.DOWN)
        # It answers, in a language too old for us: there is somebody.
    except (OSError, ValueError):
        return Found(seen=Seen.DOWN)
    ms = round((time.monotonic() - begun) * 1000)
    return Found(seen=Seen.SLOW if ms >= slow_ms else Seen.UP, answer_ms=ms)


def parsed(address: str) -> tuple[str, str, int, str]:
    """Return (scheme, host, port, path); "" as scheme for a bare host. Raises ValueError."""
    text = address.strip()
    if not text or len(text) > _LONGEST or any(ord(each) <= 32 or ord(each) == 127 for each in text):
        raise ValueError("no address")
    if "://" not in text:
        parts = urlsplit(f"//{text}")
        if parts.path not in ("", "/"):
            return parsed(f"https://{text}")
        scheme = ""
    else:
        parts = urlsplit(text)
        scheme = parts.scheme.casefold()
        if scheme not in ("http", "https"):
            raise ValueError("neither http nor https")
    if not parts.hostname:
        raise ValueError("no host")
    port = parts.port or {"http": 80}.get(scheme, 443)
    return scheme, parts.hostname, port, parts.path or "/"


def connect(host: str, port: int, timeout_s: float) -> None:
    """Open a connection and close it again: nothing is sent, nothing is read. Raises OSError."""
    socket.create_connection((host, port), timeout=timeout_s).close()


def why_not(problem: OSError) -> str:
    """Return why nobody was reached: `name` (it is not found), `no-way` (this PC has no network), else `time`."""
    if isinstance(problem, socket.gaierror):
        return "name"
    return "no-way" if problem.errno in _NO_WAY else "time"


def _head(plain: socket.socket, scheme: str, host: str, path: str, end: float) -> None:
    """Ask for the head of a page and read its first line. Raises OSError where nobody serves it."""
    channel = plain
    plain.settimeout(_left(end))
    if scheme == "https":
        # Only whether somebody is there: nothing is sent that could be stolen and nothing read is believed,
        # and a certificate that ran out is no outage.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        channel = context.wrap_socket(plain, server_hostname=host)
    quoted = path.encode("ascii", "replace").decode("ascii")
    channel.sendall(f"HEAD {quoted} HTTP/1.1\r\nHost: {host.encode('idna').decode('ascii')}\r\nUser-Agent: so-cntt\r\n"
                    f"Accept: */*\r\nConnection: close\r\n\r\n".encode("ascii"))
    line = b""
    while b"\n" not in line and len(line) < _MOST_LINE:
        channel.settimeout(_left(end))
        piece = channel.recv(64)
        if not piece:
            break
        line += piece
    words = line.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/"):
        raise ConnectionError("no answer of a web server")
    if words[1].isdigit() and int(words[1]) in _NOT_SERVING:
        raise ConnectionError("not served")


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def at_once(asks: Mapping[str, Callable[[], T]], *, patience_s: float, stopped: threading.Event) -> dict[str, T]:
    """Return what each of `asks` found in time, by its name; early once `stopped` is set."""
    found: dict[str, T] = {}
    answers: queue.Queue[tuple[str, T]] = queue.Queue()
    places = threading.Semaphore(AT_ONCE)

    def run(name: str, act: Callable[[], T]) -> None:
        with places:
            answers.put((name, act()))

    for name, act in asks.items():
        # Daemons: a name server that hangs must hold up neither the next round nor the end of the program.
        threading.Thread(target=run, args=(name, act), daemon=True, name="probe").start()
    end = time.monotonic() + patience_s
    while len(found) < len(asks) and not stopped.is_set() and (left := end - time.monotonic()) > 0:
        try:
            name, one = answers.get(timeout=min(left, 0.05))
        except queue.Empty:
            continue
        found[name] = one
    return found


class Askers:
    """Asks several at once. What has not answered in time counts as away, and is not asked again before it did."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._guard = threading.Lock()

    def ask_all(self, asks: Mapping[str, Ask], stopped: threading.Event, *,
                patience_s: float = 2 * DEADLINE_S) -> dict[str, Found]:
        """Return what each of `asks` found, by its name; early, and not everything, once `stopped` is set."""
        with self._guard:
            waiting = [name for name in asks if name not in self._busy]
            self._busy.update(waiting)
        found = at_once({name: partial(self._run, name, asks[name]) for name in waiting}, patience_s=patience_s,
                        stopped=stopped)
        if stopped.is_set():
            return found
        return {name: found.get(name, Found(seen=Seen.DOWN)) for name in asks}

    def _run(self, name: str, act: Ask) -> Found:
        try:
            return act()
        finally:
            with self._guard:
                self._busy.discard(name)
