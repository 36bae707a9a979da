"""One door: visible row, operation, history, search and undo together, or nothing."""
import pytest

from desktop.store import history, outbox, records, search, setting, undo, visible
from desktop.store.errors import ReadOnly
from desktop.store.records import Search
from desktop.store.store import Store
from tests.store.conftest import KEY


def test_an_edit_is_everything_at_once(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy in phòng họp", "asset_code": "PC-014"})
        unit.edit("device", device, {"name": "Máy in kế toán"})
    db = store.read()
    record = records.get(db, device)
    assert record.fields == {"name": "Máy in kế toán", "asset_code": "PC-014"}
    assert (record.version, record.state) == (0, "waiting")
    assert [op.fields for op in outbox.shown(db, device)] == [
        {"name": "Máy in phòng họp", "asset_code": "PC-014"}, {"name": "Máy in kế toán"}]
    [change] = history.of(db, device)
    assert (change.field, change.old, change.new) == ("name", "Máy in phòng họp", "Máy in kế toán")
    assert (change.rv, change.seq, change.replica) == (None, 2, setting.text(db, setting.REPLICA))
    assert [hit.id for hit in search.find(db, "ke toan")[0]] == [device]
    assert undo.last(db, "").records == (("device", device),)


def test_a_mistake_in_the_middle_leaves_nothing(store):
    heard = []
    store.on_commit(heard.append)
    with pytest.raises(ZeroDivisionError), store.write() as unit:
        unit.create("device", {"name": "Máy"})
        raise ZeroDivisionError
    assert records.count(store.read(), Search(kind="device")) == 0
    assert outbox.waiting_count(store.read()) == 0
    assert heard == []


def test_a_value_that_stands_there_is_not_said_again(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy", "in_use_year": 2020})
        assert unit.edit("device", device, {"name": "Máy", "in_use_year": 2020}) is None
        assert unit.edit("device", device, {"name": "Máy", "serial": None}) is None
        done = unit.edit("device", device, {"name": "Máy"}, keep_equal=True)
    assert done.fields == {"name": "Máy"}


def test_each_member_of_a_set_is_a_field(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy", "users.a": True, "users.b": True})
        unit.edit("device", device, {"users.b": None, "users.c": True})
    db = store.read()
    assert records.get(db, device).fields["users"] == ["a", "c"]
    assert records.page(db, Search(kind="device", where={"users": "c"}))[0].id == device
    assert records.count(db, Search(kind="device", where={"users": "b"})) == 0
    assert records.pointing_at(db, "a") == (1, ["Máy"])


def test_what_this_version_does_not_know_is_kept_and_given_back(store):
    with store.write() as unit:
        visible.write(unit.db, "device", "d1", {"name": "Máy", "colour": "đỏ", "in_use_year": "hai nghìn"},
                      rv=5, row_rv=5)
        visible.write(unit.db, "spaceship", "s1", {"name": "Tàu", "crew.x": True}, rv=6, row_rv=6)
        unit.edit("device", "d1", {"name": "Máy mới"})
        unit.edit("spaceship", "s1", {"name": "Tàu mới"})
    db = store.read()
    assert records.get(db, "d1").unknown == {"colour": "đỏ", "in_use_year": "hai nghìn"}
    assert visible.read(db, "spaceship", "s1") == {"name": "Tàu mới", "crew.x": True}
    assert records.get(db, "s1").unknown == {"name": "Tàu mới", "crew.x": True}
    assert [op.fields for op in outbox.shown(db, "d1")] == [{"name": "Máy mới"}]


def test_types_come_back_as_they_went_in(store):
    fields = {"name": "Máy", "steps": True}
    with store.write() as unit:
        person = unit.create("person", {"full_name": "Hà Văn Pó", "duties": ["CNTT", "văn thư"], "support_team": True})
        rule = unit.create("rule", {"key": "k", "topic": "t", "value": {"a": [1, {"b": None}], "c": "đ"}})
        device = unit.create("device", {**fields, "cost_vnd": 11_500_000})
    db = store.read()
    assert records.get(db, person).flat == {
        "full_name": "Hà Văn Pó", "duties": ["CNTT", "văn thư"], "support_team": True}
    assert records.get(db, rule).fields["value"] == {"a": [1, {"b": None}], "c": "đ"}
    assert records.get(db, device).flat == {**fields, "cost_vnd": 11_500_000}


def test_delete_keeps_the_fields_and_moves_the_record_to_the_trash(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy cũ", "serial": "ABC123"})
        unit.edit("device", device, {}, special="delete")
    db = store.read()
    assert records.get(db, device).deleted
    assert records.get(db, device).fields["name"] == "Máy cũ"
    assert records.count(db, Search(kind="device")) == 0
    assert [each.id for each in records.page(db, Search(kind="device", trash=True, text="may cu"))] == [device]
    assert search.find(db, "may cu") == ([], 0)
    with store.write() as unit:
        assert unit.edit("device", device, {}, special="delete") is None
        unit.edit("device", device, {}, special="undelete")
    assert search.find(db, "may cu")[1] == 1
    assert records.count(db, Search(kind="device", trash=True)) == 0


def test_clocks_only_go_forward(store, clock):
    with store.write() as unit:
        first = unit.edit("device", "d1", {"name": "1"})
    clock.pass_(-9 * 365 * 86_400_000)
    with store.write() as unit:
        second = unit.edit("device", "d1", {"name": "2"})
        unit.witness("01ffffffffff-0000")
        third = unit.edit("device", "d1", {"name": "3"})
    assert first.clock < second.clock < "01ffffffffff-0000" < third.clock


def test_news_name_what_changed(store):
    heard = []
    store.on_commit(heard.append)
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
    store.submit(lambda unit: unit.set_setting(setting.REPLICA_NAME, "TL-VP-03")).result()
    assert heard[0].records == {("device", device)}
    assert heard[0].outbox_changed
    assert heard[0].touches("device")
    assert not heard[0].touches("person")
    assert heard[1].settings_changed
    assert not heard[1].records


def test_a_failing_listener_does_not_undo_a_save(store):
    def broken(_: object) -> None:
        raise RuntimeError("a screen that cannot redraw")

    heard = []
    store.on_commit(broken)
    store.on_commit(heard.append)
    device = store.submit(lambda unit: unit.create("device", {"name": "Máy"})).result()
    assert records.get(store.read(), device) is not None
    assert len(heard) == 1


def test_a_book_opened_for_reading_reads_and_refuses_to_write(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
    with Store(store.profile, KEY, read_only=True) as reader:
        assert records.get(reader.read(), device) is not None
        with pytest.raises(ReadOnly), reader.write():
            pass
        with store.write() as unit:
            unit.edit("device", device, {"name": "Máy 2"})
        assert records.title(reader.read(), device) == "Máy 2"
        assert reader.poll()
        assert not reader.poll()


def test_titles_made_of_others_follow_them(store):
    with store.write() as unit:
        system = unit.create("system", {"name": "VNeID"})
        account = unit.create("account", {"person": "p1", "system": system, "login": "thuydt"})
        assert records.title(unit.db, account) == "VNeID"
        unit.create("person", {"full_name": "Đặng Thị Thủy"}, id="p1")
        assert records.title(unit.db, account) == "Đặng Thị Thủy VNeID"
        unit.edit("person", "p1", {"full_name": "Đặng Thị Thùy"})
    db = store.read()
    assert records.title(db, account) == "Đặng Thị Thùy VNeID"
    assert {hit.id for hit in search.find(db, "thuy vneid")[0]} == {account}


def test_a_joined_record_is_called_by_its_new_self(store):
    with store.write() as unit:
        old = unit.create("person", {"full_name": "Lê Hoa"})
        new = unit.create("person", {"full_name": "Lê Thị Hoa"})
        unit.edit("person", old, {"merged_into": new})
    assert records.titles(store.read(), [old, new]) == {old: "Lê Thị Hoa", new: "Lê Thị Hoa"}
    assert records.get(store.read(), old).merged_into == new


def test_one_person_may_not_write_around_the_rules(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
        for wrong in ({"deleted": True}, {"name": "x", "deleted": None}):
            with pytest.raises(ValueError, match="deleted"):
                unit.edit("device", device, wrong)
        with pytest.raises(ValueError, match="nothing else"):
            unit.edit("device", device, {"name": "x"}, special="delete")
        with pytest.raises(ValueError, match="known"):
            unit.edit("device", "nobody", {}, special="delete")
