"""The one command: what it says where it cannot go on, and that it does nothing twice."""
import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev(tmp_path) -> ModuleType:
    """Return dev.py, working in an empty folder with a lock of its own."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements.txt").write_text("one==1", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    module.ROOT, module.VENV, module.RUN = tmp_path, tmp_path / ".venv", tmp_path / ".run"
    module.STAMP, module.LOCK = tmp_path / ".venv" / "stamp.json", tmp_path / "requirements.txt"
    return module


@pytest.fixture
def calls(dev, monkeypatch) -> list[list[str]]:
    """Have every program only noted, and .venv look as if it were there."""
    noted: list[list[str]] = []
    python = dev.program("python")
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(dev.subprocess, "call", lambda command, **_: noted.append([str(part) for part in command]) or 0)
    monkeypatch.setattr(dev, "missing_packages", lambda wanted: [])
    return noted


def said_by(*words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run([sys.executable, str(ROOT / "dev.py"), *words], cwd=ROOT, env=environment | changed,
                          capture_output=True, text=True, encoding="utf-8", check=False)


def test_help_names_every_verb():
    text = said_by("--help").stdout
    for verb in ("run", "demo", "setup", "test", "words", "prove", "bench", "build"):
        assert f"  {verb}" in text


@pytest.mark.parametrize("verb", ["prove", "build"])
def test_a_verb_that_is_not_there_yet_says_who_fills_it(verb):
    done = said_by(verb)
    assert done.returncode == 0
    assert "is filled by the issue on" in done.stdout


def test_setup_installs_once_and_then_nothing(dev, calls):
    assert dev.setup()
    assert any("--require-hashes" in call for call in calls)
    calls.clear()
    assert dev.setup()
    assert calls == []


def test_setup_never_names_an_address(dev, calls):
    dev.setup()
    assert not [part for call in calls for part in call if "://" in part or part.startswith("--index")]


def test_a_changed_lock_is_installed_and_a_changed_project_only_itself(dev, calls):
    dev.setup()
    calls.clear()
    dev.LOCK.write_text("one==2", encoding="utf-8")
    dev.setup()
    assert any("--require-hashes" in call for call in calls)
    calls.clear()
    (dev.ROOT / "pyproject.toml").write_text("[project]", encoding="utf-8")
    dev.setup()
    assert not any("--require-hashes" in call for call in calls)
    assert any("-e" in call for call in calls)


def test_a_moved_folder_is_set_up_again(dev, calls):
    dev.setup()
    dev.STAMP.write_text(json.dumps(dev.fingerprint() | {"place": "elsewhere"}), encoding="utf-8")
    calls.clear()
    dev.setup()
    assert calls


def test_system_libraries_are_named_in_one_line_where_they_may_not_be_installed(dev, calls, monkeypatch, capsys):
    monkeypatch.setattr(dev, "missing_packages", lambda wanted: ["libegl1", "libxcb-cursor0"])
    monkeypatch.setattr(dev, "is_debian_root", lambda: False)
    assert not dev.setup()
    assert "  sudo apt-get install -y libegl1 libxcb-cursor0\n" in capsys.readouterr().out


def test_a_library_under_its_newer_name_counts_as_there(dev, monkeypatch):
    said = "libegl1 installed\nlibglib2.0-0t64 installed\nlibgl1 not-installed\n"
    monkeypatch.setattr(dev.shutil, "which", lambda name: name)
    monkeypatch.setattr(dev.subprocess, "run",
                        lambda command, **_: subprocess.CompletedProcess(command, 0, stdout=said, stderr=""))
    assert dev.missing_packages(["libegl1", "libglib2.0-0", "libgl1"]) == ["libgl1"]


def test_a_missing_venv_module_is_one_sentence(dev, monkeypatch):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev, "is_debian_root", lambda: False)
    with pytest.raises(SystemExit, match="sudo apt-get install -y python3-venv"):
        dev.setup()


def test_without_a_display_run_points_at_demo(dev, calls, monkeypatch):
    monkeypatch.setattr(dev, "has_display", lambda: False)
    with pytest.raises(SystemExit, match="dev.py demo"):
        dev.main(["run"])


def test_a_taken_port_is_not_used(dev):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert dev.free_port(port) not in (0, port)


def test_a_failed_step_fails_the_whole_and_the_others_still_run(dev, capsys):
    assert dev.steps([("first", lambda: 1), ("second", lambda: 0)]) == 1
    assert "FAILED: first" in (said := capsys.readouterr().out)
    assert "== second: ok" in said
