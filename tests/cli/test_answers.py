"""The form of every answer: scripts read it, so no key goes away and stdout is one JSON object."""
from pathlib import Path

import pytest

from tests.stories.province import Pc, run_alone

RECORD = {"id", "kind", "version", "state", "deleted", "fields", "labels", "conflicts"}
STATUS = {"enrolled", "commune", "server", "state", "waiting", "oldest_waiting_at", "rejected", "conflicts", "acked",
          "durable", "last_sync_at", "counts"}
BATCH = {"batch", "kind", "created", "changed", "same", "skipped_rows", "problems"}


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pc:
    """A book that is not enrolled."""
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")
    made = Pc(tmp_path / "pc")
    assert {"profile", "replica", "recovery_code", "key_slot"} <= set(made("init", "--person", "Hà Văn Mẫu"))
    return made


def test_every_answer_has_its_keys(pc: Pc, tmp_path: Path):
    record = pc.put("device", "name=Máy in", "asset_code=MI-014")
    assert set(record) >= RECORD and record["state"] == "waiting" and record["version"] == 0
    found = pc("list", "device", "--where", "asset_code=MI-014")
    assert found["total"] == 1 and set(found["records"][0]) >= RECORD
    assert pc("list", "device", "--where", "asset_code=XX")["total"] == 0
    assert set(pc("status")) >= STATUS
    assert {"hits", "total"} <= set(pc("search", "may", "in"))
    assert {"changes"} <= set(pc("history", record["id"]))
    assert {"category", "guide", "device", "office", "candidates"} <= set(pc("guess", "may in ket giay"))
    assert pc("conflicts")["conflicts"] == []
    assert {"file", "bytes", "verified"} <= set(pc("backup", tmp_path / "x.sobak"))
    assert all({"name", "ok"} <= set(check) for check in pc("verify")["checks"])
    assert pc("delete", record["id"])["record"]["deleted"] is True
    assert pc("undelete", record["id"])["record"]["deleted"] is False
    assert isinstance(pc("undo")["records"], list)


def test_references_and_sets_are_written_as_people_say_them(pc: Pc):
    office = pc.put("office", "name=Văn phòng HĐND và UBND", "aliases=tư pháp")["id"]
    hoa = pc.put("person", "full_name=Lê Thị Mẫu", "office=van phong hdnd")["id"]
    nam = pc.put("person", "full_name=Phạm Văn Mẫu", f"office={office}")["id"]
    device = pc.put("device", "name=Máy chung", "custodian=le thi mau", f"users+={hoa}", f"users+={nam}")
    assert device["fields"]["custodian"] == hoa and sorted(device["fields"]["users"]) == sorted([hoa, nam])
    assert device["labels"] == {hoa: "Lê Thị Mẫu", nam: "Phạm Văn Mẫu"}
    device = pc.put("device", device["id"], f"users-={nam}", "custodian=")
    assert device["fields"]["users"] == [hoa] and "custodian" not in device["fields"]
    assert pc("list", "device", "--where", f"users={hoa}")["total"] == 1
    ambiguous = pc.try_("put", "device", "name=x", "custodian=Mẫu")
    assert ambiguous.exit == 1 and ambiguous.said["error"]["problems"][0]["code"] == "ambiguous"
    nobody = pc.try_("put", "device", "name=x", "custodian=Không Có Ai")
    assert nobody.exit == 1 and pc("list", "device")["total"] == 1


def test_values_are_read_day_first_and_as_money_is_said(pc: Pc):
    fields = pc.put("device", "name=Máy", "acquired_on=5/3/2026", "cost_vnd=11,5 triệu", "warranty_until=2027-01")
    read = [fields["fields"][code] for code in ("acquired_on", "cost_vnd", "warranty_until")]
    assert read == ["2026-03-05", 11_500_000, "2027-01"]
    wrong = pc.try_("put", "device", "name=Máy", "acquired_on=04/25/2024")
    assert wrong.exit == 1 and wrong.said["error"]["problems"][0]["field"] == "acquired_on"


def test_lines_of_machines_may_name_what_came_earlier_in_the_file(pc: Pc, tmp_path: Path):
    lines = tmp_path / "records.jsonl"
    lines.write_text('{"kind":"office","fields":{"name":"Phòng Kinh tế"}}\n'
                     '{"kind":"person","fields":{"full_name":"Vàng A Mẫu","office":"Phòng Kinh tế"}}\n'
                     '{"kind":"device","fields":{"name":"Máy","users":["Vàng A Mẫu"]}}\n', encoding="utf-8")
    told = pc("import", lines)
    assert set(told) >= BATCH and told["created"] == 3 and told["problems"] == []
    [device] = pc("list", "device")["records"]
    assert list(device["labels"].values()) == ["Vàng A Mẫu"]
    assert pc("take-back", told["batch"])["undone"] == 3
    assert pc("list", "device")["total"] == 0


def test_json_may_stand_anywhere_and_a_process_of_its_own_says_the_same(pc: Pc):
    alone = run_alone("--profile", pc.folder, "list", "person")
    assert alone.exit == 0 and alone.said["total"] == 1
    first = run_alone("--json", "--profile", pc.folder, "get", "nothing")
    assert (first.exit, first.code) == (1, "not-found")
