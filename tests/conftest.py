"""What every test may count on: no screen, no keyring of this computer, Vietnamese words."""
import os
import sys
from collections.abc import Iterator

# Before anything imports Qt or asks for a key.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SO_CNTT_KEYRING", "off")
os.environ.setdefault("PYTHONUTF8", "1")

import pytest

from desktop import language


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Each test begins in the language that users see first."""
    language.install("vi")
    yield
    language.install("vi")


_status: dict[str, int] = {}


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Note how the run ended, before Qt has its last word."""
    _status["exit"] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End at once after a run with windows.

    Qt's objects that outlive their tests are torn down after Python's own modules, in no order: once in
    a while that crashed a run in which everything had passed. The program itself ends in order
    (`Program.stop`), and its exit codes are tested in processes of their own.
    """
    if "PySide6.QtWidgets" in sys.modules and "exit" in _status:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_status["exit"])
