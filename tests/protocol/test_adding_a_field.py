"""Adding a field is one line: table, form, list, import, copy, search, and both ways of sync follow by themselves.

Two programs meet: tomorrow's, whose `device` has a field more (`with_a_new_field`, in processes of its own), and
today's, this one. Today's keeps what it does not know and learns it on the day it is replaced.
"""
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from protocol.kinds import device
from tests.server.running import run as province
from tests.stories.province import Pc

ROOT = Path(__file__).resolve().parents[2]
TOMORROW = (sys.executable, "-m", "tests.protocol.with_a_new_field")
ENVIRONMENT = os.environ | {"SO_CNTT_KEYRING": "off", "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
SHEET = "STT;Tên thiết bị;Mã tài sản;Kệ số;Ghi chú\n1;Máy in Canon LBP2900;TB-001;Kệ A3;\n2;Máy quét Kodak;TB-002;;\n"

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A province that knows the new field already: the server is replaced before the PCs."""
    data = tmp_path / "province"
    province(data, "commune", "add", "00000")
    process = subprocess.Popen([*TOMORROW, "server", "serve", "--data", str(data), "--port", "0"], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def tomorrow(tmp_path: Path) -> Iterator[Callable[[str], Command]]:
    """Return a PC on which tomorrow's program runs; one process answers for all of them."""
    process = subprocess.Popen([*TOMORROW, "commands"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
    assert process.stdin is not None and process.stdout is not None

    def pc(name: str) -> Command:
        def command(*words: object) -> dict[str, Any]:
            line = json.dumps(["--profile", str(tmp_path / name), *map(str, words), "--json"])
            process.stdin.write(line + "\n")
            process.stdin.flush()
            said: dict[str, Any] = json.loads(process.stdout.readline())
            assert said["ok"], (words, said)
            return said
        return command

    yield pc
    process.stdin.close()
    process.wait(timeout=30)


def code(tmp_path: Path) -> str:
    return str(province(tmp_path / "province", "code", "new", "--commune", "00000")["code"])


def test_a_new_field_goes_everywhere(tmp_path, server, tomorrow):
    assert not device.KIND.has("shelf"), "this process runs today's program"
    one, other = tomorrow("one"), tomorrow("other")
    for pc, name in ((one, "XM-VP-01"), (other, "XM-VP-02")):
        pc("init", "--commune", "00000", "--name", name)
        pc("enrol", "--server", server, "--code", code(tmp_path))

    # Table and command line.
    by_hand = one("put", "device", "name=Dell OptiPlex 3020", "asset_code=PC-014", "shelf=Kệ B1")["record"]["id"]
    assert one("get", by_hand)["record"]["fields"]["shelf"] == "Kệ B1"

    # Import: the heading is known from the declaration.
    sheet = tmp_path / "thiet-bi.csv"
    sheet.write_text(SHEET, encoding="utf-8-sig")
    assert one("import", sheet)["created"] == 2
    found = one("list", "device", "--where", "shelf=Kệ A3")
    assert [each["fields"]["asset_code"] for each in found["records"]] == ["TB-001"]

    # Search, without accents.
    assert [hit["id"] for hit in one("search", "ke b1")["hits"]] == [by_hand]

    # Sync: up, and down to another PC.
    assert one("sync")["state"] == "synced"
    other("sync")
    assert other("get", by_hand)["record"]["fields"]["shelf"] == "Kệ B1"

    # Today's program keeps what it does not know, and its own edits do not erase it.
    old = Pc(tmp_path / "old")
    old("init", "--commune", "00000", "--name", "XM-VP-03")
    old("enrol", "--server", server, "--code", code(tmp_path))
    old("sync")
    old("put", "device", by_hand, "name=Dell OptiPlex 3020 (cũ)")
    old("sync")
    other("sync")
    fields = other("get", by_hand)["record"]["fields"]
    assert (fields["name"], fields["shelf"]) == ("Dell OptiPlex 3020 (cũ)", "Kệ B1")

    # Tomorrow's program opens today's book: the kept value becomes a column.
    learned = tomorrow("old")
    found = learned("list", "device", "--where", "shelf=Kệ B1")
    assert [each["id"] for each in found["records"]] == [by_hand]

    # List, copied table and form.
    done = subprocess.run([*TOMORROW, "look", str(tmp_path / "one")], cwd=ROOT, capture_output=True, text=True,
                          check=False, timeout=120, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["heading"] == seen["label"] == "Shelf"
    assert seen["cells"][-2:] == ["Kệ A3", "Kệ B1"]
    assert "Shelf" in seen["copied"]
    assert seen["typed"] == "Kệ gõ trong biểu mẫu"
    assert one("verify")["checks"]
