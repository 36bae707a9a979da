"""A gate between a PC and the province that misbehaves as told: login pages, cut answers, bombs, drips."""
import http.client
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Heard:
    """One request that came through."""
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[["Gate", Heard, socket.socket], bool]
"""Answers one request; returns whether the connection stays open."""


@dataclass
class Gate:
    """Listens on a port of this PC. Requests take the next planned behaviour, or are passed on to `upstream`."""
    upstream: str = ""
    plan: deque[Behaviour] = field(default_factory=deque)
    always: Behaviour | None = None
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Shut the gate and every connection through it."""
        for each in self._open:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def then(self, *behaviours: Behaviour) -> None:
        """Plan what happens to the next requests."""
        self.plan.extend(behaviours)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        try:
            while (heard := _read(reader)) is not None:
                self.heard.append(heard)
                behaviour = self.plan.popleft() if self.plan else self.always or pass_on
                if not behaviour(self, heard, connection):
                    break
        except (OSError, ValueError):
            pass
        finally:
            connection.close()


def _read(reader: object) -> Heard | None:
    line = reader.readline()  # type: ignore[attr-defined]
    if not line:
        return None
    method, path, _ = line.decode().split(" ", 2)
    headers: dict[str, str] = {}
    while (line := reader.readline().strip()):  # type: ignore[attr-defined]
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))  # type: ignore[attr-defined]
    return Heard(method, path, headers, body)


def ask(gate: Gate, heard: Heard) -> bytes:
    """Return the whole answer of the server behind the gate, as it goes over the wire."""
    parts = urlsplit(gate.upstream)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    headers = {name: value for name, value in heard.headers.items() if name not in ("host", "content-length")}
    connection.request(heard.method, heard.path, body=heard.body or None, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    kept = [(name, value) for name, value in answer.getheaders()
            if name.lower() not in ("transfer-encoding", "content-length", "connection")]
    if answer.status != 304:
        kept.append(("content-length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in kept)
    return f"HTTP/1.1 {answer.status} {answer.reason}\r\n{head}\r\n".encode() + body


def pass_on(gate: Gate, heard: Heard, connection: socket.socket) -> bool:
    """Behave."""
    connection.sendall(ask(gate, heard))
    return True


def lose_reply(gate: Gate, heard: Heard, connection: socket.socket) -> bool:
    """The server gets the request; nobody gets its answer."""
    ask(gate, heard)
    return False


def hang_up(_gate: Gate, _heard: Heard, _connection: socket.socket) -> bool:
    """Close without a word."""
    return False


def says(answer: bytes) -> Behaviour:
    """Answer with these very bytes, and close."""
    def behave(_gate: Gate, _heard: Heard, connection: socket.socket) -> bool:
        connection.sendall(answer)
        return False
    return behave


def cut_after(share: float) -> Behaviour:
    """Let only a part of the true answer through, without a length, and close."""
    def behave(gate: Gate, heard: Heard, connection: socket.socket) -> bool:
        head, _, body = ask(gate, heard).partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body[:int(len(body) * share)])
        return False
    return behave


def http_answer(status: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return an answer with these headers and its length."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
