"""A change of the focal point: what is open, the new recovery code, the last step; also alone."""
from datetime import date

import pytest

from desktop.services import (
    focal_change,
    focal_recovery,
    handing_over,
    opening_code,
    profiles,
    recovery_slip,
    roles,
)
from desktop.services.undoing import undo_step
from desktop.store import records, setting
from desktop.store.store import Store
from desktop.vault import data_key
from desktop.vault.errors import BadRecoveryCode, OpeningCodeNeeded, WrongOpeningCode

DAY = date(2026, 11, 22)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A book with a key of its own, as a first start makes it."""
    monkeypatch.setenv("SO_CNTT_KEYRING", "off")
    profile = tmp_path / "book"
    profiles.create_book(profile, commune="00000", name="XM-VP-03")
    made = Store(profile, data_key.open_profile_key(profile))
    yield made
    made.close()


@pytest.fixture
def people(store):
    with store.write() as unit:
        made = {"Hà Văn Pó": unit.create("person", {
                    "full_name": "Hà Văn Pó", "status": "active", "focal": "chief", "focal_decision": "QĐ 15",
                    "focal_full_time": True}),
                "Thao Thị Súa": unit.create("person", {"full_name": "Thao Thị Súa", "status": "active",
                                                       "focal": "deputy"}),
                "Lê Thị Hoa": unit.create("person", {"full_name": "Lê Thị Hoa", "status": "active"})}
        unit.set_setting(setting.WHO, made["Hà Văn Pó"])
    return made


def focal_of(store, person):
    record = records.get(store.read(), person)
    return record.fields.get("focal") if record else None


def test_the_page_tells_what_passes_to_the_successor(store, people):
    with store.write() as unit:
        mine = unit.create("incident", {"title": "Kẹt giấy", "status": "waiting", "handler": people["Hà Văn Pó"]})
        unit.create("incident", {"title": "Mất mạng"})
        unit.create("incident", {"title": "Đã xong", "status": "closed"})
        unit.create("handover", {"title": "Giao máy", "status": "draft"})
        unit.create("handover", {"title": "Đã ký", "status": "signed"})
        unit.create("certificate", {"person": people["Lê Thị Hoa"], "kind": "personal", "status": "valid",
                                    "serial": "0A", "expires_on": "2026-12-10"})
        unit.create("certificate", {"person": people["Thao Thị Súa"], "kind": "personal", "status": "valid",
                                    "serial": "0B", "expires_on": "2030-12-10", "request": "change"})
        unit.create("device", {"name": "Máy mất", "status": "lost"})
        unit.create("device", {"name": "Máy đầu mối", "status": "in_use", "custodian": people["Hà Văn Pó"]})
    seen = focal_change.read(store.read(), DAY)
    assert seen.former is not None
    assert (seen.former.name, seen.former.is_gone, seen.is_begun_by_successor) == ("Hà Văn Pó", False, False)
    assert {(each.title, each.mine) for each in seen.incidents} == {("Kẹt giấy", True), ("Mất mạng", False)}
    assert [each.title for each in seen.handovers] == ["Giao máy"]
    assert [each.title for each in seen.certificates] == ["Lê Thị Hoa"]
    assert {each.title for each in seen.papers} == {"Thao Thị Súa", "Máy mất"}
    assert [each.title for each in seen.devices] == ["Máy đầu mối"]
    assert (seen.machine, seen.here_name) == ("XM-VP-03", "Hà Văn Pó")
    _, group = focal_change.finish(store, successor=people["Lê Thị Hoa"], decision="20/QĐ-UBND ngày 22/11/2026",
                                   day=DAY, incidents=[mine])
    hoa = records.get(store.read(), people["Lê Thị Hoa"])
    assert hoa is not None
    assert (hoa.fields["focal"], hoa.fields["focal_decision"]) == ("chief", "20/QĐ-UBND ngày 22/11/2026")
    assert focal_of(store, people["Hà Văn Pó"]) is None
    assert focal_of(store, people["Thao Thị Súa"]) == "deputy"
    assert records.get(store.read(), mine).fields["handler"] == people["Lê Thị Hoa"]
    undo_step(store, group)
    assert (focal_of(store, people["Hà Văn Pó"]), focal_of(store, people["Lê Thị Hoa"])) == ("chief", None)
    assert records.get(store.read(), mine).fields["handler"] == people["Hà Văn Pó"]


def test_the_successor_alone_takes_over_after_the_predecessor_has_gone(store, people):
    """1. Pó retired a month ago. 2. A new official, not in the book yet, sits down and finishes it."""
    with store.write() as unit:
        unit.edit("person", people["Hà Văn Pó"], {"status": "retired"})
        unit.edit("person", people["Thao Thị Súa"], {"focal": None})
    assert focal_change.read(store.read(), DAY).is_begun_by_successor
    who, group = focal_change.finish(store, successor="new:Ngân Thị Hiền", decision="", day=DAY)
    assert roles.sit_down(store, who) is roles.Role.CHIEF
    seen = focal_change.read(store.read(), DAY)
    assert seen.former is not None
    assert (seen.former.name, seen.former.is_gone) == ("Ngân Thị Hiền", False)
    undo_step(store, group)
    assert records.get(store.read(), who).deleted


def test_a_book_in_which_nobody_was_ever_noted_can_begin_too(store):
    seen = focal_change.read(store.read(), DAY)
    assert seen.former is None
    assert seen.is_begun_by_successor


def test_the_old_paper_opens_nothing_after_a_new_code(store):
    before = recovery_slip.slip(store.read())
    recovery_slip.keep(store)
    slip = focal_recovery.renew(store)
    keys = (store.profile / "keys.json").read_bytes()
    assert data_key.open_with_recovery_code(keys, "-".join(slip.groups))
    assert slip.groups != before.groups
    with pytest.raises(BadRecoveryCode):
        data_key.open_with_recovery_code(keys, "-".join(before.groups))
    seen = focal_change.read(store.read(), DAY)
    assert seen.code_made_ms > 0
    assert seen.code_kept_ms == 0    # the new slip is not in its envelope yet
    assert recovery_slip.slip(store.read()).groups == slip.groups


class PowerCut(Exception):
    """The power goes."""


@pytest.mark.parametrize("after_the_keys", [False, True])
def test_a_power_cut_during_the_renewal_leaves_a_code_that_opens(store, monkeypatch, after_the_keys):
    real = data_key.renew_recovery_code

    def cut(profile, key, **more):
        if after_the_keys:
            real(profile, key, **more)
        raise PowerCut

    monkeypatch.setattr(data_key, "renew_recovery_code", cut)
    before = recovery_slip.slip(store.read()).groups
    with pytest.raises(PowerCut):
        focal_recovery.renew(store)
    focal_recovery.settle(store)
    after = recovery_slip.slip(store.read()).groups
    assert (after != before) is after_the_keys
    assert data_key.open_with_recovery_code((store.profile / "keys.json").read_bytes(), "-".join(after))


def test_with_an_opening_code_the_new_recovery_code_asks_for_it(store):
    opening_code.set_first(store, "Mau-2026-Xa")
    with pytest.raises(OpeningCodeNeeded) as problem:
        focal_recovery.renew(store)
    assert focal_recovery.asks_for_opening_code(problem.value)
    with pytest.raises(WrongOpeningCode):
        focal_recovery.renew(store, code="khac hẳn 2026")
    slip = focal_recovery.renew(store, code="Mau-2026-Xa")
    assert data_key.open_with_recovery_code((store.profile / "keys.json").read_bytes(), "-".join(slip.groups))
    assert opening_code.key_by_code(store.profile, "Mau-2026-Xa")
    opening_code.require_right_keys(store)


def test_the_machines_of_the_predecessor_go_by_a_hand_over_on_the_grounds_of_the_decision(store, people):
    """1. A draft. 2. Asked for again: the same one. 3. Signed: the successor answers for the machine."""
    with store.write() as unit:
        machine = unit.create("device", {"name": "Máy", "status": "in_use", "custodian": people["Hà Văn Pó"]})
    assert focal_change.read(store.read(), DAY).in_custody == 1
    made = {focal_change.prepare_handover(store, former=people["Hà Văn Pó"], successor=people["Lê Thị Hoa"],
                                          decision="20/QĐ-UBND", day=DAY).id for _ in range(2)}
    assert len(made) == 1
    kept = records.get(store.read(), made.pop())
    assert kept is not None
    assert (kept.fields["reason"], kept.fields["basis"]) == ("focal_point", "20/QĐ-UBND")
    handing_over.sign(store, kept.id, handing_over.proposal(store.read(), kept.id), signed_on="2026-11-22")
    assert records.get(store.read(), machine).fields["custodian"] == people["Lê Thị Hoa"]
