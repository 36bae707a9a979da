"""Two PCs of one commune, a third that reads, and the province between them."""
from collections.abc import Callable

from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]


def test_what_was_typed_offline_arrives_when_the_link_returns(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    server.kill()
    device = first.put("device", "name=Máy in Canon LBP2900", "asset_code=MI-014")
    assert device["state"] == "waiting" and device["version"] == 0
    offline = first.try_("sync")
    assert (offline.exit, offline.said["ok"]) == (3, False)
    status = first("status")
    assert status["state"] == "offline" and status["waiting"] >= 1
    server.start()
    report = first("sync")
    assert report["sent"] >= 1 and report["state"] == "synced"
    second("sync")
    assert second.fields(device["id"])["name"] == "Máy in Canon LBP2900"
    assert second.get(device["id"])["state"] == "synced"


def test_disjoint_fields_of_one_record_merge(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    device = first.put("device", "name=Dell Vostro", "status=in_use")["id"]
    first("sync")
    second("sync")
    first.put("device", device, "status=broken")
    second.put("device", device, "location=Tầng 2")
    first("sync")
    second("sync")
    first("sync")
    for each in (first, second):
        fields = each.fields(device)
        assert (fields["status"], fields["location"]) == ("broken", "Tầng 2")
        assert each("conflicts")["conflicts"] == []


def test_one_field_written_twice_is_one_conflict_that_everybody_sees(pc: Made):
    first, second, third = pc("XM-VP-01"), pc("XM-VP-02"), pc("XM-VP-03")
    device = first.put("device", "name=Lenovo V50t", "status=in_use")["id"]
    for each in (first, second, third):
        each("sync")
    first.put("device", device, "status=broken")
    second.put("device", device, "status=in_repair")
    first("sync")
    assert second("sync")["conflicts"] == 1
    first("sync")
    third("sync")
    for each in (first, second, third):
        [conflict] = each("conflicts")["conflicts"]
        assert (conflict["record"], conflict["field"], conflict["shown"]) == (device, "status", "in_repair")
        assert conflict["base"] == "in_use"
        assert {side["value"] for side in conflict["values"]} == {"broken", "in_repair"}
        assert each.get(device)["state"] == "conflict"
    assert [side["mine"] for side in first("conflicts")["conflicts"][0]["values"]] == [True, False]
    wrong = third.try_("settle", conflict["id"], "--keep", "mine")
    assert wrong.exit == 2 and third("conflicts")["conflicts"]

    first("settle", conflict["id"], "--keep", "mine")
    for each in (first, second, third):
        each("sync")
        assert each("conflicts")["conflicts"] == []
        assert each.fields(device)["status"] == "broken"

    first("undo")    # the choice, after it has been synced
    for each in (first, second, third):
        each("sync")
        assert each.fields(device)["status"] == "in_repair"
        assert each("conflicts")["conflicts"] == []


def test_history_on_the_second_pc_names_the_first_author(pc: Made, tmp_path, server: Server):
    first = Pc(tmp_path / "A")
    first("init", "--commune", "00000", "--name", "XM-VP-01", "--person", "Hà Văn Mẫu")
    first("enrol", "--server", server.url, "--code", server.code())
    second = pc("XM-VP-02")
    device = first.put("device", "name=Máy quét Kodak", "status=in_use")["id"]
    first("sync")
    first.put("device", device, "status=broken")
    first("sync")
    second("sync")
    changes = [each for each in second("history", device)["changes"] if each["field"] == "status"]
    assert [(each["old"], each["new"], each["author"]) for each in changes][-1] == ("in_use", "broken", "Hà Văn Mẫu")
    assert changes[-1]["replica_name"] == "XM-VP-01" and changes[-1]["rv"] > 0


def test_syncing_twice_sends_nothing_in_one_round_trip(pc: Made):
    first = pc("XM-VP-01")
    first.put("device", "name=UPS Santak")
    first("sync")
    again = first("sync")
    assert (again["sent"], again["received"], again["round_trips"]) == (0, 0, 1)
    assert again["bytes_up"] + again["bytes_down"] < 1500


def test_a_backup_of_the_server_is_heard_of_at_the_next_sync(pc: Made, server: Server):
    first = pc("XM-VP-01")
    first.put("device", "name=UPS Santak")
    first("sync")
    assert first("status")["durable"] == 0
    server("backup")
    first("sync")
    status = first("status")
    assert status["durable"] == status["acked"] > 0
    assert first("sync")["round_trips"] == 1


def test_the_version_of_a_saved_edit_is_known_without_its_row_coming_back(pc: Made):
    first = pc("XM-VP-01")
    first("sync")
    device = first.put("device", "name=Máy chiếu")["id"]
    report = first("sync")
    assert (report["sent"], report["received"]) == (1, 0)
    assert first.get(device)["version"] > 0


def test_a_deleted_record_goes_away_and_comes_back_everywhere(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    device = first.put("device", "name=Máy hủy tài liệu")["id"]
    first("sync")
    second("sync")
    first("delete", device)
    first("sync")
    second("sync")
    assert second.get(device)["deleted"] is True
    assert second("list", "device")["total"] == 0 and second("list", "device", "--trash")["total"] == 1
    second("undelete", device)
    second("sync")
    first("sync")
    assert first.get(device)["deleted"] is False


def test_a_shared_pc_keeps_every_user_that_either_side_added(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    people = [first.put("person", f"full_name={name}")["id"] for name in ("Lò Thị Mẫu", "Vàng A Mẫu")]
    device = first.put("device", "name=Máy dùng chung")["id"]
    first("sync")
    second("sync")
    first.put("device", device, f"users+={people[0]}")
    second.put("device", device, f"users+={people[1]}")
    for each in (first, second, first):
        each("sync")
    for each in (first, second):
        assert sorted(each.fields(device)["users"]) == sorted(people)
        assert set(each.get(device)["labels"].values()) >= {"Lò Thị Mẫu", "Vàng A Mẫu"}
