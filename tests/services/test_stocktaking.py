"""A stock-take: the expected list is frozen, each line is settled, and nothing is closed while one is pending."""
import pytest

from desktop.services import stocktaking, stocktaking_after, undoing
from desktop.services.problems import Refused
from desktop.services.stocktaking import StillPending
from desktop.store import bulk, records, setting
from desktop.store.bulk import NewRecord
from desktop.store.store import Store
from tests.services.putting import put


@pytest.fixture
def book(tmp_path):
    with Store.create(tmp_path, None) as store:
        with store.write() as unit:
            unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Hà Văn Pó"}))
        yield store


def items(store, id_):
    found = records.page(store.read(), records.Search(kind="stocktake_item", where={"stocktake": id_}), 0, 5000)
    return {str(each.fields["name"]): each for each in found}


def pc(store, name, **fields):
    return put(store, "device", name=name, status="in_use", **fields)


def test_the_expected_list_is_frozen_and_holds_only_what_should_be_here(book):
    office = put(book, "office", name="Văn phòng")
    first = pc(book, "Máy 1", asset_code="PC-001", serial="7XK21A2", office=office, location="Tầng 1", cost_vnd=11_000)
    put(book, "device", name="Đã thanh lý", status="disposed")
    put(book, "device", name="Mất", status="lost")
    secret = pc(book, "Máy mật", network="standalone_secret")
    made, expected, step = stocktaking.start(book, {})
    assert expected == 2
    with book.write() as unit:
        unit.edit("device", first, {"location": "Tầng 5"})
    pc(book, "Máy mua sau")
    seen = items(book, made)
    assert set(seen) == {"Máy 1", "Máy mật"}
    assert seen["Máy 1"].fields["expected_place"] == "Tầng 1"
    assert "serial" not in seen["Máy mật"].fields
    assert seen["Máy mật"].fields["device"] == secret
    assert records.get(book.read(), made).fields["title"].startswith("Kiểm kê ")
    undoing.undo_step(book, step)
    assert items(book, made) == {}


def test_one_site_or_one_office_can_be_counted_alone(book):
    site = put(book, "site", name="Trụ sở 2")
    office = put(book, "office", name="Một cửa", site=site)
    pc(book, "Ở phòng", office=office)
    pc(book, "Ở trụ sở", site=site)
    pc(book, "Nơi khác")
    at_site, count, _ = stocktaking.start(book, {"site": site})
    assert (count, set(items(book, at_site))) == (2, {"Ở phòng", "Ở trụ sở"})
    at_office, count, _ = stocktaking.start(book, {"office": office})
    assert (count, set(items(book, at_office))) == (1, {"Ở phòng"})
    assert "Một cửa" in records.get(book.read(), at_office).fields["title"]


@pytest.mark.parametrize(("typed", "found"), [
    ("PC-014", ["PC-014"]), ("014", ["PC-014"]), ("pc014", ["PC-014"]), ("1A2", ["PC-014"]), ("7xk", ["PC-014"]),
    ("may in", ["TB-001"]), ("máy ím", []), ("pc", ["PC-014", "PC-140"]), ("14", ["PC-014"]), ("1", []), ("", []),
])
def test_a_code_or_a_part_of_a_serial_finds_the_line(book, typed, found):
    pc(book, "Dell OptiPlex", asset_code="PC-014", serial="7XK21A2")
    pc(book, "HP ProDesk", asset_code="PC-140", serial="9QQ0001")
    pc(book, "Máy in Canon", asset_code="TB-001")
    made, _, _ = stocktaking.start(book, {})
    assert [each.code for each in stocktaking.look_up(book.read(), made, typed)] == found


def test_a_device_of_another_office_is_named_as_one_from_outside(book):
    office = put(book, "office", name="Một cửa")
    pc(book, "Trong", asset_code="PC-001", office=office)
    other = pc(book, "Ngoài", asset_code="PC-900", location="Kho")
    made, _, _ = stocktaking.start(book, {"office": office})
    [match] = stocktaking.look_up(book.read(), made, "PC-900")
    assert (match.outside, match.id) == (True, other)
    item, _ = stocktaking.add_surplus(book, made, match.name, device=match.id, place="Một cửa, quầy 2")
    seen = records.get(book.read(), item).fields
    assert (seen["result"], seen["asset_code"], seen["expected_place"], seen["found_place"]) == (
        "surplus", "PC-900", "Kho", "Một cửa, quầy 2")


def test_found_missing_and_found_elsewhere_are_counted(book):
    for at in range(4):
        pc(book, f"Máy {at}", location="Tầng 1", cost_vnd=5_000_000)
    made, _, _ = stocktaking.start(book, {})
    seen = items(book, made)
    stocktaking.mark(book, [seen["Máy 0"].id], "found", place="tầng 1")
    stocktaking.mark(book, [seen["Máy 1"].id], "found", place="Tầng 2")
    stocktaking.mark(book, [seen["Máy 2"].id], "missing")
    found = stocktaking.progress(book.read(), made)
    assert (found.pending, found.found, found.missing, found.elsewhere, found.expected, found.counted) == (
        1, 2, 1, 1, 4, 3)
    assert found.missing_vnd == 5_000_000
    now = records.get(book.read(), seen["Máy 1"].id).fields
    assert (now["found_place"], records.title(book.read(), now["counted_by"])) == ("Tầng 2", "Hà Văn Pó")
    step = stocktaking.mark(book, [seen["Máy 1"].id], "pending")
    assert stocktaking.progress(book.read(), made).pending == 2
    undoing.undo_step(book, step)
    assert stocktaking.progress(book.read(), made).elsewhere == 1


def test_it_cannot_be_closed_while_a_line_is_pending_and_says_which(book):
    pc(book, "Máy 1", asset_code="PC-001")
    pc(book, "Máy 2", asset_code="PC-002")
    made, _, _ = stocktaking.start(book, {})
    seen = items(book, made)
    with pytest.raises(StillPending) as refused:
        stocktaking.close(book, made)
    assert refused.value.values == {"count": 2, "first": seen["Máy 1"].id}
    for each in seen.values():
        stocktaking.mark(book, [each.id], "found")
    stocktaking.close(book, made)
    assert records.get(book.read(), made).fields["status"] == "closed"
    with pytest.raises(Refused):
        stocktaking.mark(book, [seen["Máy 1"].id], "missing")
    with pytest.raises(Refused):
        stocktaking.add_surplus(book, made, "Máy lạ")
    stocktaking.move(book, made, "open")
    stocktaking.mark(book, [seen["Máy 1"].id], "missing")


def test_closing_changes_no_device_and_what_follows_is_asked_for_line_by_line(book):
    lost, moved = pc(book, "Mất"), pc(book, "Chuyển", location="Tầng 1")
    made, _, _ = stocktaking.start(book, {})
    seen = items(book, made)
    stocktaking.mark(book, [seen["Mất"].id], "missing")
    stocktaking.mark(book, [seen["Chuyển"].id], "found", place="Tầng 2")
    extra, _ = stocktaking.add_surplus(book, made, "Máy chiếu", code="TB-777", place="Kho")
    stocktaking.close(book, made)
    assert records.get(book.read(), lost).fields["status"] == "in_use"
    count, step = stocktaking_after.declare_lost(book, [seen["Mất"].id, seen["Chuyển"].id])
    assert (count, records.get(book.read(), lost).fields["status"]) == (1, "lost")
    undoing.undo_step(book, step)
    assert records.get(book.read(), lost).fields["status"] == "in_use"
    assert stocktaking_after.keep_place(book, [each.id for each in seen.values()])[0] == 1
    assert records.get(book.read(), moved).fields["location"] == "Tầng 2"
    assert stocktaking_after.take_in(book, [extra])[0] == 1
    assert stocktaking_after.take_in(book, [extra])[0] == 0
    new = records.get(book.read(), records.get(book.read(), extra).fields["device"]).fields
    assert (new["asset_code"], new["location"], new["status"]) == ("TB-777", "Kho", "in_stock")


def test_two_thousand_devices_are_frozen_and_found(book):
    with book.write() as unit:
        bulk.create_many(unit, [NewRecord("device", unit.new_id(), {
            "name": f"Máy {at}", "asset_code": f"PC-{at:04}", "serial": f"SN{at:06}", "status": "in_use"})
            for at in range(2000)], group="made", search_later=True)
    made, count, _ = stocktaking.start(book, {})
    assert count == 2000
    [match] = stocktaking.look_up(book.read(), made, "PC-1234")
    stocktaking.mark(book, [match.id], "found")
    assert stocktaking.progress(book.read(), made).found == 1
