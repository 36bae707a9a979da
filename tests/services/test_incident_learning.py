"""A correction changes the next guess on this PC, within bounds, and is forgotten on request."""
import pytest

from desktop.services import incident_learning, incident_reporting, record_keeping
from desktop.services.incident_entry import Guesser, build_lexicon
from desktop.services.incident_reporting import Entry
from desktop.services.undoing import redo_last, undo_step
from desktop.store import local_notes
from desktop.store.store import Store
from tests.ui import books

UNKNOWN = "cái hộp xám nó kêu lục bục"


@pytest.fixture
def store(tmp_path):
    made = books.a_sample_book(tmp_path / "profile")
    yield made
    made.close()


def guesser(store: Store) -> Guesser:
    return Guesser(build_lexicon(store.read()))


def teach(store: Store, text: str, *, category=None, guide=None, device=None) -> str:
    """Save a line as it was corrected by hand; return the step that takes it back."""
    lessons = guesser(store).lessons(text, category=category, guide=guide, device=device)
    return incident_reporting.report(store, Entry(text="thử", lessons=lessons)).group


def device(store: Store, code: str) -> str:
    return store.read().execute("SELECT r.id FROM record AS r JOIN k_device AS k ON k.n = r.n"
                                " WHERE k.f_asset_code = ?", (code,)).fetchone()[0]


def test_a_corrected_line_is_understood_as_corrected(store):
    assert guesser(store).guess(UNKNOWN).category is None
    teach(store, UNKNOWN, category="nguon_dien", guide="mat-dien")
    again = guesser(store).guess("cai hop xam no keu luc buc")    # without accents, too
    assert (again.category, again.guide_key) == ("nguon_dien", "mat-dien")


def test_words_of_a_corrected_line_speak_in_other_lines(store):
    assert guesser(store).guess("hộp xám phòng họp hỏng").category != "nguon_dien"
    for _ in range(3):
        teach(store, UNKNOWN, category="nguon_dien")
    assert guesser(store).guess("hộp xám hỏng rồi").category == "nguon_dien"


def test_a_correction_is_corrected_again(store):
    teach(store, UNKNOWN, category="nguon_dien")
    teach(store, UNKNOWN, category="mang")
    assert guesser(store).guess(UNKNOWN).category == "mang"


def test_words_for_a_device_mean_the_one_that_was_chosen(store):
    text = "máy in phòng tư pháp kẹt giấy"
    chosen = device(store, "TB-013")
    assert guesser(store).guess(text).device != chosen
    teach(store, text, device=chosen)
    assert guesser(store).guess("may in phong tu phap het muc").device == chosen
    assert guesser(store).guess("máy in phòng kinh tế hết mực").device != chosen


def test_no_device_may_be_taught_as_well(store):
    text = "máy in phòng tư pháp kẹt giấy"
    assert guesser(store).guess(text).device
    teach(store, text, device="")
    assert guesser(store).guess(text).device is None


def test_a_bare_kind_must_be_corrected_twice(store):
    chosen = device(store, "TB-013")
    teach(store, "máy in không in", device=chosen)
    assert guesser(store).guess("may in hong").device is None
    teach(store, "máy in không in", device=chosen)
    assert guesser(store).guess("may in hong").device == chosen


def test_a_device_that_is_gone_is_not_proposed_by_habit(store):
    chosen = device(store, "TB-013")
    teach(store, "máy in phòng tư pháp kẹt giấy", device=chosen)
    with store.write() as unit:
        unit.edit("device", chosen, {"status": "transferred"})
    assert guesser(store).guess("máy in phòng tư pháp kẹt giấy").device != chosen


def test_what_was_guessed_right_teaches_nothing(store):
    guess = guesser(store).guess("may in tu phap khong in duoc, bao ket giay")
    assert guesser(store).lessons("may in tu phap khong in duoc, bao ket giay", category=guess.category,
                                  guide=guess.guide_key, device=guess.device) == []


def test_people_are_not_tied_to_a_kind_of_trouble(store):
    teach(store, "chị Hoa tư pháp lục bục xám", category="nguon_dien")
    keys = local_notes.read(store.read(), "guess")
    assert not any("hoa" in key for key in keys if key.startswith("words:"))


def test_what_is_remembered_has_an_end(store):
    with store.write() as unit:
        for at in range(incident_learning.MOST_NOTES + 50):
            local_notes.write(unit, "guess", f"words:a{at} b", {"means": "mang", "times": 1, "at": at})
    teach(store, UNKNOWN, category="nguon_dien")
    assert len(local_notes.read(store.read(), "guess")) == incident_learning.MOST_NOTES
    assert guesser(store).guess(UNKNOWN).category == "nguon_dien"


def test_it_is_forgotten_on_request_and_never_leaves_this_pc(store):
    waiting = store.read().execute("SELECT count(*) FROM outbox").fetchone()[0]
    teach(store, UNKNOWN, category="nguon_dien")
    assert store.read().execute("SELECT count(*) FROM outbox").fetchone()[0] == waiting + 1    # the incident alone
    assert incident_learning.count(store.read()) == 1
    assert incident_learning.forget(store) == 1
    assert guesser(store).guess(UNKNOWN).category is None
    assert incident_learning.count(store.read()) == 0


def test_a_report_taken_back_takes_its_lesson_along_and_brings_it_back(store):
    before = local_notes.read(store.read(), "guess")
    teach(store, UNKNOWN, category="nguon_dien", guide="mat-dien")
    taught = set(local_notes.read(store.read(), "guess"))
    assert undo_step(store) is not None
    assert local_notes.read(store.read(), "guess") == before
    assert guesser(store).guess(UNKNOWN).category is None
    assert redo_last(store) is not None
    assert set(local_notes.read(store.read(), "guess")) == taught
    assert guesser(store).guess(UNKNOWN).category == "nguon_dien"


def test_what_was_taught_before_comes_back(store):
    text = "máy in phòng tư pháp kẹt giấy"
    teach(store, text, device=device(store, "TB-013"))
    teach(store, text, device=device(store, "TB-007"))
    assert guesser(store).guess(text).device == device(store, "TB-007")
    undo_step(store)
    assert guesser(store).guess(text).device == device(store, "TB-013")


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_correction_made_several_times_loses_only_the_last(store, times):
    for _ in range(times):
        teach(store, UNKNOWN, category="nguon_dien")
        noted = local_notes.read(store.read(), "guess")
    last = teach(store, "cái hộp xám nó kêu", category="nguon_dien")
    undo_step(store, last)
    after = local_notes.read(store.read(), "guess")
    assert {key: (each["means"], each["times"]) for key, each in after.items()} \
        == {key: (each["means"], each["times"]) for key, each in noted.items()}


def test_an_older_report_taken_back_leaves_what_was_taught_since(store):
    text = "máy in phòng tư pháp kẹt giấy"
    first = teach(store, text, device=device(store, "TB-013"))
    teach(store, text, device=device(store, "TB-007"))
    undo_step(store, first)
    assert guesser(store).guess(text).device == device(store, "TB-007")


def test_a_report_that_others_went_on_with_keeps_its_lesson(store):
    group = teach(store, UNKNOWN, category="nguon_dien")
    made = store.read().execute("SELECT id FROM record WHERE kind = 'incident' ORDER BY n DESC LIMIT 1").fetchone()[0]
    with store.write() as unit:
        unit.edit("incident", made, {"title": "Đã sửa"})
    undone = undo_step(store, group)
    assert undone is not None and not undone.records
    assert guesser(store).guess(UNKNOWN).category == "nguon_dien"


def test_steps_kept_with_their_lessons_have_an_end(store):
    for at in range(incident_learning.MOST_TAUGHT + 3):
        incident_reporting.report(store, Entry(text="thử", lessons=[
            incident_learning.Lesson(key=f"line:hộp {at}", meaning="mang|")]))
    assert len(local_notes.read(store.read(), incident_learning.TAUGHT)) <= incident_learning.MOST_TAUGHT
    incident_learning.forget(store)
    assert not local_notes.read(store.read(), incident_learning.TAUGHT)


def test_the_command_line_takes_the_lesson_back_as_well(store):
    teach(store, UNKNOWN, category="nguon_dien")
    record_keeping.undo_last(store)
    assert guesser(store).guess(UNKNOWN).category is None
