"""A real provincial server process and real PCs, for the stories: everything goes through the two command lines."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENVIRONMENT = os.environ | {"SO_CNTT_KEYRING": "off", "PYTHONUTF8": "1"}
PATIENCE_S = 60


class CommandFailed(AssertionError):
    """A command did not end as the story needs it."""


@dataclass
class Outcome:
    """How a command ended."""
    exit: int
    said: dict[str, Any]
    errors: str

    @property
    def code(self) -> str:
        """Return the stable code of a failure."""
        return str(self.said["error"]["code"])


def run(module: str, *words: object, environment: dict[str, str] | None = None) -> Outcome:
    """Return what `python -m module WORDS --json` said."""
    done = subprocess.run([sys.executable, "-m", module, *map(str, words), "--json"], capture_output=True, check=False,
                          timeout=PATIENCE_S, env=ENVIRONMENT | (environment or {}))
    try:
        lines = done.stdout.decode().splitlines()
        assert len(lines) == 1, lines
        said = json.loads(lines[0])
    except (ValueError, AssertionError) as error:
        heard = f"{done.stdout!r}\n{done.stderr.decode()}"
        raise CommandFailed(f"{module} {words}: no single JSON object\n{heard}") from error
    return Outcome(done.returncode, said, done.stderr.decode())


class Server:
    """The province's server on its embedded SQLite in `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = ""
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, *words: object) -> dict[str, Any]:
        outcome = run("server", *words, "--data", self.data)
        if outcome.exit:
            raise CommandFailed(f"server {words}: {outcome.said} {outcome.errors}")
        return outcome.said

    def start(self) -> None:
        """Serve; after a stop on the same port again."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--data", str(self.data), "--port", str(self._port), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the server did not start"
        told = json.loads(line)
        self.url, self._port = told["url"], int(told["url"].rsplit(":", 1)[1])

    def stop(self) -> int:
        """End it as a service manager does; return its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=10)
        self._closed()
        return code

    def kill(self) -> None:
        """Pull its plug."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._closed()

    def _closed(self) -> None:
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def code(self, commune: str = "00000", role: str = "editor") -> str:
        """Return a fresh one-time code."""
        return str(self("code", "new", "--commune", commune, "--role", role)["code"])


class Pc:
    """A PC of the commune: a profile folder and its command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def try_(self, *words: object, environment: dict[str, str] | None = None) -> Outcome:
        """Return how a command ended, whichever way."""
        return run("desktop.cli", "--profile", self.folder, *words, environment=environment)

    def __call__(self, *words: object) -> dict[str, Any]:
        outcome = self.try_(*words)
        if outcome.exit:
            raise CommandFailed(f"{words}: {outcome.said} {outcome.errors}")
        return outcome.said

    def put(self, kind: str, *words: object) -> dict[str, Any]:
        """Return the record after `put`."""
        record: dict[str, Any] = self("put", kind, *words)["record"]
        return record

    def get(self, record_id: str) -> dict[str, Any]:
        """Return a record."""
        record: dict[str, Any] = self("get", record_id)["record"]
        return record

    def fields(self, record_id: str) -> dict[str, Any]:
        """Return the fields of a record."""
        fields: dict[str, Any] = self.get(record_id)["fields"]
        return fields

    def cloned(self, folder: Path) -> "Pc":
        """Return a second PC made from an image of this one's disk."""
        shutil.copytree(self.folder, folder)
        return Pc(folder)


@contextlib.contextmanager
def province(folder: Path) -> Iterator[Server]:
    """Serve commune 00000 from `folder` until the story ends."""
    server = Server(folder)
    server("commune", "add", "00000")
    server.start()
    try:
        yield server
    finally:
        server.kill()
