"""The provincial server over HTTP. Whatever does not speak our protocol, to the last byte, is "no connection"."""
import ipaddress
import socket
import ssl
import urllib.request
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from desktop.sync import refusals
from desktop.sync.errors import (
    BadAddress,
    ClockWrong,
    NoConnection,
    NoNetwork,
    NoServer,
    NotOurServer,
    ServerPaused,
    SyncError,
)
from desktop.sync.guarded_http import CONNECT_S, SILENCE_S, Leash, TooSlow, session
from desktop.sync.link import Heads, Past, Traffic
from desktop.sync.outgoing import Outgoing
from protocol import bodies
from protocol.bodies import MAX_INFLATED, MEDIA_TYPE, PROBLEM_TYPE, PROTOCOL_VERSION, BadMessage
from protocol.enrolment import EnrolAnswer, EnrolRequest
from protocol.messages import SyncAnswer
from protocol.past import PastOperation

MOST_ANSWER_INFLATED: Final = 2 * MAX_INFLATED
MOST_PROBLEM: Final = 64 * 1024
_PIECE: Final = 64 * 1024
_NOT_YET_VALID: Final = 9       # X509_V_ERR_CERT_NOT_YET_VALID
_RANK: Final[Sequence[type[NoConnection]]] = (ClockWrong, ServerPaused, NoServer, NotOurServer, NoNetwork)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer of our server: its status and JSON body ({} for 304)."""
    status: int
    body: Any


class ServerClient:
    """Speaks with the province under one token; `addresses` are tried in order, the one that answered last first.

    `network` says whether this PC has any network when nobody answers. `trust` makes the TLS context.
    """

    def __init__(self, addresses: Sequence[str], token: str, *, network: Callable[[str], bool] | None = None,
                 trust: Callable[[], ssl.SSLContext] | None = None) -> None:
        self.addresses = [checked_address(each) for each in addresses]
        if not self.addresses:
            raise BadAddress("no address")
        self.token = token
        self.traffic = Traffic()
        self._network = network or has_network
        self._trust = trust or system_trust
        self._context: ssl.SSLContext | None = None
        self._leash = Leash(self.traffic)
        self._session: requests.Session | None = None

    @property
    def address(self) -> str:
        """Return the address that answered last."""
        return self.addresses[0]

    def head(self, tag: str) -> Heads | None:
        """Return where the feeds stand, None if nothing changed since `tag`."""
        answer = self._ask("GET", "/v1/head", headers={"If-None-Match": f'"{tag}"'}, gzip_answer=False)
        if answer.status == 304:
            return None
        heads = answer.body.get("heads")
        if not isinstance(heads, dict) or not isinstance(answer.body.get("epoch"), str):
            raise NotOurServer("no heads")
        backoff = answer.body.get("backoff", 0)
        return Heads(epoch=answer.body["epoch"], heads={str(k): str(v) for k, v in heads.items()},
                     backoff_s=min(backoff, 3600) if isinstance(backoff, int) else 0)

    def sync(self, outgoing: Outgoing) -> SyncAnswer:
        """Return the answer to a batch. Raises a Turn besides SyncError."""
        body, is_gzip = outgoing.body()
        answer = self._ask("POST", "/v1/sync", body=body, is_gzip=is_gzip)
        return _read(SyncAnswer.from_json, answer.body)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Return what this PC is from now on. Raises ReplicaTaken besides SyncError."""
        answer = self._ask("POST", "/v1/enrol", body=bodies.dump(request.to_json()))
        return _read(EnrolAnswer.from_json, answer.body)

    def mint_code(self, role: str = "editor") -> tuple[str, str]:
        """Return (code, expires_at) for another PC of this commune."""
        answer = self._ask("POST", "/v1/codes", body=bodies.dump({"role": role}))
        code, until = answer.body.get("code"), answer.body.get("expires_at")
        if not isinstance(code, str) or not isinstance(until, str):
            raise NotOurServer("no code")
        return code, until

    def history(self, record: str) -> Past:
        """Return the past of a record. Raises NotFound for one that the province does not have."""
        body = self._ask("GET", f"/v1/records/{quote(record, safe='')}/history").body
        changes, names = body.get("changes"), body.get("replicas", {})
        if not isinstance(changes, list) or not isinstance(names, dict):
            raise NotOurServer("no history")
        return Past(changes=[_read(PastOperation.from_json, each) for each in changes],
                    replicas={str(k): str(v)[:200] for k, v in names.items()})

    def close(self) -> None:
        """Let go of the connection; the next question makes a new one."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def cut(self) -> None:
        """End whatever goes on, from any thread; this client asks nothing any more."""
        self._leash.cut()

    # -- inside ------------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, *, body: bytes | None = None, is_gzip: bool = False,
             headers: Mapping[str, str] | None = None, gzip_answer: bool = True) -> _Answer:
        """Return our server's answer, from the first address that gives one."""
        failures: list[NoConnection] = []
        for at, address in enumerate(list(self.addresses)):
            try:
                answer = self._ask_at(address, method, path, body, is_gzip, headers or {}, gzip_answer)
            except NoConnection as failure:
                self.close()
                failures.append(failure)
                continue
            if at:
                self.addresses.insert(0, self.addresses.pop(at))
            return answer
        raise min(failures, key=lambda each: _RANK.index(type(each)) if type(each) in _RANK else len(_RANK))

    def _ask_at(self, address: str, method: str, path: str, body: bytes | None, is_gzip: bool,
                headers: Mapping[str, str], gzip_answer: bool) -> _Answer:
        sent = dict(headers)
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        sent["Sync-Proto"] = str(PROTOCOL_VERSION)
        if body is not None:
            sent["Content-Type"] = MEDIA_TYPE
        if is_gzip:
            sent["Content-Encoding"] = "gzip"
        sent["Accept-Encoding"] = "gzip" if gzip_answer else SKIP_HEADER
        sent["User-Agent"] = SKIP_HEADER
        was_open = self._session is not None
        try:
            return self._exchange(address, method, path, body, sent)
        except NoServer:
            if not was_open or not self._session:
                raise
            # A connection kept open since the last exchange may have died of age: once more, on a new one.
            self.close()
            return self._exchange(address, method, path, body, sent)

    def _exchange(self, address: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> _Answer:
        if self._session is None:
            self._session = session(self._leash, self._tls)
        try:
            self._leash.start()
            with self._session.request(
                    method, address + path, data=body, headers=headers, timeout=(CONNECT_S, SILENCE_S), stream=True,
                    allow_redirects=False, proxies=_proxies(address)) as response:
                return self._take(response)
        except SyncError:
            raise
        except (requests.RequestException, HTTPError, OSError, EOFError, zlib.error) as error:
            raise self._no_connection(error, address) from error
        except (UnicodeError, ValueError) as error:
            # Headers that are none, lengths that are no numbers: not ours.
            raise NotOurServer(str(error)) from error

    def _take(self, response: requests.Response) -> _Answer:
        status, kind = response.status_code, response.headers.get("Content-Type", "")
        kind = kind.partition(";")[0].strip().lower()
        if status == 304 and response.request.headers.get("If-None-Match"):
            if response.raw.read(1, decode_content=False):
                raise NotOurServer("304 with a body")
            return _Answer(304, {})
        if kind == PROBLEM_TYPE and status >= 400:
            raise refusals.of(status, _as_object(_body(response, MOST_PROBLEM)),
                              retry_after_s=_seconds(response.headers.get("Retry-After", "")))
        if status in (502, 503, 504):
            raise ServerPaused(f"{status} from the gate",
                               retry_after_s=_seconds(response.headers.get("Retry-After", "")))
        if status not in (200, 201) or kind != MEDIA_TYPE:
            raise NotOurServer(f"{status} {kind[:60]}")
        body = _as_object(_body(response, MOST_ANSWER_INFLATED))
        if body.get("eof") is not True:
            raise NotOurServer("the answer has no end")
        return _Answer(status, body)

    def _no_connection(self, error: Exception, address: str) -> NoConnection:
        for each in _chain(error):
            if isinstance(each, ssl.SSLCertVerificationError) and each.verify_code == _NOT_YET_VALID:
                return ClockWrong(str(error))
            if isinstance(each, ssl.SSLError):
                return NotOurServer(str(error))
            if isinstance(each, TooSlow):
                return NoServer(str(each))
        return NoServer(str(error)) if self._network(address) else NoNetwork(str(error))

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = self._trust()
        return self._context


def checked_address(address: str) -> str:
    """Return an address without its last slash. Raises BadAddress: https only, but for this very PC."""
    parts = urlsplit(address.strip())
    try:
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(address) from error
    if not host or parts.username or parts.query or parts.fragment or parts.scheme not in ("https", "http"):
        raise BadAddress(address)
    if parts.scheme == "http" and not is_loopback(host):
        raise BadAddress(address)
    return address.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Return whether a host is this very PC."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_network(address: str) -> bool:
    """Return whether this PC has a way to `address`, or at least out. Not one packet is sent."""
    host = urlsplit(address).hostname or ""
    return any(_has_route(each) for each in (host, "192.0.2.1", "2001:db8::1"))


def system_trust() -> ssl.SSLContext:
    """Return a context that trusts whom the operating system trusts: old PCs, the province's own CA."""
    import truststore  # costs 20 ms, which a PC without a server does not pay
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _has_route(host: str) -> bool:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    try:
        with socket.socket(socket.AF_INET6 if ip.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((str(ip), 9))    # a datagram socket only looks up the route
            return ip.is_loopback or not ipaddress.ip_address(probe.getsockname()[0]).is_loopback
    except OSError:
        return False


def _proxies(address: str) -> dict[str, str]:
    """Return the system's own proxy settings; the session itself reads nothing from the environment."""
    host = urlsplit(address).hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return {}
    return {scheme: url for scheme, url in urllib.request.getproxies().items() if scheme in ("http", "https")}


def _body(response: requests.Response, at_most: int) -> bytes:
    """Return the whole decoded body. Raises NotOurServer for one that is too long, or cut."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise NotOurServer(f"encoding {encoding[:20]}")
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding == "gzip" else None
    made = bytearray()
    while piece := response.raw.read(_PIECE, decode_content=False):
        if inflater is None:
            made += piece
        else:
            made += inflater.decompress(piece, at_most + 1 - len(made))
            if inflater.unconsumed_tail or inflater.unused_data:
                raise NotOurServer("the answer is too long")
        if len(made) > at_most:
            raise NotOurServer("the answer is too long")
    if inflater is not None and not inflater.eof:
        raise NotOurServer("the answer is cut")
    return bytes(made)


def _as_object(data: bytes) -> dict[str, Any]:
    try:
        value = bodies.load(data, at_most=MOST_ANSWER_INFLATED)
    except BadMessage as error:
        raise NotOurServer(str(error)) from error
    if not isinstance(value, dict):
        raise NotOurServer("no object")
    return value


def _read(reader: Callable[[object], T], body: object) -> T:
    try:
        return reader(body)
    except BadMessage as error:
        raise NotOurServer(str(error)) from error


def _seconds(text: str) -> int:
    return min(int(text), 3600) if text.isdigit() and len(text) < 8 else 0


def _chain(error: BaseException) -> Sequence[BaseException]:
    """Return an error with everything it was raised from or wraps."""
    found: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        each = todo.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            todo += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    return found


