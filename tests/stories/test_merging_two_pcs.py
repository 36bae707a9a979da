"""Two records made one on a PC without a network, edited on the other meanwhile: nothing is lost on either."""
from collections.abc import Callable

from desktop.services import merging
from desktop.services.profiles import open_book
from tests.stories.province import Pc, Server

Made = Callable[[str], Pc]


def merge_on(pc: Pc, one: str, other: str, **choices: int) -> merging.Merged:
    with open_book(pc.folder, write=True) as store:
        return merging.apply(store, merging.preview(store.read(), one, other), choices)


def settle_all(*pcs: Pc) -> None:
    for _ in range(2):
        for each in pcs:
            each("sync")


def test_merged_offline_it_is_one_record_everywhere_with_what_named_it(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    one = first.put("device", "name=Dell Vostro", "asset_code=PC-021")["id"]
    other = first.put("device", "name=Dell Vostro 3471", "asset_code=PC-021", "serial=FG770")["id"]
    incident = first.put("incident", "title=Máy chậm", f"device={other}", "type=technical", "status=new")["id"]
    settle_all(first, second)
    server.kill()
    done = merge_on(first, one, other)
    assert (done.survivor, done.gone, done.repointed) == (one, other, 1)
    assert first.fields(one)["serial"] == "FG770"
    server.start()
    settle_all(first, second)
    for each in (first, second):
        assert each("conflicts")["conflicts"] == []
        assert each.fields(one)["serial"] == "FG770"
        assert each.fields(incident)["device"] == one
        gone = each.get(other)
        assert (gone["deleted"], gone["merged_into"]) == (True, one)
        assert each("list", "device")["total"] == 1
    first("undo")
    settle_all(first, second)
    for each in (first, second):
        assert each("list", "device")["total"] == 2
        assert each.fields(incident)["device"] == other
        assert "merged_into" not in each.get(other)


def test_what_the_other_pc_wrote_meanwhile_into_the_record_that_went_is_shown_and_asked_about(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    one = first.put("device", "name=Dell Vostro", "asset_code=PC-021")["id"]
    other = first.put("device", "name=Dell Vostro 3471", "asset_code=PC-021")["id"]
    settle_all(first, second)
    merge_on(first, one, other)
    second.put("device", other, "note=Đã thay nguồn hôm nay")    # without knowing of the merge
    late = second.put("incident", "title=Máy không lên", f"device={other}", "type=technical", "status=new")["id"]
    settle_all(first, second)
    for each in (first, second):
        assert each.fields(other)["note"] == "Đã thay nguồn hôm nay"
        [conflict] = each("conflicts")["conflicts"]
        assert (conflict["record"], conflict["field"]) == (other, "deleted")
        assert not each.get(other)["deleted"]
        assert each.get(late)["labels"][other] == "Dell Vostro PC-021"    # led through to the one that stays
    # A person merges once more, now with the word of the other PC in sight.
    second("settle", conflict["id"], "--keep", "shown")
    settle_all(second, first)
    done = merge_on(second, one, other)
    settle_all(second, first)
    for each in (first, second):
        assert each.fields(one)["note"] == "Đã thay nguồn hôm nay"
        assert each.fields(late)["device"] == one
        assert each.get(other)["deleted"] is True
        assert each("conflicts")["conflicts"] == []
    assert done.repointed == 1


def test_what_the_other_pc_wrote_into_the_record_that_stays_is_kept(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    one = first.put("device", "name=Máy in", "asset_code=TB-001")["id"]
    other = first.put("device", "name=Máy in Canon", "asset_code=TB-001", "location=Tầng 2")["id"]
    settle_all(first, second)
    merge_on(first, one, other)
    second.put("device", one, "note=Hết mực")
    settle_all(second, first)
    for each in (first, second):
        fields = each.fields(one)
        assert (fields["note"], fields["location"]) == ("Hết mực", "Tầng 2")
        assert each("conflicts")["conflicts"] == []


def test_the_other_pc_takes_the_merged_record_out_again_for_it_cannot_undo_what_somebody_else_did(pc: Made):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    one = first.put("device", "name=Dell Vostro", "asset_code=PC-021")["id"]
    other = first.put("device", "name=Dell Vostro 3471", "asset_code=PC-021", "serial=FG770")["id"]
    settle_all(first, second)
    merge_on(first, one, other)
    settle_all(first, second)
    refused = second.try_("undo")
    assert (refused.exit, refused.said["error"]["code"]) == (1, "nothing-to-undo")
    second("undelete", other)
    settle_all(first, second)
    for each in (first, second):
        back = each.get(other)
        assert not back["deleted"] and "merged_into" not in back, "references would still go past it"
        assert each("list", "device")["total"] == 2
        assert each("conflicts")["conflicts"] == []


def test_two_pcs_that_merge_the_same_two_the_other_way_round_keep_one_of_them(pc: Made, server: Server):
    first, second = pc("XM-VP-01"), pc("XM-VP-02")
    one = first.put("device", "name=Dell Vostro", "asset_code=PC-021")["id"]
    other = first.put("device", "name=Dell Vostro", "asset_code=PC-021", "serial=FG770")["id"]
    incident = first.put("incident", "title=Máy chậm", f"device={other}", "type=technical", "status=new")["id"]
    settle_all(first, second)
    server.kill()
    assert merge_on(first, one, other).survivor == merge_on(second, other, one).survivor == one
    server.start()
    settle_all(first, second)
    for each in (first, second):
        kept = each.get(one)
        assert (kept["deleted"], kept["fields"]["serial"]) == (False, "FG770"), "both had gone into the trash"
        assert each.fields(incident)["device"] == one
        [conflict] = each("conflicts")["conflicts"]    # an edit of a record that somebody deleted is asked about
        assert (conflict["record"], conflict["field"]) == (other, "deleted")
    first("settle", conflict["id"], "--keep", "=true")
    settle_all(first, second)
    for each in (first, second):
        assert [record["id"] for record in each("list", "device")["records"]] == [one]
