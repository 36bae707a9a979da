"""What goes wrong in real offices: lost replies, cloned PCs, restored servers, withdrawn PCs."""
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.province import ENVIRONMENT, Pc, Server
from tests.stories.wire import Wire

Made = Callable[[str], Pc]


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    host, port = server.url.removeprefix("http://").split(":")
    made = Wire((host, int(port)))
    yield made
    made.close()


def test_a_lost_reply_does_not_double_anything(tmp_path: Path, server: Server, wire: Wire, pc: Made):
    """1. We push. 2. The server keeps it, its reply is lost. 3. We push again."""
    first = Pc(tmp_path / "A")
    first("init", "--commune", "00000", "--name", "XM-VP-01")
    first("enrol", "--server", wire.url, "--code", server.code())
    first("sync")
    note = first.put("incident", "title=Mất mạng tầng 2")["id"]
    wire.swallow = True
    assert first.try_("sync").exit == 3
    assert first.get(note)["state"] == "waiting"
    wire.swallow = False
    first("sync")
    assert first.get(note)["state"] == "synced"
    second = pc("XM-VP-02")
    second("sync")
    assert second("list", "incident")["total"] == 1
    assert first("history", note)["complete"] and len(
        [change for change in second("history", note)["changes"] if change["field"] == "title"]) <= 1


def test_a_cloned_pc_takes_a_new_id_and_both_keep_their_work(tmp_path: Path, pc: Made):
    first = pc("XM-VP-01")
    first.put("device", "name=Trước khi nhân bản")
    first("sync")
    clone = first.cloned(tmp_path / "clone")
    first.put("device", "name=Máy của bản gốc")
    clone.put("device", "name=Máy của bản sao")
    first("sync")
    clone("sync")
    clone("sync")
    first("sync")
    assert clone("status")["replica"] != first("status")["replica"]
    for each in (first, clone):
        names = sorted(record["fields"]["name"] for record in each("list", "device")["records"])
        assert names == ["Máy của bản gốc", "Máy của bản sao", "Trước khi nhân bản"]


def test_a_server_restored_from_an_older_backup_gets_its_lost_days_back(tmp_path: Path, server: Server, pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    first.put("device", "name=Có trong bản sao lưu")
    first("sync")
    backup = tmp_path / "old.backup"
    server("backup", backup)
    first.put("device", "name=Ghi sau bản sao lưu")
    incident = second.put("incident", "title=Máy in kẹt giấy")["id"]
    first("sync")
    second("sync")
    first("sync")
    server.stop()
    server("restore", backup)
    server.start()
    for _ in range(2):
        first("sync")
        second("sync")
    third = pc("XM-VP-03")
    third("sync")
    for each in (first, second, third):
        names = {record["fields"]["name"] for record in each("list", "device")["records"]}
        assert names == {"Có trong bản sao lưu", "Ghi sau bản sao lưu"}
        assert each.get(incident)["state"] == "synced"
        assert each("status")["state"] == "synced"


def test_a_revoked_pc_keeps_its_data_and_says_so(server: Server, pc: Made):
    first = pc("XM-VP-01")
    first.put("device", "name=Vẫn còn đây")
    first("sync")
    server("replica", "revoke", first("status")["replica"])
    late = first.put("device", "name=Ghi sau khi bị thu hồi")["id"]
    refused = first.try_("sync")
    assert refused.exit == 1 and refused.code == "revoked"
    assert first("list", "device")["total"] == 2
    assert first.get(late)["state"] == "waiting"
    assert first("status")["state"] == "refused"
    first("enrol", "--server", server.url, "--code", server.code())
    assert first("sync")["state"] == "synced"
    assert first.get(late)["state"] == "synced"


def test_work_before_enrolment_arrives_with_its_history(lonely_pc: Made, server: Server, pc: Made):
    early = lonely_pc("XM-VP-09")
    device = early.put("device", "name=Máy ghi trước", "status=in_use")["id"]
    early.put("device", device, "status=broken")
    assert early("status")["state"] == "unenrolled"
    early("enrol", "--server", server.url, "--code", server.code())
    early("sync")
    second = pc("XM-VP-02")
    second("sync")
    assert second.fields(device)["status"] == "broken"
    changes = second("history", device)["changes"]
    assert ("status", "in_use", "broken", "Hà Văn Mẫu") in [
        (each["field"], each["old"], each["new"], each["author"]) for each in changes]


def test_the_answer_of_the_province_comes_down(server: Server, pc: Made):
    first = pc("XM-VP-01")
    incident = first.put("incident", "title=Phần mềm một cửa treo", "status=escalated", "sent_to=support_team")["id"]
    first("sync")
    server("reply", incident, "Đã cập nhật bản vá, đề nghị khởi động lại.")
    first("sync")
    assert first.fields(incident)["status"] == "answered"
    [note] = first("list", "incident_note", "--where", f"incident={incident}")["records"]
    assert note["fields"]["text"] == "Đã cập nhật bản vá, đề nghị khởi động lại." and note["fields"]["kind"] == "reply"


def test_guides_of_the_province_come_down_and_are_not_ours_to_change(server: Server, pc: Made):
    guides = Path(__file__).parents[2] / "resources" / "guides-vi.yaml"
    told = server("publish", "guides", guides)
    assert told["created"] >= 28
    assert server("publish", "guides", guides)["created"] == 0
    first = pc("XM-VP-01")
    first("sync")
    found = first("list", "guide")
    assert found["total"] == told["created"]
    refused = first.try_("put", "guide", found["records"][0]["id"], "title=Sửa trộm")
    assert refused.exit == 1
    assert first.fields(found["records"][0]["id"])["title"] != "Sửa trộm"


def test_killed_in_the_middle_of_a_sync_nothing_is_lost(tmp_path: Path, pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    lines = tmp_path / "records.jsonl"
    lines.write_text("\n".join(
        json.dumps({"kind": "device", "fields": {"name": f"Máy số {at}", "asset_code": f"PC-{at:04}"}})
        for at in range(1500)), encoding="utf-8")
    first("import", lines)
    for delay_s in (0.25, 0.35, 0.45, 0.55):
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop.cli", "--profile", str(first.folder), "sync", "--json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        time.sleep(delay_s)    # not a wait for something: the moment of the cut
        process.kill()
        process.wait()
    first("sync")
    second("sync")
    assert first("status")["waiting"] == 0
    assert second("list", "device", "--limit", "1")["total"] == first("list", "device", "--limit", "1")["total"] == 1500


def test_a_book_restored_on_another_pc_by_the_recovery_code_alone(tmp_path: Path, lonely_pc: Made):
    first = Pc(tmp_path / "A")
    code = first("init", "--commune", "00000", "--name", "XM-VP-01")["recovery_code"]
    device = first.put("device", "name=Cứu được")["id"]
    told = first("backup", tmp_path / "book.sobak")
    assert told["verified"] is True
    other = Pc(tmp_path / "B")
    wrong = other.try_("restore", tmp_path / "book.sobak", "--recovery-code", "0" * 27)
    assert wrong.exit == 1
    other("restore", tmp_path / "book.sobak", "--recovery-code", code)
    assert other.fields(device)["name"] == "Cứu được"

    stolen = tmp_path / "C"
    shutil.copytree(first.folder, stolen)
    keys = json.loads((stolen / "keys.json").read_text())
    assert code.replace("-", "").replace(" ", "") not in json.dumps(keys)


def test_search_finds_a_former_commune_and_the_end_of_a_code(lonely_pc: Made):
    first = lonely_pc("XM-VP-01")
    device = first.put("device", "name=Dell OptiPlex 3020", "asset_code=PC-014", "origin_unit=UBND xã Bản Cũ")["id"]
    office = first.put("office", "name=Văn phòng HĐND và UBND")["id"]
    person = first.put("person", "full_name=Đặng Thị Thủy", f"office={office}")["id"]
    for text, wanted in (("014", device), ("ban cu", device), ("dang thi thuy", person), ("Thuỷ", person)):
        assert wanted in [hit["id"] for hit in first("search", text)["hits"]], text
