"""Undo is a new edit, offered while the field still has the value that the undone edit gave it."""
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store import outbox, records, undo, visible
from desktop.store.records import Search
from desktop.store.store import Store


def test_an_edit_goes_back_and_forth(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Một"})
        unit.edit("device", device, {"name": "Hai"})
    with store.write() as unit:
        done = undo.undo(unit, undo.last(unit.db, "").group)
    assert (done.records, done.refused) == ([device], [])
    assert records.title(store.read(), device) == "Một"
    with store.write() as unit:
        undo.redo(unit, undo.last_undone(unit.db, "").group)
    assert records.title(store.read(), device) == "Hai"
    assert [op.fields["name"] for op in outbox.shown(store.read(), device)] == ["Một", "Hai", "Một", "Hai"]


def test_a_creation_goes_to_the_trash_and_comes_back(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
    with store.write() as unit:
        step = undo.last(unit.db, "")
        assert step.what == "create"
        undo.undo(unit, step.group)
    assert records.get(store.read(), device).deleted
    with store.write() as unit:
        undo.redo(unit, undo.last_undone(unit.db, "").group)
    assert not records.get(store.read(), device).deleted


def test_a_deletion_is_taken_back(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
        unit.edit("device", device, {}, special="delete")
    with store.write() as unit:
        undo.undo(unit, undo.last(unit.db, "").group)
    assert not records.get(store.read(), device).deleted


def test_what_moved_since_is_left_alone_and_both_values_are_named(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy", "location": "Tầng 1"})
        unit.edit("device", device, {"name": "Máy in", "location": "Tầng 2"})
        group = undo.last(unit.db, "").group
        visible.write(unit.db, "device", device, {"name": "Máy quét"}, rv=9, row_rv=9)    # the province's word
    with store.write() as unit:
        done = undo.undo(unit, group)
    assert done.records == [device]
    [refused] = done.refused
    assert (refused.field, refused.given, refused.now, refused.wanted) == ("name", "Máy in", "Máy quét", "Máy")
    assert records.get(store.read(), device).fields == {"name": "Máy quét", "location": "Tầng 1"}


def test_a_group_is_one_step(store):
    with store.write() as unit:
        ids = [unit.create("device", {"name": f"Máy {number}"}, group="import-1") for number in range(5)]
        unit.edit("device", ids[2], {"name": "Sửa tay"})
    with store.write() as unit:
        undo.undo(unit, undo.last(unit.db, "").group)    # the hand's edit
        unit.edit("device", ids[3], {"name": "Sửa nữa"})
        done = undo.undo(unit, "import-1")
    assert done.records == [ids[4], ids[2], ids[1], ids[0]]
    assert [each.record for each in done.refused] == [ids[3]]
    assert [each.id for each in records.page(store.read(), Search(kind="device"))] == [ids[3]]


def test_a_new_edit_forgets_what_could_be_done_again(store):
    with store.write() as unit:
        device = unit.create("device", {"name": "Một"})
        unit.edit("device", device, {"name": "Hai"})
        undo.undo(unit, undo.last(unit.db, "").group)
    assert undo.last_undone(store.read(), "") is not None
    with store.write() as unit:
        unit.edit("device", device, {"name": "Ba"})
    assert undo.last_undone(store.read(), "") is None


def test_each_person_has_200_steps_of_their_own(store):
    def sit_down(who: str) -> None:
        store.submit(lambda unit: unit.set_setting("who", who)).result()

    sit_down("po")
    with store.write() as unit:
        device = unit.create("device", {"name": "0"})
    with store.write() as unit:
        for number in range(1, 230):
            unit.edit("device", device, {"name": str(number)})
    sit_down("hoa")
    with store.write() as unit:
        unit.edit("device", device, {"location": "Tầng 3"})
    db = store.read()
    steps = dict(db.execute("SELECT who, count(DISTINCT step) FROM undo GROUP BY who").fetchall())
    assert steps == {"po": 200, "hoa": 1}
    assert undo.last(db, "hoa").who == "hoa"


def test_undo_survives_a_restart(reopened):
    store = reopened()
    with store.write() as unit:
        device = unit.create("device", {"name": "Một"})
        unit.edit("device", device, {"name": "Hai"})
    store = reopened()
    with store.write() as unit:
        undo.undo(unit, undo.last(unit.db, "").group)
    assert records.title(store.read(), device) == "Một"


NAMES = st.sampled_from(["a", "b", "c", None])
EDIT = st.dictionaries(st.sampled_from(["location", "note", "serial"]), NAMES, min_size=1)


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(EDIT, min_size=1, max_size=8))
def test_undoing_everything_leads_back_and_redoing_leads_forward(store: Store, edits):
    with store.write() as unit:
        device = unit.create("device", {"name": "Máy"})
        start = visible.read(unit.db, "device", device)
        for each in edits:
            unit.edit("device", device, each)
        end = visible.read(unit.db, "device", device)
    with store.write() as unit:
        while (step := undo.last(unit.db, "")) is not None and step.what != "create":
            assert undo.undo(unit, step.group).refused == []
        assert visible.read(unit.db, "device", device) == start
        while (step := undo.last_undone(unit.db, "")) is not None:
            assert undo.redo(unit, step.group).refused == []
        assert visible.read(unit.db, "device", device) == end


def test_what_is_gathered_stands_at_the_end_and_a_record_edited_twice_keeps_both(store):
    with store.write() as unit:
        one, other = (unit.create("device", {"name": name}) for name in ("Một", "Hai"))
    with store.write() as unit, unit.gathered():
        unit.edit("device", one, {"location": "Tầng 1"}, group="g")
        unit.edit("device", other, {"location": "Tầng 2"}, group="g")
        unit.edit("device", one, {"location": "Tầng 3", "cpu": "i5"}, group="g")
        unit.edit("device", one, {"cpu": None}, group="g")
    places = [records.get(store.read(), each).fields for each in (one, other)]
    assert [each["location"] for each in places] == ["Tầng 3", "Tầng 2"] and "cpu" not in places[0]
    with store.write() as unit:
        assert undo.undo(unit, "g").refused == []
    assert "location" not in records.get(store.read(), one).fields
    with store.write() as unit:
        undo.redo(unit, "g")
    assert [records.get(store.read(), each).fields["location"] for each in (one, other)] == ["Tầng 3", "Tầng 2"]


def test_a_record_made_and_edited_in_one_step_is_taken_back_whole(store):
    with store.write() as unit:
        made = unit.create("device", {"name": "Máy"}, group="g")
        unit.edit("device", made, {"location": "Tầng 1"}, group="g")
    with store.write() as unit:
        assert undo.undo(unit, "g").refused == []
    assert records.get(store.read(), made).deleted
    with store.write() as unit:
        undo.redo(unit, "g")
    kept = records.get(store.read(), made)
    assert not kept.deleted and kept.fields["location"] == "Tầng 1"
