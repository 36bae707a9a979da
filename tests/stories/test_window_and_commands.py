"""The window and the command line on one profile, and the demo that must be able to fail."""
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.province import ENVIRONMENT, Pc

Made = Callable[[str], Pc]
OFFSCREEN = ENVIRONMENT | {"QT_QPA_PLATFORM": "offscreen"}
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def open_window() -> Iterator[Callable[[Pc], "subprocess.Popen[bytes]"]]:
    """Open the window of a profile in a process of its own; it is gone when the story ends."""
    opened: list[subprocess.Popen[bytes]] = []

    def made(pc: Pc) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-m", "desktop", "--profile", str(pc.folder)], env=OFFSCREEN,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        opened.append(process)
        end = time.monotonic() + 30
        while (pc.folder / "lock").stat().st_size == 0:    # the lock names the program that holds it
            assert process.poll() is None and time.monotonic() < end, "the window did not open"
            time.sleep(0.05)
        return process

    yield made
    for process in opened:
        process.kill()
        process.wait()


def test_with_the_window_open_the_command_line_reads_and_does_not_write(
        lonely_pc: Made, open_window: Callable[[Pc], "subprocess.Popen[bytes]"]):
    pc = lonely_pc("XM-VP-01")
    device = pc.put("device", "name=Máy in")["id"]
    window = open_window(pc)
    for words in (("put", "device", "name=Máy khác"), ("delete", device), ("undo",), ("sync",)):
        refused = pc.try_(*words)
        assert (refused.exit, refused.code) == (1, "profile-in-use"), words
    assert pc.get(device)["fields"]["name"] == "Máy in"
    assert pc("list", "device")["total"] == 1 and pc("search", "may in")["total"] == 1
    assert pc("status")["waiting"] >= 1 and pc("verify")["checks"]
    window.kill()
    window.wait()
    pc.put("device", device, "status=broken")
    assert pc.fields(device)["status"] == "broken"


def test_a_second_window_on_the_same_profile_says_so_and_goes(
        lonely_pc: Made, open_window: Callable[[Pc], "subprocess.Popen[bytes]"]):
    pc = lonely_pc("XM-VP-01")
    open_window(pc)
    second = subprocess.run([sys.executable, "-m", "desktop", "--profile", str(pc.folder)], env=OFFSCREEN,
                            capture_output=True, check=False, timeout=30)
    assert second.returncode == 1 and "Traceback" not in second.stderr.decode()
    assert "cửa sổ khác" in second.stderr.decode()


@pytest.mark.parametrize(("extra", "status"), [((), 0), (("--kill-server-at", "11"), 1)])
def test_the_demo_holds_and_fails_when_the_server_dies(tmp_path: Path, extra: tuple[str, ...], status: int):
    played = subprocess.run([sys.executable, "-m", "tests.demo", "--pictures", str(tmp_path), *extra], cwd=PROJECT,
                            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, check=False,
                            timeout=240)
    assert played.returncode == status, played.stdout.decode() + played.stderr.decode()
    if status == 0:
        assert len(list(tmp_path.glob("*.png"))) == 17
    else:
        assert "KHÔNG ĐẠT" in played.stderr.decode()
