"""The server process: one worker, one line when it accepts, a clean end."""
import gc
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Final

from server import logs
from server.settings import Settings
from server.store.database import Database
from server.store.exchange import Exchange

GRACE_S: Final = 1
LOCK_NAME: Final = "serve.lock"


class AlreadyServing(RuntimeError):
    """A server is running on this data folder."""
    code = "already-serving"


class AddressTaken(RuntimeError):
    """Another program listens at this address."""
    code = "address-taken"


def now_ms() -> int:
    """Return the wall time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def exchange_of(settings: Settings) -> Exchange:
    """Return an exchange on the database of `settings`, made or migrated when needed."""
    if settings.data is not None:
        settings.data.mkdir(parents=True, exist_ok=True)
    return Exchange(Database.connect(settings.url), now_ms=now_ms, random=secrets.token_bytes,
                    addresses=settings.addresses, backoff_s=settings.backoff_s)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl+C; print `{"url","epoch","pid"}` once connections are accepted."""
    import uvicorn

    from server import app
    from server.slow_clients import protocol_with_deadline

    with sole_server(settings.data), _listen(host, port) as listener:
        log = logs.to_stderr()
        exchange = exchange_of(settings)
        try:
            bound_host, bound_port = listener.getsockname()[:2]
            shown = f"[{bound_host}]" if ":" in bound_host else bound_host
            line = json.dumps({"url": f"http://{shown}:{bound_port}", "epoch": exchange.epoch, "pid": os.getpid()})

            class Announcing(uvicorn.Server):
                async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                    await super().startup(sockets=sockets)
                    print(line, flush=True)

            config = uvicorn.Config(
                app.build(exchange, settings), http=protocol_with_deadline(settings.header_deadline_s), ws="none",
                log_config=None, access_log=False, server_header=False, date_header=False, workers=1,
                timeout_keep_alive=settings.keep_alive_s, limit_concurrency=settings.connections,
                timeout_graceful_shutdown=GRACE_S, backlog=2048)
            # What was built until now lives as long as the process: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            # A batch of a thousand operations makes some 60,000 objects and hardly a cycle: it is not walked midway.
            gc.set_threshold(300_000, 20, 50)
            # uvicorn raises the signal again when it is done; the end we were asked for is no failure.
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _ignore)
            Announcing(config).run(sockets=[listener])
        finally:
            exchange.database.close()
            log.end()


@contextmanager
def sole_server(data: Path | None) -> Iterator[None]:
    """Hold the data folder's lock. Raises AlreadyServing; the lock goes with the process, whatever ends it."""
    if data is None:
        yield
        return
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK_NAME).open("a+") as file:
        if not _lock(file):
            raise AlreadyServing(f"a server is running on {data}")
        yield


def _lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off only for sockets that say TCP; without it each answer of two writes waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise AddressTaken(f"{host}:{port} cannot be used: {error.strerror}") from error
    return listener


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """The first signal is uvicorn's; this one comes when it has ended."""
