"""An incident knows its guide on every PC, also one that came with the program and has no record."""
from desktop.services import incident_reporting
from desktop.services.incident_entry import Guesser, build_lexicon
from desktop.services.incident_reading import read
from desktop.services.incident_reporting import Entry
from desktop.services.incident_understanding import Chosen, understand
from desktop.store import records
from tests.ui import books


def test_the_guide_that_lay_beside_it_is_known_without_guessing_again(tmp_path):
    store = books.a_sample_book(tmp_path / "profile")
    guesser = Guesser(build_lexicon(store.read()))
    meant = understand(store, lambda: guesser, "may in bi ket giay", Chosen())
    assert meant.guide is not None and meant.guide.id == ""
    made = incident_reporting.report(store, Entry(text="may in bi ket giay", category=meant.category,
                                                  guide=meant.guide.id, guide_key=meant.guide.key))
    record = records.get(store.read(), made.id)
    assert record.fields["steps_tried"] == {"may-in-ket-giay.shown": True}
    assert record.fields["status"] == "new"    # shown is not solved
    other = read(store, record)    # no guesser: what another PC has after a pull is the record alone
    assert other.guide_key == "may-in-ket-giay"
    assert other.tried == ""
    assert other.addressees[0].team == meant.addressee.team
    store.close()


def test_what_was_tried_says_the_guide_already(tmp_path):
    store = books.a_sample_book(tmp_path / "profile")
    made = incident_reporting.report(store, Entry(text="kẹt giấy", guide_key="may-in-ket-giay",
                                                  steps={"may-in-ket-giay.steps": [1, 2]}))
    record = records.get(store.read(), made.id)
    assert record.fields["steps_tried"] == {"may-in-ket-giay.steps": [1, 2]}
    assert read(store, record).guide_key == "may-in-ket-giay"
    store.close()
