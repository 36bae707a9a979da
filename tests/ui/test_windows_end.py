"""What the program does under Windows alone: the end of a session closes the book, a small screen gets it all."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys, types
from pathlib import Path
from PySide6.QtCore import QTimer
import desktop.bootstrap as bootstrap
from desktop.ui.application import Application
bootstrap.sys = types.SimpleNamespace(platform="win32", stderr=sys.stderr, setswitchinterval=sys.setswitchinterval)
run, profile, how = Application.run, Path(sys.argv[1]), sys.argv[2]

def ended(self):
    # Windows: the signal comes while the window stands, and the process is gone right after it.
    self._qt.aboutToQuit.emit()
    print("lock:", (profile / "lock").read_text() or "none", "backups:", len(list((profile / "backups").iterdir())),
          "window:", self.window().isVisible(), flush=True)
    import os
    os._exit(7)

def run_until(self):
    QTimer.singleShot(1500, (lambda: self.window().close()) if how == "closed" else (lambda: ended(self)))
    return run(self)

Application.run = run_until
sys.exit(bootstrap.run(profile))
"""


@pytest.mark.parametrize(("how", "status"), [("closed", 0), ("session", 7)])
def test_the_book_is_closed_whichever_way_the_program_ends(tmp_path, how, status):
    profile = tmp_path / "book"
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(profile), how], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_KEYRING": "off"}, check=False,
                          timeout=90)
    assert done.returncode == status, done.stderr
    assert "Error" not in done.stderr, done.stderr
    assert (profile / "lock").read_text() == "" and len(list((profile / "backups").iterdir())) == 1
    if how == "session":
        assert done.stdout.strip() == "lock: none backups: 1 window: False"


def test_a_window_larger_than_the_screen_beside_the_taskbar_has_no_room(qapp):
    from PySide6.QtWidgets import QWidget

    from desktop.ui.application import FRAME_PX, has_room
    window = QWidget()
    free = window.screen().availableSize()
    window.resize(free.width(), free.height() - FRAME_PX)
    assert has_room(window)
    window.resize(free.width(), free.height() - FRAME_PX + 1)
    assert not has_room(window)
    window.resize(free.width() + 1, 300)
    assert not has_room(window)
