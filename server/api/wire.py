"""HTTP around the exchange: who asks, how much may come, what goes back."""
import asyncio
import gzip
import logging
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from protocol.bodies import (
    GZIP_FROM,
    MAX_COMPRESSED,
    MAX_INFLATED,
    MEDIA_TYPE,
    PROBLEM_TYPE,
    PROTOCOL_VERSION,
    BadMessage,
    dump,
    load,
)
from protocol.field import JsonValue
from server.settings import Settings
from server.store.database import DatabaseBusy
from server.store.exchange import Exchange
from server.store.refused import Refused
from server.store.scope import digest_of
from server.store.tries import RequestRate

GZIP_LEVEL: Final = 5    # half the time of 6 for 4 % more bytes
TRUSTED_UNREAD: Final = 64 * 1024
"""A longer body is read only from a PC that is enrolled."""
Answer = tuple[bytes, bool]
KEPT_PAGES_BYTES: Final = 32 << 20
logger = logging.getLogger("server.requests")


@dataclass(slots=True)
class KeptPages:
    """Packed pages of snapshots, as long as nothing has changed in their feed; the oldest go first."""
    pages: dict[tuple[object, ...], Answer] = field(default_factory=dict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: tuple[object, ...]) -> Answer | None:
        """Return the page kept under `key`."""
        return self.pages.get(key)

    def put(self, key: tuple[object, ...], page: Answer) -> None:
        """Keep a page."""
        with self.lock:
            self.size += len(page[0]) - len(self.pages.pop(key, (b"", False))[0])
            self.pages[key] = page
            while self.size > KEPT_PAGES_BYTES:
                oldest = next(iter(self.pages))
                self.size -= len(self.pages.pop(oldest)[0])


@dataclass(slots=True)
class Desk:
    """What the routes work with, built once by `server.app`."""
    exchange: Exchange
    settings: Settings
    rate: RequestRate = field(init=False)
    pages: KeptPages = field(default_factory=KeptPages)
    at_work: int = 0

    def __post_init__(self) -> None:
        self.rate = RequestRate(self.settings.requests_a_minute, self.settings.burst)


def desk(request: Request) -> Desk:
    """Return what the application was built with."""
    found: Desk = request.app.state.desk
    return found


def bearer(request: Request) -> str:
    """Return the token of a request, counted against its rate. Raises Refused 401, 429, 400."""
    if request.headers.get("sync-proto", str(PROTOCOL_VERSION)) != str(PROTOCOL_VERSION):
        raise Refused(426, "upgrade", "This server speaks version 1 of the protocol.")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 200:
        raise Refused(401, "unknown_token", "A token is needed.")
    here = desk(request)
    here.rate.take(digest_of(token), here.exchange.now_ms())
    return token


def address_of(request: Request) -> str:
    """Return the address a request came from, for counting only."""
    return request.client.host if request.client is not None else ""


async def body_of(request: Request, token: str | None) -> bytes:
    """Return the raw body. Raises Refused 413, 415, 408, 401."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (MEDIA_TYPE, "application/json"):
        raise Refused(415, "media_type", f"The body must be {MEDIA_TYPE}.")
    declared = request.headers.get("content-length")
    if declared is not None and declared.isdigit() and int(declared) > MAX_COMPRESSED:
        raise _too_large()
    here = desk(request)
    if token is not None and (declared is None or int(declared) > TRUSTED_UNREAD):
        await run_in_threadpool(here.exchange.check, token)
    received = bytearray()
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(here.settings.silence_s):
                part = await anext(stream, None)
        except TimeoutError:
            raise Refused(408, "too_slow", "No byte came for too long.") from None
        if part is None:
            return bytes(received)
        received += part
        if len(received) > MAX_COMPRESSED:
            raise _too_large()


def inflated(data: bytes, encoding: str) -> bytes:
    """Return the body without its gzip, counted while inflating. Raises Refused 413, 415, 400."""
    if encoding in ("", "identity"):
        return data
    if encoding != "gzip":
        raise Refused(415, "encoding", "Only gzip is understood.")
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        whole = inflater.decompress(data, MAX_INFLATED + 1)
    except zlib.error as error:
        raise Refused(400, "malformed", "The body is no gzip.") from error
    if len(whole) > MAX_INFLATED:
        raise _too_large()
    if not inflater.eof or inflater.unused_data:
        raise Refused(400, "malformed", "The body is cut.")
    return whole


def parsed(data: bytes, encoding: str) -> object:
    """Return the JSON value of a body. Raises Refused 400."""
    try:
        return load(inflated(data, encoding))
    except BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error


def packed(body: Mapping[str, JsonValue], accepts_gzip: bool) -> Answer:
    """Return (bytes, whether they are gzip) of an answer."""
    data = dump(body)
    if accepts_gzip and len(data) >= GZIP_FROM:
        return gzip.compress(data, GZIP_LEVEL, mtime=0), True
    return data, False


async def answer(request: Request, work: Callable[[object], Mapping[str, JsonValue]], *, token: str | None,
                 status: int = 200, reads_body: bool = True) -> Response:
    """Return the answer that `work` makes of the body, worked out in a thread."""
    here = desk(request)
    data = await body_of(request, token) if reads_body else b""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    accepts_gzip = "gzip" in request.headers.get("accept-encoding", "")

    def run() -> Answer:
        return packed(work(parsed(data, encoding) if reads_body else None), accepts_gzip)

    body, is_gzip = await at_work(here, run)
    return response(body, is_gzip=is_gzip, status=status)


async def at_work(here: Desk, run: Callable[[], Answer]) -> Answer:
    """Return what `run` returns, run in a thread. Raises Refused 503 when too many are at work, or the disk is held."""
    if here.at_work >= here.settings.at_work:
        raise Refused(503, "busy", "Too many requests at once.", retry_after_s=5)
    here.at_work += 1
    try:
        return await run_in_threadpool(run)
    except DatabaseBusy:
        raise Refused(503, "busy", "The database is held by another task.", retry_after_s=5) from None
    finally:
        here.at_work -= 1


def response(body: bytes, *, is_gzip: bool = False, status: int = 200,
             headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer of this protocol."""
    made = Response(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))
    if is_gzip:
        made.headers["Content-Encoding"] = "gzip"
    return made


def problem(refused: Refused) -> Response:
    """Return the answer of a refusal."""
    return Response(dump(refused.problem()), status_code=refused.status, media_type=PROBLEM_TYPE,
                    headers=dict(refused.headers()))


class RequestLog:
    """ASGI layer that writes one line a request: route, status, time and sizes, nothing of its content."""

    def __init__(self, app: Callable[..., object]) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, object], receive: Callable[..., object],
                       send: Callable[..., object]) -> None:
        """Pass the request on and note what became of it."""
        if scope["type"] != "http" or not logger.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)  # type: ignore[misc]
            return
        began, seen = time.perf_counter(), {"status": 0, "in": 0, "out": 0}

        async def count_in() -> object:
            message = await receive()  # type: ignore[misc]
            seen["in"] += len(message.get("body", b""))
            return message

        async def count_out(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]  # type: ignore[assignment]
            body = message.get("body", b"")
            seen["out"] += len(body)  # type: ignore[arg-type]
            await send(message)  # type: ignore[misc]

        try:
            await self.app(scope, count_in, count_out)  # type: ignore[misc]
        finally:
            about: dict[str, object] = {
                "method": scope["method"], "route": getattr(scope.get("route"), "path", "other"),
                "status": seen["status"], "ms": round((time.perf_counter() - began) * 1000, 1),
                "bytes_in": seen["in"], "bytes_out": seen["out"]}
            if "refused" in scope:
                about["code"] = scope["refused"]
            logger.info("request", extra=about)


def _too_large() -> Refused:
    return Refused(413, "too_large", "The body is too long; send a smaller batch.")
