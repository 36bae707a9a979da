"""The small files of a profile and a program: settings of the view, the log, where things lie."""
import json
import logging
import sys
from pathlib import Path

import pytest

from desktop import logs, paths, settings


def test_view_settings_come_back_as_they_were_saved(tmp_path):
    view = settings.ViewSettings(language="en", text_scale=125, page="devices", columns={"device": [80]})
    settings.save(tmp_path, view)
    assert settings.load(tmp_path) == view
    assert [path.name for path in tmp_path.iterdir()] == ["view.json"]


@pytest.mark.parametrize(
    "kept", ["", "not json", "[1]", '{"language": "xx", "text_scale": 7, "columns": {"a": ["b"]}}'])
def test_odd_view_settings_fall_back_without_an_error(tmp_path, kept):
    (tmp_path / "view.json").write_text(kept, encoding="utf-8")
    view = settings.load(tmp_path)
    assert (view.language, view.text_scale, view.columns) == ("vi", 100, {})


def test_a_setting_of_a_newer_program_survives(tmp_path):
    (tmp_path / "view.json").write_text('{"theme": "dark", "text_scale": 150}', encoding="utf-8")
    view = settings.load(tmp_path)
    settings.save(tmp_path, view)
    assert json.loads((tmp_path / "view.json").read_text(encoding="utf-8"))["theme"] == "dark"


def test_text_grows_and_shrinks_within_bounds():
    view = settings.ViewSettings(text_scale=100)
    assert (view.larger(), view.smaller()) == (110, 90)
    assert settings.ViewSettings(text_scale=200).larger() == 200
    assert settings.ViewSettings(text_scale=90).smaller() == 90


def logged(tmp_path: Path) -> str:
    return (tmp_path / "logs" / "so-cntt.log").read_text(encoding="utf-8")


def test_the_log_tells_where_but_not_what_was_typed(tmp_path):
    class Wrong(Exception):
        code = "wrong-thing"

    logs.start(tmp_path)
    try:
        try:
            raise ValueError("Lê Thị Hoa, 0951234567")
        except ValueError as error:
            raise Wrong("typed text") from error
    except Wrong:
        logging.getLogger("desktop.test").exception("saving failed for %s", "hoa@example.vn 0951 234 567")
    finally:
        logs.stop()
    text = logged(tmp_path)
    assert "saving failed" in text
    assert "[wrong-thing]" in text and "ValueError" in text and "test_desktop_files.py:" in text
    for personal in ("Hoa", "hoa@", "0951", "typed text"):
        assert personal not in text


def test_an_id_and_a_time_are_readable_in_the_log(tmp_path):
    logs.start(tmp_path)
    logging.getLogger("desktop.test").info("record 01a194ee-2f3c-773e-9a39-5b41d6f3d452 took 1234 ms")
    logs.stop()
    assert "01a194ee-2f3c-773e-9a39-5b41d6f3d452 took 1234 ms" in logged(tmp_path)
    assert logged(tmp_path).startswith("20")


def test_starting_the_log_twice_writes_each_line_once(tmp_path):
    logs.start(tmp_path)
    logs.start(tmp_path)
    logging.getLogger("desktop.test").info("once")
    logs.stop()
    assert logged(tmp_path).count("once") == 1


def test_a_profile_lies_where_the_system_keeps_data(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert paths.default_profile() == tmp_path / "so-cntt"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths.default_profile() == Path.home() / ".local" / "share" / "so-cntt"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert paths.default_profile() == tmp_path / "SoCNTT"


def test_the_programs_own_files_are_found():
    assert paths.resource("communes.tsv").exists()
