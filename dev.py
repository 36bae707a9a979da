#!/usr/bin/env python3
"""Sổ CNTT for those who work on it: run, demo, stories, screens, guide, setup, test, words, prove, bench, build.

    python3 dev.py run      try it: a provincial server, a sample commune, the window
    python3 dev.py test     everything that must be true before a change is handed on

Needs Python 3.11 to 3.13 and nothing else; the rest is installed into .venv from the locked
requirements. Standard library only. Debian 12 or newer, Windows 10 and 11.
"""
import sys

if sys.version_info < (3, 11):      # noqa: UP036 - said before anything an older Python cannot even read
    sys.exit("Python 3.11 or newer is needed; this is {}.{}.".format(*sys.version_info[:2]))

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent
VENV: Final = ROOT / ".venv"
STAMP: Final = VENV / "so-cntt-setup.json"
LOCK: Final = ROOT / "requirements" / "development.txt"
RUN: Final = ROOT / ".run"
SAMPLES: Final = ROOT / "resources" / "sample"
WINDOWS: Final = sys.platform == "win32"

QT_PACKAGES: Final = (
    "libegl1", "libgl1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0",
    "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0",
    "libxcb-xkb1", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "fonts-noto-core",
)
BENCH_PACKAGES: Final = ("xvfb",)
NEWEST_PYTHON: Final = (3, 13)      # the last one that the pinned Qt has wheels for
SERVER_PORT: Final = 8741
TEST_PIECES: Final = (      # the longest first; what stands in none of them is a piece of its own
    ("tests/ui",), ("tests/simulation", "tests/plays"), (), ("tests/stories", "tests/server"),
    ("tests/store", "tests/sync", "tests/crash", "tests/vault"), ("tests/cli", "tests/import_"),
)
TESTS_AT_ONCE: Final = 2
START_LIMIT_S: Final = 30.0

Json = dict[str, Any]


# ---------------------------------------------------------------- saying and doing

def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with one sentence and exit code 1."""
    sys.exit(text)


def program(name: str) -> Path:
    """Return the path of a program of the project's own Python."""
    return VENV / ("Scripts" if WINDOWS else "bin") / (name + (".exe" if WINDOWS else ""))


def environment(**extra: str) -> dict[str, str]:
    """Return the environment for the project's own programs: UTF-8 wherever Windows would not.

    Without compiled files kept, each start would compile a hundred modules anew: 200 ms before the window.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONUTF8": "1", **extra}


def call(*command: object, **extra: str) -> int:
    """Run a program in the project folder and return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=environment(**extra))


# ---------------------------------------------------------------- setup

def suitable_python() -> str:
    """Return the Python to build .venv with: this one, or the newest fitting one on the path."""
    if sys.version_info[:2] <= NEWEST_PYTHON:
        return sys.executable
    for minor in range(NEWEST_PYTHON[1], 10, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
        if WINDOWS and shutil.which("py") \
                and subprocess.call(["py", f"-3.{minor}", "-c", ""], stderr=subprocess.DEVNULL) == 0:
            asked = subprocess.run(["py", f"-3.{minor}", "-c", "import sys; print(sys.executable)"],
                                   capture_output=True, text=True, check=True)
            return asked.stdout.strip()
    stop("Qt 6.8 has no wheels for a Python as new as this one; install 3.11, 3.12 or 3.13 beside it.")


def is_debian_root() -> bool:
    """Return whether system packages can be installed here and now."""
    return not WINDOWS and hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def missing_packages(wanted: Sequence[str]) -> list[str]:
    """Return the Debian packages of `wanted` that are not installed; [] where there is no dpkg."""
    if WINDOWS or not shutil.which("dpkg-query"):
        return []
    # Debian 13 and Ubuntu 24.04 put "t64" behind some names; apt-get finds them by the old name.
    names = [*wanted, *(name + "t64" for name in wanted)]
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
                           capture_output=True, text=True, check=False)
    there = {line.split()[0].removesuffix("t64") for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in there]


def install_packages(names: Sequence[str]) -> bool:
    """Install Debian packages as root, or print the one line that does; return whether they are there."""
    line = "apt-get install -y " + " ".join(names)
    if not is_debian_root():
        say(f"Qt needs system libraries that are not here. Run this once:\n  sudo {line}")
        return False
    say(f"- installing system libraries: {' '.join(names)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    for before in ([], ["apt-get", "update", "-qq"]):
        if before:
            subprocess.call(before, env=quiet)
        if subprocess.call(command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return True
    say(f"System libraries could not be installed (no network?). Later, run:\n  {line}")
    return False


def fingerprint() -> Json:
    """Return what .venv is to be made from; where it differs from the stamp, setup has work to do."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in (("lock", LOCK), ("project", ROOT / "pyproject.toml"))} | {"place": str(ROOT)}


def stamp() -> Json:
    """Return what .venv was made from; {} when that is not known."""
    try:
        kept: Json = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if program("python").exists() and kept.get("place") == str(ROOT) else {}


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    if program("python").exists() and subprocess.call([str(program("python")), "-c", "import pip"]) == 0:
        return
    if importlib.util.find_spec("ensurepip") is None and not (
            is_debian_root() and install_packages(["python3-venv"])):
        stop("Python's own venv is missing; run this once:  sudo apt-get install -y python3-venv")
    say("- making .venv")
    if subprocess.call([suitable_python(), "-m", "venv", "--clear", str(VENV)]) != 0:
        stop("The folder .venv could not be made; is there room on the disk, and may it be written?")


def setup(*, wanted: Sequence[str] = QT_PACKAGES) -> bool:
    """Install what is missing and nothing else; return False when system libraries are still missing."""
    done, needed = stamp(), fingerprint()
    if done != needed:
        make_venv()
        pip = [program("python"), "-m", "pip", "--disable-pip-version-check", "install"]
        if done.get("lock") != needed["lock"]:
            say("- installing the locked requirements (about 200 MB the first time)")
            quiet = [] if sys.stdout.isatty() else ["-qq"]
            if call(*pip, *quiet, "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", LOCK) != 0:
                stop("The requirements could not be installed. This needs the network once, then never again.")
        say("- installing the project into .venv")
        if call(*pip, "-qq", "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT) != 0:
            stop("The project could not be installed into .venv; remove .venv and try again.")
        STAMP.write_text(json.dumps(needed), encoding="utf-8")
    compile_words()
    missing = missing_packages(wanted)
    return not missing or install_packages(missing)


def compile_words() -> None:
    """Make each .mo that is missing or older than its .po."""
    for source in (ROOT / "i18n").glob("*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            call(program("python"), ROOT / "i18n" / "words.py", "compile")
            return


# ---------------------------------------------------------------- run

def has_display() -> bool:
    """Return whether a window can be shown."""
    return WINDOWS or sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def ask(*command: object, **extra: str) -> Json:
    """Run one of our command lines with --json and return its answer.

    Ends the program with the answer's own sentence when it failed.
    """
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(**extra),
                          stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    try:
        answer: Json = json.loads(done.stdout)
    except ValueError:
        stop(f"{' '.join(str(part) for part in command[:3])} … gave no answer (exit code {done.returncode}).")
    if not answer.get("ok", done.returncode == 0):
        error = answer.get("error", {})
        stop(f"{error.get('message', 'It failed.')} {error.get('hint', '')}".strip())
    return answer


def free_port(wished: int) -> int:
    """Return `wished` when nothing listens there, else a free port."""
    for port in (wished, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    stop("This computer has no free port to listen on.")


class Province:
    """The provincial server of `run`: its data in .run/province, ended with the window."""

    def __init__(self, port: int) -> None:
        data = RUN / "province"
        data.mkdir(parents=True, exist_ok=True)
        self._admin = (program("so-cntt-server"), "--data", data, "--json")
        self.ask("commune", "add", "00000")
        self.ask("publish", "guides", ROOT / "resources" / "guides-vi.yaml")
        with (RUN / "server.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [str(part) for part in (*self._admin, "serve", "--port", port)],
                cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8")
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        if not first:
            stop(f"The provincial server did not start (exit code {self._process.wait(START_LIMIT_S)}); "
                 "see .run/server.log. Is another one still running?")
        self.url = str(json.loads(first)["url"])

    def ask(self, *words: object) -> Json:
        """Run a subcommand of the server and return its answer."""
        return ask(*self._admin, *words)

    def end(self) -> None:
        """Stop the server and wait for it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()


def waiting_incident() -> str:
    """Return the id of the sample incident that was sent to the province."""
    lines = (SAMPLES / "4-incidents.jsonl").read_text(encoding="utf-8").splitlines()
    return next(str(line["id"]) for line in map(json.loads, lines)
                if line["fields"].get("sent_to") == "province_ict")


def run(_arguments: Sequence[str]) -> int:
    """Try the whole thing on this computer: server, one-time code, sample commune, window."""
    if not setup():
        return 1
    if not has_display():
        stop("There is no display here to open a window on; `python3 dev.py demo` shows it as pictures.")
    profile, kept = RUN / "profile", RUN / "run.json"
    try:
        port = int(json.loads(kept.read_text(encoding="utf-8"))["port"])
    except (OSError, ValueError, KeyError):
        port = free_port(SERVER_PORT)
    if not kept.exists():       # a first run that was cut short: nobody has typed anything into it yet
        for begun in (profile, RUN / "province"):
            shutil.rmtree(begun, ignore_errors=True)
    say("- starting the provincial server")
    province = Province(port)
    try:
        client = (program("so-cntt"), "--profile", profile, "--json")
        keys = {"SO_CNTT_KEYRING": os.environ.get("SO_CNTT_KEYRING", "off")}    # a trial leaves nothing in the keyring
        if not kept.exists():
            say("- taking this PC into Xã Mẫu with a one-time code")
            ask(*client, "init", "--commune", "00000", "--name", "XM-VP-03", **keys)
            code = province.ask("code", "new", "--commune", "00000")["code"]
            ask(*client, "enrol", "--server", province.url, "--code", code, **keys)
            say("- loading the sample commune")
            for sample in sorted(SAMPLES.glob("*.jsonl")):
                ask(*client, "import", sample, **keys)
            ask(*client, "sync", **keys)
            say("- the province answers an incident")
            province.ask("reply", waiting_incident(), "Đã cập nhật phần ký số 2.4, đề nghị cài lại theo hướng dẫn.")
            kept.write_text(json.dumps({"port": port}), encoding="utf-8")
        say(f"- opening the window; the province listens at {province.url}, its log is .run/server.log")
        return call(program("python"), "-m", "desktop", "--profile", profile, **keys)
    finally:
        province.end()


# ---------------------------------------------------------------- the other verbs

def steps(named: Sequence[tuple[str, Callable[[], int]]]) -> int:
    """Do every step, say how each ended and how long all took; return 1 if any failed."""
    begun = time.monotonic()
    failed = []
    for name, step in named:
        say(f"== {name}")
        started = time.monotonic()
        if step() != 0:
            failed.append(name)
        say(f"== {name}: {'failed' if name in failed else 'ok'}, {time.monotonic() - started:.1f} s")
    say(f"{'FAILED: ' + ', '.join(failed) if failed else 'All green'} in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def test(arguments: Sequence[str]) -> int:
    """Check style, types and every test; further arguments go to pytest."""
    if not setup():
        return 1
    return steps([
        ("ruff", lambda: call(program("ruff"), "check", ".")),
        ("mypy", lambda: call(program("mypy"))),
        ("pytest", lambda: all_tests(arguments)),
    ])


def all_tests(arguments: Sequence[str]) -> int:
    """Run the tests in pieces, as many at once as there are cores on the smallest machine; each says how it ended."""
    quiet = {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_KEYRING": "off"}
    pytest = (program("python"), "-m", "pytest", "-q", "--durations=12")
    if arguments:
        return call(*pytest[:-1], *arguments, **quiet)
    named = [folder for piece in TEST_PIECES for folder in piece]

    def run(piece: tuple[str, ...]) -> tuple[tuple[str, ...], int, str]:
        chosen = piece or tuple(f"--ignore={folder}" for folder in named)
        done = subprocess.run([str(word) for word in (*pytest, *chosen)], cwd=ROOT, env=environment(**quiet),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return piece, done.returncode, done.stdout.decode("utf-8", "replace").strip()

    failed = 0
    with ThreadPoolExecutor(TESTS_AT_ONCE) as pool:
        for ended in as_completed([pool.submit(run, piece) for piece in TEST_PIECES]):
            piece, code, heard = ended.result()
            say(f"-- {', '.join(piece) or 'all the rest'}\n{heard}")
            failed = failed or code
    return failed


def demo(arguments: Sequence[str]) -> int:
    """Play the story offline-conflict-province through real windows; pictures in build/demo/."""
    if not setup():
        return 1
    return call(program("python"), "-m", "tests.demo", *arguments,
                QT_QPA_PLATFORM="offscreen", SO_CNTT_KEYRING="off")


def stories(arguments: Sequence[str]) -> int:
    """Play the weeks of officials through real windows; pictures in build/stories/."""
    if not setup():
        return 1
    return call(program("python"), "-m", "tests.plays", *arguments,
                QT_QPA_PLATFORM="offscreen", SO_CNTT_KEYRING="off")


def screens(arguments: Sequence[str]) -> int:
    """Take a picture of every page, small and large, empty, full and offline; into build/screens/."""
    if not setup():
        return 1
    return call(program("python"), "-m", "tests.pictures", *arguments,
                QT_QPA_PLATFORM="offscreen", SO_CNTT_KEYRING="off")


def guide(_arguments: Sequence[str]) -> int:
    """Take the pictures of the user guide (docs/huong-dan/) anew from the running program."""
    if not setup():
        return 1
    return call(program("python"), "-m", "tests.plays.guide", QT_QPA_PLATFORM="offscreen", SO_CNTT_KEYRING="off")


def words(_arguments: Sequence[str]) -> int:
    """Gather the words of the code, merge the Vietnamese, compile the catalogue."""
    setup(wanted=())
    return call(program("python"), ROOT / "i18n" / "words.py", "update")


def bench(arguments: Sequence[str]) -> int:
    """Measure sync and window (docs/architecture.md says how to read the figures)."""
    if not setup(wanted=(*QT_PACKAGES, *BENCH_PACKAGES)):
        return 1
    found = [ROOT / "benchmarks" / name for name in ("sync.py", "ui.py")]
    return steps([(path.stem, lambda path=path: call(program("python"), path, *arguments))     # type: ignore[misc]
                  for path in found if path.exists()])


def prove(_arguments: Sequence[str]) -> int:
    """Run the full quotas of reliability and security (not there yet)."""
    say("prove is filled by the issue on reliability and security: the full quotas of R1–R10 and S1–S10.")
    return 0


def build(_arguments: Sequence[str]) -> int:
    """Make the installers (not there yet)."""
    say("build is filled by the issue on packaging: the Windows installer and the Debian package.")
    return 0


VERBS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "run": run, "demo": demo, "setup": lambda _arguments: 0 if setup() else 1, "test": test, "words": words,
    "stories": stories, "screens": screens, "guide": guide, "prove": prove, "bench": bench, "build": build,
}


def main(arguments: Sequence[str]) -> int:
    """Do one verb and return its exit code."""
    described = {name: verb.__doc__ or setup.__doc__ or "" for name, verb in VERBS.items()}
    parser = argparse.ArgumentParser(
        prog="dev.py", description=(__doc__ or "").split("\n\n")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="verbs:\n" + "\n".join(f"  {name:<8} {text.splitlines()[0]}" for name, text in described.items()))
    parser.add_argument("verb", choices=VERBS, metavar="verb")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on (test: to pytest)")
    asked = parser.parse_args(arguments)
    return VERBS[asked.verb](asked.arguments)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")    # type: ignore[union-attr]  # a Windows console may lack a letter
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
