"""Machines go from one party to another: nothing moves before both have signed, and then in one step."""
import pytest

from desktop.services import handing_over, handing_over_minutes, undoing
from desktop.services.handing_over import Entry, Follow, Line, Users
from desktop.services.problems import Refused
from desktop.store import records, setting
from desktop.store.store import Store
from tests.services.putting import put


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None) as store:
        yield store


def fields(store, record):
    return records.get(store.read(), record).fields


@pytest.fixture
def people(book):
    office = put(book, "office", name="Văn phòng", site=put(book, "site", name="Trụ sở chính"))
    hoa = put(book, "person", full_name="Lê Thị Hoa", title="Chuyên viên", office=office, status="active")
    po = put(book, "person", full_name="Hà Văn Pó", title="Chuyên viên", status="active")
    with book.write() as unit:
        unit.set_setting(setting.WHO, po)
    return po, hoa, office


def an_entry(po, hoa, *devices, **values):
    return Entry(values={"from_person": po, "to_person": hoa, "held_on": "2026-11-20", "reason": "issue", **values},
                 lines=tuple(Line(device=each, condition="good", accessories=("chuột", "bàn phím"))
                             for each in devices))


def test_a_hand_over_names_itself_and_keeps_its_lines_in_one_step(book, people):
    po, hoa, _ = people
    pcs = [put(book, "device", name=f"Máy {at}", kind="desktop", status="in_stock") for at in range(3)]
    kept = handing_over.keep(book, an_entry(po, hoa, *pcs))
    assert fields(book, kept.id)["title"] == "Bàn giao 3 thiết bị cho Lê Thị Hoa"
    assert fields(book, kept.id)["status"] == "draft"
    lines = handing_over.lines_of(book.read(), kept.id)
    assert [each.device for each in lines] == pcs
    assert lines[0].accessories == ("chuột", "bàn phím")
    assert fields(book, pcs[0])["status"] == "in_stock"    # nothing moves yet
    assert len(undoing.undo_step(book, kept.group).records) == 4


def test_lines_are_added_changed_and_taken_out_together(book, people):
    po, hoa, _ = people
    first, second, third = (put(book, "device", name=f"Máy {at}") for at in range(3))
    kept = handing_over.keep(book, an_entry(po, hoa, first, second))
    gone = handing_over.lines_of(book.read(), kept.id)[0].id
    again = handing_over.keep(book, Entry(id=kept.id, values={"place": "Tầng 2"}, removed=(gone,), lines=(
        Line(device=second, condition="worn", condition_note="xước vỏ"), Line(device=third))))
    assert [(each.device, each.condition) for each in handing_over.lines_of(book.read(), kept.id)] == [
        (second, "worn"), (third, "")]
    undoing.undo_step(book, again.group)
    assert [(each.device, each.condition) for each in handing_over.lines_of(book.read(), kept.id)] == [
        (first, "good"), (second, "good")]
    same = handing_over.keep(book, Entry(id=kept.id, values={}, lines=handing_over.lines_of(book.read(), kept.id)))
    assert same.group == ""


def test_a_line_that_another_pc_added_meanwhile_stays(book, people):
    po, hoa, _ = people
    mine, theirs = put(book, "device", name="Máy 1"), put(book, "device", name="Máy 2")
    kept = handing_over.keep(book, an_entry(po, hoa, mine))
    seen = handing_over.lines_of(book.read(), kept.id)
    put(book, "handover_item", handover=kept.id, device=theirs)
    handing_over.keep(book, Entry(id=kept.id, values={"place": "Tầng 2"}, lines=seen))
    assert [each.device for each in handing_over.lines_of(book.read(), kept.id)] == [mine, theirs]


def test_what_is_lacking_is_said_and_bars_the_signature(book, people):
    po, hoa, _ = people
    kept = handing_over.keep(book, Entry(values={"title": "Bàn giao"}, lines=()))
    assert handing_over.lacking(book.read(), kept.id) == (
        "bên giao", "bên nhận", "ngày bàn giao", "ít nhất một thiết bị")
    with pytest.raises(Refused):
        handing_over.sign(book, kept.id, Follow())
    assert fields(book, kept.id)["status"] == "draft"


def test_signing_moves_the_devices_as_asked_in_one_undo_step(book, people):
    po, hoa, office = people
    pc = put(book, "device", name="Máy", kind="desktop", status="in_stock", custodian=po, **{f"users.{po}": True})
    kept = handing_over.keep(book, an_entry(po, hoa, pc))
    handing_over.move(book, kept.id, "to_sign")
    follow = handing_over.proposal(book.read(), kept.id)
    assert follow == Follow(custodian=True, users=Users.ONLY, office=True, status="in_use")
    assert handing_over.following(book.read(), kept.id, follow).devices == 1
    changed, step = handing_over.sign(book, kept.id, follow, signed_on="2026-11-21", document="05/BB-UBND")
    seen = fields(book, pc)
    assert (changed, seen["custodian"], seen["users"], seen["office"], seen["status"]) == (
        1, hoa, [hoa], office, "in_use")
    assert seen["site"] == fields(book, office)["site"]
    assert fields(book, kept.id)["signed_on"] == "2026-11-21"
    undoing.undo_step(book, step)
    assert (fields(book, pc)["custodian"], fields(book, pc)["users"]) == (po, [po])
    assert fields(book, kept.id)["status"] == "to_sign"


@pytest.mark.parametrize(("users", "left"), [
    (Users.KEEP, {"po", "nam"}), (Users.ONLY, {"hoa"}), (Users.ADD, {"po", "nam", "hoa"}),
    (Users.SWAP, {"nam", "hoa"}), (Users.DROP, {"nam"})])
def test_the_users_of_a_shared_computer_change_only_as_asked(book, people, users, left):
    po, hoa, _ = people
    nam = put(book, "person", full_name="Phạm Văn Nam")
    names = {"po": po, "hoa": hoa, "nam": nam}
    pc = put(book, "device", name="Máy", **{f"users.{po}": True, f"users.{nam}": True})
    kept = handing_over.keep(book, an_entry(po, hoa, pc))
    handing_over.sign(book, kept.id, Follow(users=users))
    assert set(fields(book, pc)["users"]) == {names[each] for each in left}


def test_a_device_that_cannot_take_the_state_keeps_its_own_and_is_named(book, people):
    po, hoa, _ = people
    gone = put(book, "device", name="Máy cũ", asset_code="PC-009", status="disposed")
    kept = handing_over.keep(book, an_entry(po, hoa, gone))
    follow = Follow(custodian=True, status="in_use")
    assert handing_over.following(book.read(), kept.id, follow).unfit == ("Máy cũ PC-009",)
    handing_over.sign(book, kept.id, follow)
    assert (fields(book, gone)["status"], fields(book, gone)["custodian"]) == ("disposed", hoa)


def test_machines_of_a_former_unit_keep_where_they_come_from(book, people):
    po, _, _ = people
    pc = put(book, "device", name="Máy")
    kept = handing_over.keep(book, Entry(values={"from_party": "UBND xã Mẫu Hạ", "to_person": po, "reason": "merger",
                                                 "held_on": "2025-07-01"}, lines=(Line(device=pc),)))
    handing_over.sign(book, kept.id, handing_over.proposal(book.read(), kept.id))
    assert (fields(book, pc)["origin_unit"], fields(book, pc)["custodian"]) == ("UBND xã Mẫu Hạ", po)


def test_to_an_outside_party_the_device_is_transferred_with_its_decision(book, people):
    po, _, _ = people
    pc = put(book, "device", name="Máy", status="in_use", custodian=po)
    kept = handing_over.keep(book, Entry(values={"from_person": po, "to_party": "Trường THCS Mẫu", "held_on": "2026",
                                                 "reason": "transfer"}, lines=(Line(device=pc),)))
    follow = handing_over.proposal(book.read(), kept.id)
    assert (follow.status, follow.custodian) == ("transferred", False)
    handing_over.sign(book, kept.id, Follow(status="transferred", status_document="12/QĐ-UBND, 20/11/2026"))
    assert fields(book, pc)["status_document"] == "12/QĐ-UBND, 20/11/2026"


def test_a_signed_hand_over_is_not_changed_until_it_is_opened_again(book, people):
    po, hoa, _ = people
    pc = put(book, "device", name="Máy")
    kept = handing_over.keep(book, an_entry(po, hoa, pc))
    handing_over.sign(book, kept.id, Follow())
    with pytest.raises(Refused):
        handing_over.keep(book, Entry(id=kept.id, values={"place": "x"}, lines=()))
    with pytest.raises(Refused):
        handing_over.move(book, kept.id, "cancelled")
    handing_over.move(book, kept.id, "to_sign")
    handing_over.keep(book, Entry(id=kept.id, values={"place": "Tầng 2"},
                                  lines=handing_over.lines_of(book.read(), kept.id)))
    assert fields(book, kept.id)["place"] == "Tầng 2"


def test_the_minutes_are_a_text_and_a_table_to_paste(book, people):
    po, hoa, _ = people
    pc = put(book, "device", name="Dell OptiPlex", asset_code="PC-014", serial="7XK21A2", cpu="i3-4160", ram_gb=4,
             disk="HDD 500 GB")
    kept = handing_over.keep(book, an_entry(po, hoa, pc, place="Phòng họp"))
    told = handing_over_minutes.minutes(book.read(), kept.id)
    assert told.receiver.detail == "Chuyên viên, Văn phòng"
    assert handing_over_minutes.head_lines(told)[1:3] == [
        "Bên giao: Hà Văn Pó (Chuyên viên)", "Bên nhận: Lê Thị Hoa (Chuyên viên, Văn phòng)"]
    assert handing_over_minutes.as_rows(told)[1] == [
        "1", "Dell OptiPlex", "PC-014", "7XK21A2", "i3-4160 · 4 GB · HDD 500 GB", "Dùng tốt", "chuột, bàn phím",
        ""]


def test_a_device_and_a_person_know_their_hand_overs_newest_first(book, people):
    po, hoa, _ = people
    pc = put(book, "device", name="Máy")
    old = handing_over.keep(book, an_entry(po, hoa, pc, held_on="2024-03"))
    new = handing_over.keep(book, an_entry(hoa, po, pc))
    assert [each.id for each in handing_over_minutes.of_device(book.read(), pc)] == [new.id, old.id]
    assert handing_over_minutes.of_device(book.read(), pc)[1].between == "Hà Văn Pó → Lê Thị Hoa"
    assert len(handing_over_minutes.of_person(book.read(), hoa)) == 2
