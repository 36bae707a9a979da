"""The command line: one JSON object, exit codes, and plain words when something is wrong."""
import json
from pathlib import Path
from typing import Any

import pytest

from server import admin

GUIDES = Path(__file__).resolve().parents[2] / "resources" / "guides-vi.yaml"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str, status: int = 0) -> dict[str, Any]:
        assert admin.main([*arguments, "--json", "--data", str(tmp_path)]) == status
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert answer["ok"] is (status == 0)
        return answer
    return run


def test_a_commune_is_added_listed_and_gets_a_code(run: Any) -> None:
    assert run("commune", "add", "00000") == {"ok": True, "commune": "00000", "name": "Xã Mẫu", "province": "00"}
    assert run("commune", "add", "00000")["commune"] == "00000"
    assert run("commune", "list")["communes"] == [
        {"commune": "00000", "name": "Xã Mẫu", "province": "00", "replicas": 0}]
    code = run("code", "new", "--commune", "00000", "--role", "viewer")
    assert (code["commune"], code["role"], len(code["code"])) == ("00000", "viewer", 23)
    assert code["expires_at"].endswith("Z")
    assert run("replica", "list")["replicas"] == []


def test_guides_backup_and_restore_go_round(run: Any, tmp_path: Path) -> None:
    run("commune", "add", "00000")
    assert run("publish", "guides", str(GUIDES))["created"] > 30
    assert run("publish", "guides", str(GUIDES))["created"] == 0
    backup = run("backup", str(tmp_path / "mine.db"))
    assert Path(backup["file"]).stat().st_size == backup["bytes"]
    assert set(backup["durable"]) == {"province-00"}
    assert Path(run("backup")["file"]).parent == tmp_path / "backups"
    first = run("restore", backup["file"])["epoch"]
    assert first != run("restore", backup["file"])["epoch"]
    assert run("publish", "guides", str(GUIDES))["created"] == 0


@pytest.mark.parametrize(("arguments", "status", "code"), [
    (("commune", "add", "99999"), 1, "unknown-commune"),
    (("code", "new", "--commune", "00004"), 1, "unknown_commune"),
    (("replica", "revoke", "nobody"), 1, "not_found"),
    (("reply", "0192", "x"), 1, "not-a-reference"),
    (("assign", "0192", "x"), 1, "unknown-incident"),
    (("publish", "guides", "nowhere.yaml"), 1, "no-file"),
    (("restore", "nowhere.db"), 4, "bad-backup"),
    (("nonsense",), 2, "wrong-use"),
    (("commune",), 2, "wrong-use"),
    (("code", "new"), 2, "wrong-use"),
    (("code", "new", "--commune", "00000", "--role", "admin"), 2, "wrong-use"),
])
def test_what_goes_wrong_is_told_by_code(run: Any, arguments: tuple[str, ...], status: int, code: str) -> None:
    error = run(*arguments, status=status)["error"]
    assert error["code"] == code
    assert error["message"]
    assert set(error) == {"code", "message", "hint"}


def test_a_damaged_database_is_code_four(run: Any, tmp_path: Path) -> None:
    run("commune", "add", "00000")
    (tmp_path / "server.db").write_bytes(b"nonsense" * 1000)
    assert run("commune", "list", status=4)["error"]["code"] == "damaged"


def test_without_a_place_it_is_wrong_use(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(admin.DATA_VARIABLE, raising=False)
    assert admin.main(["--json", "commune", "list"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "wrong-use"


def test_the_options_may_stand_anywhere_and_the_database_may_be_named(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    assert admin.main(["--database", where, "--json", "commune", "add", "00000"]) == 0
    assert admin.main(["commune", "list", "--database", where]) == 0
    out = capsys.readouterr().out
    assert "Xã Mẫu" in out.splitlines()[1]
    assert (tmp_path / "elsewhere.db").exists()


def test_errors_without_json_are_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert admin.main(["commune", "add", "99999", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("unknown-commune")
