"""Start the child process, bound it, and take its answer."""
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from desktop.services.import_.sheets import Sheet, Unreadable, sheet_from_wire

TIMEOUT_S: Final = 20.0
PASSED_ON: Final = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")
"""All a reader needs of our surroundings: where the system keeps its libraries."""


def read_sheets(path: Path, *, timeout_s: float = TIMEOUT_S) -> list[Sheet]:
    """Return the visible sheets of a file, read in a process of its own; raises Unreadable with a code."""
    try:
        source = path.open("rb")
    except IsADirectoryError as error:
        raise Unreadable("not-a-table") from error
    except FileNotFoundError as error:
        raise Unreadable("no-file") from error
    except OSError as error:
        # Excel keeps a workbook locked while it is open.
        raise Unreadable("file-locked") from error
    with source:
        answer = _run_child(source.fileno(), timeout_s)
    code = answer.get("code")
    if code is not None:
        raise Unreadable(str(code))
    return [sheet_from_wire(each) for each in answer["sheets"]]


def _run_child(descriptor: int, timeout_s: float) -> dict[str, list[dict[str, object]]]:
    root = str(Path(__file__).resolve().parents[3])
    surroundings = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    surroundings |= {"PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-s", "-m", "desktop.services.import_.child"]
    flags = 0x08000000 if sys.platform == "win32" else 0      # CREATE_NO_WINDOW
    try:
        done = subprocess.run(command, stdin=descriptor, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=surroundings, timeout=timeout_s, creationflags=flags, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too-slow") from error
    if done.returncode != 0 or not done.stdout:
        # The reader died of its memory or time limit: the file asks for more than any table of ours.
        raise Unreadable("too-big")
    answer = json.loads(done.stdout)
    if not isinstance(answer, dict):
        raise Unreadable("damaged")
    return answer
