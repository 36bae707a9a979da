"""Two records of one thing made one: nothing is lost, everything that named either still finds it, one step back."""
from itertools import count

import pytest

from desktop.services import merging, record_keeping, undoing
from desktop.services.merging import BOTH, LEFT, RIGHT, BothHaveNotes, CannotMerge, MovedMeanwhile
from desktop.store import attention, history, records, setting
from desktop.store.store import Store, wall_ms
from tests.ui.books_lock import give


@pytest.fixture
def book(tmp_path):
    """Return an open book with a person at the PC, on which no two things happen in the same millisecond.

    Of two records of one millisecond none is the older, and a fast machine makes such.
    """
    with Store.create(tmp_path / "book", None, settings={setting.REPLICA_NAME: "XM-VP-03"},
                      clock=count(wall_ms()).__next__) as store:
        with store.write() as unit:
            unit.set_setting(setting.WHO, unit.create("person", {"full_name": "Hà Văn Pó", "status": "active"}))
        yield store


def two_pcs(store: Store) -> tuple[str, str]:
    lo, vang = (give(store, "person", full_name=name) for name in ("Lò Thị Mẫu", "Vàng A Mẫu"))
    one = give(store, "device", name="Dell Vostro", asset_code="PC-021", status="broken", users=[lo], ram_gb=4)
    other = give(store, "device", name="Dell Vostro 3471", asset_code="PC-021", status="in_use", users=[vang],
                 serial="FG770", note="Màn hình sọc")
    return one, other


def merged(store: Store, one: str, other: str, **choices: int) -> merging.Merged:
    return merging.apply(store, merging.preview(store.read(), one, other), choices)


def test_each_field_is_chosen_and_sets_keep_both(book):
    one, other = two_pcs(book)
    seen = merging.preview(book.read(), one, other)
    assert {each.code: each.suggested for each in seen.fields} == {
        "name": LEFT, "status": LEFT, "users": BOTH, "serial": RIGHT, "note": RIGHT, "ram_gb": LEFT}
    assert "Mã tài sản" in seen.equal
    done = merging.apply(book, seen, {"name": RIGHT, "status": RIGHT})
    kept = records.get(book.read(), done.survivor)
    assert (kept.fields["name"], kept.fields["status"], kept.fields["serial"], kept.fields["ram_gb"]) == \
        ("Dell Vostro 3471", "in_use", "FG770", 4)
    assert len(kept.fields["users"]) == 2
    gone = records.get(book.read(), done.gone)
    assert (gone.deleted, gone.merged_into) == (True, done.survivor)
    assert records.title(book.read(), done.gone) == records.title(book.read(), done.survivor)


def test_words_of_both_can_stay(book):
    one = give(book, "device", name="Máy in", note="Kẹt giấy", location="Tầng 1")
    other = give(book, "device", name="Máy in", note="Mờ mực", location="Tầng 2")
    kept = records.get(book.read(), merged(book, one, other, note=BOTH, location=BOTH).survivor)
    assert (kept.fields["note"], kept.fields["location"]) == ("Kẹt giấy\nMờ mực", "Tầng 1 / Tầng 2")


def test_who_wrote_a_value_last_is_said_and_suggested(book):
    one = give(book, "device", name="Máy quét", location="Tầng 1")
    other = give(book, "device", name="Máy quét", location="Tầng 2")
    record_keeping.save(book, "device", other, {"location": "Tầng 3"})
    [choice] = merging.preview(book.read(), one, other).fields
    assert (choice.code, choice.suggested, choice.values) == ("location", RIGHT, ("Tầng 1", "Tầng 3"))
    assert choice.signatures[0] == "" and choice.signatures[1].startswith("Hà Văn Pó · ")
    assert choice.signatures[1].endswith("XM-VP-03")


def test_everything_that_named_the_other_names_the_one_that_stays_and_one_undo_takes_all_back(book):
    one, other = (give(book, "person", full_name="Lê Thị Hoa") for _ in range(2))
    device = give(book, "device", name="Máy 1", users=[other], custodian=other)
    shared = give(book, "device", name="Máy 2", users=[one, other])
    account = give(book, "account", person=other, system=give(book, "system", name="TD Office"), status="in_use")
    before = {each: records.get(book.read(), each).flat for each in (one, other, device, shared, account)}
    done = merged(book, one, other)
    assert done.repointed == 3
    assert records.get(book.read(), device).fields["users"] == [one]
    assert records.get(book.read(), device).fields["custodian"] == one
    assert records.get(book.read(), shared).fields["users"] == [one]
    assert records.get(book.read(), account).fields["person"] == one
    undoing.undo_step(book)
    assert {each: records.get(book.read(), each).flat for each in before} == before
    undoing.redo_last(book)
    assert records.get(book.read(), other).merged_into == one
    assert records.get(book.read(), device).fields["users"] == [one]


def test_what_was_merged_into_the_one_that_goes_leads_on(book):
    first, second, third = (give(book, "office", name="Văn phòng") for _ in range(3))
    assert merged(book, third, second).survivor == second
    assert merged(book, second, first).survivor == first
    assert records.get(book.read(), third).merged_into == first
    assert records.titles(book.read(), [third])[third] == "Văn phòng"


def test_whoever_sits_here_sits_on_as_the_record_that_stays(book):
    older = setting.text(book.read(), setting.WHO)
    here = give(book, "person", full_name="Hà Văn Pó")
    with book.write() as unit:
        unit.set_setting(setting.WHO, here)
    merged(book, here, older)
    assert setting.text(book.read(), setting.WHO) == older


def test_the_older_record_stays_on_whichever_side_it_is_shown(book):
    """Two PCs that merge the same two without a network must not each send the other's away."""
    one, other = two_pcs(book)
    assert merged(book, other, one, status=RIGHT).survivor == one
    undoing.undo_step(book)
    assert merged(book, one, other, status=LEFT).survivor == one


def test_a_state_that_no_hand_can_reach_makes_its_record_the_one_that_stays(book):
    one = give(book, "device", name="Máy cũ", status="in_use")
    other = give(book, "device", name="Máy cũ", status="disposed")
    done = merged(book, one, other, status=RIGHT)
    assert done.survivor == other
    assert records.get(book.read(), other).fields["status"] == "disposed"
    changes = [each.field for each in history.of(book.read(), other)]
    assert "status" not in changes


def test_notes_that_cannot_move_keep_their_incident(book):
    one, other = (give(book, "incident", title="Mất mạng", type="technical", status="new") for _ in range(2))
    give(book, "incident_note", incident=other, written_at="2026-11-20T09:00", text="Đã gọi nhà mạng", kind="note")
    seen = merging.preview(book.read(), one, other)
    give(book, "incident_note", incident=one, written_at="2026-11-20T10:00", text="Vẫn mất", kind="note")
    with pytest.raises(BothHaveNotes):
        merging.apply(book, seen, {})
    two = give(book, "incident", title="Mất mạng", type="technical", status="new")
    assert merged(book, two, other).survivor == other


def test_a_record_that_moved_meanwhile_is_shown_again_first(book):
    one, other = two_pcs(book)
    seen = merging.preview(book.read(), one, other)
    record_keeping.save(book, "device", other, {"note": "Đã thay màn hình"})
    with pytest.raises(MovedMeanwhile):
        merging.apply(book, seen, {})
    assert not records.get(book.read(), other).deleted


def test_what_is_not_one_thing_is_refused(book):
    one, other = two_pcs(book)
    person = give(book, "person", full_name="Lê Thị Hoa")
    record_keeping.delete(book, [other])
    for pair in ((one, one), (one, person), (one, other), (one, "0192" * 8)):
        with pytest.raises(CannotMerge):
            merging.preview(book.read(), *pair)


def test_a_field_of_a_later_version_goes_along(book):
    one, other = two_pcs(book)
    with book.write() as unit:
        unit.edit("device", other, {"x_future": "giữ tôi"})
    done = merged(book, one, other)
    assert records.get(book.read(), done.survivor).unknown["x_future"] == "giữ tôi"
    assert attention.count(book.read(), attention.LOST) == 0


def test_two_records_of_one_room_keep_what_was_looked_at_in_either(book):
    one = give(book, "room", name="Hội trường", **{"answers.camera": True, "answers.audio": False})
    other = give(book, "room", name="Hội trường", **{"answers.camera": True, "answers.wired": True})
    [choice] = [each for each in merging.preview(book.read(), one, other).fields if each.code == "answers"]
    assert (choice.may_both, choice.suggested) == (True, BOTH)
    done = merged(book, one, other)
    assert records.get(book.read(), done.survivor).fields["answers"] == {"camera": True, "audio": False, "wired": True}


def test_rooms_of_which_the_checklists_contradict_each_other_are_chosen_between(book):
    one = give(book, "room", name="Hội trường", **{"answers.camera": True, "answers.audio": False})
    other = give(book, "room", name="Hội trường", **{"answers.camera": False})
    [choice] = [each for each in merging.preview(book.read(), one, other).fields if each.code == "answers"]
    assert not choice.may_both
    done = merged(book, one, other, answers=RIGHT)
    assert records.get(book.read(), done.survivor).fields["answers"] == {"camera": False}
