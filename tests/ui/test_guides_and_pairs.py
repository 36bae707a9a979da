"""Guides to read without a network; likely pairs of a first meeting; an undo that comes too late."""
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from desktop.services import guides, pairing, record_keeping, undoing
from desktop.store import records, setting
from desktop.ui.widgets.chrome import MessageBar
from tests.ui import books, walking
from tests.ui.opened import press, until


def test_the_guides_that_came_with_the_program_are_found_by_what_one_sees(opened, qtbot):
    it = opened(books.a_chosen_book)
    page = it.page("guides")
    assert len(page.model.shown) == len(guides.shipped().guides) > 20
    QTest.keyClicks(page.search, "ket giay")
    titles = [guide.title for guide in page.model.shown]
    assert titles
    assert titles[0] == "Máy in kẹt giấy, in mờ, in sọc"
    assert "Không làm: " in " ".join(walking.words(page)) or any("Không" in each for each in walking.words(page))


def test_a_guide_of_the_province_takes_the_place_of_the_shipped_one(opened):
    it = opened(books.a_chosen_book)
    with it.store.write() as unit:
        unit.create("guide", {"key": "may-in-khong-in", "title": "Máy in không in (bản của tỉnh)",
                              "steps": ["Gọi 1022"]})
    page = it.page("guides")
    titles = [guide.title for guide in page.model.shown]
    assert "Máy in không in (bản của tỉnh)" in titles
    assert "Máy in không in" not in titles


def test_the_button_under_a_guide_reports_that_incident(opened, monkeypatch):
    it = opened(books.a_chosen_book)
    asked = []
    monkeypatch.setattr(it.window, "report_incident", lambda text="", device="": asked.append(text))
    page = it.page("guides")
    press(page, "Báo sự cố này")
    assert asked == [page.model.shown[0].title]


@pytest.fixture
def paired(opened):
    """Return a window over a book with one person written here and at the province."""
    def book(profile):
        store = books.a_chosen_book(profile)
        with store.write() as unit:
            mine = unit.create("person", {"full_name": "Vi Thị Lan", "phone": "0912345678"})
            theirs = unit.create("person", {"full_name": "Vi Thị Lan", "title": "Công chức"})
            unit.db.execute("INSERT INTO likely_duplicate (mine, theirs, kind, why, equal) VALUES (?, ?, ?, ?, ?)",
                            (mine, theirs, "person", "name", 0))
        return store

    it = opened(book)
    it.page("sync")
    return it


def pair_of(it):
    [pair] = pairing.likely_pairs(it.store.read(), limit=5)
    return pair


def test_the_same_joins_ours_to_theirs_and_fills_what_they_lack(paired, qtbot):
    pair = pair_of(paired)
    assert pair.why == "Cùng tên"
    press(paired.window.page(), "Giống")
    until(lambda: pairing.count(paired.store.read()) == 0)
    theirs = records.get(paired.store.read(), pair.found.theirs)
    assert theirs.fields["phone"] == "0912345678"
    assert records.get(paired.store.read(), pair.found.mine).merged_into == pair.found.theirs
    until(lambda: not paired.window.page()._pairs.isVisible())


def test_different_keeps_both_and_asks_no_more(paired, qtbot):
    press(paired.window.page(), "Khác")
    until(lambda: pairing.count(paired.store.read()) == 0)
    assert paired.store.read().execute("SELECT count(*) FROM k_person WHERE deleted = 0").fetchone() == (3,)
    said = paired.window.findChild(MessageBar)
    until(lambda: "hai bản ghi khác nhau" in said.text())
    paired.window.undo()
    until(lambda: pairing.count(paired.store.read()) == 1)
    until(lambda: paired.window.page()._pairs.isVisible())
    until(lambda: said.text() == "Đã hoàn tác")


def test_an_undo_that_comes_too_late_says_both_values_and_changes_nothing(opened):
    it = opened(books.a_sample_book)
    device = it.store.read().execute("SELECT r.id FROM record AS r JOIN k_device AS k ON k.n = r.n"
                                     " WHERE k.f_asset_code = 'PC-021'").fetchone()[0]
    record_keeping.save(it.store, "device", device, {"status": "in_repair"})
    hoa = books.person_named(it.store.read(), "Lê Thị Hoa")
    po = setting.text(it.store.read(), setting.WHO)
    for who, value in ((hoa, "lost"),):
        with it.store.write() as unit:
            unit.set_setting(setting.WHO, who)
        record_keeping.save(it.store, "device", device, {"status": value})
    with it.store.write() as unit:
        unit.set_setting(setting.WHO, po)
    done = undoing.undo_step(it.store)
    assert done.records == ()
    assert "nay là “Thất lạc”, trước là “" in done.refused_words
    assert records.get(it.store.read(), device).fields["status"] == "lost"


def test_what_a_pair_says_is_plain_text(paired):
    pair = pair_of(paired)
    page = paired.window.page()
    page._pairs._show([replace(pair, mine_title="<b>x</b>", other_words="<img src='x'>")])
    assert walking.rich_text(page) == []
    assert walking.nameless(page) == []
