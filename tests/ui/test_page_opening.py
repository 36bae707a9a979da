"""A line of the navigation is clicked: the page comes in turns, and nothing that is done meanwhile is lost."""
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui import navigation
from desktop.ui.pages.people import PeoplePage
from desktop.ui.records.list_page import ListPage
from tests.ui import books
from tests.ui.opened import Opened, until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def it(tmp_path, qtbot):
    opened = Opened(books.a_sample_book(tmp_path / "book"))
    yield opened
    opened.close()


def click(it, key):
    next(each for each in it.window._navigation.entries() if each.key == key).click()


def marked(it):
    return [each.key for each in it.window._navigation.entries() if each.isChecked()]


@pytest.mark.parametrize("key", [entry.key for entry in navigation.ENTRIES if entry.key != "today"])
def test_a_click_answers_at_once_and_the_whole_page_follows(it, key):
    click(it, key)
    assert marked(it) == [key]
    assert it.window.page().key == "today", "the page is made in later turns"
    until(lambda: it.window.page().key == key)
    it.settle()
    assert it.window.page().header.isVisible()
    assert it.window._openings == {}
    whole = {type(each).__name__ for each in it.window.page().findChildren(object)}
    it.window._forget_pages()
    it.window.go(key)
    it.settle()
    assert whole >= {type(each).__name__ for each in it.window.page().findChildren(object)}, "the same page at once"


@pytest.mark.parametrize("key", ["devices", "accounts", "infrastructure"])
def test_each_toggle_of_a_page_shows_its_view_in_turns(it, key):
    page = it.page(key)
    toggles = list(page._toggles.group.buttons())
    for toggle in [*toggles[1:], toggles[0]]:
        before = page._stack.currentWidget()
        toggle.click()
        until(lambda before=before: page._stack.currentWidget() is not before)
        it.settle()
        assert toggle.isChecked()
        assert it.window._message.text() == "", "nothing went wrong"
    assert page._making._under_way == {}


def test_a_toggle_pressed_while_another_view_is_on_its_way_is_the_one_that_counts(it):
    page = it.page("infrastructure")
    first, second = page._toggles.group.buttons()[1:3]
    first.click()
    second.click()
    until(lambda: page._shown == "outage")
    it.settle()
    assert page._stack.currentWidget() is page._views["outage"]
    page.show_view("line")
    assert page._stack.currentWidget() is page._views["line"]
    assert page._making._under_way == {}


def test_the_rows_are_there_when_the_list_is_first_seen(it):
    seen = []
    real = PeoplePage.showEvent

    def watched(page, event):
        seen.append(page.model.rowCount())
        real(page, event)

    PeoplePage.showEvent = watched
    try:
        click(it, "people")
        until(lambda: it.window.page().key == "people")
    finally:
        del PeoplePage.showEvent
    assert seen
    assert seen[0] > 0, "a list that is shown empty says that nobody works here"


def test_a_key_that_asks_something_of_the_page_on_its_way_finds_it_whole(it):
    click(it, "devices")
    it.window.activateWindow()
    QTest.keyClick(it.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert it.window.page().key == "devices"
    assert it.window.page().search.hasFocus()


def test_whoever_goes_elsewhere_meanwhile_stays_there_and_finds_the_first_page_later(it):
    click(it, "devices")
    click(it, "people")
    until(lambda: it.window.page().key == "people")
    it.settle()
    assert it.window.page().key == "people"
    assert marked(it) == ["people"]
    click(it, "devices")
    until(lambda: it.window.page().key == "devices")
    it.settle()
    assert it.window.page().model.rowCount() > 0


def test_what_the_program_itself_asks_of_a_page_on_its_way_is_done_at_once(it):
    click(it, "devices")
    device = it.store.read().execute("SELECT id FROM record WHERE kind = 'device' AND NOT deleted").fetchone()[0]
    it.window.open_record("device", device)
    it.settle()
    assert it.window.page().key == "devices"
    assert it.window.page().panel.record.id == device


def test_news_while_a_page_is_on_its_way_are_on_it(it):
    click(it, "people")
    with it.store.write() as unit:
        unit.create("person", {"full_name": "Thao Thị Mỷ", "status": "active"})
    until(lambda: it.window.page().key == "people")
    it.settle()
    model = it.window.page().model
    assert "Thao Thị Mỷ" in [model.record(at).fields["full_name"] for at in range(model.rowCount())]


def test_a_page_that_cannot_be_made_leaves_where_one_was_and_may_be_tried_again(it, monkeypatch, qtbot):
    real = ListPage.lay_out_around

    def broken(self):
        raise ZeroDivisionError

    monkeypatch.setattr(ListPage, "lay_out_around", broken)
    click(it, "people")
    until(lambda: marked(it) == ["today"])
    assert it.window._message.text()
    assert it.window.page().key == "today"
    assert marked(it) == ["today"]
    monkeypatch.setattr(ListPage, "lay_out_around", real)
    click(it, "people")
    until(lambda: it.window.page().key == "people")


def test_another_person_takes_the_seat_while_a_page_is_on_its_way(it):
    from desktop.services import roles
    click(it, "devices")
    it.window._change_seat(is_colleague=False)
    it.settle()
    assert it.window._openings == {}
    assert roles
    it.window.go("people")
    it.settle()
    assert it.window.page().key == "people"


WHAT_A_PAGE_IMPORTS = """
import json, sys
from pathlib import Path
from desktop.ui import navigation, page_opening
from tests.ui import books
from tests.ui.opened import Opened
it = Opened(books.a_sample_book(Path(sys.argv[1])))
late = {}
for entry in navigation.ENTRIES:
    page_opening._load(entry.modules)
    known = set(sys.modules)
    it.window.go(entry.key)
    late[entry.key] = sorted(name for name in set(sys.modules) - known if name.startswith("desktop.ui"))
    it.settle()
it.close()
print(json.dumps(late))
"""


def test_what_is_imported_ahead_is_all_that_a_page_imports_to_be_shown(tmp_path):
    """The list in navigation.py is no guess: a module that is missing there would be read in the middle of a click."""
    done = subprocess.run([sys.executable, "-c", WHAT_A_PAGE_IMPORTS, str(tmp_path / "book")], cwd=ROOT, text=True,
                          capture_output=True, timeout=180, check=True)
    assert {key: names for key, names in json.loads(done.stdout.splitlines()[-1]).items() if names} == {}
