"""A real provincial server process and real PCs, for the stories: everything goes through the two command lines."""
import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.cli import main as cli
from server import admin

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


def run(main: Callable[[Sequence[str]], int], *words: object) -> Outcome:
    """Return what a command line said, run in this process: starting Python 400 times tests nothing more."""
    heard = io.BytesIO()
    out, errors = io.TextIOWrapper(heard, encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main([*map(str, words), "--json"])
    out.flush()
    return _heard(words, code, heard.getvalue(), errors.getvalue())


def run_alone(*words: object) -> Outcome:
    """Return what `python -m desktop.cli WORDS --json` said in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "desktop.cli", *map(str, words), "--json"], capture_output=True,
                          check=False, timeout=PATIENCE_S, env=ENVIRONMENT)
    return _heard(words, done.returncode, done.stdout, done.stderr.decode())


def _heard(words: Sequence[object], code: int, out: bytes, errors: str) -> Outcome:
    lines = out.decode().splitlines()
    try:
        [line] = lines
        return Outcome(code, json.loads(line), errors)
    except ValueError as error:
        raise CommandFailed(f"{words}: no single JSON object\n{lines}\n{errors}") from error


class Server:
    """The province's server on its embedded SQLite in `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = ""
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, *words: object) -> dict[str, Any]:
        outcome = run(admin.main, *words, "--data", self.data)
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

    def try_(self, *words: object) -> Outcome:
        """Return how a command ended, whichever way."""
        return run(cli.main, "--profile", self.folder, *words)

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
