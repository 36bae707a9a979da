"""What Windows wants of a program first; on other systems nothing is touched."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import windows

ROOT = Path(__file__).resolve().parent.parent
ON_WINDOWS = sys.platform == "win32"
only_there = pytest.mark.skipif(not ON_WINDOWS, reason="Windows alone")


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python as a commune's PC does: no mode of UTF-8 is asked for."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONUTF8")}
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL,
                          env=plain | {"SO_CNTT_KEYRING": "off"}, check=False, timeout=60)


@pytest.mark.parametrize("module", ["desktop", "desktop.cli"])
def test_help_can_be_sent_into_a_file_in_vietnamese(module):
    asked = run("-m", module, "--help")
    assert asked.returncode == 0, asked.stderr
    assert "sổ" in asked.stdout.decode("utf-8")


@pytest.mark.skipif(ON_WINDOWS, reason="elsewhere")
def test_nothing_is_touched_elsewhere(monkeypatch):
    before = dict(sys.modules), sys.stdout.errors
    windows.begin(has_window=True)
    assert (dict(sys.modules), sys.stdout.errors) == before


@only_there
def test_nobody_asks_wmi_who_this_system_is():
    asked = run("-c", "import sys; from desktop import windows; windows.begin(); import platform; "
                      "print(platform.system(), platform.uname().release, sys.modules['_wmi'])")
    assert asked.stdout.split()[0] == b"Windows" and asked.stdout.split()[-1] == b"None"


@only_there
def test_it_begins_without_a_console():
    without = Path(sys.executable).with_name("pythonw.exe")
    done = subprocess.run([str(without), "-m", "desktop", "--help"], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0


def test_a_command_without_anybody_to_ask_ends(tmp_path):
    """Under Windows the empty input calls itself a terminal; a scheduled task would wait for ever."""
    code = ("import sys\nfrom desktop.cli.session import _somebody_types\nprint(_somebody_types())\n"
            "sys.stdin = None\nprint(_somebody_types())")
    assert run("-c", code).stdout.split() == [b"False", b"False"]


def test_lists_menus_and_tips_have_our_font_whatever_was_once_chosen_for_windows():
    from desktop.ui import theme
    rule = theme.windows_rule(2.0)
    assert "QAbstractItemView" in rule and "QMenu" in rule and '"Segoe UI"' in rule and "font-size: 28px" in rule
    assert (rule in theme.qss(2.0)) == ON_WINDOWS
