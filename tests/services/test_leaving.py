"""An official leaves: what still hangs on them, closed one by one or together."""
from datetime import date

import pytest

from desktop.services import handing_over, leaving, merging
from desktop.services.leaving import Group
from desktop.services.leaving_acts import Act
from desktop.services.undoing import undo_step
from desktop.store import records
from protocol.field import element_key
from tests.ui import books

DAY = date(2026, 11, 22)


@pytest.fixture
def book(tmp_path):
    """Lê Thị Hoa leaves, Phạm Văn Nam takes over; returns (store, ids by name)."""
    store = books.an_empty_book(tmp_path / "book")
    with store.write() as unit:
        made = {name: unit.create("person", {"full_name": name, "status": "active"})
                for name in ("Lê Thị Hoa", "Phạm Văn Nam", "Bùi Văn Sơn")}
        hoa = made["Lê Thị Hoa"]
        for name, status in (("TD Office", "in_use"), ("Hộ tịch", "pending"), ("Đất đai", "revoked"),
                             ("Kế toán", "missing")):
            made[name] = unit.create("system", {"name": name})
            made[f"account {name}"] = unit.create("account", {"person": hoa, "system": made[name], "status": status})
        made["own token"] = unit.create("certificate", {
            "person": hoa, "kind": "personal", "status": "valid", "serial": "0A", "expires_on": "2028-01-01"})
        made["over token"] = unit.create("certificate", {
            "person": hoa, "kind": "personal", "status": "valid", "serial": "0B", "expires_on": "2025-01-01"})
        made["seal"] = unit.create("certificate", {
            "kind": "organization", "title": "UBND xã", "status": "valid", "serial": "0C", "keeper": hoa})
        made["PC"] = unit.create("device", {
            "name": "Máy", "asset_code": "PC-1", "custodian": hoa, "status": "in_use",
            element_key("users", hoa): True, element_key("users", made["Bùi Văn Sơn"]): True})
        made["sold PC"] = unit.create("device", {"name": "Máy cũ", "custodian": hoa, "status": "disposed"})
        made["jam"] = unit.create("incident", {"title": "Kẹt giấy", "status": "in_progress", "handler": hoa})
        made["old jam"] = unit.create("incident", {"title": "Kẹt giấy", "status": "closed", "handler": hoa})
        made["room"] = unit.create("room", {"name": "Phòng họp", "contact": hoa})
        made["paper"] = unit.create("handover", {"title": "Giao máy in", "from_person": hoa, "status": "to_sign"})
    yield store, made
    store.close()


def seen(store, made, name="Lê Thị Hoa"):
    found = leaving.read(store.read(), made[name], DAY)
    assert found is not None
    return found


def fields(store, record_id):
    record = records.get(store.read(), record_id)
    assert record is not None
    return record.fields


def test_only_what_is_still_open_is_listed(book):
    store, made = book
    listed = {(item.group, item.id) for item in seen(store, made).items}
    assert listed == {
        (Group.ACCOUNTS, made["account TD Office"]), (Group.ACCOUNTS, made["account Hộ tịch"]),
        (Group.CERTIFICATES, made["own token"]), (Group.KEPT, made["seal"]), (Group.CUSTODY, made["PC"]),
        (Group.USE, made["PC"]), (Group.INCIDENTS, made["jam"]), (Group.ROOMS, made["room"]),
        (Group.HANDOVERS, made["paper"])}
    assert seen(store, made, "Phạm Văn Nam").items == ()


def test_everything_closes_in_one_step_and_one_undo_brings_it_back(book):
    store, made = book
    hoa, nam = made["Lê Thị Hoa"], made["Phạm Văn Nam"]
    before = seen(store, made)
    wanted = [(item, item.acts[0]) for item in before.items if item.acts]
    done = leaving.close(store, hoa, wanted, successor=nam, day=DAY)
    assert (done.done, done.left) == (8, 0)
    assert fields(store, made["account TD Office"])["status"] == "revoked"
    assert fields(store, made["account Hộ tịch"])["status"] == "missing"    # it was never issued
    assert fields(store, made["own token"])["request"] == "revoke"
    assert fields(store, made["seal"])["keeper"] == nam
    assert fields(store, made["PC"])["custodian"] == nam
    assert set(fields(store, made["PC"])["users"]) == {nam, made["Bùi Văn Sơn"]}
    assert fields(store, made["jam"])["handler"] == nam
    assert fields(store, made["room"])["contact"] == nam
    left = seen(store, made)
    assert [item.is_waiting for item in left.items] == [True, True]    # the authority's answer, the signatures
    assert (left.done, left.total) == (8, 10)    # one account had been revoked before
    undo_step(store, done.group)
    assert len(seen(store, made).items) == len(before.items)


def test_nothing_is_passed_on_to_nobody(book):
    store, made = book
    item = seen(store, made).of(Group.INCIDENTS)[0]
    done = leaving.close(store, made["Lê Thị Hoa"], [(item, Act.PASS_ON)], successor="", day=DAY)
    assert (done.done, done.left, done.group) == (0, 1, "")
    done = leaving.close(store, made["Lê Thị Hoa"], [(item, Act.LET_GO)], successor="", day=DAY)
    assert done.done == 1
    assert fields(store, made["jam"]).get("handler") is None


def test_what_moved_elsewhere_meanwhile_stays(book):
    store, made = book
    item = seen(store, made).of(Group.CUSTODY)[0]
    with store.write() as unit:
        unit.edit("device", made["PC"], {"custodian": made["Bùi Văn Sơn"]})
    done = leaving.close(store, made["Lê Thị Hoa"], [(item, Act.PASS_ON)], successor=made["Phạm Văn Nam"], day=DAY)
    assert (done.done, done.left) == (0, 1)
    assert fields(store, made["PC"])["custodian"] == made["Bùi Văn Sơn"]


def test_a_revoked_certificate_says_when_and_why(book):
    store, made = book
    item = seen(store, made).of(Group.CERTIFICATES)[0]
    leaving.close(store, made["Lê Thị Hoa"], [(item, Act.REVOKED)], successor="", day=DAY)
    kept = fields(store, made["own token"])
    assert (kept["status"], kept["revoked_on"]) == ("revoked", "2026-11-22")
    assert kept["revoke_reason"]


def test_the_day_and_the_status_are_one_step(book):
    store, made = book
    hoa = made["Lê Thị Hoa"]
    group = leaving.begin(store, hoa, status="retired", left_on="2026-11-30", successor=made["Phạm Văn Nam"], day=DAY)
    found = seen(store, made)
    assert (found.is_gone, found.left_on, found.successor_name) == (True, "2026-11-30", "Phạm Văn Nam")
    assert leaving.left_with_open_things(store.read(), DAY) == [(hoa, "Lê Thị Hoa", 9)]
    undo_step(store, group)
    assert not seen(store, made).is_gone


def test_the_devices_go_by_a_hand_over_that_moves_them_when_signed(book):
    """1. A draft is prepared. 2. A second machine turns up: it joins the same draft. 3. It is signed."""
    store, made = book
    hoa, nam = made["Lê Thị Hoa"], made["Phạm Văn Nam"]
    first = leaving.prepare_handover(store, hoa, successor=nam, held_on="2026-11-22", day=DAY)
    with store.write() as unit:
        more = unit.create("device", {"name": "Máy in", "custodian": hoa, "status": "in_use"})
    again = leaving.prepare_handover(store, hoa, successor=nam, held_on="2026-11-22", day=DAY)
    assert again.id == first.id
    assert {line.device for line in handing_over.lines_of(store.read(), first.id)} == {made["PC"], more}
    assert fields(store, first.id)["reason"] == "leaver"
    handing_over.sign(store, first.id, handing_over.proposal(store.read(), first.id), signed_on="2026-11-22")
    assert fields(store, made["PC"])["custodian"] == nam
    assert seen(store, made).of(Group.CUSTODY) == ()
    assert seen(store, made).done >= 2


def test_only_those_who_left_are_told_about_and_only_while_something_hangs_on_them(book):
    """1. Hoa leaves with things open, Sơn with nothing but a use of her PC. 2. Sơn's use is dropped."""
    store, made = book
    with store.write() as unit:
        for name in ("Lê Thị Hoa", "Bùi Văn Sơn"):
            unit.edit("person", made[name], {"status": "transferred"})
    assert [(name, count) for _, name, count in leaving.left_with_open_things(store.read(), DAY)] == [
        ("Lê Thị Hoa", 9), ("Bùi Văn Sơn", 1)]
    item = seen(store, made, "Bùi Văn Sơn").items[0]
    leaving.close(store, made["Bùi Văn Sơn"], [(item, Act.DROP_USER)], successor="", day=DAY)
    assert [name for _, name, _ in leaving.left_with_open_things(store.read(), DAY)] == ["Lê Thị Hoa"]


def test_what_another_pc_gave_to_the_record_that_was_joined_hangs_on_them_too(book):
    store, made = book
    with store.write() as unit:
        twin = unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active"})
    merging.apply(store, merging.preview(store.read(), made["Lê Thị Hoa"], twin), {})
    [stays] = [each for each in (made["Lê Thị Hoa"], twin) if not records.get(store.read(), each).deleted]
    gone = twin if stays == made["Lê Thị Hoa"] else made["Lê Thị Hoa"]
    with store.write() as unit:    # written without a network by a PC that did not know of it
        system = unit.create("system", {"name": "Người có công"})
        late = unit.create("account", {"person": gone, "system": system, "status": "in_use"})
        shared = unit.create("device", {"name": "Máy chung", "status": "in_use", element_key("users", gone): True})
    leaving.begin(store, stays, status="transferred", left_on="2026-11-22", successor="", day=DAY)
    found = leaving.read(store.read(), stays, DAY)
    assert found is not None
    wanted = [(item, item.acts[0]) for item in found.items if item.id == late]
    wanted += [(item, Act.DROP_USER) for item in found.items if item.id == shared]
    assert len(wanted) == 2
    done = leaving.close(store, stays, wanted, successor="", day=DAY)
    assert (done.done, done.left) == (2, 0)
    assert fields(store, late)["status"] == "revoked"
    assert not fields(store, shared).get("users")
    assert [id_ for id_, _, _ in leaving.left_with_open_things(store.read(), DAY)] == [stays]
