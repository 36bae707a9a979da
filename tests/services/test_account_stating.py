"""Saying how accounts stand: a cell, a selection, a column; one undo step each, legal steps only."""
from datetime import date

import pytest

from desktop.services import account_catalogue, account_matrix, account_stating
from desktop.services.account_stating import Place
from desktop.services.undoing import undo_step
from desktop.store import records
from desktop.store.records import Search
from tests.ui import books

DAY = date(2026, 11, 22)


@pytest.fixture
def book(tmp_path):
    """A book with three officials and one system; returns (store, people by name, system)."""
    store = books.an_empty_book(tmp_path / "book")
    with store.write() as unit:
        people = {name: unit.create("person", {"full_name": name, "status": "active"})
                  for name in ("Lê Thị Hoa", "Hà Văn Pó", "Vi Thị Lan")}
        system = unit.create("system", {"name": "TD Office", "required_for": ["mọi cán bộ"]})
    yield store, people, system
    store.close()


def states(store):
    matrix = account_matrix.read(store.read(), DAY)
    return {person.name: row[0].state for person, row in zip(matrix.people, matrix.cells, strict=True)}


def test_the_first_word_makes_the_record_and_undo_takes_it_back(book):
    store, people, system = book
    done = account_stating.state(store, [Place(person=people["Lê Thị Hoa"], system=system)], "missing", DAY)
    assert (done.changed, done.left) == (1, 0)
    account = records.page(store.read(), Search(kind="account"), 0, 5)[0]
    assert (account.fields["status"], account.fields["reviewed_on"]) == ("missing", "2026-11-22")
    undo_step(store, done.group)
    assert states(store)["Lê Thị Hoa"] == "unreviewed"


def test_a_selection_moves_where_it_legally_can(book):
    """1. Hoa is in use, Pó is locked, Lan unreviewed. 2. "Bị khóa" for all three. 3. "Chưa cấp" for all three."""
    store, people, system = book
    places = [Place(person=each, system=system) for each in people.values()]
    account_stating.state(store, places[:1], "in_use", DAY)
    account_stating.state(store, places[1:2], "locked", DAY)
    done = account_stating.state(store, places, "locked", DAY)
    assert set(states(store).values()) == {"locked"}
    assert done.left == 0
    done = account_stating.state(store, places, "missing", DAY)
    assert (done.changed, done.left, done.group) == (0, 3, "")
    assert set(states(store).values()) == {"locked"}


def test_the_menu_offers_only_legal_steps_with_their_counts():
    assert account_stating.offered(["in_use"]) == {"locked": 1, "old_unit": 1, "revoked": 1}
    assert account_stating.offered(["not_needed"]).keys() == {"in_use", "missing", "pending", "locked", "old_unit",
                                                              "revoked"}
    assert account_stating.offered(["pending", "missing"]) == {"in_use": 2, "missing": 1, "pending": 1}


def test_all_have_it_except_some_is_one_step_and_leaves_what_was_said_on_purpose(book):
    """1. Pó is locked. 2. All have it, except Lan. 3. One undo."""
    store, people, system = book
    account_stating.state(store, [Place(person=people["Hà Văn Pó"], system=system)], "locked", DAY)
    before = states(store)
    lan = frozenset({people["Vi Thị Lan"]})
    preview = account_stating.preview_column({people[name]: state for name, state in before.items()}, lan, "missing")
    assert (preview.have, preview.lack, preview.kept, preview.same) == (1, 1, 1, 0)
    done = account_stating.state_column(store, system, list(people.values()), lan, "missing", DAY)
    assert states(store) == {"Lê Thị Hoa": "in_use", "Hà Văn Pó": "locked", "Vi Thị Lan": "missing"}
    assert (done.changed, done.left) == (2, 1)
    undo_step(store, done.group)
    assert states(store) == before


def test_exceptions_may_be_left_as_they_are(book):
    store, people, system = book
    account_stating.state_column(store, system, list(people.values()), frozenset({people["Vi Thị Lan"]}), "", DAY)
    assert states(store)["Vi Thị Lan"] == "unreviewed"


def test_what_another_pc_said_meanwhile_is_judged_anew(book):
    """The cell was seen as empty; the account came in with a download before the key was pressed."""
    store, people, system = book
    with store.write() as unit:
        unit.create("account", {"person": people["Lê Thị Hoa"], "system": system, "status": "in_use"})
    done = account_stating.state(store, [Place(person=people["Lê Thị Hoa"], system=system)], "missing", DAY)
    assert (done.changed, done.left) == (0, 1)
    assert records.count(store.read(), Search(kind="account")) == 1


def test_one_cell_is_patched_into_the_matrix_as_a_whole_reading_would_show_it(book):
    store, people, system = book
    before = account_matrix.read(store.read(), DAY)
    account_stating.state(store, [Place(person=people["Lê Thị Hoa"], system=system)], "pending", DAY)
    account = records.page(store.read(), Search(kind="account"), 0, 5)[0].id
    assert account_matrix.patched(store.read(), before, [account]) == account_matrix.read(store.read(), DAY)
    with store.write() as unit:
        unit.edit("account", account, {}, special="delete")
    assert account_matrix.patched(store.read(), before, [account]) is None


def test_the_starter_list_brings_in_what_is_ticked_once_and_in_one_step(book):
    store, _, _ = book
    offered = account_catalogue.not_yet_here(store.read())
    assert len(account_catalogue.starter_list()) >= 35
    assert "TD Office" not in {each.short_name for each in offered}    # it is here already, by its short name
    chosen = [each for each in offered if each.short_name in ("Hộ tịch", "Thư công vụ")]
    count, group = account_catalogue.add(store, chosen)
    assert count == 2
    assert account_catalogue.add(store, chosen)[0] == 0
    undo_step(store, group)
    assert records.count(store.read(), Search(kind="system")) == 1


def test_every_line_of_the_starter_list_is_a_record_that_the_kind_accepts():
    from desktop.services import record_keeping
    from protocol.kinds import system
    names = set()
    for each in account_catalogue.starter_list():
        record_keeping.check(system.KIND, each.fields(), None)
        assert each.name not in names
        names.add(each.name)
