"""`so-cntt machine`: this PC is read and written for others, and others' files are taken in."""
import json
from pathlib import Path

import pytest

from desktop.services.machine import glpi
from desktop.services.machine.reading import Reading
from tests.stories.province import Pc

HP = Reading(maker="HP", model="280 G3", serial="5CG0123ABC", ram_gb=8, os="Windows 10 Pro", read_at="2026-11-22T08:00")


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pc:
    """A book that is not enrolled."""
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")
    made = Pc(tmp_path / "pc")
    made("init", "--person", "Hà Văn Mẫu")
    return made


def written(folder: Path, name: str, reading: Reading) -> Path:
    path = folder / name
    path.write_text(glpi.text_of(reading), encoding="utf-8")
    return path


def test_this_pc_is_read_without_a_book_and_in_time(tmp_path: Path):
    said = Pc(tmp_path / "nobody")("machine", "read")
    assert {"machine", "kind", "name", "read_at", "seconds"} <= set(said)
    assert said["machine"]["cpu"] and said["machine"]["ram_gb"] and said["seconds"] < 5


def test_this_pc_goes_out_and_comes_in_again_as_one_record(pc: Pc, tmp_path: Path):
    out = tmp_path / "may.json"
    told = pc("machine", "export", out)
    assert json.loads(out.read_text(encoding="utf-8"))["itemtype"] == "Computer"
    first = pc("machine", "import", out)
    [device] = pc("list", "device")["records"]
    assert first["created"] == [device["id"]]
    assert {code: device["fields"][code] for code in told["machine"]} == told["machine"]


def test_files_and_folders_are_taken_in_as_one_step_and_a_hand_stays(pc: Pc, tmp_path: Path):
    known = pc.put("device", "name=HP cũ", "serial=5CG0123ABC", "ram_gb=4")["id"]
    written(tmp_path, "hp.json", HP)
    written(tmp_path, "lenovo.json", Reading(maker="Lenovo", model="V50t", serial="PF2A7XYZ"))
    (tmp_path / "hong.json").write_text("{", encoding="utf-8")
    looked = pc("machine", "import", "--dry-run", tmp_path)
    assert {each["file"]: each["fate"] for each in looked["machines"]} == {
        "hp.json": "update", "lenovo.json": "new", "hong.json": "problem"}
    assert pc("list", "device")["total"] == 1
    done = pc("machine", "import", tmp_path)
    assert len(done["created"]) == 1 and done["changed"] == [known]
    fields = pc("get", known)["record"]["fields"]
    assert (fields["ram_gb"], fields["os"]) == (4, "Windows 10 Pro")
    pc("undo")
    assert pc("list", "device")["total"] == 1


def test_a_file_that_is_no_machine_is_said_in_one_sentence(pc: Pc, tmp_path: Path):
    (tmp_path / "hong.json").write_text('{"content": 5}', encoding="utf-8")
    refused = pc.try_("machine", "import", tmp_path / "hong.json")
    assert refused.exit == 1 and refused.said["error"]["code"] == "machine-bad-file"
    assert "hong.json" in refused.said["error"]["message"]
    missing = pc.try_("machine", "import", tmp_path / "none.json")
    assert missing.exit == 1
