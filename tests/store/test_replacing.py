"""A finished file gets its name although somebody looks at it just then; and who holds a book is named."""
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop import replacing
from desktop.replacing import put_in_place
from desktop.store.errors import ProfileInUse
from desktop.store.locking import ProfileLock


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What a program under Windows waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(replacing.time, "sleep", waited.append)
    monkeypatch.setattr(replacing.sys, "platform", "win32")
    return waited


def refuse(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Have Windows refuse the first `times` moves."""
    move, left = Path.replace, [times]

    def replace(self: Path, target: Path) -> Path:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "being used by another process")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_guard_that_looks_at_the_new_file_is_waited_for(tmp_path, monkeypatch, waits):
    (tmp_path / "new").write_text("whole", "utf-8")
    refuse(monkeypatch, 3)
    put_in_place(tmp_path / "new", tmp_path / "kept")
    assert (tmp_path / "kept").read_text("utf-8") == "whole"
    assert waits == [0.02, 0.05, 0.1]


def test_what_stays_closed_is_said_within_two_seconds(tmp_path, monkeypatch, waits):
    (tmp_path / "new").write_text("whole", "utf-8")
    (tmp_path / "kept").write_text("old", "utf-8")
    refuse(monkeypatch, 99)
    with pytest.raises(PermissionError):
        put_in_place(tmp_path / "new", tmp_path / "kept")
    assert sum(waits) < 2 and (tmp_path / "kept").read_text("utf-8") == "old"


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere an open file can be replaced")
def test_a_file_that_is_open_for_a_moment_is_replaced(tmp_path):
    (tmp_path / "new").write_text("whole", "utf-8")
    kept = tmp_path / "kept"
    kept.write_text("old", "utf-8")
    looking = kept.open("rb")
    threading.Thread(target=lambda: (time.sleep(0.2), looking.close())).start()
    put_in_place(tmp_path / "new", kept)
    assert kept.read_text("utf-8") == "whole"


def test_a_refused_lock_names_the_program_that_holds_it(tmp_path):
    code = ("import pathlib, sys; from desktop.store.locking import ProfileLock; "
            "lock = ProfileLock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()")
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], env=os.environ)
    assert holder.stdout is not None and holder.stdout.readline().strip() == b"held"
    try:
        with pytest.raises(ProfileInUse) as refused:
            ProfileLock(tmp_path)
        assert str(refused.value) == (tmp_path / "lock").read_text("ascii") != ""
    finally:
        holder.communicate()
