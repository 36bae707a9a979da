"""A real server process on a real socket, and a PC's view of it over real HTTP."""
import contextlib
import gzip
import http.client
import io
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from protocol.bodies import MEDIA_TYPE, dump, load
from protocol.field import JsonValue
from server import admin
from server.store.refused import Refused

ROOT = Path(__file__).resolve().parents[2]


def run(data: Path, *arguments: str) -> dict[str, Any]:
    """Run one command of the server's command line, beside a server that may be serving, and return its JSON."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = admin.main([*arguments, "--data", str(data), "--json"])
    answer: dict[str, Any] = json.loads(said.getvalue())
    assert (status == 0) == answer["ok"]
    return answer


@dataclass
class Running:
    """A server process. Use it as a context manager; it ends with SIGTERM."""
    data: Path
    options: tuple[str, ...] = ()
    url: str = ""
    epoch: str = ""
    log: str = ""

    def __enter__(self) -> "Running":
        self.stderr = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--data", str(self.data), "--port", "0", *self.options],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=self.stderr, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self._end()
            raise AssertionError(self.log)
        said = json.loads(line)
        self.url, self.epoch = said["url"], said["epoch"]
        assert said["pid"] == self.process.pid
        return self

    def __exit__(self, *_about: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the process and return its exit code; its log is in `log` then."""
        self.process.send_signal(number)
        self._end()
        return self.process.returncode

    def _end(self) -> None:
        self.process.communicate(timeout=10)
        self.stderr.seek(0)
        self.log = self.stderr.read()
        self.stderr.close()


@dataclass
class Answer:
    """What came back."""
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's value."""
        return load(self.body)


@dataclass
class Web:
    """A server over HTTP, with the face of an `Exchange`: refusals are raised. One kept-alive connection."""
    url: str
    asked: int = 0
    connected: int = 0

    def __post_init__(self) -> None:
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, *, token: str = "", body: bytes | None = None,
            headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and return the answer, inflated."""
        if self.connection is None:
            at = urlsplit(self.url)
            self.connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=20)
            self.connected += 1
        sent = {"Sync-Proto": "1", "Accept-Encoding": "gzip"}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = MEDIA_TYPE
            if len(body) >= 400 and "Content-Encoding" not in (headers or {}):
                body, sent["Content-Encoding"] = gzip.compress(body), "gzip"
        self.asked += 1
        try:
            self.connection.request(method, path, body, {**sent, **(headers or {})})
            answer = self.connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.getheader("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, data)

    def close(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def enrol(self, body: object) -> dict[str, JsonValue]:
        return self._said(self.ask("POST", "/v1/enrol", body=dump(body)))  # type: ignore[arg-type]

    def sync(self, token: str, body: object) -> dict[str, JsonValue]:
        return self._said(self.ask("POST", "/v1/sync", token=token, body=dump(body)))  # type: ignore[arg-type]

    def _said(self, answer: Answer) -> dict[str, JsonValue]:
        if answer.status >= 400:
            assert answer.headers["content-type"] == "application/problem+json", answer
            problem = answer.json()
            extra = {key: problem[key] for key in ("common", "need") if key in problem}
            raise Refused(answer.status, problem["code"], problem["detail"], **extra)
        assert answer.headers["content-type"] == MEDIA_TYPE
        said: dict[str, JsonValue] = answer.json()
        return said
