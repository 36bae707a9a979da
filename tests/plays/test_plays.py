"""Every play comes to its end, in a program of its own; the long one with a small quota."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.machine import StepFailed
from tests.plays.__main__ import NAMES
from tests.plays.stage import Stage

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_play_comes_to_its_end(name: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.plays", name, "--pictures", str(tmp_path)], cwd=ROOT,
                          env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_PLAY_EDITS": "200"},
                          capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert len(list((tmp_path / name).glob("*.png"))) >= 2


def test_what_must_hold_and_does_not_ends_the_play(tmp_path: Path) -> None:
    stage = Stage(tmp_path, tmp_path / "pictures")
    with pytest.raises(StepFailed):
        stage.must(0 == 1, "one is none")
    stage.must(True, "nothing")
